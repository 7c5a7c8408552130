// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Job {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "state", std::string, mz::unique> state{};
  mz::column<As, "owner", std::optional<std::int64_t>> owner{};
};
inline constexpr mz::table<"jobs", Job> jobs{};
template <class As>
struct Owner {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"owners", Owner> owners{};

inline mz::sqlite::connection& db();

// case: limit_of_an_update_that_reads_other_tables
// error: mizzle: order_by(), limit(): an update that reads other tables by from() cannot have them
auto f() { return mz::update(jobs).set(jobs.state = owners.name).from(owners).where(jobs.owner == owners.id).limit(1); }

// case: order_of_an_update_that_reads_other_tables
// error: mizzle: order_by(), limit(): an update that reads other tables by from() cannot have them
auto f() { return mz::update(jobs).set(jobs.state = owners.name).from(owners).where(jobs.owner == owners.id).order_by(jobs.id).limit(1); }

// case: limit_behind_returning
// error: mizzle: order_by(), limit(): they stand before returning(); write limit(n).returning(...)
auto f() { return mz::delete_from(jobs).all_rows().returning(jobs.id).limit(1); }

// case: order_without_a_limit
// error: mizzle: run(): order_by() of a write to jobs says nothing without limit(n); add it
void f() { db().run(mz::delete_from(jobs).all_rows().order_by(jobs.id)); }

// case: conflict_behind_one_without_columns
// error: mizzle: on_conflict(): it stands behind one without columns, which meets every conflict, so that it would never be asked; write the one without columns last
auto f() { return mz::insert_into(jobs).values({.state = "x"}).on_conflict().do_nothing().on_conflict(jobs.state).do_nothing(); }

// case: returning_of_a_table_that_an_update_reads
// error: mizzle: returning(): table owners is only read by this statement, and SQLite gives back only columns of the table that is written; leave it out
void f() {
  (void)db().all(mz::update(jobs).set(jobs.state = "x").from(owners).where(jobs.owner == owners.id).returning(jobs.id, owners.name));
}

// case: returning_an_expression_of_a_table_that_an_update_reads
// error: mizzle: returning(): table owners is only read by this statement, and SQLite gives back only columns of the table that is written; leave it out
void f() {
  (void)db().all(
      mz::update(jobs).set(jobs.state = "x").from(owners).where(jobs.owner == owners.id).returning(mz::upper(owners.name).as<"n">()));
}

// case: returning_an_aggregate
// error: mizzle: returning(): an aggregate cannot be used here, because each changed row comes back by itself
void f() { (void)db().all(mz::delete_from(jobs).all_rows().returning(mz::count())); }

// case: delete_through_an_alias
// error: delete_from
void f() { db().run(mz::delete_from(mz::alias<"j">(jobs)).all_rows()); }
