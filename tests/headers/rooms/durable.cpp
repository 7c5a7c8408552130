// SPDX-License-Identifier: MIT
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
  return refused.refusal() && store.complete("k", "a", "1") && store.purge() == 1 && done.value() == "k" &&
         idempotency::begin<std::string>(memory, "k").replay();
}
