// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/atomic/deferred.hpp>
#include <mizzle/atomic/rolled_back.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/unique_function.hpp>
#include <mizzle/durable/writer/reply.hpp>

namespace mizzle::detail::durable {

struct seen_by_transaction {
  template <class Tx>
  std::type_identity<std::remove_reference_t<Tx>> operator()(Tx&&) const {
    return {};
  }
};
template <class H>
struct command_handle : std::type_identity<H> {};
template <TransactionCapable H>
struct command_handle<H> : decltype(std::declval<H&>().transaction(seen_by_transaction{})){};

/// The handle that a command is given: that of the transaction, or the handle itself where it has none.
template <class H>
using command_handle_t = typename command_handle<H>::type;

template <class X>
inline constexpr bool is_write_list = is_atomic_writes<X> || std::is_same_v<X, std::vector<any_write>>;

/// Carries out what a command says, and gives what it yields.
template <bool InTransaction, class H, class Work>
auto carry_out(H& h, Work& work) {
  const auto run = [&h](const auto& list) {
    if constexpr (InTransaction) {
      using run_list::inside;
      return inside(h, list);
    } else {
      return run_atomic(h, list);
    }
  };
  if constexpr (AtomicWrite<Work> && InTransaction) {
    return run_list::step(h, work, 0, false);
  } else if constexpr (AtomicWrite<Work>) {
    return get<0>(run(as_writes(work)));
  } else if constexpr (is_write_list<Work>) {
    return run(work);
  } else if constexpr (requires { work.writes; }) {
    return run_atomic(h, work);  // a list that happens once()
  } else if constexpr (!std::is_invocable_v<Work&, H&>) {
    static_assert(
        sizeof(Work) == 0,
        "mizzle: writer: a command is an atomic list, a statement, or a function that takes the transaction's handle as auto&; this is neither");
  } else if constexpr (is_write_list<std::remove_cvref_t<std::invoke_result_t<Work&, H&>>>) {
    return run(work(h));
  } else {
    static_assert(
        !Deferred<std::invoke_result_t<Work&, H&>>,
        "mizzle: writer: the command returns a future or coroutine, whose work would go on after the commit; do the work inside, and return its result");
    return work(h);
  }
}

/// A command in the queue of a writer. It moves only, and owns who is told.
template <class H>
class command {
 public:
  using handle = command_handle_t<H>;

  command() = default;
  command(const command&) = delete;
  command& operator=(const command&) = delete;
  virtual ~command() = default;

  /// Carries it out; its value is kept until it is told.
  virtual void run(handle& h) = 0;
  /// Tells that it is committed, or its error.
  virtual void tell() = 0;

  bool writes = true;    // false for a mere mark in the queue
  bool hastens = false;  // somebody waits for it
  std::exception_ptr error{};
};

/// The value of a command that is work(handle).
template <class H, class Work>
using command_value = decltype(carry_out<TransactionCapable<H>>(std::declval<command_handle_t<H>&>(), std::declval<Work&>()));

template <class H, class Work, class Done>
class command_of final : public command<H> {
 public:
  using value = command_value<H, Work>;

  template <class W>
  command_of(W&& work, Done done) : work_(std::forward<W>(work)), done_(std::move(done)) {}

  void run(typename command<H>::handle& h) override {
    try {
      if constexpr (std::is_void_v<value>) {
        carry_out<TransactionCapable<H>>(h, work_);
        value_.emplace();
      } else {
        value_.emplace(carry_out<TransactionCapable<H>>(h, work_));
      }
    } catch (const rolled_back& left) {
      if (left.transaction != &h) throw;
      if constexpr (std::is_void_v<value> || is_optional<value>) value_.emplace();
      else throw error::invalid_request{"rollback(): the command gives a value; leave it by `return tx.rollback(value)`"};
    }
  }
  void tell() override {
    if (this->error) done_(reply<value>{this->error});
    else done_(reply<value>{*std::move(value_)});
  }

 private:
  Work work_;
  Done done_;
  std::optional<typename reply<value>::stored> value_;
};

/// A mark in the queue: it is told when all before it are.
template <class H>
class command_mark final : public command<H> {
 public:
  explicit command_mark(unique_function<void(reply<void>)> done) : done_{std::move(done)} { this->writes = false, this->hastens = true; }
  void run(typename command<H>::handle&) override {}
  void tell() override {
    if (this->error) done_(reply<void>{this->error});
    else done_(reply<void>{std::monostate{}});
  }

 private:
  unique_function<void(reply<void>)> done_;
};

}  // namespace mizzle::detail::durable
