// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/check/terms.hpp>
#include <mizzle/render/writes.hpp>

namespace mizzle::detail {

/// Writes a statement's tokens as SQL. One class for all statements, and the same in a constant expression and at run
/// time, where it is used for the rare text that depends on values.
class renderer final : public write_renderer {
 public:
  template <class Out>
  constexpr renderer(Out out, dialect_id dialect, shape how) noexcept : write_renderer{out, dialect, how} {}

  constexpr void statement(const statement_text& text);

 private:
  constexpr void body(const statement_text& text, bool needs_where);
  constexpr void nested(const statement_text& text, bool needs_where, field_names names = {}) override;
  constexpr void compound_as_text(const statement_text& text);
  constexpr void word(const token& t);
  constexpr void clause(const token& t);
  constexpr bool order_by_position();
  constexpr void fields(const token& t);
  constexpr void all_columns(const source& from, unsigned field);
  constexpr void begin_cast(sql_type type);
  constexpr void end_cast(sql_type type);

  bool casts_ = true;  // whether selected integers are cast where the dialect wants it: in what the statement yields
};

constexpr void renderer::statement(const statement_text& text) {
  if (!dialect_.before_integer.empty()) {
    for (auto at = text.words.first; at != text.words.last; ++at) {
      if ((*at)->what == form::compound) return compound_as_text(text);
    }
  }
  body(text, false);
}

constexpr void renderer::body(const statement_text& text, bool needs_where) {
  const token* const* const outer = at_;
  const token* const* const outer_last = last_;
  const tokens* const outer_words = words_;
  const token* const* const outer_select = select_;
  if (text.with.first != text.with.last) with(text.with);
  words_ = &text.words;
  select_ = text.words.first;
  at_ = text.words.first;
  last_ = text.words.last;
  const bool shaped = shaped_;
  shaped_ = text.has_shape;
  // "insert ... select ... on conflict" is ambiguous without a where: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
  // Of a compound, that is the where of its last select.
  const token* const* last_select = at_;
  if (needs_where) {
    for (auto w = at_; w != last_; ++w) {
      if ((*w)->what == form::compound) last_select = w;
    }
  }
  while (at_ != text.words.last) {
    const token& t = **at_;
    if (needs_where && t.what == form::clause && t.rank >= clause_rank::where && at_ >= last_select) {
      if (t.rank > clause_rank::where || !stands_after()) out_.put(" where true"sv);
      needs_where = false;
    }
    ++at_;
    word(t);
  }
  if (needs_where) out_.put(" where true"sv);
  shaped_ = shaped;
  words_ = outer_words;
  select_ = outer_select;
  last_ = outer_last;
  at_ = outer;
}
constexpr void renderer::nested(const statement_text& text, bool needs_where, field_names names) {
  const bool casts = casts_;
  const field_names outer_names = names_;
  casts_ = false;
  names_ = names;
  body(text, needs_where);
  names_ = outer_names;
  casts_ = casts;
}
/// The type of the n-th column of a select list, from 0.
constexpr sql_type type_of_column(const token& list, std::size_t n) {
  for (unsigned i = 0; i != list.count; ++i) {
    const token& t = **list.list[i].first;
    if (t.what != form::columns_of) {
      if (n-- == 0) return list.list[i].type;
    } else if (n < t.from->size) {
      return t.from->columns[n].type;
    } else {
      n -= t.from->size;
    }
  }
  return sql_type::any;
}
/// A compound of which integers are wanted as text. Cast in its selects, they would be compared and ordered as texts. A column
/// that is real in one of them is read as one.
constexpr void renderer::compound_as_text(const statement_text& text) {
  const token& list = **text.words.first;
  const auto each_column = [&](auto&& put) {
    std::size_t n = 0;
    for (unsigned i = 0; i != list.count; ++i) {
      const token& t = **list.list[i].first;
      if (t.what == form::columns_of && !has_marker_column(*t.from) && tells_presence(text.words, i)) {
        if (n != 0) out_.put(", "sv);
        put(++n, sql_type::any, std::string_view{});
      }
      for (std::size_t c = 0; c != (t.what == form::columns_of ? t.from->size : 1); ++c) {
        if (n != 0) out_.put(", "sv);
        sql_type type = type_of_column(list, n);
        for (auto at = text.words.first; at != text.words.last; ++at) {
          const token& head = **at;
          if ((head.what == form::fields || head.what == form::operand) && type_of_column(head, n) != type) type = sql_type::real;
        }
        put(++n, type, t.what == form::named ? t.text : std::string_view{});
      }
    }
  };
  const auto name = [&](std::size_t n) {
    out_.put("\"c"sv);
    out_.put(n);
    out_.put('"');
  };
  out_.put("with \"mizzle\" ("sv);
  each_column([&](std::size_t n, sql_type, std::string_view) { name(n); });
  out_.put(") as ("sv);
  nested(text, false);
  out_.put(") select "sv);
  each_column([&](std::size_t n, sql_type type, std::string_view given) {
    begin_cast(type);
    name(n);
    end_cast(type);
    if (given.empty()) return;
    out_.put(" as "sv);
    out_.identifier(given);
  });
  out_.put(" from \"mizzle\""sv);
}

constexpr void renderer::word(const token& t) {
  switch (t.what) {
    case form::clause:
      return clause(t);
    case form::fields:
      return fields(t);
    case form::join:
      return join(t);
    case form::when: {  // in front of a join
      const bool stands = part();
      const token& left_out = **at_++;
      return stands ? join(left_out) : absent_join();
    }
    case form::insert:
      out_.put(t.text);
      out_.identifier(t.from->name);
      return;
    case form::operand:
      out_.put("select * from ("sv);
      nested(*t.inner, false, names_);
      out_.put(')');
      return;
    case form::compound:
      // The names of a compound are those of its first select.
      names_ = {};
      bare_ = false;
      out_.put(t.text);
      return;
    case form::names:
      return names(t.text, t.count);
    case form::rows:
      return rows(*t.from);
    case form::select_into:
      return select_into(t);
    case form::assigns:
      return assigns(t);
    case form::patch:
      return patch(*t.from);
    case form::conflict:
      out_.put(" on conflict"sv);
      if (t.count != 0) names({}, t.count);
      bare_ = true;
      return;
    case form::choice: {
      bare_ = false;
      bool written = false;
      for (unsigned i = 0; i != t.count; ++i) {
        if (part() && !written) {
          out_.put((*t.list[i].first)->text);
          written = true;
        }
      }
      return;
    }
    case form::hint:
      return hint(t);
    case form::mark:
      return;
    default:
      bare_ = false;
      out_.put(t.text);
      return;
  }
}

constexpr void renderer::clause(const token& t) {
  if (t.operands == 0) return out_.put(words(t));
  bool written = false;
  for (unsigned i = 0; i != t.operands; ++i) {
    if (shaped_ && !stands()) {
      skip();
      continue;
    }
    out_.put(written ? ", "sv : words(t));
    written = true;
    if ((*at_)->what == form::source) {
      source_item();
    } else if (t.rank != clause_rank::order || !order_by_position()) {
      expression(precedence::none);
    }
  }
}
/// A term of the order of a compound whose column only an operand in parentheses has: SQL knows it by its position alone.
constexpr bool renderer::order_by_position() {
  if (!has_operand(*words_) || !takes_part()) return false;
  const token* const* const what = skip_direction(at_);
  const yielded_column found = find_yielded(*words_, what);
  if (found.position == 0 || found.seen) return false;
  out_.put(std::size_t{found.position});
  for (auto direction = what; direction != at_;) out_.put((*--direction)->text);
  at_ = after(what);
  return true;
}

constexpr void renderer::fields(const token& t) {
  out_.put(t.text);
  const token* const* const after = at_;
  select_ = after - 1;
  for (unsigned i = 0; i != t.count; ++i) {
    if (i != 0) out_.put(", "sv);
    at_ = t.list[i].first;
    if ((*at_)->what == form::columns_of) {
      all_columns(*(*at_)->from, i);
      continue;
    }
    std::string_view name;
    if ((*at_)->what == form::named) name = (*at_++)->text;
    begin_cast(t.list[i].type);
    if (takes_part()) {
      expression(precedence::none);
    } else {
      // As an aggregate, so that a select of nothing else still yields one row.
      out_.put(is_folding(at_) ? "max(null)" : "null");
      skip();
    }
    end_cast(t.list[i].type);
    const bool is_column = name.empty() && (*t.list[i].first)->what == form::column;
    name_field(is_column ? (*t.list[i].first)->text : name, is_column);
  }
  at_ = after;
}
constexpr void renderer::all_columns(const source& from, unsigned field) {
  if (!in_source_ && !has_marker_column(from) && tells_presence(*words_, field)) {
    if (may_be_absent(select_, last_, from)) {
      out_.identifier(from.label());
      out_.put('.');
      out_.identifier(presence_column);
    } else {
      out_.put('1');
    }
    out_.put(", "sv);
  }
  for (std::size_t c = 0; c != from.size; ++c) {
    if (c != 0) out_.put(", "sv);
    begin_cast(from.columns[c].type);
    out_.identifier(from.label());
    out_.put('.');
    out_.identifier(from.columns[c].name);
    end_cast(from.columns[c].type);
    if (names_.given) name_field(from.columns[c].name, true);
  }
}
constexpr void renderer::begin_cast(sql_type type) {
  if (casts_ && type == sql_type::integer) out_.put(dialect_.before_integer);
}
constexpr void renderer::end_cast(sql_type type) {
  if (casts_ && type == sql_type::integer) out_.put(dialect_.behind_integer);
}

}  // namespace mizzle::detail
