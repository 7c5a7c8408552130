// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

// Functions of texts and bytes: https://www.sqlite.org/lang_corefunc.html. Each is NULL if an argument is.

namespace mizzle::detail {

/// upper(x): x with the letters a to z in upper case. SQLite knows no other letters.
template <class... X>
constexpr auto upper(const X&... x) {
  return call<std::string, "upper(">(x...);
}
/// lower(x): x with the letters A to Z in lower case.
template <class... X>
constexpr auto lower(const X&... x) {
  return call<std::string, "lower(">(x...);
}
/// trim(x), trim(x, set): x without the spaces, or the characters of set, at both ends.
template <class... X>
constexpr auto trim(const X&... x) {
  return call<std::string, "trim(">(x...);
}
/// ltrim(x), ltrim(x, set): x without them at its beginning.
template <class... X>
constexpr auto ltrim(const X&... x) {
  return call<std::string, "ltrim(">(x...);
}
/// rtrim(x), rtrim(x, set): x without them at its end.
template <class... X>
constexpr auto rtrim(const X&... x) {
  return call<std::string, "rtrim(">(x...);
}
/// replace(x, from, to): x with every `from` replaced.
template <class X, class From, class To>
constexpr auto replace(const X& x, const From& from, const To& to) {
  return call<std::string, "replace(">(x, from, to);
}
/// substr(x, from), substr(x, from, length): a part of x. The first character is 1; a negative number counts from the end.
template <class... X>
constexpr auto substr(const X&... x) {
  return call<std::string, "substr(">(x...);
}
/// length(x): the characters of a text, the bytes of a blob.
template <class... X>
constexpr auto length(const X&... x) {
  return call<std::int64_t, "length(">(x...);
}
/// instr(x, part): where part begins in x, counted from 1; 0 if it is not in it.
template <class... X>
constexpr auto instr(const X&... x) {
  return call<std::int64_t, "instr(">(x...);
}
/// unicode(x): the number of the first character of x; NULL if x is empty.
template <class... X>
constexpr auto unicode(const X&... x) {
  return call<std::optional<std::int64_t>, "unicode(">(x...);
}
/// char(n, ...): the text of the characters that have these numbers; NULL is that of 0.
template <class... N>
constexpr auto char_(const N&... numbers) {
  return call_of<std::string, op::call<"char(", sizeof...(N), hides_null>>(numbers...);
}
/// format(pattern, ...): as printf() writes it: https://www.sqlite.org/printf.html. An argument that is NULL is written as nothing.
template <class Pattern, class... X>
constexpr auto format(const Pattern& pattern, const X&... arguments) {
  const auto p = val(pattern);
  using R = nullable_if<std::string, typename decltype(p)::type>;
  return call_of<R, op::call<"format(", 1 + sizeof...(X), is_optional<R> ? 0 : hides_null>>(p, arguments...);
}
/// hex(x): the bytes of x in hexadecimal digits; of NULL an empty text.
template <class X>
constexpr auto hex(const X& x) {
  return call_of<std::string, op::call<"hex(", 1, hides_null>>(x);
}
/// quote(x): x as an SQL literal; of NULL the text NULL.
template <class X>
constexpr auto quote(const X& x) {
  return call_of<std::string, op::call<"quote(", 1, hides_null>>(x);
}
/// typeof(x): null, integer, real, text or blob. Its name is a keyword of compilers, hence the line behind it.
template <class X>
constexpr auto typeof_(const X& x) {
  return call_of<std::string, op::call<"typeof(", 1, hides_null>>(x);
}
/// zeroblob(n): n zero bytes.
template <class... X>
constexpr auto zeroblob(const X&... x) {
  return call<blob, "zeroblob(">(x...);
}
/// randomblob(n): n random bytes, one at least.
template <class... X>
constexpr auto randomblob(const X&... x) {
  return call<blob, "randomblob(">(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::char_;
using detail::format;
using detail::hex;
using detail::instr;
using detail::length;
using detail::lower;
using detail::ltrim;
using detail::quote;
using detail::randomblob;
using detail::replace;
using detail::rtrim;
using detail::substr;
using detail::trim;
using detail::typeof_;
using detail::unicode;
using detail::upper;
using detail::zeroblob;
}  // namespace mizzle
