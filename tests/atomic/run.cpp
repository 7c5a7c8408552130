// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

#include <stdexcept>

#include <boost/hana/size.hpp>

namespace {
using namespace atomic_tests;

struct atomic_run : on_every_handle {};

auto two() { return mz::atomic(counter(1, "a").returning(counters.id, counters.label), increment(1)); }

TEST_F(atomic_run, a_1_results_stand_in_the_order_of_the_statements) {
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(counter(1, "a").returning(counters.label), counter(7, "b"), increment(1),
                                                mz::select(counters.count).from(counters).where(counters.id == 1),
                                                mz::delete_from(counters).where(counters.id == 7).returning()));
    EXPECT_EQ(r[0_c].one()[counters.label], "a");
    EXPECT_EQ(r[1_c].changes, 1);
    EXPECT_EQ(r[1_c].last_insert_rowid, 7);
    EXPECT_EQ(r[2_c].changes, 1);
    EXPECT_EQ(r[2_c].last_insert_rowid, 0);
    EXPECT_EQ(r[3_c].one()[counters.count], 1);
    EXPECT_EQ(r[4_c].size(), 1u);
    EXPECT_EQ(r[4_c][0].label, "b");
  });
}

TEST_F(atomic_run, a_1_a_list_is_a_value_and_can_run_again) {
  const auto list = mz::atomic(increment(1), increment(1));
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    (void)mz::run_atomic(h, list);
    (void)mz::run_atomic(h, list);
    EXPECT_EQ(count_of(1), 4);
  });
}

TEST_F(atomic_run, a_3_the_error_comes_out_unchanged_and_tells_its_step) {
  each_handle([&](auto& h, bool stays) {
    try {
      (void)mz::run_atomic(h, mz::atomic(counter(1, "a"), counter(2, "b"), counter(3, "a"), counter(4, "d")));
      FAIL();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_UNIQUE);
      EXPECT_EQ(e.step(), 2u);
      EXPECT_EQ(e.stayed(), stays ? 2u : 0u);
      EXPECT_NE(std::string{e.what()}.find("counters.label"), std::string::npos);
    }
    EXPECT_EQ(size(), stays ? 2 : 0);
  });
}

TEST_F(atomic_run, a_4_a_batch_is_one_call) {
  (void)mz::run_atomic(batch, two());
  ASSERT_EQ(batch.batches.size(), 1u);
  EXPECT_EQ(batch.batches[0].size(), 2u);
  EXPECT_EQ(batch.batches[0][0], R"(insert into "counters" ("id", "label") values (?, ?) returning "counters"."id", "counters"."label")");
}

TEST_F(atomic_run, a_5_one_after_another_stops_and_says_what_stayed) {
  const auto o = mz::try_atomic(one_by_one, mz::atomic(counter(1, "a"), counter(1, "b"), counter(3, "c")));
  ASSERT_NE(o.error(), nullptr);
  EXPECT_EQ(o.error()->stayed(), 1u);
  EXPECT_EQ(o.error()->step(), 1u);
  EXPECT_EQ(size(), 1);
}

TEST_F(atomic_run, a_6_an_empty_list_opens_nothing) {
  db.transaction([&](auto&) { EXPECT_NO_THROW((void)mz::run_atomic(db, mz::atomic())); });
  (void)mz::run_atomic(batch, mz::atomic());
  (void)mz::run_atomic(one_by_one, mz::atomic());
  EXPECT_TRUE(batch.batches.empty());
  static_assert(std::is_same_v<decltype(mz::run_atomic(db, mz::atomic())), mz::atomic_results<>>);
}

TEST_F(atomic_run, a_6_neither_does_one_of_which_nothing_stands) {
  const auto nothing = mz::atomic(mz::when(false, counter(1, "a")), mz::each(std::vector<int>{}, [](int i) { return counter(i, "x"); }));
  db.transaction([&](auto&) { EXPECT_FALSE(mz::run_atomic(db, nothing)[0_c].has_value()); });
  EXPECT_TRUE(mz::run_atomic(batch, nothing)[1_c].empty());
  EXPECT_TRUE(batch.batches.empty());
}

TEST_F(atomic_run, lists_in_a_list_are_flattened) {
  const auto list = mz::atomic(counter(1, "a"), mz::atomic(counter(2, "b"), mz::atomic(), mz::atomic(increment(2))), increment(1));
  static_assert(decltype(boost::hana::size(list))::value == 4);
  each_handle([&](auto& h, bool) {
    EXPECT_EQ(mz::run_atomic(h, list)[3_c].changes, 1);
    EXPECT_EQ(count_of(2), 1);
  });
}

TEST_F(atomic_run, a_10_a_failure_while_building_runs_nothing) {
  each_handle([&](auto& h, bool) {
    EXPECT_THROW((void)mz::run_atomic(h,
                                      [](auto&) {
      throw std::runtime_error{"not built"};
      return two();
    }),
                 std::runtime_error);
    EXPECT_EQ(size(), 0);
    EXPECT_FALSE(db.in_transaction());
  });
}

TEST_F(atomic_run, a_3_a_builder_gets_the_handle_that_runs_its_list) {
  (void)mz::run_atomic(db, [&](auto& tx) {
    static_assert(std::is_same_v<decltype(tx), mz::sqlite::transaction_handle&>);
    EXPECT_TRUE(tx.in_transaction());
    const auto last = mz::get<0>(tx.one(mz::select(mz::coalesce(mz::max(counters.id), 0)).from(counters)));
    return mz::atomic(counter(last + 1, "a"), counter(last + 2, "b"));
  });
  EXPECT_EQ(size(), 2);
  (void)mz::run_atomic(db, [](mz::sqlite::transaction_handle&) { return mz::atomic(counter(3, "c")); });
  EXPECT_EQ(size(), 3);
  (void)mz::run_atomic(batch, [&](auto& h) {
    EXPECT_EQ(&h, &batch);
    return mz::atomic(increment(1));
  });
  EXPECT_EQ(count_of(1), 1);
}

TEST_F(atomic_run, a_11_a_failed_unit_does_not_stop_later_ones) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    EXPECT_THROW((void)mz::run_atomic(h, mz::atomic(increment(1), counter(2, "a"))), mz::error::sql_error);
    (void)mz::run_atomic(h, mz::atomic(counter(3, "c"), increment(3)));
    EXPECT_EQ(count_of(3), 1);
  });
}

TEST_F(atomic_run, a_13_the_outer_handle_is_refused_from_inside) {
  db.transaction([&](auto& tx) {
    EXPECT_THROW((void)mz::run_atomic(db, two()), mz::error::invalid_request);
    EXPECT_NE(mz::try_atomic(db, two()).template error<mz::error::invalid_request>(), nullptr);
    (void)mz::run_atomic(tx, two());
  });
  EXPECT_EQ(count_of(1), 1);
}

TEST_F(atomic_run, a_14_inside_a_transaction_it_is_a_savepoint) {
  db.transaction([&](auto& tx) {
    tx.run(counter(9, "outer"));
    EXPECT_THROW((void)mz::run_atomic(tx, mz::atomic(counter(1, "a"), counter(2, "a"))), mz::error::sql_error);
    EXPECT_EQ(tx.all(mz::select(counters)).size(), 1u);
    (void)mz::run_atomic(tx, mz::atomic(counter(1, "a"), counter(2, "b")));
  });
  EXPECT_EQ(size(), 3);
}

TEST_F(atomic_run, a_7_require_atomic_is_met_by_a_transaction_and_a_batch) {
  EXPECT_EQ(mz::run_atomic(mz::require_atomic, db, two())[1_c].changes, 1);
  clear();
  EXPECT_EQ(mz::run_atomic(mz::require_atomic, batch, two())[1_c].changes, 1);
  EXPECT_TRUE(mz::try_atomic(mz::require_atomic, db, mz::atomic(increment(1))).ok());
}

TEST_F(atomic_run, many_rows_are_one_step) {
  std::vector<mz::new_row<counters>> rows;
  for (int i = 1; i <= 700; ++i) rows.push_back({.id = i, .label = "c" + std::to_string(i)});
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(mz::insert_into(counters).values(rows),
                                                mz::insert_into(counters).values(std::vector<mz::new_row<counters>>{}), increment(700)));
    EXPECT_EQ(r[0_c].changes, 700);
    EXPECT_EQ(r[0_c].last_insert_rowid, 700);
    EXPECT_EQ(r[1_c].changes, 0);
    EXPECT_EQ(r[2_c].changes, 1);
    EXPECT_EQ(size(), 700);
  });
}

TEST_F(atomic_run, a_failing_row_in_the_middle_of_many_undoes_all) {
  std::vector<mz::new_row<counters>> rows;
  for (int i = 1; i <= 300; ++i) rows.push_back({.id = i, .label = i == 290 ? "c1" : "c" + std::to_string(i)});
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::insert_into(counters).values(rows))), mz::error::sql_error);
  EXPECT_EQ(size(), 0);
  EXPECT_THROW((void)mz::run_atomic(batch, mz::atomic(mz::insert_into(counters).values(rows))), mz::error::sql_error);
  EXPECT_EQ(size(), 0);
}

/// Columns that the file fills with something else.
template <class As>
struct Odd {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "tiny", std::int8_t, mz::default_sql<"1000">> tiny{};
};
inline constexpr mz::table<"odds", Odd> odds{};
auto odd(std::int64_t id) { return mz::insert_into(odds).values({.id = id}); }

struct unreadable : on_every_handle {
  unreadable() { db.create_tables(odds); }
  std::int64_t odd_rows() { return mz::get<0>(db.one(mz::select(mz::count()).from(odds))); }
};

TEST_F(unreadable, an_error_tells_whether_the_list_was_carried_out_all_the_same) {
  each_handle([&](auto& h, bool stays) {
    const bool batches = std::is_same_v<decltype(h), fake_batch&>;
    const auto check = [&](const mz::error::decode_error& e, std::size_t step) {
      EXPECT_EQ(e.committed(), batches);
      EXPECT_EQ(e.step(), step);
      EXPECT_EQ(e.column(), "tiny");
      EXPECT_EQ(e.table(), "odds");
      EXPECT_EQ(e.stayed(), stays ? step : 0u);
      EXPECT_EQ(odd_rows(), batches || stays ? 1 : 0);
      db.run(mz::delete_from(odds).all_rows());
    };
    auto o = mz::try_atomic(h, mz::atomic(counter(1, "a"), odd(1), mz::select(odds.tiny).from(odds)));
    ASSERT_NE(o.template error<mz::error::decode_error>(), nullptr);
    EXPECT_EQ(o.committed(), batches);
    EXPECT_FALSE(o.error()->failing_step_changed());
    check(*o.template error<mz::error::decode_error>(), 2);
    auto returned = mz::try_atomic(h, mz::atomic(odd(1).returning(odds.tiny), counter(2, "b")));
    ASSERT_NE(returned.template error<mz::error::decode_error>(), nullptr);
    EXPECT_EQ(returned.error()->failing_step_changed(), stays);
    check(*returned.template error<mz::error::decode_error>(), 0);
  });
}

TEST_F(atomic_run, an_error_tells_what_the_failing_step_has_changed) {
  each_handle([&](auto& h, bool stays) {
    const auto failed = [&](const auto& writes, std::size_t step, bool changed, std::optional<std::size_t> element = {}) {
      const auto o = mz::try_atomic(h, writes);
      ASSERT_FALSE(o.ok());
      EXPECT_EQ(o.error()->step(), step);
      EXPECT_EQ(o.error()->element(), element);
      EXPECT_EQ(o.error()->stayed(), stays ? step : 0u);
      EXPECT_EQ(o.error()->failing_step_changed(), stays && changed);
      EXPECT_FALSE(o.committed());
    };
    for (int i = 1; i <= 3; ++i) db.run(counter(i, std::to_string(i)));
    const auto all = mz::update(counters).set(counters.count = 5).where(counters.id > 0);
    failed(mz::atomic(counter(9, "nine"), all.require_changes(100)), 1, true);
    EXPECT_EQ(count_of(1), stays ? 5 : 0);
    db.run(mz::delete_from(counters).where(counters.id > 3));
    failed(mz::atomic(increment(77).require_changes(1)), 0, false);
    failed(mz::atomic(counter(1, "again")), 0, false);
    const auto ids = std::vector{10, 11, 1, 12};
    failed(mz::atomic(counter(20, "t"), mz::each(ids, [](int i) { return counter(i, "each " + std::to_string(i)); })), 1, true, 2);
    db.run(mz::delete_from(counters).where(counters.id > 3));
    failed(mz::atomic(mz::each(ids, [](int i) { return increment(i + 1).require_changes(1); })), 0, false, 0);
    failed(std::vector<mz::any_write>{increment(1), mz::each(ids, [](int i) { return counter(i, "each " + std::to_string(i)); })}, 1, true,
           2);
    db.run(mz::delete_from(counters).where(counters.id > 3));
    failed(std::vector<mz::any_write>{increment(1), all.require_exactly(2)}, 1, true);
  });
}

struct few_parameters : bare {
  [[nodiscard]] std::size_t max_parameters() const { return 4; }
};

TEST_F(atomic_run, the_parts_of_a_range_that_went_before_a_failure_stay_without_a_transaction) {
  few_parameters h{{db}};
  std::vector<mz::new_row<counters>> rows;
  for (int i = 1; i <= 6; ++i) rows.push_back({.id = i, .label = i == 5 ? "1" : std::to_string(i)});
  const auto o = mz::try_atomic(h, mz::atomic(mz::insert_into(counters).values(rows)));
  ASSERT_NE(o.error<mz::error::sql_error>(), nullptr);
  EXPECT_EQ(o.error()->stayed(), 0u);
  EXPECT_TRUE(o.error()->failing_step_changed());
  EXPECT_EQ(size(), 4);
}

TEST_F(atomic_run, a_handle_may_be_a_temporary) {
  EXPECT_EQ(mz::run_atomic(bare{db}, mz::atomic(counter(1, "a")))[0_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(fake_batch{db}, mz::atomic(counter(2, "b")))[0_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(mz::require_atomic, fake_batch{db}, mz::atomic(counter(3, "c")))[0_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(bare{db}, std::vector<mz::any_write>{counter(4, "d")})[0].changes, 1);
  EXPECT_EQ(mz::run_atomic(bare{db}, [](auto&) { return mz::atomic(counter(5, "e")); })[0_c].changes, 1);
  EXPECT_TRUE(mz::try_atomic(fake_batch{db}, mz::atomic(counter(6, "f"))).ok());
  EXPECT_TRUE(mz::try_atomic(mz::sqlite::connection{":memory:"}, mz::atomic()).ok());
  EXPECT_EQ(size(), 6);
}

TEST_F(atomic_run, a_builder_may_give_a_run_time_list) {
  each_handle([&](auto& h, bool) {
    const auto results = mz::run_atomic(h, [](auto&) { return std::vector<mz::any_write>{counter(1, "a"), increment(1)}; });
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(count_of(1), 1);
  });
}

TEST_F(atomic_run, no_rows_to_insert_open_nothing) {
  const auto none = mz::insert_into(counters).values(std::vector<mz::new_row<counters>>{});
  db.transaction([&](auto&) {
    EXPECT_EQ(mz::run_atomic(db, mz::atomic(none, mz::when(true, none)))[0_c].changes, 0);
    EXPECT_EQ(mz::run_atomic(db, mz::atomic(mz::each(std::vector{1, 2}, [&](int) { return none; })))[0_c].size(), 2u);
    EXPECT_EQ(mz::run_atomic(db, std::vector<mz::any_write>{none}).size(), 1u);
    EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(none, counter(1, "a"))), mz::error::invalid_request);
  });
  EXPECT_FALSE(mz::try_atomic(db, mz::atomic(none.require_changes(1))).ok());
}

}  // namespace
