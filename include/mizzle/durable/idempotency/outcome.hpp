// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <mizzle/value/error.hpp>

namespace mizzle::detail::idempotency {

/// A value, or none where T is void.
template <class T>
struct with_value {
  T value;
};
template <>
struct with_value<void> {};

/// The function was run, and its value is recorded. `heartbeat_error` is what the last heartbeat met, if it failed: the key was kept all
/// the same.
template <class T>
struct executed : with_value<T> {
  std::exception_ptr heartbeat_error{};
};
/// It was done before; this is what came of it then.
template <class T>
struct replayed : with_value<T> {};
/// The function was run, but the key was taken over meanwhile, and what is recorded is not this value. `heartbeat_error` is what the last
/// heartbeat met, if it failed.
template <class T>
struct ownership_lost : with_value<T> {
  std::exception_ptr heartbeat_error{};
};

/// Why nothing was run.
enum class refusal {
  duplicate,    // duplicates are blocked, and this is one
  in_progress,  // somebody is at it, and the time for waiting is up
  failed,       // the attempt that was waited for has failed; may be retried
  vanished,     // the record of the attempt that was waited for is gone; may be retried
  key_reused,   // the key belongs to another request
};
/// Nothing was run; the message is a sentence that names the key.
struct refused {
  refusal why;
  std::string key;
  std::string message;
};

/// What became of a run_once(): a std::variant of executed, replayed, refused and ownership_lost.
template <class T>
class [[nodiscard("mizzle: an outcome tells whether the function was run; look at it")]] outcome
    : public std::variant<executed<T>, replayed<T>, refused, ownership_lost<T>> {
 public:
  using base = std::variant<executed<T>, replayed<T>, refused, ownership_lost<T>>;
  using base::base;

  /// Whether it is done and recorded, now or before.
  [[nodiscard]] bool ok() const noexcept { return this->index() <= 1; }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] bool was_executed() const noexcept { return this->index() == 0; }
  [[nodiscard]] bool was_replayed() const noexcept { return this->index() == 1; }
  /// Why nothing was run, or null.
  [[nodiscard]] const refused* refusal() const noexcept { return std::get_if<refused>(static_cast<const base*>(this)); }
  /// The value of a function whose key was taken over, or null.
  [[nodiscard]] const ownership_lost<T>* lost() const noexcept { return std::get_if<ownership_lost<T>>(static_cast<const base*>(this)); }

  /// The value that is recorded; an invalid_request with the reason if there is none.
  [[nodiscard]] std::add_lvalue_reference_t<const T> value() const {
    if (const refused* const r = refusal()) throw error::invalid_request{r->message};
    if (lost()) throw error::invalid_request{"the idempotency key was taken over during the execution, whose value is not recorded"};
    if constexpr (!std::is_void_v<T>) {
      if (const auto* const e = std::get_if<executed<T>>(static_cast<const base*>(this))) return e->value;
      return std::get<replayed<T>>(static_cast<const base&>(*this)).value;
    }
  }
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::executed;
using detail::idempotency::outcome;
using detail::idempotency::ownership_lost;
using detail::idempotency::refusal;
using detail::idempotency::refused;
using detail::idempotency::replayed;
}  // namespace mizzle::idempotency
