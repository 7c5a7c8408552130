// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <mizzle/value/codec.hpp>

namespace mizzle::detail {

// Which kind of value a C++ type is, and which values may stand beside which. Everything that takes a C++ value asks here:
// operators, val(), set(), values(), ranges and compounds.

/// A class for which mizzle::codec is specialised. Its codec decides how it is stored, whatever else it converts to.
template <class X>
concept OwnCodec = (std::is_class_v<X> || std::is_union_v<X>) && !std::same_as<X, std::string> && !std::same_as<X, std::string_view> &&
                   !std::same_as<X, blob> && !std::same_as<X, blob_view> && requires { typename codec<X>::stored; };

/// Plain text: std::string, views, literals, one char, and any string class that has no codec of its own.
template <class X>
concept TextLike =
    std::same_as<X, char> || (std::convertible_to<const X&, std::string_view> && !OwnCodec<X> && !std::same_as<X, std::nullptr_t>);
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

template <class A, class B>
constexpr bool are_alike() {
  if constexpr (std::same_as<A, B>) return true;
  else return kind_of<A> == kind_of<B> && kind_of<A> != value_kind::own;
}
/// Whether SQL values of two types can stand beside one another, such as in a comparison: if they are of one kind, or of
/// one type, as enumerations and strong typedefs must be.
template <class A, class B>
inline constexpr bool alike = are_alike<remove_optional_t<A>, remove_optional_t<B>>();
template <class A>
inline constexpr bool alike<A, A> = true;

/// A C++ value of type X becomes a T, a type of its own, by itself, and a number does so without losing anything.
template <class T, class X>
concept BecomesOwn = kind_of<T> == value_kind::own && !std::same_as<T, bool> && std::convertible_to<const X&, T> &&
                     (!Number<X> || requires(const X& x) { T{x}; });

/// Whether a C++ value of type X can stand beside an SQL value of type T: one of the same kind, or one that becomes a T.
template <class T, class X>
inline constexpr bool fits = alike<T, X> || BecomesOwn<T, X>;

template <class T, class X>
constexpr bool is_storable_as() {
  if constexpr (std::same_as<T, char> || (std::same_as<T, std::string_view> && std::same_as<X, char>)) return std::same_as<T, X>;
  else if constexpr (std::integral<T> && Number<T>) return std::integral<X> && Number<X>;
  else return fits<T, X>;
}
/// Whether a value of type X can be kept in a column of type T: an integer takes no real, and one character no text. A number
/// must fit, too, which is seen at run time.
template <class T, class X>
inline constexpr bool storable_as = is_storable_as<T, X>();

template <class X>
constexpr auto find_value_type() {
  if constexpr (kind_of<X> == value_kind::text && !std::same_as<X, char>) return std::type_identity<std::string>{};
  else if constexpr (kind_of<X> == value_kind::bytes) return std::type_identity<blob>{};
  else return std::type_identity<X>{};
}
/// The SQL type of a C++ value: plain text is std::string, plain bytes are blob, everything else is itself.
template <class X>
using value_type_of = typename decltype(find_value_type<X>())::type;
/// The same of a value that stands beside an SQL value of type T, which is a T where it must become one.
template <class T, class X>
using value_type_beside = std::conditional_t<kind_of<T> == value_kind::own, T, value_type_of<X>>;

/// Whether every integer of type B is one of type A.
template <class A, class B>
inline constexpr bool holds_integers = std::is_signed_v<B> ? std::is_signed_v<A> && sizeof(A) >= sizeof(B)
                                                           : sizeof(A) > sizeof(B) || (sizeof(A) == sizeof(B) && !std::is_signed_v<A>);

template <class T>
struct common_type {
  using type = T;
};
template <class A, class B>
constexpr auto find_common() {
  constexpr value_kind kind = kind_of<A>;
  if constexpr (std::same_as<A, B> || kind == value_kind::own) return common_type<A>{};
  else if constexpr (kind == value_kind::text) return common_type<std::string>{};
  else if constexpr (kind == value_kind::bytes) return common_type<blob>{};
  else if constexpr (std::floating_point<A> || std::floating_point<B>) return common_type<double>{};
  else if constexpr (holds_integers<A, B>) return common_type<A>{};
  else if constexpr (holds_integers<B, A>) return common_type<B>{};
  else return common_type<std::int64_t>{};
}
template <class A, class B>
auto operator+(common_type<A>, common_type<B>) -> decltype(find_common<A, B>());
/// The type that holds values of all, which are alike, not regarding NULL: the wider integer, std::int64_t where neither holds
/// the other, double if one is real.
template <class... T>
using common_of = typename decltype((common_type<remove_optional_t<T>>{} + ...))::type;

/// The type of arithmetic: real if one side is, otherwise a 64-bit integer, as SQLite computes.
template <class A, class B>
using sum_of =
    std::conditional_t<std::floating_point<remove_optional_t<A>> || std::floating_point<remove_optional_t<B>>, double, std::int64_t>;

/// The name of a type, as the compiler writes it.
template <class T>
constexpr auto spelling_of() {
  const std::string_view all = __PRETTY_FUNCTION__;  // ... [with T = name] or ... [T = name]
  const std::size_t first = all.find("T = ") + 4;
  return all.substr(first, all.rfind(']') - first);
}
/// What a type is called in a compile error: what SQL sees of a plain value, the name of any other type.
template <class T>
constexpr std::string_view type_name() {
  using B = remove_optional_t<std::remove_cvref_t<T>>;
  if constexpr (std::same_as<B, bool>) return "bool";
  else if constexpr (std::same_as<B, char>) return "char";
  else if constexpr (kind_of<B> == value_kind::number) return std::integral<B> ? "integer" : "real";
  else if constexpr (kind_of<B> == value_kind::text) return "text";
  else if constexpr (kind_of<B> == value_kind::bytes) return "blob";
  else if constexpr (requires {
                       B::kind;
                       B::text;
                     })
    return "a statement";
  else return spelling_of<B>();
}

/// A value as its codec stores it. The text of an enumerator lives as long as the program and is not copied.
template <class T>
constexpr auto encode(const T& value) {
  if constexpr (std::is_enum_v<T> && requires {
                  { codec<T>::text(value) } -> std::same_as<std::string_view>;
                }) {
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

}  // namespace mizzle::detail
