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
  std::string message = "this statement needs SQLite 3." + std::to_string(newest.since) + " for \"";
  for (const char c : newest.text) message += c == '\1' ? std::string{"..."} : std::string(1, c);
  throw error::invalid_request{message + "\", and runs with " + std::to_string(library / 1'000'000) + '.' +
                               std::to_string(library / 1000 % 1000) + '.' + std::to_string(library % 1000)};
}

}  // namespace mizzle::detail::sqlite
