// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <mizzle/expression/all.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/value/chrono.hpp>
#include <mizzle/value/digest.hpp>

namespace mizzle::detail::migrating {

/// Milliseconds since 1970.
using time_point = std::chrono::sys_time<std::chrono::milliseconds>;

template <class As>
struct Applied {
  /// Whose list it is of, see migrate_options::owner.
  column<As, "owner", std::string> owner{};
  /// Its place in the list, from 0 on.
  column<As, "number", std::int64_t> number{};
  column<As, "id", std::string> id{};
  /// What it was: the digest of its statements and their values.
  column<As, "digest", mizzle::digest> digest{};
  column<As, "applied_at", time_point> applied_at{};
  static constexpr auto constraints(const auto& t) {
    return mizzle::constraints(primary_key_on(t.owner, t.number), unique_on(t.owner, t.id));
  }
};
/// The migrations that a database has.
inline constexpr table<"mizzle_migrations", Applied, strict> applied_migrations{};
using applied_migration = row_of<applied_migrations>;

/// SQLite's own list of what a database has (https://www.sqlite.org/schematab.html).
template <class As>
struct SchemaItem {
  column<As, "type", std::string> type{};
  column<As, "name", std::string> name{};
  column<As, "tbl_name", std::string> table{};
  column<As, "sql", std::optional<std::string>> sql{};
};
inline constexpr table<"sqlite_master", SchemaItem> schema_items{};
/// The same of what only its connection has.
inline constexpr table<"sqlite_temp_master", SchemaItem> temporary_schema_items{};

/// How migrations are run.
struct migrate_options {
  /// Whose migrations these are: where a program and its libraries have lists of their own for one database, each has another name.
  std::string owner{};
  /// The ids of migrations whose text may be another than what was applied. For those that were written with typed statements, whose text
  /// a later release of mizzle can write in another way; and for whoever knows that a change of the text changes nothing.
  std::vector<std::string> accept{};
  /// What time it is, for the record.
  std::function<time_point()> now = [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
};

}  // namespace mizzle::detail::migrating

namespace mizzle {
using detail::migrating::applied_migration;
using detail::migrating::applied_migrations;
using detail::migrating::migrate_options;
}  // namespace mizzle
