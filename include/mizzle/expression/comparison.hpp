// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

namespace op {
struct equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " = "sv};
};
struct not_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " <> "sv};
};
struct less {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " < "sv};
};
struct less_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " <= "sv};
};
struct greater {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " > "sv};
};
struct greater_equal {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::less, .text = " >= "sv};
};
}  // namespace op

// The constraint on the templates below is always met. It keeps a compiler from preferring the reversed form of those
// further down, which C++20 would not let return anything but bool.

/// `a == b`, `a != b`, `a < b` ...: one side is an expression, the other an expression or a value of a like type.
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator==(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator!=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::not_equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator<(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::less>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator<=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::less_equal>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator>(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::greater>(l, operand<expr<T, V, K...>>(r));
}
template <class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
MIZZLE_INLINE constexpr auto operator>=(const expr<T, V, K...>& l, const X& r) {
  return infix<bool, op::greater_equal>(l, operand<expr<T, V, K...>>(r));
}

// A value on the left is written where it stands, so that the parameters keep their order.
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator==(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator!=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::not_equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator<(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::less>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator<=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::less_equal>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator>(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::greater>(operand<expr<T, V, K...>>(l), r);
}
template <class X, class T, class V, class... K>
  requires(!is_expr<X>)
MIZZLE_INLINE constexpr auto operator>=(const X& l, const expr<T, V, K...>& r) {
  return infix<bool, op::greater_equal>(operand<expr<T, V, K...>>(l), r);
}

}  // namespace mizzle::detail
