// SPDX-License-Identifier: MIT
// Right only under a locale with a decimal comma, under which this program alone is run.
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/schema.hpp"

using schema::everything;

namespace {

std::string printed(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

template <class As>
struct Measure {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "rate", double, mz::default_value<1.25>> rate{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::check<"small">(t.rate < 1234567.5)); }
};
constexpr mz::table<"measures", Measure> measures{};

}  // namespace

TEST(decimal_comma, is_the_programs) {
  EXPECT_EQ(printed("%.17g", 1.5), "1,5");
  EXPECT_EQ(std::strtod("1,5", nullptr), 1.5);
  EXPECT_EQ(std::strtod("1.5", nullptr), 1.0);
  EXPECT_EQ(std::to_string(1.5), "1,500000");
  std::ostringstream out;
  out << 1234.5;
  EXPECT_EQ(out.str(), "1.234,5");
}

TEST(decimal_comma, does_not_reach_the_engine) {
  schema::database db;
  const double reals[] = {0.5, -1.5, 0.1, 1e22, 1e-7, 123456789.123456789, 5e-324, std::numeric_limits<double>::max()};
  std::int64_t id = 0;
  for (const double r : reals) {
    db.run(mz::insert_into(everything).values({.id = ++id, .ratio = r, .hue = color::red, .urgent = urgency::low}));
  }
  for (const double r : reals) {
    EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.ratio == r)).size(), 1u) << r;
    EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.ratio.in(std::vector{r}))).size(), 1u) << r;
    EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(everything.ratio.not_in(std::vector{r, 77.25}))).size(), 7u) << r;
    EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::cast<double>(mz::cast<std::string>(mz::val(0.5)))))), 0.5);
  }
}

TEST(decimal_comma, does_not_reach_a_schema) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(measures);
  db.run(mz::insert_into(measures).default_values());
  EXPECT_EQ(db.one(mz::select(measures)).rate, 1.25);
  db.run(mz::update(measures).set(measures.rate = 1234567.25).all_rows());
  EXPECT_THROW(db.run(mz::update(measures).set(measures.rate = 1234567.75).all_rows()), mz::error::sql_error);
}
