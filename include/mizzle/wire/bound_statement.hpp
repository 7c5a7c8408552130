// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <mizzle/bind/visit.hpp>
#include <mizzle/statement/guard.hpp>
#include <mizzle/statement/statement.hpp>

namespace mizzle::detail {

// What makes a vector of values, which are variants, takes a compiler long. Hence what does so is a template over the value, the reply or
// the list, here and wherever lists are erased, sent and read, also where there is but one: it is made only in files that use it. The
// structs alone burden nobody.

/// One SQL value as it crosses to an engine: NULL (std::monostate), a 64-bit integer, a double, a text or a blob.
using value = std::variant<std::monostate, std::int64_t, double, std::string, blob>;

/// A statement as it crosses to an engine that knows nothing of types.
struct bound_statement {
  std::string_view sql;       // lives as long as the list it stands in
  std::vector<value> values;  // one for each placeholder, in order
  bool returns_rows = false;
  mizzle::guard guard{};  // for an engine that can check change counts itself; mizzle checks in any case
  /// Whether it inserts further rows of the statement before it, so that the guard asks for the changes of both together.
  bool continues = false;
};

/// What an engine answers to one statement.
struct statement_reply {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<value>> rows;  // values in the order of the select list
};

/// Collects a statement's values in erased form.
template <dialect_id D, class Value = value>
class value_collector {
 public:
  explicit value_collector(row_window rows = {}) noexcept : window{rows} {}

  void put(std::int64_t number) {
    if constexpr (hooks_of(D).integers_as_text) {
      result.emplace_back(concat({in_digits{number}}));
    } else {
      result.emplace_back(number);
    }
  }
  void put(double number) { result.emplace_back(number); }
  void put(std::string_view text, bool) { result.emplace_back(std::string{text}); }
  template <class Byte>
  void put(std::span<Byte> bytes, bool) {
    result.emplace_back(blob{bytes.begin(), bytes.end()});
  }
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
