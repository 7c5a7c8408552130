// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>
#include <mizzle/expression/window.hpp>

namespace mizzle::detail {

// https://www.sqlite.org/windowfunctions.html#built_in_window_functions. Each needs .over(...).

/// A call of a window function; its result type does not depend on whether the arguments are nullable.
template <class R, fixed_string Opening, class... X>
constexpr auto window_call(const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? needs_window : needs_window | hides_null;
  return call_of<R, op::call<Opening, sizeof...(X), flags>>(arguments...);
}

// Those without arguments are templates of what they yield, so that an expression is made only of those that are called.

/// The number of the row within its partition, from 1 on.
template <class R = std::int64_t>
constexpr auto row_number() {
  return window_call<R, "row_number(">();
}
/// The number of the first row that is equal to this one in order; with gaps, and without.
template <class R = std::int64_t>
constexpr auto rank() {
  return window_call<R, "rank(">();
}
template <class R = std::int64_t>
constexpr auto dense_rank() {
  return window_call<R, "dense_rank(">();
}
/// (rank - 1) / (rows - 1), from 0 to 1.
template <class R = double>
constexpr auto percent_rank() {
  return window_call<R, "percent_rank(">();
}
/// The part of the rows that come no later than this one, above 0 up to 1.
template <class R = double>
constexpr auto cume_dist() {
  return window_call<R, "cume_dist(">();
}
/// The rows divided into n parts as equal as can be: the number of the row's part, from 1 on. An n below 1 is an sql_error.
template <class N>
constexpr auto ntile(const N& n) {
  return window_call<std::int64_t, "ntile(">(n);
}

/// lag() and lead() with what stands where there is no such row: of a type that holds both.
template <fixed_string Opening, Expression E, Expression D>
constexpr auto neighbour(const E& x, std::int64_t offset, const D& otherwise) {
  using A = typename E::type;
  using B = typename D::type;
  return window_call<nullable_if<common_of<A, B>, A, B>, Opening>(x, offset, otherwise);
}
/// x of the row that comes `offset` rows before this one (lag) or behind it (lead); where there is none, NULL, or `otherwise`.
template <Expression E>
constexpr auto lag(const E& x, std::int64_t offset = 1) {
  return window_call<add_optional_t<typename E::type>, "lag(">(x, offset);
}
template <Expression E, class D>
constexpr auto lag(const E& x, std::int64_t offset, const D& otherwise) {
  return neighbour<"lag(">(x, offset, nullable_operand<E>(otherwise));
}
template <Expression E>
constexpr auto lead(const E& x, std::int64_t offset = 1) {
  return window_call<add_optional_t<typename E::type>, "lead(">(x, offset);
}
template <Expression E, class D>
constexpr auto lead(const E& x, std::int64_t offset, const D& otherwise) {
  return neighbour<"lead(">(x, offset, nullable_operand<E>(otherwise));
}

/// x of the first, the last or the n-th row of the frame; NULL if the frame has none.
template <Expression E>
constexpr auto first_value(const E& x) {
  return window_call<add_optional_t<typename E::type>, "first_value(">(x);
}
template <Expression E>
constexpr auto last_value(const E& x) {
  return window_call<add_optional_t<typename E::type>, "last_value(">(x);
}
template <Expression E, class N>
constexpr auto nth_value(const E& x, const N& n) {
  return window_call<add_optional_t<typename E::type>, "nth_value(">(x, n);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cume_dist;
using detail::dense_rank;
using detail::first_value;
using detail::lag;
using detail::last_value;
using detail::lead;
using detail::nth_value;
using detail::ntile;
using detail::percent_rank;
using detail::rank;
using detail::row_number;
}  // namespace mizzle
