// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct bit_and {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " & "sv};
};
struct bit_or {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " | "sv};
};
struct shift_left {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " << "sv};
};
struct shift_right {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::bits, .text = " >> "sv};
};
struct bit_not {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .text = "~"sv};
};
}  // namespace op

/// A type of which SQL sees integers.
template <class X>
concept Integer = std::integral<X> && Number<X>;

/// What is wrong with an E whose bits are asked for.
template <fixed_string Where, class E>
constexpr diagnosis no_integer() {
  return {fault::not_a_value,
          sentence{"mizzle: ", Where.view(), ": ", called(*E::words[0]), " of type ", type_name<typename E::type>(),
                   " has no bits, which only integers have; use mz::cast<std::int64_t>(), or && and || for conditions"}};
}
/// Stands for bits that were rejected: a condition where one was meant.
template <class... E>
using rejected_bits = expr<std::conditional_t<(std::same_as<remove_optional_t<typename E::type>, bool> && ...), bool, std::int64_t>, none,
                           bound<sql_type::any>>;
template <fixed_string Where, class Op, Expression L, Expression R>
constexpr auto bits(const L& l, const R& r) {
  if constexpr (!Integer<remove_optional_t<typename L::type>>) {
    (void)accept<no_integer<Where, L>()>();
    return rejected_bits<L, R>{};
  } else if constexpr (!Integer<remove_optional_t<typename R::type>>) {
    (void)accept<no_integer<Where, R>()>();
    return rejected_bits<L, R>{};
  } else {
    return infix<std::int64_t, Op>(l, r);
  }
}

/// `a & b`, `a | b`, `a << n`, `a >> n`, `~a` of 64-bit integers. SQL's bits bind tighter than its comparisons, those of C++ do not: write
/// `(flags & 4) != 0`.
#define MIZZLE_BITS(symbol, name)                                         \
  template <class T, class V, class... K, class X>                        \
    requires(!std::is_void_v<X>)                                          \
  constexpr auto operator symbol(const expr<T, V, K...>& l, const X& r) { \
    return bits<#symbol, op::name>(l, operand<expr<T, V, K...>>(r));      \
  }                                                                       \
  template <Integer X, class T, class V, class... K>                      \
  constexpr auto operator symbol(const X& l, const expr<T, V, K...>& r) { \
    return bits<#symbol, op::name>(operand<expr<T, V, K...>>(l), r);      \
  }
MIZZLE_BITS(&, bit_and)
MIZZLE_BITS(|, bit_or)
MIZZLE_BITS(<<, shift_left)
MIZZLE_BITS(>>, shift_right)
#undef MIZZLE_BITS

template <class T, class V, class... K>
constexpr auto operator~(const expr<T, V, K...>& e) {
  if constexpr (Integer<remove_optional_t<T>>) {
    return expr<nullable_if<std::int64_t, T>, V, op::bit_not, K...>{e.values};
  } else {
    (void)accept<no_integer<"~", expr<T, V, K...>>()>();
    return rejected_bits<expr<T, V, K...>>{};
  }
}

}  // namespace mizzle::detail
