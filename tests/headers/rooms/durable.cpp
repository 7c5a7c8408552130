// SPDX-License-Identifier: MIT
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/idempotency.hpp>
#include <mizzle/durable/ledger.hpp>

namespace {
/// An engine that is not there.
struct batch {
  using dialect = mizzle::dialect::postgres;
  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    return std::vector<mizzle::statement_reply>(list.size(), {1, 0, {}});
  }
};
}  // namespace

static_assert(decltype(mizzle::ledger::deduct({}))::size == 2);

bool durable_room() {
  namespace idempotency = mizzle::idempotency;
  batch b;
  idempotency::store store{b};
  const auto refused = idempotency::run_once(store, "k", {.wait = std::chrono::milliseconds{0}}, [] { return 1; });
  idempotency::memory_store memory;
  const auto done = idempotency::run_once(memory, "k", {}, [](idempotency::execution& e) { return e.key(); });
  const auto paid = mizzle::run_atomic(b, mizzle::ledger::credit({.id = "1", .caller = "a", .amount = 1}));
  return refused.refusal() && mizzle::get<0>(paid).changes == 1 && store.complete("k", "a", "1") && store.purge() == 1 &&
         done.value() == "k" && idempotency::begin<std::string>(memory, "k").replay();
}
