// SPDX-License-Identifier: MIT
#include <mizzle/durable/idempotency.hpp>
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

struct bare {
  using dialect = mz::dialect::sqlite;
  mz::statement_reply execute(const mz::bound_statement&);
};
struct no_json {
  int x;
};
mz::sqlite::connection& db();
mz::idempotency::memory_store& store();

// case: store_over_a_bare_handle
// error: mizzle: idempotency::store: this handle has neither transactions nor an atomic batch
void f(bare& h) { mz::idempotency::store s{h}; }

// case: store_over_no_handle
// error: mizzle: idempotency::store: this handle has neither transactions nor an atomic batch
void f(int& h) { mz::idempotency::store s{h}; }

// case: run_once_without_a_store
// error: mizzle: idempotency: the first argument of run_once() and begin() must be a store
void f() { mz::idempotency::run_once(db(), "k", {}, [] { return 1; }); }

// case: begin_without_a_store
// error: mizzle: idempotency: the first argument of run_once() and begin() must be a store
void f() { (void)mz::idempotency::begin<int>(db(), "k"); }

// case: function_with_other_arguments
// error: mizzle: idempotency: run_once(): the function must take nothing, or an idempotency::execution&
void f() { mz::idempotency::run_once(store(), "k", {}, [](int) { return 1; }); }

// case: result_without_json
// error: mizzle: idempotency: a result of this type cannot be kept and replayed
void f() { mz::idempotency::run_once(store(), "k", {}, [] { return no_json{1}; }); }

// case: optional_result_without_json
// error: mizzle: idempotency: a result of this type cannot be kept and replayed
void f() { (void)mz::idempotency::begin<std::optional<no_json>>(store(), "k"); }

// case: result_that_is_a_pointer
// error: mizzle: idempotency: a result of this type cannot be kept and replayed
void f() { mz::idempotency::run_once(store(), "k", {}, [] { return "text"; }); }

// case: result_that_is_a_view
// error: mizzle: idempotency: a result of this type cannot be kept and replayed
void f() { mz::idempotency::run_once(store(), "k", {}, [] { return std::string_view{"text"}; }); }
