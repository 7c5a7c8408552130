// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include <mizzle/durable/idempotency/table.hpp>

namespace mizzle::detail::idempotency {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// What a claim asks for.
struct claim_options {
  /// How long the claim holds without a heartbeat. A lease of 0 is over with the present millisecond.
  milliseconds lease = 30s;
  /// How long the key means this operation; it is counted anew when the operation is completed.
  milliseconds lifetime = 1h;
  /// Kept with the record.
  std::string trace{};
  /// A digest of what is asked for (request_digest()): the same key with another one is refused.
  std::optional<digest> request{};
};

/// The key is yours. `record.version` is a fencing token: who claims it later has a higher one.
struct claimed {
  idempotency::record record;
};
/// It is done; `record.result` is what came of it.
struct completed {
  idempotency::record record;
};
/// Somebody is at it. A record of version 0 stands for one that came and went while it was looked for.
struct in_progress {
  idempotency::record record;
};
/// The key was used for another request. Until its lifetime is over it belongs to that one, also if that one has failed.
struct key_reused {
  idempotency::record record;
};
/// What claim() answers.
using claim_answer = std::variant<claimed, completed, in_progress, key_reused>;

/// The attempt that was waited for has failed, `record.error` says why.
struct failed {
  idempotency::record record;
};
/// The record is gone.
struct vanished {};
/// It was still in progress when the time was up; the record as it was seen last.
struct timed_out {
  idempotency::record record;
};
/// What wait() answers.
using wait_answer = std::variant<completed, failed, vanished, timed_out>;

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::claim_answer;
using detail::idempotency::claim_options;
using detail::idempotency::claimed;
using detail::idempotency::completed;
using detail::idempotency::failed;
using detail::idempotency::in_progress;
using detail::idempotency::key_reused;
using detail::idempotency::timed_out;
using detail::idempotency::vanished;
using detail::idempotency::wait_answer;
}  // namespace mizzle::idempotency
