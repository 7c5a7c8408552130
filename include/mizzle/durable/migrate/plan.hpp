// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <mizzle/durable/migrate/history.hpp>

namespace mizzle::detail::migrating {

/// What migrate() would do.
struct migration_plan {
  struct item {
    std::string id;
    bool applied = false;
    /// Its statements, with their values in them; of a rebuild, those that the database decides about are told in a comment.
    std::vector<std::string> statements;
  };
  std::vector<item> items;

  /// How many are missing.
  [[nodiscard]] std::size_t missing() const {
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [](const item& i) { return !i.applied; }));
  }
  /// All of it as SQL to read: each migration with its id, and the statements of those that are missing.
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const item& i : items) {
      out += "-- " + one_line(i.id) + (i.applied ? ": applied\n" : "\n");
      if (i.applied) continue;
      out += "begin immediate;\n";
      for (const std::string& s : i.statements) out += s + ";\n";
      out += "commit;\n";
    }
    return out;
  }

 private:
  static std::string one_line(std::string id) {
    std::replace(id.begin(), id.end(), '\n', ' ');
    return id;
  }
};

inline std::vector<std::string> describe(const any_write& write) {
  std::vector<std::string> result;
  for (const built_sql& s : erased(write)) result.push_back(s.with_values());
  return result;
}
inline std::vector<std::string> describe(const rebuild_step& r) {
  std::vector<std::string> result{
      "-- foreign keys are off meanwhile; columns that the old table does not have are left out of the copy\n" + r.create_interim(),
      copy_of(r, r.columns, r.keeps_row_ids).with_values(), "drop table " + in_quotes(r.table),
      "alter table " + in_quotes(r.interim()) + " rename to " + in_quotes(r.table)};
  for (const declared_index& i : r.indexes) result.push_back(i.create);
  result.emplace_back("-- other indexes and the triggers of the table are created again\npragma foreign_key_check");
  return result;
}

/// What migrate() would do to a database, without doing anything: `std::cout << mz::plan_migrations(db, list).text()`. What it would
/// refuse is refused here, too.
template <class H, bool Rebuilds>
  requires Handle<std::remove_reference_t<H>>
migration_plan plan_migrations(H&& handle, const migration_list<Rebuilds>& list, const migrate_options& options = {}) {
  check_accepted(list.items, options);
  const std::size_t missing = has_record(handle) ? first_missing(list.items, history_of(handle, options), options) : 0;
  migration_plan plan;
  for (const migration_item& m : list.items) {
    migration_plan::item& i = plan.items.emplace_back();
    i.id = m.id;
    i.applied = plan.items.size() <= missing;
    for (const step& s : m.steps) {
      for (std::string& text : std::visit([](const auto& x) { return describe(x); }, s)) i.statements.push_back(std::move(text));
    }
  }
  return plan;
}

}  // namespace mizzle::detail::migrating

namespace mizzle {
using detail::migrating::migration_plan;
using detail::migrating::plan_migrations;
}  // namespace mizzle
