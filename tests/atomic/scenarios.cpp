// SPDX-License-Identifier: MIT
// Writes that must all happen or none, on a handle with transactions and on one with neither transactions nor batches.
#include "messaging.hpp"

#include <set>
#include <thread>

#include "support/temporary_file.hpp"

namespace {
using namespace messaging;
using atomic_tests::bare;

struct scenarios : testing::Test {
  mz::sqlite::connection db{":memory:"};
  bare plain{db};
  scenarios() { populate(db); }

  void expect_nothing_sent() {
    EXPECT_EQ(size_of(db, messages), 0);
    EXPECT_EQ(size_of(db, logs), 0);
    EXPECT_EQ(size_of(db, deliveries), 0);
    EXPECT_EQ(size_of(db, attachments), 0);
  }
  template <class F>
  static void expect_delivery_refused(F&& f) {
    try {
      f();
      FAIL();
    } catch (const mz::error::sql_error& e) {
      EXPECT_STREQ(e.what(), "delivery refused");
      EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_TRIGGER);
    }
  }
};

TEST_F(scenarios, a_scenario_1_a_channel_send_whose_delivery_fails) {
  break_deliveries(db);
  expect_delivery_refused([&] { (void)send_channel(db, 1, channel, sender, "hello"); });
  expect_nothing_sent();
}

TEST_F(scenarios, a_scenario_2_a_direct_send_whose_delivery_fails) {
  break_deliveries(db);
  expect_delivery_refused([&] { (void)send_direct(db, 1, direct, sender, "recipient", "hello"); });
  expect_nothing_sent();
}

TEST_F(scenarios, a_scenario_3_a_group_send_with_a_file_whose_delivery_fails) {
  break_deliveries(db);
  expect_delivery_refused([&] { (void)send_group(db, 1, group, sender, "hello", {9}); });
  expect_nothing_sent();
  EXPECT_EQ(size_of(db, files), 1);
}

TEST_F(scenarios, a_scenario_4_a_reply_whose_delivery_fails) {
  (void)send_channel(db, 1, channel, sender, "hello");
  break_deliveries(db);
  expect_delivery_refused([&] { (void)send_reply(db, 2, 1, recipient, "hello yourself"); });
  EXPECT_EQ(db.one(mz::select(messages)).id, 1);
  EXPECT_EQ(db.one(mz::select(logs)).message_id, 1);
  EXPECT_EQ(db.one(mz::select(deliveries)).message_id, 1);
}

TEST_F(scenarios, a_scenario_5_marking_as_read_whose_last_step_fails) {
  (void)send_channel(db, 1, channel, sender, "hello");
  db.raw("create trigger broken before update on channel_members begin select raise(abort, 'membership refused'); end");
  EXPECT_THROW((void)mark_read(db, 1, recipient), mz::error::sql_error);
  EXPECT_EQ(size_of(db, receipts), 0);
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "queued");
  db.raw("drop trigger broken");
  const auto read_at = mark_read(db, 1, recipient);
  ASSERT_TRUE(read_at.has_value());
  EXPECT_EQ(mark_read(db, 1, recipient), read_at);
  EXPECT_EQ(size_of(db, receipts), 1);
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "acked");
  EXPECT_EQ(db.one(mz::select(members).where(members.agent_id == recipient)).last_read_id, 1);
}

TEST(scenarios_at_once, a_scenario_6_five_sends) {
  const support::temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    populate(db);
  }
  std::vector<std::thread> running;
  for (int i = 1; i <= 5; ++i) {
    running.emplace_back([&, i] {
      mz::sqlite::connection own{file.path(), {.busy_timeout = std::chrono::seconds{30}}};
      EXPECT_EQ(send_channel(own, i, channel, sender, "hello").recipients, std::vector<std::int64_t>{recipient});
    });
  }
  for (auto& t : running) t.join();
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(size_of(db, messages), 5);
  std::set<std::int64_t> sequence, ids;
  for (const auto& d : db.all(mz::select(deliveries))) {
    sequence.insert(d.seq);
    ids.insert(d.message_id);
  }
  EXPECT_EQ(sequence, (std::set<std::int64_t>{1, 2, 3, 4, 5}));
  EXPECT_EQ(ids.size(), 5u);
  EXPECT_EQ(db.one(mz::select(agents).where(agents.id == recipient)).delivery_seq, 5);
}

TEST_F(scenarios, a_scenario_16_a_channel_send_on_a_bare_handle) {
  const sent s = send_channel(plain, 1, channel, sender, "hello @recipient and @nobody", {9});
  EXPECT_EQ(s.id, 1);
  EXPECT_EQ(s.recipients, std::vector<std::int64_t>{recipient});
  EXPECT_EQ(db.one(mz::select(deliveries)).reason, "mention");
  EXPECT_EQ(db.one(mz::select(logs)).mention_count, 2);
  EXPECT_EQ(db.one(mz::select(attachments)).file_id, 9);
}

TEST_F(scenarios, a_scenario_17_marking_as_read_on_a_bare_handle) {
  (void)send_channel(plain, 1, channel, sender, "hello");
  EXPECT_TRUE(mark_read(plain, 1, recipient).has_value());
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "acked");
}

TEST_F(scenarios, a_scenario_18_on_a_bare_handle_what_went_before_stays) {
  break_deliveries(db);
  try {
    (void)send_channel(plain, 1, channel, sender, "hello");
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.step(), 2u);
    EXPECT_EQ(e.stayed(), 2u);
  }
  EXPECT_EQ(size_of(db, messages), 1);
  EXPECT_EQ(size_of(db, deliveries), 0);
}

// That run_atomic(require_atomic, plain, ...) is rejected is a matter of compiling; a program that has to decide while it
// runs asks for the policy.
TEST_F(scenarios, a_scenario_19_what_must_not_be_halved_is_rejected_on_a_bare_handle) {
  const auto transfer = []<class H>(H& h) {
    if constexpr (mz::policy_of<H> == mz::policy::sequential) {
      throw mz::error::invalid_request{"this needs a handle that is all or nothing"};
    } else {
      (void)mz::run_atomic(mz::require_atomic, h, mz::atomic(new_message(1, channel, sender, "hello"), log(1, "channel", 0)));
    }
  };
  EXPECT_THROW(transfer(plain), mz::error::invalid_request);
  expect_nothing_sent();
  transfer(db);
  EXPECT_EQ(size_of(db, messages), 1);
}

TEST_F(scenarios, sends_are_refused_before_anything_is_written) {
  EXPECT_THROW((void)send_direct(db, 1, direct, sender, "nobody", "hello"), refused);
  EXPECT_THROW((void)send_group(db, 1, channel, sender, "hello"), refused);
  EXPECT_THROW((void)send_channel(db, 1, channel, sender, "hello", {9, 10}), refused);
  EXPECT_THROW((void)send_reply(db, 1, 77, sender, "hello"), refused);
  EXPECT_FALSE(mark_read(db, 77, recipient).has_value());
  expect_nothing_sent();
}

TEST_F(scenarios, a_direct_send_to_oneself_is_delivered_to_nobody) {
  EXPECT_TRUE(send_direct(db, 1, direct, sender, "sender", "note to myself").recipients.empty());
  EXPECT_EQ(size_of(db, logs), 1);
}

TEST_F(scenarios, reading_an_older_message_does_not_move_the_mark_back) {
  for (const int id : {99, 1000}) (void)send_channel(db, id, channel, sender, "hello");
  (void)mark_read(db, 1000, recipient);
  (void)mark_read(db, 99, recipient);
  EXPECT_EQ(db.one(mz::select(members).where(members.agent_id == recipient)).last_read_id, 1000);
}

TEST_F(scenarios, requirement_a_24_a_number_is_not_given_again_after_its_delivery_is_gone) {
  for (int id = 1; id <= 3; ++id) (void)send_channel(db, id, channel, sender, "hello");
  db.run(mz::delete_from(deliveries).all_rows());
  (void)send_channel(db, 4, channel, sender, "hello");
  EXPECT_EQ(db.one(mz::select(deliveries)).seq, 4);
}

}  // namespace
