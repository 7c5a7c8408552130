// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct between {
  static constexpr token word{.what = form::mixfix, .operands = 3, .binds = precedence::equal, .text = "\1 between \1 and \1"sv};
};
struct not_between {
  static constexpr token word{.what = form::mixfix, .operands = 3, .binds = precedence::equal, .text = "\1 not between \1 and \1"sv};
};
}  // namespace op

/// An operator before three expressions.
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2, class T3, class V3, class... K3>
constexpr auto ternary(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b, const expr<T3, V3, K3...>& c) {
  return expr<nullable_if<R, T1, T2, T3>, joined<V1, joined<V2, V3>>, Op, K1..., K2..., K3...>{join(a.values, join(b.values, c.values))};
}

template <class T, class V, class... K>
template <class A, class B>
constexpr auto expr<T, V, K...>::between(const A& low, const B& high) const {
  return ternary<bool, op::between>(*this, operand<expr>(low), operand<expr>(high));
}
template <class T, class V, class... K>
template <class A, class B>
constexpr auto expr<T, V, K...>::not_between(const A& low, const B& high) const {
  return ternary<bool, op::not_between>(*this, operand<expr>(low), operand<expr>(high));
}

}  // namespace mizzle::detail
