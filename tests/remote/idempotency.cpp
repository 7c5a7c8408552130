// SPDX-License-Identifier: MIT
// What is built for any handle, on the database of another process.
#include <mizzle/durable/idempotency.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "support/every_handle.hpp"
#include "support/served.hpp"

namespace {
using namespace atomic_tests;

struct proxy_idempotency : testing::Test {
  support::served owner{[](auto& db) { db.create_tables(counters); }};
  mz::proxy::client client = owner.client();
};

TEST_F(proxy_idempotency, d_1_keys_are_kept_by_the_owner_of_the_database) {
  auto other_client = owner.client();
  mz::idempotency::store mine{client}, other{other_client};
  ASSERT_TRUE(std::holds_alternative<mz::idempotency::claimed>(mine.claim("k", "me")));
  EXPECT_TRUE(std::holds_alternative<mz::idempotency::in_progress>(other.claim("k", "other")));
  EXPECT_FALSE(other.complete("k", "other", "1"));
  EXPECT_TRUE(mine.heartbeat("k", "me", 60s));
  EXPECT_TRUE(mine.complete("k", "me", R"({"paid":5})"));
  const auto answer = other.claim("k", "other");
  ASSERT_TRUE(std::holds_alternative<mz::idempotency::completed>(answer));
  EXPECT_EQ(std::get<mz::idempotency::completed>(answer).record.result, R"({"paid":5})");
}
TEST_F(proxy_idempotency, d_scenario_8_many_calls_and_one_execution) {
  std::atomic<int> executed = 0, equal = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i != 8; ++i) {
    callers.emplace_back([&] {
      auto mine = owner.client();
      mz::idempotency::store store{mine};
      const auto done = mz::idempotency::run_once(store, "k", {}, [&] {
        ++executed;
        return mz::run_atomic(mine, mz::atomic(counter(1, "charge")))[0_c].last_insert_rowid;
      });
      if (done.value() == 1) ++equal;
    });
  }
  for (std::thread& t : callers) t.join();
  EXPECT_EQ(executed, 1);
  EXPECT_EQ(equal, 8);
}
// The heartbeat has a connection of its own, as the client belongs to the caller's thread.
TEST_F(proxy_idempotency, d_9_a_heartbeat_keeps_the_key) {
  mz::idempotency::store store{client};
  const auto done = mz::idempotency::run_once(store, "k", {.lease = 1s}, [&] {
    const auto lease_end = [&] { return store.peek("k").value().lease_expires_at; };
    const auto first = lease_end();
    while (lease_end() <= first) std::this_thread::sleep_for(5ms);
    return 1;
  });
  EXPECT_TRUE(done.was_executed());
}
}  // namespace
