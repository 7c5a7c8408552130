// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>
#include <utility>

#include <boost/hana/concept/struct.hpp>

#include <mizzle/schema/rows.hpp>

namespace mizzle::detail {

// How rows become structs of a user's own: aggregates by position; structs that Boost.Hana knows, by name, which hana.hpp does.

template <bool View, class... F>
struct record_of;
template <class X>
inline constexpr bool is_record = false;
template <bool View, class... F>
inline constexpr bool is_record<record_of<View, F...>> = true;

/// A row of a whole table, which is a struct of its own.
template <class X>
inline constexpr bool is_table_row = false;
template <template <class> class Def>
inline constexpr bool is_table_row<Def<as_row>> = true;
template <template <class> class Def>
inline constexpr bool is_table_row<Def<as_row_view>> = true;

/// A struct of a user's own that Boost.Hana knows.
template <class X>
concept HanaStruct = !is_record<X> && !is_table_row<X> && boost::hana::Struct<X>::value;

/// Stands for a struct that cannot be made, so that no further error follows.
template <class Struct>
Struct rejected_struct();

/// Makes a Hana Struct of a row; defined in hana.hpp.
template <HanaStruct Struct>
struct made_by_name;

/// Makes a Hana Struct of a row.
template <class Struct, class Row>
constexpr Struct make_by_name(Row&& row) {
  constexpr bool defined = requires { sizeof(made_by_name<Struct>); };
  static_assert(defined, "mizzle: into(): the members of a Boost.Hana Struct are found by name; include <mizzle/hana.hpp>");
  if constexpr (defined) return made_by_name<Struct>::from(std::forward<Row>(row));
  else return rejected_struct<Struct>();
}

/// A row in a row, a group or a whole table: it becomes the struct that it is the value of a member of.
template <class Row>
struct nested_row {
  Row&& row;

  template <class Struct>
    requires(std::is_class_v<Struct> && (std::is_aggregate_v<Struct> || HanaStruct<Struct>))
  constexpr operator Struct() && {
    if constexpr (std::is_same_v<Struct, std::remove_cvref_t<Row>>) return std::forward<Row>(row);
    else if constexpr (HanaStruct<Struct>) return make_by_name<Struct>(std::forward<Row>(row));
    else if constexpr (is_record<std::remove_cvref_t<Row>>) return std::forward<Row>(row).template into<Struct>();
    else
      static_assert(std::is_void_v<Struct>,
                    "mizzle: into(): a whole table becomes its own row struct, or a Boost.Hana Struct; group its columns for an aggregate");
  }
};
template <class Row>
inline constexpr bool is_row = is_record<Row> || is_table_row<Row>;
template <class Row>
inline constexpr bool is_row<std::optional<Row>> = is_row<Row>;

/// A value of a row as what a member of a struct is made of.
template <class T>
constexpr decltype(auto) as_member(T&& value) {
  using X = std::remove_cvref_t<T>;
  if constexpr (!is_row<X>) {
    return std::forward<T>(value);
  } else if constexpr (is_optional<X>) {
    using inner = nested_row<decltype(*std::forward<T>(value))>;
    return value ? std::optional<inner>{inner{*std::forward<T>(value)}} : std::nullopt;
  } else {
    return nested_row<T>{std::forward<T>(value)};
  }
}

}  // namespace mizzle::detail
