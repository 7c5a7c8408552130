// SPDX-License-Identifier: MIT
#include "support/sales.hpp"

using sales_schema::numbers;
using sales_schema::plain_numbers;
using sales_schema::sales;

namespace {
/// Checks what sums over a window with a frame are against the same in plain SQL.
template <class Window>
void expect_frame(mz::sqlite::connection& db, const Window& w, std::string_view words) {
  const auto typed = mz::select(mz::sum(sales.amount).over(w)).from(sales).order_by(sales.id);
  const std::string plain = "select sum(amount) over (order by amount " + std::string{words} + ") from sales order by id";
  EXPECT_EQ(numbers(db, typed), plain_numbers(db, plain)) << words;
}
constexpr auto by_amount = mz::order_by(sales.amount);
}  // namespace

TEST(frame, its_text) {
  sales_schema::database db;
  EXPECT_SQL(db, mz::select(mz::count().over(by_amount.rows(mz::unbounded_preceding))).from(sales),
             R"(select count(*) over (order by "sales"."amount" rows between unbounded preceding and current row) from "sales")");
  EXPECT_SQL(db, mz::select(mz::count().over(by_amount.groups(mz::preceding(1), mz::following(2)).exclude_group())).from(sales),
             R"(select count(*) over (order by "sales"."amount" groups between ? preceding and ? following exclude group) from "sales")");
  EXPECT_SQL(
      db,
      mz::select(mz::count().over(mz::partition_by(sales.shop).rows(mz::current_row, mz::unbounded_following).exclude_current_row()))
          .from(sales),
      R"(select count(*) over (partition by "sales"."shop" rows between current row and unbounded following exclude current row) from "sales")");
}

TEST(frame, every_boundary_and_unit) {
  sales_schema::database db;
  expect_frame(db, by_amount.rows(mz::unbounded_preceding, mz::current_row), "rows between unbounded preceding and current row");
  expect_frame(db, by_amount.rows(mz::unbounded_preceding, mz::unbounded_following),
               "rows between unbounded preceding and unbounded following");
  expect_frame(db, by_amount.rows(mz::preceding(1), mz::following(1)), "rows between 1 preceding and 1 following");
  expect_frame(db, by_amount.rows(mz::following(1), mz::following(2)), "rows between 1 following and 2 following");
  expect_frame(db, by_amount.rows(mz::preceding(2), mz::preceding(1)), "rows between 2 preceding and 1 preceding");
  expect_frame(db, by_amount.range(mz::preceding(2), mz::following(2)), "range between 2 preceding and 2 following");
  expect_frame(db, by_amount.range(mz::preceding(2.5), mz::current_row), "range between 2.5 preceding and current row");
  expect_frame(db, by_amount.range(mz::current_row, mz::unbounded_following), "range between current row and unbounded following");
  expect_frame(db, by_amount.groups(mz::preceding(1), mz::current_row), "groups between 1 preceding and current row");
  expect_frame(db, by_amount.groups(mz::current_row), "groups between current row and current row");
}

TEST(frame, every_exclusion) {
  sales_schema::database db;
  const auto all = by_amount.groups(mz::preceding(1), mz::following(1));
  expect_frame(db, all.exclude_current_row(), "groups between 1 preceding and 1 following exclude current row");
  expect_frame(db, all.exclude_group(), "groups between 1 preceding and 1 following exclude group");
  expect_frame(db, all.exclude_ties(), "groups between 1 preceding and 1 following exclude ties");
}

TEST(frame, a_negative_distance_is_refused) {
  EXPECT_THROW((void)mz::preceding(-1), mz::error::invalid_request);
  EXPECT_THROW((void)mz::following(-0.5), mz::error::invalid_request);
}
