// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/render/sources.hpp>
#include <mizzle/text/same_name.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// Writes what an insert or update writes: names, rows, patches, assignments.
class write_renderer : public source_renderer {
 protected:
  using source_renderer::source_renderer;
  constexpr ~write_renderer() = default;

  constexpr void names(std::string_view before, unsigned count);
  constexpr void rows(const source& into);
  constexpr void row_of_defaults(const source& into);
  constexpr bool listed(const column_info& c);
  constexpr void cell(const column_info& c);
  constexpr void made(const tokens& words);
  constexpr void select_into(const token& t);
  constexpr void patch(const source& table);
  constexpr void assigns(const token& t);
  constexpr bool begin_assignment(std::string_view before);

  const token* const* last_ = nullptr;  // where the statement at hand ends
};

constexpr void write_renderer::names(std::string_view before, unsigned count) {
  out_.put(before);
  out_.put(" ("sv);
  for (unsigned i = 0; i != count; ++i) {
    if (i != 0) out_.put(", "sv);
    out_.identifier((*at_++)->text);
  }
  out_.put(')');
}

constexpr void write_renderer::rows(const source& into) {
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
    const std::size_t begin = out_.size();
    if (row != 0) out_.put(", "sv);
    bool first = true;
    for (std::size_t c = 0; c != into.size; ++c) {
      const unsigned part = parts_;
      if (!listed(into.columns[c])) continue;
      parts_ = part;
      out_.put(first ? "(" : ", ");
      first = false;
      cell(into.columns[c]);
    }
    out_.put(')');
    // Where placeholders have no numbers, further rows read the same.
    if (row == 1 && dialect_.placeholder != dialects::numbered) return out_.repeat(begin, how_.rows - 2);
  }
}
/// A row that gives nothing. `default values` cannot stand before a conflict clause; there, a column is named for which what
/// is written means its default. NULL in a nullable column would not: the table may have a default that its declaration does
/// not know. There, it is the row id, which a table has also if it does not declare it.
constexpr void write_renderer::row_of_defaults(const source& into) {
  if (at_ == last_ || (*at_)->what != form::conflict) return out_.put(" default values"sv);
  bool nullable = false;
  std::string_view names[] = {"rowid"sv, "_rowid_"sv, "oid"sv};
  for (std::size_t c = 0; c != into.size; ++c) {
    const column_info& column = into.columns[c];
    nullable = nullable || column.nullable;
    for (std::string_view& name : names) {
      if (same_name(name, column.name)) name = {};
    }
    const bool any = dialect_.default_as_value && column.generated.empty();
    if (!any && !column.row_id) continue;
    out_.put(" ("sv);
    out_.identifier(column.name);
    return out_.put(any ? ") values (default)" : ") values (null)");
  }
  for (const std::string_view name : names) {
    if (!nullable || !into.row_ids || name.empty()) continue;
    out_.put(" ("sv);
    out_.put(name);
    return out_.put(") values (null)"sv);
  }
  throw error::invalid_request{
      concat({"insert_into(", into.name,
              "): a row that gives nothing cannot stand before on_conflict(), because SQL has no form for it; give one value"})};
}
/// Whether a row to insert names this column; uses up one part of the shape for a column that the row decides about.
constexpr bool write_renderer::listed(const column_info& c) {
  if (!c.generated.empty()) return false;
  if (!c.decided_by_row()) return true;
  return part() || c.expression_on_insert();
}
/// What a row to insert gives to a column that it names.
constexpr void write_renderer::cell(const column_info& c) {
  if (!c.decided_by_row() || part()) return placeholder(c.type);
  made(*c.expression_on_insert());
}
/// SQL that a column's function has given.
constexpr void write_renderer::made(const tokens& words) {
  const token* const* const at = at_;
  at_ = words.first;
  expression(precedence::none);
  at_ = at;
}

constexpr void write_renderer::patch(const source& table) {
  bool first = true;
  for (std::size_t c = 0; c != table.size; ++c) {
    const column_info& column = table.columns[c];
    if (!column.generated.empty()) continue;
    const bool given = part();
    if (!given && !column.on_update_expression) continue;
    out_.put(first ? " set " : ", ");
    first = false;
    out_.identifier(column.name);
    out_.put(" = "sv);
    if (given) {
      placeholder(column.type);
    } else {
      made(*column.on_update_expression);
    }
  }
}

/// The select of an insert. What functions give to columns that it does not fill stands beside its fields.
constexpr void write_renderer::select_into(const token& t) {
  out_.put(' ');
  if (t.operands == 0) return nested(*t.inner, at_ != last_ && (*at_)->what == form::conflict);
  out_.put("select *"sv);
  for (unsigned i = 0; i != t.operands; ++i) {
    out_.put(", "sv);
    expression(precedence::none);
  }
  out_.put(" from ("sv);
  nested(*t.inner, false);
  out_.put(") as \"mizzle\""sv);
  if (at_ != last_ && (*at_)->what == form::conflict) out_.put(" where true"sv);
}

constexpr void write_renderer::assigns(const token& t) {
  bare_ = false;
  bool any = false;
  if (!t.has(is_target)) {
    for (unsigned i = 0; i != t.count; ++i) {
      if (!begin_assignment(any ? ", "sv : t.text)) continue;
      any = true;
      out_.identifier((*at_++)->text);
      out_.put(" = "sv);
      expression(precedence::none);
    }
    return;
  }
  const token* const* const first = at_;
  const unsigned parts = parts_;
  for (unsigned i = 0; i != t.count; ++i) {
    if (!begin_assignment(any ? ", "sv : " ("sv)) continue;
    any = true;
    out_.identifier((*at_++)->text);
    skip();
  }
  at_ = first;
  parts_ = parts;
  any = false;
  for (unsigned i = 0; i != t.count; ++i) {
    if (!begin_assignment(any ? ", "sv : ") values ("sv)) continue;
    any = true;
    ++at_;
    expression(precedence::none);
  }
  out_.put(')');
}
/// Passes over an assignment that is left out; of another one it writes what stands before it, and goes to its column.
constexpr bool write_renderer::begin_assignment(std::string_view before) {
  if (!takes_part()) {
    skip();
    return false;
  }
  out_.put(before);
  ++at_;
  return true;
}

}  // namespace mizzle::detail
