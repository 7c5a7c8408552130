// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/rows/presence.hpp>
#include <mizzle/render/statement.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// The table and the name of a result column, as errors tell them.
struct result_column {
  std::string table, column;
};

/// The name of the result column at a position, from zero on: of a column its own and its table's, otherwise what as() gave it, or the
/// text of the expression.
inline result_column result_column_at(const statement_text& statement, std::size_t position) {
  auto word = statement.words.first;
  while (word != statement.words.last && (*word)->what != form::fields) ++word;
  std::size_t before = 0;
  for (unsigned i = 0; word != statement.words.last && i != (*word)->count; ++i) {
    const tokens& field = (*word)->list[i];
    const token* t = *field.first;
    if (t->what == form::columns_of) {
      // The column that tells whether the row is there stands before the table's own.
      if (!has_marker_column(*t->from) && tells_presence(statement.words, i)) {
        if (before++ == position) return {std::string{t->from->label()}, std::string{presence_column}};
      }
      if (position - before < t->from->size) return {std::string{t->from->label()}, std::string{t->from->columns[position - before].name}};
      before += t->from->size;
      continue;
    }
    if (before++ != position) continue;
    const std::string_view given = t->what == form::named ? t->text : std::string_view{};
    for (auto at = field.first; t->what == form::named || t->what == form::when;) t = *++at;
    if (t->what == form::column) return {std::string{t->from->label()}, std::string{given.empty() ? t->text : given}};
    if (!given.empty()) return {{}, std::string{given}};
    renderer count{nullptr, dialect_id::sqlite, {}};
    count.bare_expression(field);
    std::string text(count.size(), '\0');
    renderer{text.data(), dialect_id::sqlite, {}}.bare_expression(field);
    return {{}, text};
  }
  return {{}, concat({in_digits{position + 1}})};
}

}  // namespace mizzle::detail
