// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

namespace {
using namespace atomic_tests;

struct any_write : on_every_handle {};
using writes = std::vector<mz::any_write>;

static_assert(std::is_constructible_v<mz::any_write, std::string, std::vector<mz::value>>);
static_assert(!std::is_constructible_v<mz::any_write, std::string, std::vector<std::int64_t>>);

TEST_F(any_write, a_1_a_list_that_is_known_at_run_time) {
  each_handle([&](auto& h, bool) {
    writes list;
    for (int i = 1; i <= 5; ++i) list.push_back(counter(i, "c" + std::to_string(i)));
    list.push_back(increment(3));
    list.push_back(mz::select(counters.count).from(counters).where(counters.id == 3));
    const auto results = mz::run_atomic(h, list);
    ASSERT_EQ(results.size(), 7u);
    EXPECT_EQ(results[4].last_insert_rowid, 5);
    EXPECT_EQ(results[5].changes, 1);
    EXPECT_EQ(results[5].last_insert_rowid, 0);
    EXPECT_EQ(std::get<std::int64_t>(results[6].rows.at(0).at(0)), 1);
  });
}

TEST_F(any_write, rows_can_be_read_as_those_of_the_statement) {
  const auto all = mz::select(counters.label, counters.id).from(counters).order_by(counters.id);
  each_handle([&](auto& h, bool) {
    const std::vector<mz::any_result> results = mz::run_atomic(h, writes{counter(1, "a").returning(), counter(2, "b"), all});
    EXPECT_EQ(results[0].as<decltype(counter(1, "a").returning())>().one().label, "a");
    const auto rows = results[2].as<decltype(all)>();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1][counters.label], "b");
    EXPECT_EQ(rows[1][counters.id], 2);
    EXPECT_THROW((void)results[2].as<decltype(mz::select(counters.id).from(counters))>(), mz::error::decode_error);
  });
}

TEST_F(any_write, takes_all_that_stands_in_a_list) {
  each_handle([&](auto& h, bool) {
    const auto results = mz::run_atomic(h, writes{mz::when(true, counter(1, "a")), mz::when(false, counter(2, "b")),
                                                  mz::each(std::vector{3, 4}, [](int i) { return counter(i, std::to_string(i)); })});
    EXPECT_EQ(results[0].changes, 1);
    EXPECT_EQ(results[1].changes, 0);
    EXPECT_EQ(results[2].changes, 2);
    EXPECT_EQ(size(), 3);
  });
}

TEST_F(any_write, sql_of_ones_own_with_values) {
  each_handle([&](auto& h, bool) {
    const auto results =
        mz::run_atomic(h, writes{{"insert into counters (id, label) values (?, ?) returning label", {std::int64_t{1}, std::string{"it's"}}},
                                 {"update counters set count = ? where id = 1", {std::int64_t{8}}}});
    EXPECT_EQ(std::get<std::string>(results[0].rows.at(0).at(0)), "it's");
    EXPECT_EQ(count_of(1), 8);
  });
}

TEST_F(any_write, guards_of_both_kinds) {
  each_handle([&](auto& h, bool stays) {
    for (const writes& list : {writes{counter(1, "a"), increment(9).require_changes(1)},
                               writes{counter(1, "a"), {"update counters set count = 1 where id = 9", {}, {1, false}}}}) {
      const auto o = mz::try_atomic(h, list);
      const auto* const e = o.template error<mz::error::guard_failed>();
      ASSERT_NE(e, nullptr);
      EXPECT_EQ(e->step(), 1u);
      EXPECT_EQ(e->actual(), 0);
      EXPECT_EQ(size(), stays ? 1 : 0);
      clear();
    }
    const auto o = mz::try_atomic(h, writes{counter(1, "a"), counter(2, "b"), {"update counters set count = 1", {}, {1, true}}});
    ASSERT_NE(o.template error<mz::error::guard_failed>(), nullptr);
    EXPECT_EQ(o.template error<mz::error::guard_failed>()->actual(), 2);
  });
}

TEST_F(any_write, c_5_a_failure_tells_its_step) {
  each_handle([&](auto& h, bool stays) {
    try {
      (void)mz::run_atomic(h, writes{counter(1, "a"), increment(1).require_changes(1), counter(3, "a"), counter(4, "d")});
      FAIL();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.step(), 2u);
      EXPECT_EQ(e.stayed(), stays ? 2u : 0u);
    }
    EXPECT_EQ(size(), stays ? 1 : 0);
  });
}

TEST_F(any_write, c_9_transaction_control_is_refused) {
  for (const char* const sql : {"begin",
                                "BEGIN IMMEDIATE",
                                "commit",
                                "Commit;",
                                "end",
                                "end transaction",
                                "rollback",
                                "rollback to x",
                                "savepoint x",
                                "release x",
                                "attach 'x' as y",
                                "detach y",
                                "pragma foreign_keys = off",
                                "vacuum",
                                "  commit",
                                "\n\tcommit",
                                "-- harmless\ncommit",
                                "/* harmless */ commit",
                                "; commit",
                                "/*a*/-- b\n /*c*/pragma user_version = 3",
                                "",
                                "   ",
                                ";",
                                "-- nothing",
                                "/* nothing */",
                                "/* open"}) {
    EXPECT_THROW((void)(mz::any_write{sql, {}}), mz::error::invalid_request) << sql;
  }
  for (const char* const sql : {"insert into t values (1)", "beginning", "with x as (select 1) delete from t", "select 'commit'",
                                "create table t (a)", "replace into t values (1)"}) {
    EXPECT_NO_THROW((void)(mz::any_write{sql, {}})) << sql;
  }
}

TEST_F(any_write, c_9_it_cannot_hide_behind_another_statement) {
  each_handle([&](auto& h, bool) {
    EXPECT_THROW((void)mz::run_atomic(h, writes{{"insert into counters (label) values ('a'); commit", {}}}), mz::error::invalid_request);
    EXPECT_EQ(size(), 0);
  });
}

TEST_F(any_write, c_8_a_guard_needs_something_that_changes_rows) {
  EXPECT_THROW((void)(mz::any_write{"select 1", {}, {1, false}}), mz::error::invalid_request);
  EXPECT_THROW((void)(mz::any_write{"create table t (a)", {}, {0, false}}), mz::error::invalid_request);
  EXPECT_NO_THROW((void)(mz::any_write{"REPLACE into t values (1)", {}, {1, false}}));
}

TEST_F(any_write, another_number_of_values_runs_nothing) {
  each_handle([&](auto& h, bool) {
    EXPECT_THROW((void)mz::run_atomic(h, writes{{"insert into counters (label) values (?)", {}}}), mz::error::invalid_request);
    EXPECT_EQ(size(), 0);
  });
}

TEST_F(any_write, a_6_an_empty_list_opens_nothing) {
  db.transaction([&](auto&) { EXPECT_TRUE(mz::run_atomic(db, writes{}).empty()); });
  EXPECT_TRUE(mz::run_atomic(batch, writes{}).empty());
  EXPECT_EQ(mz::run_atomic(batch, writes{mz::when(false, counter(1, "a"))}).size(), 1u);
  EXPECT_TRUE(batch.batches.empty());
}

TEST_F(any_write, a_copy_is_the_same_statement) {
  const mz::any_write one = counter(1, "a label that is too long for a std::string itself");
  writes list{one};
  list.push_back(list[0]);
  EXPECT_FALSE(mz::try_atomic(db, list).ok());
  EXPECT_TRUE(mz::try_atomic(db, writes{one}).ok());
  mz::any_write other{"delete from counters where id = ?", {std::int64_t{1}}};
  mz::any_write again = other;
  other = one;
  EXPECT_EQ(mz::run_atomic(db, writes{again})[0].changes, 1);
  EXPECT_TRUE(mz::try_atomic(db, writes{other}).ok());
}

TEST_F(any_write, alike_statements_are_prepared_once) {
  const auto kept = [&] {
    int n = 0;
    for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;) ++n;
    return n;
  };
  int next = 0;
  const auto run = [&](int size) {
    writes list;
    for (int i = 0; i != size; ++i) {
      ++next;
      list.push_back(counter(next, std::to_string(next)));
      list.emplace_back("update counters set count = ? where id = ?", std::vector<mz::value>{std::int64_t{i}, std::int64_t{next}});
    }
    return mz::run_atomic(db, list);
  };
  (void)run(1);
  const int before = kept();
  EXPECT_EQ(run(50).back().changes, 1);
  EXPECT_EQ(kept(), before);
  EXPECT_EQ(count_of(51), 49);
}

// What is wrong with a value is found where it is bound; nothing of the list stays then.
TEST_F(any_write, a_value_that_cannot_be_stored_tells_its_step) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto bad = mz::update(counters).set(counters.count = counters.count + 1).where(mz::cast<double>(counters.id) == none);
  const auto o = mz::try_atomic(db, writes{counter(1, "a"), bad});
  ASSERT_NE(o.error<mz::error::invalid_request>(), nullptr);
  EXPECT_EQ(o.error<mz::error::invalid_request>()->step(), 1u);
  EXPECT_EQ(size(), 0);
}

TEST_F(any_write, c_5_a_failing_element_tells_its_place) {
  const auto o = mz::try_atomic(
      db, writes{counter(1, "a"), mz::each(std::vector{2, 1, 3}, [](int i) { return counter(i, "b" + std::to_string(i)); })});
  ASSERT_NE(o.error<mz::error::sql_error>(), nullptr);
  EXPECT_EQ(o.error<mz::error::sql_error>()->step(), 1u);
  EXPECT_EQ(o.error<mz::error::sql_error>()->element(), 1u);
  EXPECT_EQ(size(), 0);
}

// The limit is the connection's, not what SQLite has at most.
TEST_F(any_write, a_range_is_cut_to_what_the_connection_takes) {
  sqlite3_limit(db.native(), SQLITE_LIMIT_VARIABLE_NUMBER, 10);
  std::vector<mz::new_row<counters>> rows;
  for (int i = 1; i <= 40; ++i) rows.push_back({.id = i, .label = std::to_string(i)});
  const auto insert = mz::insert_into(counters).values(rows).on_conflict(counters.id).do_update(counters.count = counters.count + 1);
  EXPECT_EQ(mz::run_atomic(db, writes{insert.require_exactly(40)})[0].changes, 40);
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(insert.require_exactly(40)))[0_c].changes, 40);
  EXPECT_EQ(db.run(insert.require_exactly(40)).changes, 40);
  EXPECT_EQ(count_of(40), 2);
}

TEST_F(any_write, sql_of_ones_own_cannot_hold_a_nan) {
  EXPECT_THROW((void)(mz::any_write{"insert into t values (?)", {mz::value{std::numeric_limits<double>::quiet_NaN()}}}),
               mz::error::invalid_request);
  EXPECT_NO_THROW((void)(mz::any_write{"insert into t values (?)", {mz::value{1.5}}}));
}

}  // namespace
