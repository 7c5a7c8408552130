// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <mizzle/expression/expression.hpp>
#include <mizzle/schema/column_info.hpp>

namespace mizzle {

/// The column is the primary key, or one of several that make it. A lone integer one is SQLite's row id and may be left out
/// of an insert, unless the table is without_rowid.
struct primary_key {
  static constexpr void describe(column_info& c) { c.primary_key = true; }
};
/// Rowids are never used again, also not after a delete (https://www.sqlite.org/autoinc.html).
struct autoincrement {
  static constexpr void describe(column_info& c) { c.autoincrement = true; }
};
struct unique {
  static constexpr void describe(column_info& c) { c.unique = true; }
};
/// A literal as a template argument: a number, a bool, an enumerator or a text.
template <class T>
struct literal {
  T value;
  constexpr literal(T v) noexcept : value{v} {}
};
template <std::size_t N>
struct literal<fixed_string<N>> {
  fixed_string<N> value;
  constexpr literal(const char (&text)[N]) noexcept : value{text} {}
};
template <std::size_t N>
literal(const char (&)[N]) -> literal<fixed_string<N>>;

/// `default V`: a number, a bool, an enumerator or a text literal. An insert that leaves the column out gets V from the
/// database.
template <literal V>
struct default_value {
  static constexpr auto value = V.value;
  static constexpr void describe(column_info& c) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::floating_point<T>) {
      c.default_real = value;
      c.has_default = default_kind::real;
    } else if constexpr (requires { value.view(); }) {
      c.default_text = value.view();
      c.has_default = default_kind::text;
    } else if constexpr (std::same_as<T, char>) {
      c.default_text = {&value, 1};
      c.has_default = default_kind::text;
    } else if constexpr (requires { codec<T>::text(value); }) {
      c.default_text = codec<T>::text(value);
      c.has_default = default_kind::text;
    } else {
      c.default_integer = codec<T>::encode(value);
      c.has_default = default_kind::integer;
    }
  }
};
/// `default (expression)`, such as `default_sql<"unixepoch()">`.
template <fixed_string Expression>
struct default_sql {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) {
    c.default_text = text.view();
    c.has_default = default_kind::sql;
  }
};
/// Calls F, a function or captureless lambda, for each inserted row that leaves the column out. Not part of the table's DDL.
template <auto F>
struct default_fn {
  static constexpr void describe(column_info& c) { c.default_fn = true; }
  static constexpr auto on_insert = F;
};
/// Calls F for each update that does not set the column, and for an insert that leaves it out.
template <auto F>
struct on_update_fn {
  static constexpr void describe(column_info& c) { c.on_update = true; }
  static constexpr auto on_update = F;
};

struct stored;
struct virtual_;
/// `generated always as (expression)`; such a column cannot be written.
template <fixed_string Expression, class Kind = virtual_>
struct generated {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) {
    c.generated = text.view();
    c.generated_stored = std::same_as<Kind, stored>;
  }
};
/// `check (expression)` of one column.
template <fixed_string Expression>
struct check_sql {
  static constexpr auto text = Expression;
  static constexpr void describe(column_info& c) { c.check = text.view(); }
};
/// `collate name`: how texts of this column compare.
template <fixed_string Name>
struct collate {
  static constexpr auto text = Name;
  static constexpr void describe(column_info& c) { c.collate = text.view(); }
};

#define MIZZLE_ACTIONS(clause, member)                                                     \
  namespace clause {                                                                       \
  struct cascade { static constexpr void describe(reference_info& r) { r.member = "cascade"; } };      \
  struct restrict_ { static constexpr void describe(reference_info& r) { r.member = "restrict"; } };   \
  struct set_null { static constexpr void describe(reference_info& r) { r.member = "set null"; } };    \
  struct set_default { static constexpr void describe(reference_info& r) { r.member = "set default"; } }; \
  struct no_action { static constexpr void describe(reference_info& r) { r.member = "no action"; } };  \
  }
/// What happens to a row when the row that it references is deleted, or its key updated.
MIZZLE_ACTIONS(on_delete, on_delete)
MIZZLE_ACTIONS(on_update, on_update)
#undef MIZZLE_ACTIONS
/// The reference is checked at commit, not at the end of the statement.
struct deferred {
  static constexpr void describe(reference_info& r) { r.deferred = true; }
};

/// A foreign key of one column: `references<channels.id, on_delete::cascade>`.
template <auto Column, class... Actions>
struct references {
  using referenced = typename decltype(Column)::type;
  static constexpr void describe(column_info& c) {
    const token& word = *decltype(Column)::words[0];
    c.reference = {word.from->name, word.text, {}, {}, false};
    (Actions::describe(c.reference), ...);
  }
};
/// A foreign key to a column of the same table.
template <fixed_string Column, class... Actions>
struct references_self {
  static constexpr auto text = Column;
  static constexpr void describe(column_info& c) {
    c.reference = {{}, text.view(), {}, {}, false};
    c.references_self = true;
    (Actions::describe(c.reference), ...);
  }
};

}  // namespace mizzle
