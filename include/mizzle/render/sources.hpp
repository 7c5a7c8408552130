// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/render/expression.hpp>
#include <mizzle/rows/presence.hpp>
#include <mizzle/schema/column_info.hpp>

namespace mizzle::detail {

/// Writes what a statement reads: tables, named queries, common table expressions, functions.
class source_renderer : public expression_renderer {
 protected:
  using expression_renderer::expression_renderer;
  constexpr ~source_renderer() = default;

  constexpr void source_item();
  constexpr void joined_columns(unsigned count);
  constexpr void hint(const token& t);
  constexpr void join(const token& t);
  constexpr void absent_join();
  constexpr void with(const tokens& sources);
  constexpr void query(const statement_text& text, field_names names);
  constexpr void name_field(std::string_view own, bool is_column);

  const tokens* words_ = nullptr;         // of the statement at hand,
  const token* const* select_ = nullptr;  // and where its select at hand begins
  field_names names_;
  bool in_source_ = false;  // whether another statement reads the rows of the one at hand
};

/// A source and, if it is a function, its arguments.
constexpr void source_renderer::source_item() {
  const token& t = **at_++;
  const source& from = *t.from;
  const bool presence = !in_source_ && brings_presence(*words_, select_, from);
  if (presence) {
    out_.put("(select 1 as "sv);
    out_.identifier(presence_column);
    out_.put(", * from "sv);
  }
  if (from.kind == source_kind::query) {
    out_.put('(');
    query(*from.inner, {from.columns, true});
    out_.put(')');
  } else if (from.kind == source_kind::function) {
    out_.put(from.name);
    out_.put(words(t));
    for (unsigned i = 0; i != t.operands; ++i) {
      if (i != 0) out_.put(", "sv);
      expression(precedence::none);
    }
    out_.put(')');
  } else {
    out_.identifier(from.name);
  }
  const bool hinted = from.kind == source_kind::table && t.operands != 0;
  if (presence) {
    if (hinted) hint(**at_++);
    out_.put(')');
  }
  if (presence || from.kind == source_kind::query || from.kind == source_kind::function || !from.alias.empty()) {
    out_.put(" as "sv);
    out_.identifier(from.label());
  }
  if (hinted && !presence) hint(**at_++);
}

/// How the rows of a table are found.
constexpr void source_renderer::hint(const token& t) {
  out_.put(words(t));
  if (!t.text.empty()) out_.identifier(t.text);
}

/// ` using ("a", "b")`, of pairs of columns.
constexpr void source_renderer::joined_columns(unsigned count) {
  for (unsigned i = 0; i != count; ++i, at_ += 2) {
    out_.put(i == 0 ? " using (" : ", ");
    out_.identifier((*at_)->text);
  }
  out_.put(')');
}

constexpr void source_renderer::join(const token& t) {
  out_.put(t.text);
  source_item();
  if (t.operands == 0) return;
  if ((*at_)->what == form::using_) return joined_columns((*at_++)->count);
  out_.put(" on "sv);
  if (shaped_ && !stands()) {
    skip();
    out_.put("true"sv);
  } else {
    expression(precedence::none);
  }
}
/// A join that is left out. A source without rows stands in its place, so that its columns can be named, and are NULL.
constexpr void source_renderer::absent_join() {
  const token& t = **at_;
  const source& from = *t.from;
  out_.put(" left join (select "sv);
  if (!in_source_ && brings_presence(*words_, select_, from)) {
    out_.put("null as "sv);
    out_.identifier(presence_column);
    out_.put(", "sv);
  }
  for (std::size_t c = 0; c != from.size; ++c) {
    out_.put(c == 0 ? "null as "sv : ", null as "sv);
    out_.identifier(from.columns[c].name);
  }
  out_.put(" where false) as "sv);
  out_.identifier(from.label());
  out_.put(" on true"sv);
  if (from.kind == source_kind::query) parts_ += count_parts(*from.inner);
  skip();  // the source and its arguments,
  skip();  // and the condition
}

/// A query whose rows another statement reads, by the names of these columns, or by names that stand before it.
constexpr void source_renderer::query(const statement_text& text, field_names names) {
  const bool in_source = in_source_;
  in_source_ = true;
  nested(text, false, names);
  in_source_ = in_source;
}

/// `with "a" ("x", "y") as (select ...), ...`. The names stand before the query, which may be a compound.
constexpr void source_renderer::with(const tokens& sources) {
  bool recursive = false;
  for (auto at = sources.first; at != sources.last; ++at) recursive = recursive || (*at)->from->kind == source_kind::recursive;
  out_.put(recursive ? "with recursive " : "with ");
  for (auto at = sources.first; at != sources.last; ++at) {
    const source& s = *(*at)->from;
    if (at != sources.first) out_.put(", "sv);
    out_.identifier(s.name);
    for (std::size_t c = 0; c != s.size; ++c) {
      out_.put(c == 0 ? " (" : ", ");
      out_.identifier(s.columns[c].name);
    }
    constexpr std::string_view hints[] = {") as (", ") as materialized (", ") as not materialized ("};
    out_.put(hints[(*at)->count]);
    query(*s.inner, {});
    out_.put(')');
  }
  out_.put(' ');
}

/// ` as "name"` behind a field that has another name of its own than the one it is read by.
constexpr void source_renderer::name_field(std::string_view own, bool is_column) {
  std::string_view name = is_column ? std::string_view{} : own;
  if (names_.given) {
    name = names_.next->name;
    ++names_.next;
    if (is_column && name == own) return;
  }
  if (name.empty()) return;
  out_.put(" as "sv);
  out_.identifier(name);
}

}  // namespace mizzle::detail
