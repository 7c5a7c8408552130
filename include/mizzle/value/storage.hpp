// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mizzle::detail {

/// SQLite's storage classes (https://www.sqlite.org/datatype3.html#storage_classes_and_datatypes); `any` where none is known.
enum class sql_type : unsigned char { any, integer, real, text, blob };

/// A blob as a value.
using blob = std::vector<std::byte>;
/// A blob that lives elsewhere.
using blob_view = std::span<const std::byte>;

/// The characters of a char array, such as a literal, kept by value: binding a literal allocates nothing, and conditions of
/// a schema are constants.
template <std::size_t N>
struct text_literal {
  char chars[N]{};
  std::size_t size = 0;

  constexpr text_literal() = default;
  constexpr text_literal(const char (&text)[N]) noexcept {
    while (size != N && text[size] != '\0') {
      chars[size] = text[size];
      ++size;
    }
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, size}; }
  friend constexpr bool operator==(const text_literal&, const text_literal&) = default;
};

/// A text that lives as long as the program, such as the name of an enumerator.
struct constant_text {
  std::string_view text;

  [[nodiscard]] constexpr std::string_view view() const noexcept { return text; }
  friend constexpr bool operator==(const constant_text&, const constant_text&) = default;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
struct remove_optional {
  using type = T;
};
template <class T>
struct remove_optional<std::optional<T>> {
  using type = T;
};
/// T without its std::optional: a column's type as it is when not NULL.
template <class T>
using remove_optional_t = typename remove_optional<T>::type;

template <class T>
struct add_optional {
  using type = std::optional<T>;
};
template <class T>
struct add_optional<std::optional<T>> {
  using type = std::optional<T>;
};
/// std::optional<T>, and never an optional of an optional.
template <class T>
using add_optional_t = typename add_optional<T>::type;

/// The storage class of the four C++ types that cross to an engine, and of their views.
template <class Stored>
inline constexpr sql_type type_of_stored = sql_type::any;
template <>
inline constexpr sql_type type_of_stored<std::int64_t> = sql_type::integer;
template <>
inline constexpr sql_type type_of_stored<double> = sql_type::real;
template <>
inline constexpr sql_type type_of_stored<std::string> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<std::string_view> = sql_type::text;
template <std::size_t N>
inline constexpr sql_type type_of_stored<text_literal<N>> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<constant_text> = sql_type::text;
template <>
inline constexpr sql_type type_of_stored<blob> = sql_type::blob;
template <>
inline constexpr sql_type type_of_stored<blob_view> = sql_type::blob;

}  // namespace mizzle::detail

namespace mizzle {
using detail::blob;
using detail::blob_view;
}  // namespace mizzle
