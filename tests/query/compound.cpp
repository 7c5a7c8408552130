// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(compound, set_operations_read_from_left_to_right) {
  auto db = schema::filled_database();
  const auto a = mz::select(channels.id).from(channels);
  const auto b = mz::select(messages.channel_id).from(messages);
  const auto all = a.union_all(b);
  EXPECT_SQL(db, all, R"(select "channels"."id" from "channels" union all select "messages"."channel_id" from "messages")");
  EXPECT_SQL(db, a.union_(b), R"(select "channels"."id" from "channels" union select "messages"."channel_id" from "messages")");
  EXPECT_SQL(db, a.intersect(b), R"(select "channels"."id" from "channels" intersect select "messages"."channel_id" from "messages")");
  EXPECT_SQL(db, mz::except(a, b, a), R"(select "channels"."id" from "channels" except select "messages"."channel_id" from "messages" except select "channels"."id" from "channels")");
  EXPECT_EQ(db.all(all).size(), db.all(a).size() + db.all(b).size());
  EXPECT_EQ(db.all(mz::except(a, b, a)).size(), 0U);
}

TEST(compound, order_and_limit_belong_to_the_whole) {
  auto db = schema::filled_database();
  const auto s = mz::select(channels.id).from(channels).where(channels.id > 0).union_(mz::select(messages.id).from(messages)).order_by(mz::desc(channels.id)).limit(2);
  EXPECT_SQL(db, s, R"(select "channels"."id" from "channels" where "channels"."id" > ? union select "messages"."id" from "messages" order by "channels"."id" desc limit ?)");
  EXPECT_LE(db.all(s).size(), 2U);
}

TEST(compound, a_field_can_be_null_if_it_can_be_on_either_side_of_a_union) {
  auto db = schema::filled_database();
  const auto never = mz::select(channels.id, channels.name).from(channels).where(channels.id == 2);
  const auto declared = mz::select(messages.thread_id, messages.body).from(messages).where(messages.id == 1);
  const auto joined = mz::select(channels.id, messages.body).from(channels).left_join(messages, messages.channel_id == channels.id).where(channels.id == 2);
  using both = std::tuple_element<0, mz::row_t<decltype(never.union_(declared))>>;
  static_assert(std::is_same_v<both::type, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(never.union_(declared))>>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(never.union_all(joined))>>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(joined.union_all(never))>>, std::optional<std::string>>);
  static_assert(std::is_same_v<mz::fields_of<decltype(never.union_(never))>, mz::fields_of<decltype(never)>>);
  // What is left of the left side is as it was.
  static_assert(std::is_same_v<mz::fields_of<decltype(never.except(declared))>, mz::fields_of<decltype(never)>>);
  static_assert(std::is_same_v<mz::fields_of<decltype(never.intersect(declared))>, mz::fields_of<decltype(never)>>);

  const auto s = never.union_all(declared).union_all(joined);
  EXPECT_SQL(db, s, R"(select "channels"."id", "channels"."name" from "channels" where "channels"."id" = ? union all select "messages"."thread_id", "messages"."body" from "messages" where "messages"."id" = ? union all select "channels"."id", "messages"."body" from "channels" left join "messages" on "messages"."channel_id" = "channels"."id" where "channels"."id" = ?)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][channels.id], 2);
  EXPECT_EQ(rows[1][channels.id], std::nullopt);
  EXPECT_EQ(rows[2][channels.name], std::nullopt);
  const auto whole = mz::select(channels.id, messages).from(channels).inner_join(messages, messages.channel_id == channels.id).union_all(
      mz::select(channels.id, messages).from(channels).left_join(messages, messages.channel_id == channels.id).where(channels.id == 2));
  const auto all = db.all(whole);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0][messages]->body, "one ship");
  EXPECT_EQ(all[3][messages], std::nullopt);
}

// SQL takes only what one of the selects yields; each of these must be accepted by SQLite too, and order as it says.
TEST(compound, is_ordered_by_what_its_selects_yield) {
  schema::filled_database db;
  constexpr auto c2 = mz::alias<"c2">(channels);
  constexpr auto both = mz::select(channels.id, mz::upper(channels.name).as<"name">()).from(channels).union_all(mz::select(c2.id + 10, c2.name).from(c2).where(c2.id > 0));
  const auto ids = [&](const auto& s) {
    std::string result;
    for (const auto& row : db.all(s)) result += std::to_string(row[channels.id]) + " ";
    return result;
  };
  EXPECT_EQ(ids(both.order_by(mz::desc(channels.id))), "12 11 2 1 ");
  EXPECT_EQ(ids(both.order_by(mz::upper(channels.name), channels.id)), "2 1 12 11 ");
  EXPECT_EQ(ids(both.order_by(mz::nulls_last(mz::desc(c2.name)), mz::desc(channels.id))), "11 12 1 2 ");
  EXPECT_EQ(ids(both.order_by(mz::desc(mz::sql<"1", std::int64_t>())).limit(2)), "12 11 ");
  const auto whole = mz::select(channels).union_(mz::select(c2)).order_by(mz::desc(channels.name));
  EXPECT_EQ(db.all(whole).front().name, "general");
  const auto counted = mz::select(mz::count(), messages.channel_id).from(messages).group_by(messages.channel_id).union_(mz::select(mz::count(), channels.id).from(channels).group_by(channels.id));
  EXPECT_EQ(db.all(counted.order_by(mz::desc(mz::count()), messages.channel_id)).size(), 3u);
  using support::fault_of;
  static_assert(fault_of(both.order_by(channels.name)) == mz::fault::set_operands);
  static_assert(fault_of(both.order_by(channels.id, c2.id)) == mz::fault::set_operands);
  static_assert(fault_of(both.order_by(c2.id + 10)) == mz::fault::set_operands);
  static_assert(fault_of(both.order_by(mz::count())) == mz::fault::set_operands);
  static_assert(fault_of(both.order_by(mz::sql<"abs(?)", std::int64_t>(channels.id))) == mz::fault::set_operands);
  // So does SQLite.
  EXPECT_FALSE(support::prepares(db, R"(select "id" from "channels" union all select "id" + 10 from "channels" as "c2" order by "c2"."name")"));
}
