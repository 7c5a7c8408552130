// SPDX-License-Identifier: MIT
#include "support/every_handle.hpp"

#include <array>
#include <list>
#include <memory>
#include <sstream>

#include "support/ranges.hpp"

namespace {
using namespace atomic_tests;

struct when_each : on_every_handle {};

TEST_F(when_each, a_statement_that_may_be_left_out) {
  const auto list = [](bool on) {
    return mz::atomic(counter(1, "a"), mz::when(on, counter(2, "b").returning(counters.label)), mz::when(on, increment(1)), increment(1));
  };
  each_handle([&](auto& h, bool) {
    const auto with = mz::run_atomic(h, list(true));
    ASSERT_TRUE(with[1_c].has_value());
    EXPECT_EQ(with[1_c]->one()[counters.label], "b");
    EXPECT_EQ(with[2_c]->changes, 1);
    EXPECT_EQ(count_of(1), 2);
    clear();
    const auto without = mz::run_atomic(h, list(false));
    EXPECT_FALSE(without[1_c].has_value());
    EXPECT_FALSE(without[2_c].has_value());
    EXPECT_EQ(without[3_c].changes, 1);
    EXPECT_EQ(count_of(1), 1);
  });
}

TEST_F(when_each, a_batch_does_not_see_what_is_left_out) {
  (void)mz::run_atomic(batch, mz::atomic(counter(1, "a"), mz::when(false, counter(2, "b")), increment(1)));
  ASSERT_EQ(batch.batches.size(), 1u);
  EXPECT_EQ(batch.batches[0].size(), 2u);
}

TEST_F(when_each, a_statement_for_each_of_a_range) {
  const std::list<int> ids{3, 1, 2};
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(
        h, mz::atomic(counter(9, "nine"), mz::each(ids, [](int i) { return counter(i, std::to_string(i)).returning(counters.id); }),
                      mz::each(std::array{1, 9}, [](int i) { return increment(i); })));
    ASSERT_EQ(r[1_c].size(), 3u);
    EXPECT_EQ(r[1_c][0].one()[counters.id], 3);
    EXPECT_EQ(r[1_c][2].one()[counters.id], 2);
    ASSERT_EQ(r[2_c].size(), 2u);
    EXPECT_EQ(r[2_c][1].changes, 1);
    EXPECT_EQ(count_of(9), 1);
  });
}

TEST_F(when_each, of_an_empty_range) {
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(mz::each(std::vector<int>{}, [](int i) { return increment(i); }), counter(1, "a")));
    EXPECT_TRUE(r[0_c].empty());
    EXPECT_EQ(r[1_c].changes, 1);
  });
}

TEST_F(when_each, a_failure_within_is_that_of_its_step) {
  each_handle([&](auto& h, bool stays) {
    const auto o = mz::try_atomic(h, mz::atomic(counter(1, "a"), mz::when(false, increment(1)),
                                                mz::each(std::vector{2, 3, 1}, [](int i) { return counter(i, std::to_string(i)); })));
    ASSERT_NE(o.error(), nullptr);
    EXPECT_EQ(o.error()->step(), 2u);
    EXPECT_EQ(size(), stays ? 3 : 0);
  });
}

TEST_F(when_each, guards_within) {
  each_handle([&](auto& h, bool) {
    db.run(counter(1, "a"));
    db.run(counter(2, "b"));
    const auto guarded = [](int i) { return increment(i).require_changes(1); };
    EXPECT_TRUE(
        mz::try_atomic(h, mz::atomic(mz::each(std::vector{1, 2}, guarded), mz::when(true, guarded(1)), mz::when(false, guarded(7)))).ok());
    EXPECT_EQ(count_of(1), 2);
    const auto o = mz::try_atomic(h, mz::atomic(increment(1), mz::each(std::vector{1, 2, 7, 8}, guarded)));
    const auto* const e = o.template error<mz::error::guard_failed>();
    ASSERT_NE(e, nullptr);
    EXPECT_EQ(e->step(), 1u);
    EXPECT_EQ(e->actual(), 0);
    EXPECT_EQ(e->required(), 1);
  });
}

TEST_F(when_each, the_values_are_kept_in_the_list) {
  const auto list = [] {
    const std::vector<std::string> labels{"first of all", "second of all"};
    return mz::atomic(mz::each(labels, [](const std::string& label) { return mz::insert_into(counters).values({.label = label}); }));
  }();
  (void)mz::run_atomic(db, list);
  EXPECT_EQ(db.all(mz::select(counters))[1].label, "second of all");
}

TEST_F(when_each, ranges_that_are_walked_once_or_cannot_be_constant) {
  each_handle([&](auto& h, bool) {
    const auto insert = [](const auto& id) { return counter(id, std::to_string(id)); };
    (void)mz::run_atomic(h, mz::atomic(mz::each(support::walked_once<int>{{1, 2}}, insert)));
    support::walked_once<int> more{{3, 4}};
    (void)mz::run_atomic(h, mz::atomic(mz::each(more, insert)));
    const std::vector<bool> flags{true, false};
    (void)mz::run_atomic(h, mz::atomic(mz::each(flags, [](bool on) { return increment(on ? 1 : 2); })));
    EXPECT_EQ(count_of(1), 1);
    EXPECT_EQ(count_of(2), 1);
    std::vector<std::unique_ptr<int>> owned;
    owned.push_back(std::make_unique<int>(6));
    (void)mz::run_atomic(h, mz::atomic(mz::each(owned, [](const auto& id) { return counter(*id, "six"); })));
    EXPECT_EQ(size(), 5);
#ifdef MIZZLE_TEST_VIEWS
    const std::vector<int> ids{7, 8, 9};
    auto odd = ids | std::views::filter([](int i) { return i != 8; });
    (void)mz::run_atomic(h, mz::atomic(mz::each(odd, insert)));
    std::istringstream text{"10 11"};
    (void)mz::run_atomic(h, mz::atomic(mz::each(std::ranges::istream_view<int>(text), insert)));
    EXPECT_EQ(size(), 9);
#endif
  });
}

}  // namespace
