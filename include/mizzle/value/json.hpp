// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <mizzle/value/codec.hpp>

// Not in mizzle.hpp, because it does nothing without a library for JSON: nlohmann_json.hpp and boost_json.hpp include it.

namespace mizzle {

/// How a C++ type becomes JSON and is read from it. <mizzle/value/nlohmann_json.hpp> and <mizzle/value/boost_json.hpp> give one to
/// every type that their library can write and read; for another library, or one type, specialise it:
///
///     template <> struct mizzle::json_codec<settings> {
///       static std::string write(const settings&);                   // an invalid_request if it cannot be said in JSON
///       static std::optional<settings> read(std::string_view text);  // none if it is no JSON of a settings
///     };
template <class T>
struct json_codec;

/// What a json_codec of T has to offer.
template <class Codec, class T>
concept JsonCodec = requires(const T& x, std::string_view text) {
  { Codec::write(x) } -> std::convertible_to<std::string>;
  { Codec::read(text) } -> std::same_as<std::optional<T>>;
};

/// The type of a column that holds a T as JSON, in a text, which json_get(), json_set() and SQL's other functions look into:
///
///     mz::column<As, "settings", mz::json<settings>> settings{};
///
/// A T becomes one by itself: `users.settings = settings{...}`. Texts that are no JSON of a T are a decode_error. JSON's null is a
/// value; NULL is what a std::optional<json<T>> has instead of one. Two documents are compared by their texts in SQL: alike are those
/// that the codec writes alike.
template <class T>
struct json {
  T value{};

  constexpr json() = default;
  constexpr json(T v) : value(std::move(v)) {}  // not in braces, which some libraries take for an array of one

  [[nodiscard]] constexpr T& operator*() noexcept { return value; }
  [[nodiscard]] constexpr const T& operator*() const noexcept { return value; }
  [[nodiscard]] constexpr T* operator->() noexcept { return &value; }
  [[nodiscard]] constexpr const T* operator->() const noexcept { return &value; }
  friend constexpr bool operator==(const json& a, const json& b)
    requires std::equality_comparable<T>
  {
    return a.value == b.value;
  }
};

template <class T>
  requires JsonCodec<json_codec<T>, T>
struct codec<json<T>> {
  using stored = std::string;
  static constexpr bool is_document = true;
  static std::string encode(const json<T>& x) { return json_codec<T>::write(x.value); }
  static std::optional<json<T>> read(std::string_view text) { return json_codec<T>::read(text); }
};

}  // namespace mizzle

namespace mizzle::detail {
template <class T>
inline constexpr std::string_view cure_without_codec<json<T>> =
    "include <mizzle/value/nlohmann_json.hpp> or <mizzle/value/boost_json.hpp>, or specialise mizzle::json_codec for what is in it";
}  // namespace mizzle::detail
