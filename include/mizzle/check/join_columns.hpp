// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/token.hpp>
#include <mizzle/schema/column_info.hpp>
#include <mizzle/text/rejection.hpp>
#include <mizzle/text/same_name.hpp>

namespace mizzle::detail {

constexpr bool has_column(const source& s, std::string_view name) {
  for (std::size_t c = 0; c != s.size; ++c) {
    if (same_name(s.columns[c].name, name)) return true;
  }
  return false;
}
/// Whether `at`, if it is a join's `using`, names a column.
constexpr bool uses_column(const token* const* at, std::string_view name) {
  for (unsigned i = 0; (*at)->what == form::using_ && i != (*at)->count; ++i) {
    if (same_name(at[1 + 2 * i]->text, name)) return true;
  }
  return false;
}

/// What is wrong with the `using` at `at` of a select. SQL looks for each of its columns by name alone, and takes the first table before the
/// join that has it (https://www.sqlite.org/lang_select.html): that must be the table that is meant, and no other one may have
/// the column, unless it was joined by it.
constexpr diagnosis check_join_columns(const token* const* select, const token* const* at) {
  const token* const* joined = at;
  while ((*--joined)->what != form::source) {}
  for (unsigned i = 0; i != (*at)->count; ++i) {
    const token& meant = *at[1 + 2 * i];
    const source* first = nullptr;
    const source* other = nullptr;
    const source* last = nullptr;
    bool is_first = true, has_other = false;  // not by address: see source
    for (auto word = select; word != joined; ++word) {
      if ((*word)->what == form::source) {
        last = (*word)->from;
        if (!has_column(*last, meant.text)) continue;
        (is_first ? first : other) = last;
        has_other = !is_first;
        is_first = false;
      } else if (has_other && *last == *other && uses_column(word, meant.text)) {
        has_other = false;
      }
    }
    if (!is_first && *first != *meant.from) {
      other = meant.from;
      has_other = true;
    }
    if (has_other)
      return {fault::no_join_condition,
              sentence{"mizzle: join: column ", meant.text, " of using_() or natural stands in ", first->label(), " and in ",
                       other->label(), ", and SQL would not take that of ", meant.from->label(), " alone; write a condition with =="}};
  }
  return {};
}

}  // namespace mizzle::detail
