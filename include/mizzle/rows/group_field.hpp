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

// Nothing here is asked by address: see source.

/// Whether a field is a column, under its own name or another one.
constexpr bool is_column_field(const tokens& field) {
  const token* const* at = field.first;
  if ((*at)->what == form::named) ++at;
  return field.last - at == 1 && (*at)->what == form::column;
}
/// The source of the first column that a field reads, which must be there.
constexpr const source& first_source(const tokens& field) {
  auto at = field.first;
  while ((*at)->what != form::column) ++at;
  return *(*at)->from;
}
/// Whether all fields of a group read one source, and each does.
constexpr bool reads_one_source(const tokens* fields, std::size_t size) {
  for (std::size_t i = 0; i != size; ++i) {
    bool reads = false;
    for (auto at = fields[i].first; at != fields[i].last; ++at) {
      if ((*at)->what != form::column) continue;
      if (*(*at)->from != first_source(fields[0])) return false;
      reads = true;
    }
    if (!reads) return false;
  }
  return true;
}
/// The field that tells whether the row of the group's source is there: a column that cannot be NULL; their number without one.
constexpr std::size_t marker_field(const tokens* fields, std::size_t size) {
  for (std::size_t i = 0; i != size; ++i) {
    if (is_column_field(fields[i]) && !(*(fields[i].last - 1))->has(is_nullable)) return i;
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
