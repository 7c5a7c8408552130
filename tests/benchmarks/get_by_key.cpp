// SPDX-License-Identifier: MIT
// Select by key, once with a kept sqlite3_stmt* by hand and once by mizzle's plain call. `get_by_key hand|mizzle COUNT`
// prints a checksum; count its instructions from outside.
#include <mizzle/mizzle.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace mz = mizzle;

template <class As>
struct User {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "age", std::int64_t> age{};
};
inline constexpr mz::table<"users", User> users{};

static std::size_t by_hand(sqlite3* db, std::int64_t count) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v3(db, "select name, age from users where id = ?", -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  std::size_t sum = 0;
  for (std::int64_t i = 0; i != count; ++i) {
    sqlite3_bind_int64(statement, 1, i % 1000);
    if (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      const std::string name{text, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0))};
      const std::int64_t age = sqlite3_column_int64(statement, 1);
      sum += name.size() + static_cast<std::size_t>(age);
    }
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  return sum;
}

static std::size_t by_mizzle(mz::sqlite::connection& db, std::int64_t count) {
  std::size_t sum = 0;
  for (std::int64_t i = 0; i != count; ++i) {
    const auto row = db.get(mz::select(users.name, users.age).from(users).where(users.id == i % 1000));
    if (row) sum += (*row)[users.name].size() + static_cast<std::size_t>((*row)[users.age]);
  }
  return sum;
}

int main(int argc, char** argv) {
  if (argc != 3) return 1;
  mz::sqlite::connection db{":memory:"};
  db.create_tables(users);
  std::vector<mz::new_row<users>> rows;
  for (std::int64_t i = 0; i != 1000; ++i) rows.push_back({.id = i, .name = "name-" + std::to_string(i), .age = i % 90});
  db.run(mz::insert_into(users).values(rows));
  const std::int64_t count = std::atoll(argv[2]);
  std::printf("%zu\n", std::strcmp(argv[1], "hand") == 0 ? by_hand(db.native(), count) : by_mizzle(db, count));
}
