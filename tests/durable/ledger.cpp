// SPDX-License-Identifier: MIT
#include <mizzle/durable/ledger.hpp>

#include <csignal>
#include <limits>

#include <mizzle/durable/idempotency/store.hpp>

#include "support/every_handle.hpp"
#include "support/failing.hpp"
#include "support/processes.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
namespace ledger = mz::ledger;
using ledger::credit;
using ledger::deduct;
using ledger::refund;

constexpr ledger::time_point at(std::int64_t ms) { return ledger::time_point{std::chrono::milliseconds{ms}}; }
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

std::int64_t balance_of(mz::sqlite::connection& db, const std::string& caller) {
  std::int64_t result = -1;
  // In plain SQL, so that what these tests say of the tables is so for whoever reads them.
  for (const auto& [balance] : db.raw<std::int64_t>("select balance from mizzle_ledger_balances where caller_id = ?", caller))
    result = balance;
  return result;
}
std::int64_t movements(mz::sqlite::connection& db) { return mz::get<0>(db.one(mz::select(mz::count()).from(ledger::transactions))); }
/// That balances agree with what was moved: the sum of the movements, and the balance behind the last of them.
void expect_sound(mz::sqlite::connection& db) {
  const auto wrong = db.raw<std::string>(
      "select caller_id from mizzle_ledger_balances as b where balance <> (select coalesce(sum(case type when 'credit' then amount else -amount "
      "end), 0) from mizzle_ledger_transactions as t where t.caller_id = b.caller_id) or typeof(balance) <> 'integer' union all "
      "select caller_id from mizzle_ledger_transactions where balance_after is null");
  for (const auto& [caller] : wrong) ADD_FAILURE() << "the account of " << caller << " is not sound";
}

void populate(mz::sqlite::connection& db) {
  (void)mz::run_atomic(mz::require_atomic, db, ledger::create_tables());
  db.run(ledger::open_account("ann", "EUR", 2, at(1)));
  db.run(ledger::open_account("bob", "USD", 2, at(1)));
  (void)mz::run_atomic(mz::require_atomic, db, credit({.id = "first", .caller = "ann", .amount = 500, .at = at(2)}));
}

void populate(const support::temporary_file& file) {
  mz::sqlite::connection db{file.path()};
  populate(db);
}

struct accounts : testing::Test {
  mz::sqlite::connection db{":memory:"};
  fake_batch batch{db};
  accounts() { populate(db); }
  ~accounts() override { expect_sound(db); }

  void expect_untouched() {
    EXPECT_EQ(balance_of(db, "ann"), 500);
    EXPECT_EQ(balance_of(db, "bob"), 0);
    EXPECT_EQ(movements(db), 1);
  }
  /// f on a handle with transactions and on one with batches, each from the same start.
  template <class F>
  void on_each(F&& f) {
    for (const bool as_batch : {false, true}) {
      SCOPED_TRACE(as_batch ? "batch" : "transaction");
      db = mz::sqlite::connection{":memory:"};
      populate(db);
      if (as_batch) f(batch);
      else f(db);
    }
  }
};

TEST_F(accounts, are_opened_once) {
  db.run(ledger::open_account("ann", "JPY", 0, at(9)));
  (void)mz::run_atomic(db, ledger::create_tables());
  const auto ann = db.one(mz::select(ledger::balances).where(ledger::balances.caller_id == "ann"));
  EXPECT_EQ(ann.currency, "EUR");
  EXPECT_EQ(ann.decimals, 2);
  EXPECT_EQ(ann.balance, 500);
  EXPECT_EQ(ann.updated_at, at(2));
}

TEST_F(accounts, d_19_a_deduction_takes_an_amount_and_records_the_balance_behind_it) {
  on_each([&](auto& h) {
    const auto results = mz::run_atomic(
        mz::require_atomic, h,
        deduct({.id = "t", .caller = "ann", .amount = 120, .tool = "search", .source = "api", .reference = "call 1", .at = at(7)}));
    EXPECT_EQ(results[0_c].changes, 1);
    EXPECT_EQ(results[1_c].one()[ledger::transactions.balance_after], 380);
    EXPECT_EQ(balance_of(db, "ann"), 380);
    EXPECT_EQ(balance_of(db, "bob"), 0);
    const auto t = db.one(mz::select(ledger::transactions).where(ledger::transactions.id == "t"));
    EXPECT_EQ(t.type, ledger::movement::deduct);
    EXPECT_EQ(t.caller_id, "ann");
    EXPECT_EQ(t.amount, 120);
    EXPECT_EQ(t.balance_after, 380);
    EXPECT_EQ(t.tool, "search");
    EXPECT_EQ(t.source, "api");
    EXPECT_EQ(t.reference, "call 1");
    EXPECT_EQ(t.created_at, at(7));
    EXPECT_EQ(db.one(mz::select(ledger::balances).where(ledger::balances.caller_id == "ann")).updated_at, at(7));
  });
}

TEST_F(accounts, d_19_not_enough_is_refused_without_effect) {
  on_each([&](auto& h) {
    for (const char* const who : {"ann", "bob", "nobody"}) {
      const auto o = mz::try_atomic(mz::require_atomic, h, deduct({.id = "t", .caller = who, .amount = 501, .at = at(7)}));
      const auto* const e = o.template error<mz::error::guard_failed>();
      ASSERT_NE(e, nullptr);
      EXPECT_EQ(e->step(), 0u);
      EXPECT_EQ(e->actual(), 0);
      expect_untouched();
    }
  });
}

TEST_F(accounts, d_19_all_that_is_there_can_be_taken) {
  (void)mz::run_atomic(db, deduct({.id = "t", .caller = "ann", .amount = 500, .at = at(7)}));
  EXPECT_EQ(balance_of(db, "ann"), 0);
  EXPECT_THROW((void)mz::run_atomic(db, deduct({.id = "u", .caller = "ann", .amount = 1, .at = at(7)})), mz::error::guard_failed);
}

TEST_F(accounts, d_19_a_reference_is_deducted_once) {
  on_each([&](auto& h) {
    const auto charge = [](const char* id) { return deduct({.id = id, .caller = "ann", .amount = 100, .reference = "call", .at = at(7)}); };
    (void)mz::run_atomic(mz::require_atomic, h, charge("t"));
    for (const char* const id : {"t", "u"}) EXPECT_THROW((void)mz::run_atomic(mz::require_atomic, h, charge(id)), mz::error::sql_error);
    EXPECT_EQ(balance_of(db, "ann"), 400);
    EXPECT_EQ(movements(db), 2);
  });
}

TEST_F(accounts, d_19_a_credit_moves_the_balance_once_for_its_reference) {
  on_each([&](auto& h) {
    const auto pay = [&](const char* id, const char* reference) {
      return mz::run_atomic(mz::require_atomic, h, credit({.id = id, .caller = "ann", .amount = 70, .reference = reference, .at = at(7)}));
    };
    const auto first = pay("t", "invoice 1");
    EXPECT_EQ(first[0_c].changes, 1);
    EXPECT_EQ(first[1_c].changes, 1);
    EXPECT_EQ(first[2_c].one()[ledger::transactions.balance_after], 570);
    for (const char* const id : {"u", "t"}) {
      SCOPED_TRACE(id);
      const auto again = pay(id, "invoice 1");
      EXPECT_EQ(again[0_c].changes, 0);
      EXPECT_EQ(again[1_c].changes, 0);
      EXPECT_EQ(again[2_c].size(), 0u);
      EXPECT_EQ(balance_of(db, "ann"), 570);
    }
    EXPECT_EQ(pay("u", "invoice 2")[2_c].one()[ledger::transactions.balance_after], 640);
  });
}

TEST_F(accounts, d_19_a_credit_without_a_reference_is_one_of_its_own) {
  on_each([&](auto& h) {
    const auto pay = [&](const char* id) {
      (void)mz::run_atomic(mz::require_atomic, h, credit({.id = id, .caller = "ann", .amount = 70, .at = at(7)}));
    };
    pay("t");
    pay("u");
    EXPECT_EQ(balance_of(db, "ann"), 640);
    EXPECT_THROW(pay("t"), mz::error::sql_error);
    EXPECT_EQ(balance_of(db, "ann"), 640);
  });
}

TEST_F(accounts, d_19_a_credit_whose_id_another_movement_has_changes_nothing) {
  (void)mz::run_atomic(db, deduct({.id = "t", .caller = "ann", .amount = 100, .reference = "call", .at = at(7)}));
  EXPECT_THROW((void)mz::run_atomic(db, credit({.id = "t", .caller = "ann", .amount = 100, .reference = "invoice", .at = at(7)})),
               mz::error::sql_error);
  EXPECT_EQ(balance_of(db, "ann"), 400);
  // The other's id, and a reference that was credited before: of the two, SQLite may look at either first.
  (void)mz::run_atomic(db, credit({.id = "u", .caller = "ann", .amount = 50, .reference = "invoice", .at = at(7)}));
  (void)mz::try_atomic(db, credit({.id = "t", .caller = "ann", .amount = 50, .reference = "invoice", .at = at(7)}));
  (void)mz::try_atomic(db, credit({.id = "u", .caller = "ann", .amount = 50, .reference = "invoice", .at = at(7)}));
  EXPECT_EQ(balance_of(db, "ann"), 450);
}

TEST_F(accounts, d_19_a_credit_to_nobody_is_refused_without_effect) {
  on_each([&](auto& h) {
    const auto o =
        mz::try_atomic(mz::require_atomic, h, credit({.id = "t", .caller = "nobody", .amount = 70, .reference = "r", .at = at(7)}));
    const auto* const e = o.template error<mz::error::sql_error>();
    ASSERT_NE(e, nullptr);
    EXPECT_EQ(e->extended_code(), SQLITE_CONSTRAINT_FOREIGNKEY);
    expect_untouched();
  });
}

TEST_F(accounts, amounts_are_above_nothing) {
  for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_THROW((void)deduct({.id = "t", .caller = "ann", .amount = amount}), mz::error::invalid_request);
    EXPECT_THROW((void)credit({.id = "t", .caller = "ann", .amount = amount}), mz::error::invalid_request);
    // The table refuses them too.
    EXPECT_THROW(
        db.run(mz::insert_into(ledger::transactions)
                   .values({.id = "t", .type = ledger::movement::credit, .caller_id = "ann", .amount = amount, .created_at = at(1)})),
        mz::error::sql_error);
  }
  expect_untouched();
}

// SQLite adds two integers whose sum 64 bits cannot hold as real numbers.
TEST_F(accounts, a_balance_that_64_bits_cannot_hold_is_refused_without_effect) {
  on_each([&](auto& h) {
    const auto pay = [&](std::int64_t amount) {
      (void)mz::run_atomic(mz::require_atomic, h, credit({.id = "t", .caller = "ann", .amount = amount, .reference = "r", .at = at(7)}));
    };
    for (const std::int64_t amount : {most - 499, most}) {
      EXPECT_THROW(pay(amount), mz::error::sql_error);
      expect_untouched();
    }
    pay(most - 500);
    EXPECT_EQ(balance_of(db, "ann"), most);
    (void)mz::run_atomic(mz::require_atomic, h, deduct({.id = "u", .caller = "ann", .amount = most, .at = at(7)}));
    EXPECT_EQ(balance_of(db, "ann"), 0);
  });
}

TEST_F(accounts, texts_are_kept_as_they_are) {
  const std::string odd("o'\0\"?\xc3\xa4", 7);
  db.run(ledger::open_account(odd, "", 0, at(1)));
  (void)mz::run_atomic(db, credit({.id = odd, .caller = odd, .amount = 7, .tool = odd, .reference = odd, .at = at(-5)}));
  (void)mz::run_atomic(db, deduct({.id = "", .caller = odd, .amount = 7, .tool = "", .reference = odd, .at = at(-4)}));
  const auto all = db.all(mz::select(ledger::transactions).where(ledger::transactions.caller_id == odd).order_by(ledger::transactions.id));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].tool, "");
  EXPECT_EQ(all[0].source, std::nullopt);
  EXPECT_EQ(all[1].tool, odd);
  EXPECT_EQ(all[1].created_at, at(-5));
}

TEST_F(accounts, d_20_what_was_deducted_is_paid_back_once) {
  on_each([&](auto& h) {
    const auto back = [&](const char* id, const char* call) {
      return mz::run_atomic(mz::require_atomic, h, refund({.id = id, .reference = call, .source = "no answer", .at = at(8)}));
    };
    (void)mz::run_atomic(mz::require_atomic, h,
                         deduct({.id = "t", .caller = "ann", .amount = 120, .tool = "search", .reference = "call 1", .at = at(7)}));
    const auto first = back("u", "call 1");
    EXPECT_EQ(first[0_c].changes, 1);
    EXPECT_EQ(first[1_c].changes, 1);
    EXPECT_EQ(first[2_c].one()[ledger::transactions.balance_after], 500);
    const auto t = db.one(mz::select(ledger::transactions).where(ledger::transactions.id == "u"));
    EXPECT_EQ(t.type, ledger::movement::credit);
    EXPECT_EQ(t.amount, 120);
    EXPECT_EQ(t.tool, "search");
    EXPECT_EQ(t.source, "no answer");
    EXPECT_EQ(t.reference, "call 1");
    for (const char* const id : {"u", "v"}) {
      const auto again = back(id, "call 1");
      EXPECT_EQ(again[0_c].changes, 0);
      EXPECT_EQ(again[1_c].changes, 0);
      EXPECT_EQ(again[2_c].size(), 0u);
    }
    EXPECT_EQ(balance_of(db, "ann"), 500);
    EXPECT_EQ(balance_of(db, "bob"), 0);
  });
}

TEST_F(accounts, d_20_what_was_not_deducted_is_not_paid_back) {
  (void)mz::run_atomic(db, credit({.id = "t", .caller = "ann", .amount = 70, .reference = "invoice", .at = at(7)}));
  for (const char* const reference : {"invoice", "never heard of", ""})
    EXPECT_EQ(mz::run_atomic(db, refund({.id = "u", .reference = reference, .at = at(8)}))[0_c].changes, 0);
  EXPECT_EQ(balance_of(db, "ann"), 570);
  EXPECT_EQ(movements(db), 2);
}

TEST_F(accounts, d_20_paying_back_and_failing_are_one_unit) {
  on_each([&](auto& h) {
    mz::idempotency::store store{h};
    const auto give_up = [&](const char* owner) {
      (void)mz::run_atomic(mz::require_atomic, h,
                           mz::atomic(refund({.id = "u", .reference = "call", .at = at(8)}),
                                      mz::idempotency::fail_write("call", owner, at(8), {"no answer"}).require_changes(1)));
    };
    ASSERT_TRUE(std::holds_alternative<mz::idempotency::claimed>(store.claim("call", "me")));
    (void)mz::run_atomic(mz::require_atomic, h, deduct({.id = "t", .caller = "ann", .amount = 120, .reference = "call", .at = at(7)}));

    // Who does not own the key any more pays nothing back either: the charge is the new owner's business.
    EXPECT_THROW(give_up("another"), mz::error::guard_failed);
    EXPECT_EQ(balance_of(db, "ann"), 380);
    EXPECT_EQ(store.peek("call")->status, mz::idempotency::status::in_progress);

    give_up("me");
    EXPECT_EQ(balance_of(db, "ann"), 500);
    EXPECT_EQ(store.peek("call")->status, mz::idempotency::status::failed);
    EXPECT_THROW(give_up("me"), mz::error::guard_failed);
    EXPECT_EQ(balance_of(db, "ann"), 500);
  });
}

TEST_F(accounts, d_20_a_charge_and_its_completion_are_one_unit) {
  on_each([&](auto& h) {
    mz::idempotency::store store{h};
    ASSERT_TRUE(std::holds_alternative<mz::idempotency::claimed>(store.claim("call", "me")));
    const auto charge = [&](std::int64_t amount, const char* owner) {
      return mz::try_atomic(mz::require_atomic, h,
                            mz::atomic(deduct({.id = "t", .caller = "ann", .amount = amount, .reference = "call", .at = at(7)}),
                                       mz::idempotency::complete_write("call", owner, at(7), "1").require_changes(1)));
    };
    EXPECT_FALSE(charge(501, "me").ok());
    EXPECT_FALSE(charge(120, "another").ok());
    EXPECT_EQ(balance_of(db, "ann"), 500);
    EXPECT_EQ(store.peek("call")->status, mz::idempotency::status::in_progress);
    EXPECT_TRUE(charge(120, "me").ok());
    EXPECT_EQ(balance_of(db, "ann"), 380);
    EXPECT_EQ(store.peek("call")->status, mz::idempotency::status::completed);
  });
}

TEST_F(accounts, uses_are_counted_for_each_caller_tool_and_period) {
  const auto use = [&](const char* caller, const char* tool, const char* period) { db.run(ledger::count_usage(caller, tool, period)); };
  for (int i = 0; i != 3; ++i) use("ann", "search", "2026-11");
  use("ann", "search", "2026-12");
  use("ann", "draw", "2026-11");
  use("bob", "search", "2026-11");
  std::vector<std::int64_t> counts;
  const auto& u = ledger::usage;
  for (const auto& row : db.all(mz::select(u).order_by(u.caller_id, u.tool, u.period))) counts.push_back(row.count);
  EXPECT_EQ(counts, (std::vector<std::int64_t>{1, 3, 1, 1}));
}

TEST_F(accounts, a_list_of_several_operations_is_one_unit) {
  const auto both = mz::atomic(deduct({.id = "t", .caller = "ann", .amount = 120, .at = at(7)}),
                               deduct({.id = "u", .caller = "bob", .amount = 1, .at = at(7)}), ledger::count_usage("ann", "x", "y"));
  const auto o = mz::try_atomic(db, both);
  ASSERT_NE(o.error<mz::error::guard_failed>(), nullptr);
  EXPECT_EQ(o.error<mz::error::guard_failed>()->step(), 2u);
  expect_untouched();
}

/// Lets each statement of a list fail once, and its commit, on a handle of type H; behind each failure nothing is left, and the list
/// sent once more is whole.
template <class H, class List>
void expect_whole_or_nothing(const List& list, std::int64_t balance_behind) {
  for (std::size_t at_step = 0; at_step != List::size; ++at_step) {
    SCOPED_TRACE(at_step);
    mz::sqlite::connection db{":memory:"};
    populate(db);
    H h{db};
    h.step.fail_at(at_step);
    EXPECT_THROW((void)mz::run_atomic(mz::require_atomic, h, list), mz::error::sql_error);
    EXPECT_EQ(balance_of(db, "ann"), 500);
    EXPECT_EQ(movements(db), 1);
    (void)mz::run_atomic(mz::require_atomic, h, list);
    EXPECT_EQ(balance_of(db, "ann"), balance_behind);
    EXPECT_EQ(movements(db), 2);
    expect_sound(db);
  }
}

TEST(accounts_that_break, d_30_a_movement_is_whole_or_nothing_wherever_it_fails) {
  const auto pay = credit({.id = "t", .caller = "ann", .amount = 70, .reference = "invoice", .at = at(7)});
  const auto charge = deduct({.id = "t", .caller = "ann", .amount = 70, .reference = "call", .at = at(7)});
  expect_whole_or_nothing<support::failing_transaction>(pay, 570);
  expect_whole_or_nothing<support::failing_batch>(pay, 570);
  expect_whole_or_nothing<support::failing_transaction>(charge, 430);
  expect_whole_or_nothing<support::failing_batch>(charge, 430);
}

TEST_F(accounts, d_30_a_credit_whose_commit_fails_is_not_booked) {
  const auto pay = credit({.id = "t", .caller = "ann", .amount = 70, .reference = "invoice", .at = at(7)});
  {
    const support::failing_commit broken{db};
    EXPECT_THROW((void)mz::run_atomic(db, pay), mz::error::sql_error);
    EXPECT_EQ(broken.failed(), 1);
  }
  expect_untouched();
  (void)mz::run_atomic(db, pay);
  EXPECT_EQ(balance_of(db, "ann"), 570);
}

TEST_F(accounts, d_30_a_credit_whose_answer_was_lost_is_booked_once_when_it_is_sent_again) {
  const auto pay = credit({.id = "t", .caller = "ann", .amount = 70, .reference = "invoice", .at = at(7)});
  batch.after = [] { throw mz::error::transport_error{"the answer was lost", true}; };
  EXPECT_THROW((void)mz::run_atomic(mz::require_atomic, batch, pay), mz::error::transport_error);
  (void)mz::run_atomic(mz::require_atomic, batch, pay);
  EXPECT_EQ(balance_of(db, "ann"), 570);
}

TEST(accounts_of_processes, d_30_a_credit_whose_process_is_killed_half_way_is_booked_by_the_next) {
  const support::temporary_file file;
  populate(file);
  const auto pay = [](const char* id) { return credit({.id = id, .caller = "ann", .amount = 70, .reference = "invoice", .at = at(7)}); };
  for (std::size_t step = 0; step != 3; ++step) {
    support::processes child{1, [&](int) {
      mz::sqlite::connection db{file.path()};
      support::failing_transaction h{db, {.at = step, .fail = [] { std::raise(SIGKILL); }}};
      (void)mz::run_atomic(mz::require_atomic, h, pay("t"));
    }};
    EXPECT_EQ(child.wait(0), -SIGKILL);
  }
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(balance_of(db, "ann"), 500);
  (void)mz::run_atomic(mz::require_atomic, db, pay("u"));
  EXPECT_EQ(balance_of(db, "ann"), 570);
  expect_sound(db);
}

TEST(accounts_of_processes, d_21_deductions_at_once_never_take_more_than_there_is) {
  const support::temporary_file file;
  populate(file);
  support::processes children{4, [&](int i) {
    mz::sqlite::connection db{file.path(), {.busy_timeout = 60s, .synchronous = mz::sqlite::synchronous::off}};
    int taken = 0;
    for (int n = 0; n != 50; ++n) {
      const std::string id = std::to_string(i) + "/" + std::to_string(n);
      const auto o = mz::try_atomic(mz::require_atomic, db, deduct({.id = id, .caller = "ann", .amount = 7, .at = at(n)}));
      if (o) ++taken;
      else EXPECT_NE(o.error<mz::error::guard_failed>(), nullptr) << o.error()->what();
    }
    return std::to_string(taken);
  }};
  EXPECT_TRUE(children.succeeded());
  int taken = 0;
  for (const std::string& n : children.results()) taken += std::stoi(n);
  EXPECT_EQ(taken, 71);
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(balance_of(db, "ann"), 500 - 71 * 7);
  EXPECT_EQ(movements(db), 1 + 71);
  expect_sound(db);
}

}  // namespace
