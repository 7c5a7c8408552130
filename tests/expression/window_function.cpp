// SPDX-License-Identifier: MIT
#include "support/sales.hpp"

using sales_schema::sales;

namespace {
constexpr auto by_shop = mz::partition_by(sales.shop).order_by(sales.amount);

/// Checks a function over a window against the same in plain SQL, and the type that it yields.
template <class T, class F>
void expect_function(const F& f, std::string_view words) {
  sales_schema::database db;
  const auto typed = mz::select(f.over(by_shop)).from(sales).order_by(sales.id);
  using row = std::remove_cvref_t<decltype(db.all(typed)[0])>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, T>);
  const std::string plain = "select " + std::string{words} + " over (partition by shop order by amount) from sales order by id";
  std::vector<T> expected, found;
  for (const auto& [x] : db.raw<T>(plain)) expected.push_back(x);
  for (const auto& [x] : db.all(typed)) found.push_back(x);
  EXPECT_EQ(found, expected) << words;
}
using integer = std::int64_t;
using text = std::string;
}  // namespace

TEST(window_function, ranks) {
  expect_function<integer>(mz::row_number(), "row_number()");
  expect_function<integer>(mz::rank(), "rank()");
  expect_function<integer>(mz::dense_rank(), "dense_rank()");
  expect_function<double>(mz::percent_rank(), "percent_rank()");
  expect_function<double>(mz::cume_dist(), "cume_dist()");
  expect_function<integer>(mz::ntile(2), "ntile(2)");
}

TEST(window_function, values_of_other_rows) {
  expect_function<std::optional<integer>>(mz::lag(sales.amount), "lag(amount)");
  expect_function<std::optional<integer>>(mz::lead(sales.amount, 2), "lead(amount, 2)");
  expect_function<integer>(mz::lag(sales.amount, 1, 0), "lag(amount, 1, 0)");
  expect_function<std::optional<integer>>(mz::lag(sales.amount, 1, std::nullopt), "lag(amount, 1, null)");
  expect_function<std::optional<text>>(mz::lead(sales.note, 1, "none"), "lead(note, 1, 'none')");
  expect_function<std::optional<integer>>(mz::first_value(sales.amount), "first_value(amount)");
  expect_function<std::optional<text>>(mz::last_value(sales.note), "last_value(note)");
  expect_function<std::optional<integer>>(mz::nth_value(sales.amount, 2), "nth_value(amount, 2)");
}

TEST(window_function, aggregates) {
  expect_function<std::optional<integer>>(mz::sum(sales.amount), "sum(amount)");
  expect_function<integer>(mz::count(sales.note), "count(note)");
  expect_function<std::optional<text>>(mz::max(sales.note), "max(note)");
  expect_function<std::optional<text>>(mz::group_concat(sales.note, "+"), "group_concat(note, '+')");
  expect_function<text>(mz::aggregate<"json_group_array", text>(sales.amount), "json_group_array(amount)");
  expect_function<integer>(mz::count().filter(sales.amount > 0), "count(*) filter (where amount > 0)");
}
