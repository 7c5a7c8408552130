// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <mizzle/bind/visit.hpp>
#include <mizzle/sqlite/error.hpp>

namespace mizzle::detail::sqlite {

/// Binds a statement's values, from left to right. With `transient` SQLite copies texts and blobs; otherwise they must
/// live until the statement is reset.
class binder {
 public:
  binder(sqlite3_stmt* statement, row_window rows, bool transient) noexcept : window{rows}, statement_{statement}, transient_{transient} {}

  void put(std::int64_t value) noexcept { note(sqlite3_bind_int64(statement_, ++index_, value)); }
  void put(double value) noexcept { note(sqlite3_bind_double(statement_, ++index_, value)); }
  void put(std::string_view value, bool keep) noexcept {
    note(sqlite3_bind_text64(statement_, ++index_, value.data() ? value.data() : "", value.size(), lifetime(keep), SQLITE_UTF8));
  }
  // A template, as a span takes a compiler long, and is made only where there are blobs.
  template <class Byte>
  void put(std::span<Byte> value, bool keep) noexcept {
    ++index_;
    note(value.empty() ? sqlite3_bind_zeroblob(statement_, index_, 0)
                       : sqlite3_bind_blob64(statement_, index_, value.data(), value.size(), lifetime(keep)));
  }
  void put_null() noexcept { note(sqlite3_bind_null(statement_, ++index_)); }

  /// Throws what has failed, if anything has.
  void finish() const {
    if (result_ != SQLITE_OK) [[unlikely]]
      raise(sqlite3_db_handle(statement_), result_, sqlite3_sql(statement_));
  }

  row_window window;

 private:
  [[nodiscard]] sqlite3_destructor_type lifetime(bool keep) const noexcept {
    // SQLITE_TRANSIENT is a pointer made of -1, which is all that SQLite compares it with.
    return keep && !transient_ ? SQLITE_STATIC : SQLITE_TRANSIENT;  // NOLINT
  }
  void note(int result) noexcept {
    if (result != SQLITE_OK) [[unlikely]]
      result_ = result;
  }

  sqlite3_stmt* statement_;
  bool transient_;
  int index_ = 0;
  int result_ = SQLITE_OK;
};

}  // namespace mizzle::detail::sqlite
