// SPDX-License-Identifier: MIT
// Section 1.7 of the query language: types of rows.
#include "parity/support.hpp"

using namespace parity;

namespace {

struct summary {
  std::string name;
  std::int64_t posts = 0;
};

}  // namespace

// A row as it is read: `mz::row_of<users>`, a plain struct.
TEST(parity_1_7_types, rows) {
  using row = mz::row_of<users>;
  static_assert(std::is_aggregate_v<row>);
  static_assert(std::is_same_v<decltype(row::id), std::int64_t> && std::is_same_v<decltype(row::age), std::optional<std::int64_t>>);
  const row ann{.id = 1, .name = "Ann", .age = std::nullopt, .city_id = std::nullopt, .verified = true};
  EXPECT_EQ(ann.name, "Ann");
}

// A row to insert, where what has a default, can be NULL or is an integer key may be left out, which is something else than NULL: `mz::new_row<users>{.name = "Eve"}`.
// Rejected: rows.a_row_to_insert_that_lacks_a_value, statements.generated_column_in_values.
TEST(parity_1_7_types, rows_to_insert) {
  const mz::new_row<users> row{.name = "Eve", .age = std::nullopt};
  EXPECT_FALSE(row.id.given);
  EXPECT_TRUE(row.age.given);
  EXPECT_FALSE(row.city_id.given);
  EXPECT_EQ(mz::to_sql(mz::insert_into(users).values(row)).with_values(), R"(insert into "users" ("name", "age") values ('Eve', null))");
}

// What an update sets, where everything may be left out: `mz::patch_of<users>{.age = 3}`.
TEST(parity_1_7_types, patches) {
  database db;
  mz::patch_of<users> patch{.name = "Anna"};
  EXPECT_EQ(mz::to_sql(mz::update(users).set(patch).where(users.id == 1)).with_values(),
            R"(update "users" set "name" = 'Anna' where "users"."id" = 1)");
}

// The row of a selection, by column, by name, by position, by structured binding or as a struct: `row[users.name]`, `row["posts"_col]`, `mz::get<0>(row)`, `row.into<summary>()`; its type: `mz::row_t<decltype(s)>`.
// Rejected: rows.an_expression_that_was_not_selected, statements.column_not_selected, rows.an_expression_selected_twice_with_other_values.
TEST(parity_1_7_types, rows_of_a_selection) {
  database db;
  const auto s = mz::select(users.name, mz::count(posts.id).as<"posts">())
                     .from(users)
                     .left_join(posts, posts.owner_id == users.id)
                     .group_by(users.id, users.name)
                     .order_by(users.id);
  const mz::row_t<decltype(s)> row = *db.get(s);
  EXPECT_EQ(row[users.name], "Ann");
  EXPECT_EQ(row["posts"_col], 2);
  EXPECT_EQ(mz::get<1>(row), 2);
  EXPECT_EQ(std::get<1>(row), 2);
  const auto& [name, n] = row;
  EXPECT_EQ(name, "Ann");
  EXPECT_EQ(n, 2);
  EXPECT_EQ(row.into<summary>().posts, 2);
  EXPECT_EQ(db.all<summary>(s)[3].posts, 0);
}
