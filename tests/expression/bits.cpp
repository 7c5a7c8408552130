// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::everything;
using schema::messages;

TEST(bits, operators) {
  schema::database db;
  EXPECT_SAME(db, mz::val(12) & 10, "12 & 10");
  EXPECT_SAME(db, mz::val(12) | 3, "12 | 3");
  EXPECT_SAME(db, mz::val(3) << 4, "3 << 4");
  EXPECT_SAME(db, mz::val(-16) >> 2, "-16 >> 2");
  EXPECT_SAME(db, ~mz::val(5), "~5");
  EXPECT_SAME(db, 6 & mz::val(3), "6 & 3");
  EXPECT_SAME(db, 6 | mz::val(3), "6 | 3");
  EXPECT_SAME(db, 1 << mz::val(40), "1 << 40");
  EXPECT_SAME(db, 256 >> mz::val(4), "256 >> 4");
}

TEST(bits, parentheses_keep_the_meaning) {
  schema::filled_database db;
  const auto s = mz::select((messages.id & 1) + 1, messages.id & (messages.id + 1), (messages.id | 1) & 2, messages.id | (messages.id & 2),
                            ~(messages.id | 1), (messages.id << 1) << 2, messages.id << (messages.id << 1))
                     .from(messages)
                     .where((messages.id & 3) != 0);
  EXPECT_SQL(
      db, s,
      R"(select ("messages"."id" & ?) + ?, "messages"."id" & "messages"."id" + ?, "messages"."id" | ? & ?, "messages"."id" | ("messages"."id" & ?), )"
      R"(~("messages"."id" | ?), "messages"."id" << ? << ?, "messages"."id" << ("messages"."id" << ?) from "messages" where "messages"."id" & ? <> ?)");
  for (const auto& row : db.all(mz::select(messages.id, (messages.id | 1) & 2, messages.id | (messages.id & 2)).from(messages))) {
    const std::int64_t id = mz::get<0>(row);
    EXPECT_EQ(mz::get<1>(row), (id | 1) & 2);
    EXPECT_EQ(mz::get<2>(row), id | (id & 2));
  }
}

TEST(bits, of_64_bits_and_of_null) {
  schema::database db;
  static_assert(std::is_same_v<decltype(everything.tiny & everything.byte)::type, std::int64_t>);
  static_assert(std::is_same_v<decltype(everything.maybe_n | 1)::type, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<decltype(~everything.maybe_n)::type, std::optional<std::int64_t>>);
  EXPECT_EQ(support::value_of(db, mz::val(std::numeric_limits<std::int64_t>::max()) & std::numeric_limits<std::int64_t>::min()), 0);
  EXPECT_EQ(support::value_of(db, ~mz::val(std::optional<std::int64_t>{})), std::nullopt);
}
