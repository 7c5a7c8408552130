// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "support/environment.hpp"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (!support::use_locale_of_environment()) return 1;
  return RUN_ALL_TESTS();
}
