// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

// Functions of numbers: https://www.sqlite.org/lang_corefunc.html, https://www.sqlite.org/lang_mathfunc.html. Those of the second page
// are there if SQLite was built with SQLITE_ENABLE_MATH_FUNCTIONS, as it usually is. What is not defined, such as sqrt(-1), is NULL.

namespace mizzle::detail {

/// abs(x): like arithmetic, a 64-bit integer of an integer, because a narrower one does not hold abs(-128); a real of a real.
template <class E>
constexpr auto abs(const E& x) {
  using T = remove_optional_t<typename decltype(val(x))::type>;
  return call<std::conditional_t<Number<T>, sum_of<T, T>, T>, "abs(">(x);
}
/// A function that yields an integer of an integer, and a real of a real.
template <fixed_string Opening, class E>
constexpr auto round_whole(const E& x) {
  using T = remove_optional_t<typename decltype(val(x))::type>;
  static_assert(Number<T>, "mizzle: ceil(), floor(), trunc(): the argument is no number; use mz::cast<double>()");
  return call<sum_of<T, T>, Opening>(x);
}
/// ceil(x), floor(x), trunc(x): the next whole number above x, below it, or towards 0.
template <class E>
constexpr auto ceil(const E& x) {
  return round_whole<"ceil(">(x);
}
template <class E>
constexpr auto floor(const E& x) {
  return round_whole<"floor(">(x);
}
template <class E>
constexpr auto trunc(const E& x) {
  return round_whole<"trunc(">(x);
}
/// round(x), round(x, digits): x rounded, as a real; halves away from 0.
template <class... X>
constexpr auto round(const X&... x) {
  return call<double, "round(">(x...);
}
/// sign(x): -1, 0 or 1.
template <class E>
constexpr auto sign(const E& x) {
  static_assert(Number<remove_optional_t<typename decltype(val(x))::type>>,
                "mizzle: sign(): the argument is no number; use mz::cast<double>()");
  return call<std::int64_t, "sign(">(x);
}

/// sqrt(x), exp(x), and the logarithms: ln(x), log10(x), log2(x), log(base, x).
template <class... X>
constexpr auto sqrt(const X&... x) {
  return call<std::optional<double>, "sqrt(">(x...);
}
template <class... X>
constexpr auto exp(const X&... x) {
  return call<double, "exp(">(x...);
}
template <class... X>
constexpr auto ln(const X&... x) {
  return call<std::optional<double>, "ln(">(x...);
}
template <class... X>
constexpr auto log10(const X&... x) {
  return call<std::optional<double>, "log10(">(x...);
}
template <class... X>
constexpr auto log2(const X&... x) {
  return call<std::optional<double>, "log2(">(x...);
}
template <class... X>
constexpr auto log(const X&... x) {
  return call<std::optional<double>, "log(">(x...);
}
/// pow(x, y): x to the power of y.
template <class... X>
constexpr auto pow(const X&... x) {
  return call<std::optional<double>, "pow(">(x...);
}
/// mod(x, y): what is left of x / y, as a real; `%` is that of integers.
template <class... X>
constexpr auto mod(const X&... x) {
  return call<std::optional<double>, "mod(">(x...);
}
/// pi()
template <class... X>
constexpr auto pi(const X&... x) {
  return call<double, "pi(">(x...);
}
/// Trigonometry, in radians; radians(degrees) and degrees(radians) convert.
template <class... X>
constexpr auto sin(const X&... x) {
  return call<double, "sin(">(x...);
}
template <class... X>
constexpr auto cos(const X&... x) {
  return call<double, "cos(">(x...);
}
template <class... X>
constexpr auto tan(const X&... x) {
  return call<double, "tan(">(x...);
}
template <class... X>
constexpr auto asin(const X&... x) {
  return call<std::optional<double>, "asin(">(x...);
}
template <class... X>
constexpr auto acos(const X&... x) {
  return call<std::optional<double>, "acos(">(x...);
}
template <class... X>
constexpr auto atan(const X&... x) {
  return call<double, "atan(">(x...);
}
/// atan2(y, x)
template <class... X>
constexpr auto atan2(const X&... x) {
  return call<double, "atan2(">(x...);
}
template <class... X>
constexpr auto sinh(const X&... x) {
  return call<double, "sinh(">(x...);
}
template <class... X>
constexpr auto cosh(const X&... x) {
  return call<double, "cosh(">(x...);
}
template <class... X>
constexpr auto tanh(const X&... x) {
  return call<double, "tanh(">(x...);
}
template <class... X>
constexpr auto asinh(const X&... x) {
  return call<double, "asinh(">(x...);
}
template <class... X>
constexpr auto acosh(const X&... x) {
  return call<std::optional<double>, "acosh(">(x...);
}
template <class... X>
constexpr auto atanh(const X&... x) {
  return call<std::optional<double>, "atanh(">(x...);
}
template <class... X>
constexpr auto degrees(const X&... x) {
  return call<double, "degrees(">(x...);
}
template <class... X>
constexpr auto radians(const X&... x) {
  return call<double, "radians(">(x...);
}
/// random(): a random 64-bit integer.
template <class... X>
constexpr auto random(const X&... x) {
  return call<std::int64_t, "random(">(x...);
}

template <fixed_string Opening, class A, class... More>
constexpr auto extreme(const A& a, const More&... more) {
  using E = decltype(val(a));
  return [&]<class... X>(const X&... e) { return call<common_of<typename X::type...>, Opening>(e...); }(val(a), operand<E>(more)...);
}
/// max(a, b, ...) and min(a, b, ...) of several values of one row, of a type that holds all; with one argument they are
/// aggregates.
template <class A, class B, class... More>
constexpr auto max(const A& a, const B& b, const More&... more) {
  return extreme<"max(">(a, b, more...);
}
template <class A, class B, class... More>
constexpr auto min(const A& a, const B& b, const More&... more) {
  return extreme<"min(">(a, b, more...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::abs;
using detail::acos;
using detail::acosh;
using detail::asin;
using detail::asinh;
using detail::atan;
using detail::atan2;
using detail::atanh;
using detail::ceil;
using detail::cos;
using detail::cosh;
using detail::degrees;
using detail::exp;
using detail::floor;
using detail::ln;
using detail::log;
using detail::log10;
using detail::log2;
using detail::max;
using detail::min;
using detail::mod;
using detail::pi;
using detail::pow;
using detail::radians;
using detail::random;
using detail::round;
using detail::sign;
using detail::sin;
using detail::sinh;
using detail::sqrt;
using detail::tan;
using detail::tanh;
using detail::trunc;
}  // namespace mizzle
