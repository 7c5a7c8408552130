// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/assignment.hpp>
#include <mizzle/schema/attributes.hpp>

namespace mizzle::detail {

// What is checked of one column where a table is declared. Each check returns a diagnosis; the declaration asserts it.

/// Whether a column can have a type: it has a codec, and keeps no view of what is gone.
template <class T>
inline constexpr bool is_sound_type = is_storable<remove_optional_t<T>> && !wraps_view<remove_optional_t<T>>;
/// What is wrong with the first type that a column, or several, cannot have.
template <class T, class... More>
constexpr diagnosis check_type(std::string_view where, std::string_view name) {
  if constexpr (!is_storable<remove_optional_t<T>>) {
    return {fault::no_codec, sentence{"mizzle: ", where, name, ": the C++ type ", type_name<T>(), " has no codec; ",
                                      cure_without_codec<remove_optional_t<T>>}};
  } else if constexpr (!is_sound_type<T>) {
    return {fault::schema,
            sentence{"mizzle: ", where, name, ": the C++ type ", type_name<T>(),
                     " wraps a view, and a row would keep the view when what it shows is gone; wrap std::string or mizzle::blob"}};
  } else {
    return check_type<More...>(where, name);
  }
}

/// Whether a codec takes the literal of a default_value as a Stored, as far as that can be known at compile time.
template <class B, class A, class Stored>
constexpr bool accepted() {
  if constexpr (requires { typename std::bool_constant<codec<B>::accepts(static_cast<Stored>(A::value))>; })
    return codec<B>::accepts(static_cast<Stored>(A::value));
  return true;
}
template <class B, class A>
constexpr bool accepted_text() {
  if constexpr (requires { typename std::bool_constant<codec<B>::accepts(A::value.view())>; }) return codec<B>::accepts(A::value.view());
  return true;
}

/// Whether a column of type B can hold the literal of its default_value A, going by how B is stored.
template <class B, class A>
constexpr bool holds_default() {
  using L = std::remove_cvref_t<decltype(A::value)>;
  using Stored = typename codec<B>::stored;
  if constexpr (requires { A::value.view(); }) {
    if constexpr (std::same_as<Stored, std::string>) return accepted_text<B, A>();
    return false;
  } else if constexpr (std::same_as<L, bool> || std::same_as<L, char> || std::is_enum_v<L> || std::is_class_v<L>) {
    if constexpr (!std::same_as<L, B>) return false;
    else if constexpr (requires { codec<B>::text(A::value); })
      return requires { typename std::bool_constant<codec<B>::text(A::value).empty()>; };
    else return true;
  } else if constexpr (std::same_as<Stored, double>) {
    return accepted<B, A, double>();
  } else if constexpr (std::same_as<Stored, std::int64_t> && std::integral<L>) {
    if constexpr (std::is_signed_v<L> || static_cast<std::uint64_t>(A::value) <= INT64_MAX) return accepted<B, A, std::int64_t>();
    return false;
  } else {
    return false;
  }
}

template <fixed_string Name, class T, class A>
constexpr diagnosis check_default() {
  if constexpr (!holds_default<remove_optional_t<T>, A>()) {
    using L = std::conditional_t<requires { A::value.view(); }, std::string, std::remove_cvref_t<decltype(A::value)>>;
    return {fault::schema,
            sentence{"mizzle: default_value: column ", Name.view(), " of type ", type_name<T>(), " cannot hold its default of type ",
                     type_name<L>(), ": another type, out of range, or none of the names; give one that it can hold"}};
  } else {
    return {};
  }
}

/// Whether an expression stands by itself: it names no column and folds no rows.
constexpr bool stands_alone(const tokens* words) {
  if (!words) return true;
  for (auto at = words->first; at != words->last; ++at) {
    if ((*at)->what == form::column || (*at)->has(is_aggregate)) return false;
  }
  return true;
}
/// What default_fn or on_update_fn gives must be of the column's type, and must outlive the call where the column is a view.
template <fixed_string Name, class T, class A>
constexpr diagnosis check_function() {
  using B = remove_optional_t<T>;
  using made = typename A::made;
  using R = typename made::type;
  if constexpr (shapes_text<typename made::values> || !stands_alone(made::expression)) {
    return {
        fault::schema,
        sentence{
            "mizzle: ", A::called, ": the SQL of column ", Name.view(),
            " has a mz::when(), a column or an aggregate in it, and there is no row yet; write it without, or with mz::sql<\"...\", T>()"}};
  } else if constexpr (!is_optional<T> && (is_nullopt<R> || is_optional<R>)) {
    return {fault::null_into_not_null,
            sentence{"mizzle: ", A::called, ": column ", Name.view(),
                     " is NOT NULL and its function gives what can be NULL; declare the column std::optional, or give it a value"}};
  } else if constexpr (!is_nullopt<R> && !storable_as<B, remove_optional_t<R>>) {
    return {fault::unlike_types,
            sentence{"mizzle: ", A::called, ": column ", Name.view(), " of type ", type_name<T>(), " is given a value of type ",
                     type_name<R>(), " by its function; give a value of the column's own type"}};
  } else if constexpr (is_view<B> && made::passes && !is_view<remove_optional_t<R>>) {
    return {fault::passing_view,
            sentence{"mizzle: ", A::called, ": column ", Name.view(),
                     " is a view, and its function gives a text or blob that nobody keeps; declare the column std::string or mz::blob"}};
  } else {
    return {};
  }
}

template <fixed_string Name, class T, class A>
constexpr diagnosis check_reference() {
  constexpr const token& to = *A::column::words[0];
  if constexpr (!std::same_as<remove_optional_t<T>, remove_optional_t<typename A::referenced>>) {
    return {fault::reference_type,
            sentence{"mizzle: references: column ", Name.view(), " of type ", type_name<T>(), " references ", to.from->name, ".", to.text,
                     " of type ", type_name<typename A::referenced>(), "; give both the same C++ type"}};
  } else if constexpr (!is_referable(typename A::column{})) {
    return {fault::schema, sentence{"mizzle: references: column ", Name.view(), " references ", to.from->name, ".", to.text,
                                    ", which is neither the primary key nor unique; reference a key, or declare that column mz::unique"}};
  } else {
    return {};
  }
}

/// What is wrong with the attribute A of a column, if anything is.
template <fixed_string Name, class T, class A>
constexpr diagnosis check_attribute() {
  if constexpr (requires { typename A::referenced; }) {
    return check_reference<Name, T, A>();
  } else if constexpr (requires { typename A::made; }) {
    return check_function<Name, T, A>();
  } else if constexpr (requires { A::value; }) {
    return check_default<Name, T, A>();
  } else if constexpr (std::same_as<A, check_names> && !requires { codec<remove_optional_t<T>>::names; }) {
    return {fault::schema, sentence{"mizzle: check_names: column ", Name.view(), " of type ", type_name<T>(),
                                    " has no names; use it with an enumeration whose codec is a mz::by_name"}};
  } else if constexpr (requires { A::needs_number; } && type_of<T> != sql_type::integer && type_of<T> != sql_type::real) {
    return {fault::schema, sentence{"mizzle: numeric: column ", Name.view(), " of type ", type_name<T>(),
                                    " is stored as no number, and would be read as another type than it was written; give it an integer or "
                                    "real type, or mz::decimal of <mizzle/value/decimal.hpp>"}};
  } else {
    return {};
  }
}

}  // namespace mizzle::detail
