// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>

namespace mizzle::detail {

/// The name of a result column, found by `row["total"_col]`.
template <fixed_string Name>
struct column_name {
  static constexpr std::string_view text = Name.view();
};

/// An expression under a name of its own: `count().as<"total">()`. The name belongs to select lists and returning(); everywhere else, such
/// as in having() and order_by(), it is the expression itself once more.
template <fixed_string Name, class T, class V, class... K>
struct named : expr<T, V, K...> {
  static constexpr token word{.what = form::named, .operands = 1, .text = Name.view()};
  static constexpr const token* words[1 + sizeof...(K)] = {&word, &K::word...};
  static constexpr tokens all{words, words + 1 + sizeof...(K), type_of<T>};
};
template <fixed_string Name, class T, class V, class... K>
inline constexpr bool is_expr<named<Name, T, V, K...>> = true;

template <class T, class V, class... K>
template <fixed_string Name>
constexpr auto expr<T, V, K...>::as() const {
  return named<Name, T, V, K...>{{values}};
}

}  // namespace mizzle::detail

namespace mizzle {
inline namespace literals {
/// The name of a result column: `row["total"_col]`.
template <fixed_string Name>
constexpr detail::column_name<Name> operator""_col() noexcept {
  return {};
}
}  // namespace literals
}  // namespace mizzle
