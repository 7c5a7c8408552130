// SPDX-License-Identifier: MIT
#include <mizzle/durable/write_behind.hpp>

#include <string>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

#include "support/failing.hpp"

// Named, because GCC warns of a header's struct that derives from one of an unnamed namespace.
namespace write_behind_tests {
namespace mz = mizzle;
namespace wb = mz::write_behind;

template <class As>
struct Account {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "owner", std::string> owner{};
  mz::column<As, "balance", std::int64_t, mz::default_value<0>> balance{};
  mz::column<As, "note", std::optional<std::string>> note{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
template <class As>
struct Seen {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
};
inline constexpr mz::table<"seen", Seen> seen{};
inline constexpr auto& history = wb::history_of<accounts>;

using store_type = wb::store<mz::sqlite::connection, accounts, seen>;
using account = mz::row_of<accounts>;

/// Checkpoint `id` of a chain's block, with as many events as it has a number.
wb::batch batch_of(wb::checkpoint id, std::int64_t chain, std::int64_t block, std::int64_t total = 0) {
  return {.checkpoints = {{.id = id, .chain_id = chain, .block_number = block, .block_hash = std::nullopt, .events_processed = id}},
          .progress = {{.chain = chain, .progress_block = block, .source_block = 100, .events_processed = total}}};
}

struct write_behind : testing::Test {
  mz::sqlite::connection db{":memory:"};
  std::vector<std::pair<std::int64_t, std::int64_t>> rolled_back{};
  int errors = 0;
  std::unique_ptr<store_type> store;

  write_behind() {
    (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
    open();
  }
  void open(std::size_t target = 100'000) {
    store = std::make_unique<store_type>(db, wb::store_options{.target = target, .on_error = [this](const auto&) {
      ++errors;
    }, .on_rolled_back = [this](auto chain, auto block) { rolled_back.emplace_back(chain, block); }});
  }
  void set(const std::string& id, wb::checkpoint at, std::int64_t balance) {
    store->log<accounts>().set(id, at, account{id, "ann", balance, std::nullopt});
  }
  void remove(const std::string& id, wb::checkpoint at) { store->log<accounts>().remove(id, at); }
  void write() {
    while (store->write_next(db)) {}
    ASSERT_FALSE(store->failure());
  }
  /// A whole batch of one checkpoint: its change, and its write.
  void done(wb::checkpoint at, std::int64_t chain, std::int64_t block, std::int64_t total = 0) {
    store->enqueue(batch_of(at, chain, block, total));
    write();
  }
  /// Runs a write that was stalled.
  void end(const wb::write_job& job) {
    (void)mz::run_atomic(mz::require_atomic, db, job.writes);
    store->finish(job);
  }
  std::string rows() {
    std::string all;
    for (const auto& a : db.all(mz::select(accounts).order_by(accounts.id))) all += a.id + "=" + std::to_string(a.balance) + " ";
    return all;
  }
  std::string history_of(const std::string& id) {
    std::string all;
    for (const auto& h : db.all(mz::select(history).where(history.id == id).order_by(history.checkpoint_id)))
      all += std::to_string(h.checkpoint_id) + "=" + (h.change == wb::change_kind::set ? std::to_string(*h.balance) : "-") + " ";
    return all;
  }
  std::string ids() {
    std::string all;
    for (const auto& c : db.all(mz::select(wb::checkpoints).order_by(wb::checkpoints.id))) all += std::to_string(c.id) + " ";
    return all;
  }
  /// `1:12/30` for each chain: its progress and its events.
  std::string progress() {
    std::string all;
    for (const auto& c : db.all(mz::select(wb::chains).order_by(wb::chains.id)))
      all += std::to_string(c.id) + ":" + std::to_string(c.progress_block) + "/" + std::to_string(c.events_processed) + " ";
    return all;
  }
  std::optional<std::int64_t> balance(const std::string& id, wb::checkpoint at) {
    std::optional<std::int64_t> result;
    store->log<accounts>().get(id, at, [&](const auto& a) {
      if (a.value()) result = a.value()->balance;
    });
    store->log<accounts>().send_loads();
    return result;
  }
};

TEST_F(write_behind, b_7_an_empty_batch_or_one_out_of_order_is_a_mistake) {
  EXPECT_THROW(store->enqueue({}), mz::error::invalid_request);
  store->enqueue(batch_of(2, 1, 1));
  EXPECT_THROW(store->enqueue(batch_of(2, 1, 2)), mz::error::invalid_request);
  EXPECT_EQ(store->processed(), 2);
  EXPECT_EQ(store->committed(), 0);
}

TEST_F(write_behind, b_9_batches_with_and_without_history_are_not_one_write) {
  for (wb::checkpoint at = 1; at != 5; ++at) {
    set("a", at, at);
    auto b = batch_of(at, 1, at);
    b.with_history = at < 3;
    store->enqueue(std::move(b));
  }
  const auto first = store->begin_write();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->up_to, 2);
  EXPECT_FALSE(store->begin_write());
  end(*first);
  write();
  EXPECT_EQ(store->metrics().writes, 2u);
  EXPECT_EQ(rows(), "a=4 ");
  EXPECT_EQ(history_of("a"), "1=1 2=2 ");
  EXPECT_EQ(ids(), "1 2 ");
}

TEST_F(write_behind, b_11_what_was_there_before_the_first_recorded_change_becomes_history) {
  db.run(mz::insert_into(accounts).values({.id = "a", .owner = "ann", .balance = 7}));
  set("a", 1, 8);
  set("b", 1, 1);
  done(1, 1, 1);
  EXPECT_EQ(history_of("a"), "0=7 1=8 ");
  EXPECT_EQ(history_of("b"), "1=1 ");
  (void)store->roll_back(db, 1, 0);
  EXPECT_EQ(balance("a", 3), 7);
  EXPECT_EQ(balance("b", 3), std::nullopt);
}

TEST_F(write_behind, b_13_a_failure_is_told_once_and_everybody_asks_in_vain_afterwards) {
  set("a", 1, 1);
  store->enqueue(batch_of(1, 1, 1));
  support::failing_transaction failing{db};
  failing.step.fail_at(1);
  EXPECT_FALSE(store->write_next(failing));
  EXPECT_EQ(errors, 1);
  EXPECT_TRUE(store->failure());
  EXPECT_FALSE(store->write_next(db));
  EXPECT_THROW(store->enqueue(batch_of(2, 1, 2)), mz::error::sql_error);
  int told = 0;
  store->flush([&](const auto& why) { told += why != nullptr; });
  store->await_capacity([&](const auto& why) { told += why != nullptr; });
  EXPECT_EQ(told, 2);
  EXPECT_EQ(rows(), "");
}

TEST_F(write_behind, b_23_no_query_of_a_rollback_runs_behind_a_failure) {
  store->enqueue(batch_of(1, 1, 1));
  support::failing_transaction failing{db};
  failing.step.fail_at(0);
  EXPECT_FALSE(store->write_next(failing));
  EXPECT_THROW((void)store->roll_back(db, 1, 0), mz::error::sql_error);
}

TEST_F(write_behind, b_26_a_rollback_waits_for_no_half_processed_batch) {
  set("a", 1, 1);
  EXPECT_THROW((void)store->roll_back(db, 1, 0), mz::error::invalid_request);
}

TEST_F(write_behind, b_31_pruning_keeps_what_a_rollback_to_a_later_checkpoint_needs) {
  for (wb::checkpoint at = 1; at != 5; ++at) {
    set("a", at, at);
    if (at < 3) set("b", at, at);
    done(at, 1, at);
  }
  db.run(mz::detail::write_behind::entity<accounts>::prune(3));
  EXPECT_EQ(history_of("a"), "3=3 4=4 ");
  EXPECT_EQ(history_of("b"), "");
}

TEST_F(write_behind, b_33_what_is_staged_is_written_with_the_next_batch_or_alone) {
  store->stage(mz::insert_into(wb::chains).values({.id = 9}));
  EXPECT_TRUE(store->write_next(db));
  store->stage(mz::update(wb::chains).set(wb::chains.max_reorg_depth = 5).where(wb::chains.id == 9));
  const auto job = store->begin_write();
  store->stage(mz::update(wb::chains).set(wb::chains.source_block = 6).where(wb::chains.id == 9));
  end(*job);
  EXPECT_EQ(db.one(mz::select(wb::chains)).source_block, 0);
  write();
  EXPECT_EQ(db.one(mz::select(wb::chains)).source_block, 6);
  EXPECT_EQ(db.one(mz::select(wb::chains)).max_reorg_depth, 5);
}

TEST_F(write_behind, b_35_outputs_of_effects_are_written_with_the_batch_and_counted_behind_its_commit) {
  static constexpr auto& prices = wb::effect_table<"prices", std::optional<double>>;
  db.create_tables(prices);
  wb::effect_cache<std::string, std::optional<double>> cache;
  store->attach<prices>(cache);
  cache.put("a", 1.5, 1, true);
  cache.put("b", std::nullopt, 1, true);
  store->enqueue(batch_of(1, 1, 1));
  const auto job = store->begin_write();
  EXPECT_EQ(cache.stored(), 0);
  end(*job);
  EXPECT_EQ(cache.stored(), 2);
  EXPECT_EQ(db.all(mz::select(prices)).size(), 2u);
}

TEST_F(write_behind, b_scenario_1_an_entity_made_anew_while_its_deletion_is_stalled) {
  set("a", 1, 1);
  done(1, 1, 1);
  remove("a", 2);
  store->enqueue(batch_of(2, 1, 2));
  const auto stalled = store->begin_write();
  set("a", 3, 3);
  store->enqueue(batch_of(3, 1, 3));
  EXPECT_FALSE(store->begin_write());
  end(*stalled);
  write();
  EXPECT_EQ(history_of("a"), "1=1 2=- 3=3 ");
  EXPECT_EQ(rows(), "a=3 ");
}

TEST_F(write_behind, b_scenario_5_rolled_back_to_a_deletion_it_is_absent) {
  set("a", 1, 1);
  remove("a", 2);
  auto b = batch_of(1, 1, 1);
  b.checkpoints.push_back({.id = 2, .chain_id = 1, .block_number = 2, .block_hash = std::nullopt, .events_processed = 2});
  store->enqueue(std::move(b));
  write();
  set("a", 3, 3);
  done(3, 1, 3);
  const auto r = store->roll_back(db, 1, 2);
  EXPECT_EQ(r.target, 2);
  EXPECT_EQ(balance("a", 5), std::nullopt);
  done(5, 1, 3);
  EXPECT_EQ(rows(), "");
  EXPECT_EQ(history_of("a"), "1=1 2=- ");
  EXPECT_EQ(ids(), "1 2 5 ");
}

TEST_F(write_behind, b_scenario_6_and_7_rows_behind_the_target_go_and_values_before_it_are_back) {
  set("a", 1, 1);
  done(1, 1, 1);
  set("a", 2, 2);
  set("b", 2, 2);
  done(2, 1, 2);
  (void)store->roll_back(db, 1, 1);
  EXPECT_EQ(balance("a", 4), 1);
  done(4, 1, 2);
  EXPECT_EQ(rows(), "a=1 ");
  EXPECT_EQ(history_of("a"), "1=1 ");
  EXPECT_EQ(history_of("b"), "");
}

TEST_F(write_behind, b_scenario_9_no_rollback_runs_before_a_stalled_write_has_ended_and_both_chains_are_rewound) {
  done(1, 1, 10, 1);
  done(2, 2, 20, 2);
  set("x", 3, 3);
  store->enqueue(batch_of(3, 1, 11, 4));
  const auto stalled = store->begin_write();
  EXPECT_THROW((void)store->roll_back(db, 2, 19), mz::error::invalid_request);
  bool flushed = false;
  store->flush([&](const auto& why) { flushed = !why; });
  EXPECT_FALSE(flushed);
  end(*stalled);
  EXPECT_TRUE(flushed);
  const auto r = store->roll_back(db, 2, 19);
  EXPECT_EQ(r.target, 0);
  EXPECT_EQ(r.chains.at(1).progress_block, 9);
  EXPECT_EQ(r.chains.at(2).progress_block, 19);
  EXPECT_EQ(r.chains.at(1).events, 4);
  done(5, 2, 20, 5);
  EXPECT_EQ(progress(), "1:9/0 2:20/5 ");
  EXPECT_EQ(rows(), "");
}

TEST_F(write_behind, b_scenario_11_two_rollbacks_in_a_row_take_nothing_twice) {
  for (wb::checkpoint at = 1; at != 5; ++at) {
    set("a", at, at);
    done(at, 1, at, at * (at + 1) / 2);
  }
  EXPECT_EQ(progress(), "1:4/10 ");
  const auto first = store->roll_back(db, 1, 3);
  EXPECT_EQ(first.chains.at(1).events, 4);
  const auto second = store->roll_back(db, 1, 1);
  EXPECT_EQ(second.target, 1);
  EXPECT_EQ(second.chains.at(1).events, 9);
  EXPECT_EQ(balance("a", 6), 1);
  done(6, 2, 1, 6);
  EXPECT_EQ(progress(), "1:1/1 2:1/6 ");
  EXPECT_EQ(rows(), "a=1 ");
  EXPECT_EQ(rolled_back.size(), 1u);
  (void)store->roll_back(db, 1, 0);
  done(8, 1, 1, 8);
  EXPECT_EQ(rows(), "");
  EXPECT_EQ(progress(), "1:1/8 2:0/0 ");
}

TEST_F(write_behind, b_scenario_12_a_chain_without_checkpoints_behind_the_target_is_set_back_all_the_same) {
  done(1, 1, 10, 1);
  const auto r = store->roll_back(db, 1, 15);
  EXPECT_EQ(r.target, 1);
  EXPECT_EQ(r.chains.at(1).events, 0);
  EXPECT_EQ(r.chains.at(1).progress_block, 15);
  done(3, 2, 1, 3);
  EXPECT_EQ(progress(), "1:10/1 2:1/3 ");
  EXPECT_EQ(rolled_back, (std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 15}}));
}

TEST_F(write_behind, b_scenario_13_a_batch_without_items_has_its_checkpoint) {
  done(1, 1, 10);
  EXPECT_EQ(ids(), "1 ");
}

TEST_F(write_behind, b_scenario_14_the_callback_comes_once_for_each_chain_behind_the_commit) {
  done(1, 1, 10);
  done(2, 2, 20);
  (void)store->roll_back(db, 1, 9);
  (void)store->roll_back(db, 2, 19);
  EXPECT_TRUE(rolled_back.empty());
  done(4, 1, 10);
  EXPECT_EQ(rolled_back, (std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 9}, {2, 19}}));
  done(5, 1, 11);
  EXPECT_EQ(rolled_back.size(), 2u);
}

TEST_F(write_behind, b_scenario_15_no_checkpoint_is_used_again) {
  done(1, 1, 1);
  done(2, 1, 2);
  const auto r = store->roll_back(db, 1, 1);
  EXPECT_EQ(r.diff, 3);
  EXPECT_THROW(store->enqueue(batch_of(3, 1, 2)), mz::error::invalid_request);
  done(4, 1, 2);
  EXPECT_EQ(store->committed(), 4);
}

TEST_F(write_behind, b_scenario_16_a_restart_goes_on_with_what_was_written) {
  set("a", 3, 3);
  done(3, 1, 1);
  open();
  EXPECT_EQ(store->committed(), 3);
  EXPECT_EQ(store->processed(), 3);
  EXPECT_EQ(balance("a", 4), 3);
  EXPECT_THROW(store->enqueue(batch_of(3, 1, 2)), mz::error::invalid_request);
}

TEST_F(write_behind, b_scenario_29_a_b_and_c_are_stored_in_order) {
  for (wb::checkpoint at = 1; at != 4; ++at) set("a", at, at);
  store->enqueue(batch_of(1, 1, 1, 1));
  const auto a = store->begin_write();
  store->enqueue(batch_of(2, 2, 2, 2));
  store->enqueue(batch_of(3, 1, 3, 4));
  end(*a);
  EXPECT_EQ(progress(), "1:1/1 ");
  write();
  EXPECT_EQ(ids(), "1 2 3 ");
  EXPECT_EQ(progress(), "1:3/4 2:2/2 ");
  EXPECT_EQ(history_of("a"), "1=1 2=2 3=3 ");
  EXPECT_EQ(store->metrics().writes, 2u);
}

TEST_F(write_behind, b_scenario_30_a_failed_write_loses_nothing_and_the_next_is_not_tried) {
  static constexpr auto& prices = wb::effect_table<"prices", std::optional<double>>;
  db.create_tables(prices);
  wb::effect_cache<std::string, std::optional<double>> cache;
  store->attach<prices>(cache);
  cache.put("k", 1.0, 1, true);
  set("a", 1, 1);
  set("a", 2, 2);
  store->enqueue(batch_of(1, 1, 1));
  support::failing_transaction failing{db};
  failing.step.fail_at(2);
  const auto a = store->begin_write();
  store->enqueue(batch_of(2, 1, 2));
  std::exception_ptr told;
  store->flush([&](const auto& why) { told = why; });
  try {
    (void)mz::run_atomic(failing, a->writes);
    FAIL();
  } catch (...) {
    store->fail(*a, std::current_exception());
  }
  EXPECT_TRUE(told);
  EXPECT_FALSE(store->write_next(db));
  EXPECT_EQ(store->queued(), 1u);
  EXPECT_EQ(store->held().unwritten, 2u);
  EXPECT_EQ(store->committed(), 0);
  EXPECT_EQ(cache.stored(), 0);
  EXPECT_EQ(cache.unwritten(), 1u);
  EXPECT_EQ(rows() + ids(), "");
}

TEST_F(write_behind, b_scenario_31_exactly_one_write_carries_the_target) {
  for (wb::checkpoint at = 1; at != 4; ++at) done(at, 1, at);
  (void)store->roll_back(db, 1, 1);
  store->enqueue(batch_of(5, 1, 2));
  const auto carries = store->begin_write();
  store->enqueue(batch_of(6, 1, 3));
  EXPECT_TRUE(carries->rollback);
  end(*carries);
  const auto next = store->begin_write();
  EXPECT_FALSE(next->rollback);
  end(*next);
  EXPECT_EQ(ids(), "1 5 6 ");
}

TEST_F(write_behind, b_scenario_34_above_half_the_next_batch_waits_but_not_for_a_rollback_alone) {
  open(8);
  for (int i = 0; i != 4; ++i) set(std::to_string(i), 1, i);
  store->enqueue(batch_of(1, 1, 1));
  const auto job = store->begin_write();
  bool goes_on = false;
  store->await_capacity([&](const auto&) { goes_on = true; });
  for (int i = 0; i != 2; ++i) set(std::to_string(i), 2, i);
  EXPECT_TRUE(goes_on) << "four are not above half";
  goes_on = false;
  store->await_capacity([&](const auto&) { goes_on = true; });
  EXPECT_FALSE(goes_on);
  EXPECT_EQ(store->metrics().stalls, 1u);
  end(*job);
  EXPECT_TRUE(goes_on);
  for (int i = 2; i != 9; ++i) set(std::to_string(i), 2, i);
  done(2, 1, 2);
  (void)store->roll_back(db, 1, 0);
  EXPECT_GT(store->held().unwritten, 4u);
  goes_on = false;
  store->await_capacity([&](const auto&) { goes_on = true; });
  EXPECT_TRUE(goes_on);
  EXPECT_EQ(store->metrics().stalls, 1u);
}

TEST_F(write_behind, lookups_are_translated_to_sql) {
  db.run(mz::insert_into(accounts).values(std::vector<mz::new_row<accounts>>{{.id = "a", .owner = "ann", .balance = 1, .note = "x"},
                                                                             {.id = "b", .owner = "bob", .balance = 2},
                                                                             {.id = "c", .owner = "ann", .balance = 3}}));
  const auto ids_of = [&](const auto& p) {
    std::string all;
    store->log<accounts>().lookup(p, 1, [&](const auto& found) {
      for (const auto& a : found.value()) all += a->id;
    });
    store->log<accounts>().send_loads();
    std::sort(all.begin(), all.end());
    return all;
  };
  for (int i = 0; i != 2; ++i) {
    EXPECT_EQ(ids_of(wb::by(accounts.owner) == "ann"), "ac");
    EXPECT_EQ(ids_of(wb::by(accounts.balance) > 1 && wb::by(accounts.owner) == "ann"), "c");
    EXPECT_EQ(ids_of(wb::by(accounts.balance) < 3), "ab");
    EXPECT_EQ(ids_of(wb::by(accounts.id).in({"b", "c", "d"})), "bc");
    EXPECT_EQ(ids_of(wb::by(accounts.note) == "x"), "a");
  }
}

constexpr auto at_minute(int m) { return mizzle::detail::write_behind::prune_time{std::chrono::minutes{m}}; }
using entities = std::vector<std::size_t>;

TEST(pruning, b_scenario_17_the_five_oldest_that_are_not_written_and_never_pruned_first) {
  const auto choice = wb::choose_pruning({{0, at_minute(95)},
                                          {1, at_minute(90)},
                                          {2, std::nullopt},
                                          {3, at_minute(91), true},
                                          {4, at_minute(92)},
                                          {5, at_minute(93)},
                                          {6, at_minute(94)}},
                                         at_minute(97), std::chrono::minutes{2}, false);
  EXPECT_EQ(choice.beside, (entities{2, 1, 4, 5, 6}));
  EXPECT_EQ(choice.behind, (entities{}));
}

TEST(pruning, b_scenario_18_the_starved_rest_comes_behind_the_write) {
  std::vector<wb::prune_candidate> all;
  for (std::size_t i = 0; i != 8; ++i) all.push_back({i, at_minute(static_cast<int>(i)), i < 2});
  const auto choice = wb::choose_pruning(all, at_minute(100), std::chrono::minutes{2}, false);
  EXPECT_EQ(choice.beside, (entities{2, 3, 4, 5, 6}));
  EXPECT_EQ(choice.behind, (entities{0, 1, 7}));
}

TEST(pruning, b_scenario_19_none_beside_a_rollback_and_five_behind_it) {
  std::vector<wb::prune_candidate> all;
  for (std::size_t i = 0; i != 8; ++i) all.push_back({i, at_minute(static_cast<int>(i)), i < 2});
  const auto choice = wb::choose_pruning(all, at_minute(100), std::chrono::minutes{2}, true);
  EXPECT_EQ(choice.beside, (entities{}));
  EXPECT_EQ(choice.behind, (entities{0, 1, 2, 3, 4}));
}
}  // namespace write_behind_tests
