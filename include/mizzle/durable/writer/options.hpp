// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <limits>

namespace mizzle::detail::durable {

/// What a command that fails stops: `isolate`, nothing but itself; `halt`, the writer for good.
enum class on_failure : unsigned char { isolate, halt };

/// What a producer meets where the queue is full: `block`, he waits; `refuse`, an error::busy, and he keeps his command.
enum class when_full : unsigned char { block, refuse };

/// How a writer writes.
struct writer_options {
  /// How many commands may wait in the queue.
  std::size_t capacity = 1000;
  /// Posted commands are written when so many of them wait,
  std::size_t count = 50;
  /// or when the first of them has waited so long.
  std::chrono::milliseconds interval{100};
  /// How many commands at most share a transaction.
  std::size_t largest_group = std::numeric_limits<std::size_t>::max();
  durable::on_failure on_failure = durable::on_failure::isolate;
  durable::when_full when_full = durable::when_full::block;
  /// Told, where the write was, what nobody else is told: the failure of a command that was posted without a callback, what a callback
  /// throws (without on_error, that ends the program), and once that the writer has halted. It must not throw.
  std::function<void(std::exception_ptr)> on_error{};
};

/// What a writer has done so far.
struct writer_metrics {
  std::size_t queued = 0;        // waiting now
  std::uint64_t committed = 0;   // commands that are stored
  std::uint64_t failed = 0;      // commands that are not
  std::uint64_t flushes = 0;     // transactions
  std::uint64_t stalls = 0;      // how often a producer had to wait for room
  double seconds_in_commit = 0;  // from the end of the last command of a transaction to the end of its commit
  double seconds_stalled = 0;    // that producers were blocked, all together
};

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::on_failure;
using detail::durable::when_full;
using detail::durable::writer_metrics;
using detail::durable::writer_options;
}  // namespace mizzle
