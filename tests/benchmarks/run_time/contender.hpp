// SPDX-License-Identifier: MIT
// What every contender offers, and the schema, data and settings that all of them share. A contender is one source file
// that defines these functions; a program is linked with exactly one, so that nothing is virtual.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct contender;

struct new_event {
  std::int64_t item_id;
  std::string_view kind;
  double amount;
  std::optional<std::string_view> note;
};

/// A row of a bulk insert, as a program would hold it.
struct event_row {
  std::int64_t item_id;
  std::string kind;
  double amount;
  std::optional<std::string> note;
};

/// Opens an empty path ("" is a database in memory) with the shared settings. The tables are not there yet; a contender
/// that keeps its statements prepares them in ready(), which follows the schema.
contender* open_contender(const std::string& path);
void ready(contender& c);
void close_contender(contender* c);
sqlite3* native(contender& c);

// Every operation gives a digest of what it read, by which the contenders are compared.
std::uint64_t insert(contender& c, const new_event& e);
/// The same by a contender that owns the texts which it inserts and can also do without.
std::uint64_t insert_views(contender& c, const new_event& e);
/// Keeps rows in the form that the contender inserts them from; this is not measured.
void load_rows(contender& c, std::span<const new_event> rows);
std::uint64_t insert_rows(contender& c);
/// The loaded rows, so many at a time, all in one transaction.
std::uint64_t insert_few(contender& c, std::size_t at_a_time);
/// The loaded rows as a list of statements that is known at run time only, all or none: one that is there already, and one that is
/// built.
std::uint64_t insert_list(contender& c);
std::uint64_t build_and_insert_list(contender& c, std::span<const new_event> events);
/// So many rows of a narrow table, one by one in one transaction.
std::uint64_t insert_labels(contender& c, std::int64_t count);
std::uint64_t get(contender& c, std::int64_t id);
std::uint64_t scan(contender& c);
std::uint64_t stream(contender& c);
std::uint64_t join(contender& c);
/// Fails unless exactly one row is changed.
std::uint64_t update(contender& c, std::int64_t id, double price);
/// An event, its delivery and its owner's total, all or none; each step returns a value.
std::uint64_t atomic(contender& c, std::int64_t id, const new_event& e, std::int64_t owner_id);
std::uint64_t in_list(contender& c, const std::vector<std::int64_t>& ids);
std::uint64_t optional_parts(contender& c, std::int64_t from, bool cheap, double below, bool noted, std::int64_t limit);

inline constexpr const char* schema[] = {
    R"(create table "owners" ("id" integer primary key, "name" text not null, "total" real not null))",
    R"(create table "items" ("id" integer primary key, "name" text not null, "price" real not null, "note" text, )"
    R"("owner_id" integer not null))",
    R"(create table "events" ("id" integer primary key, "item_id" integer not null, "kind" text not null, "amount" real not null, )"
    R"("note" text))",
    R"(create table "deliveries" ("id" integer primary key, "event_id" integer not null references "events" ("id"), )"
    R"("owner_id" integer not null))",
    R"(create table "labels" ("id" integer primary key, "item_id" integer not null, "text" text not null))",
};

/// A text that fits into a std::string itself, and every other one that does not.
inline std::string_view label_of(std::int64_t i) { return i % 2 == 0 ? "fragile" : "keep dry, this side up, do not bend"; }

inline constexpr int busy_timeout = 5000;
/// Without waiting for the disk at each commit, which would hide everything else.
inline constexpr const char* settings[] = {"pragma foreign_keys = on", "pragma journal_mode = wal", "pragma synchronous = normal"};
inline constexpr int open_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

inline const char* file_name(const std::string& path) { return path.empty() ? ":memory:" : path.c_str(); }

/// For set-up by the C API.
inline void execute(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error{sqlite3_errmsg(db)};
}
inline void configure(sqlite3* db) {
  sqlite3_busy_timeout(db, busy_timeout);
  for (const char* const sql : settings) execute(db, sql);
}

inline std::uint64_t digest_of(std::int64_t value) { return static_cast<std::uint64_t>(value); }
inline std::uint64_t digest_of(double value) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)); }
inline std::uint64_t digest_of(std::string_view value) { return value.size() + static_cast<unsigned char>(value.back()); }
template <class T>
std::uint64_t digest_of(const std::optional<T>& value) {
  return value ? digest_of(*value) : 1;
}
/// Does not depend on the order of rows.
template <class... T>
std::uint64_t digest(const T&... values) {
  std::uint64_t result = 0, weight = 1;
  ((result += digest_of(values) * (weight += 2)), ...);
  return result;
}

// Rows as a program that writes its own code would declare them.
struct item {
  std::int64_t id;
  std::string name;
  double price;
  std::optional<std::string> note;
  std::int64_t owner_id;
};
struct item_view {
  std::int64_t id;
  std::string_view name;
  double price;
  std::optional<std::string_view> note;
  std::int64_t owner_id;
};
struct found_item {
  std::string name;
  double price;
  std::optional<std::string> note;
  std::int64_t owner_id;
};
struct owner_sum {
  std::string name;
  std::int64_t count;
  double price;
};
struct named_item {
  std::int64_t id;
  std::string name;
};

inline std::uint64_t digest_of(const item& i) { return digest(i.id, i.name, i.price, i.note, i.owner_id); }
inline std::uint64_t digest_of(const item_view& i) { return digest(i.id, i.name, i.price, i.note, i.owner_id); }
inline std::uint64_t digest_of(const found_item& i) { return digest(i.name, i.price, i.note, i.owner_id); }
inline std::uint64_t digest_of(const owner_sum& o) { return digest(o.name, o.count, o.price); }
inline std::uint64_t digest_of(const named_item& i) { return digest(i.id, i.name); }
template <class Row>
std::uint64_t digest_of(const std::vector<Row>& rows) {
  std::uint64_t result = 0;
  for (const Row& row : rows) result += digest_of(row);
  return result;
}
