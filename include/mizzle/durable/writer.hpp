// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/writer/core.hpp>

namespace mizzle::detail::durable {

/// The one who writes: commands of any number of threads stand in one queue, and are carried out in their order, many of them in one
/// transaction.
///
///     mz::writer writer{mz::sqlite::connection{"app.db"}};
///     auto results = writer.run(mz::atomic(insert, update));       // when it is committed, or throws
///     mz::pending sent = writer.submit(mz::atomic(insert, update));  // the same as a std::future, which can also be awaited
///     writer.post(edit, [](mz::reply<mz::run_result> r) {});         // the same as a callback, and without haste
///
/// A command is
/// - an atomic list, typed or a std::vector<any_write>, or one statement: its value is what run_atomic() would give of it;
/// - a function of the transaction's handle: its value is what it returns. One that returns a list builds it when the write begins, and the
///   value is the list's. It is called once, and may move only.
///
/// run() and submit() are for who waits for the answer: it is written at once, with all that is queued. post() is for who does not: it is
/// written with the next that is, or when writer_options::count commands are there, or after writer_options::interval. Each gives its value or
/// its error, exactly once, behind the commit; of a commit that fails, the error is that of every command in it.
///
/// A command that fails is undone, and those beside it stay, as each has a savepoint of its own; with on_failure::halt the transaction is
/// undone, and nothing is written any more: failure() tells why. What ends the transaction itself, such as raise(rollback), is an error for
/// all commands that share it.
///
/// A writer owns its handle if it is given a value, `writer{connection{...}}`, and refers to one if it is given a variable, which nobody
/// else may use meanwhile, unless it is a gate. A handle that has only atomic batches gets each command as a batch of its own.
///
/// All functions may be called by any thread. One thread at a time writes, the writer's own or one that is in run(); it also calls the
/// callbacks and resumes the coroutines, before the next transaction begins, and they must not wait for this writer. The end of a writer
/// closes it and waits until everything is written and told; it must not come from a callback.
template <class H>
class writer {
  using bare = std::remove_reference_t<H>;
  static constexpr bool is_atomic = TransactionCapable<bare> || BatchCapable<bare>;
  static_assert(
      is_atomic,
      "mizzle: writer: this handle has neither transactions nor an atomic batch, so that a command that fails would stay half done; use another handle");
  static_assert(
      !TransactionCapable<bare> || TransactionCapable<command_handle_t<bare>>,
      "mizzle: writer: the transactions of this handle have no savepoints, so that a command that fails could not be undone alone; give their handle a transaction() of its own");

 public:
  /// A writer with a thread of its own.
  explicit writer(std::type_identity_t<H> handle, writer_options o = {})
      : own_{std::make_unique<thread_scheduler>()}, core_{std::make_shared<writer_core<H>>(std::forward<H>(handle), *own_, std::move(o))} {}
  /// A writer that works on a scheduler, which must live longer. If that is no other thread, such as in a simulation, close() must be over
  /// before the writer ends.
  writer(std::type_identity_t<H> handle, scheduler& on, writer_options o = {})
      : core_{std::make_shared<writer_core<H>>(std::forward<H>(handle), on, std::move(o))} {}
  writer(const writer&) = delete;
  writer& operator=(const writer&) = delete;
  ~writer() {
    close().wait();
    own_.reset();
  }

  /// Carries out a command and gives its value when it is committed, or throws its error. If nobody is writing just now, the calling thread
  /// does, with all that is queued, and need not wait until the writer's own has woken up. Throws also what submit() throws, and an
  /// invalid_request inside of a command or a callback of this writer.
  template <class Work>
  auto run(Work&& work) {
    demand_outside(core_.get());
    pending_end<value_of<Work>> end;
    auto result = end.get_pending(core_.get());
    push(std::forward<Work>(work), std::move(end), when::here);
    return result.get();
  }
  /// Queues a command that somebody waits for. Throws an invalid_request if the writer is closed or has halted, and a busy if the queue is
  /// full and options ask for that; then the command is as it was.
  template <class Work>
  [[nodiscard]] auto submit(Work&& work) {
    pending_end<value_of<Work>> end;
    auto result = end.get_pending(core_.get());
    push(std::forward<Work>(work), std::move(end), when::soon);
    return result;
  }
  /// The same with a callback instead, `done(mz::reply<Value>)`.
  template <class Work, class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, reply<command_value<bare, std::decay_t<Work>>>>
  void submit(Work&& work, Done&& done) {
    push(std::forward<Work>(work), std::forward<Done>(done), when::soon);
  }
  /// Queues a command that nobody waits for. What it gives is dropped, and its error goes to writer_options::on_error, without which this
  /// is an invalid_request.
  template <class Work>
  void post(Work&& work) {
    if (!core_->options().on_error)
      throw error::invalid_request{"writer: post() without a callback needs writer_options::on_error, which is told the errors"};
    push(std::forward<Work>(work), [core = core_.get()](const reply<value_of<Work>>& r) {
      if (!r) core->report_posted(r.error());
    }, when::due);
  }
  /// The same with a callback, `done(mz::reply<Value>)`.
  template <class Work, class Done>
    requires std::is_invocable_v<std::decay_t<Done>&, reply<command_value<bare, std::decay_t<Work>>>>
  void post(Work&& work, Done&& done) {
    push(std::forward<Work>(work), std::forward<Done>(done), when::due);
  }

  /// Writes everything that is queued now. It is over when all of it has been told; an error if the last commit failed, or if the writer
  /// has halted.
  pending<void> flush() { return core_->push_mark(false); }
  /// Accepts nothing any more, and writes the rest. It is over when all of it has been told; the error is that of flush(). Can be repeated.
  pending<void> close() { return core_->push_mark(true); }
  /// Is over when there is room in the queue, or when there never will be, because the writer is closed or has halted: for who must not
  /// block, with when_full::refuse. Those who wait are called in their order; who then comes too late is refused, and waits again.
  pending<void> room() {
    pending_end<void> end;
    auto result = end.get_pending(core_.get());
    room([end = std::move(end)]() mutable { end(reply<void>{std::monostate{}}); });
    return result;
  }
  /// The same with a callback, `then()`.
  template <class Then>
    requires std::is_invocable_v<std::decay_t<Then>&>
  void room(Then&& then) {
    core_->await_room(std::forward<Then>(then));
  }

  /// Whether this thread is inside of a command or a callback of this writer, and so must not wait for it.
  [[nodiscard]] bool is_inside() const noexcept { return inside::is(core_.get()); }
  /// Why the writer has halted, or null. It stays.
  [[nodiscard]] std::exception_ptr failure() const { return core_->failure(); }
  [[nodiscard]] writer_metrics metrics() const { return core_->metrics(); }

 private:
  template <class Work>
  using value_of = command_value<bare, std::decay_t<Work>>;

  enum class when : unsigned char { here, soon, due };

  template <class Work, class Done>
  void push(Work&& work, Done&& done, when w) {
    using made = command_of<bare, std::decay_t<Work>, std::decay_t<Done>>;
    core_->take_room();
    try {
      auto c = std::make_unique<made>(std::forward<Work>(work), std::forward<Done>(done));
      c->hastens = w != when::due;
      core_->push(std::move(c), w == when::here);
    } catch (...) {
      core_->give_room_back();
      throw;
    }
  }

  std::unique_ptr<thread_scheduler> own_;
  std::shared_ptr<writer_core<H>> core_;
};

template <class H>
writer(H&&, writer_options = {}) -> writer<H>;
template <class H>
writer(H&&, scheduler&, writer_options = {}) -> writer<H>;

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::writer;
}  // namespace mizzle
