// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <mizzle/durable/scheduler.hpp>

namespace support {

/// A scheduler without a thread: whoever calls step() carries out one of the tasks that are ready, and a seed decides which. The clock
/// stands, and is moved to the next delayed task when the seed says so, or when nothing else is left.
///
///     support::simulated_scheduler on{seed};
///     mz::writer writer{db, on};
///     while (on.step()) {}
class simulated_scheduler final : public mizzle::scheduler {
 public:
  explicit simulated_scheduler(std::uint64_t seed) : random_{seed} {}

  void post(task work) override { ready_.push_back(std::move(work)); }
  void post_after(duration delay, task work) override { later_.push_back({now_ + delay, std::move(work)}); }
  [[nodiscard]] bool try_run(task& work) override {
    if (running_ != 0) return false;
    run(std::move(work));
    return true;
  }
  [[nodiscard]] time_point now() const override { return now_; }

  /// Runs one task; false if there is none.
  bool step() {
    if (ready_.empty() || (!later_.empty() && below(16) == 0)) {
      const auto next = std::min_element(later_.begin(), later_.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
      if (next == later_.end()) return false;
      now_ = std::max(now_, next->due);
      ready_.push_back(std::move(next->work));
      later_.erase(next);
    }
    const auto chosen = ready_.begin() + static_cast<std::ptrdiff_t>(below(ready_.size()));
    task work = std::move(*chosen);
    ready_.erase(chosen);
    run(std::move(work));
    return true;
  }
  /// Runs tasks until there are none.
  void run() {
    while (step()) {}
  }
  /// Moves the clock, which makes ready what is due by then.
  void move(duration d) {
    now_ += d;
    for (auto i = later_.begin(); i != later_.end();) {
      if (i->due > now_) {
        ++i;
      } else {
        ready_.push_back(std::move(i->work));
        i = later_.erase(i);
      }
    }
  }
  /// Runs what is ready, and leaves the clock where it is.
  void run_ready() {
    while (!ready_.empty()) {
      task work = std::move(ready_.front());
      ready_.erase(ready_.begin());
      run(std::move(work));
    }
  }

  /// A number below a bound, from the seed: for all else that a simulation decides.
  // The distributions of the standard library give other numbers elsewhere.
  std::size_t below(std::size_t bound) { return random_() % bound; }

 private:
  struct timed {
    time_point due;
    task work;
  };
  // A task can let others run inside of it.
  void run(task work) {
    ++running_;
    work();
    --running_;
  }

  std::mt19937_64 random_;
  int running_ = 0;
  time_point now_{};
  std::vector<task> ready_;
  std::vector<timed> later_;
};

}  // namespace support
