// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

namespace {

constexpr mz::function<"printf", std::string> print;
constexpr mz::function<"nullif", std::optional<std::string>> empty_to_null;

}  // namespace

TEST(function, texts) {
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

TEST(function, null_in_null_out) {
  schema::database db;
  const auto s = mz::select(mz::upper(everything.maybe_t), mz::upper(everything.label), mz::coalesce(everything.maybe_t, "none"),
                            mz::coalesce(everything.maybe_t, everything.maybe_t), mz::ifnull(everything.maybe_n, 3),
                            mz::nullif(everything.label, ""), mz::abs(everything.maybe_r))
                     .from(everything);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<3, row>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row>, std::int32_t>);
  static_assert(std::is_same_v<std::tuple_element_t<5, row>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<6, row>, std::optional<double>>);
  db.run(mz::insert_into(everything).values({.id = 1}));
  const auto found = db.one(s);
  EXPECT_EQ(mz::get<0>(found), std::nullopt);
  EXPECT_EQ(mz::get<1>(found), "");
  EXPECT_EQ(mz::get<2>(found), "none");
  EXPECT_EQ(mz::get<3>(found), std::nullopt);
  EXPECT_EQ(mz::get<4>(found), 3);
  EXPECT_EQ(mz::get<5>(found), std::nullopt);
  EXPECT_EQ(mz::get<6>(found), std::nullopt);
}

TEST(function, several_values_of_one_row) {
  schema::filled_database db;
  const auto s = mz::select(mz::max(messages.id, 2), mz::min(messages.id, messages.created_at, 2)).from(messages).order_by(messages.id);
  EXPECT_SQL(
      db, s,
      R"(select max("messages"."id", ?), min("messages"."id", "messages"."created_at", ?) from "messages" order by "messages"."id")");
  const auto rows = db.all(s);
  EXPECT_EQ(mz::get<0>(rows[0]), 2);
  EXPECT_EQ(mz::get<1>(rows[0]), 1);
  EXPECT_EQ(mz::get<0>(rows[2]), 3);
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

TEST(function, numbers_of_two_kinds_are_reals) {
  auto db = schema::filled_database();
  const auto row = db.one(
      mz::select(mz::coalesce(mz::nullif(mz::val(1), 1), 0.5), mz::max(mz::val(1), 1.5), mz::case_when(mz::val(1) > 2, 1).otherwise(0.25)));
  EXPECT_EQ(mz::get<0>(row), 0.5);
  EXPECT_EQ(mz::get<1>(row), 1.5);
  EXPECT_EQ(mz::get<2>(row), 0.25);
}

TEST(function, what_is_no_date_is_null) {
  schema::database db;
  const auto s = mz::select(mz::unixepoch("1970-01-02"), mz::unixepoch("no date"), mz::unixepoch("2000-01-01", "+1 second"));
  EXPECT_SQL(db, s, "select unixepoch(?), unixepoch(?), unixepoch(?, ?)");
  const auto row = db.one(s);
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::optional<std::int64_t>>);
  EXPECT_EQ(mz::get<0>(row), 86400);
  EXPECT_EQ(mz::get<1>(row), std::nullopt);
  EXPECT_EQ(mz::get<2>(row), 946684801);
}

TEST(function, what_chooses_among_values_holds_all_of_them) {
  schema::database db;
  db.run(mz::insert_into(everything)
             .values({.id = 1, .tiny = -128, .byte = 255, .dword = 4294967295U, .qword = std::uint64_t{1} << 62, .ratio = 0.5}));
  const auto of = [&](const auto& expression) { return mz::get<0>(db.one(mz::select(expression).from(everything))); };
  const auto missing = of(mz::coalesce(mz::nullif(everything.dword, 4294967295U), -1));
  static_assert(std::is_same_v<decltype(missing), const std::int64_t>);
  EXPECT_EQ(missing, -1);
  EXPECT_EQ(of(mz::coalesce(everything.maybe_n, 5'000'000'000)), 5'000'000'000);
  EXPECT_EQ(of(mz::coalesce(everything.maybe_n, 2.5)), 2.5);
  EXPECT_EQ(of(mz::coalesce(everything.maybe_n, everything.maybe_r, everything.tiny)), -128.0);
  EXPECT_EQ(of(mz::coalesce(everything.maybe_n, std::optional<std::int64_t>{}, 5'000'000'000)), 5'000'000'000);
  EXPECT_EQ(of(mz::coalesce(everything.maybe_n, std::optional<std::int64_t>{})), std::nullopt);
  EXPECT_EQ(of(mz::ifnull(everything.maybe_n, everything.dword)), 4294967295);
  EXPECT_EQ(of(mz::max(everything.tiny, everything.id)), 1);
  EXPECT_EQ(of(mz::max(everything.tiny, 1000)), 1000);
  EXPECT_EQ(of(mz::min(everything.byte, -1)), -1);
  EXPECT_EQ(of(mz::max(everything.tiny, everything.qword, everything.byte)), std::int64_t{1} << 62);
  EXPECT_EQ(of(mz::max(everything.tiny, 0.25, 7)), 7.0);
  EXPECT_EQ(of(mz::abs(everything.tiny)), 128);
  static_assert(std::is_same_v<decltype(mz::coalesce(everything.maybe_n, std::int32_t{0}))::type, std::int32_t>);
  static_assert(std::is_same_v<decltype(mz::coalesce(everything.maybe_n, everything.tiny))::type, std::int32_t>);
  static_assert(std::is_same_v<decltype(mz::max(everything.hue, color::red))::type, color>);
  static_assert(std::is_same_v<decltype(mz::coalesce(mz::nullif(everything.owner, user_id{1}), user_id{2}))::type, user_id>);
  static_assert(std::is_same_v<decltype(mz::nullif(everything.tiny, 1000))::type, std::optional<std::int8_t>>);
  EXPECT_EQ(of(mz::nullif(everything.tiny, 128)), -128);
  EXPECT_EQ(of(mz::nullif(everything.tiny, -128.0)), std::nullopt);
}
