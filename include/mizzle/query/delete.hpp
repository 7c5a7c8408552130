// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/query/update.hpp>

namespace mizzle {

/// `delete from table`: then where(...) or all_rows().
template <Table T>
constexpr auto delete_from(const T&) {
  return change_statement<statement_kind::remove, T, void, none, word::delete_from<T>>{};
}

}  // namespace mizzle
