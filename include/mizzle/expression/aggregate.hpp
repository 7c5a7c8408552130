// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/arithmetic.hpp>
#include <mizzle/expression/function.hpp>

namespace mizzle::detail {

namespace op {
struct count_rows {
  static constexpr token word{.what = form::text, .flags = is_aggregate | hides_null, .text = "count(*)"sv};
};
}  // namespace op

/// The argument of an aggregate of different values only, made by distinct().
template <class E>
struct distinct_argument {
  using type = typename E::type;
  static constexpr const auto& words = E::words;
  E expression;
};
template <class X>
inline constexpr bool is_distinct_argument = false;
template <class E>
inline constexpr bool is_distinct_argument<distinct_argument<E>> = true;

/// `sum(distinct x)`, written `sum(distinct(x))`: each value once, in any aggregate of one argument.
template <Expression E>
constexpr auto distinct(const E& x) {
  return distinct_argument<E>{x};
}
/// What an aggregate takes.
template <class X>
concept AggregateArgument = Expression<X> || is_distinct_argument<X>;

namespace op {
template <fixed_string Opening>
constexpr auto opening_of_distinct() {
  char text[sizeof Opening.chars + 9]{};
  for (std::size_t i = 0; i != Opening.size(); ++i) text[i] = Opening.chars[i];
  for (std::size_t i = 0; i != 9; ++i) text[Opening.size() + i] = "distinct "[i];
  return fixed_string<sizeof text>{text};
}
}  // namespace op

/// Any aggregate function, as mizzle::function is any other one: `aggregate<"json_group_array", std::string>(messages.body)`.
/// R is what it yields, whether the arguments are nullable or not: std::optional where that can be NULL, as it is of most
/// aggregates without rows.
template <fixed_string Opening, class R, class... X>
constexpr auto aggregate_call(const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? is_aggregate : is_aggregate | hides_null;
  if constexpr ((is_distinct_argument<X> || ...)) {
    static_assert(sizeof...(X) == 1, "mizzle: distinct(): SQLite has it only in aggregates of one argument; leave the others out");
    if constexpr (sizeof...(X) == 1) return call_of<R, op::call<op::opening_of_distinct<Opening>(), 1, flags>>(arguments.expression...);
    else return expr<R, none, op::call<Opening, 0, flags>>{};
  } else {
    return call_of<R, op::call<Opening, sizeof...(X), flags>>(arguments...);
  }
}
template <fixed_string Name, class R, class... X>
constexpr auto aggregate(const X&... arguments) {
  return aggregate_call<op::opening<Name>(), R>(arguments...);
}

/// count(*): the number of rows. Never NULL.
template <class R = std::int64_t>
constexpr expr<R, none, op::count_rows> count() {
  return {};
}
/// count(x): the number of rows in which x is not NULL.
template <AggregateArgument E>
constexpr auto count(const E& x) {
  return aggregate_call<"count(", std::int64_t>(x);
}
/// count(distinct x): the number of different values of x that are not NULL.
template <Expression E>
constexpr auto count_distinct(const E& x) {
  return aggregate_call<"count(distinct ", std::int64_t>(x);
}
/// sum(x): an integer of integers, a real of reals; NULL without rows. An integer overflow is an sql_error.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto sum(const E& x) {
  return aggregate_call<"sum(", std::optional<sum_of<typename E::type, typename E::type>>>(x);
}
/// total(x): a real, 0.0 without rows.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto total(const E& x) {
  return aggregate_call<"total(", double>(x);
}
/// avg(x): a real, NULL without rows.
template <AggregateArgument E>
  requires Number<remove_optional_t<typename E::type>>
constexpr auto avg(const E& x) {
  return aggregate_call<"avg(", std::optional<double>>(x);
}
/// min(x), max(x): of x's own type, NULL without rows.
template <Expression E>
constexpr auto min(const E& x) {
  return aggregate_call<"min(", add_optional_t<typename E::type>>(x);
}
template <Expression E>
constexpr auto max(const E& x) {
  return aggregate_call<"max(", add_optional_t<typename E::type>>(x);
}
/// group_concat(x): the texts joined by commas, in no order; NULL without rows.
template <AggregateArgument E>
constexpr auto group_concat(const E& x) {
  return aggregate_call<"group_concat(", std::optional<std::string>>(x);
}
template <Expression E, TextLike Text>
constexpr auto group_concat(const E& x, const Text& separator) {
  return aggregate_call<"group_concat(", std::optional<std::string>>(x, separator);
}

template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> sum(const E&) {
  (void)accept<no_number<"sum()", E>()>();
  return {};
}
template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> total(const E&) {
  (void)accept<no_number<"total()", E>()>();
  return {};
}
template <AggregateArgument E>
constexpr expr<double, none, op::count_rows> avg(const E&) {
  (void)accept<no_number<"avg()", E>()>();
  return {};
}

namespace op {
/// `f(x) filter (where p)`: an aggregate like the one that it stands behind. Flags are those of the result.
template <std::uint16_t Flags>
struct filter {
  static constexpr token word{
      .what = form::mixfix, .operands = 2, .flags = Flags | is_aggregate | is_filter, .text = "\1 filter (where \1)"sv};
};
}  // namespace op

template <class T, class V, class... K>
template <class T2, class V2, class... K2>
constexpr auto expr<T, V, K...>::filter(const expr<T2, V2, K2...>& condition) const {
  static_assert(words[0]->has(is_aggregate) && !words[0]->has(is_filter),
                "mizzle: filter(): it belongs behind an aggregate, once; write sum(x).filter(...)");
  static_assert(std::same_as<remove_optional_t<T2>, bool>, "mizzle: filter(): it needs a condition, such as column == value");
  return expr<T, joined<V, V2>, op::filter<static_cast<std::uint16_t>(words[0]->flags & hides_null)>, K..., K2...>{
      join(values, condition.values)};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate;
using detail::avg;
using detail::count;
using detail::count_distinct;
using detail::distinct;
using detail::group_concat;
using detail::max;
using detail::min;
using detail::sum;
using detail::total;
}  // namespace mizzle
