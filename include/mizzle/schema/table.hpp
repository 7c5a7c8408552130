// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/definition.hpp>

namespace mizzle::detail {

template <class Source>
struct source_traits;

/// The source behind a table or alias type, as a constant.
template <class Source>
inline constexpr source source_of = source_traits<Source>::describe();

constexpr std::uint16_t flags_of(const column_info& column) {
  const bool whole = column.numeric && column.type == sql_type::real;
  return static_cast<std::uint16_t>((column.nullable ? is_nullable : 0) | (whole ? keeps_whole : 0));
}
/// The token of one column of a table or an alias.
template <class Source, unsigned Index>
struct column_token {
  static constexpr const column_info& info = source_traits<Source>::definition::columns[Index];
  static constexpr token word{
      .what = form::column, .type = info.type, .flags = flags_of(info), .position = Index, .text = info.name, .from = &source_of<Source>};
};
/// The token of a table or an alias as a source.
template <class Source>
struct source_token {
  static constexpr token word{.what = form::source, .text = source_of<Source>.label(), .from = &source_of<Source>};
};

/// What a column's declaration is used as in queries: an expression.
template <class Source, template <class> class Def>
struct as_columns {
  template <fixed_string Name, class T, class... A>
  using member = expr<T, none, column_token<Source, definition<Def>::index(Name.view())>>;
};

/// Every column is checked by SQLite against its declared type (https://www.sqlite.org/stricttables.html).
struct strict {};
/// The table is kept in the order of its primary key (https://www.sqlite.org/withoutrowid.html).
struct without_rowid {};

/// The names of the table and of its indexes begin with a text, which several tables can have in common:
///
///     using app = mz::prefix<"app_">;
///     inline constexpr mz::table<"users", User, app> users{};     // "app_users"
template <fixed_string Text>
struct prefix {
  static constexpr auto text = Text;
};
template <class... Options>
struct table_options : Options... {};
prefix<""> find_prefix(const void*);
template <fixed_string Text>
prefix<Text> find_prefix(const prefix<Text>*);

struct as_row;

/// Whether a table is well declared; otherwise a compile error that says what is wrong (check_table.hpp).
template <class Table>
constexpr bool well_declared();

/// The type behind mz::table; Row is the declaration as a row.
template <fixed_string Name, class Row, class... Options>
struct basic_table;
template <fixed_string Name, template <class> class Def, class... Options>
struct basic_table<Name, Def<as_row>, Options...> : Def<as_columns<basic_table<Name, Def<as_row>, Options...>, Def>> {
  /// Checks the declaration, which needs the complete table: its constraints name its columns.
  constexpr basic_table() { static_assert(well_declared<basic_table>()); }
};

/// A table: its name, its declaration and its options (strict, without_rowid, prefix). Its members are the columns.
///
///     inline constexpr mz::table<"channels", Channel> channels{};
template <fixed_string Name, template <class> class Def, class... Options>
using table = basic_table<Name, Def<as_row>, Options...>;

template <fixed_string Name, template <class> class Def, class... Options>
struct source_traits<basic_table<Name, Def<as_row>, Options...>> {
  static constexpr bool is_strict = (std::same_as<Options, strict> || ...);
  static constexpr bool is_without_rowid = (std::same_as<Options, without_rowid> || ...);
  using definition = mizzle::detail::definition<Def, !is_without_rowid>;
  using base = basic_table<Name, Def<as_row>, Options...>;
  template <class As>
  using as = Def<As>;
  using prefix = decltype(find_prefix(static_cast<const table_options<Options...>*>(nullptr)));
  static constexpr auto full_name = prefix::text + Name;
  static constexpr std::string_view name = full_name.view();
  static consteval source describe() {
    return {.name = name,
            .columns = definition::columns.data(),
            .size = definition::size,
            .row_ids = !is_without_rowid,
            .prefix_size = prefix::text.size()};
  }
};

/// What alias() gives.
template <fixed_string Alias, class Table>
struct aliased;
template <fixed_string Alias, fixed_string Name, template <class> class Def, class... Options>
struct aliased<Alias, basic_table<Name, Def<as_row>, Options...>>
    : Def<as_columns<aliased<Alias, basic_table<Name, Def<as_row>, Options...>>, Def>> {};

template <fixed_string Alias, fixed_string Name, template <class> class Def, class... Options>
struct source_traits<aliased<Alias, basic_table<Name, Def<as_row>, Options...>>>
    : source_traits<basic_table<Name, Def<as_row>, Options...>> {
  using typename source_traits<basic_table<Name, Def<as_row>, Options...>>::definition;
  static consteval source describe() {
    const source& s = source_of<basic_table<Name, Def<as_row>, Options...>>;
    return {
        .name = s.name, .alias = Alias.view(), .columns = s.columns, .size = s.size, .row_ids = s.row_ids, .prefix_size = s.prefix_size};
  }
};

/// A table under another name, so that it can stand in a statement twice: `constexpr auto m2 = mz::alias<"m2">(messages);`
template <fixed_string Alias, fixed_string Name, class Row, class... Options>
constexpr aliased<Alias, basic_table<Name, Row, Options...>> alias(const basic_table<Name, Row, Options...>&) {
  return {};
}

/// Another name for an alias is one for its table.
template <fixed_string Alias, fixed_string Other, class Table>
constexpr aliased<Alias, Table> alias(const aliased<Other, Table>&) {
  return {};
}

template <class X>
inline constexpr bool is_table = false;
template <fixed_string Name, class Row, class... Options>
inline constexpr bool is_table<basic_table<Name, Row, Options...>> = true;

/// What columns come from: a table, a named query, a function that yields rows, or an alias of one.
template <class X>
concept Source = requires { typename source_traits<std::remove_cvref_t<X>>::definition; };
/// A table or an alias of one, which has a row struct and binds no values.
template <class X>
concept TableSource = Source<X> && requires { typename source_traits<std::remove_cvref_t<X>>::base; };
/// A table itself, as an insert, update or delete needs it.
template <class X>
concept Table = is_table<std::remove_cvref_t<X>>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::prefix;
using detail::Source;
using detail::strict;
using detail::table;
using detail::Table;
using detail::without_rowid;
}  // namespace mizzle
