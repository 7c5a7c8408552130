// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <mizzle/durable/idempotency/result_codec.hpp>
#include <mizzle/value/digest.hpp>

namespace mizzle::detail::idempotency {

/// The digest of a request, for claim_options::request: SHA-256 of its JSON, whose keys are put in order. Anything that nlohmann::json
/// can write; 1 and 1.0 differ. An invalid_request if it has text that is not UTF-8, or a number that is not finite.
template <class Input>
digest request_digest(const Input& input) {
  return digest_of(canonical_json(input));
}

/// A key for an operation that a caller asks for with this input: equal input gives an equal key, whatever the order of its parts, and
/// what differs in any of the three gives another. The operation's name, a colon, and 64 hexadecimal digits.
template <class Input>
std::string key_of(std::string_view operation, std::string_view caller, const Input& input) {
  const std::string text = "[" + canonical_json(operation) + "," + canonical_json(caller) + "," + canonical_json(input) + "]";
  return std::string{operation} + ":" + hexadecimal(digest_of(text));
}

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::key_of;
using detail::idempotency::request_digest;
}  // namespace mizzle::idempotency
