// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include <mizzle/expression/expression.hpp>
#include <mizzle/schema/column_info.hpp>

namespace mizzle::detail {

/// The column is the primary key, or one of several that make it. A lone integer one is SQLite's row id and may be left out
/// of an insert, unless the table is without_rowid.
struct primary_key {
  static constexpr void describe(column_info& c) { c.primary_key = true; }
};
/// Rowids are never used again, also not after a delete (https://www.sqlite.org/autoinc.html).
struct autoincrement {
  static constexpr void describe(column_info& c) { c.autoincrement = true; }
};
/// No two rows have the same value here.
struct unique {
  static constexpr void describe(column_info& c) { c.unique = true; }
};
/// The column is declared `numeric`, as files of other programs may have it: SQLite keeps a number there as an integer if it is one, and
/// otherwise as a real (https://www.sqlite.org/datatype3.html#type_affinity). Its C++ type is an integer, a real, or mz::decimal.
struct numeric {
  static constexpr bool needs_number = true;
  static constexpr void describe(column_info& c) { c.numeric = true; }
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

/// `default V`: a number, a bool, an enumerator or a text literal that the column's own type can hold. An insert that leaves
/// the column out gets V from the database.
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
/// What a function of default_fn or on_update_fn gives: its type as a value, and its words if it is SQL.
template <class Result>
struct made_by {
  using type = std::decay_t<Result>;
  using values = none;
  static constexpr bool is_sql = false;
  static constexpr const tokens* expression = nullptr;
  /// A view of this would have nothing to look at: nobody keeps it.
  static constexpr bool passes = std::is_class_v<Result>;
};
template <class Result>
  requires Expression<Result> || ScalarSelect<std::remove_cvref_t<Result>>
struct made_by<Result> {
  using sql = decltype(val(std::declval<Result>()));
  using type = typename sql::type;
  using values = decltype(sql::values);
  static constexpr bool is_sql = true;
  static constexpr const tokens* expression = &sql::all;
  static constexpr bool passes = false;
};
/// Calls F, a function or captureless lambda, for each inserted row that leaves the column out, also where it is nullable or
/// has a default of the table; `insert ... select` calls it once for all its rows. F may give an SQL expression, which the
/// database evaluates for each row: `default_fn<[] { return mz::sql<"randomblob(16)", mz::blob>(); }>`. Not part of the
/// table's DDL.
template <auto F>
struct default_fn {
  using made = made_by<decltype(F())>;
  static constexpr std::string_view called = "default_fn";
  static constexpr void describe(column_info& c) {
    c.default_fn = true;
    c.default_expression = made::expression;
  }
  static constexpr auto on_insert = F;
};
/// Calls F for each update that does not set the column, do_update() included, and for an insert that leaves it out if there
/// is neither a default_fn nor a default of the table. F may give an SQL expression.
template <auto F>
struct on_update_fn {
  using made = made_by<decltype(F())>;
  static constexpr std::string_view called = "on_update_fn";
  static constexpr void describe(column_info& c) {
    c.on_update = true;
    c.on_update_expression = made::expression;
  }
  static constexpr auto on_update = F;
};

/// The generated column is computed when a row is written, and kept.
struct stored;
/// The generated column is computed when it is read.
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
/// `check ("column" in ('low', 'high'))` of an enumeration that by_name stores: other programs can write no other text either.
struct check_names {
  template <class T>
  static constexpr void describe_as(column_info& c) {
    c.names = codec<T>::names;
    c.name_count = std::size(codec<T>::names);
  }
};
/// `collate name`: how texts of this column compare.
template <fixed_string Name>
struct collate {
  static constexpr auto text = Name;
  static constexpr void describe(column_info& c) { c.collate = text.view(); }
};

#define MIZZLE_ACTIONS(clause, member)                                              \
  namespace clause {                                                                \
  struct cascade {                                                                  \
    static constexpr void describe(reference_info& r) { r.member = "cascade"; }     \
  };                                                                                \
  struct restrict_ {                                                                \
    static constexpr void describe(reference_info& r) { r.member = "restrict"; }    \
  };                                                                                \
  struct set_null {                                                                 \
    static constexpr void describe(reference_info& r) { r.member = "set null"; }    \
  };                                                                                \
  struct set_default {                                                              \
    static constexpr void describe(reference_info& r) { r.member = "set default"; } \
  };                                                                                \
  struct no_action {                                                                \
    static constexpr void describe(reference_info& r) { r.member = "no action"; }   \
  };                                                                                \
  }
/// What happens to a row when the row that it references is deleted, or its key updated.
MIZZLE_ACTIONS(on_delete, on_delete)
MIZZLE_ACTIONS(on_update, on_update)
#undef MIZZLE_ACTIONS
/// The reference is checked at commit, not at the end of the statement.
struct deferred {
  static constexpr void describe(reference_info& r) { r.deferred = true; }
};

/// A foreign key of one column, to a primary key or a unique column: `references<channels.id, on_delete::cascade>`.
template <auto Column, class... Actions>
struct references {
  using referenced = typename decltype(Column)::type;
  using column = decltype(Column);
  static constexpr void describe(column_info& c) {
    const token& word = *decltype(Column)::words[0];
    c.reference = {word.from->name, word.text, {}, {}, false};
    (Actions::describe(c.reference), ...);
  }
};
/// A foreign key to a primary key or a unique column of the same table.
template <fixed_string Column, class... Actions>
struct references_self {
  static constexpr auto text = Column;
  static constexpr void describe(column_info& c) {
    c.reference = {{}, text.view(), {}, {}, false};
    c.references_self = true;
    (Actions::describe(c.reference), ...);
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::autoincrement;
using detail::check_names;
using detail::check_sql;
using detail::collate;
using detail::default_fn;
using detail::default_sql;
using detail::default_value;
using detail::deferred;
using detail::generated;
using detail::numeric;
using detail::on_update_fn;
using detail::primary_key;
using detail::references;
using detail::references_self;
using detail::stored;
using detail::unique;
using detail::virtual_;
/// What happens to a row when the row that it references is deleted: on_delete::cascade, restrict_, set_null, set_default or no_action.
namespace on_delete = detail::on_delete;
/// What happens to a row when the key that it references is updated: on_update::cascade, restrict_, set_null, set_default or no_action.
namespace on_update = detail::on_update;
}  // namespace mizzle
