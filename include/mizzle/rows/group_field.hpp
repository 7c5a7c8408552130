// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mizzle/rows/decode.hpp>

namespace mizzle::detail {

/// A group of fields: one field of the row, which is a row itself.
template <fixed_string Name, class... F>
struct group_field {
  using type = record_of<false, F...>;
  using view_type = record_of<true, F...>;
  static constexpr token word{.what = form::named, .text = Name.view()};
  static constexpr const token* words[1] = {&word};
};
/// The same where an outer join can leave the group's table without a row.
template <fixed_string Name, class... F>
struct absent<group_field<Name, F...>> {
  using type = std::optional<record_of<false, F...>>;
  using view_type = std::optional<record_of<true, F...>>;
};

// No pointers are compared with null: under GCC's -fsanitize=undefined that is none in a constant expression.

/// Where the expression of a field begins, behind its name.
constexpr const token* const* behind_name(const tokens& field) { return field.first + ((*field.first)->what == form::named ? 1 : 0); }
/// Whether a field is a column, with or without a name.
constexpr bool is_column_field(const tokens& field) {
  return field.last - behind_name(field) == 1 && (*behind_name(field))->what == form::column;
}
/// What the fields of a group read.
struct group_sources {
  bool one = true;           // and the same in every field
  std::uint64_t id = 0;      // of the first
  std::string_view label{};  // and what it is called
};
constexpr group_sources sources_of_group(const tokens* fields, std::size_t size) {
  group_sources found;
  for (std::size_t i = 0; i != size; ++i) {
    bool reads = false;
    for (auto at = fields[i].first; at != fields[i].last; ++at) {
      if ((*at)->what != form::column) continue;
      const source& from = *(*at)->from;
      if (found.label.empty()) {
        found.id = from.id;
        found.label = from.label();
      }
      found.one = found.one && from.id == found.id;
      reads = true;
    }
    found.one = found.one && reads;
  }
  return found;
}
/// The field that tells whether the row of the group's source is there: a column that cannot be NULL; their number without one.
constexpr std::size_t marker_field(const tokens* fields, std::size_t size) {
  std::size_t i = 0;
  while (i != size && !(is_column_field(fields[i]) && !(*behind_name(fields[i]))->has(is_nullable))) ++i;
  return i;
}

/// A group that an outer join may leave without a row. As for a whole table, a NULL in a column that is declared NOT NULL means that
/// only if the other columns are NULL, too.
template <bool View, class... F>
struct decode<std::optional<record_of<View, F...>>> {
  template <class Reader>
  static std::optional<record_of<View, F...>> read(Reader& reader) {
    constexpr std::size_t size = sizeof...(F);
    constexpr bool is_column[] = {is_column_field(F::all)...};
    bool present = !reader.next_is_null(marker_field(fields<F...>::list, size));
    for (std::size_t i = 0; !present && i != size; ++i) present = is_column[i] && !reader.next_is_null(i);
    if (!present) {
      reader.pass(size);
      return std::nullopt;
    }
    return decode<record_of<View, F...>>::read(reader);
  }
};

}  // namespace mizzle::detail
