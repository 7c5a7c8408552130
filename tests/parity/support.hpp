// SPDX-License-Identifier: MIT
// The tables of the parity tests, and their rows beside those of plain SQL.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <mizzle/mizzle.hpp>

#include "support/statement.hpp"

namespace mz = mizzle;
using namespace mz::literals;

namespace parity {

template <class As>
struct City {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"cities", City> cities{};

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "age", std::optional<std::int64_t>> age{};
  mz::column<As, "city_id", std::optional<std::int64_t>, mz::references<cities.id>> city_id{};
  mz::column<As, "verified", bool, mz::default_value<false>> verified{};
};
inline constexpr mz::table<"users", User> users{};

template <class As>
struct Post {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner_id", std::int64_t, mz::references<users.id, mz::on_delete::cascade>> owner_id{};
  mz::column<As, "title", std::string> title{};
  mz::column<As, "body", std::optional<std::string>> body{};
  mz::column<As, "likes", std::int64_t, mz::default_value<0>> likes{};
};
inline constexpr mz::table<"posts", Post> posts{};

/// A connection to a new database in memory with some rows in each of them.
struct database : mz::sqlite::connection {
  database() : connection{":memory:"} {
    create_tables(cities, users, posts);
    run(mz::insert_into(cities).values({.id = 1, .name = "Paris"}, {.id = 2, .name = "Rome"}, {.id = 3, .name = "Oslo"}));
    run(mz::insert_into(users).values({.id = 1, .name = "Ann", .age = 31, .city_id = 1, .verified = true},
                                      {.id = 2, .name = "Bob", .age = 25, .city_id = 1}, {.id = 3, .name = "Cid", .city_id = 2},
                                      {.id = 4, .name = "Dora", .age = 40, .verified = true}));
    run(mz::insert_into(posts).values(
        {.id = 1, .owner_id = 1, .title = "First", .body = "hello", .likes = 3}, {.id = 2, .owner_id = 1, .title = "Second", .likes = 5},
        {.id = 3, .owner_id = 2, .title = "Third", .body = "100% sure"}, {.id = 4, .owner_id = 3, .title = "Ann", .body = "", .likes = 5}));
  }
};

// A row as a text, such as "1|Ann|null".

inline std::string text(std::nullopt_t) { return "null"; }
inline std::string text(bool x) { return x ? "1" : "0"; }
inline std::string text(std::int64_t x) { return std::to_string(x); }
inline std::string text(int x) { return std::to_string(x); }
inline std::string text(double x) {
  char printed[32];
  std::snprintf(printed, sizeof printed, "%.12e", x);
  return printed;
}
inline std::string text(std::string_view x) { return std::string{x}; }
inline std::string text(const std::string& x) { return x; }
template <class T>
std::string text(const std::optional<T>& x) {
  return x ? text(*x) : text(std::nullopt);
}
template <class... T>
std::string text_of_all(const T&... x) {
  std::string result;
  ((result += (result.empty() ? "" : "|") + text(x)), ...);
  return result;
}
template <class As>
std::string text(const City<As>& x) {
  return text_of_all(x.id, x.name);
}
template <class As>
std::string text(const User<As>& x) {
  return text_of_all(x.id, x.name, x.age, x.city_id, x.verified);
}
template <class As>
std::string text(const Post<As>& x) {
  return text_of_all(x.id, x.owner_id, x.title, x.body, x.likes);
}
template <class... F>
std::string text(const mz::record<F...>& x) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return text_of_all(mz::get<I>(x)...); }(std::index_sequence_for<F...>{});
}
template <class Rows>
std::vector<std::string> texts(const Rows& rows) {
  std::vector<std::string> result;
  for (const auto& row : rows) result.push_back(text(row));
  return result;
}

/// What plain SQL yields, without mizzle.
inline std::vector<std::string> plain(mz::sqlite::connection& db, const char* sql) {
  std::vector<std::string> result;
  sqlite3_stmt* s = nullptr;
  if (sqlite3_prepare_v2(db.native(), sql, -1, &s, nullptr) != SQLITE_OK) {
    ADD_FAILURE() << sqlite3_errmsg(db.native()) << " in " << sql;
    return result;
  }
  while (sqlite3_step(s) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i != sqlite3_column_count(s); ++i) {
      if (i != 0) row += '|';
      switch (sqlite3_column_type(s, i)) {
        case SQLITE_NULL:
          row += text(std::nullopt);
          break;
        case SQLITE_FLOAT:
          row += text(sqlite3_column_double(s, i));
          break;
        default:
          row += reinterpret_cast<const char*>(sqlite3_column_text(s, i));
      }
    }
    result.push_back(std::move(row));
  }
  sqlite3_finalize(s);
  return result;
}

}  // namespace parity

/// The statement yields what plain SQL yields, row by row.
#define EXPECT_AS_PLAIN(db, statement, sql) EXPECT_EQ(parity::texts((db).all(statement)), parity::plain(db, sql))
