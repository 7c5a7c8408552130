// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <mizzle/durable/idempotency/execution.hpp>

namespace mizzle::detail::idempotency {

/// What is done with a call whose key is in progress or completed already.
enum class duplicate_policy {
  replay,      // it gets what came of it, and waits for that if need be
  block,       // it is refused
  re_execute,  // it is carried out again, but not while somebody is at it
};

/// How run_once() and begin() go about it.
struct run_options {
  /// How long the key stays yours without a heartbeat. A thread of its own sends one at each third of it, on a handle of its own, if the
  /// store can open one: an SQLite file can be opened again, and a memory_store needs none. Otherwise take it longer than the function
  /// runs, or call execution::renew().
  milliseconds lease = 30s;
  /// How long a result is replayed.
  milliseconds lifetime = 1h;
  /// How long to wait for another's execution; 0 does not wait. By default 5 seconds longer than the lease, so that the key of an owner
  /// that has crashed does not look like one in progress: who is still waiting when its lease is over takes it over.
  std::optional<milliseconds> wait{};
  duplicate_policy duplicates = duplicate_policy::replay;
  /// If what is waited for fails or vanishes: claim the key instead of telling so.
  bool retry_on_failed = false;
  /// Is called with the record of a key that was in progress or completed already, once, before anything is decided about it.
  std::function<void(const record&)> on_duplicate{};
  std::string trace{};
  /// request_digest() of what is asked for: the same key with another one is refused.
  std::optional<digest> request{};
  /// Whether to send heartbeats in the background.
  bool heartbeats = true;
  /// Is told of errors that reach no caller, because another is on its way already or the execution is destroyed.
  error_sink on_error{};
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::duplicate_policy;
using detail::idempotency::run_options;
}  // namespace mizzle::idempotency
