// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <mizzle/expression/values.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/text/config.hpp>
#include <mizzle/value/range.hpp>

namespace mizzle::detail {

/// Gives a member that is left out what its column's function gives.
template <bool Inserts, class Member, fixed_string N, class T, class... A>
void fill_value(Member& member, const described_column<N, T, A...>*) {
  if constexpr (has_maker<Inserts>(described_column<N, T, A...>::info)) {
    using function = typename maker<Inserts, A...>::type;
    if (member.given) return;
    if constexpr (Inserts && calls_on_insert<function>) {
      member.make(function::on_insert());
    } else {
      member.make(function::on_update());
    }
  }
}

/// Says of a part of a shape, of which nothing was said yet, whether it stands.
constexpr void set_part(shape& to, unsigned part, bool on) noexcept {
  constexpr unsigned bits = 8 * sizeof to.parts[0];
  to.parts[part / bits] |= std::uint64_t{on} << (part % bits);
}

/// The most values that one row can bind: one for each column, or those of its function's SQL.
constexpr std::size_t most_values(const column_info* columns, std::size_t size) {
  std::size_t n = 0;
  for (std::size_t c = 0; c != size; ++c) {
    std::size_t made = 0;
    if (const tokens* const sql = columns[c].expression_on_insert()) {
      for (auto at = sql->first; at != sql->last; ++at) made += (*at)->what == form::value;
    }
    n += made > 1 ? made : 1;
  }
  return n;
}

/// A table's rows or patches, seen column by column.
template <class Table>
struct row_access {
  using definition = typename source_traits<Table>::definition;

  /// Whether a function gives a value to a column that an insert, or an update, leaves out.
  template <bool Inserts>
  static consteval bool has_functions() {
    for (std::size_t c = 0; c != definition::size; ++c) {
      if (has_maker<Inserts>(definition::columns[c])) return true;
    }
    return false;
  }
  /// Calls the functions of the columns that a row, or a patch, leaves out.
  template <bool Inserts, class Row>
  static void fill(Row& row) {
    if constexpr (has_functions<Inserts>()) {
      unpacker<definition::size>::apply(row,
                                        [&](auto&... row_members) { fill_all<Inserts>(typename definition::described{}, row_members...); });
    }
  }
  /// The parts of a row to insert: for each column that the row decides about, whether the row gives it itself.
  template <class Row>
  static shape parts_of(const Row& row) {
    shape result{{0, 0}, 1};
    unsigned n = 0;
    unpacker<definition::size>::apply(row, [&](const auto&... row_members) MIZZLE_INLINE {
      [&]<std::size_t... I>(std::index_sequence<I...>)
          MIZZLE_INLINE { (insert_part<I>(row_members, result, n), ...); }(std::make_index_sequence<definition::size>{});
    });
    return result;
  }
  static consteval unsigned count_parts() {
    unsigned n = 0;
    for (std::size_t c = 0; c != definition::size; ++c) n += definition::columns[c].decided_by_row();
    return n;
  }
  /// Whether a row can leave out every column that can be written.
  static consteval bool may_give_nothing() {
    for (std::size_t c = 0; c != definition::size; ++c) {
      const column_info& column = definition::columns[c];
      if (column.generated.empty() && (!column.decided_by_row() || column.expression_on_insert())) return false;
    }
    return true;
  }
  /// The most values that one row can bind.
  static consteval std::size_t most_values() { return mizzle::detail::most_values(definition::columns.data(), definition::size); }

 private:
  template <bool Inserts, class... D, class... M>
  static void fill_all(types<D...>, M&... row_members) {
    (fill_value<Inserts>(row_members, static_cast<const D*>(nullptr)), ...);
  }
  template <std::size_t I, class M>
  MIZZLE_INLINE static void insert_part(const M& member, shape& result, unsigned& n) {
    if constexpr (definition::columns[I].decided_by_row()) {
      set_part(result, n++, member.given);
    }
  }
};

template <class Table>
void reject_values_twice() {
  (void)accept<diagnosis{fault::not_a_row, sentence{"mizzle: values(): it stands twice in an insert into ", source_of<Table>.name,
                                                    "; give several rows at once, as values({...}, {...}) or as a range"}}>();
}

/// The rows of `values(...)`: a vector of its own, or a view that the caller keeps alive.
template <class Table, class Rows>
struct row_list {
  using table = Table;
  Rows rows;
  /// values() once more, of a statement that has a member of this name.
  auto operator()(const auto&...) const { return reject_values_twice<Table>(); }
  auto operator()(const new_row_type<Table, true>&) const { return reject_values_twice<Table>(); }
  friend bool operator==(const row_list&, const row_list&) = default;
};

/// The one row of `values({...})`.
template <class Table, class Row>
struct single_row {
  using table = Table;
  Row row;
  constexpr single_row(Row&& r) : row(std::move(r)) {}  // and no other: a row may not have a default constructor
  /// values() once more, of a statement that has a member of this name.
  auto operator()(const auto&...) const { return reject_values_twice<Table>(); }
  auto operator()(const new_row_type<Table, true>&) const { return reject_values_twice<Table>(); }
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

}  // namespace mizzle::detail
