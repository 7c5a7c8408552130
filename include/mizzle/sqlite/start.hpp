// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/run_time.hpp>
#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/session.hpp>

namespace mizzle::sqlite {

template <class S>
constexpr const char* constant_text() {
  if constexpr (S::text.has_shape) {
    return nullptr;
  } else {
    return text_of<S, dialect_id::sqlite>::text.chars;
  }
}
template <class S>
constexpr std::size_t constant_size() {
  if constexpr (S::text.has_shape) {
    return 0;
  } else {
    return text_of<S, dialect_id::sqlite>::size + 1;
  }
}
template <class S>
inline constinit statement_site site_of{constant_text<S>(), constant_size<S>(), 0};

/// Binds a statement's values; a transient one may outlive them.
template <class V>
void bind(sqlite3_stmt* statement, const V& values, row_window rows, bool transient) {
  binder to{statement, rows, transient};
  visit(to, values);
  to.finish();
}
inline void bind(sqlite3_stmt*, const none&, row_window, bool) noexcept {}

/// A statement whose text depends on its values.
template <class S>
kept_statement* acquire_shaped(session& on, const S& s, row_window rows) {
  const shape how = shape_of(s, rows);
  if (kept_statement* const kept = on.find(site_of<S>, how)) return kept;
  const std::string text = text_with_shape<S>(dialect_id::sqlite, how);
  return on.keep(site_of<S>, how, text.c_str(), text.size() + 1);
}

/// A statement with its values bound, as a cursor that is not yet stepped.
template <class S>
[[gnu::always_inline]] inline cursor start(session& on, const S& s, row_window rows = {}, bool transient = false) {
  kept_statement* kept = nullptr;
  if constexpr (S::text.has_shape) {
    kept = acquire_shaped(on, s, rows);
  } else {
    kept = on.acquire(site_of<S>);
  }
  cursor result{on, kept};
  bind(kept->statement, s.values, rows, transient);
  return result;
}

}  // namespace mizzle::sqlite
