// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include <mizzle/query/fields.hpp>

namespace mizzle {

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

template <bool View, class Is, class... F>
struct record_of;

/// A row of a select list. Its values are found by column, `row[messages.body]`; by name, `row["total"_col]`; by position,
/// `mz::get<0>(row)`; by structured bindings; or all at once, `row.into<Summary>()`. With View, texts and blobs are views
/// into the running statement, valid until its next step.
template <bool View, std::size_t... I, class... F>
struct record_of<View, std::index_sequence<I...>, F...> : cell<I, field_value<View, F>>... {
  static constexpr std::size_t size = sizeof...(F);

  template <class T, class V, class... K>
  [[nodiscard]] constexpr const auto& operator[](const expr<T, V, K...>&) const& noexcept {
    return at<of_type<expr<T, V, K...>>()>();
  }
  template <Source S>
  [[nodiscard]] constexpr const auto& operator[](const S&) const& noexcept {
    return at<of_type<whole<S>>()>();
  }
  template <fixed_string Name>
  [[nodiscard]] constexpr const auto& operator[](column_name<Name>) const& noexcept {
    return at<of_name<Name>()>();
  }
  template <std::size_t N>
  [[nodiscard]] constexpr const auto& at() const& noexcept {
    return at_cell<N>(*this);
  }
  template <std::size_t N>
  [[nodiscard]] constexpr auto&& at() && noexcept {
    return std::move(at_cell<N>(*this));
  }
  template <std::size_t N>
  [[nodiscard]] constexpr const auto& get() const& noexcept {
    return at_cell<N>(*this);
  }
  template <std::size_t N>
  [[nodiscard]] constexpr auto& get() & noexcept {
    return at_cell<N>(*this);
  }
  template <std::size_t N>
  [[nodiscard]] constexpr auto&& get() && noexcept {
    return std::move(at_cell<N>(*this));
  }

  /// The values as a struct of your own, member by member in the order of the select list.
  template <class Struct>
  [[nodiscard]] constexpr Struct into() const& {
    static_assert(requires { Struct{cell<I, field_value<View, F>>::value...}; }, "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    return Struct{cell<I, field_value<View, F>>::value...};
  }
  template <class Struct>
  [[nodiscard]] constexpr Struct into() && {
    static_assert(requires { Struct{std::move(cell<I, field_value<View, F>>::value)...}; }, "mizzle: into(): the struct's members do not take the selected values in this order; match them in number and type");
    return Struct{std::move(cell<I, field_value<View, F>>::value)...};
  }

  friend constexpr bool operator==(const record_of& a, const record_of& b)
    requires(std::equality_comparable<field_value<View, F>> && ...)
  {
    return ((a.template at<I>() == b.template at<I>()) && ...);
  }

 private:
  template <std::size_t N, class T>
  static constexpr const T& at_cell(const cell<N, T>& c) noexcept {
    return c.value;
  }
  template <std::size_t N, class T>
  static constexpr T& at_cell(cell<N, T>& c) noexcept {
    return c.value;
  }

  template <class E>
  static consteval std::size_t of_type() {
    constexpr bool found[] = {std::same_as<typename field_traits<F>::bare, E>...};
    for (std::size_t i = 0; i != size; ++i) {
      if (found[i]) return i;
    }
    static_assert((std::same_as<typename field_traits<F>::bare, E> || ...), "mizzle: row[]: this column or table was not selected; add it to select() or returning()");
    return 0;
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

/// An owning row of these fields, and one of views.
template <class... F>
using record = record_of<false, std::make_index_sequence<sizeof...(F)>, F...>;
template <class... F>
using record_view = record_of<true, std::make_index_sequence<sizeof...(F)>, F...>;

/// The value at a position of a row.
template <std::size_t N, bool View, class Is, class... F>
constexpr const auto& get(const record_of<View, Is, F...>& row) noexcept {
  return row.template at<N>();
}
template <std::size_t N, bool View, class Is, class... F>
constexpr auto&& get(record_of<View, Is, F...>&& row) noexcept {
  return std::move(row).template at<N>();
}

}  // namespace mizzle

template <bool View, class Is, class... F>
struct std::tuple_size<mizzle::record_of<View, Is, F...>> : std::integral_constant<std::size_t, sizeof...(F)> {};
template <std::size_t N, bool View, class Is, class... F>
struct std::tuple_element<N, mizzle::record_of<View, Is, F...>> {
  using type = std::remove_cvref_t<decltype(std::declval<const mizzle::record_of<View, Is, F...>&>().template at<N>())>;
};
