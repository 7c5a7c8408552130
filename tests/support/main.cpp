// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "support/environment.hpp"

#ifdef __SANITIZE_THREAD__
// How many own an exception is counted inside libstdc++, which is not instrumented: that the last of them ends it behind what the others
// have read of it, on other threads, is not seen.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:std::__exception_ptr::exception_ptr::_M_release\n"; }
#endif

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (!support::use_locale_of_environment()) return 1;
  return RUN_ALL_TESTS();
}
