// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/render/statement.hpp>
#include <mizzle/rows/store.hpp>

namespace mizzle::detail {

/// The text of a statement as its values shape it.
inline std::string render(const statement_text& words, dialect_id dialect, const shape& how, const made_conditions* made = nullptr) {
  renderer count{nullptr, dialect, how};
  count.use(made);
  count.statement(words);
  std::string text(count.size(), '\0');
  renderer fill{text.data(), dialect, how};
  fill.use(made);
  fill.statement(words);
  return text;
}
/// Of a text that depends on values, the one in which every part stands, as sql_of has it.
inline std::string text_of_origin(const rows_origin& origin) { return render(*origin.statement, origin.dialect, {}); }

}  // namespace mizzle::detail
