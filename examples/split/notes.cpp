// SPDX-License-Identifier: MIT
// [source]
// notes.cpp: the schema and the statements, compiled once.
#include "notes.hpp"

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

namespace {
template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "title", std::string> title{};
};
constexpr mz::table<"notes", Note> notes{};
}  // namespace

void create_notes(mz::sqlite::connection& db) { db.create_tables(notes); }

std::int64_t add_note(mz::sqlite::handle& db, std::string title) {
  return db.run(mz::insert_into(notes).values({.title = std::move(title)})).last_insert_rowid;
}

std::vector<note_line> newest_notes(mz::sqlite::handle& db, std::int64_t count) {
  std::vector<note_line> lines;
  for (auto& row : db.all(mz::select(notes.id, notes.title).from(notes).order_by(mz::desc(notes.id)).limit(count))) {
    lines.push_back(std::move(row).into<note_line>());
  }
  return lines;
}
// [/source]
