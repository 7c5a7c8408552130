// SPDX-License-Identifier: MIT
#include <memory>
#include <thread>

#include "durable/idempotency_stores.hpp"

namespace {

using namespace idempotency_tests;

struct idempotency_run_once : on_every_store {
  [[nodiscard]] static std::string message_of(const auto& outcome) { return outcome.refusal() ? outcome.refusal()->message : ""; }
};
struct idempotency_begin : on_every_store {};

struct receipt {
  std::string number;
  std::vector<int> items;
  friend bool operator==(const receipt&, const receipt&) = default;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(receipt, number, items)
};

/// A memory_store whose completions or failures can throw.
struct breaking : idem::memory_store {
  using memory_store::memory_store;
  int failing_completions = 0, failing_failures = 0, completions = 0;
  bool completes_before_it_throws = false;
  bool complete(const std::string& key, const std::string& owner, const std::string& result, milliseconds lifetime) {
    ++completions;
    if (failing_completions > 0 && completes_before_it_throws) (void)memory_store::complete(key, owner, result, lifetime);
    if (failing_completions > 0) return --failing_completions, throw mz::error::busy{}, false;
    return memory_store::complete(key, owner, result, lifetime);
  }
  bool fail(const std::string& key, const std::string& owner, idem::failure why) {
    if (failing_failures > 0) return --failing_failures, throw mz::error::transport_error{"connection lost", true}, false;
    return memory_store::fail(key, owner, std::move(why));
  }
};
static_assert(idem::Store<breaking>);

/// What on_error was told.
struct told {
  std::vector<std::string> errors;
  idem::error_sink sink() {
    return [this](const std::string& key, const std::exception_ptr& error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::exception& e) {
        errors.push_back(key + ": " + e.what());
      }
    };
  }
};

}  // namespace

TEST_F(idempotency_run_once, d_9_results_of_any_type_are_replayed) {
  each_store([&](auto& one, auto& other) {
    const auto twice = [&](const std::string& key, auto&& f) {
      const auto first = idem::run_once(one, key, {}, f);
      const auto second = idem::run_once(other, key, {}, f);
      EXPECT_TRUE(first.was_executed() && first.ok() && first);
      EXPECT_TRUE(second.was_replayed() && second.ok() && second);
      if constexpr (std::is_void_v<decltype(f())>) {
        second.value();
      } else {
        EXPECT_EQ(first.value(), second.value());
      }
    };
    twice("text", [] { return std::string{"\"\n\xf0\x9f\x92\xb0"}; });
    twice("number", [] { return std::numeric_limits<std::int64_t>::min(); });
    twice("large", [] { return std::numeric_limits<std::uint64_t>::max(); });
    twice("real", [] { return 0.1 + 0.2; });
    twice("struct", [] { return receipt{"7", {1, 2}}; });
    twice("json", [] { return nlohmann::json{{"b", 1}, {"a", nullptr}}; });
    twice("optional", [] { return std::optional<receipt>{{"7", {}}}; });
    twice("nothing", [] {});
    EXPECT_EQ(one.peek("nothing")->result, "null");
  });
}

TEST_F(idempotency_run_once, d_9_options_may_be_left_out) {
  mz::idempotency::memory_store store;
  EXPECT_EQ(mz::idempotency::run_once(store, "k", [] { return 7; }).value(), 7);
  EXPECT_TRUE(mz::idempotency::run_once(store, "k", [](mz::idempotency::execution&) { return 8; }).was_replayed());
}

TEST_F(idempotency_run_once, d_17_that_there_is_a_result_is_told_by_the_status) {
  each_store([&](auto& one, auto& other) {
    int runs = 0;
    const auto twice = [&](const std::string& key, auto result) {
      const auto f = [&] { return ++runs, result; };
      (void)idem::run_once(one, key, {}, f);
      const auto again = idem::run_once(other, key, {}, f);
      EXPECT_TRUE(again.was_replayed());
      EXPECT_EQ(again.value(), result);
    };
    twice("zero", 0);
    twice("no", false);
    twice("empty", std::string{});
    twice("none", std::vector<int>{});
    twice("null", nlohmann::json{});
    EXPECT_EQ(runs, 5);
  });
}

TEST_F(idempotency_run_once, d_10_the_version_is_a_fencing_token) {
  each_store([&](auto& one, auto& other) {
    std::int64_t stale = 0;
    const auto lost = idem::run_once(one, "k", {.lease = 1s}, [&](idem::execution& e) {
      EXPECT_EQ(e.key(), "k");
      EXPECT_EQ(one.peek("k")->owner, e.owner());
      stale = e.version();
      clock.move(2s);
      const auto other_one = idem::run_once(other, "k", {}, [&](idem::execution& later) {
        EXPECT_GT(later.version(), stale);
        return std::string{"theirs"};
      });
      EXPECT_TRUE(other_one.was_executed());
      EXPECT_FALSE(e.renew());
      return std::string{"mine"};
    });
    ASSERT_TRUE(lost.lost());
    EXPECT_FALSE(lost.ok());
    EXPECT_EQ(lost.lost()->value, "mine");
    EXPECT_THROW((void)lost.value(), mz::error::invalid_request);
    EXPECT_EQ(idem::run_once(one, "k", {}, [] { return std::string{"again"}; }).value(), "theirs");
  });
}

TEST_F(idempotency_run_once, d_9_a_function_can_renew_its_lease_itself) {
  each_store([&](auto& one, auto& other) {
    const auto done = idem::run_once(one, "k", {.lease = 1s, .heartbeats = false}, [&](idem::execution& e) {
      for (int i = 0; i != 5; ++i) {
        clock.move(1s);
        EXPECT_TRUE(e.renew());
        EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b")));
      }
      EXPECT_FALSE(e.lost());
    });
    EXPECT_TRUE(done.was_executed());
  });
}

TEST_F(idempotency_run_once, d_11_what_the_function_throws_fails_the_key) {
  each_store([&](auto& one, auto& other) {
    EXPECT_THROW((void)idem::run_once(one, "k", {}, []() -> int { throw std::runtime_error{"card declined"}; }), std::runtime_error);
    EXPECT_EQ(one.peek("k")->error, (idem::failure{"card declined"}));
    EXPECT_THROW((void)idem::run_once(other, "k", {}, []() -> int { throw 7; }), int);
    EXPECT_EQ(one.peek("k")->error, (idem::failure{"an exception that is not a std::exception"}));
    EXPECT_THROW((void)idem::run_once(other, "k", {}, [] { throw std::runtime_error{"bad byte \xff"}; }), std::runtime_error);
    EXPECT_EQ(one.peek("k")->status, idem::status::failed);
    EXPECT_THROW((void)idem::run_once(one, "k", {}, [] { return std::numeric_limits<double>::quiet_NaN(); }), mz::error::invalid_request);
    EXPECT_EQ(one.peek("k")->error->message, "a number that is not finite, or bytes, cannot be written as JSON");
    EXPECT_EQ(idem::run_once(other, "k", {}, [] { return 5; }).value(), 5);
  });
}

TEST_F(idempotency_run_once, d_11_a_watcher_that_throws_leaves_the_key_as_it_was) {
  each_store([&](auto& one, auto& other) {
    EXPECT_EQ(idem::run_once(one, "k", {}, [] { return 5; }).value(), 5);
    const idem::run_options o{.duplicates = idem::duplicate_policy::re_execute,
                              .on_duplicate = [](const idem::record&) { throw std::runtime_error{"observer"}; }};
    EXPECT_THROW((void)idem::run_once(other, "k", o, [] { return 6; }), std::runtime_error);
    EXPECT_EQ(idem::run_once(one, "k", {}, [] { return 7; }).value(), 5);
  });
}

TEST_F(idempotency_run_once, the_first_error_wins_and_the_second_is_told) {
  breaking store{settings()};
  store.failing_failures = 1;
  told by;
  try {
    (void)idem::run_once(store, "k", {.on_error = by.sink()}, []() -> int { throw std::runtime_error{"card declined"}; });
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "card declined");
  }
  EXPECT_EQ(by.errors, std::vector<std::string>{"k: connection lost"});
  EXPECT_EQ(store.peek("k")->status, idem::status::in_progress);  // until its lease is over
  store.failing_failures = 1;
  clock.move(1h);
  EXPECT_THROW((void)idem::run_once(store, "k", {}, []() -> int { throw std::runtime_error{"again"}; }), std::runtime_error);
}

// The value is there, and perhaps recorded: to fail the key would have it carried out twice.
TEST_F(idempotency_run_once, a_completion_that_throws_leaves_the_key_to_its_lease) {
  for (const bool completes : {false, true}) {
    breaking store{settings()};
    store.failing_completions = 1;
    store.completes_before_it_throws = completes;
    EXPECT_THROW((void)idem::run_once(store, "k", {}, [] { return 5; }), mz::error::busy);
    EXPECT_EQ(store.peek("k")->status, completes ? idem::status::completed : idem::status::in_progress);
    EXPECT_EQ(store.peek("k")->error, std::nullopt);
  }
}

TEST_F(idempotency_run_once, d_13_a_waiter_can_claim_again_what_failed_or_vanished) {
  each_store([&](auto& one, auto& other) {
    const idem::run_options again{.retry_on_failed = true};
    ASSERT_TRUE(is<idem::claimed>(one.claim("failing", "a")));
    clock.during_sleep([&] { (void)one.fail("failing", "a", {"no"}); });
    EXPECT_TRUE(idem::run_once(other, "failing", again, [] {}).was_executed());

    ASSERT_TRUE(is<idem::claimed>(one.claim("vanishing", "a", {.lease = 5ms, .lifetime = 0ms})));
    clock.during_sleep([&] { (void)one.purge(); });
    EXPECT_TRUE(idem::run_once(other, "vanishing", again, [] {}).was_executed());
  });
}

TEST_F(idempotency_run_once, d_34_a_failure_is_not_called_in_progress) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    clock.during_sleep([&] { (void)one.fail("k", "a", {"card declined", "402"}); });
    const auto done = idem::run_once(other, "k", {}, [] {});
    ASSERT_TRUE(done.refusal());
    EXPECT_EQ(done.refusal()->why, idem::refusal::failed);
    EXPECT_THROW(done.value(), mz::error::invalid_request);
  });
}

TEST_F(idempotency_run_once, d_35_the_key_of_an_owner_that_crashed_is_taken_over_by_who_waits) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "crashed")));
    const auto begin = clock.now();
    const auto done = idem::run_once(other, "k", {}, [] { return 5; });
    EXPECT_TRUE(done.was_executed());
    EXPECT_EQ(clock.now() - begin, 30s + 1ms);  // with the end of its lease, and no later
    EXPECT_EQ(one.peek("k")->version, 3);
  });
}

TEST_F(idempotency_run_once, d_35_an_owner_that_lives_is_waited_for_as_long_as_was_asked) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 1s})));
    clock.during_sleep([&] { EXPECT_TRUE(one.heartbeat("k", "a", 1s)); });
    const auto begin = clock.now();
    EXPECT_EQ(message_of(idem::run_once(other, "k", {.wait = 1min}, [] {})), R"(idempotency key "k": still in progress after 60000 ms)");
    EXPECT_EQ(clock.now() - begin, 1min);
    clock.move(1h);
  });
}

TEST_F(idempotency_run_once, d_15_who_carries_it_out_again_waits_for_another_and_then_does_it) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    clock.during_sleep([&] { (void)one.complete("k", "a", "1"); });
    const auto done = idem::run_once(other, "k", {.duplicates = idem::duplicate_policy::re_execute}, [] { return 2; });
    EXPECT_TRUE(done.was_executed());
    EXPECT_EQ(one.peek("k")->result, "2");
  });
}

TEST_F(idempotency_run_once, d_15_it_ends_also_if_others_are_always_faster) {
  struct faster : idem::memory_store {
    using memory_store::memory_store;
    support::fake_clock* clock = nullptr;
    int attempts = 0;
    std::optional<idem::record> take_over(const idem::record&, const std::string&, const idem::claim_options&) {
      ++attempts;
      clock->move(1s);
      return std::nullopt;
    }
  };
  faster store{settings()};
  store.clock = &clock;
  EXPECT_EQ(idem::run_once(store, "k", {}, [] { return 1; }).value(), 1);
  const auto done = idem::run_once(store, "k", {.wait = 5s, .duplicates = idem::duplicate_policy::re_execute}, [] { return 2; });
  EXPECT_EQ(message_of(done), R"(idempotency key "k": still in progress after 5000 ms)");
  EXPECT_EQ(store.attempts, 5);
}

TEST_F(idempotency_run_once, d_16_a_result_that_became_that_of_another_request_is_not_replayed) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 1s})));  // by somebody who does not say for what
    clock.during_sleep([&] {
      (void)one.fail("k", "a", {"no"});
      if (is<idem::claimed>(one.claim("k", "b", {.request = idem::request_digest(1)}))) (void)one.complete("k", "b", "1");
    });
    const auto done = idem::run_once(other, "k", {.request = idem::request_digest(2)}, [] { return 2; });
    ASSERT_TRUE(done.refusal());
    EXPECT_EQ(done.refusal()->why, idem::refusal::key_reused);
  });
}

TEST_F(idempotency_run_once, leases_and_budgets_can_be_without_end) {
  each_store([&](auto& one, auto& other) {
    constexpr auto forever = milliseconds::max();
    EXPECT_TRUE(idem::run_once(one, "k", {.lease = forever, .lifetime = forever}, [] { return 1; }).was_executed());
    EXPECT_TRUE(idem::run_once(other, "k", {.lease = forever, .lifetime = forever}, [] { return 1; }).was_replayed());
    ASSERT_TRUE(is<idem::claimed>(one.claim("other", "a", {.lease = forever})));
    clock.during_sleep([&] { (void)one.complete("other", "a", "5"); });
    EXPECT_EQ(idem::run_once(other, "other", {.lease = forever}, [] { return 1; }).value(), 5);
  });
}

TEST_F(idempotency_run_once, what_cannot_be_replayed_is_an_error_that_names_the_key) {
  each_store([&](auto& one, auto& other) {
    EXPECT_EQ(idem::run_once(one, "k", {}, [] { return 300; }).value(), 300);
    const auto expect_error = [&](auto&& f, const std::string& part) {
      try {
        (void)idem::run_once(other, "k", {}, f);
        FAIL();
      } catch (const mz::error::decode_error& e) {
        EXPECT_EQ(e.column(), "result");
        EXPECT_EQ(e.table(), "mizzle_idempotency");
        EXPECT_NE(std::string{e.what()}.find(R"(the key "k" cannot be replayed)"), std::string::npos) << e.what();
        EXPECT_NE(std::string{e.what()}.find(part), std::string::npos) << e.what();
      }
    };
    expect_error([] { return std::string{}; }, "string");
    expect_error([] { return std::uint8_t{}; }, "does not fit");
    expect_error([] { return receipt{}; }, "");
    expect_error([] {}, "none was expected");
    ASSERT_TRUE(is<idem::claimed>(one.claim("text", "a")));
    ASSERT_TRUE(one.complete("text", "a", "no JSON"));
    EXPECT_THROW((void)idem::run_once(other, "text", {}, [] { return 1; }), mz::error::decode_error);
  });
}

TEST_F(idempotency_run_once, a_key_that_was_ended_in_a_list_of_ones_own_is_released) {
  mz::sqlite::connection db{":memory:"};
  idem::store store{db, settings()};
  const auto f = [&](idem::execution& e) {
    (void)mz::run_atomic(db, mz::atomic(idem::complete_write(e.key(), e.owner(), clock.now(), "5").require_changes(1)));
    e.release();
    EXPECT_THROW((void)e.version(), mz::error::invalid_request);
    EXPECT_THROW(e.release(), mz::error::invalid_request);
    return 5;
  };
  EXPECT_TRUE(idem::run_once(store, "k", {}, f).was_executed());
  EXPECT_TRUE(idem::run_once(store, "k", {}, f).was_replayed());
  EXPECT_EQ(store.peek("k")->version, 2);
}

TEST_F(idempotency_run_once, owners_have_names_of_their_own) {
  idem::memory_store store;
  (void)idem::run_once(store, "a", {}, [] {});
  (void)idem::run_once(store, "b", {}, [] {});
  EXPECT_EQ(store.peek("a")->owner.size(), 32u);
  EXPECT_NE(store.peek("a")->owner, store.peek("b")->owner);
}

TEST_F(idempotency_begin, a_key_is_claimed_now_and_completed_later) {
  each_store([&](auto& one, auto& other) {
    auto mine = idem::begin<receipt>(one, "k", {.lease = 1s, .heartbeats = false});
    ASSERT_TRUE(mine.execution());
    EXPECT_FALSE(mine.replay() || mine.refusal());
    EXPECT_TRUE(idem::begin<receipt>(other, "k", {.wait = 0ms}).refusal());
    auto kept = std::make_unique<idem::execution_of<receipt>>(std::move(*mine.execution()));
    EXPECT_TRUE(mine.execution()->is_over());
    clock.move(1s);
    EXPECT_TRUE(kept->renew());
    clock.move(1s);
    EXPECT_TRUE(kept->complete({"7", {1}}));
    EXPECT_TRUE(kept->is_over());
    EXPECT_THROW((void)kept->complete({"8", {}}), mz::error::invalid_request);
    EXPECT_THROW((void)kept->fail({"no"}), mz::error::invalid_request);
    kept.reset();
    const auto again = idem::begin<receipt>(other, "k");
    ASSERT_TRUE(again.replay());
    EXPECT_EQ(again.replay()->value, (receipt{"7", {1}}));
  });
}

TEST_F(idempotency_begin, it_can_fail_or_be_lost) {
  each_store([&](auto& one, auto& other) {
    auto first = idem::begin<int>(one, "k");
    EXPECT_TRUE(first.execution()->fail({"card declined", "402"}));
    EXPECT_EQ(one.peek("k")->error, (idem::failure{"card declined", "402"}));
    auto second = idem::begin<int>(one, "k", {.lease = 1s, .heartbeats = false});
    ASSERT_TRUE(second.execution());
    clock.move(2s);
    auto third = idem::begin<void>(other, "k");
    ASSERT_TRUE(third.execution());
    EXPECT_FALSE(second.execution()->complete(5));
    EXPECT_TRUE(third.execution()->complete());
    EXPECT_TRUE(idem::begin<void>(one, "k").replay());
  });
}

TEST_F(idempotency_begin, d_11_an_execution_that_is_destroyed_has_failed) {
  each_store([&](auto& one, auto& other) {
    { auto abandoned = idem::begin<int>(one, "k"); }
    EXPECT_EQ(one.peek("k")->error, (idem::failure{"abandoned", "abandoned"}));
    {
      auto overwritten = idem::begin<int>(other, "k");
      ASSERT_TRUE(overwritten.execution());
      overwritten = idem::begin<int>(one, "other");
      EXPECT_EQ(one.peek("k")->status, idem::status::failed);
      overwritten.execution()->release();
    }
    EXPECT_EQ(one.peek("other")->status, idem::status::in_progress);
  });
}

TEST_F(idempotency_begin, what_throws_can_be_tried_again) {
  breaking store{settings()};
  told by;
  {
    auto mine = idem::begin<double>(store, "k", {.on_error = by.sink()});
    EXPECT_THROW((void)mine.execution()->complete(std::numeric_limits<double>::infinity()), mz::error::invalid_request);
    EXPECT_EQ(store.completions, 0);
    store.failing_completions = 1;
    EXPECT_THROW((void)mine.execution()->complete(0.5), mz::error::busy);
    EXPECT_TRUE(mine.execution()->complete(0.5));
  }
  EXPECT_EQ(store.peek("k")->result, "0.5");
  {
    auto mine = idem::begin<double>(store, "failing", {.on_error = by.sink()});
    store.failing_failures = 1;
    EXPECT_THROW((void)mine.execution()->fail({"card declined"}), mz::error::transport_error);
  }
  EXPECT_EQ(store.peek("failing")->error->message, "card declined");
  EXPECT_TRUE(by.errors.empty());
}
