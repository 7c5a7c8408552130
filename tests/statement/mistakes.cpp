// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

#include <gtest/gtest.h>

#include <string_view>

#include "support/schema.hpp"

namespace mz = mizzle;

// What a compiler prints of these is tested in must_not_compile.
namespace {
constexpr std::string_view text_of(const mz::detail::sentence& says) { return {says.data(), says.size()}; }
template <class X>
constexpr auto term = mz::detail::no_term<"order_by()", X>();
template <class X>
constexpr auto condition = mz::detail::no_condition<"where()", X>();
}  // namespace

TEST(mistakes, a_term_is_an_expression_or_has_an_order) {
  static_assert(mz::detail::Term<decltype(mz::count())>);
  static_assert(mz::detail::Term<decltype(mz::desc(mz::count()))>);
  static_assert(mz::detail::Term<decltype(mz::nulls_last(mz::asc(mz::count())))>);
  static_assert(!mz::detail::Term<char[2]>);
  static_assert(!mz::detail::Term<int>);
}

TEST(mistakes, what_is_no_term_is_named) {
  EXPECT_EQ(text_of(term<char[2]>.says),
            "mizzle: order_by(): a text is no column; name the column as a member of its table, or write mz::sql<\"text\", T>()");
  EXPECT_EQ(text_of(term<int>.says), "mizzle: order_by(): a C++ value of type integer is no column; name columns, or expressions of them");
}

TEST(mistakes, the_first_that_is_no_term_is_named) {
  constexpr auto second = mz::detail::no_term<"group_by()", decltype(mz::count()), double>();
  EXPECT_EQ(text_of(second.says), "mizzle: group_by(): a C++ value of type real is no column; name columns, or expressions of them");
}

TEST(mistakes, what_is_no_condition_is_named) {
  EXPECT_EQ(text_of(condition<bool>.says),
            "mizzle: where(): a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)");
  EXPECT_EQ(text_of(condition<decltype(mz::count())>.says),
            "mizzle: where(): an expression of type integer is no condition; compare it, such as column == value");
}
