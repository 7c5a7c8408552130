// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mizzle/atomic/to_sql.hpp>
#include <mizzle/value/digest.hpp>
#include <mizzle/value/number_text.hpp>

namespace mizzle::detail::migrating {

/// What a write is, in SQLite's words, whatever handle it will run on: one statement, none if it does not stand, or several if it
/// inserts more rows than one can take.
inline std::vector<built_sql> erased(const any_write& write) { return to_sql(std::vector<any_write>{write}); }

inline std::string literal_of(const value& v) {
  std::string out;
  append_literal(out, v);
  return out;
}

/// Puts what a statement is into a digest. Each part goes with its kind and length, so that no two lists of statements are alike.
inline void put_part(digester& into, char kind, std::string_view bytes) {
  std::string head{kind};
  append_number(head, static_cast<std::int64_t>(bytes.size()));
  into.put(head + ":").put(bytes);
}
inline void put_into(digester& into, const built_sql& s) {
  put_part(into, 's', s.sql);
  for (const value& v : s.values) {
    static constexpr char kinds[] = {'n', 'i', 'r', 't', 'b'};
    if (const auto* const text = std::get_if<std::string>(&v)) put_part(into, kinds[v.index()], *text);
    else put_part(into, kinds[v.index()], literal_of(v));
  }
  if (s.required.exists()) put_part(into, s.required.exactly ? '=' : '>', literal_of(value{s.required.count}));
}

}  // namespace mizzle::detail::migrating
