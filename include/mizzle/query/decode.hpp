// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/rows.hpp>
#include <mizzle/query/statement.hpp>

namespace mizzle {

template <class Row>
inline constexpr bool is_view_row = false;
template <template <class> class Def>
inline constexpr bool is_view_row<Def<as_row_view>> = true;

// A reader stands on one row and gives its values from left to right: `reader.template next<T>()` yields a T, and is a
// decode_error if the value does not fit; `next_is_null(n)` tells whether the value n columns ahead is NULL, and
// `pass(n)` leaves values out.

/// One whole table as the struct of its row, or of its views.
template <class Row, class Reader, class... D>
Row read_struct(Reader& reader, types<D...>) {
  return Row{reader.template next<std::conditional_t<is_view_row<Row>, typename view_of<typename D::type>::type, typename owned_of<typename D::type>::type>>()...};
}

/// The column of a table that tells whether its row is there at all: one that cannot be NULL.
constexpr std::size_t marker_column(const column_info* columns, std::size_t size) {
  for (std::size_t c = 0; c != size; ++c) {
    if (!columns[c].nullable) return c;
  }
  return size;
}

template <class F>
struct field_reader {
  template <class T, class Reader>
  static T read(Reader& reader) {
    return reader.template next<T>();
  }
};
template <class S>
struct field_reader<whole<S>> {
  using definition = typename source_traits<S>::definition;
  template <class T, class Reader>
  static T read(Reader& reader) {
    return read_struct<T>(reader, typename definition::described{});
  }
};
template <class S>
struct field_reader<absent<whole<S>>> {
  using definition = typename source_traits<S>::definition;
  template <class T, class Reader>
  static T read(Reader& reader) {
    constexpr std::size_t marker = marker_column(definition::columns.items, definition::size);
    bool present = false;
    if constexpr (marker != definition::size) {
      present = !reader.next_is_null(marker);
    } else {
      for (std::size_t c = 0; c != definition::size; ++c) present = present || !reader.next_is_null(c);
    }
    if (!present) {
      reader.pass(definition::size);
      return std::nullopt;
    }
    return read_struct<typename T::value_type>(reader, typename definition::described{});
  }
};

template <class F>
inline constexpr bool is_plain_field = true;
template <class S>
inline constexpr bool is_plain_field<whole<S>> = false;
template <class S>
inline constexpr bool is_plain_field<absent<whole<S>>> = false;

template <class Row>
struct row_reader;
template <bool View, std::size_t... I, class... F>
struct row_reader<record_of<View, std::index_sequence<I...>, F...>> {
  using row = record_of<View, std::index_sequence<I...>, F...>;
  template <class Reader>
  static row read(Reader& reader) {
    if constexpr ((is_plain_field<F> && ...)) {
      return row{{reader.template next<field_value<View, F>>()}...};
    } else {
      return row{{field_reader<F>::template read<field_value<View, F>>(reader)}...};
    }
  }
};

/// Reads one row of fields L.
template <class Row, class L>
struct decode {
  template <class Reader>
  static Row read(Reader& reader) {
    return row_reader<Row>::read(reader);
  }
};
template <class Row, class S>
  requires(std::same_as<Row, typename whole<S>::type> || std::same_as<Row, typename whole<S>::view_type>)
struct decode<Row, fields<whole<S>>> {
  template <class Reader>
  static Row read(Reader& reader) {
    return field_reader<whole<S>>::template read<Row>(reader);
  }
};

}  // namespace mizzle
