// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <mizzle/atomic/deferred.hpp>
#include <mizzle/atomic/policy.hpp>
#include <mizzle/durable/inside.hpp>
#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/unique_function.hpp>
#include <mizzle/durable/writer/reply.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::durable {

/// Turns at something that one may use at a time, in the order in which they were asked for.
class turns {
 public:
  /// Takes the turn if it is free and nobody waits.
  [[nodiscard]] bool try_take() {
    const std::lock_guard lock{mutex_};
    if (taken_) return false;
    return taken_ = true;
  }
  /// Calls back when the turn is the caller's: at once, or by who passes it on.
  void take(unique_function<void()> then) {
    {
      const std::lock_guard lock{mutex_};
      if (taken_) return waiting_.push_back(std::move(then));
      taken_ = true;
    }
    try {
      then();
    } catch (...) {
      pass();
      throw;
    }
  }
  /// Waits for the turn.
  void wait() {
    if (try_take()) return;
    // Shared with who passes the turn on, who is not done with it when the wait is over.
    const auto mine = std::make_shared<std::promise<void>>();
    const auto come = mine->get_future();
    take([mine] { mine->set_value(); });
    come.wait();
  }
  /// Passes the turn on.
  void pass() {
    unique_function<void()> next;
    {
      const std::lock_guard lock{mutex_};
      taken_ = !waiting_.empty();
      if (!taken_) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    next();
  }
  [[nodiscard]] std::size_t waiting() const {
    const std::lock_guard lock{mutex_};
    return waiting_.size();
  }

 private:
  mutable std::mutex mutex_;
  bool taken_ = false;
  std::deque<unique_function<void()>> waiting_;
};

/// A handle for many threads, over one that belongs to one thread at a time: each transaction, list or statement has the handle alone, in the
/// order in which they came, and one that fails stops no other.
///
///     mz::gate db{mz::sqlite::connection{"app.db"}};
///     mz::run_atomic(db, writes);                                            // from any thread
///     db.transaction([&](auto& tx) { tx.run(edit); });
///     auto rows = db.alone([&](auto& connection) { return connection.all(page); });
///
/// Who is inside and asks for another turn, by whatever way, would wait for himself: that is an invalid_request at once. What he starts on
/// another thread waits as everybody does, so that he must not wait for it. It owns the handle if it is given a value, and refers to it
/// if it is given a variable.
template <class H>
class gate {
  using bare = std::remove_reference_t<H>;

 public:
  using dialect = typename bare::dialect;

  explicit gate(std::type_identity_t<H> handle) : handle_(std::forward<H>(handle)) {}
  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;

  /// Gives f the handle, which nobody else uses meanwhile. Gives what f returns.
  template <class F>
  auto alone(F&& f) {
    demand_at_once<std::invoke_result_t<F&, bare&>>();
    const turn mine{*this};
    return f(handle_);
  }
  /// A transaction of the handle.
  template <class F>
    requires TransactionCapable<bare>
  auto transaction(F&& f) {
    const turn mine{*this};
    return handle_.transaction(std::forward<F>(f));
  }
  std::vector<statement_reply> execute_batch(std::span<const bound_statement> list)
    requires BatchCapable<bare>
  {
    const turn mine{*this};
    return handle_.execute_batch(list);
  }
  statement_reply execute(const bound_statement& s)
    requires BareHandle<bare>
  {
    const turn mine{*this};
    return handle_.execute(s);
  }
  /// Gives f the handle in a task of a scheduler, and then calls `done(mz::reply<Value>)` there, outside of the gate; done must not throw.
  /// Nobody waits for the turn; the gate must live until then.
  template <class F, class Done>
  void alone(scheduler& on, F&& f, Done&& done) {
    demand_at_once<std::invoke_result_t<std::decay_t<F>&, bare&>>();
    turns_.take([this, &on, f = std::forward<F>(f), done = std::forward<Done>(done)]() mutable {
      on.post([this, f = std::move(f), done = std::move(done)]() mutable {
        auto answer = reply_of(f);
        turns_.pass();
        done(std::move(answer));
      });
    });
  }
  /// How many wait for their turn.
  [[nodiscard]] std::size_t waiting() const { return turns_.waiting(); }

 private:
  /// The turn of this thread.
  class turn {
   public:
    explicit turn(gate& g) : turns_{take(g)}, inside_{&g} {}
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() { turns_.pass(); }

   private:
    static turns& take(gate& g) {
      if (inside::is(&g))
        throw error::invalid_request{
            "gate: this thread is inside already, and would wait for itself; use the handle that its transaction was given"};
      g.turns_.wait();
      return g.turns_;
    }
    turns& turns_;
    inside inside_;
  };

  template <class R>
  static constexpr void demand_at_once() {
    static_assert(
        !Deferred<R>,
        "mizzle: gate: the function returns a future or coroutine, whose work would go on when others have the handle; do the work "
        "inside, and return its result");
  }
  template <class F, class Value = std::decay_t<std::invoke_result_t<F&, bare&>>>
  reply<Value> reply_of(F& f) {
    const inside mark{this};
    try {
      if constexpr (std::is_void_v<Value>) {
        f(handle_);
        return std::monostate{};
      } else {
        return f(handle_);
      }
    } catch (...) {
      return std::current_exception();
    }
  }

  H handle_;
  turns turns_;
};

template <class H>
gate(H&&) -> gate<H>;

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::gate;
}  // namespace mizzle
