// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/statement/update.hpp>

namespace mizzle::detail {

/// `delete from table`: then where(...) or all_rows().
template <Table T>
constexpr auto delete_from(const T&) {
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
