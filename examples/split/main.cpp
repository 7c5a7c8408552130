// SPDX-License-Identifier: MIT
#include <iostream>

#include <mizzle/sqlite/connection.hpp>

#include "notes.hpp"

int main() {
  mizzle::sqlite::connection db{":memory:"};
  create_notes(db);
  db.transaction([](auto& tx) {
    add_note(tx, "first");
    add_note(tx, "second");
  });
  for (const note_line& line : newest_notes(db, 10)) std::cout << line.id << ' ' << line.title << '\n';
  return newest_notes(db, 1).at(0).title == "second" ? 0 : 1;
}
