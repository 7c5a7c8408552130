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

TEST(rejection, a_sentence_that_is_too_long_ends_with_its_room) {
  static constexpr std::string_view ten = "0123456789";
  constexpr mz::detail::sentence says{ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten, ten};
  EXPECT_EQ(std::string_view{says.chars}.size(), sizeof says.chars - 1);
  EXPECT_EQ(std::string_view{says.chars}.substr(0, 12), "012345678901");
}

TEST(rejection, nothing_wrong_is_accepted) { static_assert(mz::detail::accept<mz::detail::diagnosis{}>()); }
