// SPDX-License-Identifier: MIT
#include "durable/writer_kit.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "support/handles.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace writer_tests;

/// A writer whose tasks run when the test says so.
struct writer_in_steps : testing::Test {
  mz::sqlite::connection db{":memory:"};
  support::simulated_scheduler on{0};
  std::vector<std::string> reported;
  mz::writer_options options{.on_error = [this](const std::exception_ptr& e) { reported.push_back(text_of(e)); }};
  writer_in_steps() { db.create_tables(messages); }
};

TEST_F(writer_in_steps, each_kind_of_command_gives_what_it_gives_elsewhere) {
  mz::writer writer{db, on};
  auto statement = writer.submit(insert(1));
  auto rows = writer.submit(mz::insert_into(messages).values({.id = 2, .session = 2, .sequence = 7}).returning(messages.sequence));
  auto typed = writer.submit(mz::atomic(insert(3), mz::delete_from(messages).where(messages.id == 1)));
  auto erased = writer.submit(std::vector<mz::any_write>{insert(4), insert(5)});
  auto function = writer.submit([](auto& tx) { return ids(tx); });
  auto builder = writer.submit([](auto&) { return mz::atomic(insert(6)); });
  auto erased_builder = writer.submit([](auto&) { return std::vector<mz::any_write>{insert(7)}; });
  auto nothing = writer.submit([](auto&) {});
  EXPECT_FALSE(statement.is_ready());
  on.run();
  EXPECT_TRUE(statement.is_ready());
  EXPECT_EQ(statement.get().changes, 1);
  EXPECT_EQ(rows.get().one()[messages.sequence], 7);
  const auto both = typed.get();
  EXPECT_EQ(both[1_c].changes, 1);
  EXPECT_EQ(erased.get().size(), 2u);
  EXPECT_EQ(function.get(), (list{2, 3, 4, 5}));
  EXPECT_EQ(builder.get()[0_c].last_insert_rowid, 6);
  EXPECT_EQ(erased_builder.get()[0].changes, 1);
  nothing.get();
  EXPECT_EQ(writer.metrics().flushes, 1u);
  EXPECT_EQ(writer.metrics().committed, 8u);
  auto end = writer.close();
  on.run();
  end.get();
}

TEST_F(writer_in_steps, a_reply_is_a_plain_future_as_well) {
  mz::writer writer{db, on};
  std::future<mz::run_result> plain = writer.submit(insert(1));
  on.run();
  EXPECT_EQ(plain.get().changes, 1);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, b_10_a_builder_is_called_when_its_write_begins) {
  mz::writer writer{db, on};
  std::int64_t id = 1;
  auto built = writer.submit([&id](auto&) { return mz::atomic(insert(id)); });
  id = 42;
  on.run();
  built.get();
  EXPECT_EQ(ids(db), (list{42}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_7_fifty_posted_commands_are_written_at_once) {
  mz::writer writer{db, on, options};
  for (int i = 1; i <= 49; ++i) writer.post(insert(i));
  on.run_ready();
  EXPECT_EQ(ids(db).size(), 0u);
  EXPECT_EQ(writer.metrics().queued, 49u);
  writer.post(insert(50));
  on.run_ready();
  EXPECT_EQ(ids(db).size(), 50u);
  EXPECT_EQ(writer.metrics().flushes, 1u);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_7_a_posted_command_waits_for_the_interval) {
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  on.move(60ms);
  writer.post(insert(2));
  on.run_ready();
  EXPECT_EQ(ids(db).size(), 0u);
  on.move(40ms);
  on.run_ready();
  EXPECT_EQ(ids(db), (list{1, 2}));
  writer.post(insert(3));
  on.move(99ms);
  on.run_ready();
  EXPECT_EQ(ids(db), (list{1, 2}));
  on.move(1ms);
  on.run_ready();
  EXPECT_EQ(ids(db), (list{1, 2, 3}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, an_interval_without_end_leaves_it_to_the_others) {
  options.interval = std::chrono::milliseconds::max();
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  on.run_ready();
  EXPECT_EQ(writer.metrics().queued, 1u);
  auto flushed = writer.flush();
  on.run_ready();
  flushed.get();
  EXPECT_EQ(ids(db), (list{1}));
  (void)writer.close();
  on.run_ready();
}

TEST_F(writer_in_steps, a_queue_smaller_than_the_count_is_written_when_it_is_full) {
  options.capacity = 2;
  options.when_full = mz::when_full::refuse;
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  writer.post(insert(2));
  EXPECT_THROW(writer.post(insert(3)), mz::error::busy);
  on.run_ready();
  EXPECT_EQ(ids(db), (list{1, 2}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_10_a_command_with_a_reply_takes_along_what_is_queued) {
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  writer.post(insert(2));
  auto reply = writer.submit(insert(3));
  writer.post(insert(4));
  on.run_ready();
  reply.get();
  EXPECT_EQ(ids(db), (list{1, 2, 3, 4}));
  EXPECT_EQ(writer.metrics().flushes, 1u);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, a_group_can_be_limited) {
  options.largest_group = 2;
  mz::writer writer{db, on, options};
  for (int i = 1; i <= 5; ++i) writer.post(insert(i));
  auto flushed = writer.flush();
  on.run_ready();
  flushed.get();
  EXPECT_EQ(ids(db).size(), 5u);
  EXPECT_EQ(writer.metrics().flushes, 3u);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_scenario_16_commands_take_effect_in_order) {
  mz::writer writer{db, on};
  auto first = writer.submit(insert(1));
  auto seen = writer.submit([](auto& tx) { return ids(tx); });
  auto gone = writer.submit(mz::delete_from(messages).where(messages.id == 1));
  auto after = writer.submit([](auto& tx) { return ids(tx); });
  on.run();
  EXPECT_EQ(seen.get(), (list{1}));
  EXPECT_EQ(after.get(), (list{}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_scenario_19_a_commit_that_fails_is_the_error_of_all_replies) {
  mz::writer writer{db, on, options};
  std::vector<std::string> published;
  {
    const support::failing_commit broken{db};
    const auto publish = [&](const auto& r) {
      if (r.ok()) published.emplace_back("stored");
    };
    auto first = writer.submit(append(1));
    writer.submit(append(2), publish);
    writer.post(append(3), publish);
    writer.post(insert(4));
    auto bad = writer.submit([](auto&) -> int { throw std::runtime_error{"of its own"}; });
    auto flushed = writer.flush();
    on.run();
    EXPECT_THROW(first.get(), mz::error::sql_error);
    EXPECT_THROW(flushed.get(), mz::error::sql_error);
    EXPECT_EQ(error_of([&] { (void)bad.get(); }), "of its own");
  }
  EXPECT_TRUE(published.empty());
  EXPECT_EQ(reported.size(), 1u);
  EXPECT_EQ(ids(db), (list{}));
  EXPECT_EQ(writer.metrics().failed, 5u);
  // The next ones are stored again.
  auto next = writer.submit(append(5));
  on.run();
  EXPECT_EQ(next.get(), 0);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_scenario_20_a_bad_command_between_two_good_ones) {
  mz::writer writer{db, on};
  auto first = writer.submit(append(1));
  auto bad = writer.submit(mz::atomic(insert(2), insert(3), insert(1)));
  auto thrown = writer.submit([](auto& tx) {
    tx.run(insert(4));
    throw std::runtime_error{"half done"};
  });
  auto guarded = writer.submit(mz::atomic(insert(5), mz::delete_from(messages).where(messages.id == 99).require_changes(1)));
  auto last = writer.submit(append(6));
  on.run();
  EXPECT_EQ(first.get(), 0);
  EXPECT_THROW((void)bad.get(), mz::error::sql_error);
  EXPECT_EQ(error_of([&] { thrown.get(); }), "half done");
  EXPECT_THROW((void)guarded.get(), mz::error::guard_failed);
  EXPECT_EQ(last.get(), 1);
  EXPECT_EQ(ids(db), (list{1, 6}));
  EXPECT_EQ(writer.metrics().flushes, 1u);
  EXPECT_EQ(writer.metrics().committed, 2u);
  EXPECT_EQ(writer.metrics().failed, 3u);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_8_a_bad_command_that_is_alone_is_undone_and_no_error_of_a_flush) {
  mz::writer writer{db, on};
  auto bad = writer.submit([](auto& tx) {
    tx.run(insert(1));
    throw std::runtime_error{"half done"};
  });
  auto flushed = writer.flush();
  on.run();
  EXPECT_EQ(error_of([&] { bad.get(); }), "half done");
  flushed.get();
  EXPECT_EQ(ids(db), (list{}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, a_rollback_by_the_engine_is_the_error_of_all_that_share_the_transaction) {
  db.raw("create trigger harsh before insert on messages when new.id = 13 begin select raise(rollback, 'over'); end");
  mz::writer writer{db, on};
  auto before = writer.submit(insert(1));
  auto bad = writer.submit(insert(13));
  auto behind = writer.submit(insert(2));
  on.run();
  EXPECT_THROW((void)before.get(), mz::error::invalid_request);
  EXPECT_EQ(error_of([&] { (void)bad.get(); }), "over");
  EXPECT_THROW((void)behind.get(), mz::error::invalid_request);
  EXPECT_EQ(ids(db), (list{}));
  auto next = writer.submit(insert(3));
  on.run();
  next.get();
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, a_command_that_rolls_back_keeps_nothing_and_is_no_error) {
  mz::writer writer{db, on};
  const auto leaves = [](std::int64_t id) {
    return [id](auto& tx) {
      tx.run(insert(id));
      if (!ids(tx).empty()) tx.rollback();
    };
  };
  auto alone = writer.submit(leaves(1));
  on.run();
  EXPECT_NO_THROW(alone.get());
  EXPECT_EQ(ids(db), list{});
  auto before = writer.submit(insert(2));
  auto between = writer.submit(leaves(3));
  auto value = writer.submit([](auto& tx) {
    tx.run(insert(4));
    return tx.rollback(7);
  });
  auto none = writer.submit([](auto& tx) -> std::optional<int> {
    if (tx.run(insert(5)).changes == 1) tx.rollback();
    return 1;
  });
  auto other = writer.submit([](auto& tx) -> int {
    if (tx.run(insert(6)).changes == 1) tx.rollback();
    return 1;
  });
  auto behind = writer.submit(insert(8));
  on.run();
  EXPECT_NO_THROW(between.get());
  EXPECT_EQ(value.get(), 7);
  EXPECT_EQ(none.get(), std::nullopt);
  EXPECT_THROW(other.get(), mz::error::invalid_request);
  EXPECT_EQ(before.get().changes, 1);
  EXPECT_EQ(behind.get().changes, 1);
  EXPECT_EQ(ids(db), (list{2, 8}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, a_command_cannot_roll_back_what_it_shares) {
  options.on_failure = mz::on_failure::halt;
  mz::writer writer{db, on, options};
  auto alone = writer.submit([](auto& tx) {
    tx.run(insert(1));
    tx.rollback();
  });
  on.run();
  EXPECT_NO_THROW(alone.get());
  auto before = writer.submit(insert(2));
  auto leaves = writer.submit([](auto& tx) { return tx.rollback(7); });
  auto behind = writer.submit(insert(3));
  on.run();
  EXPECT_THROW(before.get(), mz::error::invalid_request);
  EXPECT_THROW(leaves.get(), mz::error::invalid_request);
  EXPECT_THROW(behind.get(), mz::error::invalid_request);
  EXPECT_EQ(ids(db), list{});
  EXPECT_TRUE(writer.failure());
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_scenario_21_closing_stores_what_is_queued) {
  mz::writer writer{db, on, options};
  for (int i = 1; i <= 20; ++i) writer.post(insert(i));
  auto end = writer.close();
  EXPECT_THROW(writer.post(insert(21)), mz::error::invalid_request);
  EXPECT_EQ(error_of([&] { (void)writer.submit(insert(21)); }), "writer: it is closed");
  on.run_ready();
  end.get();
  EXPECT_EQ(ids(db).size(), 20u);
  auto again = writer.close();
  on.run_ready();
  again.get();
}

TEST_F(writer_in_steps, e_9_callbacks_come_in_order_behind_the_commit) {
  const support::temporary_file file;
  mz::sqlite::connection own{file.path()};
  own.create_tables(messages);
  mz::sqlite::connection other{file.path()};
  mz::writer writer{own, on, options};
  std::vector<std::pair<int, list>> seen;
  for (int i = 1; i <= 3; ++i) {
    writer.post(insert(i), [&, i](const mz::reply<mz::run_result>& r) {
      EXPECT_TRUE(r.ok());
      seen.emplace_back(i, ids(other));
    });
  }
  auto end = writer.close();
  on.run();
  end.get();
  EXPECT_EQ(seen, (std::vector<std::pair<int, list>>{{1, {1, 2, 3}}, {2, {1, 2, 3}}, {3, {1, 2, 3}}}));
}

TEST_F(writer_in_steps, p_8_a_callback_comes_before_the_next_transaction_and_can_submit) {
  mz::writer writer{db, on, options};
  list seen;
  writer.submit(insert(1), [&](const mz::reply<mz::run_result>&) {
    writer.submit([](auto& tx) { return ids(tx); }, [&](mz::reply<list> r) { seen = std::move(r).value(); });
  });
  on.run();
  EXPECT_EQ(seen, (list{1}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, who_would_wait_for_his_own_thread_is_refused) {
  options.capacity = 1;
  mz::writer writer{db, on, options};
  std::vector<std::string> refused;
  writer.submit(insert(1), [&](const mz::reply<mz::run_result>&) {
    auto second = writer.submit(insert(2));
    refused.push_back(error_of([&] { (void)second.get(); }));
    refused.push_back(error_of([&] { (void)writer.submit(insert(3)); }));
  });
  on.run();
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_NE(refused[0].find("would wait"), std::string::npos);
  EXPECT_NE(refused[1].find("would make room"), std::string::npos);
  EXPECT_EQ(ids(db), (list{1, 2}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, e_14_commands_and_callbacks_move_only) {
  mz::writer writer{db, on};
  auto owned = std::make_unique<std::int64_t>(9);
  std::unique_ptr<std::int64_t> back;
  writer.submit([owned = std::move(owned)](auto& tx) mutable {
    tx.run(insert(*owned));
    return std::move(owned);
  }, [&back, mark = std::make_unique<int>(1)](mz::reply<std::unique_ptr<std::int64_t>> r) { back = std::move(r).value(); });
  on.run();
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, 9);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, what_is_refused_stays_with_its_producer) {
  options.capacity = 1;
  options.when_full = mz::when_full::refuse;
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  auto command = [p = std::make_unique<int>(2)](auto& tx) { tx.run(insert(*p)); };
  EXPECT_THROW(writer.post(std::move(command)), mz::error::busy);
  EXPECT_EQ(writer.metrics().stalls, 1u);
  auto room = writer.room();
  EXPECT_FALSE(room.is_ready());
  auto flushed = writer.flush();
  on.run_ready();
  room.get();
  writer.post(std::move(command));
  (void)writer.close();
  on.run();
  EXPECT_EQ(ids(db), (list{1, 2}));
}

TEST_F(writer_in_steps, who_waits_for_room_is_told_when_there_never_will_be) {
  options.capacity = 1;
  options.when_full = mz::when_full::refuse;
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  auto room = writer.room(), more = writer.room();
  auto end = writer.close();
  on.run_ready();
  room.get();
  more.get();
  EXPECT_THROW(writer.post(insert(2)), mz::error::invalid_request);
}

TEST_F(writer_in_steps, who_is_called_because_there_is_room_cannot_wait_either) {
  mz::writer writer{db, on, options};
  std::string refused;
  writer.room([&] { refused = error_of([&] { (void)writer.run(insert(1)); }); });
  writer.room([] { throw std::runtime_error{"by who waited for room"}; });
  on.run();
  EXPECT_NE(refused.find("would wait for"), std::string::npos) << refused;
  EXPECT_EQ(reported, (std::vector<std::string>{"by who waited for room"}));
  EXPECT_EQ(ids(db), (list{}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, g_4_an_error_that_nobody_waits_for_is_reported) {
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  writer.post(insert(1));
  writer.post(insert(2), [](const auto&) { throw std::runtime_error{"by a callback"}; });
  (void)writer.close();
  on.run();
  ASSERT_EQ(reported.size(), 2u);
  EXPECT_EQ(reported[0], "UNIQUE constraint failed: messages.id");
  EXPECT_EQ(reported[1], "by a callback");
  EXPECT_EQ(ids(db), (list{1, 2}));
}

TEST_F(writer_in_steps, g_4_to_post_without_anybody_to_tell_is_refused) {
  mz::writer writer{db, on};
  EXPECT_THROW(writer.post(insert(1)), mz::error::invalid_request);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, b_13_a_failure_halts_the_writer_for_good) {
  options.on_failure = mz::on_failure::halt;
  options.largest_group = 2;
  mz::writer writer{db, on, options};
  auto stored = writer.submit(insert(1));
  on.run();
  std::vector<std::string> told;
  const auto note = [&](const auto& r) { told.push_back(text_of(r.error())); };
  writer.submit(insert(2), note);
  writer.submit(insert(1), note);
  writer.submit(insert(3), note);
  writer.post(insert(4));
  auto room = writer.room();
  auto flushed = writer.flush();
  on.run();
  stored.get();
  const std::string why = "UNIQUE constraint failed: messages.id";
  EXPECT_EQ(told, (std::vector<std::string>{why, why, why}));
  EXPECT_EQ(reported, (std::vector<std::string>{why}));
  EXPECT_EQ(error_of([&] { flushed.get(); }), why);
  EXPECT_EQ(text_of(writer.failure()), why);
  EXPECT_EQ(error_of([&] { writer.post(insert(5)); }), "writer: it has halted, because of an earlier failure: " + why);
  EXPECT_EQ(error_of([&] { writer.flush().get(); }), why);
  EXPECT_EQ(error_of([&] { writer.close().get(); }), why);
  EXPECT_EQ(ids(db), (list{1}));
  EXPECT_EQ(writer.metrics().queued, 0u);
  room.get();
}

TEST_F(writer_in_steps, a_handle_with_batches_gets_each_command_as_one) {
  support::fake_batch batch{db};
  mz::writer writer{batch, on};
  auto first = writer.submit(mz::atomic(insert(1), insert(2)));
  auto bad = writer.submit(mz::atomic(insert(3), insert(1)));
  auto last = writer.submit(insert(4));
  auto built = writer.submit([](auto&) { return mz::atomic(insert(5)); });
  on.run();
  EXPECT_EQ(first.get()[1_c].changes, 1);
  EXPECT_THROW((void)bad.get(), mz::error::sql_error);
  EXPECT_EQ(last.get().changes, 1);
  (void)built.get();
  EXPECT_EQ(ids(db), (list{1, 2, 4, 5}));
  EXPECT_EQ(batch.batches.size(), 4u);
  EXPECT_EQ(writer.metrics().flushes, 4u);
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, of_batches_those_before_a_failure_that_halts_are_stored) {
  options.on_failure = mz::on_failure::halt;
  support::fake_batch batch{db};
  mz::writer writer{batch, on, options};
  auto first = writer.submit(insert(1));
  auto bad = writer.submit(insert(1));
  auto last = writer.submit(insert(2));
  on.run();
  EXPECT_EQ(first.get().changes, 1);
  EXPECT_THROW((void)bad.get(), mz::error::sql_error);
  EXPECT_THROW((void)last.get(), mz::error::sql_error);
  EXPECT_EQ(writer.metrics().committed, 1u);
  EXPECT_EQ(ids(db), (list{1}));
}

TEST_F(writer_in_steps, a_begin_that_fails_is_the_error_of_all_in_the_group) {
  const support::temporary_file file;
  mz::sqlite::connection own{file.path(), {.busy_timeout = 0ms}}, other{file.path()};
  own.create_tables(messages);
  mz::writer writer{own, on, options};
  auto first = writer.submit(insert(1));
  writer.post(insert(2));
  auto flushed = writer.flush();
  other.transaction([&](auto&) { on.run(); });
  EXPECT_THROW((void)first.get(), mz::error::busy);
  EXPECT_THROW(flushed.get(), mz::error::busy);
  EXPECT_EQ(reported.size(), 1u);
  auto next = writer.submit(insert(3));
  on.run();
  EXPECT_EQ(next.get().changes, 1);
  EXPECT_EQ(ids(own), (list{3}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, run_gives_the_value_or_throws) {
  mz::writer writer{db, on, options};
  writer.post(insert(1));
  EXPECT_EQ(writer.run(append(2)), 1);
  EXPECT_EQ(ids(db), (list{1, 2}));
  EXPECT_EQ(writer.metrics().flushes, 1u);
  EXPECT_THROW((void)writer.run(insert(1)), mz::error::sql_error);
  writer.run([](auto& tx) { tx.run(insert(3)); });
  EXPECT_EQ(writer.run(mz::atomic(insert(4), insert(5)))[1_c].changes, 1);
  EXPECT_EQ(ids(db), (list{1, 2, 3, 4, 5}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, run_is_refused_where_it_would_wait_for_itself) {
  mz::writer writer{db, on, options};
  std::vector<std::string> refused;
  const auto try_to = [&] { refused.push_back(error_of([&] { (void)writer.run(insert(9)); })); };
  writer.submit([&](auto&) { try_to(); }, [&](const mz::reply<void>&) { try_to(); });
  on.run();
  ASSERT_EQ(refused.size(), 2u);
  for (const auto& text : refused) EXPECT_NE(text.find("would wait for"), std::string::npos) << text;
  EXPECT_EQ(ids(db), (list{}));
  (void)writer.close();
  on.run();
}

TEST_F(writer_in_steps, what_the_scheduler_cannot_take_is_not_written) {
  scheduler_short_of_memory small{on};
  options.capacity = 2;
  options.when_full = mz::when_full::refuse;
  mz::writer writer{db, small, options};
  for (int i = 0; i != 3; ++i) {
    small.full = true;
    EXPECT_THROW((void)writer.submit(insert(1)), std::bad_alloc);
    EXPECT_THROW(writer.post(insert(1)), std::bad_alloc);
    EXPECT_EQ(writer.metrics().queued, 0u);
    small.full = false;
  }
  writer.post(insert(2));
  auto stored = writer.submit(insert(3));
  on.run();
  EXPECT_EQ(stored.get().changes, 1);
  EXPECT_EQ(ids(db), (list{2, 3}));
  (void)writer.close();
  on.run();
}

/// A command that halts its writer while it is on its way into the queue.
struct halts_when_moved {
  support::simulated_scheduler* on;
  explicit halts_when_moved(support::simulated_scheduler* s) : on{s} {}
  halts_when_moved(halts_when_moved&& other) noexcept : on{other.on} { on->run(); }
  halts_when_moved& operator=(halts_when_moved&&) = delete;
  ~halts_when_moved() = default;
  template <class Tx>
  void operator()(Tx&) const {}
};
TEST_F(writer_in_steps, a_place_that_is_taken_when_the_writer_halts_is_given_back) {
  options.on_failure = mz::on_failure::halt;
  mz::writer writer{db, on, options};
  auto bad = writer.submit([](auto&) { throw std::runtime_error{"of its own"}; });
  EXPECT_NE(error_of([&] { (void)writer.submit(halts_when_moved{&on}); }).find("has halted"), std::string::npos);
  EXPECT_EQ(writer.metrics().queued, 0u);
  EXPECT_EQ(error_of([&] { bad.get(); }), "of its own");
}

TEST_F(writer_in_steps, a_queue_without_places_is_refused) {
  options.capacity = 0;
  EXPECT_THROW((mz::writer{db, on, options}), mz::error::invalid_request);
}

TEST(writer_threads, e_25_a_write_takes_the_lock_before_its_commands_run) {
  const support::temporary_file file;
  mz::sqlite::connection db{file.path(), {.busy_timeout = 0ms}};
  db.create_tables(messages);
  mz::writer writer{db};
  mz::sqlite::connection other{file.path()};
  std::atomic<int> ran = 0;
  other.transaction([&](auto&) { EXPECT_THROW(writer.submit([&](auto& tx) { ran = 1, (void)ids(tx); }).get(), mz::error::busy); });
  EXPECT_EQ(ran, 0);
  writer.submit(insert(1)).get();
}

TEST(writer_threads, e_scenario_22_four_producers_and_two_sessions) {
  const support::temporary_file file;
  mz::sqlite::connection db{file.path(), {.synchronous = mz::sqlite::synchronous::off}};
  db.create_tables(messages);
  std::map<std::int64_t, std::int64_t> replies;
  {
    mz::writer writer{mz::sqlite::connection{file.path(), {.synchronous = mz::sqlite::synchronous::off}}, {.capacity = 20}};
    std::mutex mutex;
    std::vector<std::jthread> producers;
    for (int p = 0; p != 4; ++p) {
      producers.emplace_back([&, p] {
        for (int i = 0; i != 250; ++i) {
          const std::int64_t id = p * 250 + i;
          const std::int64_t number = writer.submit(append(id, id % 2)).get();
          const std::lock_guard lock{mutex};
          replies[id] = number;
        }
      });
    }
  }
  const auto rows = db.all(mz::select(messages).order_by(messages.session, messages.sequence));
  ASSERT_EQ(rows.size(), 1000u);
  for (std::size_t i = 0; i != rows.size(); ++i) {
    EXPECT_EQ(rows[i].sequence, static_cast<std::int64_t>(i % 500));
    EXPECT_EQ(replies.at(rows[i].id), rows[i].sequence);
  }
}

TEST(writer_threads, e_scenario_24_a_full_queue_makes_its_producer_wait) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  std::atomic<bool> open = false;
  std::atomic<int> posted = 0;
  std::vector<std::string> reported;
  {
    mz::writer writer{db, {.capacity = 3, .on_error = [&](const std::exception_ptr& e) { reported.push_back(text_of(e)); }}};
    auto stalled = writer.submit([&](auto&) {
      while (!open) std::this_thread::yield();
    });
    std::jthread producer{[&] {
      for (int i = 1; i <= 100; ++i) {
        writer.post(insert(i));
        ++posted;
      }
    }};
    while (writer.metrics().stalls == 0) std::this_thread::yield();
    EXPECT_LE(posted, 4);
    open = true;
    stalled.get();
    producer.join();
    EXPECT_GE(writer.metrics().stalls, 1u);
  }
  EXPECT_TRUE(reported.empty());
  EXPECT_EQ(ids(db).size(), 100u);
}

TEST(writer_threads, run_writes_on_the_calling_thread_if_nobody_else_does) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  mz::writer writer{db, {.interval = std::chrono::milliseconds::max(), .on_error = [](const std::exception_ptr&) { FAIL(); }}};
  const auto here = std::this_thread::get_id();
  std::thread::id told;
  writer.post(insert(1), [&](const mz::reply<mz::run_result>& r) {
    EXPECT_TRUE(r.ok());
    told = std::this_thread::get_id();
  });
  EXPECT_EQ(writer.run([](auto&) { return std::this_thread::get_id(); }), here);
  EXPECT_EQ(told, here);
  // Who comes while another writes waits for the writer's own thread.
  std::atomic<bool> open = false, begun = false;
  std::jthread first{[&] {
    writer.run([&](auto&) {
      begun = true;
      while (!open) std::this_thread::yield();
    });
  }};
  while (!begun) std::this_thread::yield();
  std::jthread second{[&] { EXPECT_NE(writer.run([](auto&) { return std::this_thread::get_id(); }), std::this_thread::get_id()); }};
  while (writer.metrics().queued == 0) std::this_thread::yield();
  open = true;
}

TEST(writer_threads, p_8_all_ways_to_write_keep_the_order_of_each_producer) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  constexpr std::int64_t producers = 6, rounds = 120;
  std::atomic<std::int64_t> answered = 0;
  int inside = 0;  // no lock: one command or callback at a time
  {
    mz::writer writer{db, {.capacity = 10, .interval = 1ms, .on_error = [](const std::exception_ptr&) { FAIL(); }}};
    const auto alone = [&] {
      EXPECT_EQ(++inside, 1);
      --inside;
    };
    std::vector<std::jthread> running;
    for (std::int64_t p = 0; p != producers; ++p) {
      running.emplace_back([&, p] {
        for (std::int64_t i = 0; i != rounds; ++i) {
          const auto command = [&alone, write = append(p * rounds + i, p)](auto& tx) {
            alone();
            return write(tx);
          };
          switch (i % 4) {
            case 0:
              EXPECT_EQ(writer.run(command), i);
              break;
            case 1:
              EXPECT_EQ(writer.submit(command).get(), i);
              break;
            case 2:
              writer.post(command);
              break;
            default:
              writer.post(command, [&answered, &alone, i](mz::reply<std::int64_t> r) {
                alone();
                EXPECT_EQ(std::move(r).value(), i);
                ++answered;
              });
              break;
          }
        }
      });
    }
  }
  EXPECT_EQ(answered, producers * rounds / 4);
  EXPECT_EQ(ids(db).size(), static_cast<std::size_t>(producers * rounds));
}

TEST(writer_threads, producers_that_wait_for_room_are_told_of_a_halt) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  std::atomic<int> told = 0, reported = 0;
  std::atomic<bool> open = false;
  {
    mz::writer writer{db, {.capacity = 2, .on_failure = mz::on_failure::halt, .on_error = [&](const std::exception_ptr&) { ++reported; }}};
    auto bad = writer.submit([&](auto&) {
      while (!open) std::this_thread::yield();
      throw std::runtime_error{"of its own"};
    });
    {
      std::vector<std::jthread> producers;
      for (int p = 0; p != 4; ++p) {
        producers.emplace_back([&, p] {
          const std::string text = error_of([&] {
            for (int i = 0; i != 10; ++i) writer.post(insert(p * 10 + i));
          });
          EXPECT_NE(text.find("has halted"), std::string::npos) << text;
          ++told;
        });
      }
      while (writer.metrics().stalls < 3) std::this_thread::yield();
      open = true;
    }
    EXPECT_EQ(error_of([&] { bad.get(); }), "of its own");
    EXPECT_EQ(writer.metrics().queued, 0u);
  }
  EXPECT_EQ(told, 4);
  EXPECT_EQ(reported, 1);
  EXPECT_EQ(ids(db), (list{}));
}

TEST(writer_threads, b_13_its_end_waits_until_all_have_been_told_of_a_halt) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  std::atomic<bool> telling = false, open = false;
  mz::writer writer{db, {.on_failure = mz::on_failure::halt}};
  writer.submit([](auto&) { throw std::runtime_error{"of its own"}; }, [&](const mz::reply<void>&) {
    telling = true;
    while (!open) std::this_thread::yield();
  });
  while (!telling) std::this_thread::yield();
  auto end = writer.close();
  EXPECT_FALSE(end.is_ready());
  open = true;
  EXPECT_EQ(error_of([&] { end.get(); }), "of its own");
}

TEST(writer_threads, who_waits_for_one_writer_inside_of_another_inside_of_it_is_refused) {
  mz::sqlite::connection one{":memory:"}, two{":memory:"};
  one.create_tables(messages);
  mz::writer outer{one}, inner{two};
  std::string refused;
  outer.run([&](auto&) { inner.run([&](auto&) { refused = error_of([&] { (void)outer.run(insert(1)); }); }); });
  EXPECT_NE(refused.find("would wait for"), std::string::npos) << refused;
}

TEST(writer_threads, e_23_the_end_of_a_writer_stores_the_rest) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  for (int round = 0; round != 50; ++round) {
    db.run(mz::delete_from(messages).all_rows());
    {
      mz::writer writer{db, {.on_error = [](const std::exception_ptr&) { FAIL(); }}};
      for (int i = 1; i <= 7; ++i) writer.post(insert(i));
    }
    EXPECT_EQ(ids(db).size(), 7u);
  }
}

TEST(writer_threads, a_producer_that_waits_for_room_is_told_of_the_end) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(messages);
  std::atomic<bool> open = false;
  mz::writer writer{db, {.capacity = 1, .on_error = [](const std::exception_ptr&) { FAIL(); }}};
  auto stalled = writer.submit([&](auto&) {
    while (!open) std::this_thread::yield();
  });
  std::jthread producer{[&] {
    EXPECT_EQ(error_of([&] {
      for (int i = 1; i <= 10; ++i) writer.post(insert(i));
    }),
              "writer: it is closed");
  }};
  while (writer.metrics().stalls == 0) std::this_thread::yield();
  auto end = writer.close();
  producer.join();
  open = true;
  end.get();
}

}  // namespace
