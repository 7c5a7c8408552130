// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct City {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::optional<std::string>> name{};
};
inline constexpr mz::table<"cities", City> cities{};
template <class As>
struct Person {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "city_id", std::optional<std::int64_t>> city_id{};
};
inline constexpr mz::table<"people", Person> people{};

inline mz::sqlite::connection& db();

// case: a_table_in_a_group
// error: mizzle: group(): it takes columns and expressions; a table is a group by itself, and a plain value is wrapped in mz::val()
auto f() { return mz::select(mz::group(cities)).from(cities); }

// case: a_group_in_a_group
// error: mizzle: group(): it takes columns and expressions
auto f() { return mz::select(mz::group(cities.id, mz::group(cities.name))).from(cities); }

// case: a_group_of_nothing
// error: mizzle: group(): it takes columns and expressions
auto f() { return mz::select(mz::group()).from(cities); }

// case: a_group_that_does_not_tell_whether_it_is_there
// lines: 40
// error: mizzle: group(): an outer join can leave it without a row of cities, which none of its columns would tell, as all of them can be NULL; add one that is NOT NULL
auto f() {
  return db().all(mz::select(people.id, mz::group(cities.name).as<"city">()).from(people).left_join(cities, cities.id == people.city_id));
}

// case: a_group_in_a_union
// error: mizzle: union: the rows of a set operation have no group() in them; give the whole a name with .as<"name">(), and group its columns in a select from it
auto f() {
  const auto s = mz::select(mz::group(cities.id).as<"city">()).from(cities);
  return s.union_all(s);
}

// case: a_group_on_the_right_of_a_union
// error: mizzle: union: the rows of a set operation have no group() in them
auto f() { return mz::select(cities.id, cities.name).from(cities).union_all(mz::select(mz::group(cities.id, cities.name)).from(cities)); }

// case: a_group_in_returning
// error: mizzle: returning(): it gives a flat row; name the columns of the group by themselves
auto f() { return mz::delete_from(cities).where(cities.id == 1).returning(mz::group(cities.id)); }

// case: a_group_as_a_value
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs; use a select of one column
auto f() { return mz::select(people.id).from(people).where(people.id == mz::select(mz::group(cities.id)).from(cities)); }

// case: a_group_of_a_table_that_is_not_there
// error: mizzle: select(): column cities.id needs table cities, which is not in from() or a join; add it
auto f() { return db().all(mz::select(people.id, mz::group(cities.id)).from(people)); }

// case: a_group_beside_an_aggregate
// error: mizzle: select(): column cities.name stands beside an aggregate but is not in group_by(); add it there, or aggregate it
auto f() { return db().all(mz::select(mz::group(cities.name), mz::count()).from(cities)); }

// case: a_column_of_a_group_outside_of_it
// error: mizzle: row[]: this column or table was not selected; add it to select() or returning()
auto f() { return db().one(mz::select(mz::group(cities.id).as<"city">()).from(cities))[cities.id]; }

// case: a_group_by_another_name
// error: mizzle: row[]: no selected column has this name; give it one with .as<"name">()
auto f() { return db().one(mz::select(mz::group(cities.id).as<"city">()).from(cities))["town"_col]; }
