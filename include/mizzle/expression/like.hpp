// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct like { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " like "sv}; };
struct not_like { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not like "sv}; };
struct glob { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .keyword = keyword::glob}; };
/// Its left side is the like itself.
struct escape { static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = left_is_bare, .text = " escape "sv}; };
}  // namespace op

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::like(const X& pattern) const {
  static_assert(TextLike<remove_optional_t<T>>, "mizzle: like(): only text can be matched with a pattern; use mz::cast<std::string>()");
  return infix<bool, op::like>(*this, operand<expr>(pattern));
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_like(const X& pattern) const {
  static_assert(TextLike<remove_optional_t<T>>, "mizzle: not_like(): only text can be matched with a pattern; use mz::cast<std::string>()");
  return infix<bool, op::not_like>(*this, operand<expr>(pattern));
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::glob(const X& pattern) const {
  static_assert(TextLike<remove_optional_t<T>>, "mizzle: glob(): only text can be matched with a pattern; use mz::cast<std::string>()");
  return infix<bool, op::glob>(*this, operand<expr>(pattern));
}

template <class... K>
inline constexpr bool starts_with_like = false;
template <class K, class... Ks>
inline constexpr bool starts_with_like<K, Ks...> = std::same_as<K, op::like> || std::same_as<K, op::not_like>;

template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::escape(char c) const {
  static_assert(starts_with_like<K...>, "mizzle: escape(): it belongs directly after like(...) or not_like(...)");
  const char text[] = {c, '\0'};
  return infix<bool, op::escape>(*this, val(text));
}

}  // namespace mizzle::detail
