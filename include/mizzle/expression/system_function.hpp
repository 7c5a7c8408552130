// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

// What SQLite tells of itself: https://www.sqlite.org/lang_corefunc.html.

namespace mizzle::detail {

/// changes(): the rows that the statement before this one changed on this connection.
template <class... X>
constexpr auto changes(const X&... x) {
  return call<std::int64_t, "changes(">(x...);
}
/// total_changes(): those of all statements since the connection was opened.
template <class... X>
constexpr auto total_changes(const X&... x) {
  return call<std::int64_t, "total_changes(">(x...);
}
/// last_insert_rowid(): the row id of the last row that this connection inserted, or 0.
template <class... X>
constexpr auto last_insert_rowid(const X&... x) {
  return call<std::int64_t, "last_insert_rowid(">(x...);
}
/// sqlite_version(): such as "3.40.1".
template <class... X>
constexpr auto sqlite_version(const X&... x) {
  return call<std::string, "sqlite_version(">(x...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::changes;
using detail::last_insert_rowid;
using detail::sqlite_version;
using detail::total_changes;
}  // namespace mizzle
