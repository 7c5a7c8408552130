// SPDX-License-Identifier: MIT
#include <mizzle/durable/idempotency.hpp>
#include <mizzle/durable/ledger.hpp>

#include "schema.hpp"

bool durable_room() {
  mizzle::idempotency::memory_store store;
  const auto done = mizzle::idempotency::run_once(store, "k", {}, [] { return 7; });
  const auto list = mizzle::ledger::deduct({.id = "t", .caller = "a", .amount = 1, .at = mizzle::ledger::time_point{}});
  return done.value() == 7 && decltype(list)::size == 2;
}
