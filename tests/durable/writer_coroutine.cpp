// SPDX-License-Identifier: MIT
// Coroutines that await a writer. Clang 14 has none of the standard's with libstdc++ 12.
#ifdef __cpp_impl_coroutine
#include <coroutine>
#include <semaphore>
#include <thread>

#include "durable/writer_kit.hpp"
#include "support/seeds.hpp"

namespace {
using namespace writer_tests;

/// A coroutine that nobody waits for; what it throws ends the test program.
struct detached {
  struct promise_type {
    detached get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

/// A coroutine that ends with this object at the latest.
struct owned {
  struct promise_type {
    owned get_return_object() noexcept { return owned{std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
  explicit owned(std::coroutine_handle<promise_type> h) : handle{h} {}
  owned(owned&& other) noexcept : handle{std::exchange(other.handle, nullptr)} {}
  owned& operator=(owned&&) = delete;
  ~owned() {
    if (handle) handle.destroy();
  }
  std::coroutine_handle<promise_type> handle;
};

struct coroutine : testing::Test {
  mz::sqlite::connection db{":memory:"};
  coroutine() { db.create_tables(messages); }
};

TEST_F(coroutine, awaits_values_and_errors) {
  support::simulated_scheduler on{1};
  mz::writer writer{db, on};
  std::vector<std::string> log;
  const auto work = [&]() -> detached {
    const std::int64_t first = co_await writer.submit(append(1));
    log.push_back(std::to_string(first));
    // Both are under way before either is awaited.
    auto second = writer.submit(append(2));
    auto third = writer.submit(append(1));
    log.push_back(std::to_string(co_await second));
    try {
      (void)co_await third;
    } catch (const mz::error::sql_error&) {
      log.emplace_back("failed");
    }
    co_await writer.flush();
    co_await writer.close();
    log.emplace_back("closed");
  };
  work();
  EXPECT_TRUE(log.empty());
  on.run();
  EXPECT_EQ(log, (std::vector<std::string>{"0", "1", "failed", "closed"}));
}

TEST_F(coroutine, e_scenario_24_producers_await_room_in_every_interleaving) {
  support::for_each_seed(200, [&](std::uint64_t seed) {
    db.run(mz::delete_from(messages).all_rows());
    support::simulated_scheduler on{seed};
    mz::writer writer{db, on, {.capacity = 2, .when_full = mz::when_full::refuse, .on_error = [](const std::exception_ptr&) { FAIL(); }}};
    int producing = 4;
    const auto produce = [&](std::int64_t number) -> detached {
      for (std::int64_t i = 0; i != 10; ++i) {
        for (bool accepted = false; !accepted;) {
          bool full = false;
          try {
            writer.post(append(number * 10 + i, number));
            accepted = true;
          } catch (const mz::error::busy&) {
            full = true;
          }
          if (full) co_await writer.room();
        }
      }
      if (--producing == 0) co_await writer.close();
    };
    for (std::int64_t p = 0; p != 4; ++p) on.post([&, p] { produce(p); });
    on.run();
    EXPECT_EQ(ids(db).size(), 40u);
    EXPECT_EQ(producing, 0);
  });
}

TEST_F(coroutine, one_that_is_destroyed_is_not_resumed) {
  support::simulated_scheduler on{1};
  mz::writer writer{db, on};
  int resumed = 0;
  const auto work = [&](std::int64_t id) -> owned {
    (void)co_await writer.submit(insert(id));
    ++resumed;
  };
  {
    const owned gone = work(1), stays = work(2);
    { const owned also_gone = work(3); }
    on.step();
    EXPECT_EQ(resumed, 2);
  }
  { const owned late = work(4); }
  on.run();
  EXPECT_EQ(resumed, 2);
  EXPECT_EQ(ids(db), (list{1, 2, 3, 4}));
  (void)writer.close();
  on.run();
}

TEST_F(coroutine, goes_on_on_the_thread_of_the_writer) {
  mz::writer writer{db};
  std::binary_semaphore over{0};
  std::thread::id by;
  int stored = 0;
  const auto work = [&]() -> detached {
    for (int i = 0; i != 200; ++i) stored += static_cast<int>((co_await writer.submit(insert(i))).changes);
    by = std::this_thread::get_id();
    over.release();
  };
  work();
  over.acquire();
  EXPECT_EQ(stored, 200);
  EXPECT_NE(by, std::this_thread::get_id());
  writer.close().get();
}

}  // namespace
#endif
