// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/in.hpp>

namespace mizzle::detail {

namespace op {
/// `name(a, b)`; Flags says how it treats NULL and rows.
template <fixed_string Opening, std::size_t Operands, std::uint16_t Flags = 0>
struct call {
  static constexpr token word{.what = form::call, .operands = Operands, .flags = Flags, .text = Opening.view()};
};
template <fixed_string Name>
constexpr auto opening() {
  char text[sizeof Name.chars + 1]{};
  for (std::size_t i = 0; i != Name.size(); ++i) text[i] = Name.chars[i];
  text[Name.size()] = '(';
  return fixed_string<sizeof text>{text};
}
}  // namespace op

/// A call that yields R, whether its arguments are nullable or not.
template <class R, class Op, class... X>
constexpr auto call_of(const X&... arguments) {
  if constexpr (sizeof...(X) == 0) {
    return expr<R, none, Op>{};
  } else {
    return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
      return expr<R, V, Op, K...>{all.values};
    }(collect(val(arguments)...));
  }
}

/// A call of an SQL function that yields R: NULL if an argument can be NULL.
template <class R, fixed_string Opening, std::uint16_t Flags = 0, class... X>
constexpr auto call(const X&... arguments) {
  using Op = op::call<Opening, sizeof...(X), Flags>;
  if constexpr (sizeof...(X) == 0) {
    return expr<R, none, Op>{};
  } else {
    return variadic<R, Op>(collect(val(arguments)...));
  }
}

/// Any SQL function as a named, typed C++ function; the result is NULL if an argument is, unless R is already optional.
///
///     inline constexpr mizzle::function<"soundex", std::string> soundex;
///     select(soundex(users.name)).from(users)
template <fixed_string Name, class R>
struct function {
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<R, op::opening<Name>()>(arguments...);
  }
};

// Text: https://www.sqlite.org/lang_corefunc.html
/// upper(x): x with the letters a to z in upper case. SQLite knows no other letters.
inline constexpr function<"upper", std::string> upper;
/// lower(x): x with the letters A to Z in lower case.
inline constexpr function<"lower", std::string> lower;
/// trim(x), trim(x, set): x without the spaces, or the characters of set, at both ends.
inline constexpr function<"trim", std::string> trim;
/// ltrim(x), ltrim(x, set): x without them at its beginning.
inline constexpr function<"ltrim", std::string> ltrim;
/// rtrim(x), rtrim(x, set): x without them at its end.
inline constexpr function<"rtrim", std::string> rtrim;
/// replace(x, from, to): x with every `from` replaced.
inline constexpr function<"replace", std::string> replace;
/// substr(x, from), substr(x, from, length): a part of x. The first character is 1; a negative number counts from the end.
inline constexpr function<"substr", std::string> substr;
/// hex(x): the bytes of x in hexadecimal digits.
inline constexpr function<"hex", std::string> hex;
/// length(x): the characters of a text, the bytes of a blob.
inline constexpr function<"length", std::int64_t> length;
/// instr(x, part): where part begins in x, counted from 1; 0 if it is not in it.
inline constexpr function<"instr", std::int64_t> instr;
namespace op {
struct now {
  static constexpr token word{.what = form::text, .flags = hides_null, .keyword = keyword::now};
};
}  // namespace op
struct unixepoch_function {
  constexpr expr<std::int64_t, none, op::now> operator()() const { return {}; }
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<std::optional<std::int64_t>, "unixepoch(">(arguments...);
  }
};
/// unixepoch(), unixepoch(time, modifiers...): seconds since 1970; without an argument: now. What is no date or time yields NULL.
inline constexpr unixepoch_function unixepoch;
/// changes(): the rows that the statement before this one changed on this connection.
inline constexpr function<"changes", std::int64_t> changes;
/// round(x), round(x, digits): x rounded, as a real.
inline constexpr function<"round", double> round;

/// abs(x): like arithmetic, a 64-bit integer of an integer, because a narrower one does not hold abs(-128); a real of a real.
template <class E>
constexpr auto abs(const E& x) {
  using T = remove_optional_t<typename decltype(val(x))::type>;
  return call<std::conditional_t<Number<T>, sum_of<T, T>, T>, "abs(">(x);
}

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
using detail::changes;
using detail::coalesce;
using detail::function;
using detail::hex;
using detail::ifnull;
using detail::instr;
using detail::length;
using detail::lower;
using detail::ltrim;
using detail::max;
using detail::min;
using detail::nullif;
using detail::replace;
using detail::round;
using detail::rtrim;
using detail::substr;
using detail::trim;
using detail::unixepoch;
using detail::upper;
}  // namespace mizzle
