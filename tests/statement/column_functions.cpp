// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::ruled;

namespace {

template <class Column, class T>
auto assignments(const T& assigned) {
  return mz::detail::with_on_update<std::remove_cvref_t<decltype(ruled)>, 1, 0, Column>(mz::detail::as_run(assigned));
}

}  // namespace

TEST(on_update, a_column_that_is_not_named_is_assigned_behind_the_others) {
  const auto amount = ruled.amount = 3;
  const auto both = assignments<decltype(amount)::column>(amount);
  EXPECT_EQ(both.run.values.first, 3);
  EXPECT_EQ(both.run.values.second, schema::touched);
  const int before = schema::touched;
  const auto version = ruled.version = 9;
  EXPECT_EQ(assignments<decltype(version)::column>(version).run.values, 9);
  EXPECT_EQ(schema::touched, before);
}
