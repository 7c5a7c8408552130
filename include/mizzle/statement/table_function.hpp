// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/join_columns.hpp>

namespace mizzle::detail {

/// A function that yields rows, as a source: its name, the name that it has in the statement, its columns as members, and N arguments,
/// which are the words K with the values V.
template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct function_source : Def<as_columns<function_source<Name, Alias, Def, N, V, K...>, Def>> {
  V values{};

  constexpr explicit function_source(const V& v) : values{v} {}
  /// Another name, so that two can stand in a statement.
  template <fixed_string Other>
  [[nodiscard]] constexpr auto as() const {
    return function_source<Name, Other, Def, N, V, K...>{values};
  }
};

template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct source_traits<function_source<Name, Alias, Def, N, V, K...>> {
  using definition = mizzle::detail::definition<Def, false>;
  static consteval source describe() {
    return {.name = Name.view(),
            .alias = Alias.view(),
            .columns = definition::columns.data(),
            .size = definition::size,
            .row_ids = false,
            .kind = source_kind::function};
  }
};
/// Its token, which the arguments follow.
template <class S, std::size_t N>
struct function_token {
  static constexpr token word{
      .what = form::source, .operands = N, .keyword = keyword::table_function, .text = source_of<S>.label(), .from = &source_of<S>};
};
template <class S, std::size_t N>
struct source_behind<function_token<S, N>> {
  using type = S;
};
template <fixed_string Name, fixed_string Alias, template <class> class Def, std::size_t N, class V, class... K>
struct source_words<function_source<Name, Alias, Def, N, V, K...>> {
  using S = function_source<Name, Alias, Def, N, V, K...>;
  template <class... Before>
  static constexpr auto in(const S& s) {
    return run_of<V, function_token<S, N>, K...>{s.values};
  }
};

/// Another name for a function as a source.
template <fixed_string Alias, fixed_string Name, fixed_string Other, template <class> class Def, std::size_t N, class V, class... K>
constexpr auto alias(const function_source<Name, Other, Def, N, V, K...>& f) {
  return f.template as<Alias>();
}

template <fixed_string Name, template <class> class Def, std::size_t N, class V, class... K>
constexpr auto call_for_rows(const run_of<V, K...>& arguments) {
  return function_source<Name, Name, Def, N, V, K...>{arguments.values};
}
/// A function of SQLite's, of an extension's or of one's own that yields rows (https://www.sqlite.org/vtab.html#tabfunc2), with its
/// columns declared like those of a table:
///
///     template <class As>
///     struct ColumnInfo {
///       mz::column<As, "name", std::string> name{};
///       mz::column<As, "pk", bool> pk{};
///     };
///     const auto info = mz::table_function<"pragma_table_info", ColumnInfo>("messages");
///     db.all(mz::select(info.name).from(info).where(info.pk));
///
/// Arguments are values and expressions, also columns of a source before it in the same from() or join. A function that the database has not
/// is an sql_error that names it when the statement is first run.
template <fixed_string Name, template <class> class Columns, class... X>
constexpr auto table_function(const X&... arguments) {
  if constexpr (sizeof...(X) == 0) {
    return function_source<Name, Name, Columns, 0, none>{none{}};
  } else {
    return call_for_rows<Name, Columns, sizeof...(X)>((as_run(val(arguments)) + ...));
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::alias;
using detail::table_function;
}  // namespace mizzle
