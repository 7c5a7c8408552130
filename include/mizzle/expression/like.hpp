// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
struct like {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " like "sv};
};
struct not_like {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not like "sv};
};
struct glob {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .keyword = keyword::glob};
};
/// Its left side is the like itself.
struct escape {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = left_is_bare, .text = " escape "sv};
};
}  // namespace op

template <class Op, fixed_string Where, class Left, class X>
constexpr auto match(const Left& left, const X& pattern) {
  if constexpr (TextLike<remove_optional_t<typename Left::type>>) {
    return infix<bool, Op>(left, operand<Left>(pattern));
  } else {
    (void)accept<diagnosis{fault::not_a_value,
                           sentence{"mizzle: ", Where.view(), ": ", called(*Left::words[0]), " of type ", type_name<typename Left::type>(),
                                    " is no text, and only text can be matched with a pattern; use mz::cast<std::string>()"}}>();
    return expr<bool, none, bound<sql_type::any>>{};
  }
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::like(const X& pattern) const {
  return match<op::like, "like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_like(const X& pattern) const {
  return match<op::not_like, "not_like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::glob(const X& pattern) const {
  return match<op::glob, "glob()">(*this, pattern);
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
