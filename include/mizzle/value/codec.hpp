// SPDX-License-Identifier: MIT
#pragma once

#include <cfloat>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <mizzle/value/error.hpp>
#include <mizzle/value/storage.hpp>

namespace mizzle {

/// How a C++ type is stored in SQL and read back. Specialise it for a type of your own:
///
///     template <> struct mizzle::codec<uuid> {
///       using stored = mizzle::blob;                                    // or std::int64_t, double, std::string
///       static stored encode(const uuid&);
///       static bool accepts(mizzle::blob_view bytes);                   // optional: false is a decode_error
///       static uuid decode(mizzle::blob_view bytes);                    // text: std::string_view
///     };
///
/// or, where to tell is to decode, `static std::optional<uuid> read(mizzle::blob_view bytes)` instead of the last two, which gives none
/// for a decode_error; or derive from `strong`, `by_number` or `by_name`. It is asked wherever a value of the type is bound or read, also if the
/// type converts to a text, a number or bytes.
///
/// What decode() is given ends with the row that is read: the value that it returns must own what it holds, and keep no view
/// of it. `strong` refuses to wrap a view; in a codec of your own nobody can see it.
template <class T>
struct codec;

/// Integers, and bool, which is 0 or 1.
template <class T>
  requires(std::integral<T> && sizeof(T) <= sizeof(std::int64_t))
struct codec<T> {
  using stored = std::int64_t;
  static constexpr stored encode(T value) {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(stored)) {
      if (!std::in_range<stored>(value)) throw error::invalid_request{"an unsigned value above 2^63-1 has no place in SQL's integers"};
    }
    return static_cast<stored>(value);
  }
  static constexpr bool accepts(stored value) noexcept {
    // std::in_range does not take wchar_t and its like.
    if constexpr (std::same_as<T, bool>) {
      return value == 0 || value == 1;
    } else if constexpr (sizeof(T) == sizeof(stored)) {
      return std::is_signed_v<T> || value >= 0;
    } else {
      constexpr stored end = stored{1} << (8 * sizeof(T) - std::is_signed_v<T>);
      return value < end && value >= (std::is_signed_v<T> ? -end : 0);
    }
  }
  static constexpr T decode(stored value) noexcept { return static_cast<T>(value); }
};

template <>
struct codec<std::int64_t> {
  using stored = std::int64_t;
  static constexpr stored encode(stored value) noexcept { return value; }
  static constexpr stored decode(stored value) noexcept { return value; }
};

template <class T>
  requires std::floating_point<T>
struct codec<T> {
  using stored = double;
  static constexpr stored encode(T value) noexcept { return static_cast<stored>(value); }
  /// Whether a number is not too large for a float, which can be infinite, though.
  static constexpr bool accepts(stored value) noexcept
    requires std::same_as<T, float>
  {
    constexpr stored largest = FLT_MAX;
    return !(value - value == 0) || (value >= -largest && value <= largest);
  }
  static constexpr T decode(stored value) noexcept { return static_cast<T>(value); }
};

/// A char is one character of text, not a number: 'x' is stored as the text 'x', of exactly one byte. signed char and
/// unsigned char are integers, as are the wider character types.
template <>
struct codec<char> {
  using stored = std::string;
  template <class = void>
  static std::string encode(char value) {
    return std::string(1, value);
  }
  static constexpr bool accepts(std::string_view text) noexcept { return text.size() == 1; }
  static constexpr char decode(std::string_view text) noexcept { return text[0]; }
};

// Templates, here and elsewhere, so that what they need of the standard library is made only in files that use them.
template <>
struct codec<std::string> {
  using stored = std::string;
  template <class = void>
  static std::string encode(std::string_view value) {
    return std::string{value};
  }
  template <class = void>
  static std::string decode(std::string_view value) {
    return std::string{value};
  }
};

/// A view is bound by value and read only from a stream, whose rows live as long as the step.
template <>
struct codec<std::string_view> {
  using stored = std::string;
  template <class = void>
  static std::string encode(std::string_view value) {
    return std::string{value};
  }
  static constexpr std::string_view decode(std::string_view value) noexcept { return value; }
};

template <>
struct codec<blob> {
  using stored = blob;
  template <class Bytes>
  static blob encode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
  template <class Bytes>
  static blob decode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
};

template <>
struct codec<blob_view> {
  using stored = blob;
  template <class Bytes>
  static blob encode(const Bytes& value) {
    return {value.begin(), value.end()};
  }
  template <class View>
  static constexpr View decode(View value) noexcept {
    return value;
  }
};

/// Stores an enumeration as its number. This is what every enumeration gets without asking; numbers that do not fit its
/// underlying type are a decode_error.
template <class E>
struct by_number {
  using stored = std::int64_t;
  using number = std::underlying_type_t<E>;
  using char_number = std::conditional_t<std::is_signed_v<char>, signed char, unsigned char>;
  using byte_number = std::conditional_t<std::same_as<number, char>, char_number, std::uint8_t>;
  using as_integer = std::conditional_t<std::same_as<number, char> || std::same_as<number, bool>, byte_number, number>;
  static constexpr stored encode(E value) noexcept { return static_cast<stored>(value); }
  static constexpr bool accepts(stored value) noexcept { return codec<as_integer>::accepts(value); }
  static constexpr E decode(stored value) noexcept { return static_cast<E>(value); }
};
template <class E>
  requires std::is_enum_v<E> && (!std::same_as<std::underlying_type_t<E>, std::int64_t>)
struct codec<E> : by_number<E> {};
template <class E>
  requires std::is_enum_v<E> && std::same_as<std::underlying_type_t<E>, std::int64_t>
struct codec<E> {
  using stored = std::int64_t;
  static constexpr stored encode(E value) noexcept { return static_cast<stored>(value); }
  static constexpr E decode(stored value) noexcept { return static_cast<E>(value); }
};

}  // namespace mizzle

namespace mizzle::detail {

/// Whether a type is a view of a text or a blob, or derived from one.
template <class T>
inline constexpr bool is_view = std::is_base_of_v<std::string_view, T> || std::is_base_of_v<blob_view, T>;
/// Whether a type that is no view itself keeps one: a strong typedef of a view, or a class derived from one.
template <class T>
inline constexpr bool wraps_view = is_view<T> && !std::same_as<T, std::string_view> && !std::same_as<T, blob_view>;
template <class T>
  requires requires { typename codec<T>::wrapped; }
inline constexpr bool wraps_view<T> = is_view<typename codec<T>::wrapped> || wraps_view<typename codec<T>::wrapped>;

}  // namespace mizzle::detail

namespace mizzle {

/// Stores a strong typedef as the value it wraps: `struct codec<user_id> : strong<user_id, &user_id::value> {};`. It owns
/// what it wraps: a view can be bound, but not read back into.
template <class T, auto Member>
struct strong {
  using wrapped = std::remove_cvref_t<decltype(std::declval<T&>().*Member)>;
  using stored = typename codec<wrapped>::stored;
  static constexpr stored encode(const T& value) { return codec<wrapped>::encode(value.*Member); }
  static constexpr bool accepts(const auto& value) {
    if constexpr (requires { codec<wrapped>::accepts(value); }) {
      return codec<wrapped>::accepts(value);
    } else {
      return true;
    }
  }
  static constexpr T decode(const auto& value) {
    static_assert(!detail::is_view<wrapped>,
                  "mizzle: strong: this type wraps a view, and would keep it when what it shows is gone; wrap std::string or mizzle::blob");
    T result{};
    result.*Member = codec<wrapped>::decode(value);
    return result;
  }
};

}  // namespace mizzle

namespace mizzle::detail {

/// A type that can be a column's, apart from NULL.
template <class T>
concept Storable = requires(const T& value) {
  typename codec<T>::stored;
  { codec<T>::encode(value) } -> std::same_as<typename codec<T>::stored>;
} && type_of_stored<typename codec<T>::stored> != sql_type::any;

template <class T>
inline constexpr bool is_storable = Storable<T>;

/// What to do about a type without a codec.
template <class T>
inline constexpr std::string_view cure_without_codec = "specialise mizzle::codec for it, or use a type that has one";

/// Whether the codec of a type tells by reading a value whether it can be read.
template <class T>
concept ReadAtOnce = requires { &codec<T>::read; };

/// The storage class of a column's type.
template <class T>
inline constexpr sql_type type_of = type_of_stored<typename codec<remove_optional_t<T>>::stored>;

}  // namespace mizzle::detail
