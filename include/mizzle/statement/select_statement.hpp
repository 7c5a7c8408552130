// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/join_columns.hpp>
#include <mizzle/statement/mistakes.hpp>
#include <mizzle/statement/more_where.hpp>
#include <mizzle/statement/optional_join.hpp>
#include <mizzle/statement/repeated_values.hpp>
#include <mizzle/statement/sources.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

namespace word {
template <class L, std::size_t N>
struct select {
  static constexpr token word{.what = form::fields, .count = N, .text = "select "sv, .list = L::list};
};
template <class L, std::size_t N>
struct select_distinct {
  static constexpr token word{.what = form::fields, .flags = is_distinct, .count = N, .text = "select distinct "sv, .list = L::list};
};
}  // namespace word

template <class S>
struct subquery_token {
  static constexpr token word{.what = form::subquery, .inner = &S::text};
};

/// What a select list is made of.
template <class L>
struct select_list {
  static constexpr std::size_t size = 0;
  static constexpr bool rows = false;
};
template <class F, class... More>
struct select_list<fields<F, More...>> {
  static constexpr std::size_t size = sizeof...(More) + (Source<F> ? 2 : 1);
  static constexpr bool rows = sizeof...(More) > 0 && !Source<F> && (!Source<More> && ...);
  using first = typename F::type;
  using row = row_types<typename F::type, typename More::type...>;
  static constexpr bool aggregate = field_traits<F>::bare::words[0]->has(is_aggregate);
};
/// Whether a select of aggregates may yield no row, or other rows than their one.
constexpr bool may_lack_row(const tokens& words) {
  return has_compound(words) || has_clause(words, clause_rank::group, clause_rank::having) ||
         has_clause(words, clause_rank::limit, clause_rank::offset);
}

/// A select, as far as it is written: L are its fields, V its bound values, K its words. Every clause returns a new one;
/// clauses come once each and in SQL's order.
template <class L, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] select_statement {
  static constexpr statement_kind kind = statement_kind::select;
  static constexpr const guard& required = unguarded;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr statement_text text = text_from(words, shapes_text<V>);

  V values{};

  /// `from a, b`: tables, named queries, functions or aliases. After select(table), which has implied one, it replaces what was
  /// implied.
  template <class... S>
  MIZZLE_INLINE constexpr auto from(const S&... sources) const {
    // Tables, which are names and bind nothing, are dealt with by themselves, here and in joins: they are nearly all that is read, and
    // cost a compiler less so.
    if constexpr (sizeof...(S) == 0 || !(Source<S> && ...)) {
      return reject<no_source<"from()", S...>()>();
    } else if constexpr ((TableSource<S> && ...) && !(std::same_as<K, word::from_implied> || ...)) {
      return select_statement<L, V, K..., word::from<sizeof...(S)>, source_token<S>...>{values};
    } else {
      using base = from_base<select_statement>;
      return typename base::type{base::values(values)}.template add<word::from<sizeof...(S)>>(
          (source_words<S>::template in<K...>(sources) + ...));
    }
  }
  /// `inner join t on condition`; for the condition, using_(columns) or natural can stand, here and in the other joins. The outer joins
  /// make the columns of the side that may be missing optional. A left or inner join of when(on, t) is one that a run-time value can leave
  /// out.
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto inner_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (TableSource<S>) {
      return select_statement<L, joined<V, V2>, K..., word::inner_join, source_token<S>, K2...>{join(values, on.values)};
    } else if constexpr (is_optional_source<S>) {
      return add<op::when>(join_when<word::optional_inner_join, K...>(source, as_run(on)));
    } else {
      return add<word::inner_join>(source_words<S>::template in<K...>(source) + as_run(on));
    }
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto left_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (TableSource<S>) {
      return select_statement<L, joined<V, V2>, K..., word::left_join, source_token<S>, K2...>{join(values, on.values)};
    } else if constexpr (is_optional_source<S>) {
      return add<op::when>(join_when<word::left_join, K...>(source, as_run(on)));
    } else {
      return add<word::left_join>(source_words<S>::template in<K...>(source) + as_run(on));
    }
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto right_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"right_join()">()>();
    else return add<word::right_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Joinable S, class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto full_join(const S& source, const expr<T2, V2, K2...>& on) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"full_join()">()>();
    else return add<word::full_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <class S>
  constexpr auto cross_join(const S& source) const {
    if constexpr (is_optional_source<S>) return reject<no_optional_join<"cross_join()">()>();
    else if constexpr (!Source<S>) return reject<no_source<"cross_join()", S>()>();
    else return add<word::cross_join>(source_words<S>::template in<K...>(source));
  }
  /// `where condition`: combine several with &&, ||, !, and when() for those that a run-time value may leave out. A further where() right
  /// behind it adds a condition that must be met as well.
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  MIZZLE_INLINE constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    if constexpr (ends_in_where(words, sizeof...(K))) {
      return [&]<class... W>(types<W...>) {
        return select_statement<L, joined<V, V2>, W..., K2...>{join(values, condition.values)};
      }(typename words_with_and<last_clause(words, sizeof...(K)), types<>, K...>::type{});
    } else {
      return select_statement<L, joined<V, V2>, K..., word::where, K2...>{join(values, condition.values)};
    }
  }
  /// `group by a, b`. An expression with bound values may be selected, or stand in having() and order_by(), once more with the
  /// same values; with other ones it is an invalid_request.
  template <class... E>
  MIZZLE_INLINE constexpr auto group_by(const E&... e) const {
    if constexpr (sizeof...(E) > 0 && (Term<E> && ...)) return clause<word::group_by<sizeof...(E)>>((as_run(e) + ...));
    else return reject<no_term<"group_by()", E...>()>();
  }
  template <class T2, class V2, class... K2>
    requires Condition<expr<T2, V2, K2...>>
  constexpr auto having(const expr<T2, V2, K2...>& condition) const {
    using Result = select_statement<L, joined<V, V2>, K..., word::having, K2...>;
    const Result result{join(values, condition.values)};
    if constexpr (!std::same_as<V2, none> && has_groups(Result::text.words)) require_equal_groups(result);
    return result;
  }
  /// `window "w" as (...)`: the windows that over() names.
  template <class... W>
  constexpr auto window(const W&... windows) const {
    constexpr bool named = sizeof...(W) > 0 && (is_named_window<W> && ...);
    static_assert(named, "mizzle: window(): it takes windows with names, such as mz::window<\"w\">(mz::partition_by(a))");
    if constexpr (named) return clause<word::window<sizeof...(W)>>((as_run(windows) + ...));
  }
  /// Terms are expressions, `desc(x)`, `asc(x)`, `nulls_last(desc(x))`.
  template <class... E>
  MIZZLE_INLINE constexpr auto order_by(const E&... e) const {
    if constexpr (sizeof...(E) > 0 && (Term<E> && ...)) return clause<word::order_by<sizeof...(E)>>((as_run(e) + ...));
    else return reject<no_term<"order_by()", E...>()>();
  }
  /// At most n rows; a negative n means all, as in SQLite. n is a whole number, or a parameter: `limit(param<"n", std::int64_t>())`.
  template <class N>
  MIZZLE_INLINE constexpr auto limit(const N& n) const {
    return add<word::limit>(row_count<"limit()">(n));
  }
  /// Leaves out the first n rows. Without limit() before it, an engine may need words that mean all.
  template <class N>
  constexpr auto offset(const N& n) const {
    if constexpr (has_clause(text.words, clause_rank::limit, clause_rank::limit)) {
      return add<word::offset>(row_count<"offset()">(n));
    } else {
      return add<word::no_limit>(run_of<none, word::offset>{} + row_count<"offset()">(n));
    }
  }

  /// Set operations with another select of the same columns; order_by() and limit() after them are the whole's.
  template <class S>
  constexpr auto union_(const S& other) const;
  template <class S>
  constexpr auto union_all(const S& other) const;
  template <class S>
  constexpr auto intersect(const S& other) const;
  template <class S>
  constexpr auto except(const S& other) const;

  /// This select of one column as a value in another statement. It is NULL when there is no row, so that its type is
  /// optional unless it is one aggregate over all rows.
  constexpr auto as_operand() const
    requires(select_list<L>::size == 1)
  {
    using T = typename select_list<L>::first;
    constexpr bool always = select_list<L>::aggregate && !may_lack_row(text.words);
    return expr<std::conditional_t<always, T, add_optional_t<T>>, V, subquery_token<select_statement>>{values};
  }
  /// This select of several columns as rows, beside mz::row(a, b).
  constexpr auto as_row_operand() const
    requires(select_list<L>::rows)
  {
    return expr<typename select_list<L>::row, V, subquery_token<select_statement>>{values};
  }
  /// This select under a name, to read from: `const auto newest = select(...).as<"newest">();` (named_query.hpp).
  template <fixed_string Name>
  constexpr auto as() const;
  friend constexpr bool operator==(const select_statement&, const select_statement&) = default;

  // Joins by columns, and else only to say what is wrong.
  template <class X>
    requires(!Condition<X>)
  constexpr auto where(const X&) const {
    return reject<no_condition<"where()", X>()>();
  }
  template <class X>
    requires(!Condition<X>)
  constexpr auto having(const X&) const {
    return reject<no_condition<"having()", X>()>();
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto inner_join(const S& source, const X&... columns) const {
    return join_by<word::inner_join, "inner_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto left_join(const S& source, const X&... columns) const {
    return join_by<word::left_join, "left_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto right_join(const S& source, const X&... columns) const {
    return join_by<word::right_join, "right_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(!(Joinable<S> && is_condition<X...>))
  constexpr auto full_join(const S& source, const X&... columns) const {
    return join_by<word::full_join, "full_join()">(source, columns...);
  }

 private:
  template <diagnosis Wrong>
  constexpr const select_statement& reject() const {
    (void)accept<Wrong>();
    return *this;
  }
  template <class Word, fixed_string Name, class S, class... X>
  constexpr auto join_by(const S& source, const X&... columns) const {
    if constexpr (Source<S> && join_columns<X...>) {
      return add<Word>(source_words<S>::template in<K...>(source) + (columns_joined<S, K...>(columns) + ...));
    } else if constexpr (Source<S>) {
      return reject<no_join_condition<Name, S, X...>()>().cross_join(source);
    } else if constexpr (is_optional_source<S>) {
      return reject<no_condition_of_optional<Name>()>();
    } else {
      return reject<no_source<Name, S>()>();
    }
  }
  template <class, class, class...>
  friend struct select_statement;
  template <class Word, class V2, class... K2>
  MIZZLE_INLINE constexpr auto add(const run_of<V2, K2...>& r) const {
    return select_statement<L, joined<V, V2>, K..., Word, K2...>{join(values, r.values)};
  }
  template <class Word, class V2, class... K2>
  MIZZLE_INLINE constexpr auto clause(const run_of<V2, K2...>& r) const {
    using Result = select_statement<L, joined<V, V2>, K..., Word, K2...>;
    const Result result{join(values, r.values)};
    if constexpr (!std::same_as<V2, none> && has_groups(Result::text.words)) require_equal_groups(result);
    return result;
  }
};

}  // namespace mizzle::detail
