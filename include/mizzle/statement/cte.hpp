// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/named_query.hpp>

namespace mizzle::detail {

/// A common table expression, to be written in front of a statement by with(): `const auto touched = cte<"touched">(select(...));`.
/// A statement that reads it without with() does not compile.
template <fixed_string Name, class L, class V, class... K>
constexpr auto cte(const select_statement<L, V, K...>& s) {
  using S = select_statement<L, V, K...>;
  return named_query<Name, S, query_columns<S>, source_kind::common>{s.values};
}

// Only to say what is wrong.
template <class S>
constexpr void cte(const S&) {
  static_assert(!std::is_same_v<S, S>, "mizzle: cte(): it needs the name by which it is read; write it as mz::cte<\"name\">(select)");
}
template <fixed_string Name, class X>
constexpr void cte(const X&) {
  static_assert(!std::is_same_v<X, X>,
                "mizzle: cte(): it takes a select, whose rows are read by its name; write mz::cte<\"name\">(mz::select(...))");
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::cte;
}  // namespace mizzle
