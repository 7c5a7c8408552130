// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

TEST(null, is_null_and_is_not_null) {
  schema::filled_database db;
  const auto null = mz::select(messages.id).from(messages).where(messages.thread_id.is_null());
  EXPECT_SQL(db, null, R"(select "messages"."id" from "messages" where "messages"."thread_id" is null)");
  EXPECT_EQ(db.one(null)[messages.id], 1);
  const auto some = mz::select(messages.id).from(messages).where(messages.thread_id.is_not_null());
  EXPECT_SQL(db, some, R"(select "messages"."id" from "messages" where "messages"."thread_id" is not null)");
  EXPECT_EQ(db.all(some).size(), 2u);
  const auto of_expression =
      mz::select((messages.thread_id == 1).is_null(), (messages.thread_id + 1).is_not_null(), !messages.thread_id.is_null()).from(messages);
  EXPECT_SQL(
      db, of_expression,
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

TEST(null, is_never_narrows_an_optional) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .tiny = -24, .maybe_n = 7, .maybe_r = 1.5, .maybe_t = "x"}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  EXPECT_FALSE(found(everything.tiny.is(std::optional{1000})));  // -24 in eight bits
  EXPECT_TRUE(found(everything.tiny.is_not(std::optional{1000})));
  EXPECT_TRUE(found(everything.tiny.is(std::optional<std::int64_t>{-24})));
  EXPECT_FALSE(found(everything.id.is(std::optional{1.5})));
  EXPECT_TRUE(found(everything.id.is(std::optional{1.0})));
  EXPECT_TRUE(found(everything.maybe_r.is(std::optional{1.5F})));
  EXPECT_FALSE(found(everything.maybe_r.is(std::optional{1})));
  EXPECT_FALSE(found(everything.maybe_n.is(std::optional<int>{})));
  EXPECT_TRUE(found(everything.maybe_t.is(std::optional<std::string_view>{"x"})));
  EXPECT_TRUE(found(everything.maybe_t.is(std::optional<const char*>{"x"})));
  EXPECT_TRUE(found(everything.hue.is(std::optional{color::red})));
  EXPECT_TRUE(found(everything.urgent.is(std::optional{urgency::low})));
  EXPECT_TRUE(found(everything.maybe_b.is(std::optional<mz::blob_view>{})));
  EXPECT_THROW((void)everything.qword.is(std::optional{std::numeric_limits<std::uint64_t>::max()}), mz::error::invalid_request);
  EXPECT_THROW((void)found(everything.ratio.is(std::optional{std::numeric_limits<double>::quiet_NaN()})), mz::error::invalid_request);
}
