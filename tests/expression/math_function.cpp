// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::everything;
using schema::messages;

TEST(math_function, whole_numbers) {
  schema::database db;
  EXPECT_SAME(db, mz::abs(-3), "abs(-3)");
  EXPECT_SAME(db, mz::abs(-2.5), "abs(-2.5)");
  EXPECT_SAME(db, mz::ceil(2.1), "ceil(2.1)");
  EXPECT_SAME(db, mz::ceil(2), "ceil(2)");
  EXPECT_SAME(db, mz::floor(-2.1), "floor(-2.1)");
  EXPECT_SAME(db, mz::trunc(-2.9), "trunc(-2.9)");
  EXPECT_SAME(db, mz::round(2.5), "round(2.5)");
  EXPECT_SAME(db, mz::round(2.567, 1), "round(2.567, 1)");
  EXPECT_SAME(db, mz::sign(-2.5), "sign(-2.5)");
  static_assert(std::is_same_v<decltype(mz::ceil(everything.tiny))::type, std::int64_t>);
  static_assert(std::is_same_v<decltype(mz::ceil(everything.maybe_r))::type, std::optional<double>>);
}

TEST(math_function, reals) {
  schema::database db;
  EXPECT_SAME(db, mz::sqrt(2), "sqrt(2)");
  EXPECT_SAME(db, mz::exp(1), "exp(1)");
  EXPECT_SAME(db, mz::ln(10), "ln(10)");
  EXPECT_SAME(db, mz::log10(1000), "log10(1000)");
  EXPECT_SAME(db, mz::log2(8), "log2(8)");
  EXPECT_SAME(db, mz::log(3, 81), "log(3, 81)");
  EXPECT_SAME(db, mz::pow(2, 0.5), "pow(2, 0.5)");
  EXPECT_SAME(db, mz::mod(7.5, 2), "mod(7.5, 2)");
  EXPECT_SAME(db, mz::pi(), "pi()");
  EXPECT_SAME(db, mz::sin(1), "sin(1)");
  EXPECT_SAME(db, mz::cos(1), "cos(1)");
  EXPECT_SAME(db, mz::tan(1), "tan(1)");
  EXPECT_SAME(db, mz::asin(0.5), "asin(0.5)");
  EXPECT_SAME(db, mz::acos(0.5), "acos(0.5)");
  EXPECT_SAME(db, mz::atan(1), "atan(1)");
  EXPECT_SAME(db, mz::atan2(1, -1), "atan2(1, -1)");
  EXPECT_SAME(db, mz::sinh(1), "sinh(1)");
  EXPECT_SAME(db, mz::cosh(1), "cosh(1)");
  EXPECT_SAME(db, mz::tanh(1), "tanh(1)");
  EXPECT_SAME(db, mz::asinh(1), "asinh(1)");
  EXPECT_SAME(db, mz::acosh(2), "acosh(2)");
  EXPECT_SAME(db, mz::atanh(0.5), "atanh(0.5)");
  EXPECT_SAME(db, mz::degrees(mz::pi()), "degrees(pi())");
  EXPECT_SAME(db, mz::radians(180), "radians(180)");
}

TEST(math_function, what_is_not_defined_is_null) {
  schema::database db;
  EXPECT_EQ(support::value_of(db, mz::sqrt(-1)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::ln(0)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::mod(5, 0)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::acos(2)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::atanh(2)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::pow(-1, 0.5)), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::sin(std::optional<double>{})), std::nullopt);
}

TEST(math_function, several_values_of_one_row) {
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

TEST(math_function, random_numbers_are_of_64_bits) {
  schema::database db;
  static_assert(std::is_same_v<decltype(mz::random())::type, std::int64_t>);
  std::int64_t any = 0;
  for (int i = 0; i != 20; ++i) any |= support::value_of(db, mz::random()) >> 33;
  EXPECT_NE(any, 0);
}
