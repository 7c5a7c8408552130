// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

namespace op {
struct exists {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::sign, .flags = hides_null, .text = "exists "sv};
};
struct not_exists {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .flags = hides_null, .text = "not exists "sv};
};
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

/// What is wrong with an X that exists() is asked about.
template <fixed_string Where, class X>
constexpr diagnosis no_select() {
  if constexpr (Condition<X>) {
    return {
        fault::not_a_statement,
        sentence{
            "mizzle: ", Where.view(),
            ": it asks whether a select has a row, and is given a condition; write mz::exists(mz::select(column).from(table).where(condition)), or the condition itself"}};
  } else {
    return {fault::not_a_statement,
            sentence{"mizzle: ", Where.view(), ": it asks whether a select has a row, and is given a C++ value of type ", type_name<X>(),
                     "; write mz::exists(mz::select(column).from(table))"}};
  }
}
template <class X>
constexpr rejected_condition exists(const X&) {
  (void)accept<no_select<"exists()", X>()>();
  return {};
}
template <class X>
constexpr rejected_condition not_exists(const X&) {
  (void)accept<no_select<"not_exists()", X>()>();
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::exists;
using detail::not_exists;
}  // namespace mizzle
