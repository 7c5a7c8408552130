// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/statement/create.hpp>

namespace mizzle::detail {

/// `create index if not exists` of a table's I-th constraint, if that is an index.
template <class T, std::size_t I>
constexpr auto index_writes() {
  constexpr auto kind = constraints_type<T>::infos[I].kind;
  if constexpr (kind == constraint_kind::index || kind == constraint_kind::unique_index) {
    return as_writes(create_statement<T, I + 1, true>{});
  } else {
    return atomic_writes<>{};
  }
}
template <class T>
constexpr auto table_writes() {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return flatten(create_statement<T, 0, true>{}, index_writes<T, I>()...);
  }(std::make_index_sequence<constraints_type<T>::size>{});
}

/// Creates tables and their indexes that do not exist yet, as a list for any handle: `mz::run_atomic(owner, mz::create_tables(channels,
/// messages))`. A connection has a function of its own for it.
template <Table... T>
constexpr auto create_tables(const T&...) {
  return flatten(table_writes<T>()...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::create_tables;
}  // namespace mizzle
