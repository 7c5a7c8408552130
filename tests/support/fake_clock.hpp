// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace support {

/// A clock that stands until it is moved, and a way to sleep that moves it instead. Any thread may use it.
///
///     support::fake_clock clock;
///     const auto now = clock.reader();      // std::function<sys_time<milliseconds>()>
///     const auto sleep = clock.sleeper();   // std::function<void(milliseconds)>
///     sleep(25ms);                          // it is 25 ms later, and slept() is {25ms}
class fake_clock {
 public:
  using duration = std::chrono::milliseconds;
  using time = std::chrono::sys_time<duration>;

  explicit fake_clock(time start = time{std::chrono::seconds{1'700'000'000}}) : now_{start} {}
  fake_clock(const fake_clock&) = delete;
  fake_clock& operator=(const fake_clock&) = delete;

  [[nodiscard]] time now() const {
    const std::lock_guard lock{mutex_};
    return now_;
  }
  void move(duration d) {
    const std::lock_guard lock{mutex_};
    now_ += d;
  }
  /// Moves the clock, notes how long it was slept, and does what during_sleep() was told.
  void sleep(duration d) {
    std::function<void()> meanwhile;
    {
      const std::lock_guard lock{mutex_};
      now_ += d;
      slept_.push_back(d);
      meanwhile = meanwhile_;
    }
    if (meanwhile) meanwhile();
  }
  /// What happens elsewhere while somebody sleeps; it is called at the end of each sleep, by whoever sleeps.
  void during_sleep(std::function<void()> f) {
    const std::lock_guard lock{mutex_};
    meanwhile_ = std::move(f);
  }
  /// How long each sleep was.
  [[nodiscard]] std::vector<duration> slept() const {
    const std::lock_guard lock{mutex_};
    return slept_;
  }

  /// now() and sleep() to hand in; the clock must live longer.
  [[nodiscard]] std::function<time()> reader() const {
    return [this] { return now(); };
  }
  [[nodiscard]] std::function<void(duration)> sleeper() {
    return [this](duration d) { sleep(d); };
  }

 private:
  mutable std::mutex mutex_;
  time now_;
  std::vector<duration> slept_;
  std::function<void()> meanwhile_;
};

}  // namespace support
