// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>
#include <mizzle/expression/logic.hpp>

// Functions about NULL: https://www.sqlite.org/lang_corefunc.html.

namespace mizzle::detail {

namespace op {
/// Nothing to write: what follows can be NULL by itself, which its own words do not tell.
struct can_be_null {
  static constexpr token word{.what = form::named, .operands = 1, .flags = is_nullable};
};
}  // namespace op
template <class T, class V, class First, class... K>
constexpr auto tells_null(const expr<T, V, First, K...>& e) {
  if constexpr (is_optional<T> && !First::word.has(is_nullable)) {
    return expr<T, V, op::can_be_null, First, K...>{e.values};
  } else {
    return e;
  }
}

/// coalesce(a, b, ...): the first that is not NULL; NULL only if all can be. Its type holds all: a wider integer than a, or a
/// real, where b is one.
template <class A, class... More>
  requires(sizeof...(More) > 0)
constexpr auto coalesce(const A& first, const More&... more) {
  using E = decltype(val(first));
  return [&]<class... X>(const X&... e) {
    using B = common_of<typename X::type...>;
    constexpr bool nullable = (is_optional<typename X::type> && ...);
    return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
      return expr<std::conditional_t<nullable, std::optional<B>, B>, V, op::call<"coalesce(", sizeof...(X), any_operand>, K...>{all.values};
    }(collect(tells_null(e)...));
  }(val(first), nullable_operand<E>(more)...);
}
/// ifnull(a, b): coalesce() of two.
template <class A, class B>
constexpr auto ifnull(const A& a, const B& b) {
  return coalesce(a, b);
}

/// nullif(a, b): NULL if both are equal, otherwise a.
template <class A, class B>
constexpr auto nullif(const A& a, const B& b) {
  return call<add_optional_t<typename decltype(val(a))::type>, "nullif(">(a, operand<decltype(val(a))>(b));
}

/// iif(condition, a, b): a if the condition is true, and b if it is false or NULL; of a type that holds both.
template <Condition P, class A, class B>
constexpr auto iif(const P& condition, const A& a, const B& b) {
  using E = decltype(val(a));
  const auto& otherwise = nullable_operand<E>(b);
  using X = typename E::type;
  using Y = typename std::remove_cvref_t<decltype(otherwise)>::type;
  return call_of<nullable_if<common_of<X, Y>, X, Y>, op::call<"iif(", 3>>(condition, val(a), otherwise);
}
template <class P, class A, class B>
constexpr auto iif(const P&, const A& a, const B& b) {
  (void)accept<no_condition<"iif()", P>()>();
  return iif(rejected_condition{}, a, b);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::coalesce;
using detail::ifnull;
using detail::iif;
using detail::nullif;
}  // namespace mizzle
