// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

namespace {
constexpr auto m2 = mz::alias<"m2">(messages);
constexpr auto m3 = mz::alias<"m3">(messages);
}  // namespace

TEST(token, a_column_is_qualified_with_the_name_under_which_its_table_stands) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, m2.id, m3.id)
                     .from(messages, m2)
                     .inner_join(m3, m3.id == m2.thread_id)
                     .where(messages.id == m2.id && m3.id < 5)
                     .order_by(m2.id);
  EXPECT_SQL(db, s,
             R"(select "messages"."id", "m2"."id", "m3"."id" from "messages", "messages" as "m2" inner join "messages" as "m3" )"
             R"(on "m3"."id" = "m2"."thread_id" where "messages"."id" = "m2"."id" and "m3"."id" < ? order by "m2"."id")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1][messages.id], 3);
  EXPECT_EQ(rows[1][m2.id], 3);
  EXPECT_EQ(rows[1][m3.id], 1);
}

TEST(token, an_alias_hides_the_name_of_its_table) {
  schema::filled_database db;
  // Inside the select, "messages" is the one outside.
  const auto newer = mz::select(m2.id).from(m2).where(m2.channel_id == messages.channel_id && m2.id > messages.id);
  const auto s = mz::select(messages.id).from(messages).where(!mz::exists(newer));
  EXPECT_SQL(db, s,
             R"(select "messages"."id" from "messages" where not exists (select "m2"."id" from "messages" as "m2" )"
             R"(where "m2"."channel_id" = "messages"."channel_id" and "m2"."id" > "messages"."id"))");
  EXPECT_EQ(db.one(s)[messages.id], 3);
}

TEST(token, what_can_be_null_follows_the_operators) {
  schema::filled_database db;
  const auto s = mz::select(mz::coalesce(m2.thread_id, messages.id), mz::coalesce(messages.thread_id, m2.thread_id), m2.id.is(5),
                            mz::count(m2.id), mz::max(messages.id), m2.id + messages.id, mz::exists(mz::select(members)))
                     .from(messages)
                     .left_join(m2, m2.id == messages.thread_id)
                     .group_by(messages.id, m2.id);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, bool>);
  static_assert(std::is_same_v<std::tuple_element_t<3, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<5, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<6, row>, bool>);
  const auto first = db.all(s)[0];
  EXPECT_EQ(mz::get<0>(first), 1);
  EXPECT_EQ(mz::get<1>(first), std::nullopt);
  EXPECT_FALSE(mz::get<2>(first));
  EXPECT_EQ(mz::get<3>(first), 0);
  EXPECT_EQ(mz::get<4>(first), 1);
  EXPECT_EQ(mz::get<5>(first), std::nullopt);
  EXPECT_TRUE(mz::get<6>(first));
}

TEST(token, aggregates_are_told_from_functions_of_the_same_name) {
  schema::filled_database db;
  const auto per_row = mz::select(messages.id, mz::max(messages.id, 2)).from(messages).order_by(messages.id);
  EXPECT_SQL(db, per_row, R"(select "messages"."id", max("messages"."id", ?) from "messages" order by "messages"."id")");
  EXPECT_EQ(mz::get<1>(db.all(per_row)[0]), 2);
  const auto over_all = mz::select(mz::max(messages.id), mz::min(channels.id)).from(messages, channels);
  EXPECT_EQ(mz::get<0>(db.one(over_all)), 3);
  EXPECT_EQ(mz::get<1>(db.one(over_all)), 1);
}
