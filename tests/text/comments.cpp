// SPDX-License-Identifier: MIT
#include <mizzle/text/comments.hpp>

#include <gtest/gtest.h>

using mizzle::detail::skip_comments;

static_assert(skip_comments("") == 0 && skip_comments("select") == 0 && skip_comments("- 1") == 0 && skip_comments("/ 1") == 0);
static_assert(skip_comments(" \t\r\n\f\v;; x") == 9);
static_assert(skip_comments("-- a\nx") == 5 && skip_comments("-- a") == 4 && skip_comments("--") == 2);
static_assert(skip_comments("/* a */x") == 7 && skip_comments("/*/ */x") == 6 && skip_comments("/* a") == 4 && skip_comments("/*") == 2);
static_assert(skip_comments("/* -- */ -- /*\n;x") == 16);
static_assert(skip_comments("x -- a", 1) == 6 && skip_comments("x", 1) == 1 && skip_comments("x", 5) == 5);

TEST(comments, at_run_time) {
  const std::string text = "  -- one\n/* two */ select";
  EXPECT_EQ(text.substr(skip_comments(text)), "select");
}
