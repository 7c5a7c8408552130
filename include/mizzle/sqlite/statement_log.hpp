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

/// Tells a function of each statement that a connection has run (https://www.sqlite.org/c3ref/trace_v2.html).
class statement_log {
 public:
  statement_log() = default;
  statement_log(const statement_log&) = delete;
  statement_log& operator=(const statement_log&) = delete;
  virtual ~statement_log() = default;

  void begin(sqlite3* db) { sqlite3_trace_v2(db, SQLITE_TRACE_ROW | SQLITE_TRACE_PROFILE, &traced, this); }
  static void end(sqlite3* db) { sqlite3_trace_v2(db, 0, nullptr, nullptr); }

 private:
  struct running {
    const void* statement;
    std::int64_t rows;
  };

  // There is no way for an exception through SQLite.
  static int traced(unsigned kind, void* log, void* statement, void* more) noexcept {
    auto& self = *static_cast<statement_log*>(log);
    if (kind == SQLITE_TRACE_ROW) {
      running* const found = self.find(statement);
      if (found) ++found->rows;
      else self.running_.push_back({statement, 1});
      return 0;
    }
    running* const found = self.find(statement);
    const std::int64_t rows = found ? found->rows : 0;
    if (found) {
      *found = self.running_.back();
      self.running_.pop_back();
    }
    self.tell({static_cast<sqlite3_stmt*>(statement), rows, *static_cast<const sqlite3_int64*>(more)});
    return 0;
  }
  running* find(const void* statement) noexcept {
    for (running& r : running_) {
      if (r.statement == statement) return &r;
    }
    return nullptr;
  }
  virtual void tell(const statement_event&) = 0;

  std::vector<running> running_;  // those that have yielded a row
};

template <class F>
class statement_log_of final : public statement_log {
 public:
  explicit statement_log_of(F f) : f_{std::move(f)} {}

 private:
  void tell(const statement_event& e) override { f_(e); }
  F f_;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::statement_event;
}  // namespace mizzle::sqlite
