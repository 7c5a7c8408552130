// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include <mizzle/durable/unique_function.hpp>

namespace mizzle::detail::durable {

/// Where work is carried out, and by which clock: a thread in a program, one step after another in a simulation. A writer hands all its
/// work to one, and never waits in it.
///
/// All functions may be called by any thread. No two tasks of one scheduler run at once, so that what only its tasks touch needs no lock.
/// A task must not throw. Only thread_scheduler promises the order in which they were posted.
class scheduler {
 public:
  using duration = std::chrono::steady_clock::duration;
  using time_point = std::chrono::steady_clock::time_point;
  using task = unique_function<void()>;

  scheduler() = default;
  scheduler(const scheduler&) = delete;
  scheduler& operator=(const scheduler&) = delete;
  virtual ~scheduler() = default;

  /// Runs a task soon, and not before this has returned.
  virtual void post(task work) = 0;
  /// Runs a task when a time has passed, or never if the scheduler ends before.
  virtual void post_after(duration delay, task work) = 0;
  /// Runs a task on the calling thread, if it could begin at once; false if it could not, and then it is as it was.
  [[nodiscard]] virtual bool try_run(task&) { return false; }
  /// The time by which delays are counted.
  [[nodiscard]] virtual time_point now() const = 0;
};

/// A thread that runs tasks in the order in which they were posted. A task that comes by try_run() while nothing else is to be done runs
/// on the thread that brings it, which spares waking this one. The end of a scheduler waits until all that is posted has run, and drops
/// what is not due yet; a task cannot end its own scheduler.
class thread_scheduler final : public scheduler {
 public:
  thread_scheduler() : thread_{[this](const std::stop_token& stop) { run(stop); }} {}

  void post(task work) override {
    {
      const std::lock_guard lock{mutex_};
      ready_.push_back(std::move(work));
      if (running_) return;
    }
    wake_.notify_one();
  }
  void post_after(duration delay, task work) override {
    const time_point from = now();
    {
      const std::lock_guard lock{mutex_};
      later_.push_back({delay < time_point::max() - from ? from + delay : time_point::max(), number_++, std::move(work)});
      std::push_heap(later_.begin(), later_.end(), is_after);
    }
    wake_.notify_one();
  }
  [[nodiscard]] bool try_run(task& work) override {
    {
      const std::lock_guard lock{mutex_};
      if (running_ || !ready_.empty()) return false;
      running_ = true;
    }
    work();
    bool more = false;
    {
      const std::lock_guard lock{mutex_};
      running_ = false;
      more = !ready_.empty();
    }
    if (more) wake_.notify_one();
    return true;
  }
  [[nodiscard]] time_point now() const override { return std::chrono::steady_clock::now(); }

 private:
  struct timed {
    time_point due;
    unsigned long long number;  // of two that are due at one time, the first comes first
    task work;
  };
  static bool is_after(const timed& a, const timed& b) noexcept { return a.due != b.due ? a.due > b.due : a.number > b.number; }

  void run(const std::stop_token& stop) noexcept {
    std::unique_lock lock{mutex_};
    for (;;) {
      const auto can_run = [&] { return !running_ && !ready_.empty(); };
      if (later_.empty()) {
        wake_.wait(lock, stop, [&] { return can_run() || !later_.empty(); });
      } else {
        const time_point due = later_.front().due;
        wake_.wait_until(lock, stop, due, [&] { return can_run() || later_.front().due < due; });
      }
      while (!later_.empty() && later_.front().due <= now()) {
        std::pop_heap(later_.begin(), later_.end(), is_after);
        ready_.push_back(std::move(later_.back().work));
        later_.pop_back();
      }
      if (!can_run()) {
        if (stop.stop_requested() && !running_) return;
        continue;
      }
      task next = std::move(ready_.front());
      ready_.pop_front();
      running_ = true;
      lock.unlock();
      next();
      next = {};  // what it holds must not end under the lock
      lock.lock();
      running_ = false;
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool running_ = false;  // a task, here or in try_run()
  std::deque<task> ready_;
  std::vector<timed> later_;
  unsigned long long number_ = 0;
  std::jthread thread_;  // last, because it uses the others from its beginning on
};

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::scheduler;
using detail::durable::thread_scheduler;
}  // namespace mizzle
