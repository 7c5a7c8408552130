// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <mizzle/value/storage.hpp>

namespace mizzle {

/// A foreign key's other side.
struct reference_info {
  std::string_view table{};
  std::string_view column{};
  std::string_view on_delete{};
  std::string_view on_update{};
  bool deferred = false;
};

enum class default_kind : unsigned char { none, integer, real, text, sql };

/// All that is known of a column at compile time, apart from its C++ type.
struct column_info {
  std::string_view name{};
  sql_type type = sql_type::any;
  bool nullable = false;
  bool primary_key = false;
  bool row_id = false;  // the only primary key, an integer, of a table that has row ids
  bool autoincrement = false;
  bool unique = false;
  bool default_fn = false;
  bool on_update = false;
  bool references_self = false;
  bool generated_stored = false;
  default_kind has_default = default_kind::none;
  std::int64_t default_integer = 0;
  double default_real = 0;
  std::string_view default_text{};
  std::string_view generated{};
  std::string_view check{};
  std::string_view collate{};
  reference_info reference{};

  /// Whether an insert may leave the column out, in a table with or without row ids.
  [[nodiscard]] constexpr bool omittable(bool row_ids = true) const noexcept {
    return nullable || default_fn || on_update || has_default != default_kind::none || (row_id && row_ids);
  }
  /// Whether the database itself has a value for the column when an insert does not name it.
  [[nodiscard]] constexpr bool has_database_default() const noexcept { return has_default != default_kind::none || row_id; }
  /// Whether an insert that leaves the column out must not name it, so that the database fills it in.
  [[nodiscard]] constexpr bool filled_by_database() const noexcept {
    return !default_fn && has_database_default();
  }
};

}  // namespace mizzle
