// SPDX-License-Identifier: MIT
#include <mizzle/mizzle.hpp>
#include <mizzle/atomic/once.hpp>
#include <mizzle/remote/proxy.hpp>

namespace mz = mizzle;

struct bare {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&);
};
template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"items", Item> items{};
mz::proxy::client& client();

// case: server_over_a_bare_handle
// error: mizzle: proxy::server: this handle has no transactions, so that a list could be left half-way
void f(bare& h) { mz::proxy::server s{h, "/tmp/x.sock"}; }

// case: allowing_what_is_no_statement
// error: mizzle: allow_list::add(): only statements and atomic lists of statements can be allowed
void f() { mz::proxy::allow_list{}.add<int>(); }

// case: once_on_a_bare_handle
// error: mizzle: once(): this handle has neither transactions nor an atomic batch
void f(bare& h) { (void)mz::run_atomic(h, mz::once("k", mz::atomic(mz::delete_from(items).all_rows()))); }

// case: once_of_a_statement
// error: mizzle: once(): the second argument is a statement and no list; write mz::atomic(...) around it
void f() { (void)mz::once("k", mz::delete_from(items).all_rows()); }

// case: rows_of_what_returns_none
// error: mizzle: this statement returns no rows
void f() { (void)client().all(mz::delete_from(items).all_rows()); }

// case: running_a_list_as_a_statement
// error: mizzle: run(): a C++ value of type
void f() { client().run(mz::atomic(mz::delete_from(items).all_rows())); }

// case: a_column_that_is_not_in_scope
// error: mizzle: select(): column items.id needs table items, which is not in from() or a join
void f() { (void)client().all(mz::select(items.id)); }
