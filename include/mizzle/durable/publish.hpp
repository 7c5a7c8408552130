// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

#include <mizzle/durable/writer/pending.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::durable {

/// A row that publish() has not shown, and why.
struct unpublished {
  /// Its place in the transition, from 0 on.
  std::size_t index = 0;
  /// Whether it is known to be stored all the same: what was to be done with it behind its commit has thrown.
  bool is_stored = false;
  std::exception_ptr error{};
};

/// Calls f(row, fate) for the rows that have met no error so far, and notes what it throws.
template <class Transition, class F>
void each_without_error(Transition& transition, std::vector<unpublished>& fates, F f) {
  auto row = std::begin(transition);
  for (auto fate = fates.begin(); fate != fates.end(); ++fate, ++row) {
    if (fate->error) continue;
    try {
      f(*row, *fate);
    } catch (const error::base& e) {
      fate->error = std::current_exception();
      fate->is_stored = fate->is_stored || e.committed();
    } catch (...) {
      fate->error = std::current_exception();
    }
  }
}

template <class Stored, class Row, class Value>
constexpr bool is_taken_by() {
  if constexpr (std::is_void_v<Value>) return std::is_invocable_v<Stored&, Row>;
  else return std::is_invocable_v<Stored&, Row, Value>;
}

/// Stores the rows of a transition, and shows them when they are stored, in their order: all of them are submitted; then all answers are
/// awaited, and what the database has given, such as a number, is put into memory; then they are shown, as memory has them by then.
///
///     std::vector<message> said = ...;
///     for (const auto& failed : mz::publish(said, writer, [](const message& m) { return append(m); },
///                                           [](message& m, auto answer) { m.sequence = answer[1_c].one()[messages.sequence]; },
///                                           [&](const message& m) { readers.show(m, said.size()); }))
///       tell(said[failed.index], failed.error);
///
/// The transition is a variable with the rows, or with what finds them in memory. command(row) gives the writer's command for a row,
/// stored(row, value) takes what that gave, and stored(row) of a command that gives nothing; show(row) tells whoever wants to know.
///
/// A row that is not stored is never shown. What was not shown is given back, in the order of the transition, with its error: that of its
/// command, of the commit, of a writer that is closed or has halted, or what one of the functions threw. What comes behind a row that
/// could not be submitted is not submitted either; other errors stop nothing beside them, so that rows which need each other belong into
/// one command.
///
/// It waits for the writer (an mz::writer or mz::pool), and is an invalid_request inside of its commands and callbacks. The functions are called by the
/// thread that calls it. Two transitions at once are each in order; for an order among them, keep one waiting until the other is over.
template <class Transition, class Writer, class Command, class Stored, class Show>
[[nodiscard("mizzle: publish(): what was not shown is given back with its error; look at it")]] std::vector<unpublished> publish(
    Transition& transition, Writer& writer, Command&& command, Stored&& stored, Show&& show) {
  using row = decltype(*std::begin(transition));
  using reply = decltype(writer.submit(command(*std::begin(transition))));
  using value = decltype(std::declval<reply&>().get());
  constexpr bool takes_value = is_taken_by<Stored, row, value>();
  constexpr bool is_shown = std::is_invocable_v<Show&, row>;
  static_assert(takes_value,
                "mizzle: publish(): the fourth argument takes what is stored: a row, and by value or const& what its command gave, if that "
                "gives something; make it a function of these");
  static_assert(is_shown, "mizzle: publish(): the fifth argument shows a row that is stored; make it a function of one row");
  std::vector<unpublished> fates;
  if constexpr (takes_value && is_shown) {
    if (writer.is_inside())
      throw error::invalid_request{"publish: it would wait on the thread of a writer, which does the work that it waits for"};
    fates.resize(static_cast<std::size_t>(std::distance(std::begin(transition), std::end(transition))));
    for (std::size_t i = 0; i != fates.size(); ++i) fates[i].index = i;

    std::vector<reply> replies;
    replies.reserve(fates.size());
    try {
      for (auto& r : transition) replies.push_back(writer.submit(command(r)));
    } catch (...) {
      for (std::size_t i = replies.size(); i != fates.size(); ++i) fates[i].error = std::current_exception();
    }
    each_without_error(transition, fates, [&](auto& r, unpublished& fate) {
      if constexpr (std::is_void_v<value>) {
        replies[fate.index].get();
        fate.is_stored = true;
        stored(r);
      } else {
        auto answer = replies[fate.index].get();
        fate.is_stored = true;
        stored(r, std::move(answer));
      }
    });
    each_without_error(transition, fates, [&](auto& r, unpublished&) { show(r); });
    fates.erase(std::remove_if(fates.begin(), fates.end(), [](const unpublished& u) { return !u.error; }), fates.end());
  }
  return fates;
}

}  // namespace mizzle::detail::durable

namespace mizzle {
using detail::durable::publish;
using detail::durable::unpublished;
}  // namespace mizzle
