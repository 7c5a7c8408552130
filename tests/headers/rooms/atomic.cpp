// SPDX-License-Identifier: MIT
#include <mizzle/atomic/any_write.hpp>
#include <mizzle/atomic/outcome.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/atomic/write.hpp>
#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>

#include "schema.hpp"

namespace {
using rooms::channels;
using namespace mizzle::literals;

/// An engine that is not there.
struct bare {
  using dialect = mizzle::dialect::sqlite;
  mizzle::statement_reply execute(const mizzle::bound_statement& s) {
    if (s.returns_rows) return {0, 0, {{mizzle::value{std::int64_t{1}}, mizzle::value{std::string{"a"}}}}};
    return {1, 7, {}};
  }
};
struct batch {
  using dialect = mizzle::dialect::postgres;
  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    return std::vector<mizzle::statement_reply>(list.size(), {1, 7, {}});
  }
};
}  // namespace

static_assert(mizzle::policy_of<bare> == mizzle::policy::sequential && mizzle::policy_of<batch> == mizzle::policy::batch);

bool atomic_room() {
  const auto insert = mizzle::insert_into(channels).values({.name = "a"});
  bare b;
  const auto results = mizzle::run_atomic(b, mizzle::atomic(insert, mizzle::select(channels), mizzle::when(false, insert)));
  batch all;
  const mizzle::outcome<mizzle::run_result> o = mizzle::try_atomic(all, mizzle::atomic(insert));
  const std::vector<mizzle::any_write> list{insert, mizzle::delete_from(channels).all_rows()};
  return results[0_c].changes == 1 && results[1_c].one().name == "a" && !results[2_c] && o.ok() &&
         mizzle::run_atomic(all, list).size() == 2;
}
