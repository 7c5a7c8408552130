// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <nlohmann/json.hpp>

#include <mizzle/value/json.hpp>

// JSON columns by nlohmann/json. Not in mizzle.hpp, which needs no such library.

namespace mizzle::detail {
template <class T, class V, class... K>
struct expr;
}  // namespace mizzle::detail
// Without this, `column = json` would ask whether JSON becomes a column by itself, and for that try to assign texts to one.
template <class T, class V, class... K>
struct nlohmann::adl_serializer<mizzle::detail::expr<T, V, K...>, void> {};

namespace mizzle::detail {

/// Whether JSON can say it: a number that is not finite would come back as null, and bytes as an object.
inline bool can_be_said(const nlohmann::json& j) {
  if (j.is_number_float()) return std::isfinite(j.get<double>());
  if (!j.is_structured()) return !j.is_binary() && !j.is_discarded();
  for (const nlohmann::json& part : j) {
    if (!can_be_said(part)) return false;
  }
  return true;
}
/// The text of a value as JSON, the same for the same value: objects have their keys in order. An invalid_request if there is none.
template <class T>
std::string canonical_json(const T& x) {
  try {
    const nlohmann::json j = x;
    if (!can_be_said(j)) throw error::invalid_request{"a number that is not finite, or bytes, cannot be written as JSON"};
    return j.dump();
  } catch (const nlohmann::json::exception& e) {
    throw error::invalid_request{std::string{"this value cannot be written as JSON: "} + e.what()};
  }
}

/// What nlohmann::json can write and read, and what owns what it holds: a view would show what is gone when it is read.
template <class T>
concept NlohmannJson = !std::is_pointer_v<T> && !std::is_same_v<T, std::string_view> && std::is_constructible_v<nlohmann::json, const T&> &&
                       requires(const nlohmann::json& j) {
                         { j.get<T>() } -> std::same_as<T>;
                       };

/// A T out of JSON; none for a number that T would cut off.
template <NlohmannJson T>
std::optional<T> value_of_json(const nlohmann::json& j) {
  if constexpr (std::is_same_v<T, nlohmann::json>) {
    return std::optional<T>{std::in_place, j};
  } else {
    std::optional<T> result{std::in_place, j.get<T>()};
    if constexpr (std::is_arithmetic_v<T>) {
      const nlohmann::json read = *result;
      const bool is_same = std::is_integral_v<T> ? read.dump() == j.dump() : read == j;
      if (!is_same) return std::nullopt;
    }
    return result;
  }
}

}  // namespace mizzle::detail

namespace mizzle {

/// Of nlohmann::json itself, and of every type with a to_json and a from_json
/// (https://json.nlohmann.me/features/arbitrary_types/). Which JSON is one of T is for its from_json to say: what it throws makes the
/// text a decode_error, and nlohmann's own, by which the members of a struct are read, take 3.7 for an int, and 1 for a bool.
template <class T>
  requires detail::NlohmannJson<T>
struct json_codec<T> {
  static std::string write(const T& x) { return detail::canonical_json(x); }
  static std::optional<T> read(std::string_view text) {
    const auto j = nlohmann::json::parse(text, nullptr, false);
    if (j.is_discarded()) return std::nullopt;
    try {
      return detail::value_of_json<T>(j);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }
};

}  // namespace mizzle
