// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/statement/condition.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"users", User> users{};
template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "author", std::int64_t, mz::references<users.id>> author{};
};
inline constexpr mz::table<"posts", Post> posts{};

inline mz::sqlite::connection& db();

// case: part_of_another_table
// error: mizzle: condition: column posts.id is of a table that the condition does not name; add posts to the tables of mz::condition<...>
void f(mz::condition<users>& c) { c &= users.id == 1 || posts.id == 2; }

// case: part_that_is_no_condition
// error: mizzle: condition: column users.name of type text is no condition; compare it, such as column == value
void f(mz::condition<users>& c) { c |= users.name; }

// case: part_that_is_a_bool
// error: mizzle: condition: a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)
void f(mz::condition<users>& c, const std::string& name) { c &= name == "x"; }

// case: part_with_an_aggregate
// error: mizzle: where(): an aggregate cannot be used here, because it needs all rows of a group; use having()
void f(mz::condition<users>& c) { c &= mz::count() > 1; }

// case: part_of_unlike_types
// error: mizzle: comparison: column users.id of type integer and a value of type text are unlike; compare values of one type, or use mz::cast<T>()
void f(mz::condition<users>& c) { c &= users.id == "x"; }

// case: condition_over_a_table_that_is_not_read
// error: mizzle: where(): table posts is not in from() or a join; add it
void f(const mz::condition<users, posts>& c) { (void)db().all(mz::select(users.id).from(users).where(c)); }

// case: wider_condition_in_a_narrower_one
// error: mizzle: condition: a part of it names a table that the condition does not name; add it to the tables of mz::condition<...>
void f(mz::condition<users>& narrow, const mz::condition<users, posts>& wide) { narrow &= wide; }

// case: any_of_a_table_that_is_not_read
// error: mizzle: where(): column posts.id needs table posts, which is not in from() or a join; add it
void f(const std::vector<int>& ids) {
  (void)db().all(mz::select(users.id).from(users).where(mz::any_of(ids, [](int id) { return posts.id == id; })));
}

// case: any_of_no_conditions
// error: mizzle: any_of(): a C++ value of type
void f(const std::vector<int>& ids) {
  (void)mz::any_of(ids, [](int id) { return id; });
}

// case: any_of_aggregates
// error: mizzle: where(): an aggregate cannot be used here, because it needs all rows of a group; use having()
void f(const std::vector<int>& ids) {
  (void)db().all(mz::select(users.id).from(users).where(mz::any_of(ids, [](int id) { return mz::max(users.id) == id; })));
}

// case: condition_beside_groups
// error: mizzle: having(): table users stands beside an aggregate but its primary key is not in group_by(); add it there
void f(const mz::condition<users>& c) { (void)db().all(mz::select(users.name, mz::count()).from(users).group_by(users.name).having(c)); }

// case: text_of_a_condition_made_at_run_time
// error: mizzle: sql_of: a condition of the statement is made at run time, so that its text is no constant; use mz::to_sql(statement)
auto f(const mz::condition<users>& c) { return mz::sql_of<decltype(mz::select(users.id).from(users).where(c))>; }

// case: condition_over_nothing_in_scope_of_an_insert
// error: mizzle: where(): table posts is not in from() or a join; add it
void f(const mz::condition<posts>& c) { db().run(mz::delete_from(users).where(c)); }
