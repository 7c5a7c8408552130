// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>

#include <mizzle/durable/write_behind/metrics.hpp>

namespace mizzle::detail::write_behind {

struct store_options {
  /// How many changes are held in memory, roughly: above half of it the next batch waits for a write.
  std::size_t target = 100'000;
  /// Whether rows that are held, but need not be written, count too.
  bool count_loaded = false;
  /// Told once when a write fails.
  std::function<void(std::exception_ptr)> on_error{};
  /// Told behind the commit of a rollback, for each chain that was reorganised.
  std::function<void(std::int64_t chain, std::int64_t last_valid_block)> on_rolled_back{};
  /// The clock of the metrics; it may be asked by several threads.
  clock_type now = [] { return std::chrono::steady_clock::now(); };
};

struct runner_options {
  /// How long what is staged waits for a batch to travel with.
  std::chrono::milliseconds stage_interval{1000};
  /// How often the history of an entity is pruned, at most.
  std::chrono::milliseconds prune_interval{30'000};
  /// Told what stops nothing and nobody else is told: that history could not be pruned, or what a callback throws, which otherwise ends the
  /// program. It may be called by any thread, and must not throw.
  std::function<void(std::exception_ptr)> on_error{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::runner_options;
using detail::write_behind::store_options;
}  // namespace mizzle::write_behind
