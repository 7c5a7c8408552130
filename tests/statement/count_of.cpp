// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(count_of, sources) {
  schema::filled_database db;
  EXPECT_SQL(db, mz::count_of(messages), R"(select count(*) from "messages")");
  EXPECT_SQL(db, mz::count_of(messages, messages.id > 1), R"(select count(*) from "messages" where "messages"."id" > ?)");
  constexpr auto m = mz::alias<"m">(messages);
  EXPECT_SQL(db, mz::count_of(m), R"(select count(*) from "messages" as "m")");
  EXPECT_EQ(db.count(messages), 3);
  EXPECT_EQ(db.count(messages, messages.id > 1), 2);
  const auto c = mz::cte<"c">(mz::select(messages.id).from(messages));
  EXPECT_EQ(mz::get<0>(db.one(mz::with(c).select(mz::scalar(mz::count_of(c, c["id"_col] > 2)).as<"n">()))), 1);
}

TEST(count_of, selects) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).order_by(messages.id).limit(2);
  EXPECT_SQL(db, mz::count_of(s),
             R"(select count(*) from (select "messages"."id" from "messages" order by "messages"."id" limit ?) as "counted")");
  EXPECT_EQ(db.count(s), 2);
  EXPECT_EQ(db.count(mz::select(channels.id).from(channels).union_all(s)), 4);
  EXPECT_EQ(db.count(s.offset(1)), 2);
  EXPECT_EQ(db.count(mz::select(messages)), 3);
}
