// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/when.hpp>
#include <mizzle/bind/row_values.hpp>
#include <mizzle/statement/column_at.hpp>

namespace mizzle::detail {

/// N assignments one behind another.
template <std::size_t N, class Run>
struct assigned_run {
  Run run;
};

/// Columns of a table, by number.
struct column_numbers {
  std::size_t size = 0;
  unsigned items[max_columns]{};
};
/// The columns, from the I-th on, to which a function gives a value because an insert, or an update, does not name them.
template <bool Inserts, class T, unsigned I, class... Named>
constexpr column_numbers columns_left_out() {
  using definition = typename source_traits<T>::definition;
  column_numbers result;
  if constexpr (row_access<T>::template has_functions<Inserts>()) {
    for (unsigned c = I; c != definition::size; ++c) {
      if (has_maker<Inserts>(definition::columns[c]) && !((Named::word.position == c) || ...)) result.items[result.size++] = c;
    }
  }
  return result;
}

/// The assignment of what a column's function gives.
template <bool Inserts, class Column, fixed_string N, class T, class... A>
auto make_assignment(const described_column<N, T, A...>*) {
  using function = typename maker<Inserts, A...>::type;
  if constexpr (Inserts && calls_on_insert<function>) {
    return Column{} = function::on_insert();
  } else {
    return Column{} = function::on_update();
  }
}
/// The I-th of a list of described columns.
template <unsigned I, class D, class... More>
constexpr auto describe_column(types<D, More...>) {
  if constexpr (I == 0) {
    return static_cast<const D*>(nullptr);
  } else {
    return describe_column<I - 1>(types<More...>{});
  }
}
template <bool Inserts, class T, unsigned I>
auto assign_column() {
  constexpr auto* described = decltype(describe_column<I>(typename source_traits<T>::definition::described{})){};
  return make_assignment<Inserts, decltype(column_at<T, I>())>(described);
}

/// What one assignment writes. One that when() can leave out gives way to the function of its column, as if it were not named.
template <bool Inserts, class T, class A>
constexpr bool gives_way() {
  if constexpr (is_optional_assignment<A>) {
    constexpr const token& column = A::column::word;
    if constexpr (column.what == form::column) {
      if constexpr (*column.from == source_of<T>) return has_maker<Inserts>(source_traits<T>::definition::columns[column.position]);
    }
  }
  return false;
}
template <bool Inserts, class T, class A>
constexpr auto write_assignment(const A& a) {
  if constexpr (gives_way<Inserts, T, A>()) {
    using Made = decltype(assign_column<Inserts, T, A::column::word.position>());
    using Other = decltype(when(true, std::declval<const Made&>()));
    return as_run(a) + as_run(a.values.on ? Other{} : when(true, assign_column<Inserts, T, A::column::word.position>()));
  } else {
    return as_run(a);
  }
}
/// How many assignments a statement has that is given these.
template <bool Inserts, class T, class... A>
inline constexpr std::size_t count_assignments = (std::size_t{0} + ... + (gives_way<Inserts, T, A>() ? 2 : 1));
/// Refuses assignments of which when() leaves out every one.
template <class... A>
constexpr void demand_assignment(const char* clause, const A&... assignments) {
  if constexpr ((is_optional_assignment<A> && ...)) {
    if (!(assignments.values.on || ...))
      throw error::invalid_request{std::string{clause} + ": there is nothing to set, because all of its assignments are left out"};
  }
}

/// The N assignments of a statement that names the columns Named, and behind them those of the functions of columns, from the
/// I-th on, that it does not name.
template <bool Inserts, class T, std::size_t N, unsigned I, class... Named, class V, class... K>
constexpr auto with_functions(const run_of<V, K...>& r) {
  constexpr column_numbers missing = columns_left_out<Inserts, T, I, Named...>();
  return [&]<std::size_t... M>(std::index_sequence<M...>) {
    auto all = (r + ... + as_run(assign_column<Inserts, T, missing.items[M]>()));
    return assigned_run<N + sizeof...(M), decltype(all)>{std::move(all)};
  }(std::make_index_sequence<missing.size>{});
}
/// The same of an update.
template <class T, std::size_t N, unsigned I, class... Named, class V, class... K>
constexpr auto with_on_update(const run_of<V, K...>& r) {
  return with_functions<false, T, N, I, Named...>(r);
}

}  // namespace mizzle::detail
