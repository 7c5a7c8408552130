// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/durable/inside.hpp>
#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>
#include <mizzle/durable/write_behind/options.hpp>
#include <mizzle/durable/write_behind/pruner.hpp>
#include <mizzle/durable/write_behind/turn.hpp>
#include <mizzle/durable/writer.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::write_behind {

/// A store whose turn is taken by handlers and by what becomes of its writes. It has no thread: writes are carried out by a writer, and what
/// follows from them is done by whoever has the turn.
template <class Store, class H>
class runner_core : public std::enable_shared_from_this<runner_core<Store, H>> {
 public:
  runner_core(Store& s, durable::writer<H>& w, durable::scheduler& on, runner_options o)
      : store_{s}, writer_{w}, scheduler_{on}, options_{std::move(o)}, pruner_{Store::tables, options_.prune_interval} {}

  template <class F>
  bool process(F&& f) {
    const auto keep = this->shared_from_this();
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock{mutex_};
      demand_open();
      if (processing_ || rollbacks_under_way_ != 0) return false;
      if (durable::inside::is(&turn_))
        throw error::invalid_request{"process(): this thread is in a callback of the runner, and would wait for itself"};
      processing_ = true;
      seen = rollbacks_;
    }
    turn_.wait();
    bool ran = false;
    std::exception_ptr thrown;
    {
      const durable::inside has_turn{&turn_}, works{this};
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
    in_turn([this, done = std::move(done)]() mutable {
      store_.flush([this, done = std::move(done)](const std::exception_ptr& failure) mutable {
        closing_.push_back([tell = told(std::move(done)), failure]() mutable { tell(failure); });
      });
    });
  }
  template <class Write>
  void stage(std::string name, Write write) {
    {
      const std::lock_guard lock{mutex_};
      demand_open();
    }
    in_turn([this, name = std::move(name), write = std::move(write)]() mutable { store_.stage(std::move(name), std::move(write)); });
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
        auto tell = [&] { done(std::move(answer)); };
        safely(tell);
      });
    });
  }
  /// Gives f the store when it is its turn, on this thread, which waits for it.
  template <class F>
  auto look(F&& f) {
    if (durable::inside::is(&turn_)) return f(store_);
    turn_.wait();
    auto value = f(store_);
    turn_.pass();
    return value;
  }
  [[nodiscard]] metrics measured() {
    return look([this](const Store& s) {
      metrics all = s.metrics();
      all.batches = counts_.batches;
      all.seconds_handling = counts_.seconds_handling;
      all.prunings = counts_.prunings;
      all.failed_prunings = counts_.failed_prunings;
      return all;
    });
  }

  /// From who has the turn: has something done when it is passed on.
  template <class F>
  void afterwards(F f) {
    turn_.afterwards([this, f = std::move(f)]() mutable { safely(f); });
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
    constexpr bool gives_batch = std::convertible_to<std::invoke_result_t<F&, Store&>, batch>;
    static_assert(
        gives_batch,
        "mizzle: write_behind: process(): the handler gives back the batch that it has worked off; return an mz::write_behind::batch");
    const auto began = store_.now();
    const double loading = store_.metrics().seconds_loading;
    store_.begin_batch();
    try {
      if constexpr (gives_batch) store_.enqueue(f(store_));
    } catch (...) {
      store_.take_back_batch();
      throw;
    }
    ++counts_.batches;
    counts_.seconds_handling += seconds(store_.now() - began) - (store_.metrics().seconds_loading - loading);
    return true;
  }
  /// Has a task done in its turn, and starts a write if there is one then.
  void in_turn(turn::task t) {
    turn_.when_free([self = this->shared_from_this(), t = std::move(t)]() mutable {
      const durable::inside has_turn{&self->turn_}, works{self.get()};
      self->safely(t);
      self->go_on();
      if (self->prunings_under_way_ != 0) return;
      for (auto& tell : std::exchange(self->closing_, {})) tell();
    });
  }
  /// What a callback throws has nobody else to go to.
  template <class F>
  void safely(F& f) noexcept {
    try {
      f();
    } catch (...) {
      if (!options_.on_error) std::terminate();
      options_.on_error(std::current_exception());
    }
  }
  /// Tells somebody what became of something, outside of the turn.
  template <class Done>
  auto told(Done done) {
    return [this, done = std::move(done)](const std::exception_ptr& failure) mutable {
      afterwards([done = std::move(done), failure]() mutable {
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
  void go_on() noexcept {
    try {
      auto next = store_.begin_write(std::exchange(staged_is_due_, false));
      if (next) start(std::make_shared<write_job>(*std::move(next)));
      else if (store_.has_staged() && !store_.is_writing() && !store_.failure()) write_staged_later();
    } catch (...) {
      auto halt = [&, why = std::current_exception()] { store_.halt(why); };
      safely(halt);
    }
  }
  void start(const std::shared_ptr<write_job>& job) {
    const auto write = [job, now = store_.clock()](auto&) {
      job->began = now();
      return std::move(job->writes);
    };
    writer_.submit(write, [self = this->shared_from_this(), job](const durable::reply<std::vector<any_result>>& r) {
      const durable::inside works{self.get()};
      job->seconds = seconds(self->store_.now() - job->began);
      self->in_turn([self, job, failure = r.error()] { self->ended(*job, failure); });
    });
  }
  void ended(write_job& job, const std::exception_ptr& failure) {
    if (failure) return store_.fail(job, failure);
    store_.finish(job);
    go_on();
    for (const std::size_t table : pruner_.behind(job, store_.safe(), scheduler_.now())) prune(table);
  }
  /// Prunes the history of an entity, behind all writes that were started.
  void prune(std::size_t table) {
    ++prunings_under_way_;
    writer_.submit(std::vector<any_write>{Store::prune(table, store_.safe())}, [self = this->shared_from_this()](const auto& r) {
      const durable::inside works{self.get()};
      if (!r && self->options_.on_error) self->options_.on_error(r.error());
      self->in_turn([self, ok = r.ok()] {
        --self->prunings_under_way_;
        ++(ok ? self->counts_.prunings : self->counts_.failed_prunings);
      });
    });
  }
  void write_staged_later() {
    if (std::exchange(waits_for_stage_, true)) return;
    scheduler_.post_after(options_.stage_interval, [weak = this->weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      const durable::inside works{self.get()};
      self->in_turn([self = self.get()] {
        self->waits_for_stage_ = false;
        self->staged_is_due_ = true;
      });
    });
  }

  // A thread is inside of turn_ while it has the turn, and inside of the runner while others wait for what it does, so that it must not
  // wait for them.
  Store& store_;
  durable::writer<H>& writer_;
  durable::scheduler& scheduler_;
  const runner_options options_;
  turn turn_;

  // For who has the turn.
  metrics counts_{};
  pruner pruner_;
  std::size_t prunings_under_way_ = 0;
  bool staged_is_due_ = false, waits_for_stage_ = false;
  std::vector<turn::task> closing_{};

  std::mutex mutex_;  // for all that follows
  bool closed_ = false, processing_ = false;
  std::size_t rollbacks_under_way_ = 0;
  std::uint64_t rollbacks_ = 0;
};

}  // namespace mizzle::detail::write_behind
