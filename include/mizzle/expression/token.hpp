// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mizzle/value/storage.hpp>

namespace mizzle::detail {

/// How tightly an operator binds, from SQLite's table of operators (https://www.sqlite.org/lang_expr.html).
enum class precedence : unsigned char { none, or_, and_, not_, equal, less, bits, add, multiply, concat, collate, sign, atom };

/// What a token is, and so how it is written and how many operands follow it.
enum class form : unsigned char {
  text,         // as it stands
  column,       // "table"."column"
  value,        // a bound parameter
  infix,        // a op b
  prefix,       // op a
  postfix,      // a op
  call,         // f(a, b, ...)
  mixfix,       // the text, with \1 for each operand
  subquery,     // (select ...)
  when,         // a part that a run-time condition may leave out
  made,         // a condition that is made at run time; its list stands for what it may name
  named,        // a as "name"
  columns_of,   // every column of a table
  hint,         // how a table's rows are found: indexed by "i"
  source,       // "table", "table" as "alias", (select ...) as "name", or f(a, b) as "name"
  clause,       // keyword a, b, ...
  join,         // keyword source on a
  using_,       // using ("a", "b"), the condition of a join: columns of the left and of the right side follow in turn
  fields,       // the select list, or returning
  compound,     // union, intersect, except: another select follows
  insert,       // insert into "table"
  names,        // ("a", "b")
  rows,         // ("a", "b") values (?, ?), ... taken from a range at run time
  select_into,  // the select of an insert
  operand,      // select * from (select ...): an operand with an order, a limit or operands of its own; its list is that of the select
  with,         // common table expressions, in front of a statement
  assigns,      // n assignments
  assign,       // "a" = b
  patch,        // assignments taken from a patch at run time
  conflict,     // on conflict ("a") where b
  choice,       // one text of several, by the first part that stands
  mark,         // nothing to write; says something about the statement
};

/// Clauses in the order in which they stand in a statement.
enum class clause_rank : unsigned char { none, compound, from, join, set, where, group, having, window, order, limit, offset };

/// Words that engines write differently. The token of one has no text of its own: the dialect has it.
enum class keyword : unsigned char {
  none,
  is,  // equality in which NULL equals NULL
  is_not,
  glob,
  not_glob,
  in_list,  // a is one of the elements of a JSON array
  not_in_list,
  now,       // seconds since 1970
  no_limit,  // where an offset needs a limit
  indexed_by,
  not_indexed,
  table_function,
};
inline constexpr std::size_t keyword_count = 12;

struct column_info;
struct token;
struct statement_text;

/// A run of tokens in prefix order: each operator stands before its operands.
struct tokens {
  const token* const* first = nullptr;
  const token* const* last = nullptr;
  sql_type type = sql_type::any;  // of the value, where it is one expression
};

/// A number made of a source's names (FNV-1a), so that a check compares numbers, which is quicker than comparing text.
constexpr std::uint64_t id_of_source(std::string_view name, std::string_view alias) noexcept {
  std::uint64_t id = 0xcbf29ce484222325;
  for (const char c : name) id = (id ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  id *= 0x100000001b3;
  for (const char c : alias) id = (id ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return id;
}

/// The same of the one name that a source has in a statement, in which SQL does not tell large letters from small ones.
constexpr std::uint64_t id_of_label(std::string_view label) noexcept {
  std::uint64_t id = 0xcbf29ce484222325;
  for (const char c : label) id = (id ^ static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)) * 0x100000001b3;
  return id;
}

/// What a source is.
enum class source_kind : unsigned char {
  table,      // a table
  query,      // a named query, which is written where it stands
  common,     // a common table expression, which is written in front of the statement, and here by its name
  recursive,  // the same, and it names itself
  function,   // a function that yields rows
};

/// Where columns come from: a table, a named query, a function, or an alias of one.
struct source {
  std::string_view name{};               // the table's or the query's
  std::string_view alias{};              // empty: the source itself
  const column_info* columns = nullptr;  // all columns, in order of declaration
  std::size_t size = 0;
  const statement_text* inner = nullptr;  // of a query; null where a recursive one names itself
  bool row_ids = true;                    // not a table without row ids
  source_kind kind = source_kind::table;
  std::size_t prefix_size = 0;                  // of the name of a table
  std::uint64_t base = id_of_source(name, {});  // of what is behind an alias; of a query it tells its columns as well
  std::uint64_t id = alias.empty() ? base : id_of_source(name, alias);
  std::uint64_t label_id = id_of_label(alias.empty() ? name : alias);

  // Not by address: under GCC's -fsanitize=undefined addresses of constants do not compare in constant expressions.
  friend constexpr bool operator==(const source& a, const source& b) noexcept { return a.id == b.id; }

  /// Whether it is written as a common table expression's name.
  [[nodiscard]] constexpr bool is_common() const noexcept { return kind == source_kind::common || kind == source_kind::recursive; }

  /// What the names of the table and of its indexes begin with.
  [[nodiscard]] constexpr std::string_view prefix() const noexcept { return name.substr(0, prefix_size); }
  /// What its columns are qualified with.
  [[nodiscard]] constexpr std::string_view label() const noexcept { return alias.empty() ? name : alias; }
};

/// The most sources that the selects of one statement can have together; SQLite joins 64 tables at most
/// (https://www.sqlite.org/limits.html).
inline constexpr std::size_t most_sources = 64;

/// One word of a statement. Tokens are constants; an expression's type lists them.
struct token {
  form what = form::text;
  unsigned char operands = 0;  // expressions or sources that follow
  unsigned char leading = 0;   // those of them that a call has before its text: `a in (b, c)`
  precedence binds = precedence::atom;
  sql_type type = sql_type::any;
  std::uint16_t flags = 0;
  clause_rank rank = clause_rank::none;  // of a clause
  enum keyword keyword = keyword::none;
  std::uint16_t position = 0;  // of a column in its table
  std::uint16_t count = 0;     // of fields, names, assignments or alternatives
  std::uint16_t since = 0;     // the version of SQLite that brought it, 44 for 3.44, if not every one has it that mizzle works with
  std::string_view text{};
  const source* from = nullptr;
  const tokens* list = nullptr;  // the fields of a select list, or what a made condition may name
  const statement_text* inner = nullptr;

  [[nodiscard]] constexpr bool has(std::uint16_t flag) const noexcept { return (flags & flag) != 0; }
  /// Whether it is a statement within another one. Not by address: see source.
  [[nodiscard]] constexpr bool has_inner() const noexcept {
    return what == form::subquery || what == form::operand || what == form::select_into;
  }
};

/// Flags of a token.
inline constexpr std::uint16_t is_aggregate = 1;      // folds many rows into one
inline constexpr std::uint16_t is_nullable = 2;       // the column may be NULL by its declaration
inline constexpr std::uint16_t hides_null = 4;        // never NULL, whatever its operands are
inline constexpr std::uint16_t any_operand = 8;       // coalesce: NULL only when all operands are
inline constexpr std::uint16_t is_distinct = 16;      // select distinct, f(distinct x)
inline constexpr std::uint16_t is_excluded = 32;      // a column of the row that met a conflict
inline constexpr std::uint16_t is_outer_left = 64;    // a join whose right side may be absent
inline constexpr std::uint16_t is_outer_right = 128;  // a join whose left side may be absent
inline constexpr std::uint16_t is_target = 256;       // a source that is written, not read
inline constexpr std::uint16_t is_upsert = 512;       // do update: what an insert changed need not be inserted
inline constexpr std::uint16_t is_filter = 1024;      // the filter of the aggregate that is its first operand
inline constexpr std::uint16_t is_window = 2048;      // the window of the function that is its first operand
inline constexpr std::uint16_t needs_window = 4096;   // a function that needs one
inline constexpr std::uint16_t left_is_bare = 8192;   // an operator whose left side stands without parentheses
inline constexpr std::uint16_t for_one_row = 16384;   // a number that is the next one for one row, and the same for each of several
inline constexpr std::uint16_t keeps_whole = 32768;   // a column of reals in which SQLite keeps whole ones as integers

/// All that is known of a statement's text at compile time.
struct statement_text {
  tokens words;
  bool has_shape = false;    // a `when`, rows or a patch: the text depends on values
  bool needs_where = false;  // an update or delete
  tokens with{};             // the sources that common table expressions in front of it declare
};

/// The text of a statement made of N words, of which the first may be with.
template <std::size_t N>
constexpr statement_text text_from(const token* const (&words)[N], bool has_shape, bool needs_where = false) {
  const bool with = words[0]->what == form::with;
  return {{words + (with ? 1 : 0), words + N}, has_shape, needs_where, with ? *words[0]->list : tokens{}};
}

/// The part of a statement's text that is known at run time only: which optional parts stand, and how many rows it has.
struct shape {
  /// Enough for a table with as many columns as there can be, and some parts of conditions besides.
  static constexpr unsigned most_parts = 128;

  std::uint64_t parts[2] = {~std::uint64_t{0}, ~std::uint64_t{0}};
  std::uint32_t rows = 1;

  [[nodiscard]] constexpr bool stands(unsigned part) const noexcept {
    return part >= most_parts || ((parts[part / 64] >> (part % 64)) & 1) != 0;
  }
  friend constexpr bool operator==(const shape& a, const shape& b) noexcept {
    return a.parts[0] == b.parts[0] && a.parts[1] == b.parts[1] && a.rows == b.rows;
  }
};

}  // namespace mizzle::detail
