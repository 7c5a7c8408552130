// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

template <class As>
struct Busy {
  mz::column<As, "channel", std::int64_t> channel{};
  mz::column<As, "n", std::int64_t> n{};
};
auto busy(std::int64_t least) {
  return mz::sql_source<"busy", "select channel_id as channel, count(*) as n from messages group by 1 having n >= ?", Busy>(least);
}

}  // namespace

TEST(sql_source, is_read_like_a_table) {
  schema::filled_database db;
  const auto b = busy(2);
  const auto s = mz::select(channels.name, b.n).from(b).inner_join(channels, channels.id == b.channel).where(b.n < 100);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name", "busy"."n" from (select channel_id as channel, count(*) as n from messages group by 1 having n >= ?) as "busy" )"
      R"(inner join "channels" on "channels"."id" = "busy"."channel" where "busy"."n" < ?)");
  const auto row = db.one(s);
  EXPECT_EQ(row[channels.name], "general");
  EXPECT_EQ(row[b.n], 3);
  const auto q = mz::select(channels.name, busy(100).n).from(channels).left_join(busy(100), busy(100).channel == channels.id);
  EXPECT_EQ(db.all(q)[0][b.n], std::nullopt);
  support::bare one_by_one{db};
  EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(s))[0_c], db.all(s));
}

TEST(sql_source, twice_by_another_name_and_in_other_statements) {
  schema::filled_database db;
  const auto b = busy(1);
  const auto other = mz::alias<"other">(busy(2));
  EXPECT_EQ(db.all(mz::select(b.n, other.n).from(b, other)).size(), 1U);
  const auto c = mz::cte<"c">(mz::select(b.channel, b.n).from(b));
  EXPECT_EQ(db.all(mz::with(c).select(c[b.n]).from(c)).size(), 1U);
  EXPECT_EQ(db.all(mz::select(channels.id).from(channels).where(channels.id.in(mz::select(b.channel).from(b)))).size(), 1U);
  EXPECT_EQ(db.run(mz::update(channels).set(channels.name = "busy").from(b).where(b.channel == channels.id)).changes, 1);
}

TEST(sql_source, what_it_holds_is_checked) {
  schema::filled_database db;
  const auto b = mz::sql_source<"b", "select 'x' as channel, 1 as n", Busy>();
  EXPECT_EQ(db.one(mz::select(b.n).from(b))[b.n], 1);
  EXPECT_THROW((void)db.all(mz::select(b.channel).from(b)), mz::error::decode_error);
  EXPECT_THROW((void)db.all(mz::select(mz::sql_source<"b", "select 1 as m", Busy>().n).from(mz::sql_source<"b", "select 1 as m", Busy>())),
               mz::error::sql_error);
}
