// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/session.hpp>

namespace mizzle::detail::sqlite {

/// What is known of the row id that a statement leaves: an insert without an update part has inserted what it changed.
constexpr row_id_report row_id_of(const statement_text& text, statement_kind kind) {
  if (kind != statement_kind::insert || !(*text.words.first)->from->row_ids) return row_id_report::never;
  for (auto at = text.words.first; at != text.words.last; ++at) {
    if ((*at)->has(is_upsert)) return row_id_report::if_inserted;
  }
  return row_id_report::after_changes;
}

/// The site of a statement type.
template <class S>
inline constinit statement_site site_of{S::text, S::kind, returns_rows<S>, row_id_of(S::text, S::kind), 0};

/// Binds a statement's values; a transient one may outlive them.
template <class V>
[[gnu::always_inline]] inline void bind(sqlite3_stmt* statement, const V& values, row_window rows, bool transient) {
  binder to{statement, rows, transient};
  visit(to, values);
  to.finish();
}
inline void bind(sqlite3_stmt*, const none&, row_window, bool) noexcept {}

/// A statement with its values bound, as a cursor that is not yet stepped. It depends on the types of the values alone, so
/// that statements share it.
template <class V>
cursor start(session& on, statement_site& site, const V& values, row_window rows = {}, bool transient = false) {
  kept_statement* kept = nullptr;
  if constexpr (shapes_text<V>) {
    kept = on.acquire(site, shape_of(values, rows));
  } else {
    kept = on.acquire(site);
  }
  cursor result{on, kept};
  bind(kept->statement, values, rows, transient);
  return result;
}

}  // namespace mizzle::detail::sqlite
