// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mizzle/text/verb.hpp>
#include <mizzle/wire/bound_statement.hpp>

namespace mizzle::detail {

/// A copy of values, made one by one: libstdc++ 12 ends the program if memory runs out while it copies a std::variant.
template <class Values>
Values copy_values(const auto& from) {
  Values to;
  to.reserve(from.size());
  for (const auto& x : from) {
    std::visit([&](const auto& alternative) { to.emplace_back(alternative); }, x);
  }
  return to;
}

/// Throws if a text cannot stand in a list: it would control the list's transaction, or reach beyond the database, or it changes no rows
/// and has a guard.
inline void permit_in_list(std::string_view sql, const guard& required) {
  const std::string_view verb = verb_of(sql);
  if (verb.empty()) throw error::invalid_request{"an empty statement cannot stand in an atomic list"};
  if (controls_transactions(verb) || is_word_of(verb, "attach", "detach", "pragma", "vacuum")) {
    throw error::invalid_request{concat({"\"", verb, "\" cannot stand in an atomic list, whose transaction is not its own"}),
                                 std::string{sql}};
  }
  if (required.exists() && !changes_rows(verb))
    throw error::invalid_request{concat({"a guard needs an insert, update or delete, not \"", verb, "\""}), std::string{sql}};
}

/// SQL of the user's own as a write, with its values and its guard.
template <class Value>
struct text_write {
  text_write(std::string s, std::vector<Value> v, guard g) : sql{std::move(s)}, values{std::move(v)}, required{g} {
    permit_in_list(sql, required);
    for (const Value& x : values) {
      if (const auto* const real = std::get_if<double>(&x)) (void)defined(*real);
    }
  }
  text_write(const text_write& other) : sql{other.sql}, values{copy_values<std::vector<Value>>(other.values)}, required{other.required} {}
  text_write(text_write&&) = default;

  std::string sql;
  std::vector<Value> values;
  guard required;
};

}  // namespace mizzle::detail
