// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct is_null {
  static constexpr token word{.what = form::postfix, .operands = 1, .binds = precedence::equal, .flags = hides_null, .text = " is null"sv};
};
struct is_not_null {
  static constexpr token word{
      .what = form::postfix, .operands = 1, .binds = precedence::equal, .flags = hides_null, .text = " is not null"sv};
};
struct is {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = hides_null, .keyword = keyword::is};
};
struct is_not {
  static constexpr token word{
      .what = form::infix, .operands = 2, .binds = precedence::equal, .flags = hides_null, .keyword = keyword::is_not};
};
}  // namespace op

template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::is_null() const {
  return expr<bool, V, op::is_null, K...>{values};
}
template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::is_not_null() const {
  return expr<bool, V, op::is_not_null, K...>{values};
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::is(const X& other) const {
  return infix<bool, op::is>(*this, nullable_operand<expr>(other));
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::is_not(const X& other) const {
  return infix<bool, op::is_not>(*this, nullable_operand<expr>(other));
}

}  // namespace mizzle::detail
