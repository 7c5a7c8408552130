// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>

#include <mizzle/rows/fields.hpp>
#include <mizzle/rows/into.hpp>

namespace mizzle::detail {

/// One value of a record; the index keeps equal types apart.
template <std::size_t I, class T>
struct cell {
  T value;
};

template <bool View, class F>
struct field_type {
  using type = typename owned_of<typename F::type>::type;
};
template <class F>
struct field_type<true, F> {
  using type = typename view_of<typename F::type>::type;
};
template <class F>
  requires requires { typename F::view_type; }
struct field_type<true, F> {
  using type = typename F::view_type;
};
template <bool View, class F>
using field_value = typename field_type<View, F>::type;

/// The values of a record. Their type does not name the columns, so that all statements whose rows hold the same types
/// share the code that reads, keeps and destroys rows.
template <class Is, class... T>
struct cells_of;
template <std::size_t... I, class... T>
struct cells_of<std::index_sequence<I...>, T...> : cell<I, T>... {
  template <class Struct>
  [[nodiscard]] constexpr Struct into() const& {
    constexpr bool takes = requires { Struct{as_member(cell<I, T>::value)...}; };
    static_assert(takes,
                  "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    if constexpr (takes) return Struct{as_member(cell<I, T>::value)...};
    else return rejected_struct<Struct>();
  }
  template <class Struct>
  [[nodiscard]] constexpr Struct into() && {
    constexpr bool takes = requires { Struct{as_member(std::move(cell<I, T>::value))...}; };
    static_assert(takes,
                  "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    if constexpr (takes) return Struct{as_member(std::move(cell<I, T>::value))...};
    else return rejected_struct<Struct>();
  }
  friend constexpr bool operator==(const cells_of& a, const cells_of& b)
    requires(std::equality_comparable<T> && ...)
  {
    return ((a.cell<I, T>::value == b.cell<I, T>::value) && ...);
  }
};
template <class... T>
using cells = cells_of<std::make_index_sequence<sizeof...(T)>, T...>;

template <std::size_t N, class T>
constexpr const T& at_cell(const cell<N, T>& c) noexcept {
  return c.value;
}
template <std::size_t N, class T>
constexpr T& at_cell(cell<N, T>& c) noexcept {
  return c.value;
}

/// A row of a select list. Its values are found by column or expression, `row[messages.body]`; by name, `row["total"_col]`;
/// by position, `mz::get<0>(row)`; by structured bindings; or all at once, `row.into<Summary>()`. With View, texts and blobs
/// are views into the running statement, valid until its next step.
///
/// An expression is found by its type, which does not tell its bound values: `row[t.a + 1]` also finds `t.a + 2`. What was
/// selected several times is therefore not found; give such fields names. A row that is about to end gives values and no
/// references, so that `for (char c : db.one(q)[t.body])` is right.
template <bool View, class... F>
struct record_of {
  using values_type = mizzle::detail::cells<field_value<View, F>...>;
  static constexpr std::size_t size = sizeof...(F);

  // The only member, and public, because a row is made in place from what reads its values, as an aggregate.
  values_type values;

  template <class T, class V, class... K>
  [[nodiscard]] constexpr const auto& operator[](const expr<T, V, K...>&) const& noexcept {
    return at_cell<of_type<expr<T, V, K...>>()>(values);
  }
  template <class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const expr<T, V, K...>&) && {
    return std::move(at_cell<of_type<expr<T, V, K...>>()>(values));
  }
  template <fixed_string Name, class T, class V, class... K>
  [[nodiscard]] constexpr const auto& operator[](const named<Name, T, V, K...>&) const& noexcept {
    return at_cell<of_type<named<Name, T, V, K...>>()>(values);
  }
  template <fixed_string Name, class T, class V, class... K>
  [[nodiscard]] constexpr auto operator[](const named<Name, T, V, K...>&) && {
    return std::move(at_cell<of_type<named<Name, T, V, K...>>()>(values));
  }
  template <Source S>
  [[nodiscard]] constexpr const auto& operator[](const S&) const& noexcept {
    return at_cell<of_type<whole<S>>()>(values);
  }
  template <Source S>
  [[nodiscard]] constexpr auto operator[](const S&) && {
    return std::move(at_cell<of_type<whole<S>>()>(values));
  }
  template <fixed_string Name>
  [[nodiscard]] constexpr const auto& operator[](column_name<Name>) const& noexcept {
    return at_cell<of_name<Name>()>(values);
  }
  template <fixed_string Name>
  [[nodiscard]] constexpr auto operator[](column_name<Name>) && {
    return std::move(at_cell<of_name<Name>()>(values));
  }
  /// The values as a struct of your own, member by member in the order of the select list, or by name if it is a Boost.Hana Struct
  /// (hana.hpp). A group becomes a struct within it, or a std::optional of one.
  template <class Struct>
  [[nodiscard]] constexpr Struct into() const& {
    if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(*this);
    else return values.template into<Struct>();
  }
  template <class Struct>
  [[nodiscard]] constexpr Struct into() && {
    if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(std::move(*this));
    else return std::move(values).template into<Struct>();
  }

  friend constexpr bool operator==(const record_of& a, const record_of& b)
    requires std::equality_comparable<values_type>
  {
    return a.values == b.values;
  }

 private:
  template <class E>
  static consteval std::size_t of_type() {
    constexpr bool found[] = {std::same_as<typename field_traits<F>::bare, E>...};
    constexpr std::size_t count = (std::size_t{0} + ... + std::size_t{std::same_as<typename field_traits<F>::bare, E>});
    static_assert(count != 0, "mizzle: row[]: this column or table was not selected; add it to select() or returning()");
    // A column that is selected twice has one value.
    constexpr bool is_column = E::words[0]->what == form::column || E::words[0]->what == form::columns_of;
    static_assert(
        count < 2 || is_column,
        "mizzle: row[]: several selected fields are this expression, but for bound values, which its type does not tell; give them names with .as<\"name\">(), or select it once");
    std::size_t i = 0;
    while (i + 1 < size && !found[i]) ++i;
    return i;
  }
  template <fixed_string Name>
  static consteval std::size_t of_name() {
    constexpr std::string_view names[] = {field_traits<F>::bare::words[0]->text...};
    constexpr std::size_t count = (std::size_t{0} + ... + std::size_t{field_traits<F>::bare::words[0]->text == Name.view()});
    static_assert(count != 0, "mizzle: row[]: no selected column has this name; give it one with .as<\"name\">()");
    static_assert(count < 2, "mizzle: row[]: several selected columns have this name; give them names with .as<\"name\">()");
    std::size_t i = 0;
    while (i + 1 < size && names[i] != Name.view()) ++i;
    return i;
  }
};

/// A row of these fields that owns its values.
template <class... F>
using record = record_of<false, F...>;
/// The same with views of texts and blobs, as a stream gives it.
template <class... F>
using record_view = record_of<true, F...>;

/// The value at a position of a row.
template <std::size_t N, bool View, class... F>
constexpr const auto& get(const record_of<View, F...>& row) noexcept {
  return at_cell<N>(row.values);
}
template <std::size_t N, bool View, class... F>
constexpr auto& get(record_of<View, F...>& row) noexcept {
  return at_cell<N>(row.values);
}
template <std::size_t N, bool View, class... F>
constexpr auto get(record_of<View, F...>&& row) {
  return std::move(at_cell<N>(row.values));
}

/// A row as a struct of one's own.
template <class Struct, class Row>
constexpr Struct as_struct(Row&& row) {
  if constexpr (HanaStruct<Struct>) {
    return make_by_name<Struct>(std::move(row));
  } else if constexpr (is_record<Row>) {
    return std::move(row).template into<Struct>();
  } else {
    static_assert(std::same_as<Struct, Row>,
                  "mizzle: all<Struct>(), get<Struct>(), one<Struct>(): the rows of a whole table are structs already; select its columns");
    return std::move(row);
  }
}
/// A row of a select list.
template <class X>
concept Record = is_record<std::remove_cvref_t<X>>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::get;
using detail::record;
using detail::Record;
using detail::record_view;
}  // namespace mizzle

template <bool View, class... F>
struct std::tuple_size<mizzle::detail::record_of<View, F...>> : std::integral_constant<std::size_t, sizeof...(F)> {};
template <std::size_t N, bool View, class... F>
struct std::tuple_element<N, mizzle::detail::record_of<View, F...>> {
  using type =
      std::remove_cvref_t<decltype(mizzle::detail::at_cell<N>(std::declval<const mizzle::detail::record_of<View, F...>&>().values))>;
};
// std::get and std::apply know only std's own tuples, and are called by their full names, so that a row can take part in
// them only by overloads that stand beside them.
namespace std {
template <std::size_t N, mizzle::detail::Record R>
constexpr decltype(auto) get(R&& row) {
  return mizzle::detail::get<N>(std::forward<R>(row));
}
template <class F, mizzle::detail::Record R>
constexpr decltype(auto) apply(F&& f, R&& row) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
    return std::forward<F>(f)(mizzle::detail::get<I>(std::forward<R>(row))...);
  }(std::make_index_sequence<std::remove_cvref_t<R>::size>{});
}
}  // namespace std
