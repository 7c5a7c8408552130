// SPDX-License-Identifier: MIT
#include <mizzle/atomic/once.hpp>

#include "support/every_handle.hpp"
#include "support/failing.hpp"
#include "support/served.hpp"

namespace {
using namespace atomic_tests;
namespace error = mizzle::error;

auto pay(std::int64_t id) { return mz::atomic(counter(id, "a"), increment(id).require_changes(1)); }

/// Lists on a connection, on a handle that takes lists whole and knows nothing of keys, and on the database of another process.
struct once : on_every_handle {
  support::served owner{[](auto& served) { served.create_tables(counters); }};
  mz::proxy::client client = owner.client();

  /// Calls f(handle, reads): where it can be seen what the handle has written.
  template <class F>
  void each_atomic_handle(F&& f) {
    const auto use = [&](auto& h, auto& reads, const char* name) {
      SCOPED_TRACE(name);
      f(h, reads);
      reads.run(mz::delete_from(counters).all_rows());
      (void)mz::run_atomic(reads, std::vector<mz::any_write>{{"drop table if exists mizzle_once", {}}});
    };
    use(db, db, "transaction");
    use(batch, db, "batch");
    use(client, client, "proxy");
  }
  template <class H>
  static std::int64_t rows_of(H& reads) {
    return static_cast<std::int64_t>(reads.all(mz::select(counters)).size());
  }
};

TEST_F(once, a_list_happens_once) {
  each_atomic_handle([&](auto& h, auto& reads) {
    const auto list = mz::once("k", pay(1));
    const auto first = mz::run_atomic(h, list);
    EXPECT_FALSE(first.repeated());
    EXPECT_EQ(first[0_c].last_insert_rowid, 1);
    EXPECT_EQ(first[1_c].changes, 1);
    for (int i = 0; i != 2; ++i) {
      const auto again = mz::run_atomic(mz::require_atomic, h, list);
      EXPECT_TRUE(again.repeated());
      EXPECT_FALSE(again.has_results());
      EXPECT_THROW((void)again.results(), error::invalid_request);
    }
    EXPECT_EQ(reads.one(mz::select(counters)).count, 1);
    EXPECT_FALSE(mz::run_atomic(h, mz::once("other", mz::atomic(increment(1)))).repeated());
    EXPECT_EQ(reads.one(mz::select(counters)).count, 2);
  });
}
TEST_F(once, results_are_kept_if_asked_for) {
  const auto list = [] {
    return mz::once("k",
                    mz::atomic(counter(1, "a"), mz::insert_into(counters).values({.label = "b"}).returning(counters.id, counters.label),
                               mz::when(false, increment(1)), mz::each(std::vector{1, 2}, [](const int& id) { return increment(id); }),
                               mz::select(counters).order_by(counters.id)))
        .keep_results();
  };
  const auto check = [&](auto& h, auto& reads) {
    for (const bool repeated : {false, true, true}) {
      const auto r = mz::run_atomic(h, list());
      EXPECT_EQ(r.repeated(), repeated);
      EXPECT_EQ(r[0_c].last_insert_rowid, 1);
      EXPECT_EQ(r[1_c].one()[counters.label], "b");
      EXPECT_EQ(r[1_c].one()[counters.id], 2);
      EXPECT_FALSE(r[2_c].has_value());
      EXPECT_EQ(r[3_c].size(), 2u);
      EXPECT_EQ(r[4_c][1].count, 1);
      reads.run(increment(1));  // later changes are none of the kept results' business
    }
  };
  check(db, db);
  check(client, client);
  EXPECT_THROW((void)mz::run_atomic(batch, list()), error::invalid_request);
  EXPECT_EQ(size(), 2);
}
TEST_F(once, a_run_time_list) {
  each_atomic_handle([&](auto& h, auto& reads) {
    const std::vector<mz::any_write> list{counter(1, "a"), {"update counters set count = ? where id = 1", {std::int64_t{5}}, {1}}};
    EXPECT_EQ(mz::run_atomic(h, mz::once("k", list))[1].changes, 1);
    EXPECT_TRUE(mz::run_atomic(h, mz::once("k", list)).repeated());
    EXPECT_EQ(rows_of(reads), 1);
  });
}
TEST_F(once, a_list_that_fails_has_not_happened) {
  each_atomic_handle([&](auto& h, auto& reads) {
    const auto list = mz::once("k", mz::atomic(counter(1, "a"), increment(99).require_changes(1)));
    for (int i = 0; i != 2; ++i) {
      const auto o = mz::try_atomic(h, list);
      const auto* const e = o.template error<error::guard_failed>();
      ASSERT_NE(e, nullptr) << (o.error() ? o.error()->what() : "ok");
      EXPECT_EQ(e->step(), 1u);
      EXPECT_EQ(e->actual(), 0);
    }
    const auto broken = mz::try_atomic(h, mz::once("k", mz::atomic(counter(1, "a"), counter(2, "b"), counter(1, "c"))));
    ASSERT_TRUE(broken.template error<error::sql_error>());
    EXPECT_EQ(broken.error()->step(), 2u);
    EXPECT_EQ(rows_of(reads), 0);
    EXPECT_FALSE(mz::run_atomic(h, mz::once("k", pay(1))).repeated());
  });
}
TEST_F(once, a_key_stands_for_one_list) {
  each_atomic_handle([&](auto& h, auto& reads) {
    (void)mz::run_atomic(h, mz::once("k", pay(1)));
    const auto expect_refused = [&](const auto& list) {
      const auto o = mz::try_atomic(h, mz::once("k", list));
      ASSERT_TRUE(o.template error<error::invalid_request>());
      EXPECT_STREQ(o.error()->what(), R"(once(): the key "k" was used for another list)");
    };
    expect_refused(pay(2));
    expect_refused(mz::atomic(counter(1, "a"), increment(1)));  // without its guard
    expect_refused(mz::atomic(counter(1, "a")));
    expect_refused(mz::atomic());
    EXPECT_THROW((void)mz::run_atomic(h, mz::once("", pay(1))), error::invalid_request);
    EXPECT_EQ(rows_of(reads), 1);
  });
}
// The same list is the same on whatever road it comes.
TEST_F(once, handles_on_one_database_agree) {
  const auto list = mz::once("k", pay(1)).keep_results();
  (void)mz::run_atomic(db, list);
  EXPECT_TRUE(mz::run_atomic(batch, mz::once("k", pay(1))).repeated());
  auto& served = owner.stop();
  (void)mz::run_atomic(served, mz::once("k", pay(7)));
  mz::proxy::server again{served, owner.path(), {.stop_signals = {}}};
  std::thread thread{[&] { again.run(); }};
  EXPECT_TRUE(mz::run_atomic(client, mz::once("k", pay(7))).repeated());
  again.stop();
  thread.join();
}
TEST_F(once, a_commit_that_fails_keeps_no_key) {
  (void)mz::run_atomic(db, mz::once("first", mz::atomic()));
  {
    const support::failing_commit failing{db};
    EXPECT_FALSE(mz::try_atomic(db, mz::once("k", pay(1))).ok());
  }
  EXPECT_EQ(size(), 0);
  EXPECT_FALSE(mz::run_atomic(db, mz::once("k", pay(1))).repeated());
}
TEST_F(once, it_joins_a_transaction) {
  db.run(counter(9, "z"));
  EXPECT_THROW(db.transaction([&](auto& tx) {
    (void)mz::run_atomic(tx, mz::once("k", pay(1)));
    EXPECT_TRUE(mz::run_atomic(tx, mz::once("k", pay(1))).repeated());
    throw std::runtime_error{"no"};
  }),
               std::runtime_error);
  EXPECT_FALSE(mz::run_atomic(db, mz::once("k", pay(1))).repeated());
}
TEST_F(once, a_forgotten_key_can_happen_again) {
  (void)mz::run_atomic(db, mz::once("k", mz::atomic(counter(1, "a"))));
  EXPECT_EQ(db.run(mz::delete_from(mz::once_rows).where(mz::once_rows.done_at < 1)).changes, 0);
  EXPECT_EQ(db.run(mz::delete_from(mz::once_rows).where(mz::once_rows.done_at > 1'700'000'000)).changes, 1);
  clear();
  EXPECT_FALSE(mz::run_atomic(db, mz::once("k", mz::atomic(counter(1, "a")))).repeated());
}
TEST_F(once, kept_results_that_cannot_be_read_are_an_error) {
  const auto list = mz::once("k", pay(1)).keep_results();
  const auto check = [&](auto& h) {
    (void)mz::run_atomic(h, list);
    for (const auto& broken : {mz::blob(3, std::byte{0xc1}), mz::blob(1, std::byte{0x90})}) {  // no message, and one of no statement
      h.run(mz::update(mz::once_rows).set(mz::once_rows.results = broken).where(mz::once_rows.key == "k"));
      const auto o = mz::try_atomic(h, list);
      const auto* const e = o.template error<error::decode_error>();
      ASSERT_NE(e, nullptr) << (o.error() ? o.error()->what() : "ok");
      EXPECT_EQ(e->table(), "mizzle_once");
      EXPECT_EQ(e->column(), "results");
      EXPECT_EQ(e->what(), "column \"mizzle_once\".\"results\": " + std::string{e->why()});
    }
  };
  check(db);
  check(client);
}
}  // namespace
