// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

namespace {

const auto bodies = mz::select(messages.body).from(messages).order_by(messages.id);

}  // namespace

TEST(rows, is_a_sequence) {
  schema::filled_database db;
  auto rows = db.all(bodies);
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_FALSE(rows.empty());
  EXPECT_EQ(rows.front()[messages.body], "one ship");
  EXPECT_EQ(rows.back()[messages.body], "three ships");
  EXPECT_EQ(rows.at(1)[messages.body], "two");
  EXPECT_THROW((void)rows.at(3), std::out_of_range);
  EXPECT_EQ(rows.end() - rows.begin(), 3);
}

TEST(rows, copy_and_move) {
  schema::filled_database db;
  auto rows = db.all(bodies);
  const auto copy = rows;
  const auto moved = std::move(rows);
  ASSERT_EQ(copy.size(), 3u);
  ASSERT_EQ(moved.size(), 3u);
  EXPECT_TRUE(copy[2] == moved[2]);
  EXPECT_NE(copy.data(), moved.data());
}

TEST(rows, many) {
  schema::database db;
  db.run(mz::insert_into(schema::channels).values({.id = 1, .name = "c"}));
  std::vector<mz::new_row<messages>> many;
  for (int i = 0; i < 3000; ++i) many.push_back({.channel_id = 1, .body = "a text that is too long for a small string " + std::to_string(i)});
  db.run(mz::insert_into(messages).values(many));
  const auto rows = db.all(bodies);
  ASSERT_EQ(rows.size(), 3000u);
  for (std::size_t i = 0; i != rows.size(); ++i) ASSERT_EQ(rows[i][messages.body], many[i].body.value);
}

TEST(rows, one) {
  schema::filled_database db;
  EXPECT_THROW((void)db.one(bodies), mz::error::too_many_rows);
  EXPECT_THROW((void)db.all(bodies).one(), mz::error::too_many_rows);
  const auto none = mz::select(messages.body).from(messages).where(messages.id == 0);
  EXPECT_THROW((void)db.one(none), mz::error::no_row);
  EXPECT_THROW((void)db.one(mz::select(messages).where(messages.id == 0)), mz::error::no_row);
  EXPECT_EQ(db.one(mz::select(messages.body).from(messages).where(messages.id == 1))[messages.body], "one ship");
}

TEST(optional_row, a_row_or_none) {
  schema::filled_database db;
  auto first = db.get(bodies);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ((*first)[messages.body], "one ship");
  auto copy = first;
  first = {};
  EXPECT_FALSE(first);
  EXPECT_EQ(copy.value()[messages.body], "one ship");
  EXPECT_THROW((void)first.value(), std::bad_optional_access);
  const auto none = db.get(mz::select(messages.body).from(messages).where(messages.id == 0));
  EXPECT_TRUE(none == std::nullopt);
  const std::optional<mz::row_of<messages>> whole = db.get(mz::select(messages).where(messages.id == 2));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->body, "two");
}
