// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/assignment.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

namespace op {
struct desc {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " desc"sv};
};
struct asc {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " asc"sv};
};
struct nulls_first {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " nulls first"sv};
};
struct nulls_last {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::none, .text = " nulls last"sv};
};
}  // namespace op

/// A term of order_by() or of an index: `desc(x)`, `nulls_last(asc(y))`. A plain expression is ascending.
template <class V, class... K>
struct ordering {
  V values;
};

/// A term of order_by() or of an index, the greatest first.
template <class T, class V, class... K>
MIZZLE_INLINE constexpr auto desc(const expr<T, V, K...>& e) {
  return ordering<V, op::desc, K...>{e.values};
}
/// The same, the least first, as without it.
template <class T, class V, class... K>
constexpr auto asc(const expr<T, V, K...>& e) {
  return ordering<V, op::asc, K...>{e.values};
}
/// Where a term has NULLs: before all values, as SQLite has them for what is ascending.
template <class V, class... K>
constexpr auto nulls_first(const ordering<V, K...>& o) {
  return ordering<V, op::nulls_first, K...>{o.values};
}
template <class T, class V, class... K>
constexpr auto nulls_first(const expr<T, V, K...>& e) {
  return ordering<V, op::nulls_first, K...>{e.values};
}
/// Where a term has NULLs: behind all values, as SQLite has them for desc().
template <class V, class... K>
constexpr auto nulls_last(const ordering<V, K...>& o) {
  return ordering<V, op::nulls_last, K...>{o.values};
}
template <class T, class V, class... K>
constexpr auto nulls_last(const expr<T, V, K...>& e) {
  return ordering<V, op::nulls_last, K...>{e.values};
}

/// Tokens one behind another, with their values: what a clause takes from its arguments.
template <class V, class... K>
struct run_of {
  V values;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K)};
};
template <class T, class V, class... K>
MIZZLE_INLINE constexpr auto as_run(const expr<T, V, K...>& e) {
  return run_of<V, K...>{e.values};
}
template <class V, class... K>
MIZZLE_INLINE constexpr auto as_run(const ordering<V, K...>& e) {
  return run_of<V, K...>{e.values};
}
template <class V, class C, class... K>
MIZZLE_INLINE constexpr auto as_run(const assignment<V, C, K...>& e) {
  return run_of<V, op::assign, C, K...>{e.values};
}
template <class V1, class... K1, class V2, class... K2>
MIZZLE_INLINE constexpr auto operator+(const run_of<V1, K1...>& a, const run_of<V2, K2...>& b) {
  return run_of<joined<V1, V2>, K1..., K2...>{join(a.values, b.values)};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::asc;
using detail::desc;
using detail::nulls_first;
using detail::nulls_last;
}  // namespace mizzle
