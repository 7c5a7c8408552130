// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include <mizzle/durable/idempotency/begin.hpp>

namespace mizzle::detail::idempotency {

/// A function that takes the execution, or nothing.
template <class F>
concept Executable = std::is_invocable_v<F&, execution&> || std::is_invocable_v<F&>;

template <class F>
decltype(auto) call(F& f, execution& e) {
  if constexpr (std::is_invocable_v<F&, execution&>) {
    return f(e);
  } else {
    return f();
  }
}

/// run_once(), of what was found to be a store, a function and a result.
template <class T, Store S, class F>
outcome<T> run_checked(S& store, const std::string& key, const run_options& o, F& f) {
  begun<T> start = begin_checked<T>(store, key, o);
  if (const refused* const r = start.refusal()) return *r;
  if (auto* const before = start.replay()) return std::move(*before);

  // What is thrown here destroys the execution, which then fails with the reason that it was given.
  execution_of<T>& mine = *start.execution();
  const auto settle = [&](const auto&... value) {
    const bool recorded = mine.is_over() || mine.complete(value...);
    std::exception_ptr heartbeat_error = mine.take_heartbeat_error();
    return std::pair{recorded, heartbeat_error};
  };
  try {
    if constexpr (std::is_void_v<T>) {
      call(f, mine);
      auto [recorded, heartbeat_error] = settle();
      if (!recorded) return ownership_lost<T>{{}, heartbeat_error};
      return executed<T>{{}, heartbeat_error};
    } else {
      T value = call(f, mine);
      auto [recorded, heartbeat_error] = settle(value);
      if (!recorded) return ownership_lost<T>{{std::move(value)}, heartbeat_error};
      return executed<T>{{std::move(value)}, heartbeat_error};
    }
  } catch (const std::exception& e) {
    if (!mine.is_over()) mine.set_reason({e.what()});
    throw;
  } catch (...) {
    if (!mine.is_over()) mine.set_reason({"an exception that is not a std::exception"});
    throw;
  }
}

/// Carries a function out once for each key, however often and wherever it is asked for, and gives all who ask what came of it:
///
///     auto done = mz::idempotency::run_once(store, "charge-42", {}, [&] { return charge(card, 1200); });
///     if (const auto* r = done.refusal()) return answer(r->message);
///     return answer(done.value());
///
/// The function may take the execution& for its version, which is a fencing token. What it throws fails the key, with its message, and
/// is thrown on; then the next call carries it out again. So does a value that cannot be encoded, an invalid_request. An error of the
/// store while the value is recorded is thrown, and leaves the key to its lease: the value may be recorded or not. Errors beside those are
/// told to run_options::on_error.
template <class S, class F>
auto run_once(S& store, const std::string& key, const run_options& o, F&& f) {
  constexpr bool is_executable = Executable<F>;
  static_assert(is_executable, "mizzle: idempotency: run_once(): the function must take nothing, or an idempotency::execution&");
  if constexpr (Executable<F>) {
    using T = std::remove_cvref_t<decltype(call(f, std::declval<execution&>()))>;
    check_store_and_result<S, T>();
    if constexpr (Store<S> && Replayable<T>) return run_checked<T>(store, key, o, f);
  }
}

/// The same with the options as they are by default.
template <class S, class F>
auto run_once(S& store, const std::string& key, F&& f) {
  return run_once(store, key, run_options{}, f);
}

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::run_once;
}  // namespace mizzle::idempotency
