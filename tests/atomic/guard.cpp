// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;

struct guards : on_every_handle {};

TEST_F(guards, c_scenario_1_two_inserts) {
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(counter(1, "a"), counter(2, "b")));
    EXPECT_EQ(r[0_c].changes, 1);
    EXPECT_EQ(r[1_c].changes, 1);
    EXPECT_EQ(size(), 2);
  });
}

TEST_F(guards, c_scenario_2_a_constraint_undoes_what_went_before) {
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

TEST_F(guards, c_scenario_3_an_unmet_guard_undoes_what_went_before) {
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

TEST_F(guards, c_scenario_4_a_met_guard) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    const auto r = mz::run_atomic(h, mz::atomic(increment(1).require_changes(1), counter(2, "b")));
    EXPECT_EQ(r[0_c].changes, 1);
    EXPECT_EQ(r[1_c].changes, 1);
    EXPECT_EQ(count_of(1), 1);
  });
}

// A list without steps is free and not a mistake: a program that leaves out all of its parts need not ask first.
TEST_F(guards, c_scenario_5_no_steps) {
  each_handle([&](auto& h, bool) {
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic()).ok());
    EXPECT_TRUE(mz::run_atomic(h, std::vector<mz::any_write>{}).empty());
  });
  EXPECT_TRUE(batch.batches.empty());
}

TEST_F(guards, c_scenario_6_a_row_id) {
  each_handle([&](auto& h, bool) {
    EXPECT_GT(mz::run_atomic(h, mz::atomic(mz::insert_into(counters).values({.label = "a"})))[0_c].last_insert_rowid, 0);
  });
}

TEST_F(guards, c_scenario_13_the_first_step) {
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
    const auto claim =
        mz::insert_into(counters).values({.id = 1, .label = "claim"}).on_conflict(counters.id).do_nothing().require_changes(1);
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
    const auto o = mz::try_atomic(
        h, mz::atomic(increment(1).require_changes(1), increment(1).require_exactly(1),
                      mz::delete_from(counters).where(counters.id == 7).require_changes(5), increment(1).require_changes(1)));
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

TEST_F(guards, c_scenario_14_a_failing_commit_is_no_guard_failure) {
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

/// A batch of which a statement takes few parameters, as hosted engines have it.
struct small_batch : fake_batch {
  [[nodiscard]] std::size_t max_parameters() const { return 20; }
};

struct guarded_ranges : on_every_handle {
  small_batch small{{db}};
  static std::vector<mz::new_row<counters>> rows(int count) {
    std::vector<mz::new_row<counters>> result;
    for (int i = 1; i <= count; ++i) result.push_back({.id = i, .label = std::to_string(i)});
    return result;
  }
};

// Some rows are there already, so that on_conflict().do_nothing() leaves them out.
TEST_F(guarded_ranges, the_sum_of_all_parts_is_guarded_wherever_they_run) {
  const auto try_all = [&](auto& h, bool typed) {
    for (const int size_of_range : {0, 1, 3, 7, 25, 60}) {
      for (const int there : {0, 2, 11}) {
        for (const std::int64_t asked : {0, 1, 5, 11, 14, 23, 25, 58, 60, 61}) {
          for (const bool exactly : {false, true}) {
            clear();
            for (int i = 1; i <= there; ++i) db.run(counter(i * 2, "there " + std::to_string(i)));
            std::int64_t inserted = 0;
            for (int i = 1; i <= size_of_range; ++i) inserted += i % 2 == 1 || i > there * 2;
            const auto insert = mz::insert_into(counters).values(rows(size_of_range)).on_conflict(counters.id).do_nothing();
            const auto guarded = exactly ? insert.require_exactly(asked) : insert.require_changes(asked);
            const bool met = exactly ? inserted == asked : inserted >= asked;
            SCOPED_TRACE(std::to_string(size_of_range) + " rows, " + std::to_string(there) + " there, " + std::to_string(asked) +
                         (exactly ? " exactly" : ""));
            const auto check = [&](const auto& outcome) {
              EXPECT_EQ(outcome.ok(), met);
              EXPECT_EQ(size(), there + (met ? inserted : 0));
              if (met) return;
              const auto* const e = outcome.template error<mz::error::guard_failed>();
              ASSERT_NE(e, nullptr) << outcome.error()->what();
              EXPECT_EQ(e->required(), asked);
              EXPECT_EQ(e->step(), 0u);
              EXPECT_EQ(e->actual(), inserted);
            };
            if (typed) check(mz::try_atomic(h, mz::atomic(guarded)));
            else check(mz::try_atomic(h, std::vector<mz::any_write>{guarded}));
          }
        }
      }
    }
  };
  for (const bool typed : {true, false}) {
    try_all(db, typed);
    try_all(batch, typed);
    try_all(small, typed);
  }
  EXPECT_TRUE(db.raw<std::string>("select name from sqlite_schema where name like 'mizzle%'").empty());
}

TEST_F(guarded_ranges, rows_that_fit_one_statement_need_one_guard) {
  EXPECT_TRUE(mz::try_atomic(batch, mz::atomic(mz::insert_into(counters).values(rows(3)).require_changes(3))).ok());
  EXPECT_EQ(batch.batches.at(0).size(), 2u);
}

TEST_F(guards, on_common_table_expressions_that_only_read_is_refused) {
  EXPECT_THROW((void)(mz::any_write{"with a as (select 1) select * from a", {}, {1, false}}), mz::error::invalid_request);
  EXPECT_THROW((void)(mz::any_write{"with a as (select 'delete') values (1)", {}, {0, false}}), mz::error::invalid_request);
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    EXPECT_TRUE(
        mz::try_atomic(
            h, std::vector<mz::any_write>{{"with a(id) as (values (1)) update counters set count = 7 where id in a", {}, {1, true}}})
            .ok());
    EXPECT_FALSE(
        mz::try_atomic(
            h, std::vector<mz::any_write>{{"with a(id) as (values (2)) update counters set count = 7 where id in a", {}, {1, true}}})
            .ok());
  });
}

}  // namespace
