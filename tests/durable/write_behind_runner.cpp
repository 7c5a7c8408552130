// SPDX-License-Identifier: MIT
#include <mizzle/durable/write_behind/runner.hpp>

#include <thread>

#include <gtest/gtest.h>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

#include "support/temporary_file.hpp"

namespace write_behind_runner_tests {
namespace mz = mizzle;
namespace wb = mz::write_behind;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
using store_type = wb::store<mz::sqlite::connection, accounts>;

wb::batch batch_of(wb::checkpoint id, std::int64_t block) {
  return {.checkpoints = {{.id = id, .chain_id = 1, .block_number = block, .block_hash = std::nullopt, .events_processed = 1}},
          .progress = {{.chain = 1, .progress_block = block, .source_block = 100, .events_processed = block}}};
}

TEST(write_behind_runner, batches_are_written_behind_their_handlers) {
  const support::temporary_file file;
  mz::sqlite::connection reader{file.path()};
  (void)mz::run_atomic(mz::require_atomic, reader, store_type::create_tables());
  store_type store{reader, {.target = 10}};
  wb::runner run{store, mz::sqlite::connection{file.path()}};
  for (std::int64_t at = 1; at != 101; ++at) {
    EXPECT_TRUE(run.process([&](store_type& s) {
      s.set<accounts>({at % 7, at}, at);
      return batch_of(at, at);
    }));
    run.await_capacity().get();
  }
  const auto back = run.roll_back(1, 90).get();
  EXPECT_EQ(back.target, 90);
  EXPECT_TRUE(run.process([&](store_type& s) {
    EXPECT_EQ(s.get<accounts>(90 % 7, back.diff + 1)->balance, 90);
    s.set<accounts>({8, 8}, back.diff + 1);
    return batch_of(back.diff + 1, 91);
  }));
  run.close().get();
  EXPECT_EQ(reader.one(mz::select(accounts).where(accounts.id == 90 % 7)).balance, 90);
  EXPECT_EQ(reader.one(mz::select(accounts).where(accounts.id == 8)).balance, 8);
}
}  // namespace write_behind_runner_tests
