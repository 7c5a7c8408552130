// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/session.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail::sqlite {

/// Binds a statement's values; a transient one may outlive them.
template <class V>
MIZZLE_INLINE inline void bind(sqlite3_stmt* statement, const V& values, row_window rows, bool transient) {
  binder to{statement, rows, transient};
  visit(to, values);
  to.finish();
}
inline void bind(sqlite3_stmt*, const none&, row_window, bool) noexcept {}

/// A statement with its values bound, as a cursor that is not yet stepped. It depends on the types of the values alone, so
/// that statements share it.
template <class V>
MIZZLE_INLINE inline cursor start(session& on, statement_site& site, const V& values, row_window rows = {}, bool transient = false) {
  kept_statement* kept = nullptr;
  if constexpr (made_at_run_time<V>) {
    kept = on.acquire(site, render_made(site.words, dialect_id::sqlite, values));
  } else if constexpr (shapes_text<V>) {
    kept = on.acquire(site, shape_of(values, rows));
  } else {
    kept = on.acquire(site);
  }
  cursor result{on, kept};
  bind(kept->statement, values, rows, transient);
  return result;
}

}  // namespace mizzle::detail::sqlite
