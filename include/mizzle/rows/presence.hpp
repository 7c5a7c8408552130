// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/schema/column_info.hpp>

namespace mizzle::detail {

// An outer join that finds no row of a table gives NULL for each of its columns. A row that is there cannot be told from that
// if all of its columns can be NULL. Where such a table is selected whole, it is joined as
// `(select 1 as "mizzle row", * from "table") as "table"`, and that column is read before its own.

/// The column that is NULL only where a row is absent.
inline constexpr std::string_view presence_column = "mizzle row";

/// The column of a table that tells whether its row is there: one that cannot be NULL; the number of columns without one.
constexpr std::size_t marker_column(const column_info* columns, std::size_t size) {
  for (std::size_t c = 0; c != size; ++c) {
    if (!columns[c].nullable) return c;
  }
  return size;
}
constexpr bool has_marker_column(const source& s) { return marker_column(s.columns, s.size) != s.size; }

/// Whether the joins of the select that begins here can leave a source without a row.
constexpr bool may_be_absent(const token* const* select, const token* const* last, const source& s) {
  bool found = false, absent = false;
  for (auto at = select + 1; at != last && (*at)->what != form::compound; ++at) {
    if ((*at)->what != form::source) continue;
    const token& before = **(at - 1);
    const bool join = before.what == form::join;
    if (join && before.has(is_outer_right)) absent = found;
    if (*(*at)->from == s) {
      found = true;
      absent = join && before.has(is_outer_left);
    }
  }
  return absent;
}

/// Whether a field of a statement, a whole table, comes with the column that tells whether its row is there. All selects of
/// a compound have it if one does whose rows the compound yields.
constexpr bool tells_presence(const tokens& words, unsigned field) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& head = **at;
    if (head.what != form::fields || field >= head.count || (*head.list[field].first)->what != form::columns_of) continue;
    const bool yields = at == words.first || (*(at - 1))->text.starts_with(" union");
    const source& s = *(*head.list[field].first)->from;
    if (yields && !has_marker_column(s) && may_be_absent(at, words.last, s)) return true;
  }
  return false;
}

/// Whether any field comes with such a column.
constexpr bool tells_presence(const tokens& words) {
  for (unsigned i = 0; i != (*words.first)->count; ++i) {
    if (tells_presence(words, i)) return true;
  }
  return false;
}

/// Whether a source of the select that begins here has to bring that column.
constexpr bool brings_presence(const tokens& words, const token* const* select, const source& s) {
  if (has_marker_column(s) || (*select)->what != form::fields || !may_be_absent(select, words.last, s)) return false;
  for (unsigned i = 0; i != (*select)->count; ++i) {
    const token& t = **(*select)->list[i].first;
    if (t.what == form::columns_of && *t.from == s && tells_presence(words, i)) return true;
  }
  return false;
}

}  // namespace mizzle::detail
