// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <mizzle/value/number_text.hpp>

// What names a std::optional, or makes a text of a view, is a template: what it needs of the standard library is then made only in
// files that use it.

/// Everything that mizzle throws: a closed set, all derived from `error::base`.
namespace mizzle::error {

/// What every error can tell.
class base : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  /// The zero-based position of the failing statement in its atomic list; empty when it ran alone or when the engine does
  /// not say.
  template <class Position = std::size_t>
  [[nodiscard]] std::optional<Position> step() const noexcept {
    if (step_ == nowhere) return std::nullopt;
    return step_;
  }
  /// Which element of the step failed, counted from zero, if the step is an each().
  template <class Position = std::size_t>
  [[nodiscard]] std::optional<Position> element() const noexcept {
    if (element_ == nowhere) return std::nullopt;
    return element_;
  }
  /// How many whole steps of the list took effect and stayed, from the first one on. Above zero only under the sequential
  /// policy.
  [[nodiscard]] std::size_t stayed() const noexcept { return stayed_; }
  /// Whether the failing step itself changed rows that stayed: some elements of an each(), some parts of a long range, what a
  /// guard then refused, rows that could not be read. Only under the sequential policy.
  [[nodiscard]] bool failing_step_changed() const noexcept { return failing_step_changed_; }
  /// Whether everything was carried out and stays all the same, so that it must not be repeated: an answer that could not be
  /// read after a batch was committed, or a file that could not be unlocked after a commit.
  [[nodiscard]] bool committed() const noexcept { return committed_; }
  /// Whether it may have been carried out or not, so that only what is idempotent may be repeated: the answer to a request was lost, or a
  /// commit failed so late that only the file can tell.
  [[nodiscard]] bool outcome_unknown() const noexcept { return unknown_; }
  /// The text of the statement that it is about, with its placeholders, as it was sent; empty if it is about none or about a whole list,
  /// or if there was no memory for it.
  [[nodiscard]] const std::string& sql() const noexcept { return sql_; }
  /// The same with the values in it, which may be secrets: empty unless the connection was opened with `.values_in_errors = true`.
  [[nodiscard]] const std::string& sql_with_values() const noexcept { return sql_with_values_; }

  void set_step(std::size_t step) noexcept { step_ = step; }
  void set_element(std::size_t element) noexcept { element_ = element; }
  void set_stayed(std::size_t steps, bool failing_step_changed = false) noexcept {
    stayed_ = steps;
    failing_step_changed_ = failing_step_changed;
  }
  void set_committed() noexcept { committed_ = true; }
  void set_outcome_unknown(bool unknown = true) noexcept { unknown_ = unknown; }
  /// Says which statement it is about, unless that is known already.
  // What failed is worth more than its text: hence nothing if there is no memory for it.
  template <class Text = std::string>
  void set_sql(std::string_view sql, std::string_view with_values = {}) noexcept {
    try {
      if (sql_.empty()) sql_ = Text{sql};
      if (sql_with_values_.empty()) sql_with_values_ = Text{with_values};
    } catch (...) {}
  }

 protected:
  base(const std::string& message, std::string sql) : std::runtime_error{message}, sql_{std::move(sql)} {}

  std::size_t step_ = nowhere;

 private:
  static constexpr auto nowhere = static_cast<std::size_t>(-1);
  std::size_t element_ = nowhere;
  std::size_t stayed_ = 0;
  bool failing_step_changed_ = false;
  bool committed_ = false;
  bool unknown_ = false;
  std::string sql_{}, sql_with_values_{};
};

/// The engine refused a statement: a constraint, a syntax error, a missing table, a full disk.
class sql_error : public base {
 public:
  /// `extended_code` is SQLite's (https://www.sqlite.org/rescode.html); its low byte is the primary code.
  sql_error(int extended_code, const std::string& message, std::string sql = {}) : base{message, std::move(sql)}, code_{extended_code} {}

  /// The primary result code, such as 19 (SQLITE_CONSTRAINT).
  [[nodiscard]] int code() const noexcept { return code_ & 0xff; }
  /// The extended result code, such as 2067 (SQLITE_CONSTRAINT_UNIQUE).
  [[nodiscard]] int extended_code() const noexcept { return code_; }

 private:
  int code_;
};

/// Another connection holds the lock and the busy timeout ran out. Nothing happened; the whole unit may be tried again.
class busy : public base {
 public:
  explicit busy(int extended_code = 5, const std::string& message = "database is locked") : base{message}, code_{extended_code} {}

  [[nodiscard]] int code() const noexcept { return code_ & 0xff; }
  [[nodiscard]] int extended_code() const noexcept { return code_; }

 private:
  int code_;
};

/// A guard was not met: `actual` rows changed where `required` were. The whole unit is undone (under the sequential policy:
/// it stops there).
class guard_failed : public base {
 public:
  guard_failed(std::size_t step, std::int64_t required, std::int64_t actual, bool exactly = false)
      : base{detail::concat({"step ", detail::in_digits{step}, " changed ", detail::in_digits{actual}, " rows, required ",
                             exactly ? "exactly " : "at least ", detail::in_digits{required}})},
        required_{required}, actual_{actual}, exactly_{exactly} {
    set_step(step);
  }

  [[nodiscard]] std::size_t step() const noexcept { return step_; }
  [[nodiscard]] std::int64_t required() const noexcept { return required_; }
  [[nodiscard]] std::int64_t actual() const noexcept { return actual_; }
  /// Whether the guard was `require_exactly`.
  [[nodiscard]] bool exactly() const noexcept { return exactly_; }

 private:
  std::int64_t required_, actual_;
  bool exactly_;
};

/// The call was wrong and nothing was run: a negative guard, an empty patch, a write through the outer handle of a running
/// transaction.
class invalid_request : public base {
 public:
  using base::base;
  invalid_request(const std::string& message, std::string sql) : base{message, std::move(sql)} {}
};

/// The engine could not be reached, or its answer was lost: `outcome_unknown()` if the request had been sent.
class transport_error : public base {
 public:
  explicit transport_error(const std::string& message, bool unknown = false) : base{message} { set_outcome_unknown(unknown); }
};

/// A value does not fit the type that its column was declared with.
class decode_error : public base {
 public:
  decode_error(std::string column, const std::string& why, std::string sql = {}, std::string table = {})
      : base{detail::concat({"column \"", table, table.empty() ? "" : "\".\"", column, "\": ", why}), std::move(sql)},
        table_{std::move(table)}, column_{std::move(column)} {}

  /// The table or alias that the column belongs to; empty for an expression.
  [[nodiscard]] const std::string& table() const noexcept { return table_; }
  /// The column's name; of an expression, the name given with as(), otherwise its text.
  [[nodiscard]] const std::string& column() const noexcept { return column_; }
  /// What is wrong with the value: what() behind the name of the column.
  [[nodiscard]] const char* why() const noexcept {
    return what() + sizeof "column \"\": " - 1 + column_.size() + (table_.empty() ? 0 : table_.size() + sizeof "\".\"" - 1);
  }

 private:
  std::string table_, column_;
};

/// `one()` found nothing.
class no_row : public base {
 public:
  no_row() : base{"one(): the statement returned no row"} {}
};

/// `one()` found more than one row.
class too_many_rows : public base {
 public:
  too_many_rows() : base{"one(): the statement returned more than one row"} {}
};

}  // namespace mizzle::error
