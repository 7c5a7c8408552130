// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <mizzle/durable/migrate/migration.hpp>
#include <mizzle/durable/migrate/table.hpp>
#include <mizzle/durable/rows_on.hpp>
#include <mizzle/statement/select.hpp>

namespace mizzle::detail::migrating {

/// Whether the database has a record of migrations. Asked first, so that a start that has nothing to do writes nothing. An invalid_request
/// if a temporary table would be taken for it.
template <class H>
bool has_record(H& h) {
  static_assert(H::dialect::id != dialect_id::postgres,
                "mizzle: migrate(): it is for databases of SQLite, whose own list of tables it reads; use another tool for PostgreSQL");
  const auto named_so = [](const auto& items) { return select(items.name).from(items).where(lower(items.name) == "mizzle_migrations"); };
  if constexpr (BareHandle<H>) {
    if (rows_on(h, named_so(temporary_schema_items)).size() != 0)
      throw error::invalid_request{"migrate: this connection has a temporary table or view \"mizzle_migrations\", which hides the record"};
  }
  return rows_on(h, named_so(schema_items)).size() != 0;
}

/// What was applied of a list, in its order.
template <class H>
std::vector<applied_migration> history_of(H& h, const migrate_options& o) {
  const auto& a = applied_migrations;
  const auto rows = rows_on(h, select(a).where(a.owner == o.owner).order_by(a.number));
  return {rows.begin(), rows.end()};
}

/// Checks that each id of migrate_options::accept is that of a migration.
inline void check_accepted(const std::vector<migration_item>& list, const migrate_options& o) {
  for (const std::string& id : o.accept) {
    if (std::none_of(list.begin(), list.end(), [&](const migration_item& m) { return m.id == id; }))
      throw error::invalid_request{"migrate: accept has " + in_quotes(id) + ", which is no migration of the list"};
  }
}

/// Checks that what was applied is the beginning of the list, and gives the number of the first that is missing.
inline std::size_t first_missing(const std::vector<migration_item>& list, const std::vector<applied_migration>& history,
                                 const migrate_options& o) {
  const auto refuse = [](const std::string& id, const std::string& why) {
    throw error::invalid_request{"migration " + in_quotes(id) + " " + why};
  };
  for (std::size_t i = 0; i != history.size(); ++i) {
    const std::string& id = history[i].id;
    const auto given = std::find_if(list.begin(), list.end(), [&](const migration_item& m) { return m.id == id; });
    if (given == list.end())
      refuse(id, "was applied to this database and is not in the list; do not remove it, or run the newer program that has it");
    if (list[i].id != id) {
      const auto known = std::find_if(history.begin(), history.end(), [&](const applied_migration& a) { return a.id == list[i].id; });
      if (known == history.end())
        refuse(list[i].id, "stands before " + in_quotes(id) + ", which was applied already; put it behind the last one");
      refuse(list[i].id, "stands before " + in_quotes(id) + ", which was applied earlier; keep their order");
    }
    if (list[i].digest != history[i].digest && std::find(o.accept.begin(), o.accept.end(), id) == o.accept.end())
      refuse(id, "is not what was applied to this database; put it back, and write a new one for the change");
  }
  return history.size();
}

}  // namespace mizzle::detail::migrating
