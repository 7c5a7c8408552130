// SPDX-License-Identifier: MIT
#include <mizzle/durable/scheduler.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/simulated_scheduler.hpp"

namespace {
namespace mz = mizzle;
using namespace std::chrono_literals;

TEST(thread_scheduler, runs_tasks_in_order_on_one_thread) {
  std::vector<int> order;
  std::thread::id by;
  {
    mz::thread_scheduler on;
    for (int i = 0; i != 100; ++i) {
      on.post([&, i, owned = std::make_unique<int>(i)] {
        order.push_back(*owned);
        if (i == 0) by = std::this_thread::get_id();
        EXPECT_EQ(std::this_thread::get_id(), by);
      });
    }
  }
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i != 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  EXPECT_NE(by, std::this_thread::get_id());
}

TEST(thread_scheduler, its_end_runs_what_tasks_post) {
  int ran = 0;
  {
    mz::thread_scheduler on;
    on.post([&] {
      std::this_thread::sleep_for(10ms);
      on.post([&] { on.post([&] { ran = 1; }); });
    });
  }
  EXPECT_EQ(ran, 1);
}

TEST(thread_scheduler, a_delayed_task_runs_when_it_is_due) {
  mz::thread_scheduler on;
  std::promise<mz::scheduler::time_point> second, first;
  const auto began = on.now();
  on.post_after(40ms, [&] { second.set_value(on.now()); });
  on.post_after(20ms, [&] { first.set_value(on.now()); });
  const auto at = first.get_future().get();
  EXPECT_GE(at - began, 20ms);
  const auto then = second.get_future().get();
  EXPECT_GE(then - began, 40ms);
  EXPECT_LE(at, then);
}

TEST(thread_scheduler, its_end_drops_what_is_not_due) {
  std::atomic<bool> ran = false;
  const auto began = std::chrono::steady_clock::now();
  {
    mz::thread_scheduler on;
    on.post_after(1h, [&] { ran = true; });
  }
  EXPECT_FALSE(ran);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1min);
}

TEST(thread_scheduler, any_thread_may_post) {
  int ran = 0;  // by the one thread
  {
    mz::thread_scheduler on;
    std::vector<std::jthread> posting;
    for (int t = 0; t != 4; ++t) {
      posting.emplace_back([&] {
        for (int i = 0; i != 500; ++i) {
          if (i % 10 == 0) on.post_after(0ms, [] {});
          on.post([&] { ++ran; });
        }
      });
    }
    posting.clear();
  }
  EXPECT_EQ(ran, 2000);
}

TEST(simulated_scheduler, a_seed_decides_the_order) {
  const auto order = [](std::uint64_t seed) {
    support::simulated_scheduler on{seed};
    std::vector<int> result;
    for (int i = 0; i != 20; ++i) on.post([&result, i] { result.push_back(i); });
    for (int i = 20; i != 30; ++i) on.post_after(std::chrono::milliseconds{i}, [&result, i] { result.push_back(i); });
    on.run();
    return result;
  };
  EXPECT_EQ(order(1), order(1));
  EXPECT_NE(order(1), order(2));
  EXPECT_EQ(order(3).size(), 30u);
}

}  // namespace
