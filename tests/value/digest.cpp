// SPDX-License-Identifier: MIT
#include <mizzle/value/digest.hpp>

#include <gtest/gtest.h>

namespace {
namespace detail = mizzle::detail;

// The examples of FIPS 180-4's test vectors.
TEST(digest, is_that_of_the_standard) {
  EXPECT_EQ(detail::hexadecimal(detail::digest_of("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(detail::hexadecimal(detail::digest_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
TEST(digest, pieces_are_one_text) {
  using namespace std::string_view_literals;
  EXPECT_EQ(detail::digester{}.put("a").put(""sv).put("bc").finish(), detail::digest_of("abc"));
  EXPECT_NE(detail::digest_of("a\0c"sv), detail::digest_of("a"));
}
}  // namespace
