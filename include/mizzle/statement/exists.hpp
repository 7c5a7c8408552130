// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

namespace op {
struct exists { static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .flags = hides_null, .text = "exists "sv}; };
struct not_exists { static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .flags = hides_null, .text = "not exists "sv}; };
}  // namespace op

/// `exists (select ...)`: whether the select has a row. It may use columns of the statement around it.
template <class L, class V, class... K>
constexpr auto exists(const select_statement<L, V, K...>& s) {
  return expr<bool, V, op::exists, subquery_token<select_statement<L, V, K...>>>{s.values};
}
/// `not exists (select ...)`: whether the select has no row.
template <class L, class V, class... K>
constexpr auto not_exists(const select_statement<L, V, K...>& s) {
  return expr<bool, V, op::not_exists, subquery_token<select_statement<L, V, K...>>>{s.values};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::exists;
using detail::not_exists;
}  // namespace mizzle
