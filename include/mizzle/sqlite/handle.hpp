// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <mizzle/query/bound_statement.hpp>
#include <mizzle/query/rows.hpp>
#include <mizzle/query/run_time.hpp>
#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/raw.hpp>
#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/session.hpp>
#include <mizzle/sqlite/stream.hpp>

namespace mizzle::sqlite {

/// What a connection and the `tx` of its transactions can both do: run statements. Everything here throws an error of
/// mizzle::error when it fails.
class handle {
 public:
  using dialect = mizzle::dialect::sqlite;

  /// Runs a statement to its end; rows that it returns are passed over. A guard that is not met undoes it.
  template <Statement S>
  run_result run(const S& s) {
    run_result result;
    step_all(s, [](cursor&) {}, result);
    return result;
  }
  /// All rows: std::vector<row_of<t>> for one whole table, otherwise rows of a record.
  template <Statement S>
  auto all(const S& s) {
    using Row = wanted_row<S>;
    if constexpr (is_record<Row>) {
      return perform(s);
    } else {
      std::vector<Row> result;
      run_result counts;
      step_all(s, [&](cursor& c) { result.push_back(read<Row, S>(c)); }, counts);
      return result;
    }
  }
  /// The first row, or none. The statement is run to its end if it writes.
  template <Statement S>
  auto get(const S& s) {
    using Row = wanted_row<S>;
    std::conditional_t<is_record<Row>, optional_row<Row>, std::optional<Row>> result;
    first(s, result);
    return result;
  }
  /// The only row; no_row or too_many_rows otherwise.
  template <Statement S>
  auto one(const S& s) -> wanted_row<S> {
    return perform(s).one();
  }
  /// The rows one after another, as views, while the statement runs: an input range. Text and blobs are views that are
  /// valid until the next row.
  template <Statement S>
  auto stream(const S& s) {
    (void)wanted<S>();
    return sqlite::stream<row_view_t<S>, fields_of<S>>{start(s, {}, true)};
  }
  /// Runs a statement and gives all that it yields: rows, or a run_result.
  template <Statement S>
  auto perform(const S& s) {
    if constexpr (returns_rows<S>) {
      rows<row_t<S>> result;
      run_result counts;
      step_all(s, [&](cursor& c) {
        new (result.place()) row_t<S>(read<row_t<S>, S>(c));
        result.added();
      }, counts);
      return result;
    } else {
      return run(s);
    }
  }

  /// SQL of your own with typed rows: `db.raw<std::int64_t, std::string>("select id, body from t where id = ?", 1)`; without
  /// types, for a statement without rows, it gives a run_result. The values are bound.
  template <class... Column, class... X>
  auto raw(std::string_view sql, const X&... values) {
    return run_raw<Column...>(*session_, permit(true), sql, values...);
  }
  /// Runs a statement in erased form.
  statement_reply execute(const bound_statement& s) { return execute_bound(*session_, permit(true), s); }

  /// Whether this handle is inside a transaction.
  [[nodiscard]] bool in_transaction() const noexcept { return level_ > 0; }
  /// The connection itself, for what mizzle does not offer. Do not begin or end transactions through it.
  [[nodiscard]] sqlite3* native() const noexcept { return session_->db; }

 protected:
  handle(session* s, int level) noexcept : session_{s}, level_{level} {}

  /// Refuses what would be wrong now: a write through the outer handle of a running transaction would join it unseen, and
  /// a handle whose transaction has ended has nothing to write to.
  permission permit(bool writes) const {
    if (session_->ended && session_->level > 0 && level_ > 0) throw error::invalid_request{"the engine has ended this transaction after an error; leave it, and nothing of it stays"};
    if (level_ > session_->level) throw error::invalid_request{"this transaction is over; its handle cannot be used any more"};
    if (writes && level_ < session_->level) throw error::invalid_request{"a transaction is open on this connection: write through its own handle, not through the outer one"};
    return {level_ == session_->level};
  }

  session* session_;
  int level_;
};

}  // namespace mizzle::sqlite
