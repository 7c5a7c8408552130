// SPDX-License-Identifier: MIT
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/every_handle.hpp"

#include <boost/hana/concat.hpp>
#include <boost/hana/concept/monoid.hpp>
#include <boost/hana/concept/sequence.hpp>
#include <boost/hana/empty.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/plus.hpp>
#include <boost/hana/size.hpp>
#include <boost/hana/transform.hpp>
#include <boost/hana/zero.hpp>

namespace {
using namespace atomic_tests;

struct atomic_writes : on_every_handle {};

template <class L>
constexpr std::size_t size_of = decltype(boost::hana::size(std::declval<const L&>()))::value;

TEST_F(atomic_writes, lists_in_lists_are_one_list) {
  const auto inner = mz::atomic(counter(2, "b").returning(counters.label), mz::atomic(counter(3, "c")));
  const auto list =
      mz::atomic(mz::atomic(), counter(1, "a"), inner, mz::atomic(), mz::atomic(mz::atomic(increment(3).returning(counters.count))));
  static_assert(size_of<decltype(inner)> == 2 && size_of<decltype(list)> == 4);
  static_assert(size_of<decltype(mz::atomic(mz::atomic(), mz::atomic(mz::atomic())))> == 0);
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, list);
    EXPECT_EQ(r[0_c].last_insert_rowid, 1);
    EXPECT_EQ(r[1_c].one()[counters.label], "b");
    EXPECT_EQ(r[2_c].changes, 1);
    EXPECT_EQ(r[3_c].one()[counters.count], 1);
    EXPECT_EQ(size(), 3);
  });
}

TEST_F(atomic_writes, the_position_in_the_flat_list_is_the_step) {
  each_handle([&](auto& h, bool stays) {
    const auto o =
        mz::try_atomic(h, mz::atomic(counter(1, "a"), mz::atomic(counter(2, "b"), counter(3, "c")), mz::atomic(counter(4, "a"))));
    ASSERT_NE(o.error(), nullptr);
    EXPECT_EQ(o.error()->step(), 3u);
    EXPECT_EQ(size(), stays ? 3 : 0);
  });
}

TEST_F(atomic_writes, an_empty_list_reaches_no_handle) {
  (void)mz::run_atomic(batch, mz::atomic());
  EXPECT_TRUE(batch.batches.empty());
  // Not even a lock is taken.
  db.raw("begin");
  EXPECT_NO_THROW((void)mz::run_atomic(db, mz::atomic()));
  EXPECT_NO_THROW((void)mz::run_atomic(db, mz::atomic(mz::atomic(), mz::atomic())));
  db.raw("rollback");
}

TEST_F(atomic_writes, one_list_serves_every_handle_and_every_time) {
  const auto list = [] {
    const std::string label = "a label that is too long to be kept without an allocation";
    return mz::atomic(counter(1, label), increment(1),
                      mz::select(counters.label, counters.count).from(counters).where(counters.label == label));
  }();
  const auto copy = list;
  each_handle([&](auto& h, bool) {
    for (const auto* l : {&list, &copy}) {
      const auto r = mz::run_atomic(h, *l);
      EXPECT_EQ(r[2_c].one()[counters.label], "a label that is too long to be kept without an allocation");
      EXPECT_EQ(r[2_c].one()[counters.count], 1);
      clear();
    }
  });
}

TEST_F(atomic_writes, every_kind_of_statement_may_be_a_member) {
  const std::vector<mz::new_row<counters>> rows{{.label = "x"}, {.label = "y"}, {.id = 50, .label = "z"}};
  const auto list = mz::atomic(mz::insert_into(counters).values(rows).returning(counters.id),
                               mz::insert_into(counters).set(counters.id = 60, counters.label = mz::upper("w")),
                               mz::insert_into(counters)
                                   .columns(counters.label)
                                   .from(mz::select(mz::concat(counters.label, "!")).from(counters).where(counters.id < 50)),
                               mz::insert_into(counters)
                                   .values({.id = 60, .label = "w"})
                                   .on_conflict(counters.id)
                                   .do_update(counters.count = 9)
                                   .returning(counters.count),
                               mz::update(counters).set({.count = 3}).where(counters.label == "x"),
                               mz::select(counters).where(counters.count > 0).order_by(counters.id),
                               mz::delete_from(counters).where(counters.label.like("%!")).returning(counters.label));
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, list);
    EXPECT_EQ(r[0_c].size(), 3u);
    EXPECT_EQ(r[0_c][2][counters.id], 50);
    EXPECT_EQ(r[1_c].last_insert_rowid, 60);
    EXPECT_EQ(r[2_c].changes, 2);
    EXPECT_EQ(r[3_c].one()[counters.count], 9);
    EXPECT_EQ(r[4_c].changes, 1);
    ASSERT_EQ(r[5_c].size(), 2u);
    EXPECT_EQ(r[5_c][0].label, "x");
    EXPECT_EQ(r[5_c][1].label, "W");
    EXPECT_EQ(r[6_c].size(), 2u);
    EXPECT_EQ(size(), 4);
  });
}

TEST_F(atomic_writes, are_a_monoid) {
  namespace hana = boost::hana;
  const auto a = mz::atomic(counter(1, "a"), increment(1));
  const auto b = mz::atomic(counter(2, "b").returning(counters.label));
  const auto c = mz::atomic(increment(2).require_changes(1));
  using tag = hana::tag_of_t<decltype(a)>;
  static_assert(hana::Monoid<tag>::value && hana::Sequence<tag>::value);
  const auto none = hana::zero<tag>();
  static_assert(std::is_same_v<decltype(none), decltype(mz::atomic()) const>);
  static_assert(std::is_same_v<decltype(hana::empty<tag>()), decltype(mz::atomic())>);

  EXPECT_TRUE(hana::plus(none, a) == a);
  EXPECT_TRUE(hana::plus(a, none) == a);
  EXPECT_TRUE(hana::plus(a, hana::plus(b, c)) == hana::plus(hana::plus(a, b), c));
  EXPECT_TRUE(hana::plus(a, b) == mz::atomic(a, b));
  EXPECT_TRUE(hana::concat(a, b) == mz::atomic(a, b));
  EXPECT_TRUE(hana::concat(none, a) == a);
  EXPECT_TRUE(hana::equal(a, a));
  EXPECT_FALSE(a == mz::atomic(counter(7, "a"), increment(1)));

  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, hana::plus(hana::plus(a, b), c));
    static_assert(size_of<decltype(r)> == 4);
    EXPECT_EQ(r[2_c].one()[counters.label], "b");
    EXPECT_EQ(count_of(2), 1);
  });
}

TEST_F(atomic_writes, are_a_sequence_of_statements) {
  namespace hana = boost::hana;
  const auto list = mz::atomic(counter(1, "a"), mz::select(counters.label).from(counters));
  EXPECT_EQ(list[0_c].kind, mz::statement_kind::insert);
  std::string told;
  hana::for_each(list, [&](const auto& s) { told += mz::sql_of<decltype(s)>.substr(0, 6); });
  EXPECT_EQ(told, "insertselect");
  // What is made of statements and can run is a list again; anything else is a Hana tuple.
  const auto guarded = hana::transform(mz::atomic(increment(1), increment(2)), [](const auto& s) { return s.require_changes(1); });
  EXPECT_FALSE(mz::try_atomic(db, guarded).ok());
  EXPECT_TRUE(hana::transform(list, [](const auto& s) { return s.kind; }) ==
              hana::make_tuple(mz::statement_kind::insert, mz::statement_kind::select));
  // And a Hana tuple of statements is unpacked into a list.
  EXPECT_TRUE(hana::unpack(hana::make_tuple(increment(1), increment(2)), [](const auto&... s) { return mz::atomic(s...); }) ==
              mz::atomic(increment(1), increment(2)));
}

}  // namespace

TEST(atomic_list, is_a_regular_value) {
  const auto gone = [](std::int64_t id) { return mz::delete_from(schema::channels).where(schema::channels.id == id); };
  support::expect_regular(mz::atomic(gone(1)), mz::atomic(gone(2)));
  const auto list = [&](bool on, std::vector<std::int64_t> ids) {
    return mz::atomic(mz::when(on, gone(1)), mz::each(ids, gone), mz::insert_into(schema::channels).values({.id = 1, .name = "a"}));
  };
  support::expect_regular(list(true, {1}), list(false, {1}));
  support::expect_regular(list(true, {1}), list(true, {1, 2}));
  schema::filled_database db;
  const auto all = mz::select(schema::channels).order_by(schema::channels.id);
  const auto run = [&](const char* name) {
    return mz::run_atomic(db,
                          mz::atomic(mz::insert_into(schema::channels).set(schema::channels.name = name), mz::when(false, gone(99)), all));
  };
  const auto first = run("a");
  support::expect_regular(first, run("b"));
}
