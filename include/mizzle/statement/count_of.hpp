// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/aggregate.hpp>
#include <mizzle/statement/named_query.hpp>

namespace mizzle::detail {

/// `select count(*) from source`: how many rows a table, an alias or a named query has, as a statement, and as a value inside of others.
///
///     select(users.name, scalar(count_of(posts, posts.owner_id == users.id)).as<"posts">()).from(users)
template <Source S, class Count = decltype(count())>
constexpr auto count_of(const S& source) {
  return select(Count{}).from(source);
}
/// The same of the rows that meet a condition.
template <Source S, Condition C, class Count = decltype(count())>
constexpr auto count_of(const S& source, const C& condition) {
  return select(Count{}).from(source).where(condition);
}
/// How many rows a select would yield.
template <class L, class V, class... K>
constexpr auto count_of(const select_statement<L, V, K...>& select) {
  return count_of(select.template as<"counted">());
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::count_of;
}  // namespace mizzle
