// SPDX-License-Identifier: MIT
#include <mizzle/atomic/once.hpp>

#include <thread>

#include "support/every_handle.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;

struct once : on_every_handle {
  template <class F>
  void each_atomic_handle(F&& f) {
    const auto use = [&](auto& h, const char* name) {
      SCOPED_TRACE(name);
      f(h);
      clear();
      (void)db.raw<>("drop table if exists mizzle_once");
    };
    use(db, "transaction");
    use(batch, "batch");
  }
};

auto list(std::int64_t id) { return mz::atomic(counter(id, "a"), increment(id).require_changes(1)); }

TEST_F(once, a_list_happens_once) {
  each_atomic_handle([&](auto& h) {
    const auto pay = mz::once("k", list(1));
    const auto first = mz::run_atomic(h, pay);
    EXPECT_FALSE(first.repeated());
    EXPECT_EQ(first[0_c].last_insert_rowid, 1);
    EXPECT_EQ(first[1_c].changes, 1);
    for (int i = 0; i != 2; ++i) {
      const auto again = mz::run_atomic(mz::require_atomic, h, pay);
      EXPECT_TRUE(again.repeated());
      EXPECT_FALSE(again.has_results());
      EXPECT_THROW((void)again.results(), mz::error::invalid_request);
    }
    EXPECT_EQ(size(), 1);
    EXPECT_EQ(count_of(1), 1);
  });
}
}  // namespace
