// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/query/dialect.hpp>
#include <mizzle/query/walk.hpp>
#include <mizzle/schema/column_info.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle {

/// Writes a statement's tokens as SQL. One function for all statements, and the same in a constant expression and at run
/// time, where it is used for the rare text that depends on values.
class renderer : private token_walk {
 public:
  template <class Out>
  constexpr renderer(Out out, dialect_id dialect, shape how) noexcept : token_walk{how}, out_{out}, dialect_{dialect} {}

  constexpr void statement(const statement_text& text) { body(text, false); }
  /// One expression with columns that are not qualified, as DDL wants them.
  constexpr void bare_expression(const tokens& words) {
    bare_ = true;
    at_ = words.first;
    expression(precedence::none);
  }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }

 private:
  constexpr void body(const statement_text& text, bool needs_where) {
    const token* const* const outer = at_;
    const token* const* const outer_last = last_;
    at_ = text.words.first;
    last_ = text.words.last;
    const bool shaped = shaped_;
    shaped_ = text.has_shape;
    while (at_ != text.words.last) {
      const token& t = **at_;
      if (needs_where && (t.what == form::clause || t.what == form::compound) && t.index >= rank_of_where) {
        // "insert ... select ... on conflict" is ambiguous without a where: https://www.sqlite.org/lang_upsert.html#parsing_ambiguity
        if (t.index > rank_of_where || !stands_after()) out_.put(" where true");
        needs_where = t.what == form::compound;
      }
      ++at_;
      word(t);
    }
    if (needs_where) out_.put(" where true");
    shaped_ = shaped;
    last_ = outer_last;
    at_ = outer;
  }

  constexpr void word(const token& t) {
    switch (t.what) {
      case form::clause:
        return clause(t);
      case form::fields:
        return fields(t);
      case form::join:
        out_.put(t.text);
        source_name(*(*at_++)->from);
        if (t.operands == 0) return;
        out_.put(" on ");
        if (shaped_ && !stands()) {
          skip();
          out_.put("true");
        } else {
          expression(precedence::none);
        }
        return;
      case form::insert:
        out_.put(t.text);
        source_name(*t.from);
        return;
      case form::names:
        return names(t.text, t.index);
      case form::rows:
        return rows(*t.from);
      case form::select_into:
        out_.put(' ');
        return body(*t.inner, at_ != last_ && (*at_)->what == form::conflict);
      case form::assigns:
        return assigns(t);
      case form::patch:
        return patch(*t.from);
      case form::conflict:
        out_.put(" on conflict");
        if (t.index != 0) names({}, t.index);
        bare_ = true;
        return;
      case form::mark:
        return;
      default:
        bare_ = false;
        out_.put(t.text);
        return;
    }
  }

  constexpr void clause(const token& t) {
    if (shaped_ && t.operands == 1 && !stands()) {
      skip();
      return;
    }
    out_.put(t.text);
    for (unsigned i = 0; i != t.operands; ++i) {
      if (i != 0) out_.put(", ");
      if ((*at_)->what == form::source) {
        source_name(*(*at_++)->from);
      } else {
        expression(precedence::none);
      }
    }
  }

  constexpr void fields(const token& t) {
    out_.put(t.text);
    const token* const* const after = at_;
    for (unsigned i = 0; i != t.index; ++i) {
      if (i != 0) out_.put(", ");
      at_ = t.list[i].first;
      if ((*at_)->what == form::columns_of) {
        all_columns(*(*at_)->from);
        continue;
      }
      std::string_view name;
      if ((*at_)->what == form::named) name = (*at_++)->text;
      const bool as_text = dialect_ == dialect_id::d1 && t.list[i].type == sql_type::integer;
      if (as_text) out_.put("cast(");
      expression(precedence::none);
      if (as_text) out_.put(" as text)");
      if (!name.empty()) {
        out_.put(" as ");
        out_.identifier(name);
      }
    }
    at_ = after;
  }

  constexpr void all_columns(const source& from) {
    for (std::size_t c = 0; c != from.size; ++c) {
      if (c != 0) out_.put(", ");
      const bool as_text = dialect_ == dialect_id::d1 && from.columns[c].type == sql_type::integer;
      if (as_text) out_.put("cast(");
      out_.identifier(from.label());
      out_.put('.');
      out_.identifier(from.columns[c].name);
      if (as_text) out_.put(" as text)");
    }
  }

  constexpr void names(std::string_view before, unsigned count) {
    out_.put(before);
    out_.put(" (");
    for (unsigned i = 0; i != count; ++i) {
      if (i != 0) out_.put(", ");
      out_.identifier((*at_++)->text);
    }
    out_.put(')');
  }

  constexpr void source_name(const source& from) {
    out_.identifier(from.name);
    if (!from.alias.empty()) {
      out_.put(" as ");
      out_.identifier(from.alias);
    }
  }

  constexpr void rows(const source& into) {
    const unsigned first_part = parts_;
    bool any = false;
    for (std::size_t c = 0; c != into.size; ++c) {
      if (!listed(into.columns[c])) continue;
      out_.put(any ? ", " : " (");
      any = true;
      out_.identifier(into.columns[c].name);
    }
    if (!any) {
      out_.put(" default values");
      return;
    }
    out_.put(") values ");
    for (unsigned row = 0; row != how_.rows; ++row) {
      parts_ = first_part;
      if (row != 0) out_.put(", ");
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
  /// Whether a row to insert names this column; uses up one part of the shape for a column that the database can fill in.
  constexpr bool listed(const column_info& c) {
    if (!c.generated.empty()) return false;
    return c.filled_by_database() ? part() : true;
  }

  constexpr void patch(const source& table) {
    bool first = true;
    for (std::size_t c = 0; c != table.size; ++c) {
      if (!table.columns[c].generated.empty() || !part()) continue;
      out_.put(first ? " set " : ", ");
      first = false;
      out_.identifier(table.columns[c].name);
      out_.put(" = ");
      placeholder(table.columns[c].type);
    }
  }

  constexpr void assigns(const token& t) {
    bare_ = false;
    if (!t.has(is_target)) {
      out_.put(t.text);
      for (unsigned i = 0; i != t.index; ++i) {
        if (i != 0) out_.put(", ");
        ++at_;
        out_.identifier((*at_++)->text);
        out_.put(" = ");
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
    out_.put(") values (");
    at_ = first;
    parts_ = parts;
    for (unsigned i = 0; i != t.index; ++i) {
      if (i != 0) out_.put(", ");
      at_ += 2;
      expression(precedence::none);
    }
    out_.put(')');
  }

  constexpr void placeholder(sql_type type) {
    ++parameters_;
    if (dialect_ == dialect_id::postgres) {
      out_.put('$');
      out_.put(parameters_);
    } else if (dialect_ == dialect_id::d1 && type == sql_type::integer) {
      out_.put("cast(? as integer)");
    } else {
      out_.put('?');
    }
  }

  constexpr void expression(precedence around) {
    const token& t = **at_++;
    const bool parentheses = t.binds < around;
    switch (t.what) {
      case form::column:
        if (t.has(is_excluded)) {
          out_.put("excluded.");
        } else if (!bare_) {
          out_.identifier(t.from->label());
          out_.put('.');
        }
        out_.identifier(t.text);
        return;
      case form::value:
        return placeholder(t.type);
      case form::infix: {
        const bool associative = t.binds == precedence::and_ || t.binds == precedence::or_;
        if (shaped_ && associative) {
          const bool left = stands();
          if (!left) {
            skip();
            return expression(around);
          }
          if (!stands_after_one()) {
            expression(around);
            skip();
            return;
          }
        }
        if (parentheses) out_.put('(');
        // Comparisons are written with parentheses on both sides, because engines disagree on how they associate.
        const bool comparison = t.index == 0 && (t.binds == precedence::equal || t.binds == precedence::less);
        expression(comparison ? tighter(t.binds) : t.binds);
        out_.put(t.text);
        expression(associative ? t.binds : tighter(t.binds));
        break;
      }
      case form::prefix:
        if (shaped_ && !stands()) {
          skip();
          out_.put("null");
          return;
        }
        if (parentheses) out_.put('(');
        out_.put(t.text);
        expression(t.binds == precedence::not_ ? precedence::not_ : tighter(t.binds));
        break;
      case form::postfix:
        if (parentheses) out_.put('(');
        expression(t.binds == precedence::none ? precedence::none : tighter(t.binds));
        out_.put(t.text);
        break;
      case form::call:
        if (parentheses) out_.put('(');
        for (unsigned i = 0; i != t.index; ++i) expression(tighter(t.binds));
        out_.put(t.text);
        for (unsigned i = t.index; i < t.operands; ++i) {
          if (i != t.index) out_.put(", ");
          expression(precedence::none);
        }
        out_.put(')');
        break;
      case form::mixfix:
        if (parentheses) out_.put('(');
        mixfix(t);
        break;
      case form::subquery:
        out_.put('(');
        body(*t.inner, false);
        out_.put(')');
        return;
      case form::when:
        ++parts_;
        return expression(around);
      case form::named:
        return expression(around);
      default:
        out_.put(t.text);
        return;
    }
    if (parentheses) out_.put(')');
  }

  constexpr void mixfix(const token& t) {
    std::size_t from = 0;
    for (std::size_t i = 0; i != t.text.size(); ++i) {
      if (t.text[i] != '\1') continue;
      out_.put(t.text.substr(from, i - from));
      from = i + 1;
      // Inside parentheses of its own text, or between the keywords of case, an operand needs none; beside an operator it does.
      const bool enclosed = t.binds == precedence::atom || (i != 0 && t.text[i - 1] == '(');
      expression(enclosed ? precedence::none : tighter(t.binds == precedence::none ? precedence::equal : t.binds));
    }
    out_.put(t.text.substr(from));
  }

  static constexpr precedence tighter(precedence l) noexcept {
    return l == precedence::atom ? precedence::atom : static_cast<precedence>(static_cast<unsigned char>(l) + 1);
  }

  writer out_;
  dialect_id dialect_;
  const token* const* last_ = nullptr;
  std::size_t parameters_ = 0;
  bool bare_ = false;
};

}  // namespace mizzle
