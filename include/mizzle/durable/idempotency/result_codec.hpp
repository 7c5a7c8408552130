// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <mizzle/value/nlohmann_json.hpp>

namespace mizzle::idempotency {

/// How a result is kept and replayed: by default as JSON, for whatever nlohmann::json can write and read
/// (https://json.nlohmann.me/features/arbitrary_types/), std::optional of it, and void. Specialise it for a type of your own:
///
///     template <> struct mizzle::idempotency::result_codec<receipt> {
///       static std::string encode(const receipt&);        // any text
///       static receipt decode(const std::string& text);   // throws if it is none
///     };
///
/// What encode() throws ends the execution as failed; what decode() throws becomes a decode_error that names the key.
template <class T>
struct result_codec {
  static std::string encode(const T& value)
    requires detail::NlohmannJson<T>
  {
    return detail::canonical_json(value);
  }
  static T decode(const std::string& text)
    requires detail::NlohmannJson<T>
  {
    auto result = detail::value_of_json<T>(nlohmann::json::parse(text));
    if (!result) throw error::invalid_request{"it does not fit the result's type"};
    return *std::move(result);
  }
};

template <>
struct result_codec<void> {
  static std::string encode() { return "null"; }
  static void decode(const std::string& text) {
    if (text != "null") throw error::invalid_request{"there is a result where none was expected"};
  }
};

}  // namespace mizzle::idempotency

namespace mizzle::detail::idempotency {

using mizzle::idempotency::result_codec;

/// A type of results that has a codec.
template <class T>
concept Replayable = std::is_void_v<T> || requires(const std::add_lvalue_reference_t<const T> result, const std::string& text) {
  { result_codec<T>::encode(result) } -> std::same_as<std::string>;
  { result_codec<T>::decode(text) } -> std::same_as<T>;
};

}  // namespace mizzle::detail::idempotency

/// None is null in JSON.
template <mizzle::detail::idempotency::Replayable T>
struct mizzle::idempotency::result_codec<std::optional<T>> {
  static std::string encode(const std::optional<T>& value) { return value ? result_codec<T>::encode(*value) : "null"; }
  static std::optional<T> decode(const std::string& text) {
    if (text == "null") return std::nullopt;
    return result_codec<T>::decode(text);
  }
};
