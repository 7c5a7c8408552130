// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include <mizzle/atomic/text_write.hpp>

namespace mizzle::detail {

/// Throws an invalid_request, with the position as its step, if a list that was sent by somebody has a statement that cannot stand in it.
inline void permit_bound_list(std::span<const bound_statement> list) {
  for (std::size_t i = 0; i != list.size(); ++i) {
    const bound_statement& s = list[i];
    if (s.sql.empty() && s.guard.exists()) continue;  // a guard on no rows at all
    try {
      if (s.guard.count < -1) (void)make_guard(s.guard.count, s.guard.exactly);
      permit_in_list(s.sql, s.guard);
    } catch (error::base& e) {
      e.set_step(i);
      e.set_sql(s.sql);
      throw;
    }
  }
}

/// Runs statements in erased form inside a transaction that is open for them, and asks their guards behind each. An error has the position of
/// the statement as its step.
template <class H>
std::vector<statement_reply> run_bound_list(H& tx, std::span<const bound_statement> list) {
  std::vector<statement_reply> replies;
  replies.reserve(list.size());
  std::int64_t changed = 0;
  for (std::size_t i = 0; i != list.size(); ++i) {
    const bound_statement& s = list[i];
    try {
      const statement_reply& reply = replies.emplace_back(s.sql.empty() ? statement_reply{} : tx.execute(s));
      changed = s.continues ? changed + reply.changes : reply.changes;
      if (i + 1 == list.size() || !list[i + 1].continues) demand(s.guard, changed, i);
    } catch (error::base& e) {
      e.set_step(i);
      e.set_sql(s.sql);
      throw;
    }
  }
  return replies;
}

}  // namespace mizzle::detail
