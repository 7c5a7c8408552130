// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/durable/migrate/history.hpp>
#include <mizzle/statement/insert.hpp>

namespace mizzle::detail::migrating {

/// What a rebuild needs of a handle: interactive transactions, and SQLite's PRAGMAs outside them, on the same connection.
template <class H>
concept CanRebuild = TransactionCapable<H> && BareHandle<H> && H::dialect::id == dialect_id::sqlite;

/// Throws the error once more that is being handled, with the names of the migration and of its statement (from 0 on) before it.
[[noreturn]] inline void throw_named(const std::string& id, std::optional<std::size_t> statement) {
  const std::string where =
      "migration " + in_quotes(id) + (statement ? ", statement " + std::to_string(*statement + 1) : std::string{}) + ": ";
  const auto throw_as = [&](const error::base& cause, auto named) {
    if (statement) named.set_step(*statement);
    if (cause.committed()) named.set_committed();
    named.set_outcome_unknown(cause.outcome_unknown());
    throw named;
  };
  try {
    throw;
  } catch (const error::sql_error& e) {
    throw_as(e, error::sql_error{e.extended_code(), where + e.what(), e.sql()});
  } catch (const error::busy& e) {
    throw_as(e, error::busy{e.extended_code(), where + e.what()});
  } catch (const error::transport_error& e) {
    throw_as(e, error::transport_error{where + e.what(), e.outcome_unknown()});
  } catch (const error::base& e) {
    throw_as(e, error::invalid_request{where + e.what()});
  }
  throw;  // what is no error of mizzle's, as it is
}

/// Runs f while foreign keys are not enforced and a table can be renamed without its name being changed where it is used; then both are
/// as they were before, also if f throws.
template <class H, class F>
auto without_foreign_keys(H& h, F&& f) {
  const auto get = [&](const std::string& name) {
    return std::get<std::int64_t>(h.execute({"pragma " + name, {}, true, {}}).rows.at(0).at(0));
  };
  const auto set = [&](const std::string& name, std::int64_t to) {
    const std::string sql = "pragma " + name + (to != 0 ? " = on" : " = off");
    (void)h.execute({sql, {}, true, {}});
  };
  const std::int64_t keys = get("foreign_keys"), legacy = get("legacy_alter_table");
  const auto restore = [&] {
    set("legacy_alter_table", legacy);
    set("foreign_keys", keys);
  };
  try {
    set("foreign_keys", 0);
    set("legacy_alter_table", 1);
    if (get("foreign_keys") != 0) throw error::invalid_request{"rebuild: it cannot be run inside a transaction"};
    auto result = f();
    restore();
    return result;
  } catch (...) {
    try {
      restore();
    } catch (const error::base&) {
      // What went wrong first is told.
    }
    throw;
  }
}

/// Throws if a row refers to one that is not there.
template <class H>
void check_foreign_keys(H& tx) {
  const auto rows = tx.execute({"pragma foreign_key_check", {}, true, {}}).rows;
  if (rows.empty()) return;
  const auto text = [](const value& v) { return std::holds_alternative<std::string>(v) ? std::get<std::string>(v) : literal_of(v); };
  constexpr int foreign_key = 787;  // SQLITE_CONSTRAINT_FOREIGNKEY
  throw error::sql_error{foreign_key,
                         "rebuild: the row " + text(rows[0][1]) + " of " + in_quotes(text(rows[0][0])) + " refers to a row of " +
                             in_quotes(text(rows[0][2])) + " that is not there",
                         "pragma foreign_key_check"};
}

inline auto record_of(const migration_item& m, std::size_t number, const migrate_options& o) {
  return insert_into(applied_migrations)
      .values({.owner = o.owner, .number = static_cast<std::int64_t>(number), .id = m.id, .digest = m.digest, .applied_at = o.now()});
}

/// Runs one migration in a transaction, unless somebody else has done so meanwhile; tells whether it was run.
template <bool Rebuilds, class H>
bool apply_in_transaction(H& h, const std::vector<migration_item>& list, std::size_t number, const migrate_options& o) {
  const migration_item& m = list[number];
  std::optional<std::size_t> at;
  const auto run = [&] {
    return h.transaction([&](auto& tx) {
      if (first_missing(list, history_of(tx, o), o) != number) return false;
      for (at = 0; *at != m.steps.size(); ++*at) {
        if (const auto* const write = std::get_if<any_write>(&m.steps[*at])) {
          (void)run_atomic(tx, std::vector<any_write>{*write});
        } else if constexpr (Rebuilds) {
          rebuilder{tx, std::get<rebuild_step>(m.steps[*at])}.run();
        }
      }
      at.reset();
      if constexpr (Rebuilds) {
        if (m.rebuilds()) check_foreign_keys(tx);
      }
      (void)run_atomic(tx, as_writes(record_of(m, number, o)));
      return true;
    });
  };
  try {
    if constexpr (Rebuilds) {
      if (m.rebuilds()) return without_foreign_keys(h, run);
    }
    return run();
  } catch (const error::base&) {
    throw_named(m.id, at);
  }
}

/// The same as one batch. Its first statement records it, which fails if somebody else has run it.
template <class H>
bool apply_in_batch(H& h, const std::vector<migration_item>& list, std::size_t number, const migrate_options& o) {
  const migration_item& m = list[number];
  std::vector<any_write> writes{record_of(m, number, o)};
  for (const step& s : m.steps) writes.push_back(std::get<any_write>(s));
  try {
    (void)run_atomic(h, writes);
    return true;
  } catch (const error::base& e) {
    const auto failed = e.step();
    // Also an answer that was lost is told by what the database has.
    bool is_there = false;
    try {
      is_there = first_missing(list, history_of(h, o), o) > number;
    } catch (const error::invalid_request&) {
      throw;
    } catch (const error::base&) {
      // What went wrong first is told.
    }
    if (is_there) return false;
    throw_named(m.id, failed && *failed > 0 ? std::optional{*failed - 1} : std::nullopt);
  }
}

/// Runs the migrations that a database does not have yet, each in a transaction of its own together with its record, and gives the ids of
/// those that this call has run. Many processes may call it at once: each migration is run by one of them, and all return when the
/// last one is there; a connection's busy_timeout must be as long as the longest migration.
///
///     mz::migrate(db, mz::migrations(mz::migration("1 tables", "create table a (x); create table b (y)"),
///                                    mz::migration("2 numbers", mz::renumber(messages.sequence, messages.session_id)),
///                                    mz::migration("3 kinds", mz::rebuild(messages, messages.kind = "text"))));
///
/// Before anything is run, an invalid_request names the first migration that was applied and is not what the list has at its place.
/// If one fails, its error names it and the statement, nothing of it stays, and those before it do. For a handle with transactions or
/// batches; rebuild() needs a connection to SQLite.
template <class H, bool Rebuilds>
  requires Handle<std::remove_reference_t<H>>
std::vector<std::string> migrate(H&& handle, const migration_list<Rebuilds>& list, const migrate_options& options = {}) {
  auto& h = handle;
  using Bare = std::remove_reference_t<H>;
  constexpr bool atomic = policy_of<Bare> != policy::sequential;
  static_assert(atomic,
                "mizzle: migrate(): this handle has neither transactions nor an atomic batch, so that a migration that fails would "
                "stay by halves; use another handle");
  static_assert(!Rebuilds || CanRebuild<Bare>,
                "mizzle: migrate(): a rebuild() switches foreign keys off outside of its transaction, which "
                "only a connection to SQLite can; use one for these migrations");
  std::vector<std::string> applied;
  if constexpr (atomic && (!Rebuilds || CanRebuild<Bare>)) {
    check_accepted(list.items, options);
    if (!has_record(h)) (void)run_atomic(h, create_tables(applied_migrations));
    for (std::size_t i = first_missing(list.items, history_of(h, options), options); i != list.items.size(); ++i) {
      bool ran = false;
      if constexpr (policy_of<Bare> == policy::transaction) ran = apply_in_transaction<Rebuilds>(h, list.items, i, options);
      else ran = apply_in_batch(h, list.items, i, options);
      if (ran) applied.push_back(list.items[i].id);
    }
  }
  return applied;
}

// Only to say what is wrong.
template <class H, class X>
  requires(!is_migration_list<X>)
std::vector<std::string> migrate(H&&, const X&, const migrate_options& = {}) {
  static_assert(is_migration_list<X>,
                "mizzle: migrate(): it takes the list of all migrations of a program; write mz::migrations(mz::migration(...), ...)");
  return {};
}

}  // namespace mizzle::detail::migrating

namespace mizzle {
using detail::migrating::migrate;
}  // namespace mizzle
