// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/update.hpp>

namespace mizzle::detail {

/// `delete from table`: then where(...) or all_rows().
template <TableSource T>
constexpr auto delete_from(const T&) {
  static_assert(Table<T>,
                "mizzle: delete_from(): an alias names a table that is read; name the table itself, and give its alias to subqueries");
  return write_statement<statement_kind::remove, T, void, none, word::delete_from<T>>{};
}
template <Table T, class Hint>
constexpr auto delete_from(const hinted_table<T, Hint>&) {
  return put_hint<Hint>(mizzle::detail::delete_from(T{}));
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::delete_from;
}  // namespace mizzle
