// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/text/verb.hpp>
#include <mizzle/value/number_text.hpp>

namespace mizzle::detail {

/// Appends a value as SQL has it.
template <class Value>
void append_literal(std::string& out, const Value& v) {
  if (const auto* const n = std::get_if<std::int64_t>(&v)) {
    append_number(out, *n);
  } else if (const auto* const r = std::get_if<double>(&v)) {
    if (*r - *r == 0) append_number(out, *r);
    else out += *r < 0 ? "-9e999" : "9e999";
  } else if (const auto* const text = std::get_if<std::string>(&v)) {
    out += '\'';
    for (const char c : *text) {
      if (c == '\'') out += '\'';
      out += c;
    }
    out += '\'';
  } else if (const auto* const bytes = std::get_if<blob>(&v)) {
    out += "x'";
    for (const std::byte b : *bytes) {
      for (const unsigned half : {std::to_integer<unsigned>(b) >> 4, std::to_integer<unsigned>(b) & 15u}) out += "0123456789abcdef"[half];
    }
    out += '\'';
  } else {
    out += "null";
  }
}

// Templates of the value, and of the lists below: what they need of std::vector is then made only in files that ask for texts (see
// wire/bound_statement.hpp).

template <class Value>
struct built_sql_of {
  std::string sql;
  std::vector<Value> values;  // one for each placeholder, in order
  guard required{};

  /// For people to read: the values stand where the placeholders are.
  [[nodiscard]] std::string with_values() const {
    std::string out;
    std::size_t next = 0, written = 0;
    sql_words words{sql};
    for (std::string_view word; !(word = words.next()).empty();) {
      if (word.front() != '?' && word.front() != '$') continue;
      // A placeholder may have a number, from 1 on: ?2, and $2 in other dialects.
      const auto at = static_cast<std::size_t>(word.data() - sql.data());
      std::size_t end = at + 1, number = 0;
      for (; end != sql.size() && sql[end] >= '0' && sql[end] <= '9'; ++end)
        number = number * 10 + static_cast<std::size_t>(sql[end] - '0');
      if (number == 0 && word.front() == '$') continue;
      const std::size_t which = number == 0 ? next : number - 1;
      if (which >= values.size()) continue;
      out.append(sql, written, at - written);
      append_literal(out, values[which]);
      next = which + 1;
      written = end;
    }
    return out.append(sql, written, sql.npos);
  }
};
/// A statement as text and values.
using built_sql = built_sql_of<value>;

/// What was put into a list, without mizzle's own statements.
template <class List, class Built = built_sql>
std::vector<Built> take_built(List list) {
  std::vector<Built> result;
  for (std::size_t i = 0; i != list.statements.size(); ++i) {
    if (!list.origins[i].internal)
      result.push_back({std::string{list.statements[i].sql}, std::move(list.statements[i].values), list.origins[i].required});
  }
  return result;
}

/// What would run, in SQLite's words or those of another dialect: `std::cout << mz::to_sql(page).with_values()`. Nothing is run. Rows of a
/// range are all in one statement; of an empty one there is none, and the text is empty.
template <class Dialect = dialect::sqlite, Statement S, class List = erased_list, class Built = built_sql>
Built to_sql(const S& s) {
  static_assert(checked<S>);
  List list;
  erase<Dialect::id>(list, s, place{0}, std::numeric_limits<std::size_t>::max());
  auto all = take_built(std::move(list));
  return all.empty() ? Built{} : std::move(all.front());
}
/// The same of a list: what stands of it, in order. A range of rows takes as many statements as the dialect's limit asks for.
template <class Dialect = dialect::sqlite, class... S, class List = erased_list, class Built = built_sql>
std::vector<Built> to_sql(const atomic_writes<S...>& writes) {
  List list;
  erase_writes<Dialect::id>(list, writes, hooks_of(Dialect::id).max_parameters, false);
  return take_built(std::move(list));
}
template <class Dialect = dialect::sqlite, class Write, class List = erased_list, class Built = built_sql>
  requires std::same_as<Write, any_write>
std::vector<Built> to_sql(const std::vector<Write>& writes) {
  List list;
  erase_writes<Dialect::id>(list, writes, hooks_of(Dialect::id).max_parameters, false);
  return take_built(std::move(list));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::built_sql;
using detail::to_sql;
}  // namespace mizzle
