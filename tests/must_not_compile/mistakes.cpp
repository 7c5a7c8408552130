// SPDX-License-Identifier: MIT
// What is easily written and means something else, or nothing.
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "UserName", std::string> name{};
  mz::column<As, "age", std::optional<std::int64_t>> age{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "user_id", std::int64_t> user_id{};
};
inline constexpr mz::table<"posts", Post> posts{};

mz::sqlite::connection& db();

// case: assignment_as_a_condition
// error: mizzle: where(): column users.id = value is an assignment and no condition; compare with ==
auto f() { return db().all(mz::select(users.id).from(users).where(users.id = 1)); }

// case: assignment_as_a_condition_of_an_update
// error: mizzle: where(): column users.id = value is an assignment and no condition; compare with ==
void f() { db().run(mz::update(users).set(users.age = 2).where(users.id = 1)); }

// case: assignment_as_a_condition_of_a_delete
// error: mizzle: where(): column users.id = value is an assignment and no condition; compare with ==
void f() { db().run(mz::delete_from(users).where(users.id = 1)); }

// case: column_as_a_condition
// error: mizzle: where(): column users.UserName of type text is no condition; compare it, such as column == value
auto f() { return db().all(mz::select(users.id).from(users).where(users.name)); }

// case: bool_as_a_condition
// error: mizzle: where(): a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)
auto f() { return db().all(mz::select(users.id).from(users).where(true)); }

// case: select_as_a_condition
// error: mizzle: where(): a statement is no condition; write mz::exists(select)
auto f() { return db().all(mz::select(users.id).from(users).where(mz::select(posts.id).from(posts))); }

// case: number_as_a_condition
// error: mizzle: having(): a C++ value of type integer is no condition; compare a column with it
auto f() { return db().all(mz::select(mz::count()).from(users).group_by(users.id).having(1)); }

// case: bool_beside_a_condition
// error: mizzle: &&: a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)
auto f(bool young) { return db().all(mz::select(users.id).from(users).where(young && users.age < 30)); }

// case: condition_beside_a_bool
// error: mizzle: ||: a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)
auto f(bool young) { return db().all(mz::select(users.id).from(users).where(users.age < 30 || !young)); }

// case: column_beside_a_condition
// error: mizzle: &&: column users.age of type integer is no condition; compare it
auto f() { return db().all(mz::select(users.id).from(users).where(users.id == 1 && users.age)); }

// case: join_without_a_condition
// error: mizzle: inner_join(): table posts is joined without a condition; write it behind the table, or use cross_join() if every pair of rows is meant
auto f() { return db().all(mz::select(users.id).from(users).inner_join(posts)); }

// case: left_join_without_a_condition
// error: mizzle: left_join(): table posts is joined without a condition
auto f() { return db().all(mz::select(users.id).from(users).left_join(posts).where(posts.user_id == users.id)); }

// case: join_on_an_assignment
// error: mizzle: left_join(): column posts.user_id = value is an assignment and no condition; compare with ==
auto f() { return db().all(mz::select(users.id).from(users).left_join(posts, posts.user_id = users.id)); }

// case: join_on_a_column
// error: mizzle: inner_join(): column posts.user_id of type integer is no condition; compare it
auto f() { return db().all(mz::select(users.id).from(users).inner_join(posts, posts.user_id)); }

// case: order_by_a_text
// error: mizzle: order_by(): a text is no column; name the column as a member of its table
auto f() { return db().all(mz::select(users.id).from(users).order_by("name")); }

// case: order_by_a_table
// error: mizzle: order_by(): table users is no column; name the columns that are meant
auto f() { return db().all(mz::select(users.id).from(users).order_by(users)); }

// case: order_by_an_assignment
// error: mizzle: order_by(): column users.id = value is an assignment; name the column alone
auto f() { return db().all(mz::select(users.id).from(users).order_by(users.id = 1)); }

// case: group_by_a_table
// error: mizzle: group_by(): table users is no column; name the columns that are meant
auto f() { return db().all(mz::select(mz::count()).from(users).group_by(users)); }

// case: unfinished_insert
// error: mizzle: run(): insert_into(users) is not complete; add values(...), set(...), columns(...).from(select) or default_values()
void f() { db().run(mz::insert_into(users)); }

// case: insert_of_columns_from_nowhere
// error: mizzle: run(): insert_into(users).columns(...) is not complete; add from(select)
void f() { db().run(mz::insert_into(users).columns(users.name)); }

// case: unfinished_conflict
// error: mizzle: run(): on_conflict(...) of an insert into users is not complete; add do_nothing() or do_update(...)
void f() { db().run(mz::insert_into(users).values({.name = "a"}).on_conflict(users.id)); }

// case: unfinished_update
// error: mizzle: run(): update(users) is not complete; add set(...), then where(...) or all_rows()
auto f() { return db().run(mz::update(users)); }

// case: unfinished_update_in_a_list
// error: mizzle: atomic(): update(users) is not complete; add set(...), then where(...) or all_rows()
void f() { mz::run_atomic(db(), mz::atomic(mz::delete_from(users).all_rows(), mz::update(users))); }

// case: unfinished_insert_that_is_checked
// error: mizzle: check(): insert_into(users) is not complete
void f() { mz::check(mz::insert_into(users)); }

// case: rows_of_what_is_no_statement
// error: mizzle: all(): a C++ value of type text is no statement; build one, such as mz::select(...)
void f() {
  for (auto& row : db().all("select 1")) (void)row;
}

// case: exists_of_a_condition
// error: mizzle: exists(): it asks whether a select has a row, and is given a condition; write mz::exists(mz::select(column).from(table).where(condition))
auto f() { return db().all(mz::select(users.id).from(users).where(mz::exists(posts.user_id == users.id))); }

// case: not_exists_of_a_table
// error: mizzle: not_exists(): it asks whether a select has a row, and is given
auto f() { return db().all(mz::select(users.id).from(users).where(mz::not_exists(posts))); }

// case: range_of_other_values
// error: is no row of users; give {.member = value}, its mz::new_row, or a range of those
void f(const std::vector<int>& numbers) { db().run(mz::insert_into(users).values(numbers)); }

// case: range_of_rows_that_were_read
// error: is no row of users; give {.member = value}, its mz::new_row, or a range of those
void f(const std::vector<mz::row_of<users>>& rows) { db().run(mz::insert_into(users).values(rows)); }

// case: values_one_behind_another
// error: mizzle: values(): a C++ value of type integer is no row of users; give {.member = value}
void f() { db().run(mz::insert_into(users).values(1, "a", 30)); }

// case: values_twice
// error: mizzle: values(): it stands twice in an insert into users; give several rows at once, as values({...}, {...}) or as a range
void f() { mz::insert_into(users).values({.name = "a"}).values({.name = "b"}); }

// case: ranges_twice
// error: mizzle: values(): it stands twice in an insert into users
void f(std::vector<mz::new_row<users>>& rows) { mz::insert_into(users).values(rows).values(rows); }

// case: member_that_is_not_there
// lines: 65
// error: nickname
void f() { db().run(mz::insert_into(users).values({.nickname = "a"})); }

// case: missing_value_of_a_column_with_another_name
// error: mizzle: values(): column UserName has no default and no value; give its member one
void f() { db().run(mz::insert_into(users).values({.id = 1})); }

// case: select_of_two_columns_compared
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs; use a select of one column
auto f() { return db().all(mz::select(users.id).from(users).where(users.id == mz::select(posts.id, posts.user_id).from(posts))); }

// case: select_of_two_columns_in_a_list
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs
auto f() { return db().all(mz::select(users.id).from(users).where(users.id.in(mz::select(posts.id, posts.user_id).from(posts)))); }

// case: select_of_two_columns_assigned
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs
void f() { db().run(mz::update(users).set(users.age = mz::select(posts.id, posts.user_id).from(posts)).all_rows()); }

// case: select_of_two_columns_selected
// lines: 30
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs
auto f() { return db().all(mz::select(users.id, mz::select(posts.id, posts.user_id).from(posts)).from(users)); }

// case: select_of_two_columns_as_an_argument
// error: mizzle: a statement that yields several columns, or none, stands where one value belongs
auto f() { return db().all(mz::select(mz::upper(mz::select(posts.id, posts.user_id).from(posts))).from(users)); }

// case: sum_of_texts
// error: mizzle: sum(): column users.UserName of type text is no number; use mz::cast<std::int64_t>() or mz::cast<double>()
auto f() { return db().all(mz::select(mz::sum(users.name)).from(users)); }

// case: average_of_texts
// error: mizzle: avg(): column users.UserName of type text is no number
auto f() { return db().all(mz::select(mz::avg(users.name)).from(users)); }

// case: returning_of_another_table
// error: mizzle: returning(): column posts.id is not of the table that is written, whose columns alone come back
auto f() { return db().all(mz::insert_into(users).values({.name = "a"}).returning(users.id, posts.id)); }

// case: returning_another_table
// error: mizzle: returning(): table posts is not of the table that is written, whose columns alone come back
auto f() { return db().all(mz::delete_from(users).all_rows().returning(posts)); }

// case: struct_with_plain_members
// error: mizzle: table plain: a member of its struct is no column; declare each as mz::column<As, "name", type>
template <class As>
struct Plain {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  std::int64_t n{};
};
inline constexpr mz::table<"plain", Plain> plain{};

// case: struct_without_as
// error: Plain
struct Plain {
  std::int64_t id{};
};
inline constexpr mz::table<"plain", Plain> plain{};

// case: statement_that_is_checked_where_it_is_built
// error: mizzle: where(): column posts.id needs table posts, which is not in from() or a join
constexpr auto page = mz::check(mz::select(users.id).from(users).where(posts.id == 1));

// case: comparison_in_set_of_an_update
// error: mizzle: set(): an expression of type bool is no assignment; write column = value, with one =
void f() { db().run(mz::update(users).set(users.age == 2).where(users.id == 1)); }

// case: comparison_in_set_of_an_insert
// error: mizzle: set(): an expression of type bool is no assignment; write column = value, with one =
void f() { db().run(mz::insert_into(users).set(users.age == 2)); }

// case: set_of_nothing
// error: mizzle: set(): it needs assignments, and is given none; write column = value
void f() { db().run(mz::update(users).set().where(users.id == 1)); }

// case: comparison_in_do_update
// error: mizzle: do_update(): an expression of type bool is no assignment
void f() { db().run(mz::insert_into(users).values({.name = "a"}).on_conflict(users.id).do_update(users.age == 2)); }

// case: assignment_as_a_condition_of_do_update
// error: mizzle: where(): column users.age = value is an assignment and no condition; compare with ==
void f() { db().run(mz::insert_into(users).values({.name = "a"}).on_conflict(users.id).do_update(users.age = 2).where(users.age = 1)); }

// case: column_as_a_condition_of_do_update
// error: mizzle: where(): column users.age of type integer is no condition
void f() { db().run(mz::insert_into(users).values({.name = "a"}).on_conflict(users.id).do_update(users.age = 2).where(users.age)); }

// case: select_of_a_text
// error: mizzle: select(): a field must be a column, an expression, a table or a select of one column; wrap a plain value in mz::val()
auto f() { return db().all(mz::select("id").from(users)); }

// case: select_of_a_number
// error: mizzle: select(): a field must be a column
auto f() { return db().all(mz::select(1)); }

// case: select_of_nothing
// error: mizzle: select(): it needs at least one column, expression or table
auto f() { return db().all(mz::select()); }

// case: like_of_a_number
// error: mizzle: like(): column users.id of type integer is no text, and only text can be matched with a pattern; use mz::cast<std::string>()
auto f() { return db().all(mz::select(users.id).from(users).where(users.id.like("1%"))); }

// case: when_of_a_column
// error: mizzle: where(): column users.id of type integer is no condition
auto f() { return db().all(mz::select(users.id).from(users).where(mz::when(true, users.id))); }

// case: not_of_a_column
// error: mizzle: !: column users.id of type integer is no condition
auto f() { return db().all(mz::select(users.id).from(users).where(!users.id)); }

// case: case_when_of_a_bool
// error: mizzle: case_when(): a bool is no condition
auto f() { return db().all(mz::select(mz::case_when(true, 1)).from(users)); }

// case: returning_of_a_text
// error: mizzle: select(): a field must be a column
auto f() { return db().all(mz::delete_from(users).all_rows().returning("id")); }

// case: text_added_to_a_number
// error: mizzle: comparison: column users.id of type integer and a value of type text are unlike
auto f() { return db().all(mz::select(users.id + "x").from(users)); }

// case: number_added_to_a_text
// error: mizzle: +: column users.UserName of type text is no number; use mz::cast<std::int64_t>()
auto f() { return db().all(mz::select(users.name + 1).from(users)); }

// case: select_of_another_number_of_columns
// error: mizzle: from(): the select yields another number of columns than columns() names; select one for each
auto f() { return mz::insert_into(posts).columns(posts.id, posts.user_id).from(mz::select(users.id).from(users)); }

// case: assignment_to_an_expression
// error: mizzle: set(): an expression stands on the left of =, where only a column can
auto f() { return mz::update(users).set(mz::upper(users.name) = "x"); }

// case: returning_twice
// error: mizzle: returning(): it stands twice; keep one
auto f() { return mz::update(users).set(users.age = 1).returning(users.id).returning(users.id); }

// case: stream_of_a_write
// error: mizzle: stream(): only a select can be streamed
void f() {
  for (auto&& r : db().stream(mz::delete_from(users).all_rows().returning(users.id))) (void)r;
}

// case: limit_of_a_real
// error: mizzle: limit(): a C++ value of type real is no number of rows; give it an integer
auto f() { return mz::select(users.id).from(users).limit(1.5); }

// case: offset_of_a_text
// error: mizzle: offset(): a C++ value of type text is no number of rows; give it an integer
auto f() { return mz::select(users.id).from(users).limit(1).offset("2"); }

// case: limit_of_a_text_parameter
// error: mizzle: limit(): an expression of type text is no number of rows; give it an integer
auto f() { return mz::select(users.id).from(users).limit(mz::param<"n", std::string>()); }

// case: order_by_nothing
// error: mizzle: order_by(): it names no column; name at least one, or leave it out
auto f() { return mz::select(users.id).from(users).order_by(); }
