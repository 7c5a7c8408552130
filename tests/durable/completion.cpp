// SPDX-License-Identifier: MIT
// An effect and the mark that it is done, in one unit; and batches that are sent again.
#include <mizzle/atomic/once.hpp>

#include <atomic>
#include <thread>

#include "durable/writer_kit.hpp"
#include "support/handles.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace writer_tests;

/// What is to be done, in the order of `id`, and whether it is.
template <class As>
struct Event {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "door", std::int64_t> door{};
  mz::column<As, "state", std::string> state{};
  mz::column<As, "applied", bool, mz::default_value<false>> applied{};
};
inline constexpr mz::table<"events", Event> events{};

/// What it is done to, and by which event it was last.
template <class As>
struct Door {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "state", std::string, mz::check_sql<"state in ('open', 'shut')">> state{};
  mz::column<As, "changed_by", std::int64_t, mz::default_value<0>> changed_by{};
  mz::column<As, "changes", std::int64_t, mz::default_value<0>> changes{};
};
inline constexpr mz::table<"doors", Door> doors{};

/// The mark comes first: who does not set it has nothing to do.
auto apply(std::int64_t event) {
  return mz::atomic(mz::update(events).set(events.applied = true).where(events.id == event && !events.applied).require_changes(1),
                    mz::update(doors)
                        .set(doors.state = events.state, doors.changed_by = events.id, doors.changes = doors.changes + 1)
                        .from(events)
                        .where(events.id == event && doors.id == events.door && doors.changed_by < events.id));
}

template <class Db>
void set_up(Db& db) {
  db.create_tables(events, doors);
  db.run(mz::insert_into(doors).values({.id = 1, .state = "shut"}));
}
auto record(std::int64_t id, std::string state) { return mz::insert_into(events).values({.id = id, .door = 1, .state = std::move(state)}); }
template <class Db>
auto pending(Db& db) {
  return db.all(mz::select(events).where(!events.applied)).size();
}
template <class Db>
auto door(Db& db) {
  return db.one(mz::select(doors));
}

struct completion : testing::Test {
  mz::sqlite::connection db{":memory:"};
  support::fake_batch batch{db};
  completion() { set_up(db); }
};

TEST_F(completion, a_scenario_25_the_effect_fails) {
  db.run(record(1, "ajar"));
  EXPECT_THROW((void)mz::run_atomic(db, apply(1)), mz::error::sql_error);
  EXPECT_THROW((void)mz::run_atomic(mz::require_atomic, batch, apply(1)), mz::error::sql_error);
  mz::writer writer{db};
  auto bad = writer.submit(apply(1));
  writer.submit(record(2, "open")).get();
  EXPECT_THROW((void)bad.get(), mz::error::sql_error);
  writer.close().get();
  EXPECT_EQ(pending(db), 2u);
  EXPECT_EQ(door(db).state, "shut");
}

TEST_F(completion, a_scenario_26_a_recorded_event_is_applied_once) {
  db.run(record(1, "open"));
  (void)mz::run_atomic(db, apply(1));
  for (int i = 0; i != 3; ++i) {
    EXPECT_THROW((void)mz::run_atomic(db, apply(1)), mz::error::guard_failed);
    EXPECT_THROW((void)mz::run_atomic(batch, apply(1)), mz::error::guard_failed);
    EXPECT_EQ(pending(db), 0u);
  }
  EXPECT_EQ(door(db).state, "open");
  EXPECT_EQ(door(db).changes, 1);
}

TEST_F(completion, a_scenario_27_an_older_event_behind_a_newer_one) {
  db.run(record(1, "open"));
  db.run(record(2, "shut"));
  (void)mz::run_atomic(db, apply(2));
  const auto before = door(db);
  const auto results = mz::run_atomic(db, apply(1));
  EXPECT_EQ(results[0_c].changes, 1);
  EXPECT_EQ(results[1_c].changes, 0);
  EXPECT_EQ(pending(db), 0u);
  EXPECT_EQ(door(db).changed_by, before.changed_by);
  EXPECT_EQ(door(db).changes, 1);
}

TEST(completion_at_once, a_scenario_28_two_apply_one_event) {
  const support::temporary_file file;
  const mz::sqlite::options patient{.busy_timeout = std::chrono::seconds{60}, .synchronous = mz::sqlite::synchronous::off};
  mz::sqlite::connection db{file.path(), patient};
  set_up(db);
  mz::writer writer{mz::sqlite::connection{file.path(), patient}};
  for (int round = 1; round <= 20; ++round) {
    db.run(record(round, round % 2 == 0 ? "shut" : "open"));
    std::atomic<int> won = 0, lost = 0;
    const auto count = [&](const auto& apply_it) {
      try {
        (void)apply_it();
        ++won;
      } catch (const mz::error::guard_failed&) {
        ++lost;
      }
    };
    {
      // Two through the writer, and one on a connection of his own.
      std::jthread first{[&] { count([&] { return writer.submit(apply(round)).get(); }); }};
      std::jthread second{[&] { count([&] { return writer.submit(apply(round)).get(); }); }};
      std::jthread third{[&] {
        mz::sqlite::connection own{file.path(), patient};
        count([&] { return mz::run_atomic(own, apply(round)); });
      }};
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 2);
    EXPECT_EQ(door(db).changes, round);
  }
}

TEST_F(completion, a_scenario_29_a_batch_whose_answer_is_lost) {
  db.run(record(1, "open"));
  const auto unit = mz::once("event 1", apply(1));
  (void)mz::run_atomic(batch, mz::once("any", mz::atomic(record(2, "open"))));
  batch.after = [] { throw mz::error::transport_error{"the answer was lost", true}; };
  try {
    (void)mz::run_atomic(batch, unit);
    FAIL();
  } catch (const mz::error::transport_error& e) {
    EXPECT_TRUE(e.outcome_unknown());
  }
  const auto again = mz::run_atomic(batch, unit);
  EXPECT_TRUE(again.repeated());
  EXPECT_EQ(door(db).changes, 1);
  EXPECT_EQ(pending(db), 1u);
  // Through a writer over the same handle as well.
  mz::writer writer{batch};
  batch.after = [] { throw mz::error::transport_error{"the answer was lost", true}; };
  const auto second = mz::once("event 2", apply(2));
  EXPECT_THROW((void)writer.submit(second).get(), mz::error::transport_error);
  EXPECT_TRUE(writer.submit(second).get().repeated());
  writer.close().get();
  EXPECT_EQ(door(db).changes, 2);
}

TEST_F(completion, a_scenario_30_a_batch_that_is_refused_because_the_engine_is_busy) {
  db.run(record(1, "open"));
  batch.before = [] { throw mz::error::busy{}; };
  EXPECT_THROW((void)mz::run_atomic(batch, apply(1)), mz::error::busy);
  EXPECT_EQ(pending(db), 1u);
  (void)mz::run_atomic(batch, apply(1));
  EXPECT_EQ(pending(db), 0u);
  EXPECT_EQ(door(db).state, "open");
}

TEST_F(completion, a_list_that_happens_once_is_a_command_of_a_writer) {
  db.run(record(1, "open"));
  mz::writer writer{db};
  const auto unit = mz::once("event 1", apply(1));
  auto first = writer.submit(unit), again = writer.submit(unit);
  EXPECT_FALSE(first.get().repeated());
  EXPECT_TRUE(again.get().repeated());
  writer.close().get();
  EXPECT_EQ(door(db).changes, 1);
}

}  // namespace
