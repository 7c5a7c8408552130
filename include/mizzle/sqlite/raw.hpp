// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <mizzle/query/bound_statement.hpp>
#include <mizzle/query/rows.hpp>
#include <mizzle/sqlite/binder.hpp>
#include <mizzle/sqlite/reader.hpp>
#include <mizzle/sqlite/session.hpp>

namespace mizzle::sqlite {

/// A column of raw SQL, of which only the type is known.
template <class T>
struct raw_column {
  using type = T;
};
template <class... T>
using raw_row = record<raw_column<T>...>;

/// A prepared statement that is not kept.
template <class Text = std::string>
cursor start_raw(session& on, std::string_view sql, bool may_write) {
  const Text text{sql};
  auto* const kept = new kept_statement;
  kept->temporary = true;
  try {
    kept->statement = on.prepare(text.c_str(), text.size() + 1, 0);
  } catch (...) {
    delete kept;
    throw;
  }
  cursor result{on, kept};
  if (!may_write && sqlite3_stmt_readonly(kept->statement) == 0) {
    throw error::invalid_request{"a transaction is open on this connection: write through its own handle, not through the outer one"};
  }
  return result;
}

template <class Text = std::string>
void bind_count(sqlite3_stmt* statement, std::size_t given) {
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement));
  if (wanted != given) throw error::invalid_request{Text{"the statement takes "} + std::to_string(wanted) + " values and is given " + std::to_string(given)};
}

/// What a finished statement changed. The counts are SQLite's only after an insert, update or delete; after anything else
/// they are those of an earlier statement (https://www.sqlite.org/c3ref/changes.html).
inline run_result counts_of(session& on, bool changes, bool inserts) {
  run_result result;
  if (changes) result.changes = sqlite3_changes64(on.db);
  if (inserts && result.changes > 0) result.last_insert_rowid = sqlite3_last_insert_rowid(on.db);
  return result;
}

/// Whether SQL of one's own inserts, as far as its first word tells: insert, replace, or perhaps what follows a `with`.
inline bool may_insert(std::string_view sql) {
  const std::size_t i = skip_comments(sql);
  const int first = i == sql.size() ? 0 : sql[i] | 0x20;
  return first == 'i' || first == 'r' || first == 'w';
}

template <class... Column, class... X>
auto run_raw(session& on, std::string_view sql, bool may_write, const X&... values) {
  cursor c = start_raw(on, sql, may_write);
  bind_count(c.statement(), sizeof...(X));
  binder to{c.statement(), {}, true};
  (visit(to, val(values).values), ...);
  to.finish();
  if constexpr (sizeof...(Column) == 0) {
    const auto before = sqlite3_total_changes64(on.db);
    while (c.step()) {
    }
    on.note_end();
    return counts_of(on, sqlite3_total_changes64(on.db) != before, may_insert(sql));
  } else {
    if (sqlite3_column_count(c.statement()) != static_cast<int>(sizeof...(Column))) {
      throw error::invalid_request{"raw(): the statement yields " + std::to_string(sqlite3_column_count(c.statement())) + " columns and " + std::to_string(sizeof...(Column)) + " types are given"};
    }
    rows<raw_row<Column...>> result;
    while (c.step()) {
      reader r{c.statement()};
      result.read(r);
    }
    return result;
  }
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
      return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))};
    }
    case SQLITE_BLOB: {
      const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement, i));
      return typename late<blob, Value>::type(bytes, bytes + sqlite3_column_bytes(statement, i));
    }
    default:
      return std::monostate{};
  }
}

// The reply is a template parameter so that what it needs of the standard library is made only where it is used.
template <class Reply, class Bound>
Reply run_bound(session& on, const Bound& s, bool may_write) {
  cursor c = start_raw(on, s.sql, may_write);
  bind_count(c.statement(), s.values.size());
  binder to{c.statement(), {}, false};
  for (const auto& v : s.values) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) {
      to.put(*n);
    } else if (const auto* const r = std::get_if<double>(&v)) {
      to.put(*r);
    } else if (const auto* const text = std::get_if<std::string>(&v)) {
      to.put(std::string_view{*text}, true);
    } else if (const auto* const bytes = std::get_if<blob>(&v)) {
      to.put(blob_view{*bytes}, true);
    } else {
      to.put_null();
    }
  }
  to.finish();
  Reply reply;
  const auto before = sqlite3_total_changes64(on.db);
  while (c.step()) {
    auto& row = reply.rows.emplace_back();
    for (int i = 0; i != sqlite3_column_count(c.statement()); ++i) row.push_back(read_value<typename Bound::value_type>(c.statement(), i));
  }
  on.note_end();
  const run_result counts = counts_of(on, sqlite3_total_changes64(on.db) != before, may_insert(s.sql));
  reply.changes = counts.changes;
  reply.last_insert_rowid = counts.last_insert_rowid;
  return reply;
}

}  // namespace mizzle::sqlite
