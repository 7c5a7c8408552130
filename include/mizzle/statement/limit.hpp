// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/row_value.hpp>
#include <mizzle/schema/rowid.hpp>
#include <mizzle/statement/column_functions.hpp>
#include <mizzle/statement/write.hpp>

namespace mizzle::detail {

// SQLite has `order by` and `limit` of update and delete only where it was built so (https://www.sqlite.org/lang_delete.html). What they say
// is said by a subquery, on every build: the rows whose ids, or of a table without them whose keys, are among those that it finds.

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

/// The columns of a table's primary key, in the order of their declaration.
template <class T>
constexpr column_numbers key_columns() {
  column_numbers key;
  for (unsigned c = 0; c != source_of<T>.size; ++c) {
    const column_info& column = source_of<T>.columns[c];
    bool in_key = column.primary_key;
    for (std::size_t i = 0; i != constraints_type<T>::size; ++i) {
      const constraint_info& k = constraints_type<T>::infos[i];
      for (std::size_t n = 0; k.kind == constraint_kind::primary_key && n != k.size; ++n)
        in_key = in_key || column_of_key(k.columns[n]) == column.name;
    }
    if (in_key) key.items[key.size++] = c;
  }
  return key;
}
/// What tells a row of a table from all others: its row id or key as the fields L, and as words.
template <class L, class... Word>
struct row_key {};
template <class T>
constexpr auto key_of_rows() {
  if constexpr (source_of<T>.row_ids) {
    return row_key<fields<decltype(rowid(T{}))>, row_id_token<T>>{};
  } else {
    constexpr column_numbers key = key_columns<T>();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      using selected = fields<decltype(column_at<T, key.items[I]>())...>;
      if constexpr (key.size == 1) return row_key<selected, column_token<T, key.items[I]>...>{};
      else return row_key<selected, op::row<key.size>, column_token<T, key.items[I]>...>{};
    }(std::make_index_sequence<key.size>{});
  }
}

template <statement_kind Kind, class T, class L, class... Key, class... B, class... Hint, class... After, class... Order, class V, class N>
constexpr auto limit_rows(row_key<L, Key...>, divided_words<types<B...>, types<Hint...>, types<After...>>, types<Order...>, N,
                          const V& values, const guard& required) {
  using found = select_statement<L, V, word::select<L, L::size>, word::from<1>, token_before<T, sizeof...(Hint)>, Hint..., After...,
                                 Order..., word::limit, N>;
  return write_statement<Kind, T, void, V, B..., word::where, op::in_select, Key..., rows_found<found>>{values, required};
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
  constexpr auto limit(std::int64_t n) const {
    return limit_rows<Kind, T>(key_of_rows<T>(), Words{}, types<Order...>{}, bound<sql_type::integer>{}, join(values, n), required);
  }
  /// The same of a parameter.
  template <class N, class V2, class K2>
    requires std::integral<N>
  constexpr auto limit(const expr<N, V2, K2>& n) const {
    return limit_rows<Kind, T>(key_of_rows<T>(), Words{}, types<Order...>{}, K2{}, join(values, n.values), required);
  }
};

template <class L, class... K>
constexpr void demand_place() {
  static_assert(std::is_void_v<L>, "mizzle: order_by(), limit(): they stand before returning(); write limit(n).returning(...)");
  static_assert(
      !((K::word.rank == clause_rank::from || K::word.rank == clause_rank::join) || ...),
      "mizzle: order_by(), limit(): an update that reads other tables by from() cannot have them, because they would choose among the rows of its own table alone; choose the rows in a named query, and read that in from()");
}
template <statement_kind Kind, class T, class L, class V, class... K>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s) {
  demand_place<L, K...>();
  return ordered_write<Kind, T, V, decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}))>{s.values, s.required};
}
template <statement_kind Kind, class T, class L, class V, class... K, class By, class V2, class... K2>
constexpr auto order_rows(const write_statement<Kind, T, L, V, K...>& s, By, const run_of<V2, K2...>& terms) {
  demand_place<L, K...>();
  using words = decltype(divide_at_where(types<>{}, types<>{}, types<K...>{}));
  return ordered_write<Kind, T, joined<V, V2>, words, By, K2...>{join(s.values, terms.values), s.required};
}

}  // namespace mizzle::detail
