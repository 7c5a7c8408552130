// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <span>
#include <vector>

#include <mizzle/wire/bound_statement.hpp>

namespace mizzle {
/// Set to false for a type that looks capable but is not: `template <> inline constexpr bool mizzle::enable_batch<my_db> = false;`
template <class H>
inline constexpr bool enable_transaction = true;
template <class H>
inline constexpr bool enable_batch = true;
}  // namespace mizzle

namespace mizzle::detail {

/// How an atomic list is run on a handle.
enum class policy : unsigned char {
  transaction,  // inside an interactive transaction: all or nothing
  batch,        // as one call of a handle that runs lists atomically: all or nothing
  sequential,   // one after another; a failure leaves what went before
};

/// A handle that runs one statement in erased form, in the words of its dialect.
template <class H>
concept BareHandle = requires(H& h, const bound_statement& s) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.execute(s) } -> std::same_as<statement_reply>;
};

/// A handle that runs a whole list in one call, all or nothing. The name alone is not enough: the call must take the list
/// and give one reply for each statement.
template <class H>
concept BatchCapable = enable_batch<std::remove_cvref_t<H>> && requires(H& h, std::span<const bound_statement> s) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.execute_batch(s) } -> std::same_as<std::vector<statement_reply>>;
};

/// A batching handle that asks the guards itself, between the steps: it names `static constexpr bool asks_guards = true`, and throws
/// guard_failed with the position of the statement in the batch. To others a guard is sent as a statement that fails.
template <class H>
concept AsksGuards = BatchCapable<H> && requires { requires H::asks_guards; };

/// Stands for the function that a transaction calls with its handle.
struct transaction_probe {
  template <class T>
    requires BareHandle<std::remove_reference_t<T>>
  int operator()(T&&) const {
    return 0;
  }
};

/// A handle with interactive transactions: `transaction(f)` calls f with a handle and returns what it returns.
template <class H>
concept TransactionCapable = enable_transaction<std::remove_cvref_t<H>> && requires(H& h, transaction_probe f) {
  { H::dialect::id } -> std::convertible_to<dialect_id>;
  { h.transaction(f) } -> std::same_as<int>;
};

/// Anything that can run an atomic list.
template <class H>
concept Handle = TransactionCapable<H> || BatchCapable<H> || BareHandle<H>;

/// The policy of a handle type: a transaction if it has them, otherwise a batch, otherwise one statement after another.
template <Handle H>
inline constexpr policy policy_of = TransactionCapable<H> ? policy::transaction
                                    : BatchCapable<H>     ? policy::batch
                                                          : policy::sequential;

/// Asks run_atomic() to accept only handles that can run a list all or nothing: `run_atomic(mz::require_atomic, db, writes)`.
struct require_atomic_t {};
inline constexpr require_atomic_t require_atomic{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::AsksGuards;
using detail::BareHandle;
using detail::BatchCapable;
using detail::Handle;
using detail::policy;
using detail::policy_of;
using detail::require_atomic;
using detail::require_atomic_t;
using detail::TransactionCapable;
}  // namespace mizzle
