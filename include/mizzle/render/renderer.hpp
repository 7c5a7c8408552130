// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/plain_value.hpp>
#include <mizzle/expression/token.hpp>
#include <mizzle/render/dialect.hpp>
#include <mizzle/rows/presence.hpp>
#include <mizzle/render/walk.hpp>
#include <mizzle/schema/column_info.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

/// Writes a statement's tokens as SQL. One class for all statements, and the same in a constant expression and at run
/// time, where it is used for the rare text that depends on values. What it writes is
/// in expression.hpp, sources.hpp, writes.hpp and statement.hpp, which includes them all.
class renderer : private token_walk {
 public:
  template <class Out>
  constexpr renderer(Out out, dialect_id dialect, shape how) noexcept : token_walk{how}, out_{out}, dialect_{hooks_of(dialect)} {}

  constexpr void statement(const statement_text& text);
  /// One expression with columns that are not qualified, as DDL wants them; its values as literals, if they are given.
  constexpr void bare_expression(const tokens& words, const plain_value* literals = nullptr);
  [[nodiscard]] constexpr std::size_t size() const noexcept { return out_.size(); }
  [[nodiscard]] constexpr const writer& out() const noexcept { return out_; }

 private:
  // statement.hpp
  constexpr void body(const statement_text& text, bool needs_where);
  constexpr void nested(const statement_text& text, bool needs_where, const column_info* names = nullptr);
  constexpr void compound_as_text(const statement_text& text);
  constexpr std::string_view words(const token& t) const;
  constexpr void word(const token& t);
  constexpr void clause(const token& t);
  constexpr void fields(const token& t);
  constexpr void all_columns(const source& from, unsigned field);
  constexpr void begin_cast(sql_type type);
  constexpr void end_cast(sql_type type);

  // sources.hpp
  constexpr void source_item();
  constexpr void with(const tokens& sources);
  constexpr void query(const statement_text& text, const column_info* names);
  constexpr void name_field(std::string_view own, bool is_column);

  // writes.hpp
  constexpr void names(std::string_view before, unsigned count);
  constexpr void rows(const source& into);
  constexpr void row_of_defaults(const source& into);
  constexpr bool listed(const column_info& c);
  constexpr void cell(const column_info& c);
  constexpr void made(const tokens& words);
  constexpr void select_into(const token& t);
  constexpr void patch(const source& table);
  constexpr void assigns(const token& t);

  // expression.hpp
  constexpr void placeholder(sql_type type);
  constexpr void expression(precedence around);
  constexpr void mixfix(const token& t);

  writer out_;
  const dialect_hooks& dialect_;
  const token* const* last_ = nullptr;
  const tokens* words_ = nullptr;         // of the statement at hand,
  const token* const* select_ = nullptr;  // and where its select at hand begins
  const column_info* names_ = nullptr;    // by which another statement reads the fields that follow; null: by their own
  bool in_source_ = false;                // whether another statement reads the rows of the one at hand
  std::size_t parameters_ = 0;
  const plain_value* literals_ = nullptr;  // what is written for the placeholders that follow, where they are no parameters
  bool bare_ = false;
  bool casts_ = true;  // whether selected integers are cast where the dialect wants it: in what the statement yields
};

}  // namespace mizzle::detail
