// SPDX-License-Identifier: MIT
// First, so that a compiler names few headers on its way to an error.
#include <mizzle/mizzle.hpp>

#include <mizzle/durable/migrate.hpp>

namespace mz = mizzle;

template <class As>
struct Thing {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"things", Thing> things{};
inline constexpr mz::table<"others", Thing> others{};

struct bare {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&);
};
struct batching {
  using dialect = mz::dialect::sqlite;
  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement>);
};

// case: migrate_over_a_bare_handle
// error: mizzle: migrate(): this handle has neither transactions nor an atomic batch
void f(bare& h) { mz::migrate(h, mz::migrations(mz::migration("a", "select 1"))); }

// case: rebuild_over_a_batching_handle
// error: mizzle: migrate(): a rebuild() switches foreign keys off outside of its transaction, which only a connection to SQLite can
void f(batching& h) { mz::migrate(h, mz::migrations(mz::migration("a", "select 1"), mz::migration("b", mz::rebuild(things)))); }

// case: migration_of_nothing
// error: mizzle: migration(): it does nothing; give it SQL text
void f() { (void)mz::migration("a"); }

// case: migration_of_a_number
// error: mizzle: migration(): each part must be SQL text, a statement, a list of statements (mz::atomic) or mz::rebuild(table, ...)
void f() { (void)mz::migration("a", 1); }

// case: migration_of_a_statement_that_is_not_complete
// error: mizzle: migration(): each part must be SQL text, a statement
void f() { (void)mz::migration("a", mz::insert_into(things)); }

// case: rebuild_with_a_column_of_another_table
// error: mizzle: set(): column others.name is not a column of things
void f() { (void)mz::rebuild(things, others.name = "a"); }

// case: rebuild_with_no_assignment
// error: mizzle: rebuild()
void f() { (void)mz::rebuild(things, things.name == "a"); }

// case: rebuild_from_a_value_of_another_type
// error: mizzle: set(): column things.name of type text is given a value of type integer
void f() { (void)mz::rebuild(things, things.name = 1); }

// case: migrations_of_texts
// error: mizzle: migrations(): each argument is a migration; write mz::migrations(mz::migration("1 tables", "create table ..."))
void f(mz::sqlite::connection& db) { mz::migrate(db, mz::migrations("1 tables", "create table t (x)")); }

// case: migrate_with_one_migration
// error: mizzle: migrate(): it takes the list of all migrations of a program; write mz::migrations(mz::migration(...), ...)
void f(mz::sqlite::connection& db) { mz::migrate(db, mz::migration("1 tables", "create table t (x)")); }
