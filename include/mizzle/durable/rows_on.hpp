// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include <mizzle/atomic/run.hpp>

namespace mizzle::detail {

/// The rows of a statement, on any handle: asked at once where the handle can do that, without a transaction, which could wait for a writer;
/// all others are given a list of one.
template <class H, class S>
rows<row_t<S>> rows_on(H& h, const S& s) {
  if constexpr (requires {
                  { h.all(s) } -> std::same_as<rows<row_t<S>>>;
                }) {
    return h.all(s);
  } else {
    return std::move(get<0>(run_atomic(h, as_writes(s))));
  }
}

}  // namespace mizzle::detail
