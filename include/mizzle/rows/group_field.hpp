// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

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

/// The column that a field is, without its name; null if it is another expression.
constexpr const token* column_of_field(const tokens& field) {
  const token* const* at = field.first;
  if ((*at)->what == form::named) ++at;
  return field.last - at == 1 && (*at)->what == form::column ? *at : nullptr;
}
/// The one source that all fields of a group read; null if there are several, or if a field reads none.
constexpr const source* source_of_group(const tokens* fields, std::size_t size) {
  const source* found = nullptr;
  for (std::size_t i = 0; i != size; ++i) {
    bool reads = false;
    for (auto at = fields[i].first; at != fields[i].last; ++at) {
      if ((*at)->what != form::column) continue;
      if (found && !(*found == *(*at)->from)) return nullptr;
      found = (*at)->from;
      reads = true;
    }
    if (!reads) return nullptr;
  }
  return found;
}
/// The field that tells whether the row of the group's source is there: a column that cannot be NULL; their number without one.
constexpr std::size_t marker_field(const tokens* fields, std::size_t size) {
  for (std::size_t i = 0; i != size; ++i) {
    const token* const column = column_of_field(fields[i]);
    if (column && !column->has(is_nullable)) return i;
  }
  return size;
}

/// A group that an outer join may leave without a row. As for a whole table, a NULL in a column that is declared NOT NULL means that
/// only if the other columns are NULL, too.
template <bool View, class... F>
struct decode<std::optional<record_of<View, F...>>> {
  template <class Reader>
  static std::optional<record_of<View, F...>> read(Reader& reader) {
    constexpr std::size_t size = sizeof...(F);
    constexpr bool is_column[] = {column_of_field(F::all) != nullptr...};
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
