// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mizzle/text/same_name.hpp>
#include <mizzle/value/storage.hpp>

namespace mizzle::detail {

/// A foreign key's other side.
struct reference_info {
  std::string_view table{};
  std::string_view column{};
  std::string_view on_delete{};
  std::string_view on_update{};
  bool deferred = false;
};

enum class default_kind : unsigned char { none, integer, real, text, sql };

struct tokens;

/// All that is known of a column at compile time, apart from its C++ type.
struct column_info {
  std::string_view name{};
  sql_type type = sql_type::any;
  bool nullable = false;
  bool primary_key = false;
  bool row_id = false;  // the only primary key, an integer, of a table that has row ids
  bool autoincrement = false;
  bool unique = false;
  bool numeric = false;  // SQLite keeps whole numbers as integers: declared so, or of a named query that may yield such ones
  bool default_fn = false;
  bool on_update = false;
  bool references_self = false;
  bool generated_stored = false;
  const tokens* default_expression = nullptr;    // what default_fn gives, if that is SQL
  const tokens* on_update_expression = nullptr;  // the same of on_update_fn
  default_kind has_default = default_kind::none;
  std::int64_t default_integer = 0;
  double default_real = 0;
  std::string_view default_text{};
  std::string_view generated{};
  std::string_view check{};
  const std::string_view* names = nullptr;  // that alone can be stored
  std::size_t name_count = 0;
  std::string_view collate{};
  reference_info reference{};

  /// Whether an insert may leave the column out, in a table with or without row ids.
  [[nodiscard]] constexpr bool omittable(bool row_ids = true) const noexcept {
    return nullable || default_fn || on_update || has_default != default_kind::none || (row_id && row_ids);
  }
  /// Whether a function gives the value where an insert leaves the column out: default_fn, or on_update_fn where the table
  /// has no default of its own.
  [[nodiscard]] constexpr bool filled_by_function() const noexcept {
    return default_fn || (on_update && has_default == default_kind::none);
  }
  /// The SQL that such a function gives; null if it gives a value.
  [[nodiscard]] constexpr const tokens* expression_on_insert() const noexcept {
    return default_fn ? default_expression : filled_by_function() ? on_update_expression : nullptr;
  }
  /// Whether each row to insert decides what stands for the column: its own value, or the function's SQL, or nothing, so
  /// that the database fills it in.
  [[nodiscard]] constexpr bool decided_by_row() const noexcept {
    return generated.empty() && omittable() && (!filled_by_function() || expression_on_insert());
  }
};

}  // namespace mizzle::detail
