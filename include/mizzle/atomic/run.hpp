// SPDX-License-Identifier: MIT
#pragma once

#include <new>
#include <utility>

#include <mizzle/atomic/atomic_results.hpp>
#include <mizzle/atomic/atomic_writes.hpp>

namespace mizzle::detail {

/// The results of a list of the statements S, by position.
template <class... S>
using results_of = atomic_results<result_of<S>...>;

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

/// Reads the answer to one step and says in its error which one it was.
template <class S, class Cursor>
result_of<S> read_step(const S& s, Cursor& at, std::size_t index) {
  try {
    return step_of<S>::read(s, at, index);
  } catch (error::base& e) {
    e.set_step(index);
    throw;
  }
}

/// Whether there may be anything to run.
template <class... S, std::size_t... I>
bool any_stands(const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  return (step_of<S>::stands(boost::hana::at_c<I>(writes.items)) || ...);
}

/// The results of a list of which nothing stands.
template <class H, class... S, std::size_t... I>
results_of<S...> of_nothing(const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  const typename exchange<H>::statements list;
  const typename exchange<H>::replies replies;
  reply_cursor at{list, replies};
  return results_of<S...>{{read_step(boost::hana::at_c<I>(writes.items), at, I)...}};
}

/// Runs a list inside a transaction that is open for it.
template <class H, class... S>
results_of<S...> inside(H& tx, const atomic_writes<S...>& writes) {
  return in_order(tx, writes, false, std::index_sequence_for<S...>{});
}

/// Makes the position that an engine tells the place of the step.
template <class List>
void map_place(const List& list, error::base& e) {
  if (const auto at = e.step(); at && *at < list.origins.size()) set_place(e, list.origins[*at].at);
}

/// Sends an erased list in one call and maps what fails back to its step.
template <class H, class List>
auto send(H& h, const List& list) {
  typename exchange<H>::replies replies;
  try {
    replies = h.execute_batch(std::span<const bound_statement>{list.statements});
  } catch (error::sql_error& e) {
    if (auto failed = guard_failure(list, e.what())) throw *failed;
    map_place(list, e);
    throw;
  } catch (error::base& e) {
    map_place(list, e);
    throw;
  }
  if (replies.size() != list.statements.size()) {
    throw error::transport_error{"the engine answered " + std::to_string(replies.size()) + " of " + std::to_string(list.statements.size()) + " statements", true};
  }
  return replies;
}

/// Reads the answer to a batch that has been carried out, so that every error tells that the list stays. The one for want of memory is
/// made before the batch is sent.
class committed_reading {
 public:
  template <class Read>
  auto operator()(Read&& read) const {
    try {
      return read();
    } catch (error::base& e) {
      e.set_committed();
      throw;
    } catch (const std::bad_alloc&) {
      throw out_of_memory_;
    }
  }
  committed_reading() { out_of_memory_.set_committed(); }

 private:
  error::sql_error out_of_memory_{7, "out of memory"};  // SQLITE_NOMEM
};

template <class H, class... S, std::size_t... I>
results_of<S...> in_batch(H& h, const atomic_writes<S...>& writes, std::index_sequence<I...>) {
  typename exchange<H>::statements list;
  (step_of<S>::template erase_into<H::dialect::id>(list, boost::hana::at_c<I>(writes.items), I, max_parameters_of(h)), ...);
  const committed_reading reading;
  const auto replies = list.statements.empty() ? typename exchange<H>::replies{} : send(h, list);
  return reading([&] {
    reply_cursor at{list, replies};
    return results_of<S...>{{read_step(boost::hana::at_c<I>(writes.items), at, I)...}};
  });
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
      if (!run_list::any_stands(writes, steps)) return run_list::of_nothing<std::remove_reference_t<H>>(writes, steps);
    }
    return h.transaction([&](auto&& tx) { return run_list::inside(tx, writes); });
  } else if constexpr (how == policy::batch) {
    return run_list::in_batch(h, writes, steps);
  } else {
    return run_list::in_order(h, writes, true, steps);
  }
}

/// The same with a function that builds the list: it is called with the handle that will run it, before anything is run.
template <class H, class F>
  requires(Handle<std::remove_reference_t<H>> && !is_atomic_writes<std::remove_cvref_t<F>> && !requires(F& list) { list.begin(); })
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
  static_assert(policy_of<std::remove_reference_t<H>> != policy::sequential, "mizzle: run_atomic(require_atomic): this handle has neither transactions nor an atomic batch, so that a failure would leave half of the list; use another handle, or leave require_atomic out");
  return run_atomic(h, std::forward<W>(writes));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::results_of;
using detail::run_atomic;
}  // namespace mizzle
