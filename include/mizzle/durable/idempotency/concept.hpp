// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <mizzle/durable/idempotency/options.hpp>

namespace mizzle::detail::idempotency {

/// Sends one heartbeat and tells whether the key is still its owner's.
using heartbeat = std::function<bool(const std::string& key, const std::string& owner, milliseconds extend)>;
/// Makes a heartbeat for the thread that calls it, such as one with a connection of its own.
using heartbeat_opener = std::function<heartbeat()>;

/// What run_once() and begin() work with: a `store` over a database, a `memory_store`, or one of your own.
template <class S>
concept Store = requires(S& s, const std::string& key, const std::string& owner, const claim_options& o, const record& seen,
                         milliseconds span, failure why, std::string result) {
  { s.claim(key, owner, o) } -> std::same_as<claim_answer>;
  { s.take_over(seen, owner, o) } -> std::same_as<std::optional<record>>;
  { s.peek(key) } -> std::same_as<std::optional<record>>;
  { s.heartbeat(key, owner, span) } -> std::same_as<bool>;
  { s.complete(key, owner, result, span) } -> std::same_as<bool>;
  { s.fail(key, owner, why) } -> std::same_as<bool>;
  { s.wait(key, span) } -> std::same_as<wait_answer>;
  { s.purge() } -> std::same_as<std::int64_t>;
  // Nothing where only the caller's own thread can send heartbeats.
  { s.heartbeat_elsewhere() } -> std::same_as<std::optional<heartbeat_opener>>;
  { s.settings() } -> std::same_as<const options&>;
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::heartbeat;
using detail::idempotency::heartbeat_opener;
using detail::idempotency::Store;
}  // namespace mizzle::idempotency
