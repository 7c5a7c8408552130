// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

#include "support/failing.hpp"
#include "support/simulated_scheduler.hpp"
#include "support/temporary_file.hpp"

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace write_behind_kit {
namespace mz = mizzle;
namespace wb = mz::write_behind;
using namespace std::chrono_literals;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
template <class As>
struct Seen {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"seen", Seen> seen{};
using store_type = wb::store<mz::sqlite::connection, accounts, seen>;
inline constexpr auto& history = wb::history_of<accounts>;

/// Checkpoint `id` of a block of chain 1, with one event.
inline wb::batch batch_of(wb::checkpoint id, std::int64_t block, std::int64_t chain = 1) {
  return {.checkpoints = {{.id = id, .chain_id = chain, .block_number = block, .block_hash = std::nullopt, .events_processed = 1}},
          .progress = {{.chain = chain, .progress_block = block, .source_block = 100, .events_processed = block}}};
}
/// A handler that sets an account at a checkpoint that is a block too.
inline auto sets(std::int64_t account, wb::checkpoint at, std::int64_t balance) {
  return [=](store_type& s) {
    s.set<accounts>({account, balance}, at);
    return batch_of(at, at);
  };
}
/// One that sets account 1, in a batch that no chain goes behind `safe` after.
inline auto sets_with_safe(wb::checkpoint at, wb::checkpoint safe) {
  return [=](store_type& s) {
    auto b = sets(1, at, at)(s);
    b.safe = safe;
    return b;
  };
}

template <class Db>
std::string balances(Db& db) {
  std::string all;
  for (const auto& a : db.all(mz::select(accounts).order_by(accounts.id)))
    all += std::to_string(a.id) + "=" + std::to_string(a.balance) + " ";
  return all;
}
template <class Db>
std::string history_in(Db& db) {
  std::string all;
  for (const auto& h : db.all(mz::select(history).order_by(history.checkpoint_id, history.id)))
    all += std::to_string(h.checkpoint_id) + ":" + std::to_string(h.id) + "=" + (h.balance ? std::to_string(*h.balance) : "-") + " ";
  return all;
}

/// What became of something that was waited for with a callback.
template <class R = void>
struct seen_reply {
  int told = 0;
  std::exception_ptr error{};
  std::optional<typename mz::reply<R>::stored> value{};

  auto callback() {
    return [this](mz::reply<R> r) {
      ++told;
      error = r.error();
      if constexpr (!std::is_void_v<R>) {
        if (r) value = std::move(r).value();
      }
    };
  }
  [[nodiscard]] bool ok() const { return told == 1 && !error; }
};

/// A database with the tables, whose writes go on when the scheduler is stepped.
struct fixture : testing::Test {
  mz::sqlite::connection db{":memory:"};
  support::simulated_scheduler on{1};
  int errors = 0, prune_errors = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>> rolled_back{};
  store_type store{make()};
  wb::runner<store_type, mz::sqlite::connection&> run{store, db, on, {.on_error = [this](const auto&) { ++prune_errors; }}};

  ~fixture() override {
    seen_reply closed;
    run.close(closed.callback());
    on.run();
    EXPECT_EQ(closed.told, 1);
  }
  template <class F>
  void processed(F&& f) {
    EXPECT_TRUE(run.process(f));
  }

 private:
  store_type make() {
    (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
    return store_type{db, {.target = 10, .on_error = [this](const auto&) { ++errors; }, .on_rolled_back = [this](auto chain, auto block) {
      rolled_back.emplace_back(chain, block);
    }, .now = [this] { return on.now(); }}};
  }
};
}  // namespace write_behind_kit
