// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mizzle/statement/guard.hpp>
#include <mizzle/statement/statement.hpp>
#include <mizzle/bind/visit.hpp>

namespace mizzle::detail {

/// One SQL value as it crosses to an engine: NULL (std::monostate), a 64-bit integer, a double, a text or a blob.
using value = std::variant<std::monostate, std::int64_t, double, std::string, blob>;

/// T, but looked at only where the template is used that names it.
template <class T, class Used>
struct late {
  using type = T;
};

// These are templates so that a vector of values, which takes a compiler long, is made only in files that use it.

/// A statement as it crosses to an engine that knows nothing of types.
template <class Value>
struct basic_bound_statement {
  using value_type = Value;
  std::string_view sql;      // lives as long as the list it stands in
  std::vector<Value> values; // one for each placeholder, in order
  bool returns_rows = false;
  mizzle::guard guard{};     // for an engine that can check change counts itself; mizzle checks in any case
};
/// A statement as it crosses to an engine that knows nothing of types.
using bound_statement = basic_bound_statement<value>;

/// What an engine answers to one statement.
template <class Value>
struct basic_statement_reply {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<Value>> rows; // values in the order of the select list
};
/// What an engine answers to one statement.
using statement_reply = basic_statement_reply<value>;

/// Collects a statement's values in erased form.
template <dialect_id D, class Value = value>
class value_collector {
 public:
  explicit value_collector(row_window rows = {}) noexcept : window{rows} {}

  void put(std::int64_t number) {
    if constexpr (D == dialect_id::d1) {
      result.emplace_back(std::to_string(number));
    } else {
      result.emplace_back(number);
    }
  }
  void put(double number) { result.emplace_back(number); }
  void put(std::string_view text, bool) { result.emplace_back(std::string{text}); }
  template <class Byte>
  void put(std::span<Byte> bytes, bool) { result.emplace_back(blob{bytes.begin(), bytes.end()}); }
  void put_null() { result.emplace_back(std::monostate{}); }

  row_window window;
  std::vector<Value> result;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::bound_statement;
using detail::statement_reply;
using detail::value;
}  // namespace mizzle
