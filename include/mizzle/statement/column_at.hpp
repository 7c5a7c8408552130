// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/rows/record.hpp>
#include <mizzle/schema/table.hpp>

namespace mizzle::detail {

/// The I-th of several types.
template <std::size_t I, class... T>
using type_at = typename std::remove_cvref_t<decltype(at_cell<I>(cells<std::type_identity<T>...>{}))>::type;
template <class S, std::size_t I, class... D>
constexpr auto described_column_at(types<D...>) {
  return expr<typename type_at<I, D...>::type, none, column_token<S, I>>{};
}
/// The I-th column of a source.
template <class S, std::size_t I>
constexpr auto column_at() {
  if constexpr (requires { S::template column<I>(); }) {
    return S::template column<I>();
  } else {
    return described_column_at<S, I>(typename source_traits<S>::definition::described{});
  }
}

}  // namespace mizzle::detail
