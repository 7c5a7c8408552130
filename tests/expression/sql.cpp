// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(sql, text_of_your_own_with_arguments) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"strftime('%Y', ?, 'unixepoch')", std::string>(messages.created_at).as<"year">()).from(messages).where(messages.id == 1);
  EXPECT_SQL(db, s, R"(select strftime('%Y', "messages"."created_at", 'unixepoch') as "year" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(db.one(s)["year"_col], "1970");
}

TEST(sql, parentheses_beside_an_operator) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"? + 1", std::int64_t>(messages.id) * 2, mz::sql<"1", std::int64_t>()).from(messages).where(mz::sql<"? or ?", bool>(messages.id == 2, false) && messages.id > 0);
  EXPECT_SQL(db, s, R"(select ("messages"."id" + 1) * ?, 1 from "messages" where (("messages"."id" = ?) or ?) and "messages"."id" > ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), 6);
}

TEST(sql, a_question_mark_in_quotes_is_text) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"'it''s?' || ?", std::string>(messages.body)).from(messages).where(messages.id == 2);
  EXPECT_SQL(db, s, R"(select 'it''s?' || "messages"."body" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), "it's?two");
}

TEST(sql, each_kind_of_quote_ends_with_its_own) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::select(mz::sql<R"((select "it's?" from (select 1 as "it's?")) + ?)", std::int64_t>(2));
  EXPECT_SQL(db, s, R"(select (select "it's?" from (select 1 as "it's?")) + ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), 3);
}
