// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::loose;
using schema::messages;

namespace {

constexpr auto by_channel = mz::indexed_by<"messages_by_channel">(messages);

/// What SQLite says that it does.
template <class S>
std::string plan(mz::sqlite::connection& db, const S& statement) {
  return mz::explain(db, statement).tree();
}

}  // namespace

TEST(index_hint, of_a_select) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(by_channel).where(messages.channel_id > 0).order_by(messages.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id" from "messages" indexed by "messages_by_channel" where "messages"."channel_id" > ? order by "messages"."id")");
  EXPECT_EQ(db.all(s).size(), 3u);
  EXPECT_NE(plan(db, s).find("messages_by_channel"), std::string::npos);
  const auto without = mz::select(messages.id).from(mz::not_indexed(messages)).where(messages.channel_id == 1);
  EXPECT_SQL(db, without, R"(select "messages"."id" from "messages" not indexed where "messages"."channel_id" = ?)");
  EXPECT_EQ(plan(db, without).find("messages_by_channel"), std::string::npos);
  EXPECT_EQ(db.all(without).size(), 3u);
}

TEST(index_hint, an_index_that_cannot_be_used_is_an_error) {
  schema::filled_database db;
  using schema::ruled;
  const auto partial = mz::indexed_by<"ruled_serial">(ruled);  // where serial > 0
  EXPECT_TRUE(db.all(mz::select(ruled.serial).from(partial).where(ruled.serial > mz::lit<0>)).empty());
  EXPECT_THROW((void)db.all(mz::select(ruled.serial).from(partial).where(ruled.amount == 1)), mz::error::sql_error);
}

TEST(index_hint, of_a_whole_table_and_of_aliases) {
  schema::filled_database db;
  const auto whole = mz::select(by_channel).where(messages.channel_id == 1);
  static_assert(std::is_same_v<mz::row_t<decltype(whole)>, mz::row_of<messages>>);
  EXPECT_EQ(db.all(whole).size(), 3u);
  constexpr auto other = mz::alias<"other">(messages);
  const auto s = mz::select(messages.id, other.id)
                     .from(mz::not_indexed(messages))
                     .left_join(mz::indexed_by<"Messages_by_channel">(other), other.channel_id == messages.id)
                     .order_by(messages.id, other.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "other"."id" from "messages" not indexed left join "messages" as "other" indexed by "Messages_by_channel" on "other"."channel_id" = "messages"."id" order by "messages"."id", "other"."id")");
  EXPECT_EQ(db.all(s).size(), 5u);
  // The other way round, and an alias of an alias; with using_().
  constexpr auto third = mz::alias<"third">(other);
  const auto t =
      mz::select(messages.id, third.id).from(messages).inner_join(mz::alias<"third">(by_channel), mz::using_(messages.channel_id));
  EXPECT_SQL(
      db, t,
      R"(select "messages"."id", "third"."id" from "messages" inner join "messages" as "third" indexed by "messages_by_channel" using ("channel_id"))");
  EXPECT_EQ(db.all(t).size(), 9u);
  EXPECT_EQ(db.all(mz::select(third.id).from(mz::not_indexed(third))).size(), 3u);
}

TEST(index_hint, of_a_table_that_an_outer_join_leaves_without_a_row) {
  schema::filled_database db;
  db.create_tables(loose);
  const auto s = mz::select(channels.id, loose).from(channels).left_join(mz::not_indexed(loose), loose.b == channels.id);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id", "loose"."mizzle row", "loose"."a", "loose"."b" from "channels" left join (select 1 as "mizzle row", * from "loose" not indexed) as "loose" on "loose"."b" = "channels"."id")");
  EXPECT_EQ(db.all(s)[0][loose], std::nullopt);
}

TEST(index_hint, of_writes) {
  schema::filled_database db;
  const auto edit = mz::update(by_channel).set(messages.body = "x").where(messages.channel_id == 1 && messages.id > 1);
  EXPECT_SQL(
      db, edit,
      R"(update "messages" indexed by "messages_by_channel" set "body" = ? where "messages"."channel_id" = ? and "messages"."id" > ?)");
  EXPECT_EQ(db.run(edit).changes, 2);
  EXPECT_EQ(db.run(mz::update(mz::not_indexed(messages)).set({.body = "y"}).where(messages.id == 1)).changes, 1);
  EXPECT_EQ(db.run(mz::update_or<mz::conflict::ignore>(by_channel).set(messages.body = "z").where(messages.channel_id == 1)).changes, 3);
  const auto some = mz::update(by_channel).set(messages.body = "w").where(messages.channel_id == 1).order_by(messages.id).limit(2);
  EXPECT_SQL(
      db, some,
      R"(update "messages" set "body" = ? where "messages"."rowid" in (select "messages"."rowid" from "messages" indexed by "messages_by_channel" where "messages"."channel_id" = ? order by "messages"."id" limit ?))");
  const auto common = mz::cte<"common">(mz::select(channels.id).from(channels));
  EXPECT_EQ(db.run(mz::with(common).update(by_channel).set(messages.body = "c").where(messages.channel_id.in(mz::select(common)))).changes,
            3);
  const auto gone = mz::delete_from(by_channel).where(messages.channel_id == 1 && messages.id == 3).returning(messages.id);
  EXPECT_SQL(
      db, gone,
      R"(delete from "messages" indexed by "messages_by_channel" where "messages"."channel_id" = ? and "messages"."id" = ? returning "messages"."id")");
  const auto rest = mz::atomic(mz::delete_from(mz::not_indexed(messages)).all_rows());
  EXPECT_EQ(mz::run_atomic(db, rest)[0_c].changes, 2);
}

TEST(index_hint, is_a_word_of_sqlite) {
  const auto s = mz::select(messages.id).from(by_channel);
  static_assert(mz::sql_of<decltype(s), mz::dialect::d1> ==
                R"(select cast("messages"."id" as text) from "messages" indexed by "messages_by_channel")");
  EXPECT_THROW((void)mz::to_sql<mz::dialect::postgres>(s), mz::error::invalid_request);
}
