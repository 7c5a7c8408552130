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

// case: select_without_a_name_in_from
// error: mizzle: from(): a statement has no name to be read by; give a select one, const auto q = select.as<"q">(), and name its columns as q[column]
auto f() { return mz::select(users.id).from(mz::select(posts.id).from(posts)); }

// case: select_without_a_name_in_a_join
// error: mizzle: left_join(): a statement has no name to be read by; give a select one
auto f() { return mz::select(users.id).from(users).left_join(mz::select(posts.id).from(posts), users.id == 1); }

// case: select_without_a_name_in_a_join_of_an_update
// error: mizzle: inner_join(): a statement has no name to be read by; give a select one
auto f() { return mz::update(posts).set(posts.title = "x").from(users).inner_join(mz::select(posts.id).from(posts), users.id == 1); }

// case: select_without_a_name_in_from_of_an_update
// error: mizzle: from(): a statement has no name to be read by; give a select one
auto f() { return mz::update(posts).set(posts.title = "x").from(mz::select(posts.id).from(posts)); }

// case: column_in_from
// error: mizzle: from(): column users.id is no table; name its table
auto f() { return mz::select(users.id).from(users.id); }

// case: text_in_a_cross_join
// error: mizzle: cross_join(): a text is no table; name the table itself, which is declared as mz::table
auto f() { return mz::select(users.id).from(users).cross_join("posts"); }

// case: from_nothing
// error: mizzle: from(): it reads nothing; name a table
auto f() { return mz::select(users.id).from(); }

// case: select_without_a_name_in_with
// error: mizzle: with(): it takes queries that have names; give each select one, with mz::cte<"name">(select) or select.as<"name">()
void f() { mz::with(mz::select(users.id).from(users)); }

// case: common_table_expression_without_a_name
// error: mizzle: cte(): it needs the name by which it is read; write it as mz::cte<"name">(select)
void f() { mz::cte(mz::select(users.id).from(users)); }

// case: common_table_expression_of_a_delete
// error: mizzle: cte(): it takes a select, whose rows are read by its name; write mz::cte<"name">(mz::select(...))
void f() { mz::cte<"gone">(mz::delete_from(users).where(users.id == 1).returning(users.id)); }

// case: recursive_part_that_is_no_function
// error: mizzle: cte(): a recursive query reads itself, so that its second part is what a function gives for it
void f() { (void)common.union_all(mz::select(users.id).from(users)); }

// case: recursive_part_with_a_limit
// error: mizzle: cte(): the recursive part has an order, a limit, a with() or a set operation of another kind, behind which SQLite does not let it read itself
void f() {
  (void)common.union_all(
      [](const auto& self) { return mz::select(users.id).from(users).inner_join(self, users.boss == self[users.id]).limit(1); });
}

// case: limit_of_a_query_that_is_not_recursive
// error: mizzle: cte(): order_by() and limit() behind it are those of a recursive query; write them in its select
void f() { (void)common.limit(1); }

// case: order_of_a_recursive_query_by_an_expression
// error: mizzle: order_by(): an expression is not what a select of the union yields
void f() {
  const auto all =
      common.union_([](const auto& self) {
    return mz::select(users.id).from(users).inner_join(self, users.boss == self[users.id]);
  }).order_by([](const auto& self) { return self[users.id] + 1; });
  (void)db().all(mz::with(all).select(all));
}
