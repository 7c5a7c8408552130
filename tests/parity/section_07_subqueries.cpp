// SPDX-License-Identifier: MIT
// Section 7 of the query language: subqueries and common table expressions.
#include "parity/support.hpp"

using namespace parity;

namespace {

template <class As>
struct Digit {
  mz::column<As, "n", std::int64_t> n{};
  mz::column<As, "word", std::string> word{};
};

constexpr auto u2 = mz::alias<"u2">(users);

}  // namespace

// A select with a name as a source; its columns are found by what was selected, or by name: `q[posts.owner_id]`, `q["n"_col]`.
// Rejected: sources.column_that_a_named_query_does_not_select, sources.name_that_a_named_query_does_not_have.
TEST(parity_7_subqueries, as_a_source) {
  database db;
  const auto q = mz::select(posts.owner_id, mz::sum(posts.likes).as<"n">()).from(posts).group_by(posts.owner_id).as<"q">();
  const auto s =
      mz::select(users.name, q["n"_col]).from(q).inner_join(users, users.id == q[posts.owner_id]).where(q["n"_col] > 0).order_by(users.id);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "users"."name", "q"."n" from (select "posts"."owner_id", sum("posts"."likes") as "n" from "posts" group by "posts"."owner_id") as "q" )"
      R"(inner join "users" on "users"."id" = "q"."owner_id" where "q"."n" > ? order by "users"."id")");
  EXPECT_AS_PLAIN(
      db, s,
      "select u.name, q.n from (select owner_id, sum(likes) n from posts group by 1) q join users u on u.id = q.owner_id where q.n > 0 order by u.id");
}

// A select of one column as a field, an operand or an argument: `mz::scalar(select).as<"name">()`; optional unless it always has a row.
// Rejected: mistakes.select_of_two_columns_selected, mistakes.select_of_two_columns_compared.
TEST(parity_7_subqueries, as_a_value) {
  database db;
  const auto count = mz::scalar(mz::select(mz::count()).from(posts).where(posts.owner_id == users.id)).as<"count">();
  const auto first =
      mz::scalar(mz::select(posts.title).from(posts).where(posts.owner_id == users.id).order_by(posts.id).limit(1)).as<"first">();
  const auto s = mz::select(users.id, count, first, mz::coalesce(first, "none")).from(users).order_by(users.id);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::string>>);
  EXPECT_AS_PLAIN(
      db, s,
      "select id, (select count(*) from posts where owner_id = users.id), (select title from posts where owner_id = users.id order by id "
      "limit 1) as f, coalesce((select title from posts where owner_id = users.id order by id limit 1), 'none') from users order by id");
}

// In conditions, also correlated ones: `.in(select)`, `mz::exists(select)`, `x == select`; columns of the statements around are in scope.
// Rejected: statements.column_out_of_scope_in_a_correlated_subquery, sources.column_of_the_statement_around_in_a_named_query.
TEST(parity_7_subqueries, in_conditions) {
  database db;
  const auto liked = mz::select(posts.owner_id).from(posts).where(posts.likes >= 5);
  EXPECT_AS_PLAIN(db, mz::select(users.name).from(users).where(users.id.in(liked)).order_by(users.id),
                  "select 'Ann' union all select 'Cid'");
  const auto most = mz::select(mz::max(u2.age)).from(u2).where(u2.city_id == users.city_id);
  EXPECT_AS_PLAIN(db,
                  mz::select(users.name)
                      .from(users)
                      .where(users.age == most || mz::not_exists(mz::select(posts.id).from(posts).where(posts.owner_id == users.id))),
                  "select 'Ann' union all select 'Dora'");
}

// Common table expressions in front of select, insert, update and delete, one reading another: `mz::with(a, b).select(...)`.
// Rejected: sources.common_table_expression_without_with, sources.two_common_table_expressions_of_one_name, sources.common_table_expression_that_comes_later.
TEST(parity_7_subqueries, with) {
  database db;
  const auto liked = mz::cte<"liked">(mz::select(posts.owner_id, posts.likes).from(posts).where(posts.likes > 0));
  const auto owners = mz::cte<"owners">(mz::select_distinct(liked[posts.owner_id].as<"id">()).from(liked));
  EXPECT_AS_PLAIN(db,
                  mz::with(liked, owners)
                      .select(users.name, owners["id"_col])
                      .from(users)
                      .inner_join(owners, owners["id"_col] == users.id)
                      .order_by(users.id),
                  "select 'Ann', 1 union all select 'Cid', 3");
  EXPECT_EQ(db.all(mz::with(liked).select_distinct(liked[posts.likes]).from(liked)).size(), 2U);
  EXPECT_EQ(
      db.run(mz::with(liked, owners).update(users).set(users.verified = true).where(users.id.in(mz::select(owners["id"_col]).from(owners))))
          .changes,
      2);
  EXPECT_EQ(db.run(mz::with(liked)
                       .insert_into(cities)
                       .columns(cities.name)
                       .from(mz::select(mz::concat("n", liked[posts.likes])).from(liked))
                       .on_conflict(cities.name)
                       .do_nothing())
                .changes,
            2);
  EXPECT_EQ(db.run(mz::with(liked).delete_from(posts).where(posts.likes.in(mz::select(liked[posts.likes]).from(liked)))).changes, 3);
}

// A common table expression is a value, which several statements can share; one of SQL of one's own declares its columns: `mz::cte<"c">(mz::select(mz::all_of(digits)).from(digits))` over a `mz::sql_source`.
TEST(parity_7_subqueries, a_shared_cte_of_sql_of_ones_own) {
  database db;
  const auto digits = mz::sql_source<"digits", "select 1 as n, 'one' as word union all select 2, 'two'", Digit>();
  const auto c = mz::cte<"c">(mz::select(digits.n, digits.word).from(digits));
  EXPECT_AS_PLAIN(db, mz::with(c).select(users.name, c[digits.word]).from(users).inner_join(c, c[digits.n] == users.id).order_by(users.id),
                  "select 'Ann', 'one' union all select 'Bob', 'two'");
  EXPECT_EQ(mz::get<0>(db.one(mz::with(c).select(mz::sum(c[digits.n])).from(c))), 3);
}

// Recursive ones, whose reference to themselves has their columns with their types: `mz::cte<"n">(first).union_all([](const auto& self) { return ...; })`.
// Rejected: sources.recursive_query_whose_parts_do_not_agree.
TEST(parity_7_subqueries, recursive) {
  database db;
  const auto n = mz::cte<"n">(mz::select(mz::val(std::int64_t{1}).as<"x">())).union_all([](const auto& self) {
    return mz::select(self["x"_col] + 1).from(self).where(self["x"_col] < 5);
  });
  EXPECT_AS_PLAIN(
      db, mz::with(n).select(n["x"_col], users.name).from(n).left_join(users, users.id == n["x"_col]).order_by(n["x"_col]),
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 5) select x, name from n left join users on id = x order by x");
}

// Hints about materialization: `mz::with(mz::materialized(q))`, `mz::with(mz::not_materialized(q))`.
TEST(parity_7_subqueries, materialized) {
  database db;
  const auto q = mz::cte<"q">(mz::select(users.id).from(users));
  const auto s = mz::with(mz::materialized(q)).select(q[users.id]).from(q);
  static_assert(mz::sql_of<decltype(s)> ==
                R"(with "q" ("id") as materialized (select "users"."id" from "users") select "q"."id" from "q")");
  EXPECT_EQ(db.all(s).size(), 4U);
  EXPECT_EQ(db.all(mz::with(mz::not_materialized(q)).select(q[users.id]).from(q)).size(), 4U);
}

// Two columns of one name in a joined subquery do not meet: names must differ, and each is found by what was selected.
// Rejected: sources.named_query_with_one_name_twice.
TEST(parity_7_trouble, columns_of_a_joined_subquery_keep_apart) {
  database db;
  const auto q = mz::select(posts.id, posts.owner_id, users.id.as<"user">(), users.name)
                     .from(posts)
                     .inner_join(users, users.id == posts.owner_id)
                     .as<"q">();
  const auto s = mz::select(users.id, q[posts.id], q["user"_col]).from(users).inner_join(q, q["user"_col] == users.id).where(users.id == 3);
  const auto row = db.one(s);
  EXPECT_EQ(row[users.id], 3);
  EXPECT_EQ(row[q[posts.id]], 4);
  EXPECT_EQ(row["user"_col], 3);
}

// A scalar subquery can be NULL, and its type says so.
TEST(parity_7_trouble, a_scalar_subquery_is_optional) {
  database db;
  const auto none = mz::scalar(mz::select(users.name).from(users).where(users.id == 99)).as<"name">();
  const auto s = mz::select(none);
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::optional<std::string>>);
  EXPECT_EQ(db.one(s)["name"_col], std::nullopt);
}
