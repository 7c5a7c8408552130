// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "age", std::optional<std::int64_t>> age{};
};
inline constexpr mz::table<"users", User> users{};
template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "author", std::int64_t, mz::references<users.id>> author{};
};
inline constexpr mz::table<"posts", Post> posts{};

inline mz::sqlite::connection& db();

// case: optional_column_beside_an_aggregate
// error: mizzle: select(): column users.name stands beside an aggregate but is not in group_by(); add it there, or aggregate it
void f(bool on) { (void)db().all(mz::select(mz::when(on, users.name), mz::count()).from(users)); }

// case: column_whose_group_is_optional
// error: mizzle: select(): column users.name stands beside an aggregate but is not in group_by(); add it there, or aggregate it
void f(bool on) { (void)db().all(mz::select(users.name, mz::count()).from(users).group_by(mz::when(on, users.name))); }

// case: optional_column_out_of_scope
// error: mizzle: select(): column posts.id needs table posts, which is not in from() or a join; add it
void f(bool on) { (void)db().all(mz::select(users.id, mz::when(on, posts.id)).from(users)); }

// case: optional_order_in_a_window
// error: mizzle: select(): mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there
void f(bool on) { (void)db().all(mz::select(mz::row_number().over(mz::order_by(mz::when(on, users.id)))).from(users)); }

// case: optional_value
// error: mizzle: set(): mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there
void f(bool on) { db().run(mz::update(users).set(users.name = mz::when(on, mz::upper(users.name))).where(users.id == 1)); }

// case: required_column_left_out
// error: mizzle: insert_into(users): column name has no default, so that mz::when() cannot leave it out; give it a value in any case
void f(bool on) { db().run(mz::insert_into(users).set(users.id = 1, mz::when(on, users.name = "a"))); }

// case: column_set_twice
// error: mizzle: set(): column users.name is assigned twice; keep one of the two
void f(bool on) { db().run(mz::update(users).set(mz::when(on, users.name = "a"), mz::when(!on, users.name = "b")).where(users.id == 1)); }

// case: set_if_without_an_optional
// error: mizzle: set_if(): it takes a std::optional, whose value is set if there is one; write column = value
void f() { db().run(mz::update(users).set(mz::set_if(users.name, "a")).where(users.id == 1)); }

// case: set_if_of_another_type
// error: mizzle: set(): column users.name of type text is given a value of type integer; give a value of the column's own type, or use mz::cast<T>()
void f(std::optional<int> n) { db().run(mz::update(users).set(mz::set_if(users.name, n)).where(users.id == 1)); }

// case: optional_null_into_not_null
// error: mizzle: set(): column users.name is NOT NULL and is given a value that can be NULL; declare the column std::optional, or use mz::coalesce()
void f(std::optional<std::optional<std::string>> n) { db().run(mz::update(users).set(mz::set_if(users.name, n)).where(users.id == 1)); }

// case: optional_full_join
// error: mizzle: full_join(): a join of this kind cannot be left out, because the tables before it would not stay as they are; write mz::when() in left_join() or inner_join()
void f(bool on) { (void)db().all(mz::select(users.id).from(users).full_join(mz::when(on, posts), posts.author == users.id)); }

// case: optional_join_without_a_condition
// error: mizzle: left_join(): a source in mz::when() is joined by a condition, such as a.id == b.a_id; write it behind it
void f(bool on) { (void)db().all(mz::select(users.id).from(users).left_join(mz::when(on, posts), mz::natural)); }

// case: optional_right_join_of_an_update
// error: mizzle: right_join(): a join of this kind cannot be left out
auto f(bool on) {
  const auto authors = mz::alias<"authors">(users);
  return mz::update(users).set(users.name = "x").from(authors).right_join(mz::when(on, posts), posts.author == authors.id);
}

// case: optional_table_as_a_field
// error: mizzle: select(): a field must be a column, an expression, a table or a select of one column
void f(bool on) { (void)db().all(mz::select(users.id, mz::when(on, users)).from(users)); }

// case: condition_all_optional_in_a_delete
// error: mizzle: where(): all of the condition on users is optional, so that it could vanish and every row be changed; add a condition without mz::when()
void f(bool on) { db().run(mz::delete_from(users).where(mz::when(on, users.id == 1))); }
