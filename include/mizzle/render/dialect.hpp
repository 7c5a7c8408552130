// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include <mizzle/expression/token.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

/// In which engine's words a statement is written.
enum class dialect_id : unsigned char { sqlite, d1, postgres };

/// What engines write differently. A dialect is one value of this; nothing else knows which engine it writes for.
struct dialect_hooks {
  /// The n-th parameter, from 1 on, of a type.
  void (*placeholder)(writer&, sql_type, std::size_t n);
  /// What stands around an integer that a statement yields; empty where it comes back as it is.
  std::string_view before_integer{};
  std::string_view behind_integer{};
  /// Whether integers cross as text, because the engine's protocol would round them.
  bool integers_as_text = false;
  /// Whether `default` can stand for a value that is inserted.
  bool default_as_value = false;
  /// The parameters that one statement can have, unless the handle tells.
  std::size_t max_parameters = 0;
  /// The statement that fails unless a change count, \1, is what a guard asks, \2, and tells the count and its position in the list, \3;
  /// empty where the engine has no such statement.
  std::string_view guard{};
  /// The words of each keyword; empty where the engine has none.
  std::string_view keywords[keyword_count]{};

  [[nodiscard]] constexpr std::string_view words(const token& t) const noexcept {
    return t.keyword == keyword::none ? t.text : keywords[static_cast<std::size_t>(t.keyword)];
  }
};

namespace dialects {

/// What is not as the guard asks stands in a JSON path that does not exist, so that the engine's error shows it.
inline constexpr std::string_view guard_by_json_path =
    "select case when \1 \2 then 1 else json_extract('{}', 'mizzle guard \3 changed ' || \1) end";

constexpr void question_mark(writer& out, sql_type, std::size_t) { out.put('?'); }
constexpr void question_mark_as_integer(writer& out, sql_type type, std::size_t) {
  out.put(type == sql_type::integer ? "cast(? as integer)"sv : "?"sv);
}
constexpr void numbered(writer& out, sql_type, std::size_t n) {
  out.put('$');
  out.put(n);
}

inline constexpr dialect_hooks sqlite{
    .placeholder = question_mark,
    .max_parameters = 32766,  // https://www.sqlite.org/limits.html#max_variable_number
    .guard = guard_by_json_path,
    .keywords = {"", " is ", " is not ", " glob ", " not glob ", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "unixepoch()", " limit -1", " indexed by ", " not indexed", "("},
};
inline constexpr dialect_hooks d1{
    .placeholder = question_mark_as_integer,
    .before_integer = "cast(",
    .behind_integer = " as text)",
    .integers_as_text = true,
    .max_parameters = 100,  // https://developers.cloudflare.com/d1/platform/limits/
    .guard = guard_by_json_path,
    .keywords = {"", " is ", " is not ", " glob ", " not glob ", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "unixepoch()", " limit -1", " indexed by ", " not indexed", "("},
};
inline constexpr dialect_hooks postgres{
    .placeholder = numbered,
    .default_as_value = true,
    .max_parameters = 65535,  // its protocol counts them in 16 bits
    .keywords = {"", " is not distinct from ", " is distinct from ", "", "", "\1 in (select value from json_each(\1))",
                 "\1 not in (select value from json_each(\1))", "extract(epoch from now())::bigint", " limit all", "", "", ""},
};

}  // namespace dialects

/// Whether an engine has words for all tokens of a statement.
constexpr bool has_words(const dialect_hooks& dialect, const tokens& words);
constexpr bool has_words(const dialect_hooks& dialect, const statement_text& text) {
  for (auto at = text.with.first; at != text.with.last; ++at) {
    if (!has_words(dialect, *(*at)->from->inner)) return false;
  }
  return has_words(dialect, text.words);
}
constexpr bool has_words(const dialect_hooks& dialect, const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.keyword != keyword::none && dialect.words(t).empty()) return false;
    if (t.has_inner() && !has_words(dialect, *t.inner)) return false;
    if (t.what == form::source && t.from->kind == source_kind::query && !has_words(dialect, *t.from->inner)) return false;
    for (unsigned i = 0; t.what == form::fields && i != t.count; ++i) {
      if (!has_words(dialect, t.list[i])) return false;
    }
  }
  return true;
}

/// Calls f with the dialect as a template argument: `f.operator()<D>()`.
template <class F>
constexpr decltype(auto) with_dialect(dialect_id d, F&& f) {
  switch (d) {
    case dialect_id::d1:
      return f.template operator()<dialect_id::d1>();
    case dialect_id::postgres:
      return f.template operator()<dialect_id::postgres>();
    default:
      return f.template operator()<dialect_id::sqlite>();
  }
}
/// The one table of dialects: an engine more is a name in dialect_id, its hooks, and a line here and in with_dialect().
constexpr const dialect_hooks& hooks_of(dialect_id d) {
  constexpr const dialect_hooks* all[] = {&dialects::sqlite, &dialects::d1, &dialects::postgres};
  return *all[static_cast<std::size_t>(d)];
}

}  // namespace mizzle::detail

namespace mizzle::dialect {
/// SQLite, and engines that take its text and its values as they are.
struct sqlite {
  static constexpr auto id = detail::dialect_id::sqlite;
};
/// Cloudflare D1: SQLite's text, but 64-bit integers cross as text, because JSON numbers would round them.
struct d1 {
  static constexpr auto id = detail::dialect_id::d1;
};
/// PostgreSQL: numbered parameters.
struct postgres {
  static constexpr auto id = detail::dialect_id::postgres;
};
}  // namespace mizzle::dialect
