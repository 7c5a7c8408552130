// SPDX-License-Identifier: MIT
#include "questions.hpp"

#include <sqlite3.h>

namespace chinook {

std::vector<question> all_questions() {
  std::vector<question> all;
  for (const auto about : {about_sales, about_customers, about_people, about_music, about_playlists, about_searching, about_writing,
                           about_shaping, about_looking})
    for (const question& q : about()) all.push_back(q);
  return all;
}

mz::sqlite::connection open_in_memory(const std::string& file) {
  const mz::sqlite::connection from{file, {.read_only = true, .create = false}};
  mz::sqlite::connection to{":memory:"};
  sqlite3_backup* const copy = sqlite3_backup_init(to.native(), "main", from.native(), "main");
  if (copy) sqlite3_backup_step(copy, -1);
  if (sqlite3_backup_finish(copy) != SQLITE_OK)
    throw mz::error::sql_error{sqlite3_extended_errcode(to.native()), sqlite3_errmsg(to.native())};
  return to;
}

}  // namespace chinook
