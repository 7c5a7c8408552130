// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <type_traits>

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
  static std::string encode(const T& value) { return detail::idempotency::canonical_json(value); }
  static T decode(const std::string& text) {
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

template <class T>
struct result_codec<std::optional<T>> {
  static std::string encode(const std::optional<T>& value) { return value ? result_codec<T>::encode(*value) : "null"; }
  static std::optional<T> decode(const std::string& text) {
    if (text == "null") return std::nullopt;
    return result_codec<T>::decode(text);
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
