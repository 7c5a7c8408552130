// SPDX-License-Identifier: MIT
#include "handles.hpp"

namespace {
using namespace atomic_tests;

struct guards : on_every_handle {};

TEST_F(guards, c_5_1_two_inserts) {
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(counter(1, "a"), counter(2, "b")));
    EXPECT_EQ(r[0_c].changes, 1);
    EXPECT_EQ(r[1_c].changes, 1);
    EXPECT_EQ(size(), 2);
  });
}

TEST_F(guards, c_5_2_a_constraint_undoes_what_went_before) {
  each_handle([&](auto& h, bool stays) {
    db.run(counter(2, "mine"));
    const auto o = mz::try_atomic(h, mz::atomic(counter(1, "a"), counter(2, "b")));
    const auto* const e = o.template error<mz::error::sql_error>();
    ASSERT_NE(e, nullptr);
    EXPECT_NE(std::string{e->what()}.find("UNIQUE constraint failed"), std::string::npos);
    EXPECT_EQ(e->step(), 1u);
    EXPECT_EQ(size(), stays ? 2 : 1);
    EXPECT_EQ(db.one(mz::select(counters.label).from(counters).where(counters.id == 2))[counters.label], "mine");
  });
}

TEST_F(guards, c_5_3_an_unmet_guard_undoes_what_went_before) {
  each_handle([&](auto& h, bool stays) {
    const auto o = mz::try_atomic(h, mz::atomic(counter(1, "a"), increment(99).require_changes(1), counter(3, "c")));
    const auto* const e = o.template error<mz::error::guard_failed>();
    ASSERT_NE(e, nullptr);
    EXPECT_EQ(e->step(), 1u);
    EXPECT_EQ(e->actual(), 0);
    EXPECT_EQ(e->required(), 1);
    EXPECT_FALSE(e->exactly());
    EXPECT_EQ(e->stayed(), stays ? 1u : 0u);
    EXPECT_EQ(size(), stays ? 1 : 0);
  });
}

TEST_F(guards, c_5_4_a_met_guard) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    const auto r = mz::run_atomic(h, mz::atomic(increment(1).require_changes(1), counter(2, "b")));
    EXPECT_EQ(r[0_c].changes, 1);
    EXPECT_EQ(r[1_c].changes, 1);
    EXPECT_EQ(count_of(1), 1);
  });
}

// A list without steps is free and not a mistake: a program that leaves out all of its parts need not ask first.
TEST_F(guards, c_5_5_no_steps) {
  each_handle([&](auto& h, bool) {
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic()).ok());
    EXPECT_TRUE(mz::run_atomic(h, std::vector<mz::any_write>{}).empty());
  });
  EXPECT_TRUE(batch.batches.empty());
}

TEST_F(guards, c_5_6_a_row_id) {
  each_handle([&](auto& h, bool) { EXPECT_GT(mz::run_atomic(h, mz::atomic(mz::insert_into(counters).values({.label = "a"})))[0_c].last_insert_rowid, 0); });
}

TEST_F(guards, c_5_13_the_first_step) {
  each_handle([&](auto& h, bool) {
    const auto o = mz::try_atomic(h, mz::atomic(increment(1).require_changes(1), counter(1, "a")));
    const auto* const e = o.template error<mz::error::guard_failed>();
    ASSERT_NE(e, nullptr);
    EXPECT_EQ(e->step(), 0u);
    EXPECT_EQ(e->stayed(), 0u);
    EXPECT_EQ(size(), 0);
  });
}

TEST_F(guards, c_8_at_least_n) {
  each_handle([&](auto& h, bool) {
    for (int i = 1; i <= 3; ++i) db.run(counter(i, std::to_string(i)));
    const auto all = mz::update(counters).set(counters.count = 1).where(counters.id > 0);
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(all.require_changes(2))).ok());
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(all.require_changes(3))).ok());
    EXPECT_FALSE(mz::try_atomic(h, mz::atomic(all.require_changes(4))).ok());
  });
}

TEST_F(guards, c_8_exactly_n) {
  each_handle([&](auto& h, bool) {
    for (int i = 1; i <= 3; ++i) db.run(counter(i, std::to_string(i)));
    const auto all = mz::update(counters).set(counters.count = counters.count + 1).where(counters.id > 0);
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(all.require_exactly(3))).ok());
    for (const std::int64_t n : {0, 2, 4}) {
      const auto o = mz::try_atomic(h, mz::atomic(all.require_exactly(n)));
      const auto* const e = o.template error<mz::error::guard_failed>();
      ASSERT_NE(e, nullptr);
      EXPECT_TRUE(e->exactly());
      EXPECT_EQ(e->required(), n);
      EXPECT_EQ(e->actual(), 3);
    }
  });
}

TEST_F(guards, c_8_none_is_always_met) {
  each_handle([&](auto& h, bool) {
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(increment(9).require_changes(0), counter(1, "a"))).ok());
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(increment(9).require_exactly(0))).ok());
    EXPECT_EQ(size(), 1);
  });
}

TEST_F(guards, c_8_a_negative_one_is_refused) {
  EXPECT_THROW((void)increment(1).require_changes(-1), mz::error::invalid_request);
  EXPECT_THROW((void)counter(1, "a").require_exactly(-1), mz::error::invalid_request);
}

TEST_F(guards, on_an_insert_that_may_conflict) {
  each_handle([&](auto& h, bool stays) {
    const auto claim = mz::insert_into(counters).values({.id = 1, .label = "claim"}).on_conflict(counters.id).do_nothing().require_changes(1);
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(claim, increment(1))).ok());
    EXPECT_FALSE(mz::try_atomic(h, mz::atomic(counter(2, "b"), claim, increment(1))).ok());
    EXPECT_EQ(count_of(1), 1);
    EXPECT_EQ(size(), stays ? 2 : 1);
  });
}

TEST_F(guards, on_a_statement_that_returns_rows) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    const auto r = mz::run_atomic(h, mz::atomic(increment(1).returning(counters.count).require_changes(1)));
    EXPECT_EQ(r[0_c].one()[counters.count], 1);
    EXPECT_FALSE(mz::try_atomic(h, mz::atomic(increment(2).returning(counters.count).require_changes(1))).ok());
  });
}

TEST_F(guards, several_in_a_list_are_told_apart) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    const auto o = mz::try_atomic(h, mz::atomic(increment(1).require_changes(1), increment(1).require_exactly(1), mz::delete_from(counters).where(counters.id == 7).require_changes(5), increment(1).require_changes(1)));
    const auto* const e = o.template error<mz::error::guard_failed>();
    ASSERT_NE(e, nullptr);
    EXPECT_EQ(e->step(), 2u);
    EXPECT_EQ(e->required(), 5);
  });
}

TEST_F(guards, in_a_batch_the_guard_follows_its_statement) {
  db.run(counter(1, "a"));
  (void)mz::run_atomic(batch, mz::atomic(increment(1).require_changes(1), counter(2, "b")));
  ASSERT_EQ(batch.batches.size(), 1u);
  ASSERT_EQ(batch.batches[0].size(), 3u);
  EXPECT_NE(batch.batches[0][1].find("changes()"), std::string::npos);
  EXPECT_EQ(batch.writes().size(), 2u);
}

TEST_F(guards, of_a_statement_that_runs_alone) {
  db.run(counter(1, "a"));
  EXPECT_EQ(db.run(increment(1).require_changes(1)).changes, 1);
  try {
    db.run(mz::update(counters).set(counters.count = 9).where(counters.id > 0).require_changes(2));
    FAIL();
  } catch (const mz::error::guard_failed& e) {
    EXPECT_EQ(e.actual(), 1);
  }
  EXPECT_EQ(count_of(1), 1);
}

// A guard that survives a trigger's own changes: those are not counted.
TEST_F(guards, the_changes_of_triggers_do_not_count) {
  db.raw("create table log (id integer)");
  db.raw("create trigger noted after update on counters begin insert into log values (1), (2), (3); end");
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(increment(1).require_exactly(1))).ok());
  });
}

TEST_F(guards, c_14_a_failing_commit_is_no_guard_failure) {
  db.raw("create table parents (id integer primary key)");
  db.raw("create table children (parent references parents deferrable initially deferred)");
  std::vector<mz::any_write> list{counter(1, "a"), {"insert into children values (?)", {std::int64_t{3}}, {1, false}}};
  try {
    (void)mz::run_atomic(db, list);
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_FOREIGNKEY);
    EXPECT_FALSE(e.step().has_value());
  }
  EXPECT_EQ(size(), 0);
}

}  // namespace
