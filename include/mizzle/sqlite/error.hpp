// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>

#include <mizzle/value/error.hpp>

namespace mizzle::detail::sqlite {

/// What an error says of the commit that it comes from. SQLite ends the journal, which is the point of no return, before it
/// makes that last, shortens the file and unlocks it (https://www.sqlite.org/atomiccommit.html#_deleting_the_rollback_journal).
enum class commit_fate : unsigned char { undone, committed, unknown };
constexpr commit_fate fate_of_commit(int code) noexcept {
  switch (code) {
    case SQLITE_IOERR_UNLOCK:
    case SQLITE_IOERR_DIR_FSYNC:
      return commit_fate::committed;
    case SQLITE_IOERR_FSYNC:  // of a journal that is shortened or overwritten; and a log that is closed at once can still be read
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_FSTAT:
      return commit_fate::unknown;
    default:
      return commit_fate::undone;
  }
}

/// Throws what a result code means: `busy` if another connection is in the way, otherwise an sql_error with SQLite's own
/// message. The code is the call's return value; a message of another call is never used, because the connection belongs
/// to one thread.
template <class Text = std::string>
[[noreturn]] void raise(sqlite3* db, int code, const char* sql, commit_fate fate = commit_fate::undone) {
  const int extended = db && sqlite3_errcode(db) == (code & 0xff) ? sqlite3_extended_errcode(db) : code;
  const Text message = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff) ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) {
    error::busy e{extended, message};
    e.set_sql(sql ? sql : "");
    throw e;
  }
  error::sql_error e{extended, message, Text{sql ? sql : ""}};
  if (fate == commit_fate::committed) e.set_committed();
  e.set_outcome_unknown(fate == commit_fate::unknown);
  throw e;
}

}  // namespace mizzle::detail::sqlite
