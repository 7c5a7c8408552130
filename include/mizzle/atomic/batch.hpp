// SPDX-License-Identifier: MIT
#pragma once

#include <new>
#include <span>
#include <string>
#include <utility>

#include <mizzle/atomic/atomic_results.hpp>
#include <mizzle/atomic/atomic_writes.hpp>

namespace mizzle::detail {

// A list that a handle takes whole is planned, sent and read. The first and the last know nothing of the handle but its dialect, and
// do nothing but compute: a handle that awaits its answer is another send() between the same two.

/// The results of a list of the statements S, by position.
template <class... S>
using results_of = atomic_results<result_of<S>...>;

/// Appends what is sent for a list, with guards as statements or without.
template <dialect_id D, class List, class... S>
void erase_writes(List& list, const atomic_writes<S...>& writes, std::size_t most_parameters, bool with_guards) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (step_of<S>::template erase_into<D>(list, boost::hana::at_c<I>(writes.items), I, most_parameters, with_guards), ...);
  }(std::index_sequence_for<S...>{});
}
/// What is sent for a list.
template <class H, class... S>
auto plan(const H& h, const atomic_writes<S...>& writes) {
  typename exchange<H>::statements list;
  erase_writes<H::dialect::id>(list, writes, max_parameters_of(h), !AsksGuards<H>);
  return list;
}

namespace run_list {

/// Makes the position that an engine tells the place of the step, and tells its text.
template <class List>
void map_place(const List& list, error::base& e) {
  const auto at = e.step();
  if (!at || *at >= list.origins.size()) return;
  e.set_sql(text_at(list, *at));
  set_place(e, list.origins[*at].at);
}

/// The failure of a guard that the engine asked itself, whose step is the position in the batch.
template <class List>
error::guard_failed at_its_step(const List& list, const error::guard_failed& e) {
  if (e.step() >= list.origins.size()) return e;
  const place& at = list.origins[e.step()].at;
  error::guard_failed result{at.step, e.required(), e.actual(), e.exactly()};
  set_place(result, at);
  result.set_sql(text_at(list, e.step()));
  return result;
}

/// Calls f, whose errors tell a position in the list, and lets them tell the step instead.
template <class List, class F>
auto at_steps(const List& list, F&& f) {
  try {
    return f();
  } catch (error::sql_error& e) {
    if (auto failed = guard_failure(list, e.what())) throw *failed;
    map_place(list, e);
    throw;
  } catch (const error::guard_failed& e) {
    throw at_its_step(list, e);
  } catch (error::base& e) {
    map_place(list, e);
    throw;
  }
}

/// Sends an erased list in one call and maps what fails back to its step.
template <class H, class List>
auto send(H& h, const List& list) {
  typename exchange<H>::replies replies =
      at_steps(list, [&] { return h.execute_batch(std::span<const bound_statement>{list.statements}); });
  if (replies.size() != list.statements.size()) {
    throw error::transport_error{
        concat({"the engine answered ", in_digits{replies.size()}, " of ", in_digits{list.statements.size()}, " statements"}), true};
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

}  // namespace run_list

/// The results of a list from what was answered to its plan.
template <class... S, class List, class Replies>
results_of<S...> read(const atomic_writes<S...>& writes, const List& list, const Replies& replies) {
  reply_cursor at{list, replies};
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return results_of<S...>{{run_list::read_step(boost::hana::at_c<I>(writes.items), at, I)...}};
  }(std::index_sequence_for<S...>{});
}

namespace run_list {

/// Runs a list as one batch. Of nothing, nothing is sent.
template <class H, class Writes>
auto in_batch(H& h, const Writes& writes) {
  const auto list = plan(h, writes);
  const committed_reading reading;
  auto replies = list.statements.empty() ? typename exchange<H>::replies{} : send(h, list);
  return reading([&] { return read(writes, list, std::move(replies)); });
}

}  // namespace run_list

}  // namespace mizzle::detail

namespace mizzle {
using detail::results_of;
}  // namespace mizzle
