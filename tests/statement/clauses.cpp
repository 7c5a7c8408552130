// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

namespace {
constexpr auto m2 = mz::alias<"m2">(messages);
constexpr auto base = mz::select(channels.id, messages.id).from(channels);
constexpr auto on = messages.channel_id == channels.id;
}  // namespace

TEST(clauses, each_join) {
  schema::filled_database db;
  const auto inner = base.inner_join(messages, on);
  EXPECT_SQL(
      db, inner,
      R"(select "channels"."id", "messages"."id" from "channels" inner join "messages" on "messages"."channel_id" = "channels"."id")");
  const auto left = base.left_join(messages, on);
  EXPECT_SQL(
      db, left,
      R"(select "channels"."id", "messages"."id" from "channels" left join "messages" on "messages"."channel_id" = "channels"."id")");
  const auto right = base.right_join(messages, on && channels.id == 2);
  EXPECT_SQL(db, right,
             R"(select "channels"."id", "messages"."id" from "channels" right join "messages" on "messages"."channel_id" = )"
             R"("channels"."id" and "channels"."id" = ?)");
  const auto full = base.full_join(messages, on && channels.id == 2);
  EXPECT_SQL(db, full,
             R"(select "channels"."id", "messages"."id" from "channels" full join "messages" on "messages"."channel_id" = )"
             R"("channels"."id" and "channels"."id" = ?)");
  const auto cross = base.cross_join(messages);
  EXPECT_SQL(db, cross, R"(select "channels"."id", "messages"."id" from "channels" cross join "messages")");
  EXPECT_EQ(db.all(inner).size(), 3u);
  EXPECT_EQ(db.all(left).size(), 4u);
  EXPECT_EQ(db.all(right).size(), 3u);
  EXPECT_EQ(db.all(full).size(), 5u);
  EXPECT_EQ(db.all(cross).size(), 6u);
}

TEST(clauses, joins_one_behind_another) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, m2.id, members.agent_id)
                     .from(channels)
                     .inner_join(messages, on)
                     .left_join(m2, m2.id == messages.thread_id)
                     .inner_join(members, members.channel_id == channels.id)
                     .where(members.agent_id == 7)
                     .order_by(messages.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][m2.id], std::nullopt);
  EXPECT_EQ(rows[2][m2.id], 1);
}

TEST(clauses, all_in_their_order) {
  schema::filled_database db;
  const auto s = mz::select(messages.thread_id, mz::count().as<"n">())
                     .from(messages)
                     .where(messages.id < 9)
                     .group_by(messages.thread_id, messages.channel_id)
                     .having(mz::count() > 0)
                     .order_by(mz::desc(mz::count()), messages.thread_id)
                     .limit(5)
                     .offset(1);
  EXPECT_SQL(db, s,
             R"(select "messages"."thread_id", count(*) as "n" from "messages" where "messages"."id" < ? group by "messages"."thread_id", )"
             R"("messages"."channel_id" having count(*) > ? order by count(*) desc, "messages"."thread_id" limit ? offset ?)");
  EXPECT_EQ(db.one(s)["n"_col], 1);
}

TEST(clauses, limit_and_offset) {
  schema::filled_database db;
  const auto ids = mz::select(messages.id).from(messages).order_by(messages.id);
  EXPECT_EQ(db.all(ids.limit(2)).size(), 2u);
  EXPECT_EQ(db.all(ids.limit(0)).size(), 0u);
  EXPECT_EQ(db.all(ids.limit(-1)).size(), 3u);
  EXPECT_EQ(db.one(ids.limit(5).offset(2))[messages.id], 3);
  const auto rest = ids.offset(1);
  EXPECT_SQL(db, rest, R"(select "messages"."id" from "messages" order by "messages"."id" limit -1 offset ?)");
  EXPECT_EQ(db.all(rest).size(), 2u);
  EXPECT_EQ(db.all(ids.offset(3)).size(), 0u);
}

TEST(clauses, a_select_needs_no_table) {
  schema::database db;
  const auto s = mz::select(mz::val(1).as<"one">()).where(mz::val(2) > 1).limit(3);
  EXPECT_SQL(db, s, R"(select ? as "one" where ? > ? limit ?)");
  EXPECT_EQ(db.one(s)["one"_col], 1);
}

TEST(clauses, of_a_compound_belong_to_the_whole) {
  schema::filled_database db;
  const auto s = mz::select(messages.id)
                     .from(messages)
                     .where(messages.id > 1)
                     .union_all(mz::select(channels.id).from(channels).group_by(channels.id))
                     .order_by(mz::desc(messages.id))
                     .limit(3)
                     .offset(1);
  EXPECT_SQL(db, s,
             R"(select "messages"."id" from "messages" where "messages"."id" > ? union all select "channels"."id" from "channels" )"
             R"(group by "channels"."id" order by "messages"."id" desc limit ? offset ?)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][messages.id], 2);
  EXPECT_EQ(rows[2][messages.id], 1);
}
