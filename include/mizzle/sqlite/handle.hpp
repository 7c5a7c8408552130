// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <mizzle/sqlite/raw.hpp>
#include <mizzle/sqlite/scope.hpp>
#include <mizzle/sqlite/start.hpp>
#include <mizzle/sqlite/stream.hpp>

namespace mizzle::sqlite {

template <class Row>
inline constexpr bool is_record = false;
template <bool View, class Is, class... F>
inline constexpr bool is_record<record_of<View, Is, F...>> = true;

/// What a connection and the `tx` of its transactions can both do: run statements. Whatever fails is thrown as one of
/// mizzle::error.
class handle {
 public:
  using dialect = mizzle::dialect::sqlite;

  /// Runs a statement to its end; rows that it returns are passed over. A guard that is not met undoes it.
  template <Statement S>
  run_result run(const S& s) {
    static_assert(checked<S>);
    return guarded(s, [](cursor&) {});
  }
  /// All rows: std::vector<row_of<t>> for one whole table, otherwise rows of a record.
  template <Statement S>
  auto all(const S& s) {
    static_assert(checked<S>);
    using Row = wanted_row<S>;
    if constexpr (is_record<Row>) {
      return perform(s);
    } else {
      std::vector<Row> result;
      guarded(s, [&](cursor& c) { result.push_back(read<Row, S>(c)); });
      return result;
    }
  }
  /// The first row, or none. A select is left there; a statement that writes is run to its end.
  template <Statement S>
  auto get(const S& s) {
    static_assert(checked<S>);
    using Row = wanted_row<S>;
    std::conditional_t<is_record<Row>, optional_row<Row>, std::optional<Row>> result;
    if constexpr (S::kind == statement_kind::select) {
      permit(false);
      cursor c = start(*session_, s);
      if (c.step()) put(result, c, static_cast<const S*>(nullptr));
    } else {
      guarded(s, [&](cursor& c) {
        if (!result.has_value()) put(result, c, static_cast<const S*>(nullptr));
      });
    }
    return result;
  }
  /// The only row; no_row or too_many_rows otherwise.
  template <Statement S>
  auto one(const S& s) {
    static_assert(checked<S>);
    (void)sizeof(wanted_row<S>);
    if constexpr (S::kind == statement_kind::select) {
      return perform(s).one();
    } else {
      permit(true);
      scope unit{*session_};
      rows<wanted_row<S>> result;
      guarded(s, collector<S>{result}, true);
      auto row = std::move(result).one();
      unit.commit();
      return row;
    }
  }
  /// The rows one after another, as views, while the statement runs: an input range. Texts and blobs are views that are
  /// valid until the next row.
  template <Statement S>
  auto stream(const S& s) {
    static_assert(checked<S>);
    (void)sizeof(wanted_row<S>);
    static_assert(S::kind == statement_kind::select, "mizzle: stream(): only a select can be streamed, because a write that is left half-way would be neither done nor undone; use all()");
    permit(false);
    return sqlite::stream<row_view_t<S>, fields_of<S>>{start(*session_, s, {}, true)};
  }
  /// Runs a statement and gives all that it yields: rows, or a run_result.
  template <Statement S>
  auto perform(const S& s) {
    static_assert(checked<S>);
    if constexpr (S::kind == statement_kind::select) {
      permit(false);
      cursor c = start(*session_, s);
      return read_all<row_t<S>, fields_of<S>>(c);
    } else if constexpr (returns_rows<S>) {
      rows<row_t<S>> result;
      guarded(s, collector<S>{result});
      return result;
    } else {
      return run(s);
    }
  }
  /// The same for a step of an atomic list: gives the change count instead of checking the guard.
  template <Statement S>
  auto perform_step(const S& s, std::int64_t& changes) {
    if constexpr (returns_rows<S>) {
      rows<row_t<S>> result;
      changes = step_all(s, collector<S>{result}).changes;
      return result;
    } else {
      const run_result result = step_all(s, [](cursor&) {});
      changes = result.changes;
      return result;
    }
  }

  /// SQL of your own with typed rows: `db.raw<std::int64_t, std::string>("select id, body from t where id = ?", 1)`; without
  /// types it gives a run_result. The values are bound. The statement is prepared each time.
  template <class... Column, class... X>
  auto raw(std::string_view sql, const X&... values) {
    return run_raw<Column...>(*session_, sql, permit(false), values...);
  }
  /// Runs a statement in erased form.
  template <class = void>
  statement_reply execute(const bound_statement& s) { return run_bound(*session_, s, permit(false)); }

  /// Runs f inside a savepoint, or inside a transaction if none is open, with a handle of its own. What f throws undoes
  /// it. Gives what f returns.
  template <class F>
  auto transaction(F&& f, behavior how = behavior::immediate);

  [[nodiscard]] bool in_transaction() const noexcept { return level_ > 0; }
  /// The connection itself, for what mizzle does not offer. Do not begin or end transactions through it.
  [[nodiscard]] sqlite3* native() const noexcept { return session_->db; }

 protected:
  handle(session* s, int level) noexcept : session_{s}, level_{level} {}
  // A copy could outlive the transaction that it belongs to.
  handle(const handle&) = delete;
  handle& operator=(const handle&) = delete;

  /// Refuses what would be wrong now: a write through the outer handle of a running transaction would join it unseen, and
  /// a handle whose transaction is over has nothing to write to. Tells whether writes are allowed.
  bool permit(bool writes) const {
    if (level_ > 0 && session_->ended) throw error::invalid_request{"the engine has ended this transaction after an error; leave it, nothing of it was kept"};
    if (level_ > session_->level) throw error::invalid_request{"this transaction is over; its handle cannot be used any more"};
    if (writes && level_ < session_->level) throw error::invalid_request{"a transaction is open on this connection: write through its own handle, not through the outer one"};
    return level_ == session_->level;
  }

  session* session_;
  int level_;

 private:
  template <class S, bool Returns = returns_rows<S>>
  struct row_wanted {
    using type = row_t<S>;
  };
  template <class S>
  struct row_wanted<S, false> {
    static_assert(returns_rows<S>, "mizzle: this statement returns no rows; add returning(...), or use run()");
    using type = record<>;
  };
  template <class S>
  using wanted_row = typename row_wanted<S>::type;

  template <class Row, class S>
  static Row read(cursor& c) {
    reader r{c.statement()};
    return decode<Row, fields_of<S>>::read(r);
  }
  template <class Row, class L>
  static rows<Row> read_all(cursor& c) {
    rows<Row> result;
    while (c.step()) {
      reader r{c.statement()};
      new (result.place()) Row(decode<Row, L>::read(r));
      result.added();
    }
    return result;
  }
  template <class Row, class S>
  static void put(optional_row<Row>& to, cursor& c, const S*) {
    new (to.place()) Row(read<Row, S>(c));
    to.added();
  }
  template <class Row, class S>
  static void put(std::optional<Row>& to, cursor& c, const S*) {
    to.emplace(read<Row, S>(c));
  }
  template <class S>
  struct collector {
    rows<row_t<S>>& result;
    void operator()(cursor& c) const {
      new (result.place()) row_t<S>(read<row_t<S>, S>(c));
      result.added();
    }
  };

  /// A write whose rows fail to be read must not stay done, hence the scope around one that returns rows.
  template <class S, class F>
  run_result guarded(const S& s, F&& on_row, bool inside = false) {
    if (!inside) permit(S::kind != statement_kind::select);
    if constexpr (returns_rows<S> && S::kind != statement_kind::select) {
      if (!inside && session_->level == 0) {
        scope unit{*session_};
        const run_result result = guarded_at(s, on_row);
        unit.commit();
        return result;
      }
    }
    return guarded_at(s, on_row);
  }
  template <class S, class F>
  run_result guarded_at(const S& s, F&& on_row) {
    if constexpr (requires { s.required; }) {
      if (s.required.exists()) {
        // With at least one row required, a guard that is not met has changed nothing; otherwise there is something to undo.
        if (s.required.count <= 1 && !s.required.exactly && !inserts_range<S>) return met(s, step_all_at(s, on_row));
        scope unit{*session_};
        const run_result result = met(s, step_all_at(s, on_row));
        unit.commit();
        return result;
      }
    }
    if constexpr (inserts_range<S>) {
      scope unit{*session_};
      const run_result result = step_all_at(s, on_row);
      unit.commit();
      return result;
    } else {
      return step_all_at(s, on_row);
    }
  }
  template <class S>
  static run_result met(const S& s, const run_result& result) {
    if (!s.required.met(result.changes)) throw error::guard_failed{0, s.required.count, result.changes, s.required.exactly};
    return result;
  }
  template <class S, class F>
  run_result step_all(const S& s, F&& on_row) {
    permit(S::kind != statement_kind::select);
    if constexpr (inserts_range<S>) {
      scope unit{*session_};
      const run_result result = step_all_at(s, on_row);
      unit.commit();
      return result;
    } else {
      return step_all_at(s, on_row);
    }
  }
  template <class S, class F>
  run_result step_all_at(const S& s, F&& on_row) {
    if constexpr (inserts_range<S>) {
      run_result all;
      const auto most = static_cast<std::size_t>(sqlite3_limit(session_->db, SQLITE_LIMIT_VARIABLE_NUMBER, -1));
      each_window(*find_rows(s.values), most, [&](row_window rows) {
        const run_result one = step(start(*session_, s, rows), s, on_row);
        all.changes += one.changes;
        if (one.changes > 0) all.last_insert_rowid = one.last_insert_rowid;
      });
      return all;
    } else {
      return step(start(*session_, s), s, on_row);
    }
  }
  template <class S, class F>
  run_result step(cursor&& c, const S&, F&& on_row) {
    while (c.step()) on_row(c);
    return counts_of(*session_, S::kind == statement_kind::insert || S::kind == statement_kind::update || S::kind == statement_kind::remove, S::kind == statement_kind::insert);
  }
};

}  // namespace mizzle::sqlite
