// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(aggregate, of_all_rows) {
  schema::filled_database db;
  const auto s = mz::select(mz::count(), mz::count(messages.thread_id), mz::count_distinct(messages.thread_id), mz::sum(messages.id), mz::total(messages.id), mz::avg(messages.id), mz::min(messages.body), mz::max(messages.created_at), mz::group_concat(messages.id)).from(messages);
  EXPECT_SQL(db, s,
             R"(select count(*), count("messages"."thread_id"), count(distinct "messages"."thread_id"), sum("messages"."id"), total("messages"."id"), )"
             R"(avg("messages"."id"), min("messages"."body"), max("messages"."created_at"), group_concat("messages"."id") from "messages")");
  const auto [rows, threads, distinct, sum, total, avg, min, max, list] = db.one(s);
  EXPECT_EQ(rows, 3);
  EXPECT_EQ(threads, 2);
  EXPECT_EQ(distinct, 1);
  EXPECT_EQ(sum, 6);
  EXPECT_EQ(total, 6.0);
  EXPECT_EQ(avg, 2.0);
  EXPECT_EQ(min, "one ship");
  EXPECT_EQ(max, 30);
  EXPECT_EQ(list, "1,2,3");
}

TEST(aggregate, without_rows) {
  schema::database db;
  const auto s = mz::select(mz::count(), mz::sum(messages.id), mz::total(messages.id), mz::avg(messages.id), mz::max(messages.body), mz::group_concat(messages.body, ";")).from(messages);
  EXPECT_SQL(db, s, R"(select count(*), sum("messages"."id"), total("messages"."id"), avg("messages"."id"), max("messages"."body"), group_concat("messages"."body", ?) from "messages")");
  const auto [rows, sum, total, avg, max, list] = db.one(s);
  EXPECT_EQ(rows, 0);
  EXPECT_EQ(sum, std::nullopt);
  EXPECT_EQ(total, 0.0);
  EXPECT_EQ(avg, std::nullopt);
  EXPECT_EQ(max, std::nullopt);
  EXPECT_EQ(list, std::nullopt);
}

TEST(aggregate, grouped_and_filtered) {
  schema::filled_database db;
  const auto s = mz::select(messages.thread_id, mz::count().as<"total">()).from(messages).group_by(messages.thread_id).having(mz::count() > 1 && mz::max(messages.id) >= 3);
  EXPECT_SQL(db, s, R"(select "messages"."thread_id", count(*) as "total" from "messages" group by "messages"."thread_id" having count(*) > ? and max("messages"."id") >= ?)");
  const auto row = db.one(s);
  EXPECT_EQ(row[messages.thread_id], 1);
  EXPECT_EQ(row["total"_col], 2);
}

TEST(aggregate, an_outer_join_counts_no_absent_rows) {
  schema::filled_database db;
  const auto s = mz::select(channels.name, mz::count(messages.id).as<"total">(), mz::sum(messages.id)).from(channels).left_join(messages, messages.channel_id == channels.id).group_by(channels.name).order_by(channels.name);
  EXPECT_SQL(db, s,
             R"(select "channels"."name", count("messages"."id") as "total", sum("messages"."id") from "channels" left join "messages" on "messages"."channel_id" = "channels"."id" group by "channels"."name" order by "channels"."name")");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["total"_col])>, std::int64_t>);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["total"_col], 0);
  EXPECT_EQ(mz::get<2>(rows[0]), std::nullopt);
  EXPECT_EQ(rows[1]["total"_col], 3);
}

TEST(aggregate, an_overflow_is_an_error) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = std::numeric_limits<std::int64_t>::max()}));
  db.run(mz::insert_into(everything).values({.id = 1}));
  EXPECT_THROW((void)db.one(mz::select(mz::sum(everything.id)).from(everything)), mz::error::sql_error);
}
