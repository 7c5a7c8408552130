// SPDX-License-Identifier: MIT
#include <boost/hana/define_struct.hpp>

#include <mizzle/mizzle.hpp>
#ifndef WITHOUT_HANA_HEADER
#include <mizzle/hana.hpp>
#endif

namespace mz = mizzle;

template <class As>
struct City {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"cities", City> cities{};
template <class As>
struct Person {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "city_id", std::optional<std::int64_t>> city_id{};
};
inline constexpr mz::table<"people", Person> people{};

struct named {
  BOOST_HANA_DEFINE_STRUCT(named, (std::int64_t, id), (std::string, name));
};
struct small {
  BOOST_HANA_DEFINE_STRUCT(small, (std::int32_t, id));
};
struct of_city {
  BOOST_HANA_DEFINE_STRUCT(of_city, (std::int64_t, city_id));
};
struct with_city {
  std::int64_t id;
  named city;
};
struct two {
  std::int64_t id;
  std::string name;
};

inline mz::sqlite::connection& db();

// case: a_member_that_is_not_selected
// error: mizzle: into(): no field of the row is called name, as a member of the struct is; name one so with .as<"name">()
auto f() { return db().all<named>(mz::select(people.id).from(people)); }

// case: a_member_of_which_there_are_two
// error: mizzle: into(): several fields are called name, as a member of the struct is; name one so with .as<"name">()
auto f() { return db().all<named>(mz::select(people.id, people.name, cities.name).from(people, cities)); }

// case: a_member_that_is_too_small
// error: mizzle: into(): the field id of type integer does not become the member of type integer; give both the same type
auto f() { return db().all<small>(mz::select(people.id).from(people)); }

// case: a_member_that_cannot_be_null
// error: mizzle: into(): the field city_id of type integer, which can be NULL, does not become the member of type integer
auto f() { return db().all<of_city>(mz::select(people.city_id).from(people)); }

// case: a_member_of_another_type
// error: mizzle: into(): the field name of type integer does not become the member of type text
auto f() { return db().all<named>(mz::select(people.id, people.id.as<"name">()).from(people)); }

// case: a_member_of_a_whole_table
// error: mizzle: into(): no field of the row is called city_id, as a member of the struct is
auto f() { return db().all<of_city>(mz::select(cities)); }

// case: a_struct_that_cannot_be_absent
// error: mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type
auto f() {
  return db().all<with_city>(
      mz::select(people.id, mz::group(cities.id, cities.name)).from(people).left_join(cities, cities.id == people.city_id));
}

// case: a_struct_of_other_members
// error: mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type
auto f() { return db().all<two>(mz::select(people.name, people.id).from(people)); }

// case: a_struct_of_hana_without_its_header
// flags: -DWITHOUT_HANA_HEADER
// error: mizzle: into(): the members of a Boost.Hana Struct are found by name; include <mizzle/hana.hpp>
auto f() { return db().all<named>(mz::select(people.id, people.name).from(people)); }
