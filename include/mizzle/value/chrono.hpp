// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
// The part of libstdc++'s <chrono> with durations and clocks: its calendars take longer to compile than all of mizzle.
#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

#include <mizzle/value/codec.hpp>

namespace mizzle {

/// A point in time is stored as the number of its ticks since 1970: whole seconds for sys_time<seconds>, milliseconds for
/// sys_time<milliseconds>, and so on. Dates before 1970 are negative.
template <class Duration>
struct codec<std::chrono::time_point<std::chrono::system_clock, Duration>> {
  using point = std::chrono::time_point<std::chrono::system_clock, Duration>;
  using stored = std::int64_t;
  static constexpr stored encode(point value) noexcept { return static_cast<stored>(value.time_since_epoch().count()); }
  static constexpr point decode(stored value) noexcept { return point{Duration{static_cast<typename Duration::rep>(value)}}; }
};

/// A duration is stored as the number of its ticks.
template <class Rep, class Period>
struct codec<std::chrono::duration<Rep, Period>> {
  using stored = std::int64_t;
  static constexpr stored encode(std::chrono::duration<Rep, Period> value) noexcept { return static_cast<stored>(value.count()); }
  static constexpr std::chrono::duration<Rep, Period> decode(stored value) noexcept {
    return std::chrono::duration<Rep, Period>{static_cast<Rep>(value)};
  }
};

}  // namespace mizzle
