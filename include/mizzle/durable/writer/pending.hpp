// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include <mizzle/durable/inside.hpp>
#include <mizzle/durable/writer/reply.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::durable {

/// Refuses who would wait for a writer from inside of its own work.
inline void demand_outside(const void* writer) {
  if (inside::is(writer))
    throw error::invalid_request{"writer: this thread does the work that it would wait for; give a callback, or co_await the answer"};
}

/// The place where a coroutine that awaits a reply is found by who has the reply.
class awaiting_coroutine {
 public:
  [[nodiscard]] bool is_over() const noexcept { return state_.load(std::memory_order_acquire) == over; }
  /// Leaves a coroutine here; false if the reply has come meanwhile.
  template <class Coroutine>
  bool leave(Coroutine c) {
    coroutine_ = c.address();
    resume_ = [](void* address) { Coroutine::from_address(address).resume(); };
    int none = nobody;
    return state_.compare_exchange_strong(none, waiting, std::memory_order_acq_rel);
  }
  /// Takes back a coroutine that is no more.
  void withdraw() noexcept {
    int left = waiting;
    state_.compare_exchange_strong(left, nobody, std::memory_order_acq_rel);
  }
  /// The reply is there.
  void resume() {
    if (state_.exchange(over, std::memory_order_acq_rel) == waiting) resume_(coroutine_);
  }

 private:
  enum : int { nobody, waiting, over };
  std::atomic<int> state_ = nobody;
  void* coroutine_ = nullptr;
  void (*resume_)(void*) = nullptr;
};

/// What is to come from a writer: a std::future, which a coroutine can also await (`co_await writer.submit(...)`) and which moves into a
/// plain std::future. get() and co_await give the value or throw the error; each of them once.
///
/// A coroutine goes on on the thread that has written, behind the commit and before the next write begins; it must not wait there.
template <class R>
class [[nodiscard("mizzle: what a writer is asked for can fail; get() or co_await the answer")]] pending : public std::future<R> {
 public:
  pending(std::future<R> result, std::shared_ptr<awaiting_coroutine> coroutine, const void* writer)
      : std::future<R>{std::move(result)}, coroutine_{std::move(coroutine)}, writer_{writer} {}

  /// Whether get() would not wait.
  [[nodiscard]] bool is_ready() const noexcept { return coroutine_->is_over(); }
  /// Waits. Inside of a command or a callback of the same writer it is an invalid_request if it would have to.
  void wait() const {
    if (!is_ready()) demand_outside(writer_);
    std::future<R>::wait();
  }
  /// Waits as wait() does, and gives the value or throws the error.
  R get() {
    wait();
    return std::future<R>::get();
  }
  /// Suspends a coroutine until the reply is there; one that is destroyed meanwhile is not resumed.
  auto operator co_await() noexcept { return awaiter{*this}; }

 private:
  class awaiter {
   public:
    explicit awaiter(pending& p) noexcept : pending_{p} {}
    awaiter(const awaiter&) = delete;
    awaiter& operator=(const awaiter&) = delete;
    ~awaiter() { pending_.coroutine_->withdraw(); }

    [[nodiscard]] bool await_ready() const noexcept { return pending_.is_ready(); }
    template <class Coroutine>
    bool await_suspend(Coroutine c) {
      return pending_.coroutine_->leave(c);
    }
    R await_resume() { return pending_.std::template future<R>::get(); }

   private:
    pending& pending_;
  };

  std::shared_ptr<awaiting_coroutine> coroutine_;
  const void* writer_;
};

/// The other end of a pending: a callback for a reply.
template <class R>
class pending_end {
 public:
  [[nodiscard]] pending<R> get_pending(const void* writer) { return {promise_.get_future(), coroutine_, writer}; }
  void operator()(reply<R> answer) {
    if (!answer) {
      promise_.set_exception(answer.error());
    } else if constexpr (std::is_void_v<R>) {
      promise_.set_value();
    } else {
      promise_.set_value(std::move(answer).value());
    }
    const auto kept = coroutine_;
    kept->resume();
  }

 private:
  std::promise<R> promise_;
  std::shared_ptr<awaiting_coroutine> coroutine_ = std::make_shared<awaiting_coroutine>();
};

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::pending;
}  // namespace mizzle
