// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

// What SQLite tells of itself: https://www.sqlite.org/lang_corefunc.html.

namespace mizzle::detail {

/// changes(): the rows that the statement before this one changed on this connection.
inline constexpr function<"changes", std::int64_t> changes;
/// total_changes(): those of all statements since the connection was opened.
inline constexpr function<"total_changes", std::int64_t> total_changes;
/// last_insert_rowid(): the row id of the last row that this connection inserted, or 0.
inline constexpr function<"last_insert_rowid", std::int64_t> last_insert_rowid;
/// sqlite_version(): such as "3.40.1".
inline constexpr function<"sqlite_version", std::string> sqlite_version;

}  // namespace mizzle::detail

namespace mizzle {
using detail::changes;
using detail::last_insert_rowid;
using detail::sqlite_version;
using detail::total_changes;
}  // namespace mizzle
