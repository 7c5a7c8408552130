// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(exists, sees_the_statement_around_it) {
  auto db = schema::filled_database();
  const auto used = mz::select(channels.id)
                        .from(channels)
                        .where(mz::exists(mz::select(mz::val(1)).from(messages).where(messages.channel_id == channels.id)));
  EXPECT_SQL(
      db, used,
      R"(select "channels"."id" from "channels" where exists (select ? from "messages" where "messages"."channel_id" = "channels"."id"))");
  const auto unused = mz::select(channels.id)
                          .from(channels)
                          .where(mz::not_exists(mz::select(messages.id).from(messages).where(messages.channel_id == channels.id)));
  EXPECT_SQL(
      db, unused,
      R"(select "channels"."id" from "channels" where not exists (select "messages"."id" from "messages" where "messages"."channel_id" = "channels"."id"))");
  EXPECT_EQ(db.all(used).size() + db.all(unused).size(), db.all(mz::select(channels)).size());
}

TEST(exists, a_select_of_one_column_is_a_value) {
  auto db = schema::filled_database();
  constexpr auto any = mz::alias<"any">(messages);
  const auto latest = mz::select(mz::max(any.id)).from(any);
  const auto s = mz::select(messages.body).from(messages).where(messages.id == latest);
  EXPECT_SQL(db, s,
             R"(select "messages"."body" from "messages" where "messages"."id" = (select max("any"."id") from "messages" as "any"))");
  EXPECT_EQ(db.all(s).size(), 1U);
  const auto counted =
      mz::select(channels.name, mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id)).from(channels);
  EXPECT_SQL(
      db, counted,
      R"(select "channels"."name", (select count(*) from "messages" where "messages"."channel_id" = "channels"."id") from "channels")");
}
