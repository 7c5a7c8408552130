// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/compound.hpp>

namespace mizzle::detail {

// What another statement reads by the columns of a select. A select gives it its columns: each field is one, and a whole
// table is as many as it has.

/// The number of columns of a select list.
constexpr std::size_t count_columns(const token& list) {
  std::size_t n = 0;
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    n += t.what == form::columns_of ? t.from->size : 1;
  }
  return n;
}
/// A field without the calls of when() around it, and without its name.
constexpr const token* const* inner_field(const tokens& field) {
  const token* const* first = field.first;
  while ((*first)->what == form::when || ((*first)->what == form::named && !(*first)->text.empty())) ++first;
  return first;
}
/// What the n-th column of a select list is called by itself; empty for an expression that has no name.
constexpr std::string_view own_name(const token& list, std::size_t n) {
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    if (t.what != form::columns_of) {
      if (n-- != 0) continue;
      const token& inner = t.what == form::when ? **inner_field(list.list[i]) : t;
      return inner.what == form::column || inner.what == form::named ? inner.text : std::string_view{};
    } else if (n < t.from->size) {
      return t.from->columns[n].name;
    } else {
      n -= t.from->size;
    }
  }
  return {};
}
/// Whether the n-th column needs another name, because it has none, or that of a column before it.
constexpr bool needs_name(const token& list, std::size_t n) {
  const std::string_view own = own_name(list, n);
  bool taken = own.empty();
  for (std::size_t i = 0; i != n; ++i) taken = taken || same_name(own_name(list, i), own);
  return taken;
}
/// The column of a select list that is an expression; their number if there is none, and one more if there are several.
constexpr std::size_t find_column(const token& list, const tokens& wanted) {
  const std::size_t size = count_columns(list);
  std::size_t found = size, at = 0;
  for (unsigned i = 0; i != list.count; ++i) {
    const tokens& field = list.list[i];
    const token& head = **field.first;
    if (head.what == form::columns_of) {
      const token& column = **wanted.first;
      if (column.what == form::column && *column.from == *head.from && column.position < head.from->size && wanted.last - wanted.first == 1)
        found = found == size ? at + column.position : size + 1;
      at += head.from->size;
      continue;
    }
    if (same_expression(inner_field(field), field.last, wanted.first, wanted.last, true)) found = found == size ? at : size + 1;
    ++at;
  }
  return found;
}

/// The name that is made for a column: `id 3`, `column 3`, with its position.
template <class S, std::size_t N>
struct made_name {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    const std::string_view own = own_name(**S::text.words.first, N);
    w.put(own.empty() ? "column"sv : own);
    w.put(' ');
    w.put(N + 1);
    return w.size();
  }
};

/// The columns of a select S, which yield the types T.
template <class S, class Columns>
struct query_definition;
template <class S, class... T>
struct query_definition<S, types<T...>> {
  static constexpr const token& list = **S::text.words.first;
  static constexpr std::size_t size = sizeof...(T);
  static constexpr bool has_row_id = false;

  template <std::size_t N>
  static constexpr std::string_view name() {
    if constexpr (needs_name(list, N)) {
      return written<made_name<S, N>>.view();
    } else {
      return own_name(list, N);
    }
  }
  template <std::size_t... I>
  static constexpr std::array<column_info, size> describe(std::index_sequence<I...>) {
    constexpr bool numeric = reads_numeric(S::text.words);
    return {{column_info{.name = name<I>(), .type = type_of<T>, .nullable = is_optional<T>, .numeric = numeric}...}};
  }
  static constexpr auto columns = describe(std::index_sequence_for<T...>{});

  static constexpr bool names_differ() {
    for (std::size_t i = 0; i != size; ++i) {
      for (std::size_t k = 0; k != i; ++k) {
        if (same_name(columns[i].name, columns[k].name)) return false;
      }
    }
    return true;
  }
  static constexpr std::size_t find(std::string_view wanted) {
    std::size_t i = 0;
    while (i != size && columns[i].name != wanted) ++i;
    return i;
  }
};

/// The types that a select's columns yield.
template <class F>
struct columns_of_field {
  using type = types<typename F::type>;
};
template <class... D>
types<typename D::type...> types_described(types<D...>);
template <class... T>
types<add_optional_t<T>...> types_absent(types<T...>);
template <class S>
struct columns_of_field<whole<S>> {
  using type = decltype(types_described(typename source_traits<S>::definition::described{}));
};
template <class S>
struct columns_of_field<absent<whole<S>>> {
  using type = decltype(types_absent(typename columns_of_field<whole<S>>::type{}));
};
template <class... A, class... B>
types<A..., B...> operator+(types<A...>, types<B...>);
template <class... F>
auto columns_of_fields(fields<F...>) -> decltype((types<>{} + ... + typename columns_of_field<F>::type{}));
template <class S>
using query_columns = decltype(columns_of_fields(fields_of<S>{}));

}  // namespace mizzle::detail
