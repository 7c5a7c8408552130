// SPDX-License-Identifier: MIT
#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include "durable/idempotency_stores.hpp"

namespace {

using namespace idempotency_tests;

template <class As>
struct Balance {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "amount", std::int64_t> amount{};
};
constexpr mz::table<"balances", Balance> balances{};

struct receipt {
  std::string number;
  std::int64_t amount = 0;
  friend bool operator==(const receipt&, const receipt&) = default;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(receipt, number, amount)
};

/// Many threads that start at once, each with a connection of its own to one file, which holds a balance of 1000.
struct idempotency_threads : testing::Test {
  const support::temporary_file file;
  std::atomic<int> executions = 0;

  idempotency_threads() {
    mz::sqlite::connection db{file.path()};
    db.create_tables(balances);
    db.run(mz::insert_into(balances).values({.id = 1, .amount = 1000}));
  }
  [[nodiscard]] mz::sqlite::connection open() const { return mz::sqlite::connection{file.path(), {.busy_timeout = 60s}}; }
  [[nodiscard]] std::int64_t balance() const { return open().one(mz::select(balances)).amount; }

  /// Charges 100 slowly, and counts it.
  receipt charge(mz::sqlite::connection& db) {
    ++executions;
    std::this_thread::sleep_for(40ms);
    db.run(mz::update(balances).set(balances.amount = balances.amount - 100).where(balances.id == 1).require_changes(1));
    return {"receipt", 100};
  }
  template <class F>
  void at_once(int threads, F&& f) {
    std::barrier start{threads};
    std::vector<std::thread> running;
    for (int i = 0; i != threads; ++i) {
      running.emplace_back([&, i] {
        mz::sqlite::connection db = open();
        idem::store store{db};
        start.arrive_and_wait();
        f(i, store, db);
      });
    }
    for (auto& t : running) t.join();
  }
  /// Longer than any machine is slow.
  static constexpr milliseconds patience = 10min;
};

}  // namespace

TEST_F(idempotency_threads, d_scenario_1_fifty_equal_calls_at_once) {
  std::vector<receipt> answers(50);
  std::atomic<int> executed = 0;
  at_once(50, [&](int i, auto& store, auto& db) {
    const auto done = idem::run_once(store, "charge-42", {.lease = patience}, [&] { return charge(db); });
    executed += done.was_executed();
    answers[static_cast<std::size_t>(i)] = done.value();
  });
  EXPECT_EQ(executions, 1);
  EXPECT_EQ(executed, 1);
  EXPECT_EQ(answers, std::vector<receipt>(50, receipt{"receipt", 100}));
  EXPECT_EQ(balance(), 900);
}

TEST_F(idempotency_threads, d_scenario_2_three_different_inputs_at_once) {
  at_once(3, [&](int i, auto& store, auto& db) {
    const auto done = idem::run_once(store, idem::key_of("charge", "me", i), {.lease = patience}, [&] { return charge(db); });
    EXPECT_TRUE(done.was_executed());
  });
  EXPECT_EQ(executions, 3);
  EXPECT_EQ(balance(), 700);
}

TEST_F(idempotency_threads, d_scenario_8_twenty_five_calls_with_derived_key_and_digest) {
  std::atomic<int> replays = 0, duplicates = 0;
  at_once(25, [&](int i, auto& store, auto& db) {
    const nlohmann::json input{{"card", "4242"}, {"amount", 100}};
    idem::run_options o{.lease = patience, .request = idem::request_digest(input)};
    o.on_duplicate = [&](const idem::record&) { ++duplicates; };
    o.trace = "thread " + std::to_string(i);
    const auto done = idem::run_once(store, idem::key_of("charge", "me", input), o, [&] { return charge(db); });
    EXPECT_EQ(done.value(), (receipt{"receipt", 100}));
    replays += done.was_replayed();
  });
  EXPECT_EQ(executions, 1);
  EXPECT_EQ(replays, 24);
  EXPECT_EQ(duplicates, 24);
  EXPECT_EQ(balance(), 900);
}

TEST_F(idempotency_threads, a_memory_store_is_shared_by_threads) {
  idem::memory_store store;
  std::barrier start{25};
  std::vector<std::thread> running;
  for (int i = 0; i != 25; ++i) {
    running.emplace_back([&] {
      start.arrive_and_wait();
      const auto done = idem::run_once(store, "k", {.lease = patience}, [&] {
        std::this_thread::sleep_for(40ms);
        return ++executions;
      });
      EXPECT_EQ(done.value(), 1);
    });
  }
  for (auto& t : running) t.join();
  EXPECT_EQ(executions, 1);
}

TEST_F(idempotency_threads, d_21_many_may_create_the_table_at_once) {
  const support::temporary_file fresh;
  std::barrier start{8};
  std::vector<std::thread> running;
  for (int i = 0; i != 8; ++i) {
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      mz::sqlite::connection db{fresh.path(), {.busy_timeout = 60s}};
      idem::store store{db};
      (void)store.claim("k", std::to_string(i));
    });
  }
  for (auto& t : running) t.join();
  mz::sqlite::connection db{fresh.path()};
  EXPECT_EQ(db.all(mz::select(idem::records)).size(), 1u);
}

// Without being woken, the waiters would sleep for an hour.
TEST_F(idempotency_threads, d_12_a_waiter_of_this_process_is_woken_by_what_ends_the_key) {
  const auto somebody_listens = [](const std::string& key) {
    auto& all = mz::detail::idempotency::listeners::of_process();
    const std::lock_guard lock{all.mutex};
    return all.keys.contains(key);
  };
  const auto wait_while = [&](auto& store, const std::string& key, auto&& end) {
    std::optional<idem::wait_answer> answer;
    std::thread waiter{[&] { answer = store.wait(key, 2h); }};
    while (!somebody_listens(key)) std::this_thread::yield();
    end();
    waiter.join();
    EXPECT_FALSE(somebody_listens(key));
    return *answer;
  };
  const auto expect_woken = [&](auto& store, auto& waiting) {
    for (const char* const key : {"done", "broken", "gone"}) {
      ASSERT_TRUE(is<idem::claimed>(store.claim(key, "a", {.lease = 0ms, .lifetime = 0ms})));
    }
    std::this_thread::sleep_for(2ms);
    EXPECT_TRUE(is<idem::completed>(wait_while(waiting, "done", [&] { EXPECT_TRUE(store.complete("done", "a", "1")); })));
    EXPECT_TRUE(is<idem::failed>(wait_while(waiting, "broken", [&] { EXPECT_TRUE(store.fail("broken", "a", {"no"})); })));
    EXPECT_TRUE(is<idem::vanished>(wait_while(waiting, "gone", [&] { EXPECT_GE(store.purge(), 1); })));
  };
  const idem::options patient{.first_poll = 1h, .longest_poll = 1h};
  mz::sqlite::connection db = open(), second = open();
  idem::store store{db}, waiting{second, patient};
  expect_woken(store, waiting);
  idem::memory_store memory{patient};
  expect_woken(memory, memory);
}

TEST_F(idempotency_threads, d_12_a_waiter_wakes_for_a_list_that_is_announced) {
  mz::sqlite::connection db = open(), second = open();
  idem::store store{db}, waiting{second, {.first_poll = 1h, .longest_poll = 1h}};
  ASSERT_TRUE(is<idem::claimed>(store.claim("k", "a")));
  std::atomic<bool> ended = false;
  std::thread waiter{[&] {
    EXPECT_TRUE(is<idem::completed>(waiting.wait("k", 2h)));
    ended = true;
  }};
  (void)mz::run_atomic(db, mz::atomic(idem::complete_write("k", "a", store.settings().now(), "1").require_changes(1)));
  while (!ended) {
    idem::announce("k");
    std::this_thread::yield();
  }
  waiter.join();
}

TEST_F(idempotency_threads, d_9_a_heartbeat_in_the_background_keeps_the_key_longer_than_its_lease) {
  const auto expect_kept = [&](auto& store, auto& other, support::fake_clock& clock) {
    int runs = 0;
    const auto done = idem::run_once(store, "k", {.lease = 30ms}, [&](idem::execution& e) {
      for (int i = 0; i != 5; ++i) {
        clock.move(20ms);
        while (store.peek("k")->lease_expires_at != clock.now() + 30ms) std::this_thread::sleep_for(1ms);
        EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "other")));
      }
      EXPECT_FALSE(e.lost());
      return ++runs;
    });
    EXPECT_TRUE(done.was_executed());
    EXPECT_EQ(std::get<0>(done).heartbeat_error, nullptr);
  };
  support::fake_clock clock;
  const idem::options settings{.now = clock.reader()};
  mz::sqlite::connection db = open(), second = open();
  idem::store store{db, settings}, other{second, settings};
  expect_kept(store, other, clock);
  idem::memory_store memory{settings};
  expect_kept(memory, memory, clock);
}

TEST_F(idempotency_threads, d_10_an_execution_is_told_that_it_has_lost_its_key) {
  support::fake_clock clock;
  const idem::options settings{.now = clock.reader()};
  mz::sqlite::connection db = open(), second = open();
  idem::store store{db, settings}, other{second, settings};
  const auto done = idem::run_once(store, "k", {.lease = 30ms}, [&](idem::execution& e) {
    // The heartbeat may come before the claim, which is then repeated.
    while (!std::holds_alternative<idem::claimed>(other.claim("k", "other", {.lease = 30s}))) clock.move(31ms);
    while (!e.lost()) std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(e.renew());
    return 7;
  });
  ASSERT_TRUE(done.lost());
  EXPECT_EQ(done.lost()->value, 7);
  EXPECT_THROW((void)done.value(), mz::error::invalid_request);
  EXPECT_EQ(store.peek("k")->owner, "other");
}

TEST_F(idempotency_threads, d_9_a_heartbeat_that_failed_is_told_and_repeated) {
  mz::sqlite::connection db = open(), second = open();
  idem::store store{db};
  db.raw("create table refuse (yes)");
  db.raw("insert into refuse values (1)");
  db.raw(
      "create trigger refuse_heartbeats before update of lease_expires_at on mizzle_idempotency when exists (select 1 from refuse) "
      "begin select raise(abort, 'no heartbeat today'); end");
  std::atomic<int> beats = 0;
  const auto settings = [&] { return idem::options{.now = [&] { return ++beats, mz::detail::idempotency::system_now(); }}; };
  idem::store counted{db, settings()};
  const auto wait_for_beats = [&](int n) {
    const int before = beats;
    while (beats < before + n) std::this_thread::sleep_for(1ms);
  };
  const auto kept = idem::run_once(counted, "kept", {.lease = 600ms}, [&] { wait_for_beats(2); });
  ASSERT_TRUE(kept.was_executed());
  try {
    ASSERT_TRUE(std::get<0>(kept).heartbeat_error);
    std::rethrow_exception(std::get<0>(kept).heartbeat_error);
  } catch (const mz::error::sql_error& e) {
    EXPECT_NE(std::string{e.what()}.find("no heartbeat today"), std::string::npos) << e.what();
  }
  const auto repeated = idem::run_once(counted, "repeated", {.lease = 600ms}, [&] {
    wait_for_beats(2);
    second.raw("delete from refuse");
    wait_for_beats(3);
  });
  ASSERT_TRUE(repeated.was_executed());
  EXPECT_EQ(std::get<0>(repeated).heartbeat_error, nullptr);
}
