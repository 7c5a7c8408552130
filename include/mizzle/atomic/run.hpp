// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <mizzle/atomic/batch.hpp>

namespace mizzle::detail {

namespace run_list {

/// Runs one step and says in its error which one it was, and what stays where nothing is undone.
template <class H, class S>
result_of<S> step(H& h, const S& s, std::size_t index, bool stays) {
  progress done{index};
  try {
    return step_of<S>::run(h, s, done);
  } catch (error::base& e) {
    set_place(e, done.at);
    if (stays) e.set_stayed(index, done.changes > 0);
    throw;
  }
}

template <class H, class... S, std::size_t... I>
results_of<S...> in_order(H& h, const atomic_writes<S...>& writes, bool stays, std::index_sequence<I...>) {
  return {{step(h, boost::hana::at_c<I>(writes.items), I, stays)...}};
}

/// Whether there may be anything to run.
template <class... S, std::size_t... I>
bool any_stands(const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  return (step_of<S>::stands(boost::hana::at_c<I>(writes.items)) || ...);
}

/// The results of a list of which nothing stands.
template <class H, class... S>
results_of<S...> of_nothing(const atomic_writes<S...>& writes) {
  return read(writes, typename exchange<H>::statements{}, typename exchange<H>::replies{});
}

/// Runs a list inside a transaction that is open for it.
template <class H, class... S>
results_of<S...> inside(H& tx, const atomic_writes<S...>& writes) {
  return in_order(tx, writes, false, std::index_sequence_for<S...>{});
}

}  // namespace run_list

/// Runs a list by the policy of the handle's type and gives the results by position, `results[0_c]`. A list without statements
/// opens nothing. Throws one of mizzle::error, and then
/// - policy transaction: nothing of the list stays, also when rows that it returned could not be read; unless the disk fails behind the
///   point of no return of the commit, which the error says by committed() or, where only the file can tell, outcome_unknown();
/// - policy batch: nothing stays, unless the error is committed(): the engine has carried out the list, but its answer could not be
///   read; or outcome_unknown(): the answer was lost;
/// - policy sequential: the first stayed() steps stay, and something of the failing one if failing_step_changed().
template <class H, class... S>
  requires Handle<std::remove_reference_t<H>>
results_of<S...> run_atomic(H&& handle, const atomic_writes<S...>& writes) {
  auto& h = handle;
  constexpr policy how = policy_of<std::remove_reference_t<H>>;
  constexpr auto steps = std::index_sequence_for<S...>{};
  if constexpr (sizeof...(S) == 0) {
    return {};
  } else if constexpr (how == policy::transaction) {
    if constexpr ((step_of<S>::can_be_nothing || ...)) {
      if (!run_list::any_stands(writes, steps)) return run_list::of_nothing<std::remove_reference_t<H>>(writes);
    }
    return h.transaction([&](auto&& tx) { return run_list::inside(tx, writes); });
  } else if constexpr (how == policy::batch) {
    return run_list::in_batch(h, writes);
  } else {
    return run_list::in_order(h, writes, true, steps);
  }
}

/// The same with a function that builds the list: it is called with the handle that will run it, before anything is run.
template <class H, class F>
  requires(Handle<std::remove_reference_t<H>> && !is_atomic_writes<std::remove_cvref_t<F>> && !requires(F& list) { list.begin(); } &&
           !requires(F& list) { list.writes; })
auto run_atomic(H&& handle, F&& build) {
  auto& h = handle;
  if constexpr (policy_of<std::remove_reference_t<H>> == policy::transaction) {
    return h.transaction([&](auto&& tx) {
      using run_list::inside;  // that for any_write is found by its argument
      return inside(tx, build(tx));
    });
  } else {
    return run_atomic(h, build(h));
  }
}

/// Runs a list only where it is all or nothing: other handles do not compile.
template <class H, class W>
  requires Handle<std::remove_reference_t<H>>
auto run_atomic(require_atomic_t, H&& h, W&& writes) {
  static_assert(
      policy_of<std::remove_reference_t<H>> != policy::sequential,
      "mizzle: run_atomic(require_atomic): this handle has neither transactions nor an atomic batch, so that a failure would leave half of the list; use another handle, or leave require_atomic out");
  return run_atomic(h, std::forward<W>(writes));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::run_atomic;
}  // namespace mizzle
