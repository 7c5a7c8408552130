// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mizzle/sqlite/raw.hpp>

namespace mizzle::detail::sqlite {

/// Prepares the first statement of a text, and moves the text behind it.
inline kept_statement* prepare_first(session& on, std::string_view& text) {
  auto* const made = new kept_statement;
  made->temporary = true;
  const char* tail = nullptr;
  // The size counts the terminating zero, as in session::prepare().
  const int code = sqlite3_prepare_v3(on.db, text.data(), static_cast<int>(text.size() + 1), 0, &made->statement, &tail);
  if (code != SQLITE_OK) {
    delete made;
    raise(on.db, code, text.data());
  }
  text.remove_prefix(static_cast<std::size_t>(tail - text.data()));
  return made;
}

/// Runs the statements of a text one after another, each to its end; what fails has its number, from 0 on, as its step.
inline void run_script(session& on, std::string_view script, const char* why_not) {
  demand_no_zero(script);
  const std::string text{script};
  std::string_view rest = text;
  for (std::size_t number = 0;; ++number) {
    rest.remove_prefix(skip_comments(rest));
    if (rest.empty()) return;
    try {
      demand_no_control(on, verb_of(rest), rest);
      cursor at{on, prepare_first(on, rest)};
      demand_permission(at.statement(), why_not);
      bind_count(at.statement(), 0);
      while (at.step()) {}
    } catch (error::base& e) {
      e.set_step(number);
      throw;
    }
  }
}

}  // namespace mizzle::detail::sqlite
