// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/value/range.hpp>
#include <vector>

#include <mizzle/expression/values.hpp>
#include <mizzle/schema/rows.hpp>

namespace mizzle {

template <class Attribute>
inline constexpr bool calls_on_insert = requires { Attribute::on_insert; };
template <class Attribute>
inline constexpr bool calls_on_update = requires { Attribute::on_update; };

/// The value that default_fn (or, without one, on_update_fn) gives to a column that an insert leaves out.
template <class Member, class... A>
void fill_value(Member& member, types<A...>, bool inserting) {
  if constexpr (requires { member.given; }) {
    if (member.given) return;
    const auto set = [&](auto f) {
      member.value = f();
      member.given = true;
    };
    constexpr bool has_default = (calls_on_insert<A> || ...);
    if (inserting) {
      ([&] { if constexpr (calls_on_insert<A>) set(A::on_insert); }(), ...);
    }
    if (!inserting || !has_default) {
      ([&] { if constexpr (calls_on_update<A>) set(A::on_update); }(), ...);
    }
  }
}

template <class Described>
inline constexpr bool has_function = false;
template <fixed_string N, class T, class... A>
inline constexpr bool has_function<described_column<N, T, A...>> = ((calls_on_insert<A> || calls_on_update<A>) || ...);

/// A table's rows or patches, seen column by column.
template <class Table>
struct row_access {
  using definition = typename source_traits<Table>::definition;

  template <class Row>
  static void fill(Row& row, bool inserting) {
    if constexpr (has_functions(typename definition::described{})) {
      unpacker<definition::size>::apply(row, [&](auto&... row_members) { fill_all(typename definition::described{}, inserting, row_members...); });
    }
  }
  /// The parts of a row to insert: for each column that the database can fill in, whether the row gives it itself.
  template <class Row>
  static shape parts_of(const Row& row) {
    shape result{{0, 0}, 1};
    unsigned n = 0;
    unpacker<definition::size>::apply(row, [&](const auto&... row_members) __attribute__((always_inline)) {
      [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) { (insert_part<I>(row_members, result, n), ...); }(std::make_index_sequence<definition::size>{});
    });
    return result;
  }
  static consteval unsigned count_parts() {
    unsigned n = 0;
    for (std::size_t c = 0; c != definition::size; ++c) n += definition::columns[c].filled_by_database();
    return n;
  }
  /// Whether a row can leave out every column that can be written.
  static consteval bool may_give_nothing() {
    for (std::size_t c = 0; c != definition::size; ++c) {
      if (definition::columns[c].generated.empty() && !definition::columns[c].filled_by_database()) return false;
    }
    return true;
  }

  template <class... D>
  static constexpr bool has_functions(types<D...>) {
    return (has_function<D> || ...);
  }

 private:
  template <fixed_string... N, class... T, class... Attributes, class... M>
  static void fill_all(types<described_column<N, T>...>, bool, M&...) {}
  template <class... D, class... M>
  static void fill_all(types<D...>, bool inserting, M&... row_members) {
    (fill_value(row_members, typename D::attributes{}, inserting), ...);
  }
  template <std::size_t I, class M>
  [[gnu::always_inline]] static void insert_part(const M& member, shape& result, unsigned& n) {
    if constexpr (definition::columns[I].filled_by_database()) {
      if constexpr (requires { member.given; }) result.parts[n / 64] |= std::uint64_t{member.given} << (n % 64);
      ++n;
    }
  }
};

/// The rows of `values(...)`: a vector of its own, or a view that the caller keeps alive.
template <class Table, class Rows>
struct row_list {
  using table = Table;
  Rows rows;
  friend bool operator==(const row_list&, const row_list&) = default;
};

/// The one row of `values({...})`.
template <class Table, class Row>
struct single_row {
  using table = Table;
  Row row;
  constexpr single_row(Row&& r) : row(static_cast<Row&&>(r)) {}  // and no other: a row may not have a default constructor
  friend bool operator==(const single_row&, const single_row&) = default;
};

/// The members of a patch.
template <class Table, class Patch>
struct patch_values {
  using table = Table;
  Patch patch;
  friend bool operator==(const patch_values&, const patch_values&) = default;
};

template <class Table, class Rows>
inline constexpr bool shapes_text<row_list<Table, Rows>> = true;
template <class Table, class Row>
inline constexpr bool shapes_text<single_row<Table, Row>> = true;
template <class Table, class Patch>
inline constexpr bool shapes_text<patch_values<Table, Patch>> = true;

}  // namespace mizzle
