// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <mizzle/wire/bound_statement.hpp>
#include <mizzle/rows/rows.hpp>
#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/counts.hpp>
#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/scope.hpp>
#include <mizzle/text/verb.hpp>

namespace mizzle::detail::sqlite {

/// A column of raw SQL, of which only the type is known.
template <class T>
struct raw_column {
  using type = T;
};
template <class... T>
using raw_row = record<raw_column<T>...>;

/// SQL of the user's own, prepared and not kept, with what its first words say.
struct raw_statement {
  cursor at;
  bool changes = false;
  row_id_report row_id = row_id_report::never;
};

/// What is known of the row id that SQL of the user's own leaves. Where it asks for the id of an earlier insert itself, that one must
/// not be hidden from it.
inline row_id_report row_id_of_raw(const char* sql, std::string_view verb) noexcept {
  if (!is_word_of(verb, "insert", "replace")) return row_id_report::never;
  return sqlite3_strlike("%last_insert_rowid%", sql, 0) == 0 ? row_id_report::after_changes : row_id_report::if_inserted;
}

inline void demand_no_zero(std::string_view sql) {
  if (sql.find('\0') != sql.npos)
    throw error::invalid_request{"the statement has a zero byte in its text, where SQLite would end it; bind such a text as a value",
                                 std::string{sql}};
}
inline void demand_no_control(const session& on, std::string_view verb, std::string_view sql) {
  if (controls_transactions(verb) && on.transactions.level() != 0) {
    throw error::invalid_request{
        concat(
            {"\"", verb,
             "\" would begin or end a transaction behind the back of the one that is open; use transaction(), and leave it by rollback() or an exception to undo it"}),
        std::string{sql}};
  }
}
/// Refuses a statement that writes if there is a reason to.
inline void demand_permission(sqlite3_stmt* statement, const char* why_not) {
  if (why_not && sqlite3_stmt_readonly(statement) == 0) throw error::invalid_request{why_not, sqlite3_sql(statement)};
}

inline raw_statement start_raw(session& on, std::string_view sql, const char* why_not, bool keeps = false) {
  demand_no_zero(sql);
  const std::string text{sql};
  const std::string_view verb = verb_of(text);
  demand_no_control(on, verb, sql);
  // What may do something else the next time, such as a PRAGMA, is not kept.
  kept_statement* const kept = keeps && (changes_rows(verb) || is_word_of(verb, "select")) ? on.acquire(text) : on.prepare_once(text);
  raw_statement result{cursor{on, kept}, changes_rows(verb), row_id_of_raw(text.c_str(), verb)};
  demand_permission(kept->statement, why_not);
  return result;
}

inline void bind_count(sqlite3_stmt* statement, std::size_t given) {
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
  if (wanted != given)
    throw error::invalid_request{concat({"the statement takes ", in_digits{wanted}, " values and is given ", in_digits{given}})};
}

/// Runs a statement to its end and collects its rows. Of one that changes rows as well, those that cannot be read undo what it
/// has written.
template <class Collect>
auto undone_unless_whole(session& on, bool writes_and_returns, Collect&& collect) {
  if (!writes_and_returns) return collect();
  scope unit{on};
  auto result = collect();
  unit.commit();
  return result;
}

template <class... Column, class... X>
auto run_raw_statement(session& on, raw_statement& s, const X&... values) {
  bind_count(s.at.statement(), sizeof...(X));
  binder to{s.at.statement(), {}, true};
  (visit(to, val(values).values), ...);
  to.finish();
  if constexpr (sizeof...(Column) == 0) {
    const counts counted{on.db, s.row_id};
    while (s.at.step()) {}
    return counted.result(s.changes);
  } else if constexpr (!(is_sound_type<Column> && ...)) {
    (void)accept<check_type<Column...>("raw()", "")>();
    return rows<raw_row<Column...>>{};
  } else {
    if (sqlite3_column_count(s.at.statement()) != static_cast<int>(sizeof...(Column))) {
      throw error::invalid_request{concat({"raw(): the statement yields ", in_digits{sqlite3_column_count(s.at.statement())},
                                           " columns and ", in_digits{sizeof...(Column)}, " types are given"})};
    }
    return undone_unless_whole(on, s.changes, [&] {
      rows<raw_row<Column...>> result;
      while (s.at.step()) {
        reader r{s.at};
        result.read(r);
      }
      return result;
    });
  }
}

template <class... Column, class... X>
auto run_raw(session& on, std::string_view sql, const char* why_not, const X&... values) {
  raw_statement s = start_raw(on, sql, why_not);
  return about(s.at, [&] { return run_raw_statement<Column...>(on, s, values...); });
}

template <class Value>
Value read_value(sqlite3_stmt* statement, int i) {
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, i);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, i);
    case SQLITE_TEXT: {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      if (!text) raise(sqlite3_db_handle(statement), SQLITE_NOMEM, sqlite3_sql(statement));
      return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))};
    }
    case SQLITE_BLOB: {
      const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, i));
      if (!bytes && sqlite3_errcode(sqlite3_db_handle(statement)) == SQLITE_NOMEM)
        raise(sqlite3_db_handle(statement), SQLITE_NOMEM, sqlite3_sql(statement));
      return Value(std::in_place_type<blob>, bytes, bytes + sqlite3_column_bytes(statement, i));
    }
    default:
      return std::monostate{};
  }
}

/// The current row. Its columns are counted now: a kept `select *` can have got more of them by its first step.
template <class Values>
Values read_values(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  Values row;
  row.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i != columns; ++i) row.push_back(read_value<typename Values::value_type>(statement, i));
  return row;
}

template <class Values>
void bind_values_of(const cursor& c, const Values& values) {
  binder to{c.statement(), {}, false};
  for (const auto& v : values) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) {
      to.put(*n);
    } else if (const auto* const r = std::get_if<double>(&v)) {
      to.put(defined(*r));
    } else if (const auto* const text = std::get_if<std::string>(&v)) {
      to.put(std::string_view{*text}, true);
    } else if (const auto* const bytes = std::get_if<blob>(&v)) {
      to.put(blob_view{*bytes}, true);
    } else {
      to.put_null();
    }
  }
  to.finish();
}

// Reply and values are template parameters so that what they need of the standard library is made only where they are used.
template <class Reply, class Values>
Reply run_bound(session& on, std::string_view sql, const Values& values, const char* why_not) {
  raw_statement started = start_raw(on, sql, why_not, true);
  cursor& c = started.at;
  return about(c, [&] {
    bind_count(c.statement(), values.size());
    bind_values_of(c, values);
    const int columns = sqlite3_column_count(c.statement());
    return undone_unless_whole(on, started.changes && columns != 0, [&] {
      const counts counted{on.db, started.row_id};
      Reply reply;
      while (c.step()) reply.rows.push_back(read_values<Values>(c.statement()));
      const run_result result = counted.result(started.changes);
      reply.changes = result.changes;
      reply.last_insert_rowid = result.last_insert_rowid;
      return reply;
    });
  });
}

}  // namespace mizzle::detail::sqlite
