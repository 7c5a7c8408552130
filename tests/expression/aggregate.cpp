// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(aggregate, of_all_rows) {
  schema::filled_database db;
  const auto s = mz::select(mz::count(), mz::count(messages.thread_id), mz::count_distinct(messages.thread_id), mz::sum(messages.id),
                            mz::total(messages.id), mz::avg(messages.id), mz::min(messages.body), mz::max(messages.created_at),
                            mz::group_concat(messages.id))
                     .from(messages);
  EXPECT_SQL(
      db, s,
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
  const auto s = mz::select(mz::count(), mz::sum(messages.id), mz::total(messages.id), mz::avg(messages.id), mz::max(messages.body),
                            mz::group_concat(messages.body, ";"))
                     .from(messages);
  EXPECT_SQL(
      db, s,
      R"(select count(*), sum("messages"."id"), total("messages"."id"), avg("messages"."id"), max("messages"."body"), group_concat("messages"."body", ?) from "messages")");
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
  const auto s = mz::select(messages.thread_id, mz::count().as<"total">())
                     .from(messages)
                     .group_by(messages.thread_id)
                     .having(mz::count() > 1 && mz::max(messages.id) >= 3);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."thread_id", count(*) as "total" from "messages" group by "messages"."thread_id" having count(*) > ? and max("messages"."id") >= ?)");
  const auto row = db.one(s);
  EXPECT_EQ(row[messages.thread_id], 1);
  EXPECT_EQ(row["total"_col], 2);
}

TEST(aggregate, an_outer_join_counts_no_absent_rows) {
  schema::filled_database db;
  const auto s = mz::select(channels.name, mz::count(messages.id).as<"total">(), mz::sum(messages.id))
                     .from(channels)
                     .left_join(messages, messages.channel_id == channels.id)
                     .group_by(channels.name)
                     .order_by(channels.name);
  EXPECT_SQL(
      db, s,
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

TEST(aggregate, any_other_by_its_name) {
  schema::filled_database db;
  const auto bodies = mz::aggregate<"json_group_array", std::string>(messages.body);
  const auto s = mz::select(messages.channel_id, bodies.as<"bodies">(),
                            mz::aggregate<"json_group_object", std::string>(messages.id, mz::upper(messages.body)))
                     .from(messages)
                     .where(messages.id < 3)
                     .group_by(messages.channel_id)
                     .having(bodies != "[]")
                     .order_by(bodies);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."channel_id", json_group_array("messages"."body") as "bodies", json_group_object("messages"."id", upper("messages"."body")) from "messages" )"
      R"(where "messages"."id" < ? group by "messages"."channel_id" having json_group_array("messages"."body") <> ? order by json_group_array("messages"."body"))");
  const auto row = db.one(s);
  EXPECT_EQ(row["bodies"_col], R"(["one ship","two"])");
  EXPECT_EQ(mz::get<2>(row), R"({"1":"ONE SHIP","2":"TWO"})");
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::aggregate<"count", std::int64_t>()).from(messages))), 3);
  EXPECT_EQ(
      mz::get<0>(db.one(mz::select(mz::aggregate<"max", std::optional<std::int64_t>>(messages.id)).from(messages).where(messages.id > 3))),
      std::nullopt);
}

TEST(aggregate, sql_of_your_own) {
  schema::filled_database db;
  const auto named = mz::aggregate_sql<"group_concat(?, ',') filter (where ?)", std::optional<std::string>>(
      messages.body, messages.id != 2 && messages.id > 0);
  const auto s = mz::select(named, mz::aggregate_sql<"count(distinct ?)", std::int64_t>(messages.id % 2)).from(messages);
  EXPECT_SQL(
      db, s,
      R"(select group_concat("messages"."body", ',') filter (where ("messages"."id" <> ? and "messages"."id" > ?)), count(distinct ("messages"."id" % ?)) from "messages")");
  EXPECT_EQ(mz::get<0>(db.one(s)), "one ship,three ships");
  EXPECT_EQ(mz::get<1>(db.one(s)), 2);
}

TEST(aggregate, grouping_is_checked_of_those_too) {
  using support::fault_of;
  const auto bodies = mz::aggregate<"json_group_array", std::string>(messages.body);
  const auto own = mz::aggregate_sql<"total(?) + 1", double>(messages.id);
  static_assert(fault_of(mz::select(messages.channel_id, bodies).from(messages)) == mz::detail::fault::not_grouped);
  static_assert(fault_of(mz::select(messages.channel_id, own).from(messages)) == mz::detail::fault::not_grouped);
  static_assert(fault_of(mz::select(messages.channel_id, own).from(messages).group_by(messages.channel_id)) == mz::detail::fault::none);
  static_assert(fault_of(mz::select(messages.channel_id).from(messages).where(bodies == "x")) == mz::detail::fault::aggregate_in_where);
  static_assert(fault_of(mz::select(mz::count()).from(messages).where(own > 1)) == mz::detail::fault::aggregate_in_where);
  static_assert(fault_of(mz::select(mz::sum(mz::aggregate<"count", std::int64_t>())).from(messages)) ==
                mz::detail::fault::aggregate_in_where);
  // In an outer join one that says that it is never NULL stays so.
  const auto joined = mz::select(channels.id, mz::aggregate<"json_group_array", std::string>(messages.body))
                          .from(channels)
                          .left_join(messages, messages.channel_id == channels.id)
                          .group_by(channels.id);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(joined)>>, std::string>);
  schema::filled_database db;
  EXPECT_EQ(db.all(joined).size(), 2u);
}

TEST(aggregate, of_the_rows_that_meet_a_filter) {
  schema::filled_database db;
  const auto s = mz::select(mz::count().filter(messages.id > 1),
                            mz::sum(messages.id).filter(messages.body.like("%ship%") && messages.id < 3).as<"ships">(),
                            mz::count(messages.thread_id).filter(messages.id == 1))
                     .from(messages);
  EXPECT_SQL(
      db, s,
      R"(select count(*) filter (where "messages"."id" > ?), sum("messages"."id") filter (where "messages"."body" like ? and "messages"."id" < ?) as "ships", )"
      R"(count("messages"."thread_id") filter (where "messages"."id" = ?) from "messages")");
  const auto [rows, ships, threads] = db.one(s);
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(ships, 1);
  EXPECT_EQ(threads, 0);
  static_assert(std::is_same_v<decltype(threads), const std::int64_t>);
}

TEST(aggregate, a_filter_does_not_group_and_its_columns_need_no_group) {
  schema::filled_database db;
  const auto s = mz::select(messages.thread_id, mz::count().filter(messages.id > 1).as<"n">())
                     .from(messages)
                     .group_by(messages.thread_id)
                     .having(mz::count().filter(messages.body != "") > 0);
  EXPECT_EQ(db.all(s).size(), db.raw<std::int64_t>("select 1 from messages group by thread_id").size());
  static_assert(support::fault_of(mz::select(messages.body, mz::count().filter(messages.id > 1)).from(messages)) ==
                mz::detail::fault::not_grouped);
  static_assert(support::fault_of(mz::select(messages.id).from(messages).where(mz::count().filter(messages.id > 1) > 1)) ==
                mz::detail::fault::aggregate_in_where);
}

TEST(aggregate, of_different_values) {
  schema::filled_database db;
  const auto s = mz::select(mz::count(mz::distinct(messages.channel_id)), mz::sum(mz::distinct(messages.channel_id)),
                            mz::avg(mz::distinct(messages.channel_id)), mz::total(mz::distinct(messages.channel_id)),
                            mz::group_concat(mz::distinct(messages.channel_id)),
                            mz::aggregate<"max", std::optional<std::int64_t>>(mz::distinct(messages.id)))
                     .from(messages);
  EXPECT_SQL(
      db, s,
      R"(select count(distinct "messages"."channel_id"), sum(distinct "messages"."channel_id"), avg(distinct "messages"."channel_id"), )"
      R"(total(distinct "messages"."channel_id"), group_concat(distinct "messages"."channel_id"), max(distinct "messages"."id") from "messages")");
  const auto row = db.one(s);
  const auto plain = db.raw<std::int64_t, std::optional<std::int64_t>, std::optional<double>, double, std::optional<std::string>>(
      "select count(distinct channel_id), sum(distinct channel_id), avg(distinct channel_id), total(distinct channel_id), "
      "group_concat(distinct channel_id) from messages");
  EXPECT_EQ(mz::get<0>(row), mz::get<0>(plain[0]));
  EXPECT_EQ(mz::get<1>(row), mz::get<1>(plain[0]));
  EXPECT_EQ(mz::get<2>(row), mz::get<2>(plain[0]));
  EXPECT_EQ(mz::get<3>(row), mz::get<3>(plain[0]));
  EXPECT_EQ(mz::get<4>(row), mz::get<4>(plain[0]));
}
