// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "support/statement.hpp"
#include "support/temporary_file.hpp"

/// The table of the tests of this folder.
namespace sqlite_tests {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;
using support::kept_statements;
using support::temporary_file;

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "title", std::string, mz::unique> title{};
  mz::column<As, "stars", std::int64_t, mz::default_value<0>> stars{};
};
inline constexpr mz::table<"notes", Note> notes{};

inline auto note(std::int64_t id, std::string title) { return mz::insert_into(notes).values({.id = id, .title = std::move(title)}); }

inline std::int64_t count_notes(mz::sqlite::handle& db) { return mz::get<0>(db.one(mz::select(mz::count()).from(notes))); }

/// A connection in memory with the table in it.
inline mz::sqlite::connection memory() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(notes);
  return db;
}

}  // namespace sqlite_tests
