// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include <mizzle/value/codec.hpp>

namespace mizzle::detail::idempotency {

/// Why an execution failed: a message for people and, if there is one, a code for programs.
struct failure {
  std::string message;
  std::string code{};
  friend bool operator==(const failure&, const failure&) = default;
};

}  // namespace mizzle::detail::idempotency

/// A failure is stored as JSON, `{"message":"card declined","code":"402"}`; without a code there is no "code".
template <>
struct mizzle::codec<mizzle::detail::idempotency::failure> {
  using stored = std::string;
  using failure = detail::idempotency::failure;

  // What an exception says need not be UTF-8: bytes that are not become U+FFFD.
  static std::string encode(const failure& f) {
    nlohmann::json object{{"message", f.message}};
    if (!f.code.empty()) object["code"] = f.code;
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  static bool accepts(std::string_view text) {
    const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object() || !object.contains("message") || !object["message"].is_string()) return false;
    return !object.contains("code") || object["code"].is_string();
  }
  static failure decode(std::string_view text) {
    const nlohmann::json object = nlohmann::json::parse(text);
    return {object["message"].get<std::string>(), object.value("code", std::string{})};
  }
};

namespace mizzle::idempotency {
using detail::idempotency::failure;
}  // namespace mizzle::idempotency
