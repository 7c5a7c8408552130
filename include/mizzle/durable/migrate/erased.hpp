// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/durable/migrate/split.hpp>
#include <mizzle/value/digest.hpp>
#include <mizzle/value/number_text.hpp>

namespace mizzle::detail::migrating {

/// A statement as text and values.
struct sql_and_values {
  std::string sql;
  std::vector<value> values;
  guard required{};
};

/// What a write is, in SQLite's words, whatever handle it will run on: one statement, none if it does not stand, or several if it
/// inserts more rows than one can take.
inline std::vector<sql_and_values> erased(const any_write& write) {
  erased_list list;
  write.erase_into(list, dialect_id::sqlite, 0, hooks_of(dialect_id::sqlite).max_parameters, false);
  std::vector<sql_and_values> result;
  for (std::size_t i = 0; i != list.statements.size(); ++i) {
    if (!list.origins[i].internal)
      result.push_back({std::string{list.statements[i].sql}, std::move(list.statements[i].values), list.origins[i].required});
  }
  return result;
}

/// A value as SQL has it.
inline std::string literal_of(const value& v) {
  std::string out;
  if (const auto* const n = std::get_if<std::int64_t>(&v)) {
    append_number(out, *n);
  } else if (const auto* const r = std::get_if<double>(&v)) {
    if (std::isfinite(*r)) append_number(out, *r);
    else out = *r < 0 ? "-9e999" : "9e999";
  } else if (const auto* const text = std::get_if<std::string>(&v)) {
    out += '\'';
    for (const char c : *text) {
      if (c == '\'') out += '\'';
      out += c;
    }
    out += '\'';
  } else if (const auto* const bytes = std::get_if<blob>(&v)) {
    out = "x'";
    for (const std::byte b : *bytes) {
      for (const unsigned half : {std::to_integer<unsigned>(b) >> 4, std::to_integer<unsigned>(b) & 15u}) out += "0123456789abcdef"[half];
    }
    out += '\'';
  } else {
    out = "null";
  }
  return out;
}

/// A statement for people to read: its values stand where its placeholders are.
inline std::string readable(const sql_and_values& s) {
  std::string out;
  std::size_t next = 0, written = 0;
  sql_tokens tokens{s.sql};
  for (std::string_view token; !(token = tokens.next()).empty();) {
    if (token != "?" || next == s.values.size()) continue;
    out += std::string_view{s.sql}.substr(written, tokens.position() - 1 - written);
    out += literal_of(s.values[next++]);
    written = tokens.position();
  }
  return out + s.sql.substr(written);
}

/// Puts what a statement is into a digest. Each part goes with its kind and length, so that no two lists of statements are alike.
inline void put_part(digester& into, char kind, std::string_view bytes) {
  std::string head{kind};
  append_number(head, static_cast<std::int64_t>(bytes.size()));
  into.put(head + ":").put(bytes);
}
inline void put_into(digester& into, const sql_and_values& s) {
  put_part(into, 's', s.sql);
  for (const value& v : s.values) {
    static constexpr char kinds[] = {'n', 'i', 'r', 't', 'b'};
    if (const auto* const text = std::get_if<std::string>(&v)) put_part(into, kinds[v.index()], *text);
    else put_part(into, kinds[v.index()], literal_of(v));
  }
  if (s.required.exists()) put_part(into, s.required.exactly ? '=' : '>', literal_of(value{s.required.count}));
}

}  // namespace mizzle::detail::migrating
