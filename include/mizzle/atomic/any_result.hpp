// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <mizzle/wire/reply.hpp>

namespace mizzle::detail {

/// Rows of values as the statement type S would have given them.
template <class S, class Rows>
auto read_rows(const Rows& from) {
  rows<row_t<S>> result{rows_origin{&S::text}};
  for (const auto& row : from) {
    value_reader reader{row, S::text, {}};
    result.read(reader);
  }
  return result;
}

/// What one any_write yields: its counts, and its rows as values in the order of the select list.
struct any_result {
  std::int64_t changes = 0;
  std::int64_t last_insert_rowid = 0;
  std::vector<std::vector<value>> rows;

  /// The rows as the statement type S would have given them.
  template <ReturnsRows S>
  [[nodiscard]] auto as() const {
    return read_rows<S>(rows);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::any_result;
}  // namespace mizzle
