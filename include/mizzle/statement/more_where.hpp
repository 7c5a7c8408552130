// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <mizzle/expression/logic.hpp>
#include <mizzle/statement/clauses.hpp>

namespace mizzle::detail {

/// Where the last clause of a statement is; the number of words if it has none.
constexpr std::size_t last_clause(const token* const* words, std::size_t size) {
  std::size_t found = size;
  for (std::size_t i = 0; i != size; ++i) {
    if (words[i]->what == form::clause || words[i]->what == form::join || words[i]->what == form::compound) found = i;
  }
  return found;
}
/// Whether a statement ends in where().
constexpr bool ends_in_where(const token* const* words, std::size_t size) {
  const std::size_t at = last_clause(words, size);
  return at != size && words[at]->what == form::clause && words[at]->rank == clause_rank::where;
}

/// The words of a statement that ends in where(), with an `and` before its condition, which another one follows.
template <std::size_t Where, class Before, class... K>
struct words_with_and {
  using type = Before;
};
template <std::size_t Where, class... B, class K, class... More>
struct words_with_and<Where, types<B...>, K, More...> {
  using type = typename words_with_and<Where - 1, types<B..., K>, More...>::type;
};
template <class... B, class K, class... More>
struct words_with_and<0, types<B...>, K, More...> {
  using type = types<B..., K, op::and_, More...>;
};

}  // namespace mizzle::detail
