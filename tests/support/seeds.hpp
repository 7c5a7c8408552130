// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>
#include <exception>

#include <gtest/gtest.h>

namespace support {

/// Calls f(seed) for the seeds from 1 on, and stops at the first that fails a check. The environment can say how many there are,
/// MIZZLE_SEEDS=100000, or that there is one alone, MIZZLE_SEED=17.
template <class F>
void for_each_seed(std::uint64_t count, F&& f) {
  const auto number = [](const char* name) {
    const char* const text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : 0;
  };
  if (const auto many = number("MIZZLE_SEEDS"); many != 0) count = many;
  std::uint64_t seed = 1;
  if (const auto one = number("MIZZLE_SEED"); one != 0) seed = count = one;
  for (; seed <= count; ++seed) {
    try {
      f(seed);
    } catch (const std::exception& e) {
      ADD_FAILURE() << "threw: " << e.what();
    }
    if (testing::Test::HasFailure()) {
      const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
      ADD_FAILURE() << "seed " << seed << " fails; alone: MIZZLE_SEED=" << seed << " <program> --gtest_filter=" << test->test_suite_name()
                    << '.' << test->name();
      return;
    }
  }
}

}  // namespace support
