// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/select_statement.hpp>

namespace mizzle::detail {

/// The fields of a select: as they are selected, or optional where an outer join can leave them without a row.
template <class S, class L, bool = traits_of<S>.outer_join>
struct select_fields {
  using type = L;
};
template <class S, class... F>
struct select_fields<S, fields<F...>, true> {
  using type = typename with_absent<S, std::make_index_sequence<sizeof...(F)>, F...>::type;
};
template <class F, class... More, class V, class... K>
struct result_fields<select_statement<fields<F, More...>, V, K...>> {
  using type = typename select_fields<select_statement<fields<F, More...>, V, K...>, fields<F, More...>>::type;
};

/// The select list of select(x...), in which a named query stands for all of its columns.
template <class... X>
struct fields_from {
  using type = fields<field_t<X>...>;
};
template <>
struct fields_from<> : fields_from<expr<std::int64_t, none, bound<sql_type::any>>> {};  // which is rejected

template <template <class, std::size_t> class Word, class... X>
MIZZLE_INLINE constexpr auto make_select(const X&... x) {
  using L = typename fields_from<X...>::type;
  if constexpr (sizeof...(X) == 1 && (Source<X> && ...)) {
    return [&]<class V, class... K>(const run_of<V, K...>& source) {
      return select_statement<L, V, Word<L, L::size>, word::from_implied, K...>{source.values};
    }((source_words<X>::in(x), ...));
  } else if constexpr (bring_values<field_t<X>...>) {
    return select_statement<L, decltype(join_fields(x...)), Word<L, L::size>>{join_fields(x...)};
  } else {
    return select_statement<L, none, Word<L, L::size>>{};
  }
}

/// `select a, b`: columns, expressions, names given with .as<"name">(), whole tables, selects of one column. The select of
/// one table alone implies from().
template <class... X>
MIZZLE_INLINE constexpr auto select(const X&... x) {
  static_assert(sizeof...(X) > 0, "mizzle: select(): it needs at least one column, expression or table; name what to select");
  return make_select<word::select>(x...);
}
/// `select distinct a, b`.
template <class... X>
MIZZLE_INLINE constexpr auto select_distinct(const X&... x) {
  static_assert(sizeof...(X) > 0, "mizzle: select_distinct(): it needs at least one column, expression or table; name what to select");
  return make_select<word::select_distinct>(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::select;
using detail::select_distinct;
}  // namespace mizzle
