// SPDX-License-Identifier: MIT
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/every_handle.hpp"

#include <boost/hana/at.hpp>
#include <boost/hana/back.hpp>
#include <boost/hana/concept/foldable.hpp>
#include <boost/hana/concept/sequence.hpp>
#include <boost/hana/drop_front.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/fold.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/front.hpp>
#include <boost/hana/size.hpp>
#include <boost/hana/transform.hpp>
#include <boost/hana/unpack.hpp>

namespace {
using namespace atomic_tests;
namespace hana = boost::hana;

struct atomic_results : on_every_handle {
  template <class H>
  auto results_on(H& h) {
    return mz::run_atomic(h, mz::atomic(counter(1, "a").returning(counters.label), increment(1), mz::select(counters)));
  }
};

TEST_F(atomic_results, by_position) {
  each_handle([&](auto& h, bool) {
    auto r = results_on(h);
    EXPECT_EQ(r[0_c].one()[counters.label], "a");
    EXPECT_EQ(r[1_c].changes, 1);
    constexpr std::integral_constant<int, 2> third;
    EXPECT_EQ(r[third][0].count, 1);
    r[1_c].changes = 7;
    EXPECT_EQ(std::as_const(r)[1_c].changes, 7);
    static_assert(std::is_same_v<decltype((std::as_const(r)[1_c])), const mz::run_result&>);
    static_assert(std::is_same_v<decltype(std::move(r)[1_c]), mz::run_result>);
  });
}

TEST_F(atomic_results, are_taken_apart_as_std_does) {
  auto r = results_on(db);
  static_assert(std::tuple_size_v<decltype(r)> == 3);
  static_assert(std::is_same_v<std::tuple_element_t<1, decltype(r)>, mz::run_result>);
  static_assert(std::is_same_v<std::tuple_element_t<2, decltype(r)>, mz::rows<mz::row_of<counters>>>);
  auto& [inserted, updated, found] = r;
  EXPECT_EQ(inserted.one()[counters.label], "a");
  updated.changes = 5;
  EXPECT_EQ(mz::get<1>(r).changes, 5);
  EXPECT_EQ(get<1>(std::as_const(r)).changes, 5);
  EXPECT_EQ(found.size(), 1u);
  clear();
  const auto [a, b, c] = results_on(db);
  EXPECT_EQ(a.size() + c.size(), 2u);
  EXPECT_EQ(b.changes, 1);
}

TEST_F(atomic_results, are_a_hana_sequence) {
  each_handle([&](auto& h, bool) {
    const auto r = results_on(h);
    using tag = hana::tag_of_t<decltype(r)>;
    static_assert(hana::Sequence<tag>::value && hana::Foldable<tag>::value);
    static_assert(decltype(hana::size(r))::value == 3);
    const auto count = [](const auto& one) {
      if constexpr (requires { one.size(); }) {
        return static_cast<std::int64_t>(one.size());
      } else {
        return one.changes;
      }
    };
    std::int64_t all = 0;
    hana::for_each(r, [&](const auto& one) { all += count(one); });
    EXPECT_EQ(all, 3);
    EXPECT_EQ(hana::fold(r, std::int64_t{0}, [&](std::int64_t sum, const auto& one) { return sum + count(one); }), 3);
    EXPECT_TRUE(hana::transform(r, count) == hana::transform(r, count));
    EXPECT_EQ(hana::unpack(r, [&](const auto&... one) { return (count(one) + ...); }), 3);
    EXPECT_EQ(hana::front(r).one()[counters.label], "a");
    EXPECT_EQ(hana::back(r).one().label, "a");
    EXPECT_EQ(hana::at_c<1>(r).changes, 1);
    EXPECT_EQ(hana::drop_front(r)[0_c].changes, 1);
  });
}

TEST_F(atomic_results, are_regular_values) {
  const auto first = results_on(db);
  clear();
  db.run(counter(8, "b"));
  support::expect_regular(first, results_on(db));
  EXPECT_TRUE(mz::run_atomic(db, mz::atomic()) == mz::atomic_results<>{});
}

// A text that is too long for a small string lies on the heap, where a sanitizer sees it used after its row.
TEST_F(atomic_results, that_end_give_values) {
  const std::string text = "a label that is too long to be kept without an allocation";
  db.run(counter(1, text));
  const auto list = mz::atomic(mz::select(counters.label).from(counters));
  std::string spelt;
  for (const auto& row : mz::run_atomic(db, list)[0_c]) spelt += row[counters.label];
  const auto& kept = mz::run_atomic(db, list)[0_c];
  spelt += kept[0][counters.label];
  EXPECT_EQ(spelt, text + text);
}

TEST_F(atomic_results, the_same_select_gives_the_same_type_everywhere) {
  const auto whole = mz::select(counters);
  const auto some = mz::select(counters.id, counters.label).from(counters);
  db.run(counter(1, "a"));
  each_handle([&](auto& h, bool) {
    const auto r = mz::run_atomic(h, mz::atomic(whole, some));
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(r[0_c])>, decltype(db.all(whole))>);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(r[1_c])>, decltype(db.all(some))>);
    EXPECT_TRUE(r[0_c] == db.all(whole) && r[1_c] == db.all(some));
  });
}

}  // namespace
