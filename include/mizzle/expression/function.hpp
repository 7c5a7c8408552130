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
  return Name + fixed_string{"("};
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
  static constexpr bool has_signature = std::is_function_v<R>;
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    static_assert(!has_signature,
                  "mizzle: function<>: one with a signature needs a header of its own; include mizzle/expression/signature.hpp");
    return call<std::conditional_t<has_signature, std::int64_t, R>, op::opening<Name>()>(arguments...);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::function;
}  // namespace mizzle
