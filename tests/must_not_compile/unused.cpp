// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a", std::int64_t> a{};
};
inline constexpr mz::table<"items", Item> items{};
using row = mz::new_row<items>;

inline mz::sqlite::connection& db();
// What is run may be ignored.
inline void run_all(std::vector<mz::any_write>& list) {
  db().run(mz::delete_from(items).all_rows());
  mz::run_atomic(db(), mz::atomic(mz::delete_from(items).all_rows()));
  mz::run_atomic(db(), list);
  db().create_tables(items);
  db().raw("analyze");
  db().transaction([](auto& tx) { tx.run(mz::delete_from(items).all_rows()); });
}

// case: an_insert
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() { mz::insert_into(items).values({.a = 1}); }

// case: an_insert_of_a_range
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f(const std::vector<row>& rows) { mz::insert_into(items).values(rows); }

// case: an_upsert
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() { mz::insert_into(items).values({.a = 1}).on_conflict(items.id).do_update(items.a = 2); }

// case: a_where
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() {
  auto q = mz::select(items.id).from(items);
  q.where(items.a == 1);
}

// case: an_update
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() { mz::update(items).set(items.a = 1).where(items.id == 1); }

// case: a_delete
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() { mz::delete_from(items).all_rows(); }

// case: a_guard
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() {
  auto gone = mz::delete_from(items).all_rows();
  gone.require_changes(1);
}

// case: a_table
// flags: -Werror=unused-result
// error: mizzle: a statement does nothing until it is run
void f() { mz::create_table(items); }

// case: an_unfinished_insert
// flags: -Werror=unused-result
// error: mizzle: this statement is not complete
void f() { mz::insert_into(items); }

// case: an_unfinished_conflict
// flags: -Werror=unused-result
// error: mizzle: this statement is not complete
void f() { mz::insert_into(items).values({.a = 1}).on_conflict(items.id); }

// case: a_list
// flags: -Werror=unused-result
// error: mizzle: a list does nothing until it is run
void f() { mz::atomic(mz::delete_from(items).all_rows()); }

// case: a_part_of_a_list
// flags: -Werror=unused-result
// error: mizzle: a list does nothing until it is run
void f() { mz::when(true, mz::delete_from(items).all_rows()); }

// case: an_outcome
// flags: -Werror=unused-result
// error: mizzle: an outcome tells whether the list was run
void f() { mz::try_atomic(db(), mz::atomic(mz::delete_from(items).all_rows())); }

// case: a_stream
// flags: -Werror=unused-result
// error: mizzle: a stream yields its rows only to who walks over it
void f() { db().stream(mz::select(items)); }
