// SPDX-License-Identifier: MIT
#include <limits>

#include "durable/idempotency_stores.hpp"

namespace {

using namespace idempotency_tests;

struct idempotency_store : on_every_store {};

/// A batching handle that does something before each batch, which it is told.
struct meddling {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;
  std::function<void(std::string_view sql)> before{};
  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement> list) {
    if (before && !list.empty()) before(list[0].sql);
    return support::all_or_nothing{db}.execute_batch(list);
  }
};
/// A store that somebody meddles with between the statements of a claim.
struct idempotency_claim : on_every_store {
  mz::sqlite::connection db{":memory:"};
  meddling handle{db};
  idem::store<meddling> store{handle, settings()};
  idem::store<mz::sqlite::connection> other{db, settings()};
  int inserts = 0, selects = 0;

  template <class Insert, class Select>
  void meddle(Insert&& before_insert, Select&& before_select) {
    handle.before = [&, before_insert, before_select](std::string_view sql) {
      if (sql.starts_with("insert")) ++inserts, before_insert();
      if (sql.starts_with("select")) ++selects, before_select();
    };
  }
  void remove() { db.run(mz::delete_from(idem::records).where(idem::records.key == "k")); }
};

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "balance", std::int64_t> balance{};
};
constexpr mz::table<"accounts", Account> accounts{};

}  // namespace

static_assert(idem::Store<idem::memory_store> && idem::Store<idem::store<mz::sqlite::connection>> && !idem::Store<mz::sqlite::connection>);

TEST_F(idempotency_store, d_1_a_claim_says_what_it_has_stored) {
  each_store([&](auto& one, auto&) {
    const auto digest = idem::request_digest("x");
    const auto mine = one.claim("k", "a", {.lease = 5s, .lifetime = 9s, .trace = "from \xc3\xa9", .request = digest});
    const idem::record expected{.key = "k",
                                .status = idem::status::in_progress,
                                .owner = "a",
                                .lease_expires_at = clock.now() + 5s,
                                .expires_at = clock.now() + 9s,
                                .trace = "from \xc3\xa9",
                                .result = std::nullopt,
                                .error = std::nullopt,
                                .created_at = clock.now(),
                                .updated_at = clock.now(),
                                .version = 1,
                                .request = digest};
    EXPECT_EQ(record_of(mine), expected);
    EXPECT_EQ(one.peek("k"), expected);
  });
}

TEST_F(idempotency_store, d_1_a_completed_key_is_new_past_its_lifetime) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.request = idem::request_digest(1)})));
    ASSERT_TRUE(one.complete("k", "a", "1", 1s));
    clock.move(1s);
    EXPECT_TRUE(is<idem::completed>(other.claim("k", "b")));
    clock.move(1ms);
    const auto next = other.claim("k", "b", {.request = idem::request_digest(2)});
    ASSERT_TRUE(is<idem::claimed>(next));
    EXPECT_EQ(record_of(next).result, std::nullopt);
    EXPECT_EQ(record_of(next).version, 3);
    EXPECT_EQ(record_of(next).created_at, clock.now() - 1001ms);
    EXPECT_EQ(record_of(next).updated_at, clock.now());
  });
}

TEST_F(idempotency_store, d_5_to_peek_changes_nothing) {
  each_store([&](auto& one, auto& other) {
    EXPECT_EQ(one.peek("k"), std::nullopt);
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 0ms, .lifetime = 0ms})));
    clock.move(1h);
    const auto seen = other.peek("k");
    EXPECT_EQ(seen, other.peek("k"));
    EXPECT_EQ(seen->status, idem::status::in_progress);
  });
}

TEST_F(idempotency_store, d_6_a_heartbeat_never_shortens_the_lease) {
  each_store([&](auto& one, auto&) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 100s})));
    const auto lease = one.peek("k")->lease_expires_at;
    EXPECT_TRUE(one.heartbeat("k", "a", 1s));
    EXPECT_EQ(one.peek("k")->lease_expires_at, lease);
    EXPECT_TRUE(one.heartbeat("k", "a", 101s));
    EXPECT_EQ(one.peek("k")->lease_expires_at, lease + 1s);
    EXPECT_EQ(one.peek("k")->version, 1);
    EXPECT_FALSE(one.heartbeat("k", "b", 1h));
    EXPECT_FALSE(one.heartbeat("other", "a", 1h));
  });
}

TEST_F(idempotency_store, d_7_an_owner_whose_lease_is_over_can_still_complete_what_nobody_took) {
  each_store([&](auto& one, auto&) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = 1s, .lifetime = 1s})));
    clock.move(1h);
    EXPECT_TRUE(one.complete("k", "a", "1", 7s));
    EXPECT_EQ(one.peek("k")->expires_at, clock.now() + 7s);  // the lifetime is counted from here on
    EXPECT_EQ(one.peek("k")->version, 2);
  });
}

TEST_F(idempotency_store, d_16_a_key_belongs_to_its_request_until_its_lifetime_is_over) {
  each_store([&](auto& one, auto& other) {
    const auto with = [](int request) { return idem::claim_options{.lease = 1s, .lifetime = 10s, .request = idem::request_digest(request)}; };
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", with(1))));
    EXPECT_TRUE(is<idem::key_reused>(other.claim("k", "b", with(2))));
    EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b", with(1))));
    clock.move(2s);  // the lease is dead, and still it is not taken by another request
    EXPECT_TRUE(is<idem::key_reused>(other.claim("k", "b", with(2))));
    ASSERT_TRUE(one.fail("k", "a", {"no"}));
    EXPECT_TRUE(is<idem::key_reused>(other.claim("k", "b", with(2))));
    ASSERT_TRUE(is<idem::claimed>(other.claim("k", "b", with(1))));
    clock.move(10s);
    ASSERT_TRUE(other.heartbeat("k", "b", 1s));  // a live lease past the lifetime
    clock.move(1ms);
    EXPECT_TRUE(is<idem::key_reused>(one.claim("k", "a", with(2))));
    clock.move(1s);
    EXPECT_TRUE(is<idem::claimed>(one.claim("k", "a", with(2))));
  });
}

TEST_F(idempotency_store, d_18_purged_is_what_is_past_its_lifetime_and_has_no_live_lease) {
  each_store([&](auto& one, auto& other) {
    const auto claim = [&](const std::string& key, milliseconds lease, milliseconds lifetime) {
      ASSERT_TRUE(is<idem::claimed>(one.claim(key, "a", {.lease = lease, .lifetime = lifetime})));
    };
    claim("dead", 1s, 1s);
    claim("live", 9s, 1s);
    claim("long", 1s, 9s);
    claim("done", 9s, 1s);
    ASSERT_TRUE(one.complete("done", "a", "1", 1s));
    claim("failed", 9s, 1s);
    ASSERT_TRUE(one.fail("failed", "a", {"no"}));
    clock.move(1s);
    EXPECT_EQ(other.purge(), 0);
    clock.move(1ms);
    EXPECT_EQ(other.purge(), 3);
    EXPECT_TRUE(one.peek("live") && one.peek("long"));
    EXPECT_FALSE(one.peek("dead") || one.peek("done") || one.peek("failed"));
    clock.move(1h);
    EXPECT_EQ(other.purge(), 2);
  });
}

TEST_F(idempotency_store, d_15_what_is_taken_over_is_the_version_that_was_seen) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    EXPECT_EQ(other.take_over(*one.peek("k"), "b"), std::nullopt);  // not completed
    ASSERT_TRUE(one.complete("k", "a", "1"));
    const auto seen = *one.peek("k");
    const auto taken = other.take_over(seen, "b", {.trace = "again"});
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->version, seen.version + 1);
    EXPECT_EQ(taken->result, std::nullopt);
    EXPECT_EQ(taken, one.peek("k"));
    EXPECT_EQ(one.take_over(seen, "c"), std::nullopt);
    ASSERT_TRUE(other.complete("k", "b", "2"));
    EXPECT_EQ(one.take_over(seen, "c"), std::nullopt);
  });
}

TEST_F(idempotency_store, what_makes_no_sense_is_refused) {
  each_store([&](auto& one, auto&) {
    EXPECT_THROW((void)one.claim("", "a"), mz::error::invalid_request);
    EXPECT_THROW((void)one.claim("k", ""), mz::error::invalid_request);
    EXPECT_THROW((void)one.claim("k", "a", {.lease = -1ms}), mz::error::invalid_request);
    EXPECT_THROW((void)one.claim("k", "a", {.lifetime = -1ms}), mz::error::invalid_request);
    EXPECT_THROW((void)one.heartbeat("k", "a", milliseconds::min()), mz::error::invalid_request);
    EXPECT_THROW((void)one.complete("k", "a", "1", -1ms), mz::error::invalid_request);
    EXPECT_EQ(one.peek("k"), std::nullopt);
  });
}

TEST_F(idempotency_store, spans_without_end_end_with_time_itself) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a", {.lease = milliseconds::max(), .lifetime = milliseconds::max()})));
    EXPECT_EQ(one.peek("k")->lease_expires_at, idem::time_point::max());
    EXPECT_TRUE(one.heartbeat("k", "a", milliseconds::max()));
    EXPECT_TRUE(is<idem::in_progress>(other.claim("k", "b")));
    EXPECT_TRUE(one.complete("k", "a", "1", milliseconds::max()));
    EXPECT_EQ(one.peek("k")->expires_at, idem::time_point::max());
  });
}

TEST_F(idempotency_store, keys_are_any_text) {
  each_store([&](auto& one, auto& other) {
    const std::string strange[] = {std::string{"a\0b", 3}, std::string{"a\0c", 3}, "a", "A", "a ", "'; drop table x --", "\xf0\x9f\x92\xb0"};
    for (const std::string& key : strange) ASSERT_TRUE(is<idem::claimed>(one.claim(key, key, {.trace = key})));
    for (const std::string& key : strange) {
      EXPECT_TRUE(one.complete(key, key, key));
      const auto done = other.claim(key, "b");
      ASSERT_TRUE(is<idem::completed>(done));
      EXPECT_EQ(record_of(done).result, key);
      EXPECT_EQ(record_of(done).trace, key);
    }
  });
}

TEST_F(idempotency_store, d_12_waiting_pauses_longer_and_longer_and_not_past_its_budget) {
  each_store([&](auto& one, auto& other) {
    ASSERT_TRUE(is<idem::claimed>(one.claim("k", "a")));
    const auto slept_before = clock.slept().size();
    const auto begin = clock.now();
    const auto end = other.wait("k", 1s);
    ASSERT_TRUE(is<idem::timed_out>(end));
    EXPECT_EQ(std::get<idem::timed_out>(end).record, one.peek("k"));
    auto slept = clock.slept();
    slept.erase(slept.begin(), slept.begin() + static_cast<std::ptrdiff_t>(slept_before));
    EXPECT_EQ(slept, (std::vector<milliseconds>{10ms, 20ms, 40ms, 80ms, 160ms, 250ms, 250ms, 190ms}));
    EXPECT_EQ(clock.now() - begin, 1s);
  });
}

TEST_F(idempotency_store, d_12_waiting_ends_on_a_clock_that_stands_still) {
  std::int64_t naps = 0;
  idem::memory_store store{{.now = [] { return idem::time_point{}; }, .sleep = [&](milliseconds) { ++naps; }}};
  ASSERT_TRUE(is<idem::claimed>(store.claim("k", "a")));
  EXPECT_TRUE(is<idem::timed_out>(store.wait("k", 1s)));
  EXPECT_EQ(naps, 8);
  EXPECT_TRUE(is<idem::timed_out>(store.wait("k", -1s)));
  EXPECT_EQ(naps, 8);
}

TEST_F(idempotency_claim, d_2_one_statement_decides_who_wins) {
  meddle([] {}, [] {});
  EXPECT_TRUE(is<idem::claimed>(store.claim("k", "a", {.lease = 0ms})));
  clock.move(1ms);
  EXPECT_TRUE(is<idem::claimed>(store.claim("k", "b")));
  EXPECT_EQ(inserts, 2);
  EXPECT_EQ(selects, 0);
  EXPECT_TRUE(is<idem::in_progress>(store.claim("k", "c")));
  EXPECT_EQ(selects, 1);
}

TEST_F(idempotency_claim, d_3_a_record_that_is_gone_before_it_is_read_is_claimed) {
  ASSERT_TRUE(is<idem::claimed>(other.claim("k", "a")));
  meddle([] {}, [&] { remove(); });
  const auto mine = store.claim("k", "b");
  ASSERT_TRUE(is<idem::claimed>(mine));
  EXPECT_EQ(record_of(mine).version, 1);
  EXPECT_EQ(inserts, 2);
}

TEST_F(idempotency_claim, d_3_a_record_that_comes_and_goes_is_in_progress) {
  meddle([&] { (void)other.claim("k", "a"); }, [&] { remove(); });
  const auto answer = store.claim("k", "b");
  ASSERT_TRUE(is<idem::in_progress>(answer));
  EXPECT_EQ(record_of(answer).key, "k");
  EXPECT_EQ(record_of(answer).version, 0);
  EXPECT_EQ(record_of(answer).lease_expires_at, idem::time_point{});
  EXPECT_EQ(inserts, 2);
}

TEST_F(idempotency_claim, d_4_what_turns_free_before_it_is_read_is_claimed) {
  ASSERT_TRUE(is<idem::claimed>(other.claim("k", "a", {.lease = 1s})));
  meddle([] {}, [&] { (void)other.fail("k", "a", {"no"}); });
  EXPECT_TRUE(is<idem::claimed>(store.claim("k", "b", {.lease = 1s})));
  meddle([] {}, [&] { clock.move(2s); });
  EXPECT_TRUE(is<idem::claimed>(store.claim("k", "c")));
}

TEST_F(idempotency_claim, d_4_and_that_has_an_end) {
  meddle([&] { (void)other.claim("k", "a"); }, [&] { (void)other.fail("k", "a", {"no"}); });
  EXPECT_TRUE(is<idem::in_progress>(store.claim("k", "b")));
  EXPECT_GE(inserts, 2);
  EXPECT_LE(inserts, 16);
}

TEST_F(idempotency_claim, d_31_errors_are_not_taken_for_an_owner) {
  db.raw("create trigger refuse before insert on mizzle_idempotency begin select raise(abort, 'refused'); end");
  EXPECT_THROW((void)store.claim("k", "a"), mz::error::sql_error);
  EXPECT_THROW((void)other.claim("k", "a"), mz::error::sql_error);
  EXPECT_EQ(store.peek("k"), std::nullopt);
}

TEST_F(idempotency_claim, d_33_the_answer_to_a_claim_is_what_was_claimed_and_not_what_is_there_by_now) {
  const auto first = store.claim("k", "a", {.lease = 0ms});
  clock.move(1ms);
  const auto second = other.claim("k", "b");
  EXPECT_EQ(record_of(first).version, 1);
  EXPECT_EQ(record_of(first).owner, "a");
  EXPECT_EQ(record_of(second).version, 2);
}

TEST_F(idempotency_claim, d_20_a_refund_and_its_failure_are_one_unit) {
  db.create_tables(accounts);
  db.run(mz::insert_into(accounts).values({.id = 1, .balance = 900}));
  const auto refund = mz::update(accounts).set(accounts.balance = accounts.balance + 100).where(accounts.id == 1).require_changes(1);
  const auto give_up = [&](const std::string& owner) {
    return mz::try_atomic(db, mz::atomic(refund, idem::fail_write("k", owner, clock.now(), {"cancelled"}).require_changes(1)));
  };
  ASSERT_TRUE(is<idem::claimed>(store.claim("k", "a")));
  EXPECT_FALSE(give_up("b").ok());
  EXPECT_EQ(db.one(mz::select(accounts)).balance, 900);
  EXPECT_TRUE(give_up("a").ok());
  EXPECT_EQ(db.one(mz::select(accounts)).balance, 1000);
  EXPECT_EQ(store.peek("k")->error->message, "cancelled");
  EXPECT_FALSE(give_up("a").ok());
  EXPECT_EQ(db.one(mz::select(accounts)).balance, 1000);
}

TEST_F(idempotency_claim, a_store_works_inside_a_transaction) {
  EXPECT_THROW(db.transaction([&](auto& tx) {
    idem::store inside{tx, settings()};
    EXPECT_TRUE(is<idem::claimed>(inside.claim("k", "a")));
    EXPECT_TRUE(inside.complete("k", "a", "1"));
    throw std::runtime_error{"undo it"};
  }), std::runtime_error);
  EXPECT_EQ(other.peek("k"), std::nullopt);
}

TEST_F(idempotency_claim, what_is_stored_by_others_is_read_strictly) {
  ASSERT_TRUE(is<idem::claimed>(store.claim("k", "a")));
  EXPECT_THROW(db.raw("update mizzle_idempotency set status = 'paused'"), mz::error::sql_error);
  db.raw("update mizzle_idempotency set request_digest = x'00'");
  EXPECT_THROW((void)store.peek("k"), mz::error::decode_error);
  db.raw("update mizzle_idempotency set request_digest = null, status = 'failed', error = 'no JSON'");
  EXPECT_THROW((void)other.peek("k"), mz::error::decode_error);
}
