// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include <mizzle/fwd.hpp>
#include <mizzle/sqlite/kept_road.hpp>
#include <mizzle/sqlite/run.hpp>
#include <mizzle/sqlite/script.hpp>
#include <mizzle/sqlite/stream.hpp>
#include <mizzle/statement/count_of.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail::sqlite {

/// What a connection and the `tx` of its transactions can both do: run statements. Whatever fails is thrown as one of
/// mizzle::error.
// The functions for each statement type are shells: what they do is done by functions that depend only on the types of the
// bound values.
class handle {
 public:
  using dialect = mizzle::dialect::sqlite;

  /// Runs a statement to its end; rows that it returns are passed over. A guard that is not met undoes it.
  template <Statement S>
  MIZZLE_INLINE run_result run(const S& s) {
    static_assert(checked<S>);
    return complete(site_of<S>, s.values, s.required, {});
  }
  /// All rows: row_of<t> for one whole table, otherwise records.
  template <Statement S>
  MIZZLE_INLINE auto all(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    using Row = row_t<S>;
    return rows<Row>{collect(site_of<S>, s.values, s.required, kind_of_rows<row_values_t<Row>>, make_row<Row, reader>, {&S::text})};
  }
  /// The first row, or none. A select is left there; a statement that writes is run to its end.
  template <Statement S>
  MIZZLE_INLINE auto get(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    std::optional<row_t<S>> result;
    complete(site_of<S>, s.values, s.required, {.first = emplace_row<row_t<S>>, .to = &result});
    return result;
  }
  /// The only row; no_row or too_many_rows otherwise, which undo what a statement has written.
  template <Statement S>
  auto one(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    using Row = row_t<S>;
    try {
      if constexpr (S::kind == statement_kind::select) {
        return rows<Row>{collect(site_of<S>, s.values, s.required, kind_of_rows<row_values_t<Row>>, make_row<Row, reader>)}.one();
      } else {
        permit(use::writes);
        if (is_nothing(s.values)) {
          session_->note_end(nullptr);
          demand(s.required, 0);
          return rows<Row>{}.one();
        }
        scope unit{*session_};
        std::int64_t changes = 0;
        rows<Row> result = rows_of(s, changes, {});
        demand(s.required, changes);
        auto row = std::move(result).one();
        unit.commit();
        return row;
      }
    } catch (error::base& e) {
      tell(e, site_of<S>, s.values);
      throw;
    }
  }
  /// The same as structs of your own, member by member in the order of the select list: `db.all<Summary>(query)` is a std::vector<Summary>.
  template <class Struct, Statement S>
  std::vector<Struct> all(const S& s) {
    std::vector<Struct> structs;
    for (auto& row : std::vector<row_t<S>>(all(s))) structs.push_back(as_struct<Struct>(std::move(row)));
    return structs;
  }
  template <class Struct, Statement S>
  std::optional<Struct> get(const S& s) {
    auto row = get(s);
    if (!row) return std::nullopt;
    return as_struct<Struct>(*std::move(row));
  }
  template <class Struct, Statement S>
  Struct one(const S& s) {
    return as_struct<Struct>(one(s));
  }
  /// How many rows there are: `db.count(users)`, `db.count(users, users.age > 30)`, `db.count(page)`; see mz::count_of.
  template <class... X>
  std::int64_t count(const X&... of) {
    return mizzle::get<0>(one(count_of(of...)));
  }
  /// A statement with parameters, which is called with their values: see mz::param and prepared.hpp.
  template <Statement S>
  auto prepare(S statement);
  /// The rows one after another, as views, while the statement runs: an input range. Texts and blobs are views that are
  /// valid until the next row.
  template <Statement S>
  MIZZLE_INLINE auto stream(const S& s) {
    return stream_of<row_view_t<S>>(s);
  }
  /// The same of rows of another type that is read alike, such as row_t, which owns its texts.
  template <class Row, Statement S>
  MIZZLE_INLINE sqlite::stream<Row> stream_of(const S& s) {
    static_assert(checked<S> && yields_rows<S>);
    static_assert(
        S::kind == statement_kind::select,
        "mizzle: stream(): only a select can be streamed, because a write that is left half-way would be neither done nor undone; use all()");
    return sqlite::stream<Row>{start_stream(site_of<S>, s.values)};
  }
  /// The rows of a query whose type is forgotten (query.hpp).
  template <class Row>
  auto all(const query<Row>& q) {
    return q.all_on(*this);
  }
  template <class Row>
  auto get(const query<Row>& q) {
    return q.get_on(*this);
  }
  template <class Row>
  auto one(const query<Row>& q) {
    return q.one_on(*this);
  }
  template <class Row>
  auto stream(const query<Row>& q) {
    return q.stream_on(*this);
  }
  // Only to say what is wrong.
  template <class X>
    requires(!Statement<X>)
  run_result run(const X&) {
    (void)accept<no_statement<"run()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::vector<Nothing> all(const X&) {
    (void)accept<no_statement<"all()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::optional<Nothing> get(const X&) {
    (void)accept<no_statement<"get()", X>()>();
    return {};
  }
  template <class X>
    requires(!Statement<X>)
  none one(const X&) {
    (void)accept<no_statement<"one()", X>()>();
    return {};
  }
  template <class X, class Nothing = none>
    requires(!Statement<X>)
  std::vector<Nothing> stream(const X&) {
    (void)accept<no_statement<"stream()", X>()>();
    return {};
  }
  /// Runs a step of an atomic list and gives all that it yields, rows or a run_result; its change count is for the list,
  /// which checks the guard.
  template <Statement S>
  auto perform_step(const S& s, std::int64_t& changes) {
    permit(S::kind == statement_kind::select ? use::reads : use::writes);
    if constexpr (returns_rows<S>) {
      return rows_of(s, changes, {&S::text});
    } else {
      const run_result result = run_statement(*session_, site_of<S>, s.values, {});
      changes = result.changes;
      return result;
    }
  }
  /// Says in an error of a step which statement it is about.
  template <class V>
  MIZZLE_INLINE void tell(error::base& e, const statement_site& site, const V& values) const {
    if constexpr (made_at_run_time<V>) session_->tell_text(e, site, [&] { return render_made(site.words, dialect_id::sqlite, values); });
    else if constexpr (shapes_text<V>) session_->tell(e, site, is_nothing(values) ? shape{} : shape_of(values, {}));
    else session_->tell(e, site, shape{});
  }

  /// SQL of your own with typed rows: `db.raw<std::int64_t, std::string>("select id, body from t where id = ?", 1)`; without
  /// types it gives a run_result. The values are bound. The statement is prepared each time. It can begin and end transactions
  /// of your own, which those of mizzle then join, but not inside one of mizzle's (an invalid_request).
  template <class... Column, class... X>
  auto raw(std::string_view sql, const X&... values) {
    return run_raw<Column...>(*session_, sql, permit(use::reads), values...);
  }
  /// Runs several statements of SQL of your own, separated by semicolons, one after another: the schema of a test, a file of settings. They
  /// have no values, and their rows are passed over. The first that fails ends it; its number, from 0 on, is the error's step(), and those
  /// before it stay, unless all of it is in a transaction.
  void script(std::string_view text) { run_script(*session_, text, permit(use::reads)); }
  /// Runs a statement in erased form.
  template <class Reply = statement_reply>
  Reply execute(const bound_statement& s) {
    return run_bound<Reply>(*session_, s.sql, s.values, permit(use::reads));
  }

  /// The road of statements whose types are forgotten, for lists that are known at run time only.
  template <class Value = value>
  auto kept_road() {
    return sqlite::kept_road<Value>{*session_, permit(use::nests)};
  }

  /// Runs f inside a savepoint, or inside a transaction if none is open, with a handle of its own. What f throws undoes
  /// it. Gives what f returns.
  template <class F>
  auto transaction(F&& f, behavior how = behavior::immediate);

  [[nodiscard]] bool in_transaction() const noexcept { return level_ > 0; }
  /// How many bound values one statement can have on this connection (https://www.sqlite.org/c3ref/limit.html).
  [[nodiscard]] std::size_t max_parameters() const noexcept { return session_->max_parameters(); }
  /// The connection itself, for what mizzle does not offer. Do not begin or end transactions through it.
  [[nodiscard]] sqlite3* native() const noexcept { return session_->db; }

 protected:
  handle(session* s, int level) noexcept : session_{s}, level_{level} {}
  // A copy could outlive the transaction that it belongs to.
  handle(const handle&) = delete;
  handle& operator=(const handle&) = delete;

  /// What a handle is used for.
  enum class use : unsigned char { reads, nests, writes };
  /// Refuses what would be wrong now: a write through the outer handle of a running transaction would join it unseen, and
  /// a handle whose transaction is over has nothing to write to. Gives why writes are not allowed, or null.
  MIZZLE_INLINE const char* permit(use how) const {
    if (level_ == session_->transactions.level() && session_->transactions.sound(session_->db)) [[likely]]
      return nullptr;
    return permit_other(how);
  }
  template <class F>
  auto run_inside(scope& unit, F&& f);

  /// Part of the level of a handle that only reads, so that it is no transaction's and everything is looked at more closely.
  static constexpr int only_reads = 1 << 30;

  session* session_;
  int level_;

 private:
  [[gnu::cold, gnu::noinline]] const char* permit_other(use how) const {
    transaction_stack& open = session_->transactions;
    open.settle_or_throw(session_->db);
    const int level = level_ & ~only_reads;
    const char* why_not = nullptr;
    if (level_ != level) why_not = "a snapshot is for reading; write in transaction()";
    if (level > open.level()) throw error::invalid_request{"this transaction is over; its handle cannot be used any more"};
    if (level > 0 && open.ended(session_->db))
      throw error::invalid_request{"the engine has ended this transaction after an error; leave it, nothing of it was kept"};
    if (level < open.level()) why_not = "a transaction is open on this connection: write through its own handle, not through the outer one";
    if (why_not && (how == use::writes || (how == use::nests && level < open.level()))) throw error::invalid_request{why_not};
    return why_not;
  }

  /// Runs a statement and collects its rows.
  template <class S>
  rows<row_t<S>> rows_of(const S& s, std::int64_t& changes, const rows_origin& from) {
    row_store result{kind_of_rows<row_values_t<row_t<S>>>, from};
    changes = run_statement(*session_, site_of<S>, s.values, {&result, make_row<row_t<S>, reader>}).changes;
    return rows<row_t<S>>{std::move(result)};
  }
  /// The same, all or nothing, as it does without the type of the rows.
  template <class V>
  row_store collect(statement_site& site, const V& values, const guard& required, const row_kind& kind, row_maker make,
                    const rows_origin& from = {}) {
    row_store result{kind, from};
    complete(site, values, required, {&result, make});
    return result;
  }
  /// Runs a statement to its end, all or nothing.
  template <class V>
  run_result complete(statement_site& site, const V& values, const guard& required, const row_sink& sink) {
    const bool writes = site.kind != statement_kind::select;
    try {
      permit(writes ? use::writes : use::reads);
      if (!required.exists() && !(writes && site.returns_rows)) [[likely]]
        return run_statement(*session_, site, values, sink);
      return complete_or_undo(site, values, required, sink);
    } catch (error::base& e) {
      tell(e, site, values);
      throw;
    }
  }
  template <class V>
  cursor start_stream(statement_site& site, const V& values) {
    try {
      permit(use::reads);
      return start(*session_, site, values, {}, true);
    } catch (error::base& e) {
      tell(e, site, values);
      throw;
    }
  }
  /// There can be something to undo: rows that cannot be read, what a guard does not allow, and what triggers have written for
  /// a statement that itself has changed nothing.
  // Deferred, because the one statement takes the write lock at its start by itself.
  template <class V>
  [[gnu::noinline]] run_result complete_or_undo(statement_site& site, const V& values, const guard& required, const row_sink& sink) {
    if (is_nothing(values)) {
      session_->note_end(nullptr);
      demand(required, 0);
      return {};
    }
    scope unit{*session_, behavior::deferred};
    const run_result result = run_statement(*session_, site, values, sink);
    demand(required, result.changes);
    unit.commit();
    return result;
  }
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::handle;
}  // namespace mizzle::sqlite
