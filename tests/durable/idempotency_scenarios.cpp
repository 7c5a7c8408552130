// SPDX-License-Identifier: MIT
#include "durable/idempotency_stores.hpp"

// The scenarios of section D that one thread can play; 1, 2 and 8 are in idempotency_threads.cpp, 13 and 27 need processes.

namespace {

using namespace idempotency_tests;

struct idempotency_scenarios : on_every_store {
  /// An operation that costs 100 of a balance, and how often it was carried out.
  std::int64_t balance = 1000;
  int executions = 0;
  std::int64_t charge() {
    ++executions;
    return balance -= 100;
  }
  void expect_executions(int n) {
    EXPECT_EQ(executions, n);
    EXPECT_EQ(balance, 1000 - 100 * n);
    executions = 0;
    balance = 1000;
  }
  template <class S>
  auto charge_once(S& store, const std::string& key, const idem::run_options& o = {}) {
    return idem::run_once(store, key, o, [&] { return charge(); });
  }
};

void expect_stored_result(auto& one, auto& other) {
  ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
  EXPECT_TRUE(one.complete("k", "a", R"({"receipt":7})"));
  const auto answer = other.claim("k", "b");
  ASSERT_TRUE(is<idem::completed>(answer));
  EXPECT_EQ(record_of(answer).result, R"({"receipt":7})");
  EXPECT_EQ(record_of(answer).owner, "a");
}
void expect_only_the_owner_completes(auto& one, auto& other) {
  ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
  EXPECT_FALSE(other.complete("k", "b", "1"));
  EXPECT_EQ(one.peek("k")->status, idem::status::in_progress);
  EXPECT_TRUE(one.complete("k", "a", "2"));
}
void expect_failed_is_claimed(auto& one, auto& other) {
  ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
  EXPECT_TRUE(one.fail("k", "a", {"card declined", "402"}));
  EXPECT_EQ(one.peek("k")->error, (idem::failure{"card declined", "402"}));
  const auto answer = other.claim("k", "b");
  ASSERT_TRUE(is<idem::claimed>(answer));
  EXPECT_EQ(record_of(answer).owner, "b");
  EXPECT_EQ(record_of(answer).error, std::nullopt);
}
void expect_dead_lease_is_claimed(auto& one, auto& other, support::fake_clock& clock) {
  ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 0ms})));
  EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b", {.lease = 30s})));  // until the end of this millisecond
  clock.move(1ms);
  EXPECT_TRUE(is<idem::claimed>(other.claim("k", "b", {.lease = 30s})));
  const auto third = one.claim("k", "c");
  ASSERT_TRUE(is<idem::in_progress>(third));
  EXPECT_EQ(record_of(third).owner, "b");
}

}  // namespace

TEST_F(idempotency_scenarios, d_scenario_3_two_stores_on_one_database) {
  each_store([](auto& one, auto& other) {
    const auto mine = one.claim("k", "a", {.trace = "request 7"});
    ASSERT_TRUE(is<idem::claimed>(mine));
    EXPECT_EQ(record_of(mine).version, 1);
    const auto theirs = other.claim("k", "b");
    ASSERT_TRUE(is<idem::in_progress>(theirs));
    EXPECT_EQ(record_of(theirs), record_of(mine));
    EXPECT_EQ(record_of(theirs).trace, "request 7");
  });
}

TEST_F(idempotency_scenarios, d_scenario_4_who_comes_later_gets_the_stored_result) {
  each_store([](auto& one, auto& other) { expect_stored_result(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_5_another_cannot_complete) {
  each_store([](auto& one, auto& other) { expect_only_the_owner_completes(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_6_what_failed_can_be_claimed) {
  each_store([](auto& one, auto& other) { expect_failed_is_claimed(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_7_a_lease_of_zero_is_taken_over) {
  each_store([&](auto& one, auto& other) { expect_dead_lease_is_claimed(one, other, clock); });
}
TEST_F(idempotency_scenarios, d_scenario_9_the_stored_result_on_a_file) {
  each_file_store([](auto& one, auto& other, const char*) { expect_stored_result(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_10_another_cannot_complete_on_a_file) {
  each_file_store([](auto& one, auto& other, const char*) { expect_only_the_owner_completes(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_11_what_failed_can_be_claimed_on_a_file) {
  each_file_store([](auto& one, auto& other, const char*) { expect_failed_is_claimed(one, other); });
}
TEST_F(idempotency_scenarios, d_scenario_12_a_lease_of_zero_is_taken_over_on_a_file) {
  each_file_store([&](auto& one, auto& other, const char*) { expect_dead_lease_is_claimed(one, other, clock); });
}

TEST_F(idempotency_scenarios, d_scenario_14_the_same_key_twice_in_sequence) {
  each_store([&](auto& one, auto& other) {
    const auto first = charge_once(one, "k");
    EXPECT_TRUE(first.was_executed());
    const auto second = charge_once(other, "k");
    EXPECT_TRUE(second.was_replayed());
    EXPECT_EQ(first.value(), 900);
    EXPECT_EQ(second.value(), 900);
    expect_executions(1);
  });
}

TEST_F(idempotency_scenarios, d_scenario_15_a_duplicate_is_blocked) {
  each_store([&](auto& one, auto& other) {
    EXPECT_TRUE(charge_once(one, "k", {.duplicates = idem::duplicate_policy::block}).was_executed());
    const auto second = charge_once(other, "k", {.duplicates = idem::duplicate_policy::block});
    ASSERT_TRUE(second.refusal());
    EXPECT_EQ(second.refusal()->why, idem::refusal::duplicate);
    EXPECT_EQ(second.refusal()->key, "k");
    EXPECT_EQ(second.refusal()->message, R"(idempotency key "k": it is completed already, and duplicates are refused)");
    ASSERT_TRUE(is<idem::claimed>(one.claim("running", "a")));
    const auto third = charge_once(other, "running", {.duplicates = idem::duplicate_policy::block});
    ASSERT_TRUE(third.refusal());
    EXPECT_EQ(third.refusal()->message, R"(idempotency key "running": it is in progress already, and duplicates are refused)");
    EXPECT_TRUE(clock.slept().empty());
    expect_executions(1);
  });
}

TEST_F(idempotency_scenarios, d_scenario_16_a_duplicate_is_carried_out_again) {
  each_store([&](auto& one, auto& other) {
    const idem::run_options again{.duplicates = idem::duplicate_policy::re_execute};
    EXPECT_EQ(charge_once(one, "k", again).value(), 900);
    const auto second = charge_once(other, "k", again);
    EXPECT_TRUE(second.was_executed());
    EXPECT_EQ(second.value(), 800);
    EXPECT_EQ(one.peek("k")->result, "800");
    EXPECT_EQ(one.peek("k")->version, 4);
    expect_executions(2);
  });
}

TEST_F(idempotency_scenarios, d_scenario_17_the_watcher_sees_the_record) {
  each_store([&](auto& one, auto& other) {
    std::vector<idem::record> seen;
    const idem::run_options watched{.on_duplicate = [&](const idem::record& r) { seen.push_back(r); }, .trace = "second"};
    EXPECT_TRUE(charge_once(one, "k", {.trace = "first"}).was_executed());
    EXPECT_TRUE(charge_once(other, "new", watched).was_executed());
    EXPECT_TRUE(seen.empty());
    EXPECT_TRUE(charge_once(other, "k", watched).was_replayed());
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0], one.peek("k"));
    EXPECT_EQ(seen[0].trace, "first");
    expect_executions(2);
  });
}

TEST_F(idempotency_scenarios, d_scenario_18_a_budget_of_zero_does_not_wait) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    const auto second = charge_once(other, "k", {.wait = 0ms});
    ASSERT_TRUE(second.refusal());
    EXPECT_EQ(second.refusal()->why, idem::refusal::in_progress);
    EXPECT_EQ(second.refusal()->message, R"(idempotency key "k": still in progress after 0 ms)");
    const auto waited = other.wait("k", 0ms);
    ASSERT_TRUE(is<idem::timed_out>(waited));
    EXPECT_EQ(std::get<idem::timed_out>(waited).record.owner, "a");
    EXPECT_TRUE(clock.slept().empty());
    expect_executions(0);
  });
}

TEST_F(idempotency_scenarios, d_scenario_19_an_equal_key_with_other_input) {
  each_store([&](auto& one, auto& other) {
    const auto key_function = [](const std::string& order, int) { return "order:" + order; };
    EXPECT_TRUE(charge_once(one, key_function("42", 1)).was_executed());
    EXPECT_TRUE(charge_once(other, key_function("42", 2)).was_replayed());
    expect_executions(1);
  });
}

TEST_F(idempotency_scenarios, d_scenario_20_a_constant_key) {
  each_store([&](auto& one, auto& other) {
    for (int i = 0; i != 3; ++i) {
      (void)charge_once(one, "the only one").value();
      (void)charge_once(other, "the only one").value();
    }
    expect_executions(1);
  });
}

TEST_F(idempotency_scenarios, d_scenario_21_a_heartbeat_keeps_a_short_lease) {
  each_store([&](auto& one, auto& other) {
    const auto mine = one.claim("k", "a", {.lease = 30ms});
    ASSERT_TRUE(is<idem::claimed>(mine));
    for (int i = 0; i != 10; ++i) {
      clock.move(20ms);
      EXPECT_TRUE(one.heartbeat("k", "a", 30ms));
      EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b")));
    }
    EXPECT_EQ(one.peek("k")->version, 1);
    clock.move(30ms);
    EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b")));
    clock.move(1ms);
    const auto theirs = other.claim("k", "b");
    ASSERT_TRUE(is<idem::claimed>(theirs));
    EXPECT_GT(record_of(theirs).version, record_of(mine).version);
    EXPECT_FALSE(one.heartbeat("k", "a", 30s));
    EXPECT_FALSE(one.complete("k", "a", "1"));
    EXPECT_FALSE(one.fail("k", "a", {"too late"}));
    EXPECT_EQ(one.peek("k"), record_of(theirs));
  });
}

TEST_F(idempotency_scenarios, d_scenario_22_the_four_ends_of_waiting) {
  each_store([&](auto& one, auto& other) {
    const auto begin = [&](const std::string& key) { ASSERT_TRUE(is<idem::claimed>(one.claim(key, "a", {.lease = 20s, .lifetime = 1s}))); };
    const auto sentence = [&](const std::string& key) {
      const auto done = charge_once(other, key, {.wait = 5s});
      return done.refusal() ? done.refusal()->message : "none";
    };
    begin("done");
    clock.during_sleep([&] { (void)one.complete("done", "a", "77"); });
    const auto done = charge_once(other, "done", {.wait = 5s});
    EXPECT_TRUE(done.was_replayed());
    EXPECT_EQ(done.value(), 77);

    begin("broken");
    clock.during_sleep([&] { (void)one.fail("broken", "a", {"card declined"}); });
    EXPECT_EQ(sentence("broken"), R"(idempotency key "broken": the earlier attempt failed: card declined; it may be retried)");

    clock.during_sleep(nullptr);
    begin("slow");
    EXPECT_EQ(sentence("slow"), R"(idempotency key "slow": still in progress after 5000 ms)");

    begin("gone");
    clock.during_sleep([&] {
      clock.move(21s);
      (void)one.purge();
    });
    EXPECT_EQ(sentence("gone"), R"(idempotency key "gone": the earlier attempt's record is gone; it may be retried)");
    expect_executions(0);
  });
}

TEST_F(idempotency_scenarios, d_scenario_23_what_is_completed_cannot_be_failed) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    EXPECT_TRUE(one.complete("k", "a", "5"));
    const auto before = one.peek("k");
    EXPECT_FALSE(one.fail("k", "a", {"too late"}));
    EXPECT_FALSE(one.complete("k", "a", "6"));
    EXPECT_FALSE(one.heartbeat("k", "a", 30s));
    EXPECT_EQ(one.peek("k"), before);
    EXPECT_EQ(charge_once(other, "k").value(), 5);
    expect_executions(0);
  });
}

TEST_F(idempotency_scenarios, d_scenario_24_a_live_lease_past_the_lifetime_is_not_taken) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 30s, .lifetime = 1s})));
    for (int i = 0; i != 5; ++i) {
      clock.move(20s);
      ASSERT_TRUE(one.heartbeat("k", "a", 30s));
      EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b")));
      EXPECT_EQ(other.purge(), 0);
    }
    EXPECT_TRUE(one.complete("k", "a", "1", 1s));
    EXPECT_TRUE(is<idem::completed>(other.claim("k", "b")));
  });
}

TEST_F(idempotency_scenarios, d_scenario_25_a_result_that_is_null_is_replayed) {
  each_store([&](auto& one, auto& other) {
    const auto nothing = [&]() -> std::optional<int> {
      ++executions;
      return std::nullopt;
    };
    EXPECT_TRUE(idem::run_once(one, "k", {}, nothing).was_executed());
    const auto second = idem::run_once(other, "k", {}, nothing);
    EXPECT_TRUE(second.was_replayed());
    EXPECT_EQ(second.value(), std::nullopt);
    EXPECT_EQ(one.peek("k")->result, "null");
    EXPECT_EQ(std::exchange(executions, 0), 1);
  });
}

TEST_F(idempotency_scenarios, d_scenario_26_a_record_that_is_deleted_meanwhile) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 0ms, .lifetime = 0ms})));
    clock.during_sleep([&] { EXPECT_LE(one.purge(), 1); });
    EXPECT_TRUE(is<idem::vanished>(other.wait("k", 5s)));
    EXPECT_TRUE(is<idem::vanished>(other.wait("never there", 5s)));
  });
}

TEST_F(idempotency_scenarios, d_scenario_28_the_same_key_with_another_payload) {
  each_store([&](auto& one, auto& other) {
    const auto with = [&](int amount) { return idem::run_options{.request = idem::request_digest(amount)}; };
    EXPECT_TRUE(charge_once(one, "k", with(5)).was_executed());
    EXPECT_TRUE(charge_once(other, "k", with(5)).was_replayed());
    const auto reused = charge_once(other, "k", with(6));
    ASSERT_TRUE(reused.refusal());
    EXPECT_EQ(reused.refusal()->why, idem::refusal::key_reused);
    EXPECT_EQ(reused.refusal()->message, R"(idempotency key "k": it belongs to another request)");
    EXPECT_TRUE(charge_once(other, "k").was_replayed());  // who gives no digest asks nothing about it
    expect_executions(1);
  });
}
