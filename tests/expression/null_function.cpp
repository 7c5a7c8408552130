// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::everything;
using schema::messages;

TEST(null_function, null_in_null_out) {
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

TEST(null_function, numbers_of_two_kinds_are_reals) {
  auto db = schema::filled_database();
  const auto row = db.one(
      mz::select(mz::coalesce(mz::nullif(mz::val(1), 1), 0.5), mz::max(mz::val(1), 1.5), mz::case_when(mz::val(1) > 2, 1).otherwise(0.25)));
  EXPECT_EQ(mz::get<0>(row), 0.5);
  EXPECT_EQ(mz::get<1>(row), 1.5);
  EXPECT_EQ(mz::get<2>(row), 0.25);
}

TEST(null_function, what_chooses_among_values_holds_all_of_them) {
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

TEST(null_function, iif_chooses) {
  schema::filled_database db;
  const auto s = mz::select(mz::iif(messages.id > 1, "later", "first"), mz::iif(messages.id > 1, messages.id, std::nullopt)).from(messages);
  EXPECT_SQL(db, s, R"(select iif("messages"."id" > ?, ?, ?), iif("messages"."id" > ?, "messages"."id", ?) from "messages")");
  const auto rows = db.all(s);
  EXPECT_EQ(mz::get<0>(rows[0]), "first");
  EXPECT_EQ(mz::get<1>(rows[0]), std::nullopt);
  EXPECT_EQ(mz::get<1>(rows[1]), 2);
  EXPECT_SAME(db, mz::iif(mz::val(1) == std::optional<int>{}.value_or(2), 1, 5'000'000'000), "iif(1 = 2, 1, 5000000000)");
  static_assert(std::is_same_v<decltype(mz::iif(everything.maybe_n > 1, 1, 2))::type, int>);
  static_assert(std::is_same_v<decltype(mz::iif(everything.maybe_n > 1, 1, 2.5))::type, double>);
  static_assert(std::is_same_v<decltype(mz::iif(everything.id > 1, everything.maybe_n, 2))::type, std::optional<std::int32_t>>);
}

TEST(null_function, iif_of_an_unknown_condition_is_the_second) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1}));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::iif(everything.maybe_n > 1, "yes", "no")).from(everything))), "no");
}
