// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <exception>
#include <memory>
#include <type_traits>
#include <vector>

#include <mizzle/durable/scheduler.hpp>
#include <mizzle/durable/writer/command.hpp>
#include <mizzle/durable/writer/options.hpp>

namespace mizzle::detail::durable {

/// Commands that are written together.
template <class H>
using command_group = std::vector<std::unique_ptr<command<H>>>;

/// Calls f for a command, and notes in it what it throws.
template <class C, class F>
void attempt(C& c, bool undoes_all, F&& f) {
  try {
    f();
  } catch (...) {
    c.error = std::current_exception();
    if (undoes_all) throw;
  }
}

/// Refuses a rollback() of a transaction that others share, who are told that they are stored.
template <class Tx>
void demand_not_rolled_back(const Tx& tx) {
  if constexpr (requires { tx.is_rolled_back(); }) {
    if (tx.is_rolled_back())
      throw error::invalid_request{
          "writer: a command rolled back the transaction that it shares with others; let it throw instead, or "
          "give writer_options::on_failure isolate"};
  }
}

/// Runs the commands of a group in one transaction; where the handle has batches, there is one command. Gives when the commit began, by a
/// scheduler's clock.
template <class H>
scheduler::time_point run_group(H& handle, const command_group<H>& group, on_failure mode, const scheduler& clock) {
  scheduler::time_point ran;
  if constexpr (TransactionCapable<H>) {
    const bool several = std::count_if(group.begin(), group.end(), [](const auto& c) { return c->writes; }) > 1;
    // A command that is alone in its transaction is undone with it, and needs no savepoint.
    const bool savepoints = several && mode == on_failure::isolate;
    handle.transaction([&](auto& tx) {
      for (const auto& c : group) {
        if (!c->writes) continue;
        if (savepoints) attempt(*c, false, [&] { tx.transaction([&](auto& inner) { c->run(inner); }); });
        else
          attempt(*c, true, [&] {
            c->run(tx);
            if (several) demand_not_rolled_back(tx);
          });
      }
      ran = clock.now();
    });
  } else {
    for (const auto& c : group) {
      if (c->writes) attempt(*c, true, [&] { c->run(handle); });
    }
    ran = clock.now();
  }
  return ran;
}

}  // namespace mizzle::detail::durable
