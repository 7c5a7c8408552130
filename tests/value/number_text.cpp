// SPDX-License-Identifier: MIT
#include <cstring>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "support/locale.hpp"
#include <mizzle/mizzle.hpp>
#include <mizzle/value/number_text.hpp>

namespace mz = mizzle;

namespace {

template <class Number>
std::string text_of_number(Number number) {
  std::string result = "=";
  mz::detail::append_number(result, number);
  return result;
}

template <class As>
struct Reading {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "value", double, mz::default_value<-2.5>> value{};
  mz::column<As, "small", float, mz::default_value<0.25>> small{};
};
constexpr mz::table<"readings", Reading> readings{};

}  // namespace

TEST(number_text, integers) {
  EXPECT_EQ(text_of_number(std::int64_t{0}), "=0");
  EXPECT_EQ(text_of_number(std::int64_t{-10}), "=-10");
  EXPECT_EQ(text_of_number(std::numeric_limits<std::int64_t>::min()), "=-9223372036854775808");
  EXPECT_EQ(text_of_number(std::numeric_limits<std::int64_t>::max()), "=9223372036854775807");
}

TEST(number_text, parts_of_a_text) {
  using mz::detail::concat;
  using mz::detail::in_digits;
  EXPECT_EQ(concat({}), "");
  EXPECT_EQ(concat({"step ", in_digits{0}, " of ", in_digits{std::numeric_limits<std::uint64_t>::max()}, ""}),
            "step 0 of 18446744073709551615");
  EXPECT_EQ(concat({in_digits{std::numeric_limits<std::int64_t>::min()}, in_digits{short{-7}}}), "-9223372036854775808-7");
}

TEST(number_text, reals_have_no_decimal_sign) {
  EXPECT_EQ(text_of_number(1.5), "=15e-1");
  EXPECT_EQ(text_of_number(-0.25), "=-25e-2");
  EXPECT_EQ(text_of_number(3.0), "=3e0");
  EXPECT_EQ(text_of_number(1200.0), "=12e2");
  EXPECT_EQ(text_of_number(0.0), "=0e0");
  EXPECT_EQ(text_of_number(-0.0), "=-0e0");
  EXPECT_EQ(text_of_number(0.1), "=10000000000000001e-17");
  EXPECT_EQ(text_of_number(1e300), "=10000000000000001e284");
  EXPECT_EQ(text_of_number(std::numeric_limits<double>::max()), "=17976931348623157e292");
  EXPECT_EQ(text_of_number(std::numeric_limits<double>::denorm_min()), "=49406564584124654e-340");
}

TEST(number_text, a_list_holds_exactly_the_reals_that_it_was_given) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(readings);
  std::vector<double> numbers{0.1,
                              -0.0,
                              1e22,
                              9007199254740993.0,
                              1.2345678901234567e19,
                              std::numeric_limits<double>::min(),
                              std::numeric_limits<double>::denorm_min(),
                              -std::numeric_limits<double>::max()};
  std::mt19937_64 random{1};
  while (numbers.size() < 2000) {
    const std::uint64_t bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (number - number == 0) numbers.push_back(number);
  }
  std::int64_t id = 0;
  for (const double number : numbers) db.run(mz::insert_into(readings).values({.id = ++id, .value = number}));
  EXPECT_EQ(db.all(mz::select(readings.id).from(readings).where(readings.value.in(numbers))).size(), numbers.size());
  EXPECT_EQ(db.all(mz::select(readings.id).from(readings).where(readings.value.not_in(numbers))).size(), 0u);
}

TEST(number_text, no_locale_has_a_say) {
  const support::decimal_comma locale;
  if (!locale.set) GTEST_SKIP() << "localedef cannot make the locale de_DE.UTF-8 here";
  EXPECT_EQ(std::to_string(1.5), "1,500000");
  EXPECT_EQ(text_of_number(1.5), "=15e-1");
  mz::sqlite::connection db{":memory:"};
  db.create_tables(readings);
  db.run(mz::insert_into(readings).values({.id = 1, .value = 1.5}));
  db.run(mz::insert_into(readings).values({.id = 2}));
  const auto ids = [&](const auto& condition) {
    std::string result;
    for (const auto& row : db.all(mz::select(readings.id).from(readings).where(condition).order_by(readings.id)))
      result += std::to_string(mz::get<0>(row));
    return result;
  };
  EXPECT_EQ(ids(readings.value.in(std::vector{1.5, -2.5})), "12");
  EXPECT_EQ(ids(readings.value.in({1.5})), "1");
  EXPECT_EQ(ids(readings.value == -2.5 && readings.small == 0.25), "2");
  EXPECT_EQ(ids(readings.id.in(std::vector{1.0, 1.5})), "1");
  EXPECT_EQ(ids(mz::cast<double>(mz::cast<std::string>(readings.value)) == readings.value), "12");
  EXPECT_EQ(ids(mz::cast<std::string>(readings.value) == "1.5"), "1");
  try {
    (void)(readings.small = 1e300);
    FAIL() << "it was taken";
  } catch (const mz::error::invalid_request& e) {
    EXPECT_STREQ(e.what(), "the number 1e300 does not fit its column's type");
  }
}
