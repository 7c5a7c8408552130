// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(render, columns_are_qualified_where_they_are_read_and_bare_where_they_are_written) {
  schema::filled_database db;
  const auto update = mz::update(messages).set(messages.body = mz::upper(messages.body)).where(messages.id == 1).returning(messages.body);
  static_assert(mz::sql_of<decltype(update)>.starts_with(
      R"(update "messages" set "body" = upper("messages"."body") where "messages"."id" = ? returning )"));
  EXPECT_EQ(db.one(update)[messages.body], "ONE SHIP");
  const auto insert = mz::insert_into(messages).set(messages.id = 9, messages.channel_id = 1, messages.body = "x");
  EXPECT_SQL(db, insert, R"(insert into "messages" ("id", "channel_id", "body") values (?, ?, ?))");
}

TEST(render, a_subquery_has_parentheses_of_its_own) {
  schema::filled_database db;
  const auto newest = mz::select(mz::max(messages.id)).from(messages).where(messages.channel_id == channels.id);
  const auto s = mz::select(channels.name, mz::coalesce(newest, 0) + 1)
                     .from(channels)
                     .where(channels.id + 2 == newest.as_operand() || !mz::exists(newest))
                     .order_by(channels.id);
  EXPECT_SQL(db, s,
             R"(select "channels"."name", coalesce((select max("messages"."id") from "messages" where )"
             R"("messages"."channel_id" = "channels"."id"), ?) + ? )"
             R"(from "channels" where "channels"."id" + ? = (select max("messages"."id") from "messages" where )"
             R"("messages"."channel_id" = "channels"."id") )"
             R"(or not exists (select max("messages"."id") from "messages" where "messages"."channel_id" = "channels"."id") )"
             R"(order by "channels"."id")");
  EXPECT_EQ(mz::get<1>(db.one(s)), 4);
}

TEST(render, the_text_at_run_time_is_the_constant_one) {
  schema::filled_database db;
  // With every part standing, the text made at run time must be the one that sql_of promises.
  const auto s =
      mz::select(messages.id)
          .from(messages)
          .where(mz::when(true, messages.id == 1 || messages.id == 2) && mz::when(true, !(messages.body == "x")) && messages.id < 3)
          .limit(5);
  EXPECT_EQ(db.all(s).size(), 2u);
  bool found = false;
  for (sqlite3_stmt* kept = nullptr; (kept = sqlite3_next_stmt(db.native(), kept)) != nullptr;)
    found = found || mz::sql_of<decltype(s)> == sqlite3_sql(kept);
  EXPECT_TRUE(found);
}
