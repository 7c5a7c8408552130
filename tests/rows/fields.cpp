// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

namespace {
constexpr auto m2 = mz::alias<"m2">(messages);
}

TEST(fields, what_a_select_list_can_hold) {
  schema::filled_database db;
  const auto s =
      mz::select(channels, messages.id, messages.body.as<"text">(), messages.id + 1, mz::select(mz::count()).from(members), mz::val("x"))
          .from(channels)
          .inner_join(messages, messages.channel_id == channels.id)
          .where(messages.id == 3);
  EXPECT_SQL(db, s,
             R"(select "channels"."id", "channels"."name", "messages"."id", "messages"."body" as "text", "messages"."id" + ?, )"
             R"((select count(*) from "members"), ? from "channels" inner join "messages" on "messages"."channel_id" = "channels"."id" )"
             R"(where "messages"."id" = ?)");
  const auto row = db.one(s);
  EXPECT_EQ(row[channels].name, "general");
  EXPECT_EQ(row[messages.id], 3);
  EXPECT_EQ(row["text"_col], "three ships");
  EXPECT_EQ(mz::get<3>(row), 4);
  EXPECT_EQ(mz::get<4>(row), 3);
  EXPECT_EQ(mz::get<5>(row), "x");
}

TEST(fields, an_expression_finds_its_own_field) {
  schema::filled_database db;
  const auto twice = messages.id * mz::val(2);
  const auto row = db.one(mz::select(messages.id, twice, mz::upper(messages.body)).from(messages).where(messages.id == 2));
  EXPECT_EQ(row[twice], 4);
  EXPECT_EQ(row[mz::upper(messages.body)], "TWO");
}

TEST(fields, columns_of_one_name_are_told_apart_by_their_table) {
  schema::filled_database db;
  const auto row = db.all(mz::select(channels.id, messages.id, m2.id)
                              .from(channels, messages, m2)
                              .where(messages.id == 2 && m2.id == 3)
                              .order_by(mz::desc(channels.id)))[0];
  EXPECT_EQ(row[channels.id], 2);
  EXPECT_EQ(row[messages.id], 2);
  EXPECT_EQ(row[m2.id], 3);
}

TEST(fields, one_table_alone_is_its_struct_and_implies_from) {
  schema::filled_database db;
  const auto s = mz::select(m2).where(m2.id > 1).order_by(mz::desc(m2.id));
  static_assert(std::is_same_v<mz::row_t<decltype(s)>, mz::row_of<messages>>);
  const std::vector<mz::row_of<messages>> rows = db.all(s);
  EXPECT_EQ(rows.at(0).id, 3);
  // With from() of its own it is the same.
  const auto joined =
      mz::select(messages).from(messages).inner_join(channels, channels.id == messages.channel_id).where(channels.name == "general");
  static_assert(std::is_same_v<mz::row_t<decltype(joined)>, mz::row_of<messages>>);
  EXPECT_EQ(db.all(joined).size(), 3u);
  // A column beside it makes it a field of a record.
  const auto beside = db.all(mz::select(messages, messages.id).from(messages).order_by(messages.id));
  EXPECT_EQ(beside[2][messages].id, beside[2][messages.id]);
}

TEST(fields, of_returning) {
  schema::filled_database db;
  const auto row =
      db.one(mz::insert_into(messages)
                 .values({.channel_id = 1, .body = "x", .created_at = 3})
                 .returning(messages, messages.created_at * 5, mz::select(mz::count()).from(channels), mz::val("v").as<"v">()));
  EXPECT_EQ(row[messages].body, "x");
  EXPECT_EQ(mz::get<1>(row), 15);
  EXPECT_EQ(mz::get<2>(row), 2);
  EXPECT_EQ(row["v"_col], "v");
}

TEST(fields, of_a_distinct_select) {
  schema::filled_database db;
  const auto s = mz::select_distinct(messages.channel_id, messages.thread_id).from(messages).order_by(messages.thread_id);
  EXPECT_SQL(db, s, R"(select distinct "messages"."channel_id", "messages"."thread_id" from "messages" order by "messages"."thread_id")");
  EXPECT_EQ(db.all(s).size(), 2u);
}
