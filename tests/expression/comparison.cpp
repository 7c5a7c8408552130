// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

template <class Condition>
std::vector<std::int64_t> ids(mz::sqlite::connection& db, const Condition& condition) {
  std::vector<std::int64_t> result;
  for (const auto& row : db.all(mz::select(messages.id).from(messages).where(condition).order_by(messages.id)))
    result.push_back(row[messages.id]);
  return result;
}
using list = std::vector<std::int64_t>;

}  // namespace

TEST(comparison, text_of_each_operator) {
  schema::filled_database db;
  const auto all =
      mz::select(messages.id == 1, messages.id != 1, messages.id < 1, messages.id <= 1, messages.id > 1, messages.id >= 1).from(messages);
  EXPECT_SQL(
      db, all,
      R"(select "messages"."id" = ?, "messages"."id" <> ?, "messages"."id" < ?, "messages"."id" <= ?, "messages"."id" > ?, "messages"."id" >= ? from "messages")");
}

TEST(comparison, value_on_either_side) {
  schema::filled_database db;
  EXPECT_EQ(ids(db, messages.id == 2), list{2});
  EXPECT_EQ(ids(db, messages.id != 2), (list{1, 3}));
  EXPECT_EQ(ids(db, messages.id < 2), list{1});
  EXPECT_EQ(ids(db, messages.id <= 2), (list{1, 2}));
  EXPECT_EQ(ids(db, messages.id > 2), list{3});
  EXPECT_EQ(ids(db, messages.id >= 2), (list{2, 3}));
  EXPECT_EQ(ids(db, 2 == messages.id), list{2});
  EXPECT_EQ(ids(db, 2 != messages.id), (list{1, 3}));
  EXPECT_EQ(ids(db, 2 < messages.id), list{3});
  EXPECT_EQ(ids(db, 2 <= messages.id), (list{2, 3}));
  EXPECT_EQ(ids(db, 2 > messages.id), list{1});
  EXPECT_EQ(ids(db, 2 >= messages.id), (list{1, 2}));

  const auto left = mz::select(messages.id).from(messages).where(10 < messages.created_at && messages.id < 3);
  EXPECT_SQL(db, left, R"(select "messages"."id" from "messages" where ? < "messages"."created_at" and "messages"."id" < ?)");
  EXPECT_EQ(db.one(left)[messages.id], 2);
}

TEST(comparison, two_columns_and_two_comparisons) {
  schema::filled_database db;
  EXPECT_EQ(ids(db, messages.id == messages.channel_id), list{1});
  const auto nested = mz::select(messages.id).from(messages).where((messages.id == 1) == (messages.channel_id == 1));
  EXPECT_SQL(db, nested, R"(select "messages"."id" from "messages" where ("messages"."id" = ?) = ("messages"."channel_id" = ?))");
  EXPECT_EQ(db.one(nested)[messages.id], 1);
}

TEST(comparison, every_kind_of_value) {
  schema::database db;
  db.run(mz::insert_into(everything)
             .values({.id = 1,
                      .tiny = -3,
                      .flag = true,
                      .ratio = 0.5,
                      .label = "x",
                      .bytes = mz::blob{std::byte{7}},
                      .hue = color::blue,
                      .urgent = urgency::high,
                      .seconds = std::chrono::sys_seconds{std::chrono::seconds{5}},
                      .owner = user_id{9}}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  const std::string text = "x";
  const std::string_view view = text;
  EXPECT_TRUE(found(everything.tiny == -3));
  EXPECT_TRUE(found(everything.flag == true));
  EXPECT_FALSE(found(everything.flag == false));
  EXPECT_TRUE(found(everything.ratio == 0.5));
  EXPECT_TRUE(found(everything.ratio < 1));
  EXPECT_TRUE(found(everything.id < 1.5));
  EXPECT_TRUE(found(everything.label == "x"));
  EXPECT_TRUE(found(everything.label == text));
  EXPECT_TRUE(found(everything.label == view));
  EXPECT_TRUE(found(everything.bytes == mz::blob{std::byte{7}}));
  EXPECT_TRUE(found(everything.hue == color::blue));
  EXPECT_TRUE(found(everything.urgent == urgency::high));
  EXPECT_TRUE(found(everything.seconds == std::chrono::sys_seconds{std::chrono::seconds{5}}));
  EXPECT_TRUE(found(everything.owner == user_id{9}));
  EXPECT_FALSE(found(everything.owner == user_id{8}));
}

TEST(comparison, a_case_without_otherwise_on_either_side) {
  schema::filled_database db;
  const auto body = mz::case_when(messages.id == 1, "one ship").when(messages.id > 2, "two");
  EXPECT_SQL(db, mz::select(body == messages.body).from(messages),
             R"(select case when "messages"."id" = ? then ? when "messages"."id" > ? then ? end = "messages"."body" from "messages")");
  EXPECT_EQ(ids(db, body == messages.body), list{1});
  EXPECT_EQ(ids(db, messages.body == body), list{1});
  EXPECT_EQ(ids(db, body != messages.body), list{3});
  EXPECT_EQ(ids(db, messages.body != body), list{3});
  EXPECT_EQ(ids(db, body == "two"), list{3});
  EXPECT_EQ(ids(db, "two" != body), list{1});
  EXPECT_EQ(ids(db, body == body), (list{1, 3}));
  EXPECT_EQ(ids(db, body == mz::case_when(messages.id == 1, messages.body)), list{1});
  EXPECT_EQ(ids(db, body < messages.body), list{});
}

TEST(comparison, texts_are_bound_and_never_part_of_the_statement) {
  schema::database db;
  const std::string texts[] = {"it's",
                               "\"quoted\"",
                               "back\\slash",
                               "line\nbreak\ttab\x01\x1f",
                               "gr\xc3\xbc\xc3\x9f dich \xe2\x82\xac \xf0\x9f\x9a\xa2",
                               "; drop table channels; --",
                               "?1",
                               "%_",
                               std::string("a\0b", 3),
                               ""};
  std::int64_t id = 0;
  for (const std::string& text : texts) db.run(mz::insert_into(channels).values({.id = ++id, .name = text}));
  id = 0;
  for (const std::string& text : texts) {
    const auto row = db.one(mz::select(channels).where(channels.name == text));
    EXPECT_EQ(row.id, ++id);
    EXPECT_EQ(row.name, text);
  }
}
