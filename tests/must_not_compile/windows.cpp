// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "shop", std::string> shop{};
  mz::column<As, "amount", std::int64_t> amount{};
};
inline constexpr mz::table<"sales", Sale> sales{};

inline mz::sqlite::connection& db();

// case: window_function_without_a_window
// error: mizzle: select(): the function row_number() looks at a window; give it one with .over(...)
void f() { (void)db().all(mz::select(mz::row_number()).from(sales)); }

// case: window_function_in_where
// error: mizzle: where(): a window function cannot stand here, because it looks at the rows that a select yields; select it in a named query, and use its column
void f() { (void)db().all(mz::select(sales.id).from(sales).where(mz::row_number().over() == 1)); }

// case: window_function_in_having
// error: mizzle: having(): a window function cannot stand here
void f() { (void)db().all(mz::select(sales.shop).from(sales).group_by(sales.shop).having(mz::count().over() == 1)); }

// case: window_function_in_a_window_function
// error: mizzle: select(): a window function stands inside another one; compute the inner one in a named query
void f() { (void)db().all(mz::select(mz::sum(mz::rank().over(mz::order_by(sales.id))).over()).from(sales)); }

// case: window_function_in_an_aggregate
// error: mizzle: select(): an aggregate stands inside another aggregate; compute the inner one in a subquery
void f() { (void)db().all(mz::select(mz::sum(mz::rank().over(mz::order_by(sales.id)))).from(sales)); }

// case: column_beside_a_window_over_groups
// error: mizzle: select(): column sales.id stands beside an aggregate but is not in group_by()
void f() { (void)db().all(mz::select(mz::sum(sales.id).over()).from(sales).group_by(sales.shop)); }

// case: window_that_is_not_defined
// error: mizzle: select(): the window "w" is not defined in this select; add it with .window(...)
void f() {
  const auto w = mz::window<"w">(mz::order_by(sales.id));
  (void)db().all(mz::select(mz::rank().over(w)).from(sales));
}

// case: window_clause_with_a_window_without_a_name
// error: mizzle: window(): it takes windows with names
auto f() { return mz::select(sales.id).from(sales).window(mz::order_by(sales.id)); }

// case: over_of_a_column
// error: mizzle: over(): only an aggregate or a window function has a window
auto f() { return sales.id.over(); }

// case: over_a_column
// error: mizzle: over(): it takes a window
auto f() { return mz::count().over(sales.id); }

// case: over_of_a_distinct_aggregate
// error: mizzle: over(): SQLite has no distinct aggregates over windows
auto f() { return mz::count_distinct(sales.shop).over(); }

// case: filter_of_a_column
// error: mizzle: filter(): it belongs behind an aggregate, once
auto f() { return sales.id.filter(sales.id > 1); }

// case: filter_without_a_condition
// error: mizzle: filter(): it needs a condition
auto f() { return mz::count().filter(sales.id); }

// case: frame_that_ends_before_it_begins
// error: mizzle: over(): the frame ends before it begins; write the earlier boundary first
auto f() { return mz::order_by(sales.id).rows(mz::following(1), mz::preceding(1)); }

// case: distance_in_a_range_of_two_orders
// error: mizzle: range(): a distance needs a window that is ordered by exactly one expression
auto f() { return mz::order_by(sales.shop, sales.id).range(mz::preceding(1)); }

// case: groups_without_an_order
// error: mizzle: groups(): it needs a window with order_by(), which makes the groups
auto f() { return mz::partition_by(sales.shop).groups(mz::current_row); }

// case: two_frames
// error: mizzle: over(): a window has one frame; keep one of rows(), range() and groups()
auto f() { return mz::order_by(sales.id).rows(mz::current_row).range(mz::current_row); }

// case: partition_by_nothing
// error: mizzle: partition_by(): it needs at least one expression; a window over all rows is over()
auto f() { return mz::partition_by(); }

// case: window_ordered_by_nothing
// error: mizzle: order_by(): it needs at least one expression
auto f() { return mz::partition_by(sales.shop).order_by(); }
