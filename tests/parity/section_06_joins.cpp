// SPDX-License-Identifier: MIT
// Section 6 of the query language: joins.
#include "parity/support.hpp"

using namespace parity;

namespace {

constexpr auto u2 = mz::alias<"u2">(users);

template <class S, std::size_t I>
using field = std::tuple_element_t<I, mz::row_t<S>>;

}  // namespace

// Inner, left, right, full and cross joins with a table, an alias, a subquery or a common table expression: `.left_join(cities, cities.id == users.city_id)`.
// Rejected: mistakes.join_without_a_condition, statements.column_out_of_scope_in_an_earlier_join.
TEST(parity_6_joins, all_kinds) {
  database db;
  const auto s = mz::select(users.name, cities.name).from(users);
  const auto on = cities.id == users.city_id;
  EXPECT_AS_PLAIN(db, s.inner_join(cities, on).order_by(users.id),
                  "select u.name, c.name from users u join cities c on c.id = u.city_id order by u.id");
  EXPECT_AS_PLAIN(db, s.left_join(cities, on).order_by(users.id),
                  "select u.name, c.name from users u left join cities c on c.id = u.city_id order by u.id");
  EXPECT_AS_PLAIN(db, s.right_join(cities, on).order_by(cities.id, users.id),
                  "select u.name, c.name from cities c left join users u on c.id = u.city_id order by c.id, u.id");
  EXPECT_EQ(db.all(s.full_join(cities, on)).size(), 5U);
  EXPECT_EQ(db.all(s.cross_join(cities)).size(), 12U);
}

TEST(parity_6_joins, sources_of_every_kind) {
  database db;
  const auto count = mz::select(posts.owner_id, mz::count().as<"n">()).from(posts).group_by(posts.owner_id);
  const auto sub = count.as<"sub">();
  const auto cte = mz::cte<"counted">(count);
  const char* const plain =
      "select u.name, p.n from users u left join (select owner_id, count(*) n from posts group by 1) p on p.owner_id = u.id order by u.id";
  EXPECT_AS_PLAIN(db, mz::select(users.name, sub["n"_col]).from(users).left_join(sub, sub[posts.owner_id] == users.id).order_by(users.id),
                  plain);
  EXPECT_AS_PLAIN(
      db, mz::with(cte).select(users.name, cte["n"_col]).from(users).left_join(cte, cte[posts.owner_id] == users.id).order_by(users.id),
      plain);
  EXPECT_AS_PLAIN(db, mz::select(users.name, u2.name).from(users).inner_join(u2, u2.city_id == users.city_id && u2.id > users.id),
                  "select a.name, b.name from users a join users b on b.city_id = a.city_id and b.id > a.id");
}

// A whole table is one field, found by its table or alias: `row[users].name`, `row[u2]`.
TEST(parity_6_joins, tables_as_fields) {
  database db;
  const auto s = mz::select(users, u2).from(users).inner_join(u2, u2.city_id == users.city_id && u2.id > users.id);
  const auto row = db.one(s);
  EXPECT_EQ(row[users].name, "Ann");
  EXPECT_EQ(row[u2].name, "Bob");
}

// By the columns that both sides have: `.inner_join(posts, mz::using_(users.id))`, `.inner_join(cities, mz::natural)`.
// Rejected: joins.using_of_a_column_that_the_joined_table_lacks.
TEST(parity_6_joins, using_and_natural) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(users.name, cities.name).from(users).inner_join(cities, mz::using_(users.id)).order_by(users.id),
                  "select u.name, c.name from users u join cities c using (id) order by u.id");
  EXPECT_AS_PLAIN(db, mz::select(users.id, posts.title).from(users).left_join(posts, mz::natural).order_by(users.id),
                  "select u.id, p.title from users u natural left join posts p order by u.id");
}

// A join that is there only sometimes: `.left_join(mz::when(wanted, cities), cities.id == users.city_id)`; its columns are NULL without it.
TEST(parity_6_joins, optional_joins) {
  database db;
  for (const bool wanted : {true, false}) {
    const auto s =
        mz::select(users.id, cities.name).from(users).left_join(mz::when(wanted, cities), cities.id == users.city_id).where(users.id == 3);
    EXPECT_EQ(text(db.one(s)), wanted ? "3|Rome" : "3|null");
  }
}

// What a join may leave without a row is optional, a whole table as one, a column by itself; the compiler finds it out for any chain of joins.
TEST(parity_6_joins, what_may_be_absent_is_optional) {
  using city = std::optional<mz::row_of<cities>>;
  const auto on = cities.id == users.city_id;
  const auto all = mz::select(users, cities, users.id, cities.id).from(users);
  const auto left = all.left_join(cities, on);
  static_assert(std::is_same_v<field<decltype(left), 0>, mz::row_of<users>> && std::is_same_v<field<decltype(left), 1>, city>);
  static_assert(std::is_same_v<field<decltype(left), 2>, std::int64_t> &&
                std::is_same_v<field<decltype(left), 3>, std::optional<std::int64_t>>);
  const auto right = all.right_join(cities, on);
  static_assert(std::is_same_v<field<decltype(right), 0>, std::optional<mz::row_of<users>>> &&
                std::is_same_v<field<decltype(right), 1>, mz::row_of<cities>>);
  const auto full = all.full_join(cities, on);
  static_assert(std::is_same_v<field<decltype(full), 0>, std::optional<mz::row_of<users>>> &&
                std::is_same_v<field<decltype(full), 1>, city>);
  const auto cross = all.cross_join(cities);
  static_assert(std::is_same_v<field<decltype(cross), 0>, mz::row_of<users>> &&
                std::is_same_v<field<decltype(cross), 1>, mz::row_of<cities>>);
  const auto chain = mz::select(users, cities, posts).from(users).left_join(cities, on).right_join(posts, posts.owner_id == users.id);
  static_assert(std::is_same_v<field<decltype(chain), 0>, std::optional<mz::row_of<users>>> &&
                std::is_same_v<field<decltype(chain), 1>, city> && std::is_same_v<field<decltype(chain), 2>, mz::row_of<posts>>);
  database db;
  EXPECT_EQ(db.all(left).size(), 4U);
  EXPECT_EQ(db.all(chain).size(), 4U);
}

// A joined row is absent only if there is none: not because the first column that is selected of it is NULL.
TEST(parity_6_trouble, a_null_in_a_joined_row_does_not_make_it_absent) {
  database db;
  const auto s = mz::select(users.id, posts).from(users).left_join(posts, posts.owner_id == users.id).order_by(users.id, posts.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 5U);
  ASSERT_TRUE(rows[1][posts].has_value());
  EXPECT_EQ(rows[1][posts]->body, std::nullopt);
  EXPECT_FALSE(rows[4][posts].has_value());
  // Nor where every column that is selected of it is NULL.
  const auto ages = mz::select(posts.id, u2).from(posts).left_join(u2, u2.id == posts.owner_id).where(posts.id == 4);
  EXPECT_TRUE(db.one(ages)[u2].has_value());
}

// The same of chosen columns: a group is there if its row is, whatever its first column holds.
TEST(parity_6_trouble, a_null_in_a_group_does_not_make_it_absent) {
  database db;
  const auto s = mz::select(users.id, mz::group(posts.body, posts.title).as<"post">())
                     .from(users)
                     .left_join(posts, posts.owner_id == users.id)
                     .where(users.id.in(1, 4))
                     .order_by(users.id, posts.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  ASSERT_TRUE(rows[1]["post"_col].has_value());
  EXPECT_EQ((*rows[1]["post"_col])[posts.body], std::nullopt);
  EXPECT_EQ((*rows[1]["post"_col])[posts.title], "Second");
  EXPECT_FALSE(rows[2]["post"_col].has_value());
}

// Columns of equal names keep their places: rows are read by position.
TEST(parity_6_trouble, columns_of_one_name_do_not_meet) {
  database db;
  const auto s = mz::select(users.id, cities.id, users.name, cities.name)
                     .from(users)
                     .inner_join(cities, cities.id == users.city_id)
                     .where(users.id == 3);
  const auto row = db.one(s);
  EXPECT_EQ(row[users.id], 3);
  EXPECT_EQ(row[cities.id], 2);
  EXPECT_EQ(row[users.name], "Cid");
  EXPECT_EQ(row[cities.name], "Rome");
  const auto results = mz::run_atomic(db, mz::atomic(s, s));
  EXPECT_EQ(results[1_c].one()[cities.id], 2);
}

// A table beside itself without an alias does not compile.
// Rejected: statements.duplicate_alias, scope.an_alias_like_a_table.
TEST(parity_6_trouble, a_table_beside_itself_needs_an_alias) {
  database db;
  EXPECT_EQ(db.all(mz::select(users.id, u2.id).from(users).cross_join(u2)).size(), 16U);
}
