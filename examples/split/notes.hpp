// SPDX-License-Identifier: MIT
// [header]
// notes.hpp: what the rest of the program sees. It costs next to nothing to include.
#pragma once

#include <mizzle/fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

struct note_line {
  std::int64_t id;
  std::string title;
};

void create_notes(mizzle::sqlite::connection& db);
std::int64_t add_note(mizzle::sqlite::handle& db, std::string title);
std::vector<note_line> newest_notes(mizzle::sqlite::handle& db, std::int64_t count);
// [/header]
