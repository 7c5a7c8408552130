// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <mizzle/durable/idempotency/heartbeats.hpp>
#include <mizzle/durable/idempotency/result_codec.hpp>

namespace mizzle::detail::idempotency {

/// Is told of an error that reaches no caller, with the key that it is about.
using error_sink = std::function<void(const std::string& key, std::exception_ptr)>;

/// How an execution reaches its store, and how far it has come.
struct execution_state {
  record mine;
  std::function<bool()> renew;
  std::function<bool(std::string)> complete;
  std::function<bool(failure)> fail;
  error_sink on_error;

  /// With what the key fails if nothing else ends it.
  failure reason{"abandoned", "abandoned"};
  std::unique_ptr<heartbeats> beats{};
  std::exception_ptr heartbeat_error{};
  bool is_over = false;
  /// A completion that has thrown may have happened all the same, so that the key is left to its lease.
  bool completion_was_tried = false;

  ~execution_state() {
    stop_heartbeats();
    tell(heartbeat_error);
    if (is_over || completion_was_tried) return;
    try {
      (void)fail(std::move(reason));
    } catch (...) {
      tell(std::current_exception());
    }
  }

  void stop_heartbeats() {
    if (beats) heartbeat_error = beats->stop();
    beats = nullptr;
  }
  void tell(const std::exception_ptr& error) const noexcept {
    try {
      if (error && on_error) on_error(mine.key, error);
    } catch (...) {  // there is nobody left to tell
    }
  }
};

/// A key that is yours, for a function that is run once. It belongs to a thread just as the store's handle does.
class execution {
 public:
  explicit execution(std::unique_ptr<execution_state> s) noexcept : state_{std::move(s)} {}

  [[nodiscard]] const std::string& key() const { return open().mine.key; }
  /// The owner's name, for statements of your own such as complete_write().
  [[nodiscard]] const std::string& owner() const { return open().mine.owner; }
  /// The record's version as a fencing token: a later owner has a higher one.
  [[nodiscard]] std::int64_t version() const { return open().mine.version; }

  /// Lengthens the lease now. False: the key is lost. Needed only where nothing does it in the background.
  [[nodiscard]] bool renew() { return open().renew(); }
  /// Whether a heartbeat in the background has found the key with somebody else, so that to go on is in vain.
  [[nodiscard]] bool lost() const { return open().beats && open().beats->lost(); }
  /// Leaves the key alone from now on, because you have ended it with complete_write() or fail_write() in a list of your own.
  void release() {
    open().stop_heartbeats();
    state_->is_over = true;
  }
  [[nodiscard]] bool is_over() const noexcept { return !state_ || state_->is_over; }

 protected:
  [[nodiscard]] execution_state& open() const {
    if (is_over()) throw error::invalid_request{"this execution is over, and has no key any more"};
    return *state_;
  }

  std::unique_ptr<execution_state> state_;
};

/// A key that is yours until you complete or fail it, whose result is a T. If it is destroyed without either, it fails as "abandoned", so
/// that the next claim gets it. It can be moved; its store must outlive it.
template <class T>
class execution_of : public execution {
 public:
  using execution::execution;

  /// Records the result. False: the key is lost, and the result is not recorded. If it throws an error of the store, it can be tried
  /// again; if that is not done, the key is not failed but left to its lease, because it may be completed. A value that cannot be encoded
  /// has changed nothing.
  [[nodiscard]] bool complete(const std::conditional_t<std::is_void_v<T>, std::monostate, T>& value)
    requires(!std::is_void_v<T>)
  {
    return finish(this->open(), result_codec<T>::encode(value));
  }
  [[nodiscard]] bool complete()
    requires std::is_void_v<T>
  {
    return finish(this->open(), result_codec<T>::encode());
  }
  /// Gives the key up, so that the next claim gets it. False: the key is lost. If it throws, it can be tried again.
  [[nodiscard]] bool fail(failure why) {
    execution_state& s = this->open();
    s.stop_heartbeats();
    s.reason = std::move(why);
    const bool recorded = s.fail(s.reason);
    s.is_over = true;
    return recorded;
  }

  /// With what the key fails if this is destroyed without complete() or fail().
  void set_reason(failure why) { this->open().reason = std::move(why); }
  /// What the last heartbeat met, if it failed; afterwards nobody else is told.
  [[nodiscard]] std::exception_ptr take_heartbeat_error() noexcept { return std::exchange(this->state_->heartbeat_error, nullptr); }

 private:
  static bool finish(execution_state& s, std::string result) {
    s.stop_heartbeats();
    s.completion_was_tried = true;
    const bool recorded = s.complete(std::move(result));
    s.is_over = true;
    return recorded;
  }
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::error_sink;
using detail::idempotency::execution;
using detail::idempotency::execution_of;
}  // namespace mizzle::idempotency
