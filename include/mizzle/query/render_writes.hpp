// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/query/render.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle {

// What an insert or update writes: names, rows, patches, assignments.

constexpr void renderer::names(std::string_view before, unsigned count) {
  out_.put(before);
  out_.put(" ("sv);
  for (unsigned i = 0; i != count; ++i) {
    if (i != 0) out_.put(", "sv);
    out_.identifier((*at_++)->text);
  }
  out_.put(')');
}

constexpr void renderer::rows(const source& into) {
  const unsigned first_part = parts_;
  bool any = false;
  for (std::size_t c = 0; c != into.size; ++c) {
    if (!listed(into.columns[c])) continue;
    out_.put(any ? ", " : " (");
    any = true;
    out_.identifier(into.columns[c].name);
  }
  if (!any) return row_of_defaults(into);
  out_.put(") values "sv);
  for (unsigned row = 0; row != how_.rows; ++row) {
    parts_ = first_part;
    if (row != 0) out_.put(", "sv);
    bool first = true;
    for (std::size_t c = 0; c != into.size; ++c) {
      if (!listed(into.columns[c])) continue;
      out_.put(first ? "(" : ", ");
      first = false;
      placeholder(into.columns[c].type);
    }
    out_.put(')');
  }
}
/// A row that gives nothing. `default values` cannot stand before a conflict clause; there, a column is named for which what
/// is written means its default.
constexpr void renderer::row_of_defaults(const source& into) {
  if (at_ == last_ || (*at_)->what != form::conflict) return out_.put(" default values"sv);
  for (std::size_t c = 0; c != into.size; ++c) {
    const bool any = dialect_ == dialect_id::postgres && into.columns[c].generated.empty();
    if (!any && !into.columns[c].row_id) continue;
    out_.put(" ("sv);
    out_.identifier(into.columns[c].name);
    return out_.put(any ? ") values (default)" : ") values (null)");
  }
  throw error::invalid_request{"insert_into(" + std::string{into.name} + "): a row that gives nothing cannot stand before on_conflict(), because SQL has no form for it; give one value"};
}
/// Whether a row to insert names this column; uses up one part of the shape for a column that the database can fill in.
constexpr bool renderer::listed(const column_info& c) {
  if (!c.generated.empty()) return false;
  return c.filled_by_database() ? part() : true;
}

constexpr void renderer::patch(const source& table) {
  bool first = true;
  for (std::size_t c = 0; c != table.size; ++c) {
    if (!table.columns[c].generated.empty() || !part()) continue;
    out_.put(first ? " set " : ", ");
    first = false;
    out_.identifier(table.columns[c].name);
    out_.put(" = "sv);
    placeholder(table.columns[c].type);
  }
}

constexpr void renderer::assigns(const token& t) {
  bare_ = false;
  if (!t.has(is_target)) {
    out_.put(t.text);
    for (unsigned i = 0; i != t.index; ++i) {
      if (i != 0) out_.put(", "sv);
      ++at_;
      out_.identifier((*at_++)->text);
      out_.put(" = "sv);
      expression(precedence::none);
    }
    return;
  }
  const token* const* const first = at_;
  const unsigned parts = parts_;
  for (unsigned i = 0; i != t.index; ++i) {
    out_.put(i == 0 ? " (" : ", ");
    ++at_;
    out_.identifier((*at_++)->text);
    skip();
  }
  out_.put(") values ("sv);
  at_ = first;
  parts_ = parts;
  for (unsigned i = 0; i != t.index; ++i) {
    if (i != 0) out_.put(", "sv);
    at_ += 2;
    expression(precedence::none);
  }
  out_.put(')');
}

}  // namespace mizzle
