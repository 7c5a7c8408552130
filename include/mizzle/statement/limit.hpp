// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/rowid.hpp>
#include <mizzle/statement/write.hpp>

namespace mizzle::detail {

// SQLite has `order by` and `limit` of update and delete only where it was built so (https://www.sqlite.org/lang_delete.html). What they say
// is said by a subquery, on every build: the rows whose ids are among those that it finds.

/// The words of an update or delete before its where(), and from there on; and how it finds its rows, which is the subquery's then.
template <class Before, class Hint, class After>
struct divided_words {};
template <class... B, class Hint>
constexpr divided_words<types<B...>, Hint, types<>> divide_at_where(types<B...>, Hint, types<>) {
  return {};
}
template <class... B, class Hint, class K, class... More>
constexpr auto divide_at_where(types<B...>, Hint, types<K, More...>) {
  if constexpr (std::same_as<K, word::where>) return divided_words<types<B...>, Hint, types<K, More...>>{};
  else if constexpr (std::same_as<K, word::all_rows>) return divided_words<types<B...>, Hint, types<>>{};
  else if constexpr (K::word.what == form::hint) return divide_at_where(types<B...>{}, types<K>{}, types<More...>{});
  else return divide_at_where(types<B..., K>{}, Hint{}, types<More...>{});
}

template <class S>
struct rows_found {
  static constexpr token word{.what = form::subquery, .flags = is_target, .inner = &S::text};
};

template <statement_kind Kind, class T, class V, class... B, class... Hint, class... After, class... Order>
constexpr auto limit_rows(divided_words<types<B...>, types<Hint...>, types<After...>>, types<Order...>, const V& values,
                          const guard& required) {
  using row_id = decltype(rowid(T{}));
  using L = fields<row_id>;
  using found = select_statement<L, V, word::select<L, 1>, word::from<1>, token_before<T, sizeof...(Hint)>, Hint..., After..., Order...,
                                 word::limit, bound<sql_type::integer>>;
  return write_statement<Kind, T, void, V, B..., word::where, op::in_select, row_id_token<T>, rows_found<found>>{values, required};
}

/// `update ... order by ...`, which wants its limit().
template <statement_kind Kind, class T, class V, class Words, class... Order>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] ordered_write {
  static constexpr sentence unfinished() {
    return sentence{"order_by() of a write to ", source_of<T>.name, " says nothing without limit(n); add it"};
  }
  V values;
  guard required{};
  /// At most n rows, the first of this order; all of them if n is negative.
  constexpr auto limit(std::int64_t n) const { return limit_rows<Kind, T>(Words{}, types<Order...>{}, join(values, n), required); }
};

template <class L>
constexpr void demand_before_returning() {
  static_assert(std::is_void_v<L>, "mizzle: order_by(), limit(): they stand before returning(); write limit(n).returning(...)");
}
template <statement_kind Kind, class T, class L, class V, class... K>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s) {
  demand_before_returning<L>();
  return ordered_write<Kind, T, V, decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}))>{s.values, s.required};
}
template <statement_kind Kind, class T, class L, class V, class... K, class By, class V2, class... K2>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s, By, const run_of<V2, K2...>& terms) {
  demand_before_returning<L>();
  using words = decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}));
  return ordered_write<Kind, T, joined<V, V2>, words, By, K2...>{join(s.values, terms.values), s.required};
}

}  // namespace mizzle::detail
