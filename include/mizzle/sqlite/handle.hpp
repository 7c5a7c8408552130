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
template <bool View, class... F>
inline constexpr bool is_record<record_of<View, F...>> = true;

// Where rows go: into a store, or into a standard container of a table's structs.
template <class Store>
void take_row(Store& to, reader& r) {
  to.read(r);
}
template <class Row>
void take_row(std::vector<Row>& to, reader& r) {
  to.push_back(decode<Row>::read(r));
}
template <class Row>
void take_row(std::optional<Row>& to, reader& r) {
  to.emplace(decode<Row>::read(r));
}

/// What is done with each row of a statement that is run to its end.
struct pass_over {
  void operator()(cursor&) const noexcept {}
};
template <class To>
struct keep_all {
  To& to;
  void operator()(cursor& c) const {
    reader r{c.statement()};
    take_row(to, r);
  }
};
template <class To>
struct keep_first {
  To& to;
  bool done = false;
  void operator()(cursor& c) {
    if (done) return;
    reader r{c.statement()};
    take_row(to, r);
    done = true;
  }
};

/// What a connection and the `tx` of its transactions can both do: run statements. Whatever fails is thrown as one of
/// mizzle::error.
// The functions for each statement type are shells: what they do is done by functions that depend only on the types of the
// bound values and of the row's values, so that a compiler makes them once for many statements.
class handle {
 public:
  using dialect = mizzle::dialect::sqlite;

  /// Runs a statement to its end; rows that it returns are passed over. A guard that is not met undoes it.
  template <Statement S>
  [[gnu::always_inline]] run_result run(const S& s) {
    static_assert(checked<S>);
    return complete(site_of<S>, s.values, guard_of(s), pass_over{});
  }
  /// All rows: std::vector<row_of<t>> for one whole table, otherwise rows of a record.
  template <Statement S>
  [[gnu::always_inline]] auto all(const S& s) {
    static_assert(checked<S>);
    using Row = wanted_row<S>;
    if constexpr (is_record<Row>) {
      return rows<Row>{collect<typename rows<Row>::store>(site_of<S>, s.values, guard_of(s))};
    } else {
      return collect<std::vector<Row>>(site_of<S>, s.values, guard_of(s));
    }
  }
  /// The first row, or none. A select is left there; a statement that writes is run to its end.
  template <Statement S>
  [[gnu::always_inline]] auto get(const S& s) {
    static_assert(checked<S>);
    using Row = wanted_row<S>;
    if constexpr (is_record<Row>) {
      return optional_row<Row>{first<typename optional_row<Row>::store, S::kind>(site_of<S>, s.values, guard_of(s))};
    } else {
      return first<std::optional<Row>, S::kind>(site_of<S>, s.values, guard_of(s));
    }
  }
  /// The only row; no_row or too_many_rows otherwise.
  template <Statement S>
  auto one(const S& s) {
    static_assert(checked<S>);
    using Rows = rows<wanted_row<S>>;
    if constexpr (S::kind == statement_kind::select) {
      return Rows{collect<typename Rows::store>(site_of<S>, s.values, guard_of(s))}.one();
    } else {
      permit(true);
      scope unit{*session_};
      typename Rows::store result;
      demand(guard_of(s), step_all(site_of<S>, s.values, keep_all<typename Rows::store>{result}).changes);
      auto row = Rows{std::move(result)}.one();
      unit.commit();
      return row;
    }
  }
  /// The rows one after another, as views, while the statement runs: an input range. Texts and blobs are views that are
  /// valid until the next row.
  template <Statement S>
  [[gnu::always_inline]] auto stream(const S& s) {
    static_assert(checked<S>);
    (void)sizeof(wanted_row<S>);
    static_assert(S::kind == statement_kind::select, "mizzle: stream(): only a select can be streamed, because a write that is left half-way would be neither done nor undone; use all()");
    permit(false);
    return sqlite::stream<row_view_t<S>>{start(*session_, site_of<S>, s.values, {}, true)};
  }
  /// Runs a step of an atomic list and gives all that it yields, rows or a run_result; its change count is for the list,
  /// which checks the guard.
  template <Statement S>
  auto perform_step(const S& s, std::int64_t& changes) {
    permit(S::kind != statement_kind::select);
    if constexpr (returns_rows<S>) {
      using Rows = rows<row_t<S>>;
      typename Rows::store result;
      changes = step_all(site_of<S>, s.values, keep_all<typename Rows::store>{result}).changes;
      return Rows{std::move(result)};
    } else {
      const run_result result = step_all(site_of<S>, s.values, pass_over{});
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
  template <class Reply = statement_reply>
  Reply execute(const bound_statement& s) {
    return run_bound<Reply>(*session_, s, permit(false));
  }

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
    if (level_ == session_->level && !session_->ended) [[likely]] return true;
    return permit_other(writes);
  }

  session* session_;
  int level_;

 private:
  [[gnu::cold, gnu::noinline]] bool permit_other(bool writes) const {
    if (level_ > 0 && session_->ended) throw error::invalid_request{"the engine has ended this transaction after an error; leave it, nothing of it was kept"};
    if (level_ > session_->level) throw error::invalid_request{"this transaction is over; its handle cannot be used any more"};
    if (writes && level_ < session_->level) throw error::invalid_request{"a transaction is open on this connection: write through its own handle, not through the outer one"};
    return level_ == session_->level;
  }

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

  template <class S>
  [[gnu::always_inline]] static constexpr guard guard_of(const S& s) noexcept {
    if constexpr (requires { s.required; }) {
      return s.required;
    } else {
      return {};
    }
  }

  template <class To, class V>
  To collect(statement_site& site, const V& values, const guard& required) {
    To result;
    complete(site, values, required, keep_all<To>{result});
    return result;
  }
  template <class To, statement_kind Kind, class V>
  To first(statement_site& site, const V& values, const guard& required) {
    To result;
    if constexpr (Kind == statement_kind::select) {
      permit(false);
      cursor c = start(*session_, site, values);
      if (c.step()) {
        reader r{c.statement()};
        take_row(result, r);
      }
    } else {
      complete(site, values, required, keep_first<To>{result});
    }
    return result;
  }

  /// Runs a statement to its end, all or nothing.
  template <class V, class F>
  run_result complete(statement_site& site, const V& values, const guard& required, F on_row) {
    const bool writes = site.kind != statement_kind::select;
    permit(writes);
    // There can be something to undo: rows that cannot be read, or what a guard does not allow. A guard that asks for one
    // row at least has seen no change when it fails.
    const bool guarded = required.count > 1 || required.exactly;
    if (guarded || (writes && site.returns_rows && session_->level == 0)) {
      scope unit{*session_};
      const run_result result = step_all(site, values, on_row);
      demand(required, result.changes);
      unit.commit();
      return result;
    }
    const run_result result = step_all(site, values, on_row);
    demand(required, result.changes);
    return result;
  }
  [[gnu::always_inline]] static void demand(const guard& required, std::int64_t changes) {
    if (!required.met(changes)) [[unlikely]] fail(required, changes);
  }
  [[noreturn, gnu::cold, gnu::noinline]] static void fail(const guard& required, std::int64_t changes) {
    throw error::guard_failed{0, required.count, changes, required.exactly};
  }
  /// A range of rows can take several executions, of which all happen or none.
  template <class V, class F>
  run_result step_all(statement_site& site, const V& values, F&& on_row) {
    if constexpr (inserts_range<V>) {
      scope unit{*session_};
      run_result all;
      const auto most = static_cast<std::size_t>(sqlite3_limit(session_->db, SQLITE_LIMIT_VARIABLE_NUMBER, -1));
      each_window(*find_rows(values), most, [&](row_window rows) {
        const run_result one = step(start(*session_, site, values, rows), site.kind, on_row);
        all.changes += one.changes;
        if (one.changes > 0) all.last_insert_rowid = one.last_insert_rowid;
      });
      unit.commit();
      return all;
    } else {
      return step(start(*session_, site, values), site.kind, on_row);
    }
  }
  template <class F>
  run_result step(cursor&& c, statement_kind kind, F&& on_row) {
    while (c.step()) on_row(c);
    const bool inserts = kind == statement_kind::insert;
    return counts_of(*session_, inserts || kind == statement_kind::update || kind == statement_kind::remove, inserts);
  }
};

}  // namespace mizzle::sqlite
