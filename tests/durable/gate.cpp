// SPDX-License-Identifier: MIT
#include <mizzle/durable/gate.hpp>

#include <atomic>
#include <thread>

#include "durable/writer_kit.hpp"
#include "support/handles.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace writer_tests;

using connection_gate = mz::gate<mz::sqlite::connection>;
static_assert(mz::TransactionCapable<connection_gate>);
static_assert(mz::policy_of<connection_gate> == mz::policy::transaction);
static_assert(mz::policy_of<mz::gate<mz::sqlite::connection&>> == mz::policy::transaction);
static_assert(mz::policy_of<mz::gate<support::all_or_nothing>> == mz::policy::batch);
static_assert(mz::policy_of<mz::gate<support::bare>> == mz::policy::sequential);

struct gate : testing::Test {
  support::temporary_file file;
  mz::gate<mz::sqlite::connection> db{mz::sqlite::connection{file.path(), {.synchronous = mz::sqlite::synchronous::off}}};
  gate() {
    db.alone([](auto& connection) { connection.create_tables(messages); });
  }
  list stored() {
    return db.alone([](auto& connection) { return ids(connection); });
  }
};

TEST_F(gate, a_11_threads_run_lists_in_turn) {
  {
    std::vector<std::jthread> running;
    for (int t = 0; t != 8; ++t) {
      running.emplace_back([&, t] {
        for (int i = 0; i != 25; ++i) (void)mz::run_atomic(db, mz::atomic(insert(t * 100 + 2 * i), insert(t * 100 + 2 * i + 1)));
      });
    }
  }
  EXPECT_EQ(stored().size(), 400u);
}

TEST_F(gate, a_11_callers_come_in_the_order_of_arrival) {
  std::vector<int> order;
  std::vector<std::jthread> running;
  db.transaction([&](auto&) {
    for (std::size_t t = 0; t != 6; ++t) {
      running.emplace_back([&, t] { db.transaction([&](auto&) { order.push_back(static_cast<int>(t)); }); });
      while (db.waiting() != t + 1) std::this_thread::yield();
    }
  });
  running.clear();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

TEST_F(gate, a_11_a_failure_does_not_stop_the_next) {
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(insert(1));
    throw std::runtime_error{"half done"};
  }),
               std::runtime_error);
  EXPECT_NE(mz::try_atomic(db, mz::atomic(insert(2), insert(2))).error(), nullptr);
  (void)mz::run_atomic(db, mz::atomic(insert(3)));
  EXPECT_EQ(stored(), (list{3}));
}

TEST_F(gate, a_12_nothing_else_is_written_while_a_transaction_is_open) {
  std::jthread other;
  EXPECT_THROW(db.transaction([&](auto& tx) {
    tx.run(insert(1));
    other = std::jthread{[&] { (void)mz::run_atomic(db, mz::atomic(insert(2))); }};
    while (db.waiting() == 0) std::this_thread::yield();
    throw std::runtime_error{"undone"};
  }),
               std::runtime_error);
  other.join();
  EXPECT_EQ(stored(), (list{2}));
}

TEST_F(gate, a_13_the_gate_is_refused_from_inside) {
  const auto refused = [&] { return error_of([&] { (void)mz::run_atomic(db, mz::atomic(insert(9))); }); };
  db.transaction([&](auto& tx) {
    EXPECT_NE(refused().find("would wait for itself"), std::string::npos);
    EXPECT_THROW((void)db.alone([](auto& c) { return ids(c); }), mz::error::invalid_request);
    EXPECT_THROW(db.execute(mz::bound_statement{"select 1", {}, true, {}}), mz::error::invalid_request);
    tx.run(insert(1));
  });
  db.alone([&](auto&) { EXPECT_NE(refused(), "none"); });
  // Through another gate inside of this one as well.
  mz::gate other{mz::sqlite::connection{":memory:"}};
  db.transaction([&](auto&) { other.transaction([&](auto&) { EXPECT_NE(refused(), "none"); }); });
  EXPECT_EQ(refused(), "none");
  EXPECT_EQ(stored(), (list{1, 9}));
}

TEST_F(gate, a_13_the_mark_belongs_to_the_thread_and_ends_with_the_transaction) {
  std::jthread later;
  db.transaction([&](auto& tx) {
    tx.run(insert(1));
    later = std::jthread{[&] { (void)mz::run_atomic(db, mz::atomic(insert(2))); }};
    while (db.waiting() == 0) std::this_thread::yield();
  });
  (void)mz::run_atomic(db, mz::atomic(insert(3)));
  later.join();
  EXPECT_EQ(stored(), (list{1, 2, 3}));
}

TEST_F(gate, a_scenario_20_a_list_on_the_outer_handle_is_rejected_and_does_not_hang) {
  const auto writes = mz::atomic(insert(7));
  db.transaction([&](auto& tx) {
    tx.run(insert(1));
    EXPECT_NE(mz::try_atomic(db, writes).template error<mz::error::invalid_request>(), nullptr);
    EXPECT_NE(mz::try_atomic(db, std::vector<mz::any_write>{insert(8)}).template error<mz::error::invalid_request>(), nullptr);
  });
  EXPECT_EQ(stored(), (list{1}));
}

TEST_F(gate, a_scenario_21_a_builder_commits) {
  (void)mz::run_atomic(db, [](auto& tx) { return mz::atomic(insert(static_cast<std::int64_t>(ids(tx).size()) + 1)); });
  mz::sqlite::connection other{file.path()};
  EXPECT_EQ(ids(other), (list{1}));
}

TEST(gate_in_memory, a_scenario_22_a_ready_list) {
  mz::sqlite::connection connection{":memory:"};
  connection.create_tables(messages);
  mz::gate db{connection};
  (void)mz::run_atomic(db, mz::atomic(insert(1), insert(2)));
  const auto erased = mz::run_atomic(db, std::vector<mz::any_write>{insert(3), insert(4)});
  EXPECT_EQ(erased.size(), 2u);
  EXPECT_EQ(ids(connection), (list{1, 2, 3, 4}));
}

TEST_F(gate, a_scenario_23_a_prepared_write_waits_for_its_turn_and_persists) {
  const auto write = mz::atomic(insert(10));
  std::atomic<bool> open = false, committed = false;
  std::jthread holder{[&] {
    db.transaction([&](auto& tx) {
      tx.run(insert(11));
      open = true;
      while (db.waiting() == 0) std::this_thread::yield();
      committed = true;
    });
  }};
  while (!open) std::this_thread::yield();
  (void)mz::run_atomic(db, write);
  EXPECT_TRUE(committed);
  mz::sqlite::connection other{file.path()};
  EXPECT_EQ(ids(other), (list{10, 11}));
}

TEST_F(gate, a_scenario_24_registrations_amid_plain_writes_are_not_lost) {
  constexpr int rounds = 15;
  const auto registers = [&](int base) {
    for (int i = 0; i != rounds; ++i) (void)mz::run_atomic(db, mz::atomic(insert(base + 2 * i), insert(base + 2 * i + 1)));
  };
  std::int64_t last = 0;
  {
    std::jthread first{registers, 100}, second{registers, 200}, plain{[&] {
      db.alone([](auto& c) { c.run(insert(1)); });
      for (int i = 1; i <= rounds * 4; ++i) {
        db.alone([i](auto& c) { c.run(mz::update(messages).set(messages.sequence = i).where(messages.id == 1)); });
        last = i;
      }
    }};
  }
  EXPECT_EQ(stored().size(), 1u + 4u * rounds);
  EXPECT_EQ(db.alone([](auto& c) { return c.one(mz::select(messages).where(messages.id == 1)).sequence; }), last);
}

TEST_F(gate, a_writer_can_share_it_with_others) {
  {
    mz::writer writer{db};
    std::jthread other{[&] {
      for (int i = 0; i != 50; ++i) (void)mz::run_atomic(db, mz::atomic(insert(1000 + i)));
    }};
    for (int i = 0; i != 50; ++i) writer.submit(insert(i)).get();
    // From inside a command of the writer, the gate is refused as from any other transaction.
    EXPECT_THROW(writer.submit([&](auto&) { return mz::run_atomic(db, mz::atomic(insert(1))); }).get(), mz::error::invalid_request);
  }
  EXPECT_EQ(stored().size(), 100u);
}

TEST_F(gate, two_writers_share_it) {
  {
    mz::writer first{db}, second{db};
    std::vector<std::jthread> producers;
    for (int p = 0; p != 4; ++p) {
      producers.emplace_back([&, p] {
        mz::writer<mz::gate<mz::sqlite::connection>&>& writer = p % 2 == 0 ? first : second;
        for (int i = 0; i != 40; ++i) {
          if (i % 2 == 0) writer.run(append(p * 40 + i));
          else writer.submit(append(p * 40 + i)).get();
        }
      });
    }
  }
  db.alone([](auto& c) {
    const auto rows = c.all(mz::select(messages).order_by(messages.sequence));
    ASSERT_EQ(rows.size(), 160u);
    for (std::size_t i = 0; i != rows.size(); ++i) EXPECT_EQ(rows[i].sequence, static_cast<std::int64_t>(i));
  });
}

TEST_F(gate, a_command_of_one_writer_may_submit_to_another_and_not_wait_for_it) {
  mz::writer first{db}, second{db};
  std::optional<mz::pending<mz::run_result>> later;
  first
      .submit([&](auto& tx) {
    later = second.submit(insert(2));
    tx.run(insert(1));
    // It would write here, with the gate that this thread is in.
    EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(insert(3))), mz::error::invalid_request);
  }).get();
  EXPECT_EQ(later->get().changes, 1);
  EXPECT_EQ(stored(), (list{1, 2}));
}

TEST_F(gate, a_scheduler_that_cannot_take_the_task_leaves_it_free) {
  support::simulated_scheduler on{1};
  scheduler_short_of_memory small{on};
  small.full = true;
  int told = 0;
  const auto ask = [&] { db.alone(small, [](auto& c) { c.run(insert(1)); }, [&](const mz::reply<void>& r) { told += r.ok(); }); };
  EXPECT_THROW(ask(), std::bad_alloc);
  EXPECT_EQ(stored(), (list{}));
  small.full = false;
  ask();
  on.run();
  EXPECT_EQ(told, 1);
  EXPECT_EQ(stored(), (list{1}));
}

TEST_F(gate, tasks_of_a_scheduler_take_their_turns_without_waiting) {
  support::simulated_scheduler on{1};
  std::vector<std::string> told;
  for (int i = 1; i <= 3; ++i) {
    db.alone(on, [i, own = std::make_unique<int>(i)](auto& c) {
      c.run(insert(*own == 2 ? 1 : i));
      return i;
    }, [&](const mz::reply<int>& r) { told.push_back(r.ok() ? "stored" : text_of(r.error())); });
  }
  // One from inside a transaction has its turn behind it.
  EXPECT_TRUE(told.empty());
  on.run();
  db.transaction([&](auto& tx) {
    db.alone(on, [](auto& c) { c.run(insert(4)); }, [&](const mz::reply<void>& r) { told.push_back(r.ok() ? "late" : "refused"); });
    on.run();
    EXPECT_EQ(ids(tx), (list{1, 3}));
  });
  on.run();
  EXPECT_EQ(told, (std::vector<std::string>{"stored", "UNIQUE constraint failed: messages.id", "stored", "late"}));
  EXPECT_EQ(stored(), (list{1, 3, 4}));
}

TEST_F(gate, other_handles_keep_what_they_can) {
  mz::sqlite::connection connection{":memory:"};
  connection.create_tables(messages);
  mz::gate batch{support::all_or_nothing{connection}};
  (void)mz::run_atomic(mz::require_atomic, batch, mz::atomic(insert(1)));
  mz::gate plain{support::bare{connection}};
  (void)mz::run_atomic(plain, mz::atomic(insert(2)));
  EXPECT_EQ(ids(connection), (list{1, 2}));
}

}  // namespace
