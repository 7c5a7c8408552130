// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/table.hpp>

namespace mizzle::detail {

/// The token of a table's row id, which is no column of its declaration.
template <class Source>
struct row_id_token {
  static constexpr token word{.what = form::column,
                              .type = sql_type::integer,
                              .position = source_traits<Source>::definition::size,
                              .text = "rowid",
                              .from = &source_of<Source>};
};

/// The number that SQLite gives each row of a table (https://www.sqlite.org/rowidtable.html), also where no column is declared for
/// it. Of a table or an alias that is not without_rowid.
template <TableSource S>
constexpr auto rowid(const S&) {
  static_assert(source_of<S>.row_ids, "mizzle: rowid(): a table without_rowid has none; use its primary key");
  static_assert(source_traits<S>::definition::index("rowid") == source_traits<S>::definition::size,
                "mizzle: rowid(): the table has a column of this name; use the column");
  return expr<std::int64_t, none, row_id_token<S>>{};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::rowid;
}  // namespace mizzle
