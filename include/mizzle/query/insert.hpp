// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/guard.hpp>
#include <mizzle/query/row_values.hpp>
#include <mizzle/query/targets.hpp>

namespace mizzle {

namespace word {
template <class T>
struct insert_into { static constexpr token word{.what = form::insert, .text = "insert into "sv, .from = &source_of<T>}; };
template <class T>
struct values { static constexpr token word{.what = form::rows, .from = &source_of<T>}; };
template <std::size_t N>
struct columns { static constexpr token word{.what = form::names, .index = N}; };
template <class S>
struct from_select { static constexpr token word{.what = form::select_into, .inner = &S::text}; };
template <std::size_t N>
struct insert_set { static constexpr token word{.what = form::assigns, .flags = is_target, .index = N}; };
struct default_values { static constexpr token word{.what = form::text, .text = " default values"sv}; };
template <class L, std::size_t N>
struct returning { static constexpr token word{.what = form::fields, .index = N, .text = " returning "sv, .list = L::list}; };
}  // namespace word

/// An insert. L are the fields of returning(), or void.
template <class T, class L, class V, class... K>
struct insert_statement {
  static constexpr statement_kind kind = statement_kind::insert;
  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr statement_text text{{words, words + sizeof...(K)}, shapes_text<V>};

  V values{};
  guard required{};

  /// `on conflict (columns)`, then do_nothing() or do_update(): the columns of a primary key or unique constraint; without
  /// any, every conflict. Several may follow one another.
  template <class... C>
  constexpr auto on_conflict(const C&...) const {
    static_assert(std::is_void_v<L>, "mizzle: on_conflict(): it stands before returning(); write on_conflict(...).do_nothing().returning(...)");
    return conflict_target<T>(*this, C{}...);
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
  /// The unit fails unless at least n rows are inserted or updated.
  constexpr auto require_changes(std::int64_t n) const& { return with_guard(*this, n, false); }
  constexpr auto require_changes(std::int64_t n) && { return with_guard(std::move(*this), n, false); }
  /// The unit fails unless exactly n rows are inserted or updated.
  constexpr auto require_exactly(std::int64_t n) const& { return with_guard(*this, n, true); }
  constexpr auto require_exactly(std::int64_t n) && { return with_guard(std::move(*this), n, true); }

 private:
  template <class L2, class Bound, class... X>
  constexpr auto with_fields(Bound&& bound, const X&... x) const {
    static_assert(std::is_void_v<L>, "mizzle: returning(): it stands twice; keep one");
    return insert_statement<T, L2, joined<V, decltype(join_fields(x...))>, K..., word::returning<L2, L2::size>>{join(static_cast<Bound&&>(bound), join_fields(x...)), required};
  }
};
template <class T, class L, class V, class... K>
struct result_fields<insert_statement<T, L, V, K...>> {
  using type = L;
};

/// insert_into(t).columns(...), which wants from(select).
template <class T, class... E>
struct insert_columns {
  /// `insert into t (columns) select ...`: the select's fields must fit the columns, one for one.
  template <class L, class V, class... K>
  constexpr auto from(const select_statement<L, V, K...>& select) const {
    using S = select_statement<L, V, K...>;
    (void)accept<insert_types<typename E::type...>::check(fields_of<S>{})>();
    return into(select, E{}...);
  }

 private:
  template <class S, class... Type, class... C>
  static constexpr auto into(const S& select, const expr<Type, none, C>&...) {
    (void)accept<check_insert<T, C...>()>();
    return insert_statement<T, void, std::remove_cvref_t<decltype(select.values)>, word::insert_into<T>, word::columns<sizeof...(C)>, C..., word::from_select<S>>{select.values};
  }
};

/// A range of rows to insert.
template <class R, class Row>
concept RowsOf = requires(R& r) {
  { *std::ranges::begin(r) } -> std::convertible_to<const Row&>;
  std::ranges::end(r);
};

template <class T>
struct insert_builder {
  using row = new_row_type<T>;

  /// One row: `values({.id = 1, .body = "x"})`. Columns left out are not part of the statement.
  auto values(row r) const {
    row_access<T>::fill(r, true);
    return insert_statement<T, void, single_row<T, row>, word::insert_into<T>, word::values<T>>{{std::move(r)}};
  }
  /// Any number of rows; none at all is a statement that does nothing. A container is copied or moved in, a span is kept
  /// as it is and must outlive the statement. Any other range is walked once, at once.
  template <RowsOf<row> R>
  auto values(R&& rows) const {
    using Bare = std::remove_cvref_t<R>;
    if constexpr (std::ranges::enable_borrowed_range<Bare> && requires { rows[0]; } && !row_access<T>::has_functions(typename row_access<T>::definition::described{})) {
      return of_rows<Bare>(rows);
    } else if constexpr (std::same_as<Bare, std::vector<row>>) {
      return filled(std::vector<row>(static_cast<R&&>(rows)));
    } else {
      // Not by two iterators: a range may be one that can be walked only once, or end otherwise than it begins.
      std::vector<row> all;
      for (auto&& r : rows) all.push_back(static_cast<decltype(r)&&>(r));
      return filled(std::move(all));
    }
  }
  /// Expressions as values: `set(messages.id = 2, messages.body = upper("x"))`.
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    static_assert(sizeof...(A) > 0 && (is_assignment<A> && ...), "mizzle: set(): it needs assignments such as column = value");
    (void)accept<check_insert<T, typename A::column...>()>();
    return set_run<sizeof...(A)>((as_run(assignments) + ...));
  }
  /// `default values`.
  constexpr auto default_values() const {
    (void)accept<check_insert<T>()>();
    return insert_statement<T, void, none, word::insert_into<T>, word::default_values>{};
  }
  /// The columns that from(select) fills.
  template <class... E>
  constexpr insert_columns<T, E...> columns(const E&...) const {
    return {};
  }

 private:
  template <class Rows>
  static auto of_rows(Rows rows) {
    return insert_statement<T, void, row_list<T, Rows>, word::insert_into<T>, word::values<T>>{{std::move(rows)}};
  }
  static auto filled(std::vector<row> rows) {
    for (row& r : rows) row_access<T>::fill(r, true);
    return of_rows(std::move(rows));
  }
  template <std::size_t N, class V, class... K>
  static constexpr auto set_run(const run_of<V, K...>& r) {
    return insert_statement<T, void, V, word::insert_into<T>, word::insert_set<N>, K...>{r.values};
  }
};

/// `insert into table`: then values(row), values(range), set(...), columns(...).from(select) or default_values().
template <Table T>
constexpr insert_builder<T> insert_into(const T&) {
  return {};
}

}  // namespace mizzle
