// SPDX-License-Identifier: MIT
#include <mizzle/text/same_name.hpp>

#include <gtest/gtest.h>

namespace {
using mizzle::detail::same_name;

TEST(same_name, does_not_tell_the_case_of_ascii_letters) {
  static_assert(same_name("Users", "uSERS") && same_name("a_1", "A_1") && same_name("", ""));
  static_assert(!same_name("users", "user") && !same_name("@", "`") && !same_name("[", "{") && !same_name("a", ""));
  EXPECT_TRUE(
      same_name("stra\xc3\x9f"
                "e",
                "STRA\xc3\x9f"
                "E"));
  EXPECT_FALSE(same_name("\xc3\xa4", "\xc3\x84"));
}

}  // namespace
