// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/write_behind/runner_core.hpp>
#include <mizzle/durable/writer.hpp>

namespace mizzle::detail::write_behind {

/// Runs a store: handlers work on it one at a time, and what they have finished is written behind them by a writer, batch after batch.
///
///     mz::sqlite::connection reader{"app.db"};
///     mz::write_behind::store<mz::sqlite::connection, accounts, transfers> store{reader, {.target = 100'000}};
///     mz::write_behind::runner run{store, mz::sqlite::connection{"app.db"}};
///     bool ran = run.process([&](auto&) {              // on this thread; the store is the handler's meanwhile
///       store.set<accounts>({.id = "ann", .balance = 100}, 7);
///       return mz::write_behind::batch{...};           // is queued, and written in the background
///     });
///     run.await_capacity().get();                      // behind each batch: bounds what is held in memory
///     auto back = run.roll_back(chain, block).get();   // behind a reorganisation
///     run.close().get();                               // everything is written, or the error
///
/// The runner owns its writer's handle if it is given a value, and refers to one if it is given a variable, which nobody else may use
/// meanwhile; it must not be the store's reader, unless all is done by one thread. The store and its reader must live longer, and are used
/// through the runner only.
///
/// All functions may be called by any thread. A handler, a rollback and what follows from a write have the store one after another; the
/// statements of a write run beside them. pending's get() waits and co_await does not; with a callback, `done(mz::reply<Value>)`, which must
/// not throw, nothing waits at all, as a simulation on one thread needs. Callbacks and coroutines go on on any thread that is in the runner.
///
/// If a write fails, nothing is written any more: process() and all that is waited for give its error, and store_options::on_error is told
/// it once. The end of a runner closes it.
template <class Store, class H>
class runner {
 public:
  /// With a thread of its own.
  explicit runner(Store& store, std::type_identity_t<H> handle, runner_options o = {})
      : own_{std::make_unique<durable::thread_scheduler>()}, writer_{std::forward<H>(handle), *own_, one_by_one()},
        core_{std::make_shared<core>(store, writer_, *own_, std::move(o))} {}
  /// On a scheduler, which must live longer. If that is no other thread, such as in a simulation, close() must be over before the runner ends.
  runner(Store& store, std::type_identity_t<H> handle, durable::scheduler& on, runner_options o = {})
      : writer_{std::forward<H>(handle), on, one_by_one()}, core_{std::make_shared<core>(store, writer_, on, std::move(o))} {}
  runner(const runner&) = delete;
  runner& operator=(const runner&) = delete;
  ~runner() { close().wait(); }

  /// Has a handler, `f(store)`, work off input and give the batch that it was, on this thread, and queues that. Returns whether it ran:
  /// not if another handler is at work or a rollback under way, which may concern the input. So a handler itself looks where input
  /// has to go on. Throws what the handler throws, whose changes are taken back then, the error of a write that failed, and an
  /// invalid_request if the runner is closed.
  template <class F>
  [[nodiscard]] bool process(F&& f) {
    return core_->process(std::forward<F>(f));
  }
  /// Is over when there is room for the next batch, or when a write has failed. Give it a turn behind each batch.
  durable::pending<void> await_capacity() {
    return pending_of<void>([&](auto end) { core_->await_capacity(std::move(end)); });
  }
  template <class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, durable::reply<void>>
  void await_capacity(Done&& done) {
    core_->await_capacity(std::forward<Done>(done));
  }
  /// Is over when all that is queued is written, or when a write has failed.
  durable::pending<void> flush() {
    return pending_of<void>([&](auto end) { core_->flush(std::move(end)); });
  }
  template <class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, durable::reply<void>>
  void flush(Done&& done) {
    core_->flush(std::forward<Done>(done));
  }
  /// Accepts nothing any more, and writes the rest; the error is that of flush(). Can be repeated.
  durable::pending<void> close() {
    return pending_of<void>([&](auto end) { core_->close(std::move(end)); });
  }
  template <class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, durable::reply<void>>
  void close(Done&& done) {
    core_->close(std::forward<Done>(done));
  }
  /// Has a statement about something that has a name written with the next batch, or alone after runner_options::stage_interval: such as
  /// how far a chain's source is. What waits under this name is replaced; what says the same as the last one is nothing.
  void stage(std::string name, any_write write) { core_->stage(std::move(name), std::move(write)); }
  /// Sets everything back to where a chain was at its last valid block: waits for the handler at work, writes everything, and sets memory
  /// back; the next write carries it to the database. The program sets its own state back by the result. If a write fails, its
  /// error, and no query is run. If handlers run on other threads, take the callback: it is called before any of them has the store again.
  durable::pending<rollback_result> roll_back(std::int64_t chain, std::int64_t last_valid_block) {
    return pending_of<rollback_result>([&](auto end) {
      core_->roll_back(chain, last_valid_block, [on = core_.get(), end = std::move(end)](durable::reply<rollback_result> r) mutable {
        on->afterwards([end = std::move(end), r = std::move(r)]() mutable { end(std::move(r)); });
      });
    });
  }
  template <class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, durable::reply<rollback_result>>
  void roll_back(std::int64_t chain, std::int64_t last_valid_block, Done&& done) {
    core_->roll_back(chain, last_valid_block, std::forward<Done>(done));
  }

  /// Why nothing is written any more, or null. Waits for a handler that is at work on another thread, as metrics() does.
  [[nodiscard]] std::exception_ptr failure() const {
    return core_->look([](const Store& s) { return s.failure(); });
  }
  [[nodiscard]] write_behind::metrics metrics() const { return core_->measured(); }

 private:
  using core = runner_core<Store, H>;

  static durable::writer_options one_by_one() { return {.largest_group = 1}; }
  template <class R, class F>
  durable::pending<R> pending_of(F&& start) {
    durable::pending_end<R> end;
    auto result = end.get_pending(core_.get());
    start(std::move(end));
    return result;
  }

  std::unique_ptr<durable::thread_scheduler> own_;
  durable::writer<H> writer_;
  std::shared_ptr<core> core_;
};

template <class Store, class H>
runner(Store&, H&&, runner_options = {}) -> runner<Store, H>;
template <class Store, class H>
runner(Store&, H&&, durable::scheduler&, runner_options = {}) -> runner<Store, H>;

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::runner;
}  // namespace mizzle::write_behind
