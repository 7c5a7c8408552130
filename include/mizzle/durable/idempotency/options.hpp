// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <random>
#include <string>

#include <mizzle/durable/idempotency/record.hpp>

namespace mizzle::detail::idempotency {

/// The clock of the machine.
inline time_point system_now() { return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()); }

/// A name that nobody else has: 128 random bits in hexadecimal digits.
inline std::string random_owner() {
  std::random_device bits;
  std::string result;
  for (int word = 0; word != 4; ++word) {
    const unsigned random = bits();
    for (unsigned shift = 0; shift != 32; shift += 4) result += "0123456789abcdef"[random >> shift & 15u];
  }
  return result;
}

/// What is handed to a store; what is left out is real.
struct options {
  /// The present moment. The heartbeats of run_once() call it from a thread of their own.
  std::function<time_point()> now = system_now;
  /// Waits that long. Where it is given, wait() counts its time by `now`, and is not woken by notifications.
  std::function<void(milliseconds)> sleep{};
  /// Makes the owner's name of each run_once() and begin().
  std::function<std::string()> new_owner = random_owner;
  /// The first pause between two looks of wait(), and the longest; each is twice the one before.
  milliseconds first_poll = 10ms;
  milliseconds longest_poll = 250ms;
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::options;
}  // namespace mizzle::idempotency
