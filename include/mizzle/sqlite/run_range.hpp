// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/bind/windows.hpp>
#include <mizzle/sqlite/scope.hpp>

namespace mizzle::detail::sqlite {

/// Runs an insert of a range of rows by run(window), which gives a run_result, as often as it takes. If that is more than once, all
/// happen or none. One execution needs nothing for that inside a transaction; outside of one, it could keep what went before a
/// trigger's raise(fail) (https://www.sqlite.org/lang_conflict.html).
template <class V, class Run>
run_result run_range(session& on, const V& values, Run&& run) {
  const auto& list = *find_rows(values);
  const window_limits limits{on.max_parameters(), count_other_values(values), true};
  if (list.rows.size() == 0) return {};
  shape parts;
  const row_window first = window_from(0, list, limits, parts);
  if (first.count == list.rows.size() && (first.count == 1 || sqlite3_get_autocommit(on.db) == 0)) return run(first);
  scope unit{on};
  run_result all;
  each_window(list, limits, [&](const row_window& rows) {
    const run_result one = run(rows);
    all.changes += one.changes;
    if (one.last_insert_rowid != 0) all.last_insert_rowid = one.last_insert_rowid;
  });
  unit.commit();
  return all;
}

}  // namespace mizzle::detail::sqlite
