// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

#include <gtest/gtest.h>

#include <string_view>

namespace mz = mizzle;

// What a compiler prints of these is tested in must_not_compile.
TEST(rejection, a_sentence_is_its_parts_one_behind_another) {
  constexpr mz::detail::sentence says{"column ", std::string_view{"posts"}, ".", "title", mz::detail::sentence{" is unknown"}};
  EXPECT_EQ(std::string_view{says.chars}, "column posts.title is unknown");
  EXPECT_EQ(std::string_view{mz::detail::sentence{}.chars}, "");
}

TEST(rejection, a_sentence_that_is_too_long_says_so) {
  static constexpr std::string_view ten = "0123456789";
  static constexpr mz::detail::sentence hundred{ten, ten, ten, ten, ten, ten, ten, ten, ten, ten};
  constexpr mz::detail::sentence whole{hundred, hundred, hundred, hundred, hundred, ten, "01"};
  EXPECT_EQ(whole.size(), mz::detail::longest_sentence);
  EXPECT_EQ((std::string_view{whole.data(), whole.size()}.substr(500)), "012345678901");
  constexpr mz::detail::sentence cut{whole, "2"};
  EXPECT_EQ(cut.size(), mz::detail::longest_sentence);
  EXPECT_EQ((std::string_view{cut.data(), cut.size()}.substr(500)), "012345678...");
}

TEST(rejection, nothing_wrong_is_accepted) { static_assert(mz::detail::accept<mz::detail::diagnosis{}>()); }
