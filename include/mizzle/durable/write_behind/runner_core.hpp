// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/durable/gate.hpp>
#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/turn.hpp>
#include <mizzle/durable/writer.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::write_behind {

/// That this thread does work for which others wait: a pending of the same runner is not to be waited for here.
class at_work {
 public:
  explicit at_work(const void* who) noexcept : outer_{std::exchange(durable::writer_at_work, who)} {}
  at_work(const at_work&) = delete;
  at_work& operator=(const at_work&) = delete;
  ~at_work() { durable::writer_at_work = outer_; }

 private:
  const void* outer_;
};

/// A store whose turn is taken by handlers and by what becomes of its writes. It has no thread: writes are carried out by a writer, and what
/// follows from them is done by whoever has the turn.
template <class Store, class H>
class runner_core : public std::enable_shared_from_this<runner_core<Store, H>> {
 public:
  runner_core(Store& s, durable::writer<H>& w, durable::scheduler& on) : store_{s}, writer_{w}, scheduler_{on} {}

  template <class F>
  bool process(F&& f) {
    const auto keep = this->shared_from_this();
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock{mutex_};
      demand_open();
      if (processing_ || rollbacks_under_way_ != 0) return false;
      if (durable::inside::is(this))
        throw error::invalid_request{"process(): this thread is in a callback of the runner, and would wait for itself"};
      processing_ = true;
      seen = rollbacks_;
    }
    turn_.wait();
    bool ran = false;
    std::exception_ptr thrown;
    {
      const durable::inside mark{this};
      const at_work at{this};
      try {
        ran = handle(f, seen);
      } catch (...) {
        thrown = std::current_exception();
      }
      go_on();
    }
    {
      const std::lock_guard lock{mutex_};
      processing_ = false;
    }
    turn_.pass();
    if (thrown) std::rethrow_exception(thrown);
    return ran;
  }

  template <class Done>
  void await_capacity(Done done) {
    in_turn([this, done = std::move(done)]() mutable { store_.await_capacity(told(std::move(done))); });
  }
  template <class Done>
  void flush(Done done) {
    in_turn([this, done = std::move(done)]() mutable { store_.flush(told(std::move(done))); });
  }
  template <class Done>
  void close(Done done) {
    {
      const std::lock_guard lock{mutex_};
      closed_ = true;
    }
    flush(std::move(done));
  }
  template <class Done>
  void roll_back(std::int64_t chain, std::int64_t last_valid_block, Done done) {
    {
      const std::lock_guard lock{mutex_};
      demand_open();
      ++rollbacks_under_way_;
    }
    in_turn([this, chain, last_valid_block, done = std::move(done)]() mutable {
      store_.flush([this, chain, last_valid_block, done = std::move(done)](const std::exception_ptr& failure) mutable {
        auto answer = failure ? durable::reply<rollback_result>{failure} : try_roll_back(chain, last_valid_block);
        {
          const std::lock_guard lock{mutex_};
          --rollbacks_under_way_;
          ++rollbacks_;
        }
        turn_.afterwards([done = std::move(done), answer = std::move(answer)]() mutable { done(std::move(answer)); });
      });
    });
  }
  /// Runs f with the store when it is its turn, on this thread.
  template <class F>
  auto look(F&& f) {
    if (durable::inside::is(this)) return f(store_);
    turn_.wait();
    auto value = f(store_);
    turn_.pass();
    return value;
  }

 private:
  void demand_open() const {
    if (closed_) throw error::invalid_request{"write_behind: the runner is closed"};
  }
  template <class F>
  bool handle(F& f, std::uint64_t seen) {
    {
      const std::lock_guard lock{mutex_};
      demand_open();
      if (rollbacks_ != seen) return false;
    }
    if (store_.failure()) std::rethrow_exception(store_.failure());
    static_assert(
        std::convertible_to<std::invoke_result_t<F&, Store&>, batch>,
        "mizzle: write_behind: process(): the handler gives back the batch that it has worked off; return an mz::write_behind::batch");
    store_.enqueue(f(store_));
    return true;
  }
  /// Has a task done in its turn, and starts a write if there is one then.
  void in_turn(turn::task t) {
    turn_.when_free([self = this->shared_from_this(), t = std::move(t)]() mutable {
      const durable::inside mark{self.get()};
      const at_work at{self.get()};
      t();
      self->go_on();
    });
  }
  /// Tells somebody what became of something, outside of the turn.
  template <class Done>
  auto told(Done done) {
    return [this, done = std::move(done)](const std::exception_ptr& failure) mutable {
      turn_.afterwards([done = std::move(done), failure]() mutable {
        if (failure) done(durable::reply<void>{failure});
        else done(durable::reply<void>{std::monostate{}});
      });
    };
  }
  durable::reply<rollback_result> try_roll_back(std::int64_t chain, std::int64_t last_valid_block) {
    try {
      return store_.roll_back(store_.reader(), chain, last_valid_block);
    } catch (...) {
      return std::current_exception();
    }
  }
  /// Starts the next write, if none is in flight.
  void go_on() {
    try {
      auto next = store_.begin_write();
      if (!next) return;
      const auto job = std::make_shared<write_job>(std::move(*next));
      writer_.submit([job](auto&) {
        return std::move(job->writes);
      }, [self = this->shared_from_this(), job](const durable::reply<std::vector<any_result>>& r) { self->ended(job, r.error()); });
    } catch (...) {
      store_.halt(std::current_exception());
    }
  }
  void ended(const std::shared_ptr<write_job>& job, const std::exception_ptr& failure) {
    const at_work at{this};
    in_turn([this, job, failure] {
      if (failure) store_.fail(*job, failure);
      else store_.finish(*job);
    });
  }

  Store& store_;
  durable::writer<H>& writer_;
  durable::scheduler& scheduler_;
  turn turn_;

  std::mutex mutex_;  // for all that follows
  bool closed_ = false, processing_ = false;
  std::size_t rollbacks_under_way_ = 0;
  std::uint64_t rollbacks_ = 0;
};

}  // namespace mizzle::detail::write_behind
