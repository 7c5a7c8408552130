// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/guard.hpp>
#include <mizzle/statement/column_functions.hpp>
#include <mizzle/bind/row_values.hpp>
#include <mizzle/statement/targets.hpp>
#include <mizzle/statement/write.hpp>

namespace mizzle::detail {

namespace word {
template <class T>
struct insert_into {
  static constexpr token word{.what = form::insert, .text = "insert into "sv, .from = &source_of<T>};
};
template <class T>
struct values {
  static constexpr token word{.what = form::rows, .from = &source_of<T>};
};
template <std::size_t N>
struct columns {
  static constexpr token word{.what = form::names, .count = N};
};
template <class S, std::size_t Made>
struct from_select {
  static constexpr token word{.what = form::select_into, .operands = Made, .inner = &S::text};
};
template <std::size_t N>
struct insert_set {
  static constexpr token word{.what = form::assigns, .flags = is_target, .count = N};
};
struct default_values {
  static constexpr token word{.what = form::text, .text = " default values"sv};
};
}  // namespace word

/// What functions give to columns: the columns and the expressions, each one behind another, and the expressions' values.
template <class V, class Columns, class Expressions>
struct made_columns {
  V values;
};
template <class V, class C, class... K>
constexpr made_columns<V, types<C>, types<K...>> as_made(const assignment<V, C, K...>& a) {
  return {a.values};
}
template <class V1, class... C1, class... K1, class V2, class... C2, class... K2>
constexpr auto operator+(const made_columns<V1, types<C1...>, types<K1...>>& a, const made_columns<V2, types<C2...>, types<K2...>>& b) {
  return made_columns<joined<V1, V2>, types<C1..., C2...>, types<K1..., K2...>>{join(a.values, b.values)};
}

/// insert_into(t).columns(...), which wants from(select).
template <class T, class Into, class... E>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] insert_columns {
  static constexpr sentence unfinished() {
    return sentence{"insert_into(", source_of<T>.name, ").columns(...) is not complete; add from(select)"};
  }
  /// `insert into t (columns) select ...`: the select's fields must fit the columns, one for one. Columns that are not named
  /// and have a function (default_fn, on_update_fn) get what it gives: a value is made once, when this is called, and is that
  /// of every row; SQL is evaluated for each row.
  template <class L, class V, class... K>
  constexpr auto from(const select_statement<L, V, K...>& select) const {
    using S = select_statement<L, V, K...>;
    (void)accept<insert_types<E...>::check(fields_of<S>{})>();
    return into(select, E{}...);
  }

 private:
  template <class S, class... Type, class... C>
  static constexpr auto into(const S& select, const expr<Type, none, C>&...) {
    (void)accept<check_insert<T, C...>()>();
    (void)accept<check_insert_order<T, C...>(fields_of<S>{})>();
    (void)accept<check_numbers(S::text.words)>();
    constexpr column_numbers missing = columns_left_out<true, T, 0, C...>();
    (void)accept<check_made_once<T>(missing)>();
    (void)accept<check_made_numbers<T>("from()", missing)>();
    return [&]<std::size_t... M>(std::index_sequence<M...>) {
      return with_made<S, C...>(select.values,
                                (made_columns<none, types<>, types<>>{} + ... + as_made(assign_column<true, T, missing.items[M]>())));
    }(std::make_index_sequence<missing.size>{});
  }
  template <class S, class... C, class V, class V2, class... C2, class... K2>
  static constexpr auto with_made(const V& values, const made_columns<V2, types<C2...>, types<K2...>>& made) {
    return insert_statement<T, void, joined<V2, V>, Into, word::columns<sizeof...(C) + sizeof...(C2)>, C..., C2...,
                            word::from_select<S, sizeof...(C2)>, K2...>{join(made.values, values)};
  }
};

/// A range of rows to insert.
template <class R, class Row>
concept RowsOf = requires(R& r) {
  { *std::ranges::begin(r) } -> std::convertible_to<const Row&>;
  std::ranges::end(r);
};

/// What is wrong with the first that is given to values() and is no row.
template <class T, class X, class... More>
constexpr diagnosis no_row() {
  if constexpr (sizeof...(More) > 0 && std::convertible_to<X, new_row_type<T>>) {
    return no_row<T, More...>();
  } else {
    return {fault::not_a_row, sentence{"mizzle: values(): a C++ value of type ", type_name<X>(), " is no row of ", source_of<T>.name,
                                       "; give {.member = value}, its mz::new_row, or a range of those"}};
  }
}

/// `insert_into(table)`, which wants its values.
template <class T, class Into = word::insert_into<T>>
struct [[nodiscard("mizzle: this statement is not complete, and does nothing until it is run")]] insert_builder {
  using row = new_row_type<T>;
  static constexpr sentence unfinished() {
    return sentence{"insert_into(", source_of<T>.name,
                    ") is not complete; add values(...), set(...), columns(...).from(select) or default_values()"};
  }
  using written_row = new_row_type<T, true>;

  /// One row: `values({.id = 1, .body = "x"})`. Columns left out are not part of the statement, unless they have a function
  /// that gives them a value.
  auto values(written_row r) const { return of_row(std::move(r)); }
  template <std::same_as<row> R>
  auto values(R r) const {
    return of_row(std::move(r));
  }
  /// A few rows in place: `values({.body = "x"}, {.body = "y"})`. More of them are a range.
  auto values(row a, row b) const { return in_place(std::move(a), std::move(b)); }
  auto values(row a, row b, row c) const { return in_place(std::move(a), std::move(b), std::move(c)); }
  auto values(row a, row b, row c, row d) const { return in_place(std::move(a), std::move(b), std::move(c), std::move(d)); }
  auto values(row a, row b, row c, row d, row e) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e));
  }
  auto values(row a, row b, row c, row d, row e, row f) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f));
  }
  auto values(row a, row b, row c, row d, row e, row f, row g) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f), std::move(g));
  }
  auto values(row a, row b, row c, row d, row e, row f, row g, row h) const {
    return in_place(std::move(a), std::move(b), std::move(c), std::move(d), std::move(e), std::move(f), std::move(g), std::move(h));
  }
  /// Any number of rows; none at all is a statement that does nothing. A container is copied or moved in, a span is kept
  /// as it is and must outlive the statement; any other range is walked once, at once. Rows that follow one another and leave
  /// out the same columns share a statement.
  template <RowsOf<row> R>
  auto values(R&& rows) const {
    using Bare = std::remove_cvref_t<R>;
    if constexpr (std::ranges::enable_borrowed_range<Bare> && requires { rows[0]; } && !row_access<T>::template has_functions<true>()) {
      return of_rows<Bare>(rows);
    } else if constexpr (std::same_as<Bare, std::vector<row>>) {
      return filled(std::vector<row>(std::forward<R>(rows)));
    } else {
      // Not by two iterators: a range may be one that can be walked only once, or end otherwise than it begins.
      std::vector<row> all;
      for (auto&& r : rows) all.push_back(std::forward<decltype(r)>(r));
      return filled(std::move(all));
    }
  }
  // Only to say what is wrong.
  template <class X, class... More>
    requires(!(sizeof...(More) == 0 && RowsOf<X, row>) &&
             !((std::convertible_to<X, row> || std::convertible_to<X, written_row>) && ... && std::convertible_to<More, row>))
  auto values(const X&, const More&...) const {
    (void)accept<no_row<T, X, More...>()>();
    return filled({});
  }
  /// Expressions as values: `set(messages.id = 2, messages.body = upper("x"))`.
  template <class... A>
  constexpr auto set(const A&... assignments) const {
    (void)accept<check_insert<T, typename A::column...>()>();
    (void)accept<check_left_out<T, A...>()>();
    demand_assignment("set()", assignments...);
    return set_run(with_functions<true, T, count_assignments<true, T, A...>, 0, typename A::column...>(
        (write_assignment<true, T>(assignments) + ...)));
  }
  template <class... A>
    requires(!are_assignments<A...>)
  constexpr auto set(const A&...) const {
    (void)accept<no_assignment<"set()", A...>()>();
    return insert_statement<T, void, none, Into, word::insert_set<0>>{};
  }
  /// `default values`; columns that have a function get what it gives.
  constexpr auto default_values() const {
    (void)accept<check_insert<T>()>();
    constexpr column_numbers made = columns_left_out<true, T, 0>();
    if constexpr (made.size == 0) {
      return insert_statement<T, void, none, Into, word::default_values>{};
    } else {
      const auto first = assign_column<true, T, made.items[0]>();
      return set_run(with_functions<true, T, 1, made.items[0] + 1>(as_run(first)));
    }
  }
  /// The columns that from(select) fills.
  template <class... E>
  constexpr insert_columns<T, Into, E...> columns(const E&...) const {
    return {};
  }

 private:
  template <class Row>
  static auto of_row(Row&& r) {
    row_access<T>::template fill<true>(r);
    return insert_statement<T, void, single_row<T, Row>, Into, word::values<T>>{{std::move(r)}};
  }
  template <class Rows>
  static auto of_rows(Rows rows) {
    return insert_statement<T, void, row_list<T, Rows>, Into, word::values<T>>{{std::move(rows)}};
  }
  static auto filled(std::vector<row> rows) {
    if constexpr (row_access<T>::template has_functions<true>())
      (void)accept<check_made_numbers<T>("values()", columns_left_out<true, T, 0>())>();
    for (row& r : rows) row_access<T>::template fill<true>(r);
    return of_rows(std::move(rows));
  }
  template <class... Row>
  static auto in_place(Row&&... r) {
    std::vector<row> rows;
    rows.reserve(sizeof...(Row));
    (rows.push_back(std::forward<Row>(r)), ...);
    return filled(std::move(rows));
  }
  template <std::size_t N, class V, class... K>
  static constexpr auto set_run(const assigned_run<N, run_of<V, K...>>& r) {
    return insert_statement<T, void, V, Into, word::insert_set<N>, K...>{r.run.values};
  }
};

/// `insert into table`: then values(row), values(range), set(...), columns(...).from(select) or default_values().
template <TableSource T>
constexpr insert_builder<T> insert_into(const T&) {
  static_assert(Table<T>,
                "mizzle: insert_into(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::insert_into;
}  // namespace mizzle
