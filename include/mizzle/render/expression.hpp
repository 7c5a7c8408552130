// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/plain_value.hpp>
#include <mizzle/render/dialect.hpp>
#include <mizzle/render/literal.hpp>
#include <mizzle/render/walk.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/writer.hpp>
#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// The names by which another statement reads the fields that follow, if it does so.
struct field_names {
  const column_info* next = nullptr;
  bool given = false;
};

class expression_renderer;
/// The conditions within a statement that are made at run time.
class made_conditions {
 public:
  /// Writes the one that is this part of the statement.
  virtual void write(expression_renderer& to, unsigned part, precedence around) const = 0;

 protected:
  ~made_conditions() = default;
};

/// Writes expressions as SQL, in the words of a dialect.
class expression_renderer : protected token_walk {
 public:
  /// One expression with columns that are not qualified, as DDL wants them; its values as literals, if they are given.
  constexpr void bare_expression(const tokens& words, const plain_value* literals = nullptr);
  /// What is written where conditions stand that are made at run time.
  constexpr void use(const made_conditions* made) noexcept { made_ = made; }
  /// Writes a part of such a condition: an expression with a shape of its own.
  void made_part(const tokens& words, const shape& how, const made_conditions& within, precedence around) {
    const token_walk outer = *this;
    const made_conditions* const outer_made = made_;
    at_ = words.first;
    how_ = how;
    parts_ = 0;
    shaped_ = true;
    made_ = &within;
    expression(around);
    made_ = outer_made;
    static_cast<token_walk&>(*this) = outer;
  }
  void put(std::string_view text) { out_.put(text); }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }
  [[nodiscard]] constexpr const writer& out() const noexcept { return out_; }

 protected:
  template <class Out>
  constexpr expression_renderer(Out out, dialect_id dialect, shape how) noexcept
      : token_walk{how}, out_{out}, dialect_{hooks_of(dialect)} {}

  constexpr ~expression_renderer() = default;

  constexpr std::string_view words(const token& t) const;
  constexpr void placeholder(sql_type type);
  constexpr void expression(precedence around);
  constexpr void mixfix(const token& t);
  /// A statement within another one: what it yields is not what the whole yields. The names are those by which it is read.
  constexpr virtual void nested(const statement_text& text, bool needs_where, field_names names = {}) = 0;

  writer out_;
  const dialect_hooks& dialect_;
  std::size_t parameters_ = 0;
  const plain_value* literals_ = nullptr;  // what is written for the placeholders that follow, where they are no parameters
  bool bare_ = false;
  const made_conditions* made_ = nullptr;
};

constexpr void expression_renderer::bare_expression(const tokens& words, const plain_value* literals) {
  bare_ = true;
  literals_ = literals;
  at_ = words.first;
  expression(precedence::none);
}

constexpr void expression_renderer::placeholder(sql_type type) {
  if (literals_) return write_literal(out_, *literals_++);
  ++parameters_;
  dialect_.placeholder(out_, type, parameters_);
}

/// The text of a token in the engine's words.
constexpr std::string_view expression_renderer::words(const token& t) const {
  const std::string_view text = dialect_.words(t);
  if (text.empty() && t.keyword != keyword::none)
    throw error::invalid_request{"this engine has no word for one of the statement's operators, such as glob"};
  return text;
}

/// What an operand must bind like to stand beside an operator without parentheses. Comparisons of all kinds get parentheses
/// inside one another, because engines disagree on which of them binds tighter.
constexpr precedence tighter(precedence l) noexcept {
  if (l == precedence::equal) return precedence::bits;
  return l == precedence::atom ? precedence::atom : static_cast<precedence>(static_cast<unsigned char>(l) + 1);
}

constexpr void expression_renderer::expression(precedence around) {
  const token& t = **at_++;
  const bool parentheses = t.binds < around;
  switch (t.what) {
    case form::column:
      if (t.has(is_excluded)) {
        out_.put("excluded."sv);
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
      const bool comparison = !t.has(left_is_bare) && (t.binds == precedence::equal || t.binds == precedence::less);
      expression(comparison ? tighter(t.binds) : t.binds);
      out_.put(words(t));
      expression(associative ? t.binds : tighter(t.binds));
      break;
    }
    case form::prefix:
      if (shaped_ && !stands()) {
        skip();
        out_.put("null"sv);
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
      for (unsigned i = 0; i != t.leading; ++i) expression(tighter(t.binds));
      out_.put(t.text);
      for (unsigned i = t.leading; i < t.operands; ++i) {
        if (i != t.leading) out_.put(", "sv);
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
      nested(*t.inner, false);
      out_.put(')');
      return;
    case form::when:
      ++parts_;
      return expression(around);
    case form::named:
      return expression(around);
    case form::made: {
      const unsigned at = parts_;
      // An empty one is left out of conditions; elsewhere nothing is asked. Nor is it known in an expression that an error names.
      if (!part() || (!made_ && bare_)) return out_.put("true"sv);
      if (!made_) throw error::invalid_request{"a condition of the statement is made at run time, and is not known here"};
      return made_->write(*this, at, around);
    }
    default:
      out_.put(words(t));
      return;
  }
  if (parentheses) out_.put(')');
}

/// Whether nothing but spaces stands between the hole at i and the parentheses or commas around it.
constexpr bool stands_alone(std::string_view text, std::size_t i) noexcept {
  std::size_t before = i, after = i + 1;
  while (before != 0 && text[before - 1] == ' ') --before;
  while (after < text.size() && text[after] == ' ') ++after;
  if (before == 0 || after == text.size()) return false;
  return (text[before - 1] == '(' || text[before - 1] == ',') && (text[after] == ')' || text[after] == ',');
}

constexpr void expression_renderer::mixfix(const token& t) {
  const std::string_view text = words(t);
  std::size_t from = 0;
  for (std::size_t i = 0; i != text.size(); ++i) {
    if (text[i] != '\1') continue;
    out_.put(text.substr(from, i - from));
    from = i + 1;
    // An operand that stands alone between parentheses, commas or the keywords of case needs none. Beside an operator it needs
    // what the operator asks for; in SQL of the user's own, where the operator is not known, it must be an atom.
    if (t.binds == precedence::atom || stands_alone(text, i)) {
      expression(precedence::none);
    } else {
      expression(t.binds == precedence::none ? precedence::atom : tighter(t.binds));
    }
  }
  out_.put(text.substr(from));
}

}  // namespace mizzle::detail
