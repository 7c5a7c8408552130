// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/sql.hpp>
#include <mizzle/statement/table_function.hpp>

namespace mizzle::detail {

template <fixed_string Name, template <class> class Def, class V, class... K>
constexpr auto rows_of_sql(const run_of<V, K...>& text) {
  return function_source<"", Name, Def, 1, V, K...>{text.values};
}
/// A select of your own as a source under a name, `(select ...) as "name"`, with its columns declared like those of a table, by the names
/// that it gives them:
///
///     template <class As>
///     struct Sample {
///       mz::column<As, "id", std::int64_t> id{};
///     };
///     const auto sample = mz::sql_source<"sample", "select id from users order by random() limit ?", Sample>(10);
///     db.all(mz::select(users.name).from(sample).inner_join(users, users.id == sample.id));
///
/// Each `?` takes one argument, as in mz::sql. What the columns hold is checked when it is read.
template <fixed_string Name, fixed_string Text, template <class> class Columns, class... X>
constexpr auto sql_source(const X&... arguments) {
  return rows_of_sql<Name, Columns>(as_run(own_text<op::sql<Text>, bool>(arguments...)));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::sql_source;
}  // namespace mizzle
