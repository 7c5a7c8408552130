// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/ddl_writer.hpp>
#include <mizzle/query/insert.hpp>
#include <mizzle/query/on_update.hpp>

namespace mizzle {

namespace word {
template <std::size_t N>
struct on_conflict { static constexpr token word{.what = form::conflict, .index = N}; };
struct do_nothing { static constexpr token word{.what = form::text, .text = " do nothing"sv}; };
template <std::size_t N>
struct do_update { static constexpr token word{.what = form::assigns, .index = N, .text = " do update set "sv}; };
}  // namespace word

/// ` where ...` of a partial unique index, with its constants as literals: SQLite takes the index for a conflict target only
/// if the two conditions agree, and a parameter agrees with nothing (https://www.sqlite.org/lang_upsert.html).
template <class T, std::size_t I>
struct index_condition {
  static constexpr std::size_t write(auto out) {
    ddl_writer w{out, false};
    w.template condition_of<T, I>();
    return w.size();
  }
  static constexpr token word{.what = form::text, .text = written<index_condition>.view()};
  static constexpr tokens words = constraints_type<T>::infos[I].condition;
};
/// Whether two expressions are the same but for their values.
constexpr bool same_words(const tokens& a, const tokens& b) {
  auto x = a.first, y = b.first;
  for (; x != a.last && y != b.last; ++x, ++y) {
    if ((*x)->what != (*y)->what || (*x)->text != (*y)->text || (*x)->index != (*y)->index) return false;
  }
  return x == a.last && y == b.last;
}
/// A column of the row that met a conflict.
template <class Column>
struct excluded_token {
  static constexpr token make() {
    token t = Column::word;
    t.flags |= is_excluded;
    return t;
  }
  static constexpr token word = make();
};
/// The value that the insert would have written, for do_update(): `counters.n = counters.n + excluded(counters.n)`.
template <class T, class S, unsigned I>
constexpr auto excluded(const expr<T, none, column_token<S, I>>&) {
  return expr<T, none, excluded_token<column_token<S, I>>>{};
}

/// `do update set ...`, which where() may follow.
template <class T, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] do_update_insert : insert_statement<T, void, V, K...> {
  /// `where condition`: rows in conflict that do not meet it stay as they are, count as no change, and are not returned.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    return insert_statement<T, void, joined<V, V2>, K..., word::where, K2...>{join(this->values, condition.values), this->required};
  }
};
template <class T, class V, class... K>
struct result_fields<do_update_insert<T, V, K...>> {
  using type = void;
};

/// `insert ... on conflict (...)`, which wants do_nothing() or do_update(). Index is the condition of a partial index over its
/// columns, or void.
template <class T, class Index, class V, class... K>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] conflict_clause {
  V values;

  /// `where condition` of the partial unique index that is meant. It need not be written: the index over these columns is
  /// known, and its condition is taken from the schema.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    if constexpr (!std::is_void_v<Index>) {
      static_assert(same_words(expr<T2, V2, K2...>::all, Index::words), "mizzle: on_conflict().where(): this is not the condition of the unique index over these columns; write that one, or leave where() out");
      return *this;
    } else {
      return conflict_clause<T, void, joined<V, V2>, K..., word::where, K2...>{join(values, condition.values)};
    }
  }
  /// Rows in conflict are left out.
  constexpr auto do_nothing() const { return insert_statement<T, void, V, K..., word::do_nothing>{values}; }
  /// Rows in conflict are updated; columns that are not named and have an on_update_fn get its value.
  template <class... A>
  constexpr auto do_update(const A&... assignments) const {
    static_assert(sizeof...(A) > 0 && (is_assignment<A> && ...), "mizzle: do_update(): it needs assignments such as column = value; for none use do_nothing()");
    (void)accept<check_targets<T, typename A::column...>()>();
    return update(with_on_update<T, sizeof...(A), 0, typename A::column...>((as_run(assignments) + ...)));
  }

 private:
  template <std::size_t N, class V2, class... K2>
  constexpr auto update(const assigned_run<N, run_of<V2, K2...>>& r) const {
    return do_update_insert<T, joined<V, V2>, K..., word::do_update<N>, K2...>{{join(values, r.run.values)}};
  }
};

template <class T, class L, class V, class... K, class... Type, class... C>
constexpr auto conflict_target(const insert_statement<T, L, V, K...>& s, const expr<Type, none, C>&...) {
  static_assert(insert_statement<T, L, V, K...>::words[1]->text != word::default_values::word.text, "mizzle: on_conflict(): it cannot follow default_values(), because SQL has no form for it; give a value with values() or set()");
  if constexpr (sizeof...(C) == 0) {
    return conflict_clause<T, void, V, K..., word::on_conflict<0>>{s.values};
  } else {
    (void)accept<check_conflict<T, C...>()>();
    constexpr const token* columns[] = {&C::word...};
    constexpr std::size_t partial = find_partial_index<T>(columns, sizeof...(C));
    if constexpr (partial != constraints_type<T>::size) {
      return conflict_clause<T, index_condition<T, partial>, V, K..., word::on_conflict<sizeof...(C)>, C..., index_condition<T, partial>>{s.values};
    } else {
      return conflict_clause<T, void, V, K..., word::on_conflict<sizeof...(C)>, C...>{s.values};
    }
  }
}

}  // namespace mizzle
