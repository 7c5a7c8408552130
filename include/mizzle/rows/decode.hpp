// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/rows/presence.hpp>
#include <mizzle/rows/record.hpp>

namespace mizzle::detail {

// A reader stands on one row and gives its values from left to right: `reader.template next<T>()` yields a T, and is a
// decode_error if the value does not fit; `next_is_null(n)` tells whether the value n columns ahead is NULL, and
// `pass(n)` leaves values out.

/// Reads a T, which can take several columns: a value, a table's struct, or the values of a record. It depends on the
/// type alone, so that statements whose rows hold the same types share it.
template <class T>
struct decode {
  template <class Reader>
  static T read(Reader& reader) {
    return reader.template next<T>();
  }
};

/// One whole table as the struct of its row, or of its views.
template <class Row, class Definition, bool View>
struct decode_struct {
  template <class Reader>
  static Row read(Reader& reader) {
    return read_columns(reader, typename Definition::described{});
  }
  template <class Reader, class... D>
  static Row read_columns(Reader& reader, types<D...>) {
    if constexpr (Joined<Row>) {
      Row row{};
      unpacker<sizeof...(D)>::apply(
          row, [&](auto&... member) { ((member = reader.template next<std::remove_cvref_t<decltype(member)>>()), ...); });
      return row;
    } else
      return Row{reader.template next<typename std::conditional_t<View, view_of<typename D::type>, owned_of<typename D::type>>::type>()...};
  }
};
/// The struct of a table that an outer join may leave without a row. A NULL in a column that is declared NOT NULL means that
/// only if the others are NULL, too; otherwise it is one that should not be there, and a decode_error.
template <class Row, class Definition>
struct decode_absent {
  template <class Reader>
  static std::optional<Row> read(Reader& reader) {
    constexpr std::size_t size = Definition::size;
    constexpr std::size_t marker = marker_column(Definition::columns.data(), size);
    bool present = false;
    if constexpr (marker != size) {
      present = !reader.next_is_null(marker);
      for (std::size_t c = 0; !present && c != size; ++c) present = !reader.next_is_null(c);
    } else {
      present = !reader.next_is_null(0);
      reader.pass(1);
    }
    if (!present) {
      reader.pass(size);
      return std::nullopt;
    }
    return decode<Row>::read(reader);
  }
};
template <template <class> class Def>
struct decode<Def<as_row>> : decode_struct<Def<as_row>, definition<Def>, false> {};
template <template <class> class Def>
struct decode<Def<as_row_view>> : decode_struct<Def<as_row_view>, definition<Def>, true> {};
template <template <class> class Def>
struct decode<std::optional<Def<as_row>>> : decode_absent<Def<as_row>, definition<Def>> {};
template <template <class> class Def>
struct decode<std::optional<Def<as_row_view>>> : decode_absent<Def<as_row_view>, definition<Def>> {};

template <std::size_t... I, class... T>
struct decode<cells_of<std::index_sequence<I...>, T...>> {
  template <class Reader>
  static cells_of<std::index_sequence<I...>, T...> read(Reader& reader) {
    return {{decode<T>::read(reader)}...};
  }
};

template <bool View, class... F>
struct decode<record_of<View, F...>> {
  using row = record_of<View, F...>;
  template <class Reader>
  static row read(Reader& reader) {
    return {decode<typename row::values_type>::read(reader)};
  }
};

}  // namespace mizzle::detail
