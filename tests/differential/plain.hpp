// SPDX-License-Identifier: MIT
// SQLite without mizzle: the other side of the comparison.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include <sqlite3.h>

#include "differential/random.hpp"

namespace differential {

/// The tables, how their columns are drawn, and the order in which a table's rows are read back.
struct table_info {
  const char* name;
  std::vector<kind> kinds;
  const char* order;
};
inline const std::vector<table_info> tables = {
    {"things",
     {kind::key,     kind::n,       kind::tiny,    kind::word,       kind::r,          kind::s,          kind::b,
      kind::flag,    kind::mood,    kind::tier,    kind::who,        kind::maybe_n,    kind::maybe_tiny, kind::maybe_word,
      kind::maybe_r, kind::maybe_s, kind::maybe_b, kind::maybe_flag, kind::maybe_mood, kind::maybe_tier, kind::maybe_who},
     "id"},
    {"parts", {kind::key, kind::key, kind::s, kind::n, kind::tiny, kind::maybe_r, kind::maybe_s}, "id"},
    {"loose", {kind::maybe_n, kind::maybe_s}, "rowid"},
    {"slots", {kind::key, kind::s, kind::key, kind::flag, kind::tiny, kind::r, kind::tier, kind::maybe_who, kind::maybe_s}, "id"},
    {"cells", {kind::key, kind::s, kind::maybe_n, kind::r, kind::b}, "x, y"},
    {"audits", {kind::key, kind::s, kind::maybe_n, kind::n}, "id"},
};

/// A statement as plain SQL was run: what it gave, and how its table then looked after each part of it.
struct expectation {
  answer whole;
  std::vector<rows> states;  // before, and after each statement
};

class plain {
 public:
  explicit plain(sqlite3* db) : db_{db} {
    for (const char* const sql : table_sql) execute(sql);
  }
  plain(const plain&) = delete;
  plain& operator=(const plain&) = delete;
  ~plain() {
    for (auto& [sql, list] : kept_) {
      for (sqlite3_stmt* const s : list) sqlite3_finalize(s);
    }
  }

  void execute(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::logic_error{std::string{sqlite3_errmsg(db_)} + " in " + sql};
  }
  /// Makes a table hold rows; those that its keys do not allow are left out.
  void fill(const table_info& t, const rows& content) {
    std::string values = "?";
    for (std::size_t i = 1; i != t.kinds.size(); ++i) values += ", ?";
    run_all(text("delete from " + std::string{t.name}), {});
    for (const row& r : content) {
      const answer a = run_all(text("insert or ignore into " + std::string{t.name} + " values (" + values + ")"), r);
      if (!a.error.empty()) throw std::logic_error{"a random row is not allowed: " + a.error};
    }
  }
  rows content(const table_info& t) { return run_all(text("select * from " + std::string{t.name} + " order by " + t.order), {}).rows; }

  /// Runs one or several statements until one fails. With a table, undoes what they did.
  expectation run(const char* sql, const row& values, const table_info* writes) {
    expectation result;
    if (!writes) {
      result.whole = run_all(sql, values);
      return result;
    }
    execute("begin");
    result.states.push_back(content(*writes));
    result.whole.changes = 0;
    for (sqlite3_stmt* const s : statements(sql)) {
      answer one = step(s, values);
      for (row& r : one.rows) result.whole.rows.push_back(std::move(r));
      if (!one.error.empty()) {
        result.whole.error = one.error;
        break;
      }
      if (sqlite3_stmt_readonly(s) == 0 && sqlite3_changes64(db_) > 0) {
        result.whole.changes = *result.whole.changes + sqlite3_changes64(db_);
        result.whole.last_insert_rowid = sqlite3_last_insert_rowid(db_);
      }
      result.states.push_back(content(*writes));
    }
    execute("rollback");
    return result;
  }

 private:
  /// A text that is made at run time, kept so that its address stands for it.
  const char* text(const std::string& sql) { return texts_.try_emplace(sql, sql).first->second.c_str(); }

  const std::vector<sqlite3_stmt*>& statements(const char* sql) {
    const auto [at, is_new] = kept_.try_emplace(sql);
    auto& list = at->second;
    for (const char* rest = is_new ? sql : ""; *rest != '\0';) {
      sqlite3_stmt* s = nullptr;
      if (sqlite3_prepare_v3(db_, rest, -1, SQLITE_PREPARE_PERSISTENT, &s, &rest) != SQLITE_OK)
        throw std::logic_error{std::string{sqlite3_errmsg(db_)} + " in " + sql};
      if (!s) break;
      list.push_back(s);
    }
    return list;
  }
  answer run_all(const char* sql, const row& values) {
    answer result;
    for (sqlite3_stmt* const s : statements(sql)) result = step(s, values);
    return result;
  }
  answer step(sqlite3_stmt* s, const row& values) {
    for (int i = 0; i != sqlite3_bind_parameter_count(s) && i != static_cast<int>(values.size()); ++i)
      bind(s, i + 1, values[static_cast<std::size_t>(i)]);
    answer result;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(s)) == SQLITE_ROW) {
      row& r = result.rows.emplace_back();
      for (int i = 0; i != sqlite3_column_count(s); ++i) r.push_back(read(s, i));
    }
    if (code != SQLITE_DONE) result.error = "sql_error " + std::to_string(sqlite3_extended_errcode(db_));
    sqlite3_reset(s);
    return result;
  }
  static void bind(sqlite3_stmt* s, int i, const value& v) {
    if (const auto* const n = std::get_if<std::int64_t>(&v)) sqlite3_bind_int64(s, i, *n);
    else if (const auto* const r = std::get_if<double>(&v)) sqlite3_bind_double(s, i, *r);
    else if (const auto* const t = std::get_if<std::string>(&v))
      sqlite3_bind_text64(s, i, t->data(), t->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    else if (const auto* const b = std::get_if<mz::blob>(&v))
      b->empty() ? sqlite3_bind_zeroblob(s, i, 0) : sqlite3_bind_blob64(s, i, b->data(), b->size(), SQLITE_TRANSIENT);
    else sqlite3_bind_null(s, i);
  }
  static value read(sqlite3_stmt* s, int i) {
    switch (sqlite3_column_type(s, i)) {
      case SQLITE_INTEGER:
        return sqlite3_column_int64(s, i);
      case SQLITE_FLOAT:
        return sqlite3_column_double(s, i);
      case SQLITE_TEXT: {
        const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(s, i));
        return std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(s, i))};
      }
      case SQLITE_BLOB: {
        const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(s, i));
        return mz::blob(bytes, bytes + sqlite3_column_bytes(s, i));
      }
      default:
        return std::monostate{};
    }
  }

  sqlite3* db_;
  std::map<const char*, std::vector<sqlite3_stmt*>> kept_;
  std::map<std::string, std::string> texts_;
};

/// A value as an SQL literal.
inline std::string literal(const value& v) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto hex = [](const auto& bytes) {
    std::string result = "x'";
    for (const auto c : bytes) {
      result += digits[static_cast<unsigned char>(c) >> 4];
      result += digits[static_cast<unsigned char>(c) & 15];
    }
    return result + "'";
  };
  if (const auto* const n = std::get_if<std::int64_t>(&v)) return *n == INT64_MIN ? "(-9223372036854775807 - 1)" : std::to_string(*n);
  if (const auto* const r = std::get_if<double>(&v)) {
    if (std::isinf(*r)) return *r < 0 ? "-9e999" : "9e999";
    char* const printed = sqlite3_mprintf("%!.20g", *r);  // knows no locale
    std::string result = printed;
    sqlite3_free(printed);
    return std::signbit(*r) && *r == 0 ? "-0.0" : result;
  }
  if (const auto* const text = std::get_if<std::string>(&v)) {
    std::string result = "'";
    for (const char c : *text) {
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x80) return "cast(" + hex(*text) + " as text)";
      result += c;
      if (c == '\'') result += c;
    }
    return result + "'";
  }
  if (const auto* const bytes = std::get_if<mz::blob>(&v)) return hex(*bytes);
  return "null";
}

/// Equal in storage class and bits: 0.0 and -0.0 differ.
inline bool same(const value& a, const value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* const r = std::get_if<double>(&a)) {
    const double other = std::get<double>(b);
    return *r == other ? std::signbit(*r) == std::signbit(other) : *r != *r && other != other;
  }
  return a == b;
}
inline bool same(const row& a, const row& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const value& x, const value& y) { return same(x, y); });
}
inline bool same(const rows& a, const rows& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const row& x, const row& y) { return same(x, y); });
}
/// The rows in an order that depends on their values alone.
inline rows sorted(rows list) {
  const auto less = [](const value& a, const value& b) {
    const auto* const x = std::get_if<double>(&a);
    const auto* const y = std::get_if<double>(&b);
    return x && y && *x == *y ? std::signbit(*x) && !std::signbit(*y) : a < b;
  };
  std::sort(list.begin(), list.end(),
            [&](const row& a, const row& b) { return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less); });
  return list;
}

}  // namespace differential
