// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(like, patterns) {
  schema::filled_database db;
  const auto like = mz::select(messages.id).from(messages).where(messages.body.like("%ship%"));
  EXPECT_SQL(db, like, R"(select "messages"."id" from "messages" where "messages"."body" like ?)");
  EXPECT_EQ(db.all(like).size(), 2u);

  const auto unlike = mz::select(messages.id).from(messages).where(messages.body.not_like("%ship%"));
  EXPECT_SQL(db, unlike, R"(select "messages"."id" from "messages" where "messages"."body" not like ?)");
  EXPECT_EQ(db.one(unlike)[messages.id], 2);

  const auto glob = mz::select(messages.id).from(messages).where(messages.body.glob("t*"));
  EXPECT_SQL(db, glob, R"(select "messages"."id" from "messages" where "messages"."body" glob ?)");
  EXPECT_EQ(db.all(glob).size(), 2u);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.like("TWO"))).size(), 1u);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.glob("TWO"))).size(), 0u);
}

TEST(like, a_pattern_can_be_an_expression) {
  schema::filled_database db;
  const auto self = mz::select(messages.id).from(messages).where(messages.body.like(mz::upper(messages.body)));
  EXPECT_SQL(db, self, R"(select "messages"."id" from "messages" where "messages"."body" like upper("messages"."body"))");
  EXPECT_EQ(db.all(self).size(), 3u);
}

TEST(like, escape) {
  schema::filled_database db;
  db.run(mz::insert_into(messages).values({.id = 9, .channel_id = 1, .body = "100% of it"}));
  const auto percent = mz::select(messages.id).from(messages).where(messages.body.like("%\\%%").escape('\\'));
  EXPECT_SQL(db, percent, R"(select "messages"."id" from "messages" where "messages"."body" like ? escape ?)");
  EXPECT_EQ(db.one(percent)[messages.id], 9);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.body.not_like("%|%%").escape('|') && messages.id > 0)).size(), 3u);
}

TEST(like, a_text_without_wildcards) {
  schema::filled_database db;
  const auto s = mz::select(messages.id)
                     .from(messages)
                     .where(messages.body.contains("ship") && messages.body.starts_with("one") && !messages.body.ends_with("s"));
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id" from "messages" where "messages"."body" like ? escape '\' and "messages"."body" like ? escape '\' and not "messages"."body" like ? escape '\')");
  EXPECT_EQ(db.all(s).size(), 1U);
  db.run(mz::update(messages).set(messages.body = "50%_off\\now").where(messages.id == 2));
  const auto found = [&](const auto& condition) { return db.all(mz::select(messages.id).from(messages).where(condition)).size(); };
  EXPECT_EQ(found(messages.body.contains("0%_o")), 1U);
  EXPECT_EQ(found(messages.body.contains("%")), 1U);
  EXPECT_EQ(found(messages.body.contains("_")), 1U);
  EXPECT_EQ(found(messages.body.ends_with("\\now")), 1U);
  EXPECT_EQ(found(messages.body.starts_with("50%_off\\")), 1U);
  EXPECT_EQ(found(messages.body.starts_with("5_%")), 0U);
  EXPECT_EQ(found(messages.body.contains("")), 3U);
}

TEST(like, other_operators_of_patterns) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).where(messages.body.not_glob("*ship*"));
  EXPECT_SQL(db, s, R"(select "messages"."id" from "messages" where "messages"."body" not glob ?)");
  EXPECT_EQ(db.all(s).size(), 1U);
  static_assert(
      mz::sql_of<decltype(mz::select(messages.id).from(messages).where(messages.body.regexp("a+") || messages.body.not_regexp("b")))> ==
      R"(select "messages"."id" from "messages" where "messages"."body" regexp ? or "messages"."body" not regexp ?)");
  static_assert(mz::sql_of<decltype(mz::select(messages.id).from(messages).where(messages.body.match("ship")))> ==
                R"(select "messages"."id" from "messages" where "messages"."body" match ?)");
}
