// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(null, is_null_and_is_not_null) {
  schema::filled_database db;
  const auto null = mz::select(messages.id).from(messages).where(messages.thread_id.is_null());
  EXPECT_SQL(db, null, R"(select "messages"."id" from "messages" where "messages"."thread_id" is null)");
  EXPECT_EQ(db.one(null)[messages.id], 1);
  const auto some = mz::select(messages.id).from(messages).where(messages.thread_id.is_not_null());
  EXPECT_SQL(db, some, R"(select "messages"."id" from "messages" where "messages"."thread_id" is not null)");
  EXPECT_EQ(db.all(some).size(), 2u);
  const auto of_expression = mz::select((messages.thread_id == 1).is_null(), (messages.thread_id + 1).is_not_null(), !messages.thread_id.is_null()).from(messages);
  EXPECT_SQL(db, of_expression,
             R"(select ("messages"."thread_id" = ?) is null, "messages"."thread_id" + ? is not null, not "messages"."thread_id" is null from "messages")");
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(of_expression)>>, bool>);
}

TEST(null, is_takes_optional_values) {
  schema::filled_database db;
  const auto count = [&](const auto& condition) { return db.all(mz::select(messages.id).from(messages).where(condition)).size(); };
  const auto s = mz::select(messages.id).from(messages).where(messages.thread_id.is(std::optional<std::int64_t>{}));
  EXPECT_SQL(db, s, R"(select "messages"."id" from "messages" where "messages"."thread_id" is ?)");
  EXPECT_EQ(db.one(s)[messages.id], 1);
  const auto n = mz::select(messages.id).from(messages).where(messages.thread_id.is_not(1));
  EXPECT_SQL(db, n, R"(select "messages"."id" from "messages" where "messages"."thread_id" is not ?)");
  EXPECT_EQ(db.one(n)[messages.id], 1);
  EXPECT_EQ(count(messages.thread_id.is(std::optional<std::int64_t>{1})), 2u);
  EXPECT_EQ(count(messages.thread_id.is(std::nullopt)), 1u);
  EXPECT_EQ(count(messages.thread_id.is_not(std::nullopt)), 2u);
  EXPECT_EQ(count(messages.thread_id.is(messages.thread_id)), 3u);
}
