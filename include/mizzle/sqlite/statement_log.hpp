// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mizzle/value/chrono.hpp>

namespace mizzle::detail::sqlite {

/// What connection::on_statement() tells of a statement that has run. It is valid during the call only.
class statement_event {
 public:
  statement_event(sqlite3_stmt* statement, std::int64_t rows, std::int64_t nanoseconds) noexcept
      : statement_{statement}, rows_{rows}, nanoseconds_{nanoseconds} {}

  /// The text, with its placeholders.
  [[nodiscard]] std::string_view sql() const noexcept {
    const char* const text = sqlite3_sql(statement_);
    return text ? text : "";
  }
  /// The text with the bound values in it, which may be secrets, and which takes a while to make.
  [[nodiscard]] std::string sql_with_values() const {
    struct expanded {
      char* text;
      ~expanded() { sqlite3_free(text); }
    };
    const expanded made{sqlite3_expanded_sql(statement_)};
    return made.text ? std::string{made.text} : std::string{sql()};
  }
  /// How many rows it has yielded.
  [[nodiscard]] std::int64_t rows() const noexcept { return rows_; }
  /// How long it took from its first step to its end, what the program did between two rows included.
  [[nodiscard]] std::chrono::nanoseconds time() const noexcept { return std::chrono::nanoseconds{nanoseconds_}; }

 private:
  sqlite3_stmt* statement_;
  std::int64_t rows_, nanoseconds_;
};

/// What is told of each statement that a connection has run (https://www.sqlite.org/c3ref/trace_v2.html).
class statement_log {
 public:
  statement_log() = default;
  statement_log(const statement_log&) = delete;
  statement_log& operator=(const statement_log&) = delete;
  virtual ~statement_log() = default;

  virtual void begin(sqlite3* db) = 0;
  static void end(sqlite3* db) { sqlite3_trace_v2(db, 0, nullptr, nullptr); }
};

template <class F>
class statement_log_of final : public statement_log {
 public:
  explicit statement_log_of(F f) : f_{std::move(f)} {}

  void begin(sqlite3* db) override { sqlite3_trace_v2(db, SQLITE_TRACE_ROW | SQLITE_TRACE_PROFILE, &traced, this); }

 private:
  struct running {
    const void* statement;
    std::int64_t rows;
  };

  // There is no way for an exception through SQLite.
  static int traced(unsigned kind, void* log, void* statement, void* more) noexcept {
    auto& self = *static_cast<statement_log_of*>(log);
    std::int64_t rows = 0;
    for (running& r : self.running_) {
      if (r.statement != statement) continue;
      if (kind == SQLITE_TRACE_ROW) return ++r.rows, 0;
      rows = r.rows;
      r = self.running_.back();
      self.running_.pop_back();
      break;
    }
    if (kind == SQLITE_TRACE_ROW) self.running_.push_back({statement, 1});
    else self.f_(statement_event{static_cast<sqlite3_stmt*>(statement), rows, *static_cast<const sqlite3_int64*>(more)});
    return 0;
  }

  F f_;
  std::vector<running> running_{};  // those that have yielded a row
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::statement_event;
}  // namespace mizzle::sqlite
