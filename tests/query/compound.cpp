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
