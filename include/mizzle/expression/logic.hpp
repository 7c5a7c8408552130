// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct and_ { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::and_, .text = " and "sv}; };
struct or_ { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::or_, .text = " or "sv}; };
struct not_ { static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .text = "not "sv}; };
struct when { static constexpr token word{.what = form::when, .operands = 1}; };
}  // namespace op

/// An expression that is true, false or NULL.
template <class X>
concept Condition = Expression<X> && std::same_as<remove_optional_t<typename std::remove_cvref_t<X>::type>, bool>;

/// `a && b`, `a || b`, `!a`: both sides are evaluated by the engine, in no particular order.
template <Condition L, Condition R>
[[gnu::always_inline]] constexpr auto operator&&(const L& l, const R& r) {
  return infix<bool, op::and_>(l, r);
}
template <Condition L, Condition R>
[[gnu::always_inline]] constexpr auto operator||(const L& l, const R& r) {
  return infix<bool, op::or_>(l, r);
}
template <class T, class V, class... K>
  requires Condition<expr<T, V, K...>>
[[gnu::always_inline]] constexpr auto operator!(const expr<T, V, K...>& e) {
  return expr<T, V, op::not_, K...>{e.values};
}

/// A condition that stands only if `on`: `a && when(on, b)` is `a and b`, or just `a`. A where() whose parts all vanish is
/// no where(); an update or delete must therefore keep one part that always stands.
template <class T, class V, class... K>
  requires Condition<expr<T, V, K...>>
constexpr auto when(bool on, const expr<T, V, K...>& condition) {
  return expr<T, maybe<V>, op::when, K...>{{on, condition.values}};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::Condition;
using detail::when;
}  // namespace mizzle
