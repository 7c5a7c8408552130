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
struct not_glob {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .keyword = keyword::not_glob};
};
struct match {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " match "sv};
};
struct regexp {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " regexp "sv};
};
struct not_regexp {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not regexp "sv};
};
/// `x like pattern escape '\'`.
struct like_escaped {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .text = "\1 like \1 escape '\\'"sv};
};
/// Its left side is the like itself.
struct escape {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .flags = left_is_bare, .text = " escape "sv};
};
}  // namespace op

template <class Op, fixed_string Where, class Left, class X>
constexpr auto match_pattern(const Left& left, const X& pattern) {
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
  return match_pattern<op::like, "like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_like(const X& pattern) const {
  return match_pattern<op::not_like, "not_like()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::glob(const X& pattern) const {
  return match_pattern<op::glob, "glob()">(*this, pattern);
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_glob(const X& pattern) const {
  return match_pattern<op::not_glob, "not_glob()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::match(const X& query) const {
  return match_pattern<op::match, "match()">(*this, query);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::regexp(const X& pattern) const {
  return match_pattern<op::regexp, "regexp()">(*this, pattern);
}
template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::not_regexp(const X& pattern) const {
  return match_pattern<op::not_regexp, "not_regexp()">(*this, pattern);
}

/// A text as a pattern that only it meets, with any text before and behind it.
inline std::string pattern_of(std::string_view before, std::string_view text, std::string_view behind) {
  std::string pattern{before};
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += behind;
  return pattern;
}
template <class T, class V, class... K>
auto expr<T, V, K...>::contains(std::string_view text) const {
  return match_pattern<op::like_escaped, "contains()">(*this, pattern_of("%", text, "%"));
}
template <class T, class V, class... K>
auto expr<T, V, K...>::starts_with(std::string_view text) const {
  return match_pattern<op::like_escaped, "starts_with()">(*this, pattern_of("", text, "%"));
}
template <class T, class V, class... K>
auto expr<T, V, K...>::ends_with(std::string_view text) const {
  return match_pattern<op::like_escaped, "ends_with()">(*this, pattern_of("%", text, ""));
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
