// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <mizzle/sqlite/counts.hpp>
#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/run_range.hpp>
#include <mizzle/sqlite/start.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail::sqlite {

// What is made once for each combination of types would be made for nearly every statement of a program. Hence one function
// for each type of bound values that binds them, one for each type of rows that reads it, and none for both together: between
// the two, where the rows go is erased.

/// Where the rows of a statement go: by default, nowhere.
struct row_sink {
  row_store* all = nullptr;                        // all of them into a store,
  row_maker make = nullptr;                        // by this
  void (*first)(void* to, reader& row) = nullptr;  // or the first one alone,
  void* to = nullptr;                              // to this place
};
/// Into a std::optional, in whose place the row is made.
template <class Row>
void emplace_row(void* to, reader& row) {
  struct read_in_place {
    reader& from;
    operator Row() const { return decode<Row>::read(from); }
  };
  static_cast<std::optional<Row>*>(to)->emplace(read_in_place{row});
}

/// Steps a statement to its end; only a select of which the first row is enough is left there.
inline run_result step(session& on, cursor&& c, statement_kind kind, const row_sink& sink) {
  const counts counted{on.db, c.kept().row_id};
  if (sink.all) {
    while (c.step()) {
      reader row{c};
      sink.all->append(sink.make, &row);
    }
  } else if (sink.first && c.step()) {
    reader row{c};
    sink.first(sink.to, row);
    while (kind != statement_kind::select && c.step()) {}
  } else if (!sink.first) {
    while (c.step()) {}
  }
  on.note_end(&c.kept());
  return counted.result(changes_rows(kind));
}

/// Runs a statement with its values.
template <class V>
run_result run_statement(session& on, statement_site& site, const V& values, const row_sink& sink) {
  if constexpr (inserts_range<V>) {
    if (is_nothing(values)) {
      on.note_end(nullptr);
      return {};
    }
    row_sink left = sink;
    return run_range(on, values, [&](const row_window& rows) {
      const run_result one = step(on, start(on, site, values, rows), site.kind, left);
      if (one.changes > 0 && left.first) left = {};
      return one;
    });
  } else {
    return step(on, start(on, site, values), site.kind, sink);
  }
}

}  // namespace mizzle::detail::sqlite
