// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

// What must not be declared is in tests/must_not_compile/declarations.cpp. Here: what looks like it and is right.

namespace {

using parts = std::chrono::duration<double>;
const std::string kept = "kept";
const std::string& give_kept() { return kept; }
std::string_view give_view() { return kept; }

template <class As>
struct Held {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "tiny", std::int8_t, mz::default_value<-128>> tiny{};
  mz::column<As, "byte", std::uint8_t, mz::default_value<255>> byte{};
  mz::column<As, "large", std::uint64_t, mz::default_value<std::uint64_t{9223372036854775807u}>> large{};
  mz::column<As, "flag", bool, mz::default_value<1>> flag{};
  mz::column<As, "real", double, mz::default_value<2>> real{};
  mz::column<As, "small", float, mz::default_value<0.5>> small{};
  mz::column<As, "span", parts, mz::default_value<0.25>> span{};
  mz::column<As, "hue", std::optional<color>, mz::default_value<color::blue>> hue{};
  mz::column<As, "how", std::optional<urgency>, mz::default_value<urgency::high>> how{};
  mz::column<As, "text", std::string_view, mz::default_value<"text">> text{};
  mz::column<As, "kept", std::string_view, mz::default_fn<give_kept>> a_kept{};
  mz::column<As, "view", std::optional<std::string_view>, mz::detail::on_update_fn<give_view>> a_view{};
  mz::column<As, "lit", std::string_view, mz::default_fn<[] { return "literal"; }>> lit{};
  mz::column<As, "sql", std::string_view, mz::default_fn<[] { return mz::upper("sql"); }>> sql{};
  mz::column<As, "whole", double, mz::default_fn<[] { return 3; }>> whole{};
  mz::column<As, "null", std::optional<std::int64_t>, mz::default_fn<[] { return std::nullopt; }>> null{};
};
constexpr mz::table<"held", Held> held{};

}  // namespace

TEST(check_column, defaults_that_a_column_can_hold) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(held);
  db.run(mz::insert_into(held).values({}));
  db.run(mz::insert_into(held).default_values());
  for (const auto& row : db.all(mz::select(held))) {
    EXPECT_EQ(row.tiny, -128);
    EXPECT_EQ(row.byte, 255);
    EXPECT_EQ(row.large, 9223372036854775807u);
    EXPECT_TRUE(row.flag);
    EXPECT_EQ(row.real, 2.0);
    EXPECT_EQ(row.small, 0.5f);
    EXPECT_EQ(row.span, parts{0.25});
    EXPECT_EQ(row.hue, color::blue);
    EXPECT_EQ(row.how, urgency::high);
    EXPECT_EQ(row.text, "text");
    EXPECT_EQ(row.a_kept, "kept");
    EXPECT_EQ(row.a_view, "kept");
    EXPECT_EQ(row.lit, "literal");
    EXPECT_EQ(row.sql, "SQL");
    EXPECT_EQ(row.whole, 3.0);
    EXPECT_EQ(row.null, std::nullopt);
  }
}
