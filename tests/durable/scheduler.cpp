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

TEST(thread_scheduler, a_delay_past_the_end_of_time_never_comes) {
  std::atomic<bool> ran = false;
  {
    mz::thread_scheduler on;
    on.post_after(mz::scheduler::duration::max(), [&] { ran = true; });
    on.post_after(std::chrono::hours{24} * 365 * 200, [&] { ran = true; });
    // While the thread waits for those, what is due earlier is not kept waiting.
    for (const auto delay : {-1h, 0h, -1h}) {
      std::promise<void> soon;
      on.post_after(delay, [&] { soon.set_value(); });
      soon.get_future().get();
      std::this_thread::sleep_for(1ms);
    }
  }
  EXPECT_FALSE(ran);
}

TEST(thread_scheduler, a_task_can_run_on_the_thread_that_brings_it) {
  mz::thread_scheduler on;
  std::vector<int> order;
  const auto here = std::this_thread::get_id();
  mz::scheduler::task first{[&] {
    EXPECT_EQ(std::this_thread::get_id(), here);
    on.post([&] { order.push_back(2); });
    mz::scheduler::task inner{[&] { order.push_back(0); }};
    EXPECT_FALSE(on.try_run(inner));
    order.push_back(1);
  }};
  ASSERT_TRUE(on.try_run(first));
  std::promise<void> over;
  on.post([&] { over.set_value(); });
  over.get_future().get();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
  // Not while another runs.
  std::promise<void> begun, end;
  on.post([&begun, ended = end.get_future()]() mutable {
    begun.set_value();
    ended.get();
  });
  begun.get_future().get();
  mz::scheduler::task late{[] {}};
  EXPECT_FALSE(on.try_run(late));
  end.set_value();
}

TEST(thread_scheduler, no_two_tasks_run_at_once) {
  int running = 0, ran = 0;  // no lock
  {
    mz::thread_scheduler on;
    const auto work = [&] {
      EXPECT_EQ(++running, 1);
      ++ran;
      --running;
    };
    std::vector<std::jthread> bringing;
    for (int t = 0; t != 4; ++t) {
      bringing.emplace_back([&] {
        for (int i = 0; i != 500; ++i) {
          mz::scheduler::task task{work};
          if (i % 3 == 0) on.post_after(0ms, work);
          else if (!on.try_run(task)) on.post(std::move(task));
        }
      });
    }
    bringing.clear();
    std::promise<void> over;
    on.post_after(0ms, [&] { over.set_value(); });  // behind those that are due
    over.get_future().get();
  }
  EXPECT_EQ(ran, 2000);
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
