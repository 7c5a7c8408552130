// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::everything;
using schema::messages;

TEST(text_function, of_a_column) {
  schema::filled_database db;
  const auto s = mz::select(mz::upper(messages.body), mz::lower("ABC"), mz::trim(messages.body), mz::length(messages.body),
                            mz::substr(messages.body, 1, 2), mz::replace(messages.body, "o", "0"), mz::instr(messages.body, "w"),
                            mz::hex(messages.body))
                     .from(messages)
                     .where(messages.id == 2);
  EXPECT_SQL(
      db, s,
      R"(select upper("messages"."body"), lower(?), trim("messages"."body"), length("messages"."body"), substr("messages"."body", ?, ?), )"
      R"(replace("messages"."body", ?, ?), instr("messages"."body", ?), hex("messages"."body") from "messages" where "messages"."id" = ?)");
  const auto [upper, lower, trim, length, substr, replace, instr, hex] = db.one(s);
  EXPECT_EQ(upper, "TWO");
  EXPECT_EQ(lower, "abc");
  EXPECT_EQ(trim, "two");
  EXPECT_EQ(length, 3);
  EXPECT_EQ(substr, "tw");
  EXPECT_EQ(replace, "tw0");
  EXPECT_EQ(instr, 2);
  EXPECT_EQ(hex, "74776F");
}

TEST(text_function, all_of_them) {
  schema::database db;
  EXPECT_SAME(db, mz::upper("aä"), "upper('aä')");
  EXPECT_SAME(db, mz::trim("xxaxx", "x"), "trim('xxaxx', 'x')");
  EXPECT_SAME(db, mz::ltrim("  a "), "ltrim('  a ')");
  EXPECT_SAME(db, mz::rtrim("  a "), "rtrim('  a ')");
  EXPECT_SAME(db, mz::substr("abc", -2), "substr('abc', -2)");
  EXPECT_SAME(db, mz::unicode("ä"), "unicode('ä')");
  EXPECT_SAME(db, mz::char_(228, 98), "char(228, 98)");
  EXPECT_SAME(db, mz::char_(), "char()");
  EXPECT_SAME(db, mz::format("%05d %s", 42, "x"), "format('%05d %s', 42, 'x')");
  EXPECT_SAME(db, mz::format("no holes"), "format('no holes')");
  EXPECT_SAME(db, mz::quote("it's"), "quote('it''s')");
  EXPECT_SAME(db, mz::quote(2.5), "quote(2.5)");
  EXPECT_SAME(db, mz::typeof_("a"), "typeof('a')");
  EXPECT_SAME(db, mz::zeroblob(3), "zeroblob(3)");
  EXPECT_EQ(support::value_of(db, mz::randomblob(5)).size(), 5U);
}

TEST(text_function, null_in_null_out_but_where_sqlite_says_otherwise) {
  schema::database db;
  const std::optional<std::string> null;
  EXPECT_EQ(support::value_of(db, mz::upper(null)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::unicode("")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::substr(null, 1)), std::nullopt);
  EXPECT_SAME(db, mz::hex(null), "hex(null)");
  EXPECT_SAME(db, mz::quote(null), "quote(null)");
  EXPECT_SAME(db, mz::typeof_(null), "typeof(null)");
  EXPECT_SAME(db, mz::format("%s|%d", null, std::optional<int>{}), "format('%s|%d', null, null)");
  EXPECT_EQ(support::value_of(db, mz::format(null)), std::nullopt);
  EXPECT_SAME(db, mz::char_(std::optional<int>{}, 65), "char(null, 65)");
  static_assert(std::is_same_v<decltype(mz::hex(null))::type, std::string>);
  static_assert(std::is_same_v<decltype(mz::upper(everything.maybe_t))::type, std::optional<std::string>>);
  static_assert(std::is_same_v<decltype(mz::upper(everything.label))::type, std::string>);
}
