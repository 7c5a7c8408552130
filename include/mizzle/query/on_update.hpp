// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/ordering.hpp>
#include <mizzle/query/row_values.hpp>

namespace mizzle {

/// N assignments one behind another.
template <std::size_t N, class Run>
struct assigned_run {
  Run run;
};

// The assignments of columns that have an on_update_fn and are not named.
template <class Column, class A, class... More>
auto call_on_update(types<A, More...>) {
  if constexpr (calls_on_update<A>) {
    return Column{} = A::on_update();
  } else {
    return call_on_update<Column>(types<More...>{});
  }
}
template <class T, unsigned I, unsigned Ahead, class D, class... More>
auto assigned_on_update(types<D, More...>) {
  if constexpr (Ahead != 0) {
    return assigned_on_update<T, I, Ahead - 1>(types<More...>{});
  } else {
    return call_on_update<expr<typename D::type, none, column_token<T, I>>>(typename D::attributes{});
  }
}

/// The assignments of an update of T, of the columns Named, and behind them those of on_update_fn, from the I-th column on.
template <class T, std::size_t N, unsigned I, class... Named, class V, class... K>
constexpr auto with_on_update(const run_of<V, K...>& r) {
  using definition = typename source_traits<T>::definition;
  if constexpr (I == definition::size) {
    return assigned_run<N, run_of<V, K...>>{r};
  } else if constexpr (definition::columns[I].on_update && !(std::same_as<column_token<T, I>, Named> || ...)) {
    return with_on_update<T, N + 1, I + 1, Named...>(r + as_run(assigned_on_update<T, I, I>(typename definition::described{})));
  } else {
    return with_on_update<T, N, I + 1, Named...>(r);
  }
}

}  // namespace mizzle
