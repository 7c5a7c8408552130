// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/cast.hpp>

namespace mizzle::detail {

namespace op {
struct add {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::add, .text = " + "sv};
};
struct subtract {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::add, .text = " - "sv};
};
struct multiply {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " * "sv};
};
struct divide {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " / "sv};
};
struct modulo {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::multiply, .text = " % "sv};
};
struct negate {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .text = "-"sv};
};
struct concat {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " || "sv};
};
}  // namespace op

/// Whether one of the words is a column of reals in which SQLite keeps whole ones as integers.
constexpr bool reads_numeric(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.has(keeps_whole) || (t.has_inner() && reads_numeric(t.inner->words))) return true;
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) {
      if (reads_numeric(t.list[i])) return true;
    }
  }
  return false;
}

/// `l op r` of numbers. A quotient of reals is one also where SQLite has two integers for them, which it would divide without a rest.
template <class R, class Op, class L, class X>
constexpr auto compute(const L& l, const X& r) {
  if constexpr (std::same_as<Op, op::divide> && std::floating_point<remove_optional_t<R>>) {
    if constexpr (reads_numeric(L::all) || reads_numeric(X::all)) return infix<R, Op>(cast<double>(l), r);
    else return infix<R, Op>(l, r);
  } else {
    return infix<R, Op>(l, r);
  }
}

// Division by zero is NULL in SQLite, so that a quotient is always optional.

/// What is wrong with an E that is no number.
template <fixed_string Where, class E>
constexpr diagnosis no_number() {
  return {fault::not_a_value, sentence{"mizzle: ", Where.view(), ": ", called(*E::words[0]), " of type ", type_name<typename E::type>(),
                                       " is no number; use mz::cast<std::int64_t>() or mz::cast<double>()"}};
}

#define MIZZLE_ARITHMETIC(symbol, name, wrap)                                                                 \
  template <class T, class V, class... K, class X>                                                            \
    requires Number<remove_optional_t<T>>                                                                     \
  constexpr auto operator symbol(const expr<T, V, K...>& l, const X& r) {                                     \
    const auto& other = operand<expr<T, V, K...>>(r);                                                         \
    return compute<wrap<sum_of<T, typename std::remove_cvref_t<decltype(other)>::type>>, op::name>(l, other); \
  }                                                                                                           \
  template <class X, class T, class V, class... K>                                                            \
    requires(Number<X> && Number<remove_optional_t<T>>)                                                       \
  constexpr auto operator symbol(const X& l, const expr<T, V, K...>& r) {                                     \
    return compute<wrap<sum_of<X, T>>, op::name>(val(l), r);                                                  \
  }                                                                                                           \
  template <class T, class V, class... K, class X>                                                            \
    requires(!Number<remove_optional_t<T>>)                                                                   \
  constexpr auto operator symbol(const expr<T, V, K...>&, const X&) {                                         \
    (void)accept<no_number<#symbol, expr<T, V, K...>>()>();                                                   \
    return rejected_operand<expr<T, V, K...>>{};                                                              \
  }

template <class T>
using as_is = T;

MIZZLE_ARITHMETIC(+, add, as_is)
MIZZLE_ARITHMETIC(-, subtract, as_is)
MIZZLE_ARITHMETIC(*, multiply, as_is)
MIZZLE_ARITHMETIC(/, divide, add_optional_t)
MIZZLE_ARITHMETIC(%, modulo, add_optional_t)
#undef MIZZLE_ARITHMETIC

/// `-x`.
template <class T, class V, class... K>
  requires Number<remove_optional_t<T>>
constexpr auto operator-(const expr<T, V, K...>& e) {
  return expr<nullable_if<sum_of<T, T>, T>, V, op::negate, K...>{e.values};
}

/// `a || b` of texts; written `concat(a, b, ...)`, because `||` is the logical or.
template <class A, class B, class... More>
constexpr auto concat(const A& a, const B& b, const More&... more) {
  const auto left = infix<std::string, op::concat>(val(a), val(b));
  if constexpr (sizeof...(More) == 0) {
    return left;
  } else {
    return concat(left, more...);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::concat;
}  // namespace mizzle
