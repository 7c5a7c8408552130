// SPDX-License-Identifier: MIT
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <mizzle/wire/atomic_number.hpp>

namespace {
using mizzle::detail::atomic_number;

TEST(atomic_number, is_set_once) {
  atomic_number n;
  EXPECT_EQ(n.get(), 0u);
  EXPECT_EQ(n.set_once(7), 7u);
  EXPECT_EQ(n.set_once(8), 7u);
  EXPECT_EQ(n.get(), 7u);
}

TEST(atomic_number, counts_for_all_threads) {
  atomic_number n;
  std::vector<std::thread> threads;
  for (int i = 0; i != 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k != 1000; ++k) n.increment();
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(n.get(), 4000u);
}

}  // namespace
