// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

namespace sqlite_tests {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;

template <class As>
struct Note {
  mz::column<As, "id",    std::int64_t, mz::primary_key>       id{};
  mz::column<As, "title", std::string,  mz::unique>            title{};
  mz::column<As, "stars", std::int64_t, mz::default_value<0>>  stars{};
};
inline constexpr mz::table<"notes", Note> notes{};

/// A path for a database file that is removed at the end, with what SQLite puts beside it.
class temporary_file {
 public:
  temporary_file() {
    static std::atomic<int> count{0};
    path_ = (std::filesystem::temp_directory_path() / ("mizzle_" + std::to_string(getpid()) + "_" + std::to_string(++count) + ".db")).string();
    remove();
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { remove(); }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* const end : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(path_ + end, ignored);
  }
  std::string path_;
};

/// SQLite itself, for what the tests do behind mizzle's back.
inline void engine(mz::sqlite::connection& db, const char* sql) { ASSERT_EQ(sqlite3_exec(db.native(), sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db.native()); }

inline auto note(std::int64_t id, std::string title) { return mz::insert_into(notes).values({.id = id, .title = std::move(title)}); }

inline std::int64_t count_notes(mz::sqlite::handle& db) { return mz::get<0>(db.one(mz::select(mz::count()).from(notes))); }

/// A connection in memory with the table in it.
inline mz::sqlite::connection memory() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(notes);
  return db;
}

/// How many prepared statements a connection keeps.
inline int kept_statements(mz::sqlite::connection& db) {
  int n = 0;
  for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;) ++n;
  return n;
}

}  // namespace sqlite_tests
