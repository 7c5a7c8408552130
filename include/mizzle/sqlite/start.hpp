// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/run_time.hpp>
#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/session.hpp>

namespace mizzle::sqlite {

/// Binds a statement's values and gives it as a cursor, not yet stepped. A transient one may outlive the values.
template <class S>
cursor start(session& on, const S& s, row_window rows = {}, bool transient = false) {
  kept_statement* kept = nullptr;
  std::atomic<unsigned>& number = statement_number<S>;
  if constexpr (S::text.has_shape) {
    const shape how = shape_of(s, rows);
    kept = on.find(number.load(std::memory_order_relaxed), how);
    if (!kept) {
      const std::string text = text_with_shape<S>(dialect_id::sqlite, how);
      kept = on.keep(number, how, text.c_str(), text.size() + 1);
    }
  } else {
    kept = on.find(number.load(std::memory_order_relaxed));
    if (!kept) {
      constexpr auto& text = text_of<S, dialect_id::sqlite>::text;
      kept = on.keep(number, {}, text.chars, sizeof text.chars);
    }
  }
  cursor result{on, kept};
  if constexpr (!std::is_same_v<decltype(s.values), none>) {
    binder to{kept->statement, rows, transient};
    visit(to, s.values);
    to.finish();
  }
  return result;
}

}  // namespace mizzle::sqlite
