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

/// A duration is stored as the number of its ticks: an integer, or a real if they are.
template <class Rep, class Period>
struct codec<std::chrono::duration<Rep, Period>> {
  using ticks = codec<Rep>;
  using stored = typename ticks::stored;
  static constexpr stored encode(std::chrono::duration<Rep, Period> x) { return ticks::encode(x.count()); }
  static constexpr bool accepts(stored x) noexcept {
    if constexpr (requires { ticks::accepts(x); }) return ticks::accepts(x);
    return true;
  }
  static constexpr std::chrono::duration<Rep, Period> decode(stored x) noexcept {
    return std::chrono::duration<Rep, Period>{ticks::decode(x)};
  }
};

/// A point in time is stored as the number of its ticks since 1970: whole seconds for sys_time<seconds>, milliseconds for
/// sys_time<milliseconds>, and so on. Dates before 1970 are negative.
template <class Duration>
struct codec<std::chrono::time_point<std::chrono::system_clock, Duration>> {
  using point = std::chrono::time_point<std::chrono::system_clock, Duration>;
  using stored = typename codec<Duration>::stored;
  static constexpr stored encode(point x) { return codec<Duration>::encode(x.time_since_epoch()); }
  static constexpr bool accepts(stored x) noexcept { return codec<Duration>::accepts(x); }
  static constexpr point decode(stored x) noexcept { return point{codec<Duration>::decode(x)}; }
};

}  // namespace mizzle
