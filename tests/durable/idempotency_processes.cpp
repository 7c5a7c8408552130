// SPDX-License-Identifier: MIT
// Keys that several processes use in one file, by the clock of the machine. Nothing here asks that anything is fast: how long a lease
// is decides only how often a key changes hands.
#include <mizzle/durable/idempotency.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

#include "support/processes.hpp"
#include "support/temporary_file.hpp"

namespace {
namespace mz = mizzle;
namespace idempotency = mz::idempotency;
using namespace std::chrono_literals;
using support::processes;
using support::shared;

/// A row for each execution, written when it begins: whoever is killed afterwards has executed all the same. What the version's claim
/// was given is copied from the record.
template <class As>
struct Execution {
  mz::column<As, "key", std::string> key{};
  mz::column<As, "version", std::int64_t> version{};
  mz::column<As, "claimed_at", std::int64_t> claimed_at{};
  mz::column<As, "lease_until", std::int64_t> lease_until{};
};
inline constexpr mz::table<"executions", Execution> executions{};

/// A row for each execution that was written in one unit with its completion.
template <class As>
struct Charge {
  mz::column<As, "key", std::string> key{};
  mz::column<As, "version", std::int64_t> version{};
};
inline constexpr mz::table<"charges", Charge> charges{};

auto execution_of(const idempotency::claimed& c) {
  const auto& r = c.record;
  return mz::insert_into(executions)
      .values({.key = r.key,
               .version = r.version,
               .claimed_at = r.updated_at.time_since_epoch().count(),
               .lease_until = r.lease_expires_at.time_since_epoch().count()});
}
auto charge_of(const std::string& key, std::int64_t version) { return mz::insert_into(charges).values({.key = key, .version = version}); }

/// A connection that waits for others as long as a test may hang, and leaves the disk alone: processes are killed here, not the machine.
mz::sqlite::connection open(const support::temporary_file& file) {
  return mz::sqlite::connection{file.path(), {.busy_timeout = 60s, .synchronous = mz::sqlite::synchronous::off}};
}
void create(const support::temporary_file& file) { open(file).create_tables(executions, charges); }

std::int64_t number(mz::sqlite::connection& db, std::string_view sql) {
  std::int64_t result = -1;
  for (const auto& [n] : db.raw<std::int64_t>(sql)) result = n;
  return result;
}

TEST(idempotency_processes, d_scenario_13_eight_that_start_at_once_one_claims_and_seven_wait) {
  const support::temporary_file file;  // which none of them finds there
  processes children{8, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    static constexpr const char* names[] = {"claimed", "completed", "in_progress", "key_reused"};
    return names[store.claim("key", "process " + std::to_string(i), {.lease = 1h}).index()];
  }};
  EXPECT_TRUE(children.succeeded());
  const auto answers = children.results();
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "claimed"), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "in_progress"), 7);
}

TEST(idempotency_processes, eight_race_for_a_thousand_keys_and_each_has_one_owner_and_one_execution) {
  constexpr int keys = 1000;
  const support::temporary_file file;
  create(file);
  processes children{8, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    const std::string owner = "process " + std::to_string(i);
    int mine = 0;
    for (int k = 0; k != keys; ++k) {
      const std::string key = "key " + std::to_string(k);
      const auto answer = store.claim(key, owner, {.lease = 1h});
      if (const auto* const won = std::get_if<idempotency::claimed>(&answer)) {
        ++mine;
        EXPECT_EQ(won->record.version, 1);
        db.run(execution_of(*won));
        (void)mz::run_atomic(mz::require_atomic, db,
                             mz::atomic(charge_of(key, won->record.version),
                                        idempotency::complete_write(key, owner, store.settings().now(), "1").require_changes(1)));
      } else {
        EXPECT_FALSE(std::holds_alternative<idempotency::key_reused>(answer));
      }
    }
    return std::to_string(mine);
  }};
  EXPECT_TRUE(children.succeeded());
  int won = 0;
  for (const std::string& n : children.results()) won += std::stoi(n);
  EXPECT_EQ(won, keys);
  auto db = open(file);
  for (const std::string table : {"executions", "charges"}) {
    EXPECT_EQ(number(db, "select count(*) from " + table), keys);
    EXPECT_EQ(number(db, "select count(distinct key) from " + table), keys);
  }
  EXPECT_EQ(number(db, "select count(*) from mizzle_idempotency where status = 'completed' and version = 2"), keys);
}

TEST(idempotency_processes, eight_call_the_same_operations_and_each_is_carried_out_once_and_answered_eight_times) {
  constexpr int keys = 50;
  const support::temporary_file file;
  create(file);
  processes children{8, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    std::string values;
    for (int k = 0; k != keys; ++k) {
      const auto done = idempotency::run_once(store, "key " + std::to_string(k), {.lease = 60s}, [&](idempotency::execution& e) {
        db.run(charge_of(e.key(), e.version()));
        return i;
      });
      values += std::to_string(done.value());
    }
    return values;
  }};
  EXPECT_TRUE(children.succeeded());
  for (const std::string& values : children.results()) EXPECT_EQ(values, children.result(0));
  auto db = open(file);
  EXPECT_EQ(number(db, "select count(*) from charges"), keys);
  EXPECT_EQ(number(db, "select count(distinct key) from charges"), keys);
}

TEST(idempotency_processes, d_scenario_27_after_the_lease_of_an_owner_that_was_killed_another_executes_once) {
  const support::temporary_file file;
  create(file);
  const shared<std::atomic<bool>> is_at_it{false};
  processes owner{1, [&](int) {
    auto db = open(file);
    idempotency::store store{db};
    (void)idempotency::run_once(store, "key", {.lease = 300ms}, [&](idempotency::execution& e) {
      db.run(execution_of({store.peek(e.key()).value()}));
      *is_at_it = true;
      for (;;) ::pause();
    });
  }};
  while (!*is_at_it && !owner.ended(0)) std::this_thread::yield();
  ASSERT_TRUE(owner.kill(0)) << owner.output(0);

  processes others{4, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    const auto done = idempotency::run_once(store, "key", {.lease = 60s, .wait = 120s}, [&](idempotency::execution& e) {
      EXPECT_EQ(e.version(), 2);
      db.run(execution_of({store.peek(e.key()).value()}));
      return i;
    });
    return (done.was_executed() ? "executed " : done.was_replayed() ? "replayed " : "neither ") + std::to_string(done.value());
  }};
  EXPECT_TRUE(others.succeeded());
  auto db = open(file);
  EXPECT_EQ(number(db, "select count(*) from executions"), 2);
  EXPECT_EQ(number(db, "select b.claimed_at > a.lease_until from executions as a join executions as b on a.version = 1 and b.version = 2"),
            1);
  const auto who = number(db, "select cast(result as integer) from mizzle_idempotency where status = 'completed' and version = 3");
  for (int i = 0; i != 4; ++i) EXPECT_EQ(others.result(i), (i == who ? "executed " : "replayed ") + std::to_string(who));
}

// A process can stand still for longer than its lease, and when it goes on, it still believes that the key is its own. Without heartbeats,
// because one that stands still in the middle of a heartbeat would keep the file locked.
TEST(idempotency_processes, d_10_an_owner_that_stood_still_past_its_lease_is_told_and_charges_nothing) {
  const support::temporary_file file;
  create(file);
  const shared<std::array<std::atomic<bool>, 2>> is_at_it;
  const shared<std::atomic<bool>> may_go_on{false};
  processes owners{2, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    try {
      const auto done = idempotency::run_once(store, "key " + std::to_string(i), {.lease = 200ms, .heartbeats = false},
                                              [&](idempotency::execution& e) -> std::string {
        (*is_at_it)[static_cast<std::size_t>(i)] = true;
        while (!*may_go_on) std::this_thread::sleep_for(1ms);
        if (i == 0) return "too late";
        const auto completion = idempotency::complete_write(e.key(), e.owner(), store.settings().now(), "\"too late\"");
        (void)mz::run_atomic(mz::require_atomic, db, mz::atomic(charge_of(e.key(), e.version()), completion.require_changes(1)));
        return "charged too late";
      });
      return done.lost() ? "lost: " + done.lost()->value : "kept";
    } catch (const mz::error::guard_failed& e) {
      return "refused at step " + std::to_string(e.step());
    }
  }};
  for (int i = 0; i != 2; ++i) {
    while (!(*is_at_it)[static_cast<std::size_t>(i)] && !owners.ended(i)) std::this_thread::yield();
    owners.stop(i);
  }
  processes others{2, [&](int i) {
    auto db = open(file);
    idempotency::store store{db};
    const auto work = [&](idempotency::execution& e) -> std::string {
      EXPECT_EQ(e.version(), 2);
      db.run(charge_of(e.key(), e.version()));
      return "in time";
    };
    EXPECT_TRUE(idempotency::run_once(store, "key " + std::to_string(i), {.lease = 60s, .wait = 120s}, work).was_executed());
  }};
  EXPECT_TRUE(others.succeeded());
  *may_go_on = true;
  for (int i = 0; i != 2; ++i) owners.resume(i);
  EXPECT_TRUE(owners.succeeded());
  EXPECT_EQ(owners.result(0), "lost: too late");
  EXPECT_EQ(owners.result(1), "refused at step 1");
  auto db = open(file);
  EXPECT_EQ(number(db, "select count(*) from charges where version = 2"), 2);
  EXPECT_EQ(number(db, "select count(*) from charges"), 2);
  EXPECT_EQ(number(db, "select count(*) from mizzle_idempotency where status = 'completed' and result = '\"in time\"'"), 2);
}

/// Four processes that carry out whatever keys there are, and are killed all the time.
struct killed_owners : testing::Test {
  static constexpr int workers = 4;
  struct state {
    std::array<std::atomic<bool>, workers> is_at_it{};
    std::atomic<int> keys{0};
    std::atomic<bool> is_finishing{false};
  };
  support::temporary_file file;
  shared<state> s;

  /// Half of the keys are completed together with a charge, in a list of the function's own; of the others, the result is the version.
  static bool has_charge(int key) { return key % 2 == 0; }

  /// One call for a key, without waiting for others; tells whether it is completed.
  bool call(mz::sqlite::connection& db, idempotency::store<mz::sqlite::connection>& store, int worker, int key, std::mt19937& random) {
    const auto work = [&](idempotency::execution& e) {
      s->is_at_it[static_cast<std::size_t>(worker)] = true;
      const auto seen = store.peek(e.key());
      if (seen && seen->version == e.version()) db.run(execution_of({*seen}));
      std::this_thread::sleep_for(std::chrono::microseconds{random() % 10000});
      if (has_charge(key)) {
        const auto done = idempotency::complete_write(e.key(), e.owner(), store.settings().now(), std::to_string(e.version()));
        (void)mz::run_atomic(mz::require_atomic, db, mz::atomic(charge_of(e.key(), e.version()), done.require_changes(1)));
        e.release();
      }
      return e.is_over() ? 0 : e.version();
    };
    try {
      const auto done = idempotency::run_once(store, "key " + std::to_string(key), {.lease = 100ms, .wait = 0ms}, work);
      s->is_at_it[static_cast<std::size_t>(worker)] = false;
      return done.ok();
    } catch (const mz::error::guard_failed&) {  // the key was taken over meanwhile, and nothing is charged
      s->is_at_it[static_cast<std::size_t>(worker)] = false;
      return false;
    }
  }
  void work(int worker, unsigned seed) {
    std::mt19937 random{seed};
    auto db = open(file);
    idempotency::store store{db};
    while (!s->is_finishing) {
      const int keys = s->keys;
      (void)call(db, store, worker, keys == 0 || random() % 2 == 0 ? s->keys++ : static_cast<int>(random() % static_cast<unsigned>(keys)),
                 random);
    }
    for (int key = 0; key != s->keys; ++key) {
      while (!call(db, store, worker, key, random)) std::this_thread::sleep_for(10ms);
    }
  }
};

TEST_F(killed_owners, at_a_hundred_random_moments_leave_keys_that_are_completed_once_and_never_executed_twice_within_a_lease) {
  create(file);
  std::mt19937 random{20261121};
  std::array<std::unique_ptr<processes>, workers> running;
  const auto start = [&](int worker) {
    running[static_cast<std::size_t>(worker)] =
        std::make_unique<processes>(1, [this, worker, seed = static_cast<unsigned>(random())](int) { work(worker, seed); });
  };
  for (int worker = 0; worker != workers; ++worker) start(worker);
  for (int n = 0; n != 100; ++n) {
    const int worker = static_cast<int>(random() % workers);
    auto& is_at_it = s->is_at_it[static_cast<std::size_t>(worker)];
    processes& victim = *running[static_cast<std::size_t>(worker)];
    while (!is_at_it && !victim.ended(0)) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 10000});
    ASSERT_TRUE(victim.kill(0)) << victim.output(0);
    is_at_it = false;
    start(worker);
  }
  s->is_finishing = true;
  for (auto& p : running) EXPECT_TRUE(p->succeeded());

  auto db = open(file);
  EXPECT_EQ(number(db, "select count(*) from mizzle_idempotency where status = 'completed'"), s->keys);
  EXPECT_EQ(number(db, "select count(*) from mizzle_idempotency"), s->keys);
  // Each claim and the completion make one version: what is completed is the last execution, and there is one completion.
  EXPECT_EQ(number(db, "select count(*) from mizzle_idempotency where cast(result as integer) <> version - 1"), 0);
  EXPECT_EQ(
      number(
          db,
          "select count(*) from mizzle_idempotency as r left join executions as e on e.key = r.key and e.version = r.version - 1 where e.key is null"),
      0);
  // Half of the keys have a charge, each one, of the execution that completed it.
  EXPECT_EQ(number(db, "select count(*) from charges"), (s->keys + 1) / 2);
  EXPECT_EQ(number(db, "select count(*) from charges as c join mizzle_idempotency as r on r.key = c.key and r.version = c.version + 1"),
            (s->keys + 1) / 2);
  // No version was executed twice, and none before the lease of the one before it was over.
  EXPECT_EQ(number(db, "select count(*) from (select 1 from executions group by key, version having count(*) > 1)"), 0);
  EXPECT_EQ(
      number(
          db,
          "select count(*) from executions as a join executions as b on a.key = b.key and a.version < b.version where a.lease_until >= b.claimed_at"),
      0);
  // There was something to see: keys were taken over from those that were killed.
  EXPECT_GT(number(db, "select count(*) from executions as a join executions as b on a.key = b.key and a.version < b.version"), 0);
}

}  // namespace
