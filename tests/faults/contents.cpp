// SPDX-License-Identifier: MIT
#include "contents.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "vfs.hpp"

namespace faults {
namespace {

std::string value_of(sqlite3_stmt* row, int i) {
  const int type = sqlite3_column_type(row, i);
  if (type == SQLITE_NULL) return "null";
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(row, i));
  const std::string_view value{bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(row, i))};
  if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) return std::string{value};
  if (type == SQLITE_TEXT && value.size() < 60) return '\'' + std::string{value} + '\'';
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : value) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return (type == SQLITE_TEXT ? "text of " : "blob of ") + std::to_string(value.size()) + '#' + std::to_string(hash);
}

// One line for each row.
std::string lines(sqlite3* db, const std::string& sql, const std::string& before) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner{statement, sqlite3_finalize};
  std::string result;
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(statement);
    if (code != SQLITE_ROW) break;
    result += before;
    for (int i = 0; i != sqlite3_column_count(statement); ++i) result += ' ' + value_of(statement, i);
    result += '\n';
  }
  if (code != SQLITE_DONE) throw std::runtime_error{"the contents cannot be read: " + std::string{sqlite3_errmsg(db)}};
  return result;
}

std::vector<std::string> tables(sqlite3* db) {
  std::vector<std::string> names;
  const std::string all = lines(db, "select name from sqlite_schema where type = 'table' order by name", "");
  for (std::size_t at = 0; at != all.size(); at = all.find('\n', at) + 1) names.push_back(all.substr(at + 2, all.find('\n', at) - at - 3));
  return names;
}

}  // namespace

std::string contents(sqlite3* db) {
  std::string result = lines(db, "select type, name, sql from sqlite_schema order by type, name", "");
  for (const std::string& table : tables(db)) result += lines(db, "select * from \"" + table + '"', table);
  return result;
}

std::string contents(const std::string& path, std::string& integrity) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs::system->zName);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner{db, sqlite3_close};
  if (code != SQLITE_OK) throw std::runtime_error{"the file cannot be opened: " + std::string{sqlite3_errmsg(db)}};
  integrity = lines(db, "pragma integrity_check", "") + lines(db, "pragma foreign_key_check", "broken key:");
  return contents(db);
}

std::string difference(const std::string& is, const std::string& expected) {
  std::size_t at = 0, line = 0;
  while (at != is.size() && at != expected.size() && is[at] == expected[at]) {
    if (is[at++] == '\n') line = at;
  }
  const auto of = [line](const std::string& s) {
    return line < s.size() ? s.substr(line, std::min<std::size_t>(s.find('\n', line) - line, 150)) : std::string{"no more rows"};
  };
  return "there is <" + of(is) + "> where <" + of(expected) + "> was expected";
}

}  // namespace faults
