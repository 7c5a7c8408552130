// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <mizzle/value/codec.hpp>

namespace mizzle {

// Which kind of value a C++ type is, and which values may stand beside which. Everything that takes a C++ value asks here:
// operators, val(), set(), values(), ranges and compounds.

/// A class for which mizzle::codec is specialised. Its codec decides how it is stored, whatever else it converts to.
template <class X>
concept OwnCodec = (std::is_class_v<X> || std::is_union_v<X>) && !std::same_as<X, std::string> && !std::same_as<X, std::string_view> &&
                   !std::same_as<X, blob> && !std::same_as<X, blob_view> && requires { typename codec<X>::stored; };

/// Plain text: std::string, views, literals, one char, and any string class that has no codec of its own.
template <class X>
concept TextLike = std::same_as<X, char> || (std::convertible_to<const X&, std::string_view> && !OwnCodec<X> && !std::same_as<X, std::nullptr_t>);
/// Plain bytes: mizzle::blob, and any container of std::byte that has no codec of its own.
template <class X>
concept BlobLike = requires(const X& x) {
  { x.data() } -> std::convertible_to<const std::byte*>;
  x.size();
} && !OwnCodec<X>;
/// A plain number: neither bool nor char, which is a text of one character.
template <class X>
concept Number = (std::integral<X> || std::floating_point<X>) && !std::same_as<X, bool> && !std::same_as<X, char>;

/// What a value is compared as: numbers with numbers, text with text, bytes with bytes; everything else is of a kind of its own.
enum class value_kind : unsigned char { own, number, text, bytes };
template <class X>
constexpr value_kind find_kind() {
  if constexpr (Number<X>) return value_kind::number;
  else if constexpr (TextLike<X>) return value_kind::text;
  else if constexpr (BlobLike<X>) return value_kind::bytes;
  else return value_kind::own;
}
template <class X>
inline constexpr value_kind kind_of = find_kind<X>();

/// Whether SQL values of two types can stand beside one another, such as in a comparison: if they are of one kind, or of
/// one type, as enumerations and strong typedefs must be.
template <class A, class B>
inline constexpr bool alike = std::same_as<remove_optional_t<A>, remove_optional_t<B>> ||
                              (kind_of<remove_optional_t<A>> == kind_of<remove_optional_t<B>> && kind_of<remove_optional_t<A>> != value_kind::own);
template <class A>
inline constexpr bool alike<A, A> = true;

/// Whether a C++ value of type X becomes a T by itself, and a number without losing anything.
template <class T, class X>
concept BecomesOwn = kind_of<T> == value_kind::own && !std::same_as<T, bool> && std::convertible_to<const X&, T> &&
                     (!Number<X> || requires(const X& x) { T{x}; });

/// Whether a C++ value of type X can stand beside an SQL value of type T: one of the same kind, or one that becomes a T.
template <class T, class X>
inline constexpr bool fits = alike<T, X> || BecomesOwn<T, X>;

/// Whether a value of type X can be kept in a column of type T: an integer takes no real, and one character no text. A number
/// must fit, too, which is seen at run time.
template <class T, class X>
inline constexpr bool storable_as = std::same_as<T, char> || (std::same_as<T, std::string_view> && std::same_as<X, char>) ? std::same_as<T, X>
                                    : std::integral<T> && Number<T>                                                      ? std::integral<X> && Number<X>
                                                                                                                         : fits<T, X>;

/// The SQL type of a C++ value: plain text is std::string, plain bytes are blob, everything else is itself.
template <class X>
using value_type_of = std::conditional_t<kind_of<X> == value_kind::text && !std::same_as<X, char>, std::string, std::conditional_t<kind_of<X> == value_kind::bytes, blob, X>>;
/// The same of a value that stands beside an SQL value of type T, which is a T where it must become one.
template <class T, class X>
using value_type_beside = std::conditional_t<kind_of<T> == value_kind::own, T, value_type_of<X>>;

/// Whether every integer of type B is one of type A.
template <class A, class B>
inline constexpr bool holds_integers = std::is_signed_v<A> == std::is_signed_v<B> ? sizeof(A) >= sizeof(B) : std::is_signed_v<A> && sizeof(A) > sizeof(B);

/// The type that holds values of both, which are alike: the wider integer, std::int64_t where neither holds the other, double
/// if one is real.
template <class A, class B>
using common_of_two = std::conditional_t<
    std::same_as<A, B> || kind_of<A> == value_kind::own, A,
    std::conditional_t<kind_of<A> == value_kind::text, std::string,
                       std::conditional_t<kind_of<A> == value_kind::bytes, blob,
                                          std::conditional_t<std::floating_point<A> || std::floating_point<B>, double,
                                                             std::conditional_t<holds_integers<A, B>, A, std::conditional_t<holds_integers<B, A>, B, std::int64_t>>>>>>;

template <class T>
struct common_type {
  using type = T;
};
template <class A, class B>
common_type<common_of_two<A, B>> operator+(common_type<A>, common_type<B>);
/// The type that holds values of all, not regarding NULL.
template <class... T>
using common_of = typename decltype((common_type<remove_optional_t<T>>{} + ...))::type;

/// The type of arithmetic: real if one side is, otherwise a 64-bit integer, as SQLite computes.
template <class A, class B>
using sum_of = std::conditional_t<std::floating_point<remove_optional_t<A>> || std::floating_point<remove_optional_t<B>>, double, std::int64_t>;

/// What a type is called in a compile error.
template <class T>
constexpr std::string_view type_name() {
  using B = remove_optional_t<std::remove_cvref_t<T>>;
  if constexpr (std::same_as<B, bool>) return "bool";
  else if constexpr (std::same_as<B, char>) return "char";
  else if constexpr (kind_of<B> == value_kind::number) return std::integral<B> ? "integer" : "real";
  else if constexpr (kind_of<B> == value_kind::text) return "text";
  else if constexpr (kind_of<B> == value_kind::bytes) return "blob";
  else return "a type of its own";
}

/// A value as its codec stores it. The text of an enumerator lives as long as the program and is not copied.
template <class T>
constexpr auto encode(const T& value) {
  if constexpr (std::is_enum_v<T> && requires { { codec<T>::text(value) } -> std::same_as<std::string_view>; }) {
    return constant_text{codec<T>::text(value)};
  } else {
    return codec<T>::encode(value);
  }
}
/// Plain text as it is bound.
template <class X>
constexpr auto encode_text(const X& value) {
  if constexpr (std::is_array_v<X>) {
    return text_literal<std::extent_v<X>>{value};
  } else if constexpr (std::same_as<X, char>) {
    text_literal<1> result;
    result.chars[0] = value;
    result.size = 1;
    return result;
  } else {
    const std::string_view text = value;
    return std::string{text};
  }
}
/// The encoded form of a C++ value that stands beside an SQL value of type T and fits: a number keeps its own value, and
/// what must become a T does so first.
template <class T, class X>
constexpr auto encode_beside(const X& value) {
  using B = remove_optional_t<T>;
  if constexpr (kind_of<B> == value_kind::number) {
    return codec<X>::encode(value);
  } else if constexpr (kind_of<B> == value_kind::text) {
    return encode_text(value);
  } else if constexpr (kind_of<B> == value_kind::bytes) {
    const std::byte* const bytes = value.data();
    return blob(bytes, bytes + value.size());
  } else {
    const B& own = value;
    return encode<B>(own);
  }
}

}  // namespace mizzle
