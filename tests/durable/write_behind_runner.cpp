// SPDX-License-Identifier: MIT
#include <mizzle/durable/write_behind/runner.hpp>

#include <thread>

#include "durable/write_behind_kit.hpp"

namespace write_behind_kit {
using write_behind_runner = fixture;

TEST_F(write_behind_runner, b_8_the_next_write_starts_by_itself) {
  for (wb::checkpoint at = 1; at != 4; ++at) processed(sets(1, at, at));
  EXPECT_EQ(balances(db), "");
  on.run_ready();
  EXPECT_EQ(balances(db), "1=3 ");
  EXPECT_EQ(run.metrics().writes, 2u) << "the first batch, and the two that came meanwhile";
}

TEST_F(write_behind_runner, b_scenario_23_a_write_that_fails_is_told_once_and_nothing_is_written_any_more) {
  processed(sets(1, 1, 1));
  seen_reply room, flushed;
  seen_reply<wb::rollback_result> back;
  run.flush(flushed.callback());
  run.roll_back(1, 0, back.callback());
  {
    const support::failing_commit failing{db};
    on.run_ready();
  }
  EXPECT_EQ(errors, 1);
  EXPECT_TRUE(flushed.error);
  EXPECT_TRUE(back.error) << "b_40: no rollback behind a failed flush";
  EXPECT_TRUE(run.failure());
  run.await_capacity(room.callback());
  EXPECT_TRUE(room.error);
  bool ran = false;
  EXPECT_THROW((void)run.process([&](store_type&) {
    ran = true;
    return batch_of(2, 2);
  }),
               mz::error::sql_error);
  EXPECT_FALSE(ran);
  on.run();
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(balances(db), "");
  EXPECT_EQ(store.held().unwritten, 1u) << "memory keeps everything";
}

TEST_F(write_behind_runner, b_scenario_10_a_rollback_waits_for_the_batch_in_its_handler) {
  processed(sets(1, 1, 1));
  processed(sets(1, 2, 2));
  seen_reply<wb::rollback_result> back;
  processed([&](store_type& s) {
    run.roll_back(1, 1, back.callback());
    on.run_ready();
    EXPECT_EQ(back.told, 0);
    s.set<accounts>({1, 3}, 3);
    s.set<accounts>({2, 3}, 3);
    return batch_of(3, 3);
  });
  EXPECT_FALSE(run.process(sets(1, 4, 4))) << "its input may be what is taken back";
  EXPECT_EQ(back.told, 0);
  on.run_ready();
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back.value->target, 1);
  EXPECT_EQ(back.value->chains.at(1).events, 2);
  EXPECT_EQ(store.get<accounts>(1, 5)->balance, 1);
  EXPECT_EQ(store.get<accounts>(2, 5), nullptr);
  EXPECT_EQ(rolled_back.size(), 0u);
  processed(sets(3, 5, 5));
  on.run_ready();
  EXPECT_EQ(balances(db), "1=1 3=5 ");
  EXPECT_EQ(history_in(db), "1:1=1 5:3=5 ");
  EXPECT_EQ(rolled_back.size(), 1u);
}

TEST_F(write_behind_runner, b_scenario_20_a_rollback_empties_the_cache_of_an_effect_and_leaves_its_counters) {
  static constexpr auto& prices = wb::effect_table<"prices", double>;
  db.create_tables(prices);
  wb::effect_cache<std::string, double> cache{0, wb::rate_limit{.calls = 1, .window = 1h}};
  store.attach<prices>(cache);
  processed([&](store_type&) {
    EXPECT_TRUE(cache.may_call({}));
    cache.put("a", 1.5, 1, true);
    return batch_of(1, 1);
  });
  on.run_ready();
  EXPECT_EQ(cache.held(), 1u);
  EXPECT_EQ(cache.stored(), 1);
  seen_reply<wb::rollback_result> back;
  run.roll_back(1, 0, back.callback());
  EXPECT_TRUE(back.ok());
  EXPECT_EQ(cache.held(), 0u);
  EXPECT_EQ(cache.unwritten(), 0u);
  EXPECT_EQ(cache.counted().calls, 1u);
  EXPECT_FALSE(cache.may_call({}));
}

TEST_F(write_behind_runner, b_scenario_21_what_is_closed_starts_nothing) {
  processed(sets(1, 1, 1));
  seen_reply closed;
  run.close(closed.callback());
  EXPECT_EQ(closed.told, 0);
  bool ran = false;
  EXPECT_THROW((void)run.process([&](store_type&) {
    ran = true;
    return batch_of(2, 2);
  }),
               mz::error::invalid_request);
  EXPECT_FALSE(ran);
  EXPECT_THROW(run.roll_back(1, 0, [](const auto&) {}), mz::error::invalid_request);
  EXPECT_THROW(run.stage("x", mz::delete_from(seen).all_rows()), mz::error::invalid_request);
  on.run_ready();
  EXPECT_TRUE(closed.ok());
  EXPECT_EQ(balances(db), "1=1 ") << "b_41: what was queued is written";
}

TEST_F(write_behind_runner, b_scenario_22_a_second_handler_beside_the_first_does_not_run) {
  bool ran = false;
  processed([&](store_type&) {
    EXPECT_FALSE(run.process([&](store_type&) {
      ran = true;
      return batch_of(1, 1);
    }));
    bool ran_elsewhere = true;
    std::thread{[&] { ran_elsewhere = run.process(sets(1, 1, 1)); }}.join();
    EXPECT_FALSE(ran_elsewhere);
    return batch_of(1, 1);
  });
  EXPECT_FALSE(ran);
}

TEST_F(write_behind_runner, b_20_above_half_of_the_target_the_next_batch_waits_for_a_write) {
  for (wb::checkpoint at = 1; at != 7; ++at) processed(sets(at, at, at));
  seen_reply room;
  run.await_capacity(room.callback());
  EXPECT_EQ(room.told, 0);
  on.move(2s);
  on.run_ready();
  EXPECT_TRUE(room.ok());
  EXPECT_EQ(run.metrics().stalls, 1u);
  EXPECT_EQ(run.metrics().seconds_stalled, 2);
  EXPECT_LE(store.held().unwritten + store.held().loaded, 5u);
}

TEST_F(write_behind_runner, b_31_history_is_pruned_behind_writes_at_most_once_an_interval) {
  processed(sets_with_safe(1, 0));
  on.run_ready();
  processed(sets_with_safe(2, 0));
  on.run_ready();
  EXPECT_EQ(history_in(db), "1:1=1 2:1=2 ");
  processed(sets_with_safe(3, 2));
  on.run_ready();
  EXPECT_EQ(history_in(db), "2:1=2 3:1=3 ") << "never pruned comes first, also if it was written";
  on.move(29s);
  processed(sets_with_safe(4, 3));
  on.run_ready();
  EXPECT_EQ(history_in(db), "2:1=2 3:1=3 4:1=4 ");
  on.move(2min + 1s);
  processed(sets_with_safe(5, 3));
  on.run_ready();
  EXPECT_EQ(history_in(db), "3:1=3 4:1=4 5:1=5 ");
  EXPECT_EQ(prune_errors, 0);
}

TEST_F(write_behind_runner, b_31_a_rollback_to_before_what_may_be_pruned_is_refused) {
  processed(sets_with_safe(1, 0));
  on.run_ready();
  processed(sets_with_safe(2, 0));
  on.run_ready();
  processed(sets_with_safe(3, 2));
  on.run_ready();
  const auto before = history_in(db);
  const auto back_to = [&](std::int64_t block) {
    std::string what;
    run.roll_back(1, block, [&](mz::reply<wb::rollback_result> r) {
      try {
        (void)r.value();
      } catch (const mz::error::invalid_request& e) {
        what = e.what();
      }
    });
    on.run_ready();
    return what;
  };
  EXPECT_EQ(back_to(1), "roll_back(): chain 1 would go back to checkpoint 1, which is before 2, up to which history may be pruned");
  EXPECT_EQ(balances(db), "1=3 ");
  EXPECT_EQ(history_in(db), before);
  EXPECT_EQ(back_to(2), "");
  EXPECT_FALSE(run.failure());
}

TEST_F(write_behind_runner, b_31_a_pruning_that_fails_is_told_and_stops_nothing) {
  const auto write = [&](wb::checkpoint at) {
    processed(sets_with_safe(at, at));
    seen_reply flushed;
    run.flush(flushed.callback());
    while (flushed.told == 0) on.step();
    EXPECT_TRUE(flushed.ok());
  };
  write(1);
  {
    const support::failing_commit failing{db};
    on.run_ready();
  }
  EXPECT_EQ(prune_errors, 2);
  EXPECT_EQ(run.metrics().failed_prunings, 2u);
  EXPECT_FALSE(run.failure());
  write(2);
  EXPECT_EQ(balances(db), "1=2 ");
}

TEST_F(write_behind_runner, b_32_loading_handling_writing_and_waiting_are_measured_apart) {
  processed([&](store_type& s) {
    on.move(3s);
    (void)s.get<accounts>(1, 1);
    return batch_of(1, 1);
  });
  on.run_ready();
  const auto m = run.metrics();
  EXPECT_EQ(m.batches, 1u);
  EXPECT_EQ(m.seconds_handling, 3);
  EXPECT_EQ(m.loads, 1u);
  EXPECT_EQ(m.seconds_loading, 0);
  EXPECT_EQ(m.writes, 1u);
  EXPECT_EQ(m.seconds_writing, 0);
  EXPECT_EQ(m.stalls, 0u);
  EXPECT_EQ(m.held, (wb::held_count{0, 1}));
}

TEST_F(write_behind_runner, b_33_what_is_staged_travels_with_a_batch_or_alone_after_a_while) {
  const auto source = [](std::int64_t block) {
    return mz::insert_into(wb::chains)
        .values({.id = 1, .source_block = block})
        .on_conflict(wb::chains.id)
        .do_update(wb::chains.source_block = mz::excluded(wb::chains.source_block));
  };
  const auto stored = [&] {
    const auto all = db.all(mz::select(wb::chains));
    return all.size() == 0 ? -1 : all[0].source_block;
  };
  run.stage("source", source(5));
  on.run_ready();
  EXPECT_EQ(stored(), -1);
  on.move(1s);
  on.run_ready();
  EXPECT_EQ(stored(), 5);
  EXPECT_EQ(run.metrics().writes, 1u);
  run.stage("source", source(5));
  on.move(1h);
  on.run_ready();
  EXPECT_EQ(run.metrics().writes, 1u) << "it says the same as the last one";
  run.stage("source", source(6));
  run.stage("source", source(7));
  processed([](store_type&) {
    auto b = batch_of(1, 1);
    b.progress.clear();
    return b;
  });
  run.stage("source", source(8));
  on.run_ready();
  EXPECT_EQ(stored(), 7) << "what is staged during a write waits for the next";
  EXPECT_EQ(run.metrics().writes, 2u);
  seen_reply flushed;
  run.flush(flushed.callback());
  on.run_ready();
  EXPECT_TRUE(flushed.ok());
  EXPECT_EQ(stored(), 8);
}

TEST_F(write_behind_runner, the_changes_of_a_handler_that_throws_are_taken_back) {
  processed(sets(1, 1, 1));
  on.run_ready();
  EXPECT_THROW((void)run.process([&](store_type& s) -> wb::batch {
    s.set<accounts>({1, 2}, 2);
    s.set<accounts>({2, 2}, 2);
    s.remove<accounts>(3, 3);
    s.stage(mz::delete_from(accounts).all_rows());
    throw std::runtime_error{"in the middle"};
  }),
               std::runtime_error);
  EXPECT_EQ(store.get<accounts>(1, 2)->balance, 1);
  EXPECT_EQ(store.get<accounts>(2, 2), nullptr);
  EXPECT_THROW((void)run.process([&](store_type& s) {
    s.set<accounts>({1, 2}, 9);
    return batch_of(2, 2);
  }),
               mz::error::invalid_request)
      << "a change behind the end of the batch";
  EXPECT_THROW((void)run.process([&](store_type& s) {
    s.set<accounts>({1, 2}, 2);
    return wb::batch{};
  }),
               mz::error::invalid_request);
  processed(sets(2, 2, 2));
  on.run_ready();
  EXPECT_EQ(balances(db), "1=1 2=2 ");
  EXPECT_EQ(history_in(db), "1:1=1 2:2=2 ");
  seen_reply<wb::rollback_result> back;
  run.roll_back(1, 1, back.callback());
  EXPECT_TRUE(back.ok());
}

TEST_F(write_behind_runner, two_rollbacks_before_a_write_are_one) {
  for (wb::checkpoint at = 1; at != 4; ++at) processed(sets(at, at, at));
  seen_reply<wb::rollback_result> first, second;
  run.roll_back(1, 2, first.callback());
  run.roll_back(1, 0, second.callback());
  on.run_ready();
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second.value->target, 0);
  EXPECT_EQ(second.value->chains.at(1).events, 3);
  processed(sets(9, second.value->diff + 1, 9));
  on.run_ready();
  EXPECT_EQ(balances(db), "9=9 ");
  EXPECT_EQ(rolled_back, (std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 0}}));
}

TEST_F(write_behind_runner, a_callback_that_waits_or_works_in_the_turn_is_refused) {
  processed([&](store_type&) {
    EXPECT_THROW(run.flush().get(), mz::error::invalid_request);
    return batch_of(1, 1);
  });
  on.run_ready();
}

TEST(write_behind_threads, batches_are_written_behind_their_handlers_and_a_rollback_comes_from_elsewhere) {
  const support::temporary_file file;
  mz::sqlite::connection reader{file.path()};
  (void)mz::run_atomic(mz::require_atomic, reader, store_type::create_tables());
  store_type store{reader, {.target = 10}};
  {
    wb::runner run{store, mz::sqlite::connection{file.path()}};
    std::int64_t block = 0, rollbacks = 0;  // of the handlers
    std::thread reorganising{[&] {
      for (int i = 0; i != 20; ++i) {
        std::this_thread::yield();
        const auto back = run.roll_back(1, 5).get();
        // Where input goes on is the handlers' to know.
        bool told = false;
        while (!told) {
          told = run.process([&](store_type& s) {
            block = std::min<std::int64_t>(block, 5);
            ++rollbacks;
            return batch_of(s.processed() + 1, ++block);
          });
        }
        EXPECT_LE(back.target, back.diff);
      }
    }};
    for (int i = 0; i != 300; ++i) {
      (void)run.process([&](store_type& s) {
        const auto at = s.processed() + 1;
        const auto before = s.get<accounts>(i % 7, at);
        s.set<accounts>({i % 7, before ? before->balance + 1 : 1}, at);
        return batch_of(at, ++block);
      });
      run.await_capacity().get();
    }
    reorganising.join();
    EXPECT_EQ(rollbacks, 20);
    EXPECT_FALSE(run.failure());
    EXPECT_GT(run.metrics().writes, 0u);
    run.close().get();
  }
  const auto stored = balances(reader);
  store_type again{reader};
  std::string held;
  for (std::int64_t id = 0; id != 7; ++id) {
    if (const auto a = again.get<accounts>(id, again.processed() + 1)) held += std::to_string(id) + "=" + std::to_string(a->balance) + " ";
  }
  EXPECT_EQ(held, stored);
}

TEST(write_behind_threads, b_41_the_end_of_a_runner_writes_what_is_queued) {
  const support::temporary_file file;
  mz::sqlite::connection reader{file.path()};
  (void)mz::run_atomic(mz::require_atomic, reader, store_type::create_tables());
  store_type store{reader};
  {
    wb::runner run{store, mz::sqlite::connection{file.path()}};
    for (wb::checkpoint at = 1; at != 50; ++at) EXPECT_TRUE(run.process(sets(at % 3, at, at)));
  }
  EXPECT_EQ(balances(reader), "0=48 1=49 2=47 ");
  EXPECT_EQ(store.committed(), 49);
}

TEST(write_behind_threads, the_end_of_a_runner_that_has_failed_does_not_wait) {
  const support::temporary_file file;
  mz::sqlite::connection reader{file.path()};
  (void)mz::run_atomic(mz::require_atomic, reader, store_type::create_tables());
  store_type store{reader};
  {
    mz::sqlite::connection writing{file.path()};
    const support::failing_commit failing{writing};
    wb::runner run{store, writing};
    EXPECT_TRUE(run.process(sets(1, 1, 1)));
    EXPECT_THROW(run.flush().get(), mz::error::sql_error);
  }
  EXPECT_TRUE(store.failure());
}
}  // namespace write_behind_kit
