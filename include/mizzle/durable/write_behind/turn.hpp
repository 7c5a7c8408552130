// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include <mizzle/durable/unique_function.hpp>

namespace mizzle::detail::write_behind {

/// The turn at something that one uses at a time. Who wants a handler to have it waits; who only wants something done leaves a task, which
/// is run at once, or by who has the turn when he passes it on: so that nobody waits where there is one thread only.
class turn {
 public:
  using task = durable::unique_function<void()>;

  /// Runs a task, which must not throw, when it is its turn.
  void when_free(task t) {
    {
      const std::lock_guard lock{mutex_};
      if (taken_) {
        waiting_.push_back(std::move(t));
        return;
      }
      taken_ = true;
    }
    t();
    pass();
  }
  void wait() {
    std::unique_lock lock{mutex_};
    free_.wait(lock, [&] { return !taken_; });
    taken_ = true;
  }
  /// From who has the turn: runs a task when it is passed on, outside of any turn.
  void afterwards(task t) { afterwards_.push_back(std::move(t)); }
  /// Runs what waits for the turn, and gives it up.
  void pass() {
    for (;;) {
      task next;
      std::deque<task> afterwards;
      {
        const std::lock_guard lock{mutex_};
        if (waiting_.empty()) {
          taken_ = false;
          afterwards.swap(afterwards_);
        } else {
          next = std::move(waiting_.front());
          waiting_.pop_front();
        }
      }
      if (next) {
        next();
        continue;
      }
      free_.notify_one();
      for (task& t : afterwards) t();
      return;
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
  std::deque<task> waiting_{}, afterwards_{};
};

}  // namespace mizzle::detail::write_behind
