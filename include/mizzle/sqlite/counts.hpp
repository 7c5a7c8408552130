// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstdint>

#include <mizzle/statement/statement.hpp>
#include <mizzle/sqlite/session.hpp>

namespace mizzle::detail::sqlite {

/// Finds out what a statement changes and whether it inserts a row, from before its first step to behind its last.
///
/// SQLite keeps both numbers of an earlier statement where this one has none (https://www.sqlite.org/c3ref/changes.html,
/// https://www.sqlite.org/c3ref/last_insert_rowid.html): an update, a table without row ids and an upsert that updates leave the
/// row id of an older insert.
class counts {
 public:
  counts(sqlite3* db, row_id_report row_id) noexcept : db_{db}, row_id_{row_id} {
    if (row_id_ == row_id_report::if_inserted) [[unlikely]] {
      earlier_ = sqlite3_last_insert_rowid(db_);
      sqlite3_set_last_insert_rowid(db_, nowhere);
    }
  }
  counts(const counts&) = delete;
  counts& operator=(const counts&) = delete;
  ~counts() {
    if (row_id_ == row_id_report::if_inserted && sqlite3_last_insert_rowid(db_) == nowhere) [[unlikely]]
      sqlite3_set_last_insert_rowid(db_, earlier_);
  }

  /// The result of a statement that has run to its end.
  [[nodiscard]] run_result result(bool changes) const noexcept {
    run_result r;
    if (changes) r.changes = sqlite3_changes64(db_);
    if (r.changes == 0 || row_id_ == row_id_report::never) return r;
    const std::int64_t last = sqlite3_last_insert_rowid(db_);
    if (row_id_ == row_id_report::after_changes || last != nowhere) r.last_insert_rowid = last;
    return r;
  }

 private:
  // Nothing but a row that is given this very number is mistaken for none.
  static constexpr std::int64_t nowhere = INT64_MIN + 0x6d697a7a6c65;

  sqlite3* db_;
  row_id_report row_id_;
  std::int64_t earlier_ = 0;
};

}  // namespace mizzle::detail::sqlite
