// SPDX-License-Identifier: MIT
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/every_handle.hpp"

#include <stdexcept>

namespace {
using namespace atomic_tests;

struct atomic_outcome : on_every_handle {};

TEST_F(atomic_outcome, is_a_closed_set) {
  using outcome = mz::outcome<mz::run_result>;
  static_assert(std::variant_size_v<outcome::base> == 9);
  static_assert(std::is_same_v<std::variant_alternative_t<0, outcome::base>, mz::atomic_results<mz::run_result>>);
  static_assert(std::is_same_v<decltype(mz::try_atomic(db, mz::atomic(increment(1)))), outcome>);
  static_assert(std::is_base_of_v<mz::error::base, mz::error::transport_error> && std::is_base_of_v<std::runtime_error, mz::error::base>);
}

TEST_F(atomic_outcome, holds_the_results) {
  each_handle([&](auto& h, bool) {
    auto o = mz::try_atomic(h, mz::atomic(counter(1, "a").returning(counters.label)));
    ASSERT_TRUE(o.ok());
    ASSERT_TRUE(o);
    EXPECT_EQ(o.error(), nullptr);
    EXPECT_EQ(o.value()[0_c].one()[counters.label], "a");
    EXPECT_EQ(std::as_const(o).value()[0_c].size(), 1u);
    const auto results = std::move(o).value();
    EXPECT_EQ(results[0_c].one()[counters.label], "a");
  });
}

TEST_F(atomic_outcome, holds_the_error_as_it_was) {
  each_handle([&](auto& h, bool) {
    auto o = mz::try_atomic(h, mz::atomic(increment(1).require_changes(1)));
    EXPECT_FALSE(o.ok());
    EXPECT_TRUE(std::holds_alternative<mz::error::guard_failed>(o));
    EXPECT_EQ(o.template error<mz::error::sql_error>(), nullptr);
    ASSERT_NE(o.error(), nullptr);
    EXPECT_STREQ(o.error()->what(), "step 0 changed 0 rows, required at least 1");
    EXPECT_THROW((void)o.value(), mz::error::guard_failed);
    EXPECT_THROW((void)std::as_const(o).value(), mz::error::guard_failed);
    EXPECT_THROW((void)std::move(o).value(), mz::error::guard_failed);
  });
}

TEST_F(atomic_outcome, visits_every_kind) {
  const auto name = [](const auto& outcome) {
    return std::visit([](const auto& x) -> std::string {
      using X = std::remove_cvref_t<decltype(x)>;
      if constexpr (std::is_same_v<X, mz::error::sql_error>) return "sql_error";
      else if constexpr (std::is_same_v<X, mz::error::busy>) return "busy";
      else if constexpr (std::is_same_v<X, mz::error::guard_failed>) return "guard_failed";
      else if constexpr (std::is_same_v<X, mz::error::invalid_request>) return "invalid_request";
      else if constexpr (std::is_same_v<X, mz::error::transport_error>) return "transport_error";
      else if constexpr (std::is_same_v<X, mz::error::decode_error>) return "decode_error";
      else return "ok";
    }, static_cast<const typename std::remove_cvref_t<decltype(outcome)>::base&>(outcome));
  };
  const auto fails = [&](auto error) {
    batch.before = [error] { throw error; };
    return name(mz::try_atomic(batch, mz::atomic(counter(1, "a"))));
  };
  EXPECT_EQ(fails(mz::error::sql_error{1, "x"}), "sql_error");
  EXPECT_EQ(fails(mz::error::busy{}), "busy");
  EXPECT_EQ(fails(mz::error::invalid_request{"x"}), "invalid_request");
  EXPECT_EQ(fails(mz::error::transport_error{"lost", true}), "transport_error");
  EXPECT_EQ(fails(mz::error::decode_error{"c", "x"}), "decode_error");
  EXPECT_EQ(size(), 0);
  EXPECT_EQ(name(mz::try_atomic(batch, mz::atomic(counter(1, "a")))), "ok");
}

// A function that builds the list reads first, and what it does not find is an outcome like any other.
TEST_F(atomic_outcome, holds_what_a_builder_did_not_find) {
  each_handle([&](auto& h, bool) {
    const auto build = [](auto&) {
      return [](auto& handle) {
        const auto label = reads(handle).one(mz::select(counters.label).from(counters))[counters.label];
        return mz::atomic(counter(9, label + "'s"));
      };
    };
    auto none = mz::try_atomic(h, build(h));
    ASSERT_NE(none.template error<mz::error::no_row>(), nullptr);
    EXPECT_FALSE(none.committed());
    db.run(counter(1, "a"));
    EXPECT_TRUE(mz::try_atomic(h, build(h)).ok());
    auto several = mz::try_atomic(h, build(h));
    ASSERT_NE(several.template error<mz::error::too_many_rows>(), nullptr);
    EXPECT_THROW((void)several.value(), mz::error::too_many_rows);
    EXPECT_EQ(size(), 2);
  });
}

TEST_F(atomic_outcome, tells_whether_the_list_stands) {
  each_handle([&](auto& h, bool) {
    EXPECT_TRUE(mz::try_atomic(h, mz::atomic(counter(1, "a"))).committed());
    EXPECT_FALSE(mz::try_atomic(h, mz::atomic(counter(2, "a"))).committed());
  });
}

TEST_F(atomic_outcome, whatever_is_not_mizzles_goes_through) {
  batch.before = [] { throw std::out_of_range{"mine"}; };
  EXPECT_THROW((void)mz::try_atomic(batch, mz::atomic(counter(1, "a"))), std::out_of_range);
}

TEST_F(atomic_outcome, c_scenario_15_an_answer_that_was_lost_leaves_the_outcome_unknown) {
  batch.before = [] { throw mz::error::transport_error{"the connection was closed", true}; };
  const auto o = mz::try_atomic(batch, mz::atomic(counter(1, "a")));
  ASSERT_NE(o.error<mz::error::transport_error>(), nullptr);
  EXPECT_TRUE(o.error<mz::error::transport_error>()->outcome_unknown());
}

TEST_F(atomic_outcome, a_row_that_does_not_decode_undoes_a_transaction) {
  db.raw("create trigger spoil after insert on counters begin update counters set count = 'many' where id = 1; end");
  const auto o = mz::try_atomic(db, mz::atomic(counter(1, "a"), mz::select(counters.count).from(counters)));
  ASSERT_NE(o.error<mz::error::decode_error>(), nullptr);
  EXPECT_EQ(o.error<mz::error::decode_error>()->column(), "count");
  EXPECT_EQ(o.error()->step(), 1u);
  EXPECT_EQ(size(), 0);
}

TEST_F(atomic_outcome, of_a_run_time_list) {
  const std::vector<mz::any_write> list{counter(1, "a"), counter(2, "a")};
  const auto o = mz::try_atomic(db, list);
  ASSERT_NE(o.error(), nullptr);
  EXPECT_EQ(o.error()->step(), 1u);
  EXPECT_EQ(size(), 0);
}

}  // namespace

TEST(outcome, stands_in_the_types_of_the_standard) {
  schema::filled_database db;
  const auto list = mz::atomic(mz::delete_from(schema::members).where(schema::members.agent_id == 7).require_changes(1));
  auto first = mz::try_atomic(db, list);
  auto second = mz::try_atomic(db, list);
  EXPECT_TRUE(first.ok() && !second.ok());
  support::expect_regular(first, second);
  static_assert(!std::equality_comparable<decltype(first)>);
}
