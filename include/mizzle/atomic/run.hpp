// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <boost/hana/unpack.hpp>

#include <mizzle/atomic/atomic_writes.hpp>

namespace mizzle {

template <class... S>
using results_of = boost::hana::tuple<result_of<S>...>;

namespace run_list {

/// The number of steps that a position in an erased list belongs to; each() keeps its own count above the low half.
constexpr std::size_t list_step(std::size_t step) noexcept { return step & 0xffffffff; }

/// Runs one step and says in its error which one it was, and how many before it stay.
template <class H, class S>
result_of<S> step(H& h, const S& s, std::size_t index, bool stays) {
  try {
    return step_of<S>::run(h, s, index);
  } catch (error::base& e) {
    e.set_step(index);
    if (stays) e.set_stayed(index);
    throw;
  }
}

template <class H, class... S, std::size_t... I>
results_of<S...> in_order(H& h, const atomic_writes<S...>& writes, bool stays, std::index_sequence<I...>) {
  return results_of<S...>{step(h, boost::hana::at_c<I>(writes), I, stays)...};
}

/// The results of a list of which nothing stands.
template <class... S, std::size_t... I>
results_of<S...> of_nothing(const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  const typename late<erased_list, results_of<S...>>::type list;
  const typename late<std::vector<statement_reply>, results_of<S...>>::type replies;
  reply_cursor at{list, replies};
  return results_of<S...>{step_of<S>::read(boost::hana::at_c<I>(writes), at, I)...};
}

template <class... S>
constexpr auto positions(const atomic_writes<S...>&) {
  return std::index_sequence_for<S...>{};
}

/// Makes the position that an engine tells the position of the step.
template <class List, class E>
void place(const List& list, E& e) {
  if (const auto at = e.step(); at && *at < list.origins.size()) e.set_step(list_step(list.origins[*at].step));
}

/// Sends an erased list in one call and maps what fails back to its step.
template <class H, class List>
auto send(H& h, const List& list) {
  typename late<std::vector<statement_reply>, H>::type replies;
  try {
    replies = h.execute_batch(std::span<const bound_statement>{list.statements});
  } catch (error::sql_error& e) {
    if (auto failed = guard_failure(list, e.what())) {
      throw error::guard_failed{list_step(failed->step()), failed->required(), failed->actual(), failed->exactly()};
    }
    place(list, e);
    throw;
  }
  if (replies.size() != list.statements.size()) {
    throw error::transport_error{"the engine answered " + std::to_string(replies.size()) + " of " + std::to_string(list.statements.size()) + " statements", true};
  }
  return replies;
}

template <class H, class... S, std::size_t... I>
results_of<S...> in_batch(H& h, const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  typename late<erased_list, H>::type list;
  (step_of<S>::template erase_into<H::dialect::id>(list, boost::hana::at_c<I>(writes), I), ...);
  const auto replies = list.statements.empty() ? typename late<std::vector<statement_reply>, H>::type{} : send(h, list);
  reply_cursor at{list, replies};
  return results_of<S...>{step_of<S>::read(boost::hana::at_c<I>(writes), at, I)...};
}

}  // namespace run_list

/// Runs a list by the policy of the handle's type and gives the results by position, `results[0_c]`. Throws one of
/// mizzle::error; under the transaction and the batch policy nothing of the list stays then. A list without statements
/// opens nothing.
template <Handle H, class... S>
results_of<S...> run_atomic(H& h, const atomic_writes<S...>& writes) {
  constexpr auto steps = std::index_sequence_for<S...>{};
  if constexpr (sizeof...(S) == 0) {
    return {};
  } else if constexpr (policy_of<H> == policy::transaction) {
    if constexpr (!(Statement<S> && ...)) {
      const bool any = boost::hana::unpack(writes, [](const auto&... s) { return (step_of<std::remove_cvref_t<decltype(s)>>::stands(s) || ...); });
      if (!any) return run_list::of_nothing(writes, steps);
    }
    return h.transaction([&](auto&& tx) { return run_list::in_order(tx, writes, false, steps); });
  } else if constexpr (policy_of<H> == policy::batch) {
    return run_list::in_batch(h, writes, steps);
  } else {
    return run_list::in_order(h, writes, true, steps);
  }
}

/// The same with a function that builds the list: it is called with the handle that will run it, before anything is run.
template <Handle H, class F>
  requires(!is_atomic_writes<std::remove_cvref_t<F>> && !requires(F& list) { list.begin(); })
auto run_atomic(H& h, F&& build) {
  if constexpr (policy_of<H> == policy::transaction) {
    return h.transaction([&](auto&& tx) {
      const auto writes = build(tx);
      return run_list::in_order(tx, writes, false, run_list::positions(writes));
    });
  } else {
    return run_atomic(h, build(h));
  }
}

/// Runs a list only where it is all or nothing: other handles do not compile.
template <Handle H, class W>
auto run_atomic(require_atomic_t, H& h, W&& writes) {
  static_assert(policy_of<H> != policy::sequential, "mizzle: run_atomic(require_atomic): this handle has neither transactions nor an atomic batch, so that a failure would leave half of the list; use another handle, or leave require_atomic out");
  return run_atomic(h, std::forward<W>(writes));
}

}  // namespace mizzle
