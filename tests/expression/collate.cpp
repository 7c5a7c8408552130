// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::messages;

TEST(collate, changes_a_comparison) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).where(messages.body.collate<"nocase">() == "TWO");
  EXPECT_SQL(db, s, R"(select "messages"."id" from "messages" where "messages"."body" collate "nocase" = ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), 2);
  EXPECT_SAME(db, mz::val("a").collate<"nocase">() == "A", "'a' collate nocase = 'A'");
  EXPECT_SAME(db, mz::val("a").collate<"rtrim">() == "a  ", "'a' collate rtrim = 'a  '");
  EXPECT_SAME(db, mz::val("a") == mz::val("A").collate<"nocase">(), "'a' = 'A' collate nocase");
  EXPECT_SAME(db, mz::concat("a", "b").collate<"nocase">() == "AB", "('a' || 'b') collate nocase = 'AB'");
}

TEST(collate, orders_and_groups) {
  schema::filled_database db;
  const auto s = mz::select(messages.body).from(messages).order_by(mz::desc(messages.body.collate<"nocase">()));
  EXPECT_SQL(db, s, R"(select "messages"."body" from "messages" order by "messages"."body" collate "nocase" desc)");
  const auto g = mz::select(mz::count()).from(messages).group_by(messages.body.collate<"nocase">());
  EXPECT_SQL(db, g, R"(select count(*) from "messages" group by "messages"."body" collate "nocase")");
}

TEST(collate, keeps_type_and_quotes_its_name) {
  static_assert(std::is_same_v<decltype(messages.body.collate<"nocase">())::type, std::string>);
  static_assert(mz::sql_of<decltype(mz::select(messages.body.collate<"my \"own\"">()).from(messages))> ==
                R"(select "messages"."body" collate "my ""own""" from "messages")");
}

TEST(collate, one_that_does_not_exist_is_an_error) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).order_by(messages.body.collate<"klingon">());
  EXPECT_THROW((void)db.all(s), mz::error::sql_error);
}
