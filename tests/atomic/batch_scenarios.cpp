// SPDX-License-Identifier: MIT
// The same writes on a handle that has no transactions but runs a list all or nothing in one call.
#include "messaging.hpp"

namespace {
using namespace messaging;
using atomic_tests::fake_batch;

struct batch_scenarios : testing::Test {
  mz::sqlite::connection db{":memory:"};
  fake_batch batch{db};
  batch_scenarios() { populate(db); }

  /// What the one batch did, as "insert into messages" and so on.
  void expect_one_batch_of(const std::vector<std::string>& beginnings) {
    ASSERT_EQ(batch.batches.size(), 1u);
    const auto texts = batch.writes();
    ASSERT_EQ(texts.size(), beginnings.size());
    for (std::size_t i = 0; i != texts.size(); ++i) EXPECT_EQ(texts[i].substr(0, beginnings[i].size()), beginnings[i]);
  }
};

TEST_F(batch_scenarios, a_scenario_7_a_channel_send_is_one_batch_of_three) {
  const sent s = send_channel(batch, 1, channel, sender, "hello");
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "deliveries")", R"(insert into "message_logs")"});
  EXPECT_EQ(s.id, 1);
  EXPECT_GT(s.created_at, 0);
  EXPECT_EQ(s.recipients, std::vector<std::int64_t>{recipient});
  EXPECT_EQ(db.one(mz::select(deliveries)).reason, "message");
}

TEST_F(batch_scenarios, with_attachments_it_is_one_batch_of_four) {
  (void)send_channel(batch, 1, channel, sender, "hello", {9});
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "message_attachments")", R"(insert into "deliveries")",
                       R"(insert into "message_logs")"});
}

TEST_F(batch_scenarios, a_scenario_8_who_leaves_just_before_gets_nothing) {
  batch.before = [&] { db.run(mz::delete_from(members).where(members.agent_id == recipient)); };
  EXPECT_TRUE(send_channel(batch, 1, channel, sender, "hello").recipients.empty());
  EXPECT_EQ(size_of(db, messages), 1);
  EXPECT_EQ(size_of(db, deliveries), 0);
}

TEST_F(batch_scenarios, a_scenario_9_a_direct_send_is_one_batch_of_three) {
  (void)send_direct(batch, 1, direct, sender, "recipient", "hello");
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "deliveries")", R"(insert into "message_logs")"});
  EXPECT_EQ(db.one(mz::select(deliveries)).reason, "dm");
}

TEST_F(batch_scenarios, a_direct_send_to_oneself_is_one_batch_of_two) {
  (void)send_direct(batch, 1, direct, sender, "sender", "hello");
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "message_logs")"});
}

TEST_F(batch_scenarios, a_scenario_10_a_group_send_is_one_batch_of_two) {
  EXPECT_EQ(send_group(batch, 1, group, sender, "hello").recipients.size(), 1u);
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "deliveries")"});
}

TEST_F(batch_scenarios, a_scenario_11_a_reply_is_one_batch_of_two) {
  (void)send_channel(db, 1, channel, sender, "hello");
  EXPECT_EQ(send_reply(batch, 2, 1, recipient, "hello yourself").recipients, std::vector<std::int64_t>{sender});
  expect_one_batch_of({R"(insert into "messages")", R"(insert into "deliveries")"});
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 2)).thread_id, 1);
  (void)send_reply(batch, 3, 2, sender, "and so on");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 3)).thread_id, 1);
}

TEST_F(batch_scenarios, a_scenario_12_marking_as_read_is_one_batch_of_three) {
  (void)send_channel(db, 1, channel, sender, "hello");
  EXPECT_TRUE(mark_read(batch, 1, recipient).has_value());
  expect_one_batch_of({R"(insert into "read_receipts")", R"(update "deliveries")", R"(update "channel_members")"});
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "acked");
}

TEST_F(batch_scenarios, a_scenario_13_a_channel_send_whose_delivery_fails) {
  break_deliveries(db);
  EXPECT_THROW((void)send_channel(batch, 1, channel, sender, "hello"), mz::error::sql_error);
  EXPECT_EQ(batch.batches.size(), 1u);
  EXPECT_EQ(size_of(db, messages), 0);
  EXPECT_EQ(size_of(db, deliveries), 0);
  EXPECT_EQ(size_of(db, logs), 0);
}

// A delivery is acknowledged, and that is logged, only if it is still as it was.
template <class H>
auto acknowledge(H& h) {
  return mz::try_atomic(h, mz::atomic(mz::update(deliveries)
                                          .set(deliveries.status = "acked")
                                          .where(deliveries.message_id == 1 && deliveries.status == "queued")
                                          .require_changes(1),
                                      mz::insert_into(receipts).values({.message_id = 1, .agent_id = recipient})));
}

TEST_F(batch_scenarios, a_scenario_14_a_guarded_update_whose_target_changed_leaves_no_follow_up) {
  (void)send_channel(db, 1, channel, sender, "hello");
  batch.before = [&] { db.run(mz::update(deliveries).set(deliveries.status = "failed").where(deliveries.message_id == 1)); };
  const auto o = acknowledge(batch);
  const auto* const e = o.error<mz::error::guard_failed>();
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(e->step(), 0u);
  EXPECT_EQ(e->actual(), 0);
  EXPECT_EQ(size_of(db, receipts), 0);
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "failed");
}

TEST_F(batch_scenarios, a_scenario_15_a_guarded_update_that_nothing_disturbs) {
  (void)send_channel(db, 1, channel, sender, "hello");
  const auto o = acknowledge(batch);
  ASSERT_TRUE(o.ok());
  EXPECT_EQ(o.value()[0_c].changes, 1);
  expect_one_batch_of({R"(update "deliveries")", R"(insert into "read_receipts")"});
  EXPECT_EQ(batch.batches[0].size(), 3u);
  EXPECT_EQ(db.one(mz::select(deliveries)).status, "acked");
  EXPECT_EQ(size_of(db, receipts), 1);
}

// A follow-up can also be derived from what the update left, without a guard.
TEST_F(batch_scenarios, a_follow_up_that_looks_for_itself) {
  (void)send_channel(db, 1, channel, sender, "hello");
  const auto list = [](const char* status) {
    return mz::atomic(
        mz::update(deliveries).set(deliveries.status = "acked").where(deliveries.message_id == 1 && deliveries.status == status),
        mz::insert_into(receipts)
            .columns(receipts.message_id, receipts.agent_id)
            .from(mz::select(deliveries.message_id, deliveries.agent_id)
                      .from(deliveries)
                      .where(deliveries.message_id == 1 && deliveries.status == "acked")));
  };
  EXPECT_EQ(mz::run_atomic(batch, list("failed"))[1_c].changes, 0);
  EXPECT_EQ(mz::run_atomic(batch, list("queued"))[1_c].changes, 1);
}

}  // namespace
