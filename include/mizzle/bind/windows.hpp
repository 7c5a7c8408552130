// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/statement/insert.hpp>
#include <mizzle/bind/visit.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

/// The rows of values(range) inside a statement's values; null for every other statement.
template <class V>
constexpr const V* find_rows(const V&) {
  return nullptr;
}
template <class T, class R>
constexpr const row_list<T, R>* find_rows(const row_list<T, R>& list) {
  return &list;
}
template <class A, class B>
constexpr auto find_rows(const two<A, B>& v) {
  return find_rows(v.first);
}

template <class P>
inline constexpr bool is_row_list = false;
template <class T, class R>
inline constexpr bool is_row_list<const row_list<T, R>*> = true;

/// Whether values V hold a range of rows to insert, which may take several executions.
template <class V>
inline constexpr bool inserts_range = is_row_list<decltype(find_rows(std::declval<const V&>()))>;

/// Whether there is nothing to run: an insert of no rows.
template <class V>
MIZZLE_INLINE inline bool is_nothing(const V& values) {
  if constexpr (inserts_range<V>) {
    return find_rows(values)->rows.size() == 0;
  } else {
    return false;
  }
}

/// How a range of rows is cut into statements.
struct window_limits {
  std::size_t parameters;  // that one statement can have
  std::size_t others = 0;  // that the statement has besides its rows
  bool few_texts = false;  // so that few kept statements serve every range
};

/// Where few texts are wanted, the most rows of one statement, and the most of which every number has a text of its own; above that, only
/// powers of two have.
inline constexpr std::size_t most_rows_kept = 128;
inline constexpr std::size_t most_rows_exact = 8;

constexpr std::size_t rows_of_kept_text(std::size_t count) noexcept {
  if (count <= most_rows_exact) return count;
  std::size_t power = most_rows_exact;
  while (power * 2 <= count) power *= 2;
  return power;
}

/// The window that begins with a row: rows that leave out the same columns, as many as the engine's number of parameters allows. What they
/// give is kept in `parts`.
template <class T, class R>
row_window window_from(std::size_t first, const row_list<T, R>& list, const window_limits& limits, shape& parts) {
  using access = row_access<T>;
  constexpr std::size_t columns = access::most_values();
  const std::size_t left = limits.parameters > limits.others ? limits.parameters - limits.others : 0;
  std::size_t most = left / columns > 1 ? left / columns : 1;
  if (limits.few_texts && most > most_rows_kept) most = most_rows_kept;
  if (most > list.rows.size() - first) most = list.rows.size() - first;
  parts = access::parts_of(list.rows[first]);
  // SQL has no form for several rows that give nothing.
  if (access::may_give_nothing() && parts.parts[0] == 0 && parts.parts[1] == 0) most = 1;
  std::size_t count = 1;
  while (count != most && access::parts_of(list.rows[first + count]) == parts) ++count;
  return {first, limits.few_texts ? rows_of_kept_text(count) : count, &parts};
}
/// Cuts a range of rows into windows that one statement each can insert.
template <class T, class R, class F>
void each_window(const row_list<T, R>& list, const window_limits& limits, F&& run) {
  shape parts;
  for (std::size_t first = 0; first != list.rows.size();) {
    const row_window rows = window_from(first, list, limits, parts);
    run(rows);
    first += rows.count;
  }
}

/// Counts values instead of giving them to an engine.
struct value_counter {
  row_window window;
  std::size_t result = 0;

  void put(const auto&...) noexcept { ++result; }
  void put_null() noexcept { ++result; }
};
/// How many values a statement binds for rows of its range, and besides them.
template <class V>
std::size_t count_bound(const V& values, row_window rows) {
  value_counter counter{rows};
  visit(counter, values);
  return counter.result;
}
template <class V>
std::size_t count_other_values(const V& values) {
  return count_bound(values, {0, 0});
}

/// The shape that a statement's values give to its text.
template <class V>
shape shape_of(const V& values, row_window rows) {
  shape_collector c;
  c.window = rows;
  collect_shape(c, values);
  return c.result;
}

}  // namespace mizzle::detail
