// SPDX-License-Identifier: MIT
#include <string>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

namespace {

template <class As>
struct Street {
  mz::column<As,
             "Stra\xc3\x9f"
             "e",
             std::string, mz::primary_key>
      name{};
  mz::column<As, "no. of houses; --", std::int64_t, mz::default_value<0>> houses{};
  mz::column<As, "a", std::int64_t, mz::default_value<0>> a{};
  mz::column<As, "a ", std::int64_t, mz::default_value<0>> a_and_a_space{};
};
constexpr mz::table<"map of streets", Street> streets{};

template <class As>
struct Shout {
  mz::column<As, "text", std::string, mz::default_value<"it's \"new\"\n">> text{};
};
constexpr mz::table<"SHOUTS", Shout> shouts{};

}  // namespace

TEST(fixed_string, keeps_its_characters) {
  constexpr mz::fixed_string text{"users"};
  static_assert(text.size() == 5 && text.view() == "users");
  static_assert(mz::fixed_string{""}.view().empty());
}

TEST(fixed_string, names_are_taken_byte_by_byte) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(streets);
  db.run(mz::insert_into(streets).values({.name = "High Street", .houses = 3, .a = 1, .a_and_a_space = 2}));
  const auto s = mz::select(streets.name, streets.houses, streets.a, streets.a_and_a_space, (streets.a * 7).as<"\xe2\x82\xac uro">())
                     .from(streets)
                     .where(streets.houses > 0);
  static_assert(mz::sql_of<decltype(s)> ==
                "select \"map of streets\".\"Stra\xc3\x9f"
                "e\", \"map of streets\".\"no. of houses; --\", "
                "\"map of streets\".\"a\", \"map of streets\".\"a \", \"map of streets\".\"a\" * ? as \"\xe2\x82\xac uro\" "
                "from \"map of streets\" where \"map of streets\".\"no. of houses; --\" > ?");
  const auto row = db.one(s);
  EXPECT_EQ(row["Stra\xc3\x9f"
                "e"_col],
            "High Street");
  EXPECT_EQ(row["a"_col], 1);
  EXPECT_EQ(row["a "_col], 2);
  EXPECT_EQ(row["\xe2\x82\xac uro"_col], 7);
}

TEST(fixed_string, literals_of_a_schema_keep_quotes_and_line_ends) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(shouts);
  db.run(mz::insert_into(shouts).default_values());
  EXPECT_EQ(db.one(mz::select(shouts)).text, "it's \"new\"\n");
}

TEST(fixed_string, equal_names_are_one_name) {
  constexpr auto first = mz::alias<"s">(streets);
  constexpr auto second = mz::alias<"s">(streets);
  constexpr auto other = mz::alias<"S">(streets);
  static_assert(std::is_same_v<decltype(first), decltype(second)>);
  static_assert(!std::is_same_v<decltype(first), decltype(other)>);
  mz::sqlite::connection db{":memory:"};
  db.create_tables(streets);
  EXPECT_TRUE(db.all(mz::select(first.name).from(second)).empty());
}
