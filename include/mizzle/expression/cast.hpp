// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

namespace op {
template <sql_type Type>
struct cast {
  static constexpr std::string_view text = Type == sql_type::integer ? "cast(\1 as integer)"
                                           : Type == sql_type::real  ? "cast(\1 as real)"
                                           : Type == sql_type::text  ? "cast(\1 as text)"
                                                                     : "cast(\1 as blob)";
  static constexpr token word{.what = form::mixfix, .operands = 1, .text = text};
};
}  // namespace op

/// `cast(x as T)`, where T is a C++ type: integer, real, text or blob follows from how T is stored.
template <class T, class X>
constexpr auto cast(const X& x) {
  return [&]<class T2, class V, class... K>(const expr<T2, V, K...>& e) {
    return expr<nullable_if<T, T2>, V, op::cast<type_of<T>>, K...>{e.values};
  }(val(x));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cast;
}  // namespace mizzle
