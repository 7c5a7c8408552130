// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include <mizzle/durable/change_log/change.hpp>

namespace mizzle::detail::write_behind {

/// What a store has done so far, by its clock, and what it holds. Seconds of one kind are in no other.
struct metrics {
  held_count held{};                  // now
  std::size_t queued = 0;             // batches that wait to be written now
  std::uint64_t batches = 0;          // handled
  double seconds_handling = 0;        // in handlers, without their loads
  std::uint64_t loads = 0;            // queries for what memory did not hold
  double seconds_loading = 0;         //
  std::uint64_t writes = 0;           // committed
  double seconds_writing = 0;         // from the begin of a write to its commit
  std::uint64_t stalls = 0;           // how often somebody really had to wait for room
  double seconds_stalled = 0;         //
  std::uint64_t prunings = 0;         // of the history of one entity
  std::uint64_t failed_prunings = 0;  //
};

using clock_time = std::chrono::steady_clock::time_point;
using clock_type = std::function<clock_time()>;

inline double seconds(std::chrono::steady_clock::duration d) { return std::chrono::duration<double>{d}.count(); }

/// Counts queries and their time.
struct load_meter {
  clock_type now{};
  std::uint64_t count = 0;
  double seconds = 0;

  template <class F>
  auto measure(F&& f) {
    struct at_end {
      load_meter& meter;
      clock_time began;
      ~at_end() {
        ++meter.count;
        meter.seconds += write_behind::seconds(meter.now() - began);
      }
    } const end{*this, now()};
    return f();
  }
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::metrics;
}  // namespace mizzle::write_behind
