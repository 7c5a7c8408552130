// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

namespace {

using numbers = std::vector<std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>>;
template <class S>
numbers pairs(mz::sqlite::connection& db, const S& select) {
  numbers result;
  for (const auto& row : db.all(select)) result.emplace_back(mz::get<0>(row), mz::get<1>(row));
  return result;
}
numbers plain_pairs(mz::sqlite::connection& db, std::string_view sql) {
  numbers result;
  for (const auto& [a, b] : db.raw<std::optional<std::int64_t>, std::optional<std::int64_t>>(sql)) result.emplace_back(a, b);
  return result;
}

}  // namespace

TEST(join_columns, using_names_columns_of_the_left_side) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, members.agent_id)
                     .from(messages)
                     .inner_join(members, mz::using_(messages.channel_id))
                     .order_by(messages.id, members.agent_id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "members"."agent_id" from "messages" inner join "members" using ("channel_id") order by "messages"."id", "members"."agent_id")");
  EXPECT_EQ(pairs(db, s), plain_pairs(db, "select id, agent_id from messages join members using (channel_id) order by 1, 2"));
  EXPECT_EQ(db.all(s).size(), 6u);
}

TEST(join_columns, using_takes_several_columns) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(members);
  const auto s =
      mz::select(members.agent_id, other.channel_id).from(members).inner_join(other, mz::using_(members.agent_id, members.channel_id));
  EXPECT_SQL(
      db, s,
      R"(select "members"."agent_id", "other"."channel_id" from "members" inner join "members" as "other" using ("agent_id", "channel_id"))");
  EXPECT_EQ(db.all(s).size(), 3u);
}

TEST(join_columns, both_sides_of_an_outer_join_keep_their_columns) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(channels);
  const auto some = mz::select(channels.id).from(channels).where(channels.id == 1).as<"some">();
  const auto left =
      mz::select(channels.id, some[channels.id]).from(channels).left_join(some, mz::using_(channels.id)).order_by(channels.id);
  static_assert(std::is_same_v<mz::row_t<decltype(left)>, mz::row_t<decltype(mz::select(channels.id, some[channels.id])
                                                                                 .from(channels)
                                                                                 .left_join(some, channels.id == some[channels.id]))>>);
  EXPECT_EQ(pairs(db, left), (numbers{{1, 1}, {2, std::nullopt}}));
  const auto right = mz::select(some[channels.id], other.id).from(some).right_join(other, mz::using_(some[channels.id])).order_by(other.id);
  EXPECT_EQ(pairs(db, right), (numbers{{1, 1}, {std::nullopt, 2}}));
  const auto full = mz::select(messages.id, channels.id)
                        .from(messages)
                        .full_join(channels, mz::using_(messages.id))
                        .order_by(mz::coalesce(messages.id, channels.id));
  EXPECT_EQ(pairs(db, full), (numbers{{1, 1}, {2, 2}, {3, std::nullopt}}));
  EXPECT_EQ(
      pairs(db, full),
      plain_pairs(
          db,
          "select messages.id, channels.id from messages full join channels on messages.id = channels.id order by coalesce(messages.id, channels.id)"));
  // A whole table that may be absent.
  const auto whole = mz::select(channels.id, messages).from(channels).left_join(messages, mz::using_(channels.id));
  EXPECT_EQ(db.all(whole)[0][messages]->body, "one ship");
}

TEST(join_columns, natural_writes_out_the_common_columns) {
  schema::filled_database db;
  const auto s =
      mz::select(messages.id, members.agent_id).from(messages).inner_join(members, mz::natural).order_by(messages.id, members.agent_id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "members"."agent_id" from "messages" inner join "members" using ("channel_id") order by "messages"."id", "members"."agent_id")");
  constexpr auto other = mz::alias<"other">(members);
  const auto twice = mz::select(members.agent_id, other.channel_id).from(members).left_join(other, mz::natural);
  EXPECT_SQL(
      db, twice,
      R"(select "members"."agent_id", "other"."channel_id" from "members" left join "members" as "other" using ("channel_id", "agent_id"))");
  // What is joined by a column may stand before another join by it.
  const auto three = mz::select(messages.id, other.agent_id)
                         .from(messages)
                         .left_join(members, mz::natural)
                         .left_join(other, mz::using_(messages.channel_id))
                         .order_by(messages.id, other.agent_id);
  EXPECT_EQ(
      pairs(db, three),
      plain_pairs(
          db,
          "select m.id, o.agent_id from messages m left join members using (channel_id) left join members o using (channel_id) order by 1, 2"));
  // Named queries and functions have columns as well.
  const auto agents = mz::select(members.agent_id).from(members).as<"agents">();
  const auto named = mz::select(members.channel_id, agents[members.agent_id]).from(agents).inner_join(members, mz::natural);
  EXPECT_EQ(db.all(named).size(), 5u);
  const auto each = mz::json_each<std::int64_t>("[1, 2, 3]");
  const auto tree = mz::json_each<std::int64_t>("[3, 2, 1]").as<"tree">();
  EXPECT_EQ(db.all(mz::select(each.key, tree.key).from(each).inner_join(tree, mz::using_(each.value))).size(), 3u);
}

TEST(join_columns, natural_does_not_see_columns_that_only_the_database_has) {
  schema::filled_database db;
  support::execute(db, "alter table messages add column agent_id");
  const auto s = mz::select(messages.id, members.agent_id).from(messages).inner_join(members, mz::natural);
  EXPECT_EQ(db.all(s).size(), 6u);
}

TEST(join_columns, of_an_update) {
  schema::filled_database db;
  const auto s = mz::update(channels)
                     .set(channels.name = messages.body)
                     .from(messages)
                     .inner_join(members, mz::using_(messages.channel_id))
                     .where(messages.channel_id == channels.id && messages.id == 3 && members.agent_id == 8);
  EXPECT_SQL(
      db, s,
      R"(update "channels" set "name" = "messages"."body" from "messages" inner join "members" using ("channel_id") where "messages"."channel_id" = "channels"."id" and "messages"."id" = ? and "members"."agent_id" = ?)");
  EXPECT_EQ(db.one(mz::select(channels.name).from(channels).where(channels.id == 1))[channels.name], "three ships");
}

TEST(join_columns, in_other_dialects_and_statements) {
  const auto s = mz::select(members.agent_id).from(messages).inner_join(members, mz::using_(messages.channel_id)).where(messages.id == 1);
  static_assert(mz::sql_of<decltype(s), mz::dialect::postgres> ==
                R"(select "members"."agent_id" from "messages" inner join "members" using ("channel_id") where "messages"."id" = $1)");
  schema::filled_database db;
  EXPECT_EQ(db.all(mz::select(channels).where((channels.id + 6).in(s))).size(), 2u);
  EXPECT_EQ(mz::get<0>(db.one(mz::with(s.as<"common">()).select(mz::count()).from(s.as<"common">()))), 2);
}

TEST(join_columns, a_column_that_stands_in_two_tables_is_refused) {
  using mz::detail::fault;
  using support::fault_of;
  constexpr auto other = mz::alias<"other">(channels);
  // SQLite would take messages.id, silently.
  static_assert(fault_of(mz::select(channels.id)
                             .from(messages)
                             .inner_join(channels, channels.id == messages.channel_id)
                             .inner_join(other, mz::using_(channels.id))) == fault::no_join_condition);
  static_assert(fault_of(mz::select(channels.id)
                             .from(messages)
                             .inner_join(channels, channels.id == messages.channel_id)
                             .inner_join(other, mz::using_(messages.id))) == fault::no_join_condition);
  static_assert(
      fault_of(
          mz::select(channels.id).from(messages).inner_join(channels, channels.id == messages.channel_id).inner_join(other, mz::natural)) ==
      fault::no_join_condition);
  static_assert(
      fault_of(
          mz::select(channels.id).from(messages).left_join(channels, mz::using_(messages.id)).inner_join(other, mz::using_(channels.id))) ==
      fault::no_join_condition);
  static_assert(
      fault_of(
          mz::select(channels.id).from(messages).left_join(channels, mz::using_(messages.id)).inner_join(other, mz::using_(messages.id))) ==
      fault::none);
}
