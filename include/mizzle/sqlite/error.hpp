// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>

#include <mizzle/value/error.hpp>

namespace mizzle::sqlite {

/// Throws what a result code means: `busy` if another connection is in the way, otherwise an sql_error with SQLite's own
/// message. The code is the call's return value; a message of another call is never used, because the connection belongs
/// to one thread. With `committed` the error tells that what failed stays all the same.
template <class Text = std::string>
[[noreturn]] void raise(sqlite3* db, int code, const char* sql, bool committed = false) {
  const int extended = db && sqlite3_errcode(db) == (code & 0xff) ? sqlite3_extended_errcode(db) : code;
  const Text message = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff) ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) throw error::busy{extended, message};
  error::sql_error e{extended, message, Text{sql ? sql : ""}};
  if (committed) e.set_committed();
  throw e;
}

}  // namespace mizzle::sqlite
