// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <mizzle/sqlite/counts.hpp>
#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/run_range.hpp>
#include <mizzle/sqlite/start.hpp>

namespace mizzle::detail::sqlite {

// What is made once for each combination of types would be made for nearly every statement of a program. Hence one function
// for each type of bound values that binds them, one for each type of rows that reads it, and none for both together: between
// the two, where the rows go is erased.

/// Where the rows of a statement go: by default, nowhere.
struct row_sink {
  void (*take)(void* to, reader& row) = nullptr;
  void* to = nullptr;
  bool first_only = false;
};
/// All rows into a container.
template <class Row>
[[gnu::always_inline]] inline row_sink into(rows<Row>& to) noexcept {
  return {append_row<Row, reader>, &to};
}
/// The first row, if there is one.
template <class Row>
[[gnu::always_inline]] inline row_sink into(std::optional<Row>& to) noexcept {
  return {emplace_row<Row, reader>, &to, true};
}

/// Steps a statement to its end; only a select of which the first row is enough is left there.
inline run_result step(session& on, cursor&& c, statement_kind kind, const row_sink& sink) {
  const counts counted{on.db, c.kept().row_id};
  if (!sink.take) {
    while (c.step()) {
    }
  } else {
    while (c.step()) {
      reader row{c};
      sink.take(sink.to, row);
      if (sink.first_only) [[unlikely]] {
        while (kind != statement_kind::select && c.step()) {
        }
        break;
      }
    }
  }
  return counted.result(kind == statement_kind::insert || kind == statement_kind::update || kind == statement_kind::remove);
}

/// Whether there is nothing to run: an insert of no rows.
template <class V>
[[gnu::always_inline]] inline bool is_nothing(const V& values) {
  if constexpr (inserts_range<V>) {
    return find_rows(values)->rows.size() == 0;
  } else {
    return false;
  }
}

/// Runs a statement with its values.
template <class V>
run_result run_statement(session& on, statement_site& site, const V& values, const row_sink& sink) {
  if constexpr (inserts_range<V>) {
    if (is_nothing(values)) return {};
    row_sink left = sink;
    return run_range(on, values, [&](const row_window& rows) {
      const run_result one = step(on, start(on, site, values, rows), site.kind, left);
      if (one.changes > 0 && left.first_only) left = {};
      return one;
    });
  } else {
    return step(on, start(on, site, values), site.kind, sink);
  }
}

}  // namespace mizzle::detail::sqlite
