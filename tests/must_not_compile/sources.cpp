// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "boss", std::optional<std::int64_t>> boss{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "user_id", std::int64_t, mz::references<users.id>> user_id{};
  mz::column<As, "title", std::string> title{};
};
inline constexpr mz::table<"posts", Post> posts{};

inline mz::sqlite::connection& db();
inline const auto named = mz::select(users.id, users.name.as<"called">()).from(users).as<"named">();
inline const auto common = mz::cte<"common">(mz::select(users.id).from(users));

// case: column_that_a_named_query_does_not_select
// error: mizzle: query[]: this column or expression is not selected by the named query; add it to its select()
auto f() { return named[users.boss]; }

// case: column_of_a_table_behind_two_named_queries
// error: mizzle: query[]: this column or expression is not selected by the named query; add it to its select()
auto f() {
  const auto outer = mz::select(named[users.id]).from(named).as<"outer">();
  return mz::select(outer[users.id]).from(outer).where(outer[users.id] == 1);
}

// case: name_that_a_named_query_does_not_have
// error: mizzle: query[]: the named query has no column of this name
auto f() { return named["name"_col]; }

// case: expression_that_a_named_query_selects_twice
// error: mizzle: query[]: the named query selects this expression several times
auto f() {
  const auto twice = mz::select((users.id + 1).as<"a">(), (users.id + 2).as<"b">()).from(users).as<"twice">();
  return twice[users.id + 1];
}

// case: named_query_with_one_name_twice
// error: mizzle: as(): two columns of the named query have one name
auto f() { return mz::select(users.id.as<"name 3">(), users.name, users.name.as<"name">()).from(users).as<"q">(); }

// case: named_query_out_of_scope
// error: mizzle: select(): column named.called needs table named, which is not in from() or a join; add it
void f() { (void)db().all(mz::select(named["called"_col]).from(users)); }

// case: column_of_a_table_that_only_the_named_query_reads
// error: mizzle: where(): column users.name needs table users, which is not in from() or a join; add it
void f() { (void)db().all(mz::select(named["called"_col]).from(named).where(users.name == "x")); }

// case: column_of_the_statement_around_in_a_named_query
// error: mizzle: where(): column posts.user_id needs table posts, which is not in from() or a join; add it
void f() {
  const auto q = mz::select(users.id).from(users).where(users.id == posts.user_id).as<"q">();
  (void)db().all(mz::select(posts.id).from(posts).inner_join(q, q[users.id] == posts.user_id));
}

// case: something_wrong_within_a_named_query
// error: mizzle: select(): column users.name stands beside an aggregate but is not in group_by()
void f() {
  const auto q = mz::select(users.name, mz::count().as<"n">()).from(users).as<"q">();
  (void)db().all(mz::select(q["n"_col]).from(q));
}

// case: common_table_expression_without_with
// error: mizzle: from(): the common table expression common is not declared; write mz::with(...) in front of the statement
void f() { (void)db().all(mz::select(common[users.id]).from(common)); }

// case: common_table_expression_without_with_in_a_subquery
// error: mizzle: from(): the common table expression common is not declared; write mz::with(...) in front of the statement
void f() { (void)db().run(mz::delete_from(posts).where(posts.id.in(mz::select(common[users.id]).from(common)))); }

// case: common_table_expression_that_comes_later
// error: mizzle: from(): the common table expression common is not declared
void f() {
  const auto first = mz::cte<"first">(mz::select(common[users.id]).from(common));
  (void)db().all(mz::with(first, common).select(first));
}

// case: two_common_table_expressions_of_one_name
// error: mizzle: with(): two common table expressions have the name Common; give one of them another name
void f() {
  const auto other = mz::cte<"Common">(mz::select(posts.id).from(posts));
  (void)db().all(mz::with(common, other).select(common));
}

// case: table_behind_a_common_table_expression_of_its_name
// error: mizzle: from(): table posts cannot be seen behind the common table expression of the same name
void f() {
  const auto other = mz::cte<"posts">(mz::select(users.id).from(users));
  (void)db().all(mz::with(other).select(posts.title).from(posts));
}

// case: common_table_expression_of_the_same_name_with_other_columns
// error: mizzle: from(): the common table expression common is not declared
void f() {
  const auto other = mz::cte<"common">(mz::select(posts.title).from(posts));
  (void)db().all(mz::with(common).select(other["title"_col]).from(other));
}

// case: named_query_beside_a_table_of_its_name
// error: mizzle: from(): table posts stands twice in the statement
void f() {
  const auto q = mz::select(users.id).from(users).as<"posts">();
  (void)db().all(mz::select(q[users.id]).from(q).cross_join(posts));
}

// case: comparison_of_a_named_query_with_another_type
// error: mizzle: comparison: column named.called of type text and a value of type integer are unlike
auto f() { return named["called"_col] == 1; }

// case: recursive_query_whose_parts_do_not_agree
// error: mizzle: union: column 1 is of type integer on the left and of type text on the right
auto f() {
  return mz::cte<"q">(mz::select(users.id).from(users)).union_all([](const auto& q) {
    return mz::select(users.name).from(users).inner_join(q, q[users.id] == users.id);
  });
}

// case: with_and_nothing
// error: mizzle: with(): it needs at least one named query
auto f() { return mz::with(); }

// case: with_on_the_right_of_a_union
// error: mizzle: union: the right operand has common table expressions, which stand in front of the whole
auto f() { return mz::select(users.id).from(users).union_all(mz::with(common).select(common)); }

// case: from_of_a_delete
// error: mizzle: from(): a delete reads other tables in its where(), with in() or exists()
auto f() { return mz::delete_from(posts).from(users); }

// case: update_that_returns_what_it_only_reads
// error: mizzle: returning(): table users is only read by this statement, and SQLite gives back only columns of the table that is written
void f() {
  (void)db().all(mz::update(posts).set(posts.title = users.name).from(users).where(users.id == posts.user_id).returning(users.name));
}

// case: json_each_of_a_number
// error: mizzle: json_each(), json_tree(): they read JSON text; give them a text or a column of text
auto f() { return mz::json_each<std::int64_t>(users.id); }

// case: row_id_of_a_table_without
// error: mizzle: rowid(): a table without_rowid has none; use its primary key
template <class As>
struct Pair {
  mz::column<As, "a", std::int64_t, mz::primary_key> a{};
  mz::column<As, "b", std::int64_t, mz::primary_key> b{};
};
inline constexpr mz::table<"pairs", Pair, mz::without_rowid> pairs{};
auto f() { return mz::rowid(pairs); }
