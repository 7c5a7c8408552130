// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::members;
using schema::messages;

TEST(delete_from, where) {
  schema::filled_database db;
  const auto s = mz::delete_from(messages).where(messages.id == 3);
  EXPECT_SQL(db, s, R"(delete from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages)).size(), 2u);
  EXPECT_EQ(db.run(s).changes, 0);
  EXPECT_THROW(db.run(s.require_changes(1)), mz::error::guard_failed);
}

TEST(delete_from, all_rows) {
  schema::filled_database db;
  const auto s = mz::delete_from(members).all_rows();
  EXPECT_SQL(db, s, R"(delete from "members")");
  EXPECT_TRUE(db.all(mz::select(members)).empty());
}

TEST(delete_from, a_subquery_and_cascades) {
  schema::filled_database db;
  const auto s = mz::delete_from(channels).where(channels.id.in(mz::select(members.channel_id).from(members).where(members.agent_id == 8)));
  EXPECT_SQL(
      db, s,
      R"(delete from "channels" where "channels"."id" in (select "members"."channel_id" from "members" where "members"."agent_id" = ?))");
  EXPECT_TRUE(db.all(mz::select(messages)).empty());
  EXPECT_EQ(db.all(mz::select(members)).size(), 1u);
}

TEST(delete_from, returning) {
  schema::filled_database db;
  const auto rows = db.all(mz::delete_from(members).where(members.channel_id == 1).returning());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].agent_id + rows[1].agent_id, 15);
  EXPECT_EQ(db.one(mz::delete_from(members).all_rows().returning(members.agent_id))[members.agent_id], 7);
}
