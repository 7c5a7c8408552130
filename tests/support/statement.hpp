// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <mizzle/mizzle.hpp>

namespace support {

/// Whether SQLite can prepare a text, and its message if not.
inline ::testing::AssertionResult prepares(mizzle::sqlite::connection& db, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v2(db.native(), sql.data(), static_cast<int>(sql.size()), &statement, &tail);
  sqlite3_finalize(statement);
  if (code != SQLITE_OK) return ::testing::AssertionFailure() << sqlite3_errmsg(db.native()) << " in: " << sql;
  if (tail != sql.data() + sql.size()) return ::testing::AssertionFailure() << "more than one statement: " << sql;
  return ::testing::AssertionSuccess();
}

/// Runs a statement as its kind wants to be run and passes over its rows.
template <class S>
void run(mizzle::sqlite::connection& db, const S& statement) {
  if constexpr (mizzle::ReturnsRows<S>) {
    (void)db.all(statement);
  } else {
    (void)db.run(statement);
  }
}

/// Runs SQL that mizzle would not write, such as a value of the wrong type.
inline void execute(mizzle::sqlite::connection& db, const char* sql) {
  char* message = nullptr;
  ASSERT_EQ(sqlite3_exec(db.native(), sql, nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "") << " in: " << sql;
}

/// How many prepared statements a connection keeps.
inline int kept_statements(mizzle::sqlite::connection& db) {
  int n = 0;
  for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;) ++n;
  return n;
}

/// What is wrong with a statement, as the compiler finds it.
template <class S>
constexpr mizzle::detail::fault fault_of(const S&) {
  return mizzle::detail::inspect(S::text).what;
}

}  // namespace support

/// RUNS the statement on the database, which it may change, after it has checked its text: in a constant expression, and that
/// SQLite can prepare it.
#define EXPECT_SQL(db, statement, text)                                                \
  do {                                                                                 \
    static_assert(mizzle::sql_of<std::remove_cvref_t<decltype(statement)>> == (text)); \
    EXPECT_TRUE(support::prepares(db, text));                                          \
    EXPECT_NO_THROW(support::run(db, statement)) << (text);                            \
  } while (false)
