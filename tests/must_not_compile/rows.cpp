// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a", std::int64_t> a{};
};
inline constexpr mz::table<"items", Item> items{};

inline mz::sqlite::connection& db();

// case: an_expression_selected_twice_with_other_values
// error: mizzle: row[]: several selected fields are this expression
auto f() { return db().one(mz::select(items.a + 1, items.a + 2).from(items))[items.a + 1]; }

// case: a_pivot_of_sums
// error: give them names with .as<"name">()
auto f() {
  const auto of = [](std::int64_t n) { return mz::sum(mz::case_when(items.a == n, items.id)); };
  return db().one(mz::select(of(1), of(2)).from(items))[of(1)];
}

// case: an_expression_that_was_not_selected
// error: mizzle: row[]: this column or table was not selected
auto f() { return db().one(mz::select(items.a + 1).from(items))[items.a * 1]; }

// case: a_row_to_insert_that_lacks_a_value
// flags: -O0
// error: mizzle: new_row:
auto f() { return mz::new_row<items>{.id = 1}; }

// case: a_row_of_a_range_that_lacks_a_value
// flags: -O2
// error: mizzle: new_row:
void f(std::vector<mz::new_row<items>>& rows) { rows.push_back({.id = 1}); }

// case: a_row_that_is_made_without_values
// flags: -O2
// error: mizzle: new_row:
auto f() { return mz::new_row<items>{}; }

// case: a_result_by_a_number_of_run_time
// error: mizzle: results[...]: the compiler must know which statement of the list is meant, because each yields a type of its own; write results[0_c] instead of results[0]
auto f() { return mz::run_atomic(db(), mz::atomic(mz::select(items)))[0]; }

// case: a_result_behind_the_last_statement
// error: mizzle: results[...]: the list has no statement at this position; they are counted from 0_c on
auto f() { return mz::run_atomic(db(), mz::atomic(mz::select(items), mz::select(items)))[5_c]; }

// case: a_result_before_the_first_statement
// error: mizzle: results[...]: the list has no statement at this position
auto f() { return mz::run_atomic(db(), mz::atomic(mz::select(items)))[std::integral_constant<int, -1>{}]; }

// case: when_of_a_plain_value
// error: mizzle: when(on, x): x must be a statement, which then stands in an atomic list, or a part of one: a condition
auto f() { return mz::run_atomic(db(), mz::atomic(mz::select(items), mz::when(true, 5))); }

// case: when_of_an_expression_that_is_no_condition
// error: mizzle: atomic(): a C++ value of type
auto f() { return mz::run_atomic(db(), mz::atomic(mz::when(true, items.a + 1))); }
