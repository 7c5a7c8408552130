// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/value/range.hpp>

#include <mizzle/expression/json_list.hpp>

namespace mizzle::detail {

namespace op {
struct in_list {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .keyword = keyword::in_list};
};
struct not_in_list {
  static constexpr token word{.what = form::mixfix, .operands = 2, .binds = precedence::equal, .keyword = keyword::not_in_list};
};
struct in_select {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " in "sv};
};
struct not_in_select {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::equal, .text = " not in "sv};
};
/// `x in (?, ?, ?)` with N values.
template <std::size_t N>
struct in {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " in ("sv};
};
template <std::size_t N>
struct not_in {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " not in ("sv};
};
}  // namespace op

/// Anything with a begin and an end, also one that can be walked only once, that is not one value itself: a text, a blob, or
/// of a type with a codec of its own.
template <class X>
concept ValueRange = requires(X& x) {
  std::ranges::begin(x);
  std::ranges::end(x);
} && !TextLike<std::remove_cv_t<X>> && !BlobLike<std::remove_cv_t<X>> && !OwnCodec<std::remove_cv_t<X>>;

/// The operator Op before one expression and any number of further ones.
template <class R, class Op, class T, class V, class... K, class... E>
constexpr auto variadic(const expr<T, V, K...>& first, const E&... more) {
  if constexpr (sizeof...(E) == 0) {
    return expr<nullable_if<R, T>, V, Op, K...>{first.values};
  } else {
    return prepend<R, Op>(first, collect(more...));
  }
}
/// Expressions one behind another, without an operator.
template <class T, class V, class... K>
constexpr auto collect(const expr<T, V, K...>& e) {
  return e;
}
template <class T1, class V1, class... K1, class T2, class V2, class... K2, class... More>
constexpr auto collect(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b, const More&... more) {
  return collect(expr<nullable_if<T1, T2>, joined<V1, V2>, K1..., K2...>{join(a.values, b.values)}, more...);
}
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2>
constexpr auto prepend(const expr<T1, V1, K1...>& a, const expr<T2, V2, K2...>& b) {
  return expr<nullable_if<R, T1, T2>, joined<V1, V2>, Op, K1..., K2...>{join(a.values, b.values)};
}

template <template <std::size_t> class Values, class List, class Select, class Left, class... X>
constexpr auto membership(const Left& left, X&... list) {
  if constexpr (sizeof...(X) == 1) {
    if constexpr ((requires { X::template beside<Left>(); } && ...)) {  // a parameter of a range
      return infix<bool, List>(left, X::template beside<Left>()...);
    } else if constexpr ((ScalarSelect<std::remove_cv_t<X>> && ...)) {
      return infix<bool, Select>(left, operand<Left>(list...));
    } else if constexpr ((ValueRange<X> && ...)) {
      return infix<bool, List>(left, expr<std::string, std::string, bound<sql_type::text>>{json_list<Left>(list...)});
    } else {
      return variadic<bool, Values<1>>(left, operand<Left>(list)...);
    }
  } else {
    return variadic<bool, Values<sizeof...(X)>>(left, operand<Left>(list)...);
  }
}

template <class T, class V, class... K>
template <class... X>
constexpr auto expr<T, V, K...>::in(X&&... list) const {
  static_assert(sizeof...(X) > 0, "mizzle: in(): it needs at least one value; an empty list is an empty range");
  return membership<op::in, op::in_list, op::in_select>(*this, list...);
}
template <class T, class V, class... K>
template <class... X>
constexpr auto expr<T, V, K...>::not_in(X&&... list) const {
  static_assert(sizeof...(X) > 0, "mizzle: not_in(): it needs at least one value; an empty list is an empty range");
  return membership<op::not_in, op::not_in_list, op::not_in_select>(*this, list...);
}
template <class T, class V, class... K>
auto expr<T, V, K...>::in(std::initializer_list<remove_optional_t<T>> list) const {
  return membership<op::in, op::in_list, op::in_select>(*this, list);
}
template <class T, class V, class... K>
auto expr<T, V, K...>::not_in(std::initializer_list<remove_optional_t<T>> list) const {
  return membership<op::not_in, op::not_in_list, op::not_in_select>(*this, list);
}

}  // namespace mizzle::detail
