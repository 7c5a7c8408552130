// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <type_traits>

#include <mizzle/text/config.hpp>

namespace mizzle::detail {

/// The bound values of an expression without any.
struct none {
  friend constexpr bool operator==(none, none) = default;
};

/// Two groups of bound values, in the order of their placeholders. Its type does not name the expression, so that all
/// statements that bind the same types share the code that binds them.
template <class A, class B>
struct two {
  A first;
  B second;
  friend constexpr bool operator==(const two&, const two&) = default;
};

/// Bound values that are bound only if `on`.
template <class V>
struct maybe {
  bool on;
  V values;
  friend constexpr bool operator==(const maybe&, const maybe&) = default;
};

/// Which of N texts stands; binds nothing.
template <std::size_t N>
struct one_of {
  std::size_t which;
  friend constexpr bool operator==(const one_of&, const one_of&) = default;
};

/// Whether values hold a condition that is made at run time, so that the statement's text is known only with them.
template <class V>
inline constexpr bool made_at_run_time = requires { typename V::made_at_run_time; };
template <class A, class B>
inline constexpr bool made_at_run_time<two<A, B>> = made_at_run_time<A> || made_at_run_time<B>;
template <class V>
inline constexpr bool made_at_run_time<maybe<V>> = made_at_run_time<V>;

/// Whether values decide about a statement's text: parts that may be left out, rows, patches.
template <class V>
inline constexpr bool shapes_text = made_at_run_time<V>;
template <class A, class B>
inline constexpr bool shapes_text<two<A, B>> = shapes_text<A> || shapes_text<B>;
template <class V>
inline constexpr bool shapes_text<maybe<V>> = true;
template <std::size_t N>
inline constexpr bool shapes_text<one_of<N>> = true;

template <class A, class B>
struct join_values {
  using type = two<A, B>;
};
template <class A>
struct join_values<A, none> {
  using type = A;
};
template <class B>
struct join_values<none, B> {
  using type = B;
};
template <>
struct join_values<none, none> {
  using type = none;
};
template <class A, class B>
using joined = typename join_values<std::remove_cvref_t<A>, std::remove_cvref_t<B>>::type;

/// The values of both, in this order.
template <class A, class B>
MIZZLE_INLINE constexpr joined<A, B> join(A&& a, B&& b) {
  using X = std::remove_cvref_t<A>;
  using Y = std::remove_cvref_t<B>;
  if constexpr (std::is_same_v<Y, none>) {
    return static_cast<A&&>(a);
  } else if constexpr (std::is_same_v<X, none>) {
    return static_cast<B&&>(b);
  } else {
    return {static_cast<A&&>(a), static_cast<B&&>(b)};
  }
}

}  // namespace mizzle::detail
