// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <nlohmann/json.hpp>

#include <mizzle/value/error.hpp>

namespace mizzle::detail::idempotency {

/// Whether JSON can say it: a number that is not finite would come back as null.
inline bool is_finite(const nlohmann::json& j) {
  if (j.is_number_float()) return std::isfinite(j.get<double>());
  if (!j.is_structured()) return true;
  for (const nlohmann::json& part : j) {
    if (!is_finite(part)) return false;
  }
  return true;
}
/// The text of a value as JSON, the same for the same value: objects have their keys in order. An invalid_request if there is none.
template <class T>
std::string canonical_json(const T& value) {
  try {
    const nlohmann::json j = value;
    if (!is_finite(j)) throw error::invalid_request{"a number that is not finite cannot be written as JSON"};
    return j.dump();
  } catch (const nlohmann::json::exception& e) {
    throw error::invalid_request{std::string{"this value cannot be written as JSON: "} + e.what()};
  }
}

/// What nlohmann::json can write and read, and what owns what it holds: a view would show what is gone when it is read.
template <class T>
concept JsonResult = !std::is_pointer_v<T> && !std::is_same_v<T, std::string_view> && std::is_constructible_v<nlohmann::json, const T&> &&
                     requires(const nlohmann::json& j) {
                       { j.get<T>() } -> std::same_as<T>;
                     };

}  // namespace mizzle::detail::idempotency

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
    requires detail::idempotency::JsonResult<T>
  {
    return detail::idempotency::canonical_json(value);
  }
  static T decode(const std::string& text)
    requires detail::idempotency::JsonResult<T>
  {
    const auto stored = nlohmann::json::parse(text);
    auto result = stored.get<T>();
    // It would cut a number off that the type cannot hold.
    if constexpr (std::is_arithmetic_v<T>) {
      const nlohmann::json read = result;
      const bool is_same = std::is_integral_v<T> ? read.dump() == stored.dump() : read == stored;
      if (!is_same) throw error::invalid_request{"it does not fit the result's type"};
    }
    return result;
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
