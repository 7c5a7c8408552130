// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

namespace {

constexpr mz::function<"printf", std::string> print;
constexpr mz::function<"nullif", std::optional<std::string>> empty_to_null;

}  // namespace

TEST(function, arguments_need_no_parentheses) {
  schema::filled_database db;
  const auto s = mz::select(mz::abs(messages.id - 5), mz::coalesce(messages.thread_id, messages.id + 1),
                            mz::length(mz::concat(messages.body, "!")) * 2)
                     .from(messages);
  EXPECT_SQL(
      db, s,
      R"(select abs("messages"."id" - ?), coalesce("messages"."thread_id", "messages"."id" + ?), length("messages"."body" || ?) * ? from "messages")");
  EXPECT_EQ(mz::get<0>(db.all(s)[0]), 4);
}

TEST(function, one_of_your_own) {
  schema::filled_database db;
  const auto s =
      mz::select(print("%s/%d", messages.body, messages.id), empty_to_null(messages.body, "two")).from(messages).where(messages.id == 2);
  EXPECT_SQL(
      db, s,
      R"(select printf(?, "messages"."body", "messages"."id"), nullif("messages"."body", ?) from "messages" where "messages"."id" = ?)");
  const auto [printed, null] = db.one(s);
  EXPECT_EQ(printed, "two/2");
  EXPECT_EQ(null, std::nullopt);
}

TEST(function, without_arguments) {
  schema::database db;
  const auto s = mz::select(mz::unixepoch(), mz::changes());
  EXPECT_SQL(db, s, "select unixepoch(), changes()");
  EXPECT_GT(mz::get<0>(db.one(s)), 1'500'000'000);
}
