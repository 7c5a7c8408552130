// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <mizzle/durable/idempotency/concept.hpp>

namespace mizzle::detail::idempotency {

/// Renews a lease at each third of it, on a thread of its own, until it is stopped or the key is lost. Only the first renewal opens a
/// handle, so that what is done within a third of its lease costs none. A heartbeat that fails is repeated at the next third.
class heartbeats {
 public:
  heartbeats(heartbeat_opener open, std::string key, std::string owner, milliseconds lease)
      : thread_{[this, open = std::move(open), key = std::move(key), owner = std::move(owner), lease](const std::stop_token& stop) {
          run(stop, open, key, owner, lease);
        }} {}
  heartbeats(const heartbeats&) = delete;
  heartbeats& operator=(const heartbeats&) = delete;

  /// Ends the thread. Gives what the last heartbeat met, if it failed.
  std::exception_ptr stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    return error_;
  }
  /// Whether a heartbeat has found the key with somebody else.
  [[nodiscard]] bool lost() const noexcept { return lost_.load(); }

 private:
  void run(const std::stop_token& stop, const heartbeat_opener& open, const std::string& key, const std::string& owner,
           milliseconds lease) {
    heartbeat send;
    for (;;) {
      {
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, stop, std::max(lease / 3, 1ms), [] { return false; });
        if (stop.stop_requested()) return;
      }
      try {
        if (!send) send = open();
        if (!send(key, owner, lease)) return lost_.store(true);
        error_ = nullptr;
      } catch (...) {
        error_ = std::current_exception();
      }
    }
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::exception_ptr error_;  // of the thread until it has ended
  std::atomic<bool> lost_ = false;
  std::jthread thread_;  // last, because it uses the others from its beginning on
};

}  // namespace mizzle::detail::idempotency
