// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <mizzle/statement/guard.hpp>
#include <mizzle/statement/mistakes.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/sources.hpp>

namespace mizzle::detail {

namespace word {
template <class L, std::size_t N>
struct returning {
  static constexpr token word{.what = form::fields, .count = N, .text = " returning "sv, .list = L::list};
};
struct all_rows {
  static constexpr token word{.what = form::mark};
};
}  // namespace word

/// Whether a condition always has a part that stands: an update must not widen to every row because parts vanish.
template <class... K>
constexpr bool always_stands() {
  const token* const words[] = {&K::word...};
  const token* const* at = words;
  const auto stands = [&](const auto& self) -> bool {
    const token& t = **at++;
    const bool optional = t.what == form::when;
    const bool logical = t.binds == precedence::and_ || t.binds == precedence::or_ || t.binds == precedence::not_;
    bool any = false;
    for (unsigned i = 0; i != t.operands; ++i) any = self(self) || any;
    return optional ? false : logical ? any : true;
  };
  return stands(stands);
}

/// An insert, update or delete of the table T. L are the fields of returning(), or void. An update or delete without where() or
/// all_rows() is not complete and cannot be run.
template <statement_kind Kind, class T, class L, class V, class... K>
struct [[nodiscard("mizzle: a statement does nothing until it is run; give it to run(), all() or a list")]] write_statement {
  static constexpr statement_kind kind = Kind;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr statement_text text = text_from(words, shapes_text<V>, Kind != statement_kind::insert);

  V values;  // without an initialiser, which would be looked at by who only asks whether there can be one
  guard required{};

  /// `on conflict (columns)`, then do_nothing() or do_update(): the columns of a primary key or unique constraint; without
  /// any, every conflict. Several may follow one another.
  template <class... C>
    requires(Kind == statement_kind::insert)
  constexpr auto on_conflict(const C&...) const {
    static_assert(std::is_void_v<L>,
                  "mizzle: on_conflict(): it stands before returning(); write on_conflict(...).do_nothing().returning(...)");
    return conflict_target<T>(*this, C{}...);
  }
  /// `update ... set ... from a, b`: tables, named queries and functions that an update reads. The table that is written is not named
  /// again, and each of its rows should meet one row at most: of several, SQLite takes any.
  template <Source... S>
    requires(Kind != statement_kind::insert && sizeof...(S) > 0)
  constexpr auto from(const S&... sources) const {
    static_assert(Kind == statement_kind::update, "mizzle: from(): a delete reads other tables in its where(), with in() or exists()");
    return add<word::from<sizeof...(S)>>((source_words<S>::template in<K...>(sources) + ...));
  }
  /// Joins behind from(), like those of a select. Their conditions cannot name the table that is written: that is where()'s.
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto inner_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::inner_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto left_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::left_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto right_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::right_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto full_join(const S& source, const expr<T2, V2, K2...>& on) const {
    return add<word::full_join>(source_words<S>::template in<K...>(source) + as_run(on));
  }
  template <Source S>
    requires(Kind != statement_kind::insert)
  constexpr auto cross_join(const S& source) const {
    return add<word::cross_join>(source_words<S>::template in<K...>(source));
  }
  /// Joins that a run-time value can leave out, as in a select.
  template <class S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto inner_join(const optional_source<S>& source, const expr<T2, V2, K2...>& on) const {
    return add<op::when>(join_when<word::optional_inner_join, K...>(source, as_run(on)));
  }
  template <class S, class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto left_join(const optional_source<S>& source, const expr<T2, V2, K2...>& on) const {
    return add<op::when>(join_when<word::left_join, K...>(source, as_run(on)));
  }
  /// `where condition`. At least one part of it must stand whatever when() leaves out.
  template <class T2, class V2, class... K2>
    requires(Kind != statement_kind::insert && Condition<expr<T2, V2, K2...>>)
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    if constexpr (!always_stands<K2...>()) {
      (void)accept<diagnosis{
          fault::optional_where,
          sentence{"mizzle: where(): all of the condition on ", source_of<T>.name,
                   " is optional, so that it could vanish and every row be changed; add a condition without mz::when()"}}>();
    }
    if constexpr (made_at_run_time<V2>) demand_standing(source_of<T>.name, condition);
    return write_statement<Kind, T, L, joined<V, V2>, K..., word::where, K2...>{join(values, condition.values), required};
  }
  /// Means every row of the table.
  constexpr auto all_rows() const
    requires(Kind != statement_kind::insert)
  {
    static_assert(
        !(K::word.has(for_one_row) || ...),
        "mizzle: all_rows(): next_in() is the number of one row, and all of them would get the same; use mz::renumber(), or where() with the key of one row");
    return write_statement<Kind, T, L, V, K..., word::all_rows>{values, required};
  }
  /// Only the first n rows of an order, or any n: `delete_from(t).where(...).order_by(t.id).limit(100)`. Stands behind where() or all_rows().
  template <class... E>
    requires(Kind != statement_kind::insert && sizeof...(E) > 0)
  constexpr auto order_by(const E&... e) const {
    return order_rows(*this, word::order_by<sizeof...(E)>{}, (as_run(e) + ...));
  }
  constexpr auto limit(std::int64_t n) const
    requires(Kind != statement_kind::insert)
  {
    return order_rows(*this).limit(n);
  }
  /// The same of a parameter, `limit(param<"n", std::int64_t>())`.
  template <class N, class V2, class K2>
    requires(Kind != statement_kind::insert)
  constexpr auto limit(const expr<N, V2, K2>& n) const {
    return order_rows(*this).limit(n);
  }
  /// `returning ...`, like a select list; without arguments, the whole row.
  template <class... X>
  constexpr auto returning(const X&... x) const& {
    return with_fields<returned_fields<T, X...>>(values, x...);
  }
  template <class... X>
  constexpr auto returning(const X&... x) && {
    return with_fields<returned_fields<T, X...>>(std::move(values), x...);
  }
  /// The unit fails unless at least n rows are written.
  constexpr auto require_changes(std::int64_t n) const& { return with_guard(*this, n, false); }
  constexpr auto require_changes(std::int64_t n) && { return with_guard(std::move(*this), n, false); }
  /// The unit fails unless exactly n rows are written.
  constexpr auto require_exactly(std::int64_t n) const& { return with_guard(*this, n, true); }
  constexpr auto require_exactly(std::int64_t n) && { return with_guard(std::move(*this), n, true); }
  friend constexpr bool operator==(const write_statement&, const write_statement&) = default;

  // Joins by columns, and else only to say what is wrong.
  template <class X>
    requires(Kind != statement_kind::insert && !Condition<X>)
  constexpr auto where(const X&) const {
    (void)accept<no_condition<"where()", X>()>();
    return all_rows();
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto inner_join(const S& source, const X&... columns) const {
    return join_by<word::inner_join, "inner_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto left_join(const S& source, const X&... columns) const {
    return join_by<word::left_join, "left_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto right_join(const S& source, const X&... columns) const {
    return join_by<word::right_join, "right_join()">(source, columns...);
  }
  template <class S, class... X>
    requires(Kind != statement_kind::insert && !(Source<S> && is_condition<X...>))
  constexpr auto full_join(const S& source, const X&... columns) const {
    return join_by<word::full_join, "full_join()">(source, columns...);
  }
  template <class... S>
    requires(Kind != statement_kind::insert && (sizeof...(S) == 0 || !(Source<S> && ...)))
  constexpr auto from(const S&...) const {
    (void)accept<no_source<"from()", S...>()>();
    return *this;
  }

 private:
  template <class Word, class V2, class... K2>
  constexpr auto add(const run_of<V2, K2...>& r) const {
    return write_statement<Kind, T, L, joined<V, V2>, K..., Word, K2...>{join(values, r.values), required};
  }
  template <class Word, fixed_string Name, class S, class... X>
  constexpr auto join_by(const S& source, const X&... columns) const {
    if constexpr (Source<S> && join_columns<X...>) {
      return add<Word>(source_words<S>::template in<K...>(source) + (columns_joined<S, K...>(columns) + ...));
    } else if constexpr (Source<S>) {
      (void)accept<no_join_condition<Name, S, X...>()>();
      return cross_join(source);
    } else {
      (void)accept<no_source<Name, S>()>();
      return *this;
    }
  }
  template <class L2, class Bound, class... X>
  constexpr auto with_fields(Bound&& bound, const X&... x) const {
    static_assert(std::is_void_v<L>, "mizzle: returning(): it stands twice; keep one");
    return write_statement<Kind, T, L2, joined<V, decltype(join_fields(x...))>, K..., word::returning<L2, L2::size>>{
        join(std::forward<Bound>(bound), join_fields(x...)), required};
  }
};
template <statement_kind Kind, class T, class L, class V, class... K>
struct result_fields<write_statement<Kind, T, L, V, K...>> {
  using type = L;
};

template <class T, class L, class V, class... K>
using insert_statement = write_statement<statement_kind::insert, T, L, V, K...>;

}  // namespace mizzle::detail
