// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>

#include <mizzle/wire/statement_site.hpp>

namespace mizzle::detail::sqlite {

/// A prepared statement that waits for its next use.
struct kept_statement {
  sqlite3_stmt* statement = nullptr;
  std::uint64_t number = 0;
  const statement_text* words = nullptr;  // null for SQL of the user's own
  shape how{};
  row_id_report row_id = row_id_report::never;
  bool running = false;
  bool temporary = false;
  kept_statement* next = nullptr;
  std::string text{};      // that of the user's own SQL
  std::uint64_t used = 0;  // when, by the clock of kept_texts

  kept_statement() = default;
  kept_statement(const kept_statement&) = delete;
  kept_statement& operator=(const kept_statement&) = delete;
  ~kept_statement() { sqlite3_finalize(statement); }
};

}  // namespace mizzle::detail::sqlite
