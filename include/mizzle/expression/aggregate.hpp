// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/arithmetic.hpp>
#include <mizzle/expression/function.hpp>

namespace mizzle::detail {

namespace op {
struct count_rows { static constexpr token word{.what = form::text, .flags = is_aggregate | hides_null, .text = "count(*)"sv}; };
}  // namespace op

/// Any aggregate function, as mizzle::function is any other one: `aggregate<"json_group_array", std::string>(messages.body)`.
/// R is what it yields: std::optional where that can be NULL, as it is of most aggregates without rows.
template <fixed_string Name, class R, class... X>
constexpr auto aggregate(const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? is_aggregate : is_aggregate | hides_null;
  using Op = op::call<op::opening<Name>(), sizeof...(X), flags>;
  if constexpr (sizeof...(X) == 0) {
    return expr<R, none, Op>{};
  } else {
    return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
      return expr<R, V, Op, K...>{all.values};
    }(collect(val(arguments)...));
  }
}

/// One aggregate over an expression: its result type does not depend on whether the argument is nullable.
template <class R, fixed_string Opening, std::uint16_t Flags, class T, class V, class... K>
constexpr auto aggregate_of(const expr<T, V, K...>& e) {
  return expr<R, V, op::call<Opening, 1, static_cast<std::uint16_t>(Flags | is_aggregate)>, K...>{e.values};
}

/// count(*): the number of rows. Never NULL.
constexpr expr<std::int64_t, none, op::count_rows> count() { return {}; }
/// count(x): the number of rows in which x is not NULL.
template <Expression E>
constexpr auto count(const E& x) {
  return aggregate_of<std::int64_t, "count(", hides_null>(x);
}
/// count(distinct x): the number of different values of x that are not NULL.
template <Expression E>
constexpr auto count_distinct(const E& x) {
  return aggregate_of<std::int64_t, "count(distinct ", hides_null>(x);
}
/// sum(x): an integer of integers, a real of reals; NULL without rows. An integer overflow is an sql_error.
template <Expression E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto sum(const E& x) {
  return aggregate_of<std::optional<sum_of<typename E::type, typename E::type>>, "sum(", 0>(x);
}
/// total(x): a real, 0.0 without rows.
template <Expression E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto total(const E& x) {
  return aggregate_of<double, "total(", hides_null>(x);
}
/// avg(x): a real, NULL without rows.
template <Expression E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto avg(const E& x) {
  return aggregate_of<std::optional<double>, "avg(", 0>(x);
}
/// min(x), max(x): of x's own type, NULL without rows.
template <Expression E>
constexpr auto min(const E& x) {
  return aggregate_of<add_optional_t<typename E::type>, "min(", 0>(x);
}
template <Expression E>
constexpr auto max(const E& x) {
  return aggregate_of<add_optional_t<typename E::type>, "max(", 0>(x);
}
/// group_concat(x): the texts joined by commas, in no order; NULL without rows.
template <Expression E>
constexpr auto group_concat(const E& x) {
  return aggregate_of<std::optional<std::string>, "group_concat(", 0>(x);
}
template <Expression E, TextLike Text>
constexpr auto group_concat(const E& x, const Text& separator) {
  return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
    return expr<std::optional<std::string>, V, op::call<"group_concat(", 2, is_aggregate>, K...>{all.values};
  }(collect(x, val(separator)));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate;
using detail::avg;
using detail::count;
using detail::count_distinct;
using detail::group_concat;
using detail::max;
using detail::min;
using detail::sum;
using detail::total;
}  // namespace mizzle
