// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>

#include <mizzle/check/version.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail::sqlite {

/// Throws an invalid_request if the library at hand, which need not be the one that the program was compiled against, is older than a
/// statement's newest word.
inline void demand_version(const statement_text& text, int library = sqlite3_libversion_number()) {
  const token& newest = newest_word(text);
  if (library >= 3'000'000 + newest.since * 1000) return;
  std::string word;
  for (const char c : newest.text) {
    if (c == '\1') word += "...";
    else word += c;
  }
  throw error::invalid_request{
      concat({"this statement needs SQLite 3.", in_digits{newest.since}, " for \"", word, "\", and runs with ",
              in_digits{library / 1'000'000}, ".", in_digits{library / 1000 % 1000}, ".", in_digits{library % 1000}})};
}

}  // namespace mizzle::detail::sqlite
