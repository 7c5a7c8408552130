// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

struct Summary {
  std::int64_t id;
  std::string body;
  std::int64_t total;
};

const auto summary = mz::select(messages.id, messages.body, (messages.created_at * 2).as<"total">()).from(messages).order_by(messages.id);

}  // namespace

TEST(record, by_column_name_and_position) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][messages.id], 1);
  EXPECT_EQ(rows[0][messages.body], "one ship");
  EXPECT_EQ(rows[1]["total"_col], 40);
  EXPECT_EQ(rows[1]["body"_col], "two");
  EXPECT_EQ(mz::get<0>(rows[2]), 3);
  EXPECT_EQ(mz::get<2>(rows[2]), 60);
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(rows[0])>> == 3);
}

TEST(record, structured_bindings) {
  schema::filled_database db;
  std::int64_t sum = 0;
  for (const auto& [id, body, total] : db.all(summary)) sum += id + total + static_cast<std::int64_t>(body.size());
  EXPECT_EQ(sum, 6 + 120 + 8 + 3 + 11);
  auto row = db.all(summary)[0];
  auto& [id, body, total] = row;
  body += "!";
  EXPECT_EQ(row[messages.body], "one ship!");
  EXPECT_EQ(id + total, 21);
}

TEST(record, into_a_struct_of_your_own) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  const auto one = rows[1].into<Summary>();
  EXPECT_EQ(one.id, 2);
  EXPECT_EQ(one.body, "two");
  EXPECT_EQ(one.total, 40);
  EXPECT_EQ(db.all(summary)[0].into<Summary>().body, "one ship");
}

TEST(record, whole_tables) {
  schema::filled_database db;
  const auto s = mz::select(messages, channels, mz::val(5).as<"five">()).from(messages).inner_join(channels, channels.id == messages.channel_id).order_by(messages.id);
  const auto rows = db.all(s);
  EXPECT_EQ(rows[1][messages].body, "two");
  EXPECT_EQ(rows[1][channels].name, "general");
  EXPECT_EQ(rows[1]["five"_col], 5);
  const auto& [message, channel, five] = rows[2];
  EXPECT_EQ(message.id, 3);
  EXPECT_EQ(channel.id, 1);
  EXPECT_EQ(five, 5);
}

TEST(record, equality) {
  schema::filled_database db;
  const auto rows = db.all(summary);
  EXPECT_TRUE(rows[0] == db.all(summary)[0]);
  EXPECT_FALSE(rows[0] == rows[1]);
}
