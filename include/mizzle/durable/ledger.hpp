// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <mizzle/atomic/atomic_writes.hpp>
#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/update.hpp>
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>

/// Accounts that are charged once: balances in whole minor units (cents), a record of each movement, and counts of use. Each operation
/// is a list for run_atomic(), which holds no connection and can be joined with other writes in one mz::atomic():
///
///     mz::run_atomic(mz::require_atomic, db, mz::ledger::create_tables());
///     db.run(mz::ledger::open_account("ann", "EUR", 2, now));
///     mz::run_atomic(mz::require_atomic, db, mz::ledger::credit({.id = "t1", .caller = "ann", .amount = 500, .at = now}));
///     mz::run_atomic(mz::require_atomic, db, mz::ledger::deduct({.id = "t2", .caller = "ann", .amount = 120, .at = now}));
///
/// Clocks and ids are the program's: `at` is the time, `id` is new for each movement. A balance is never below nothing and never
/// above what 64 bits hold: what would lead there is an sql_error (a constraint), and nothing of its unit stays. The lists are written
/// for handles with transactions or batches; ask for require_atomic.
namespace mizzle::detail::ledger {

/// Milliseconds since 1970.
using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// What moved a balance.
enum class movement : unsigned char { deduct, credit };

}  // namespace mizzle::detail::ledger

template <>
struct mizzle::codec<mizzle::detail::ledger::movement>
    : mizzle::by_name<mizzle::detail::ledger::movement, mizzle::name<mizzle::detail::ledger::movement::deduct, "deduct">,
                      mizzle::name<mizzle::detail::ledger::movement::credit, "credit">> {};

namespace mizzle::detail::ledger {

/// An account. The tables are strict, because SQLite makes a sum that 64 bits cannot hold a real number, and a strict table refuses that.
template <class As>
struct Balance {
  column<As, "caller_id", std::string, primary_key> caller_id{};
  column<As, "balance", std::int64_t, default_value<0>, check_sql<"balance >= 0">> balance{};
  column<As, "currency", std::string> currency{};
  column<As, "decimals", std::int64_t> decimals{};
  column<As, "updated_at", time_point> updated_at{};
};
inline constexpr table<"mizzle_ledger_balances", Balance, strict, without_rowid> balances{};

/// A movement. A reference, such as the key of a paid call, stands in one deduction and one credit at most. `balance_after` is NULL only
/// inside the unit that books a credit.
template <class As>
struct Transaction {
  column<As, "id", std::string, primary_key> id{};
  column<As, "type", movement, check_sql<"type in ('deduct', 'credit')">> type{};
  column<As, "caller_id", std::string, references<balances.caller_id>> caller_id{};
  column<As, "amount", std::int64_t, check_sql<"amount > 0">> amount{};
  column<As, "balance_after", std::optional<std::int64_t>> balance_after{};
  column<As, "tool", std::optional<std::string>> tool{};
  column<As, "source", std::optional<std::string>> source{};
  column<As, "reference", std::optional<std::string>> reference{};
  column<As, "created_at", time_point> created_at{};
  static constexpr auto constraints(const auto& t) {
    return detail::constraints(
        unique_index<"mizzle_ledger_transactions_by_reference">(t.reference, t.type).where(t.reference.is_not_null()));
  }
};
inline constexpr table<"mizzle_ledger_transactions", Transaction, strict, without_rowid> transactions{};

/// How often a caller has used a tool within a period, such as "2026-11".
template <class As>
struct Usage {
  column<As, "caller_id", std::string, primary_key> caller_id{};
  column<As, "tool", std::string, primary_key> tool{};
  column<As, "period", std::string, primary_key> period{};
  column<As, "count", std::int64_t> count{};
};
inline constexpr table<"mizzle_ledger_usage", Usage, strict, without_rowid> usage{};

/// The tables and their index, as a list; what is there stays as it is.
inline auto create_tables() { return mizzle::create_tables(balances, transactions, usage); }

/// An account with nothing on it; one that is there stays as it is. `decimals` tells how many digits of an amount stand behind the point.
inline auto open_account(std::string caller, std::string currency, std::int64_t decimals, time_point at) {
  return insert_into(balances)
      .values({.caller_id = std::move(caller), .currency = std::move(currency), .decimals = decimals, .updated_at = at})
      .on_conflict(balances.caller_id)
      .do_nothing();
}

/// A deduction or a credit to be booked. The amount is in minor units and above 0.
struct entry {
  std::string id{};
  std::string caller{};
  std::int64_t amount = 0;
  std::optional<std::string> tool{};
  std::optional<std::string> source{};
  std::optional<std::string> reference{};
  time_point at{};
};

inline void require_amount(const entry& e) {
  if (e.amount <= 0) throw error::invalid_request{"ledger: an amount is " + std::to_string(e.amount) + "; it must be above 0"};
}

/// Takes an amount from an account if there is as much, and records it with the balance behind it: two steps, of which the second
/// returns `balance_after`. Too little, or no such account, is a guard_failed of the first; a reference that was deducted before is an
/// sql_error. An amount that is not above 0 is an invalid_request, at once.
inline auto deduct(const entry& e) {
  require_amount(e);
  return atomic(update(balances)
                    .set(balances.balance = balances.balance - e.amount, balances.updated_at = e.at)
                    .where(balances.caller_id == e.caller && balances.balance >= e.amount)
                    .require_changes(1),
                insert_into(transactions)
                    .columns(transactions.id, transactions.type, transactions.caller_id, transactions.amount, transactions.balance_after,
                             transactions.tool, transactions.source, transactions.reference, transactions.created_at)
                    .from(select(val(e.id), val(movement::deduct), balances.caller_id, val(e.amount), balances.balance, val(e.tool),
                                 val(e.source), val(e.reference), val(e.at))
                              .from(balances)
                              .where(balances.caller_id == e.caller))
                    .returning(transactions.balance_after));
}

/// Adds the amount of a credit to its account if it has just been inserted, and only then: one whose insert gave way to an earlier
/// one of the same reference has no row, and one that is booked already, by the same list sent again, has a balance_after.
inline auto settle(const std::string& id, time_point at) {
  const auto unsettled = transactions.id == id && transactions.balance_after.is_null() && balances.caller_id == transactions.caller_id;
  return atomic(update(balances)
                    .set(balances.balance = balances.balance + transactions.amount, balances.updated_at = at)
                    .from(transactions)
                    .where(unsettled),
                update(transactions)
                    .set(transactions.balance_after = balances.balance)
                    .from(balances)
                    .where(unsettled)
                    .returning(transactions.balance_after));
}

/// Adds an amount to an account, once for each reference: three steps, each of which changes one row, or none if the reference was
/// credited before; the third returns `balance_after`. An account that is not there is an sql_error (a foreign key), and so is an id that
/// is taken. An amount that is not above 0 is an invalid_request, at once.
inline auto credit(const entry& e) {
  require_amount(e);
  return atomic(insert_into(transactions)
                    .values({.id = e.id,
                             .type = movement::credit,
                             .caller_id = e.caller,
                             .amount = e.amount,
                             .tool = e.tool,
                             .source = e.source,
                             .reference = e.reference,
                             .created_at = e.at})
                    .on_conflict(transactions.reference, transactions.type)
                    .do_nothing(),
                settle(e.id, e.at));
}

/// A charge to be paid back.
struct repayment {
  std::string id{};
  /// The reference of the deduction.
  std::string reference{};
  std::optional<std::string> source{};
  time_point at{};
};

/// Pays back what was deducted under a reference, to whom it was deducted from: a credit of the same reference, and so at most once. The
/// same three steps as credit(); none changes anything if nothing was deducted or all of it was paid back. In one unit with what
/// records that the call failed, a caller is never left charged for nothing:
///
///     mz::run_atomic(mz::require_atomic, db, mz::atomic(mz::ledger::refund({.id = "t3", .reference = call, .at = now}),
///                                                       mz::idempotency::fail_write(key, owner, now, {"no answer"}).require_changes(1)));
inline auto refund(const repayment& r) {
  constexpr auto charge = alias<"charge">(transactions);
  return atomic(insert_into(transactions)
                    .columns(transactions.id, transactions.type, transactions.caller_id, transactions.amount, transactions.tool,
                             transactions.source, transactions.reference, transactions.created_at)
                    .from(select(val(r.id), val(movement::credit), charge.caller_id, charge.amount, charge.tool, val(r.source),
                                 charge.reference, val(r.at))
                              .from(charge)
                              .where(charge.reference == r.reference && charge.type == movement::deduct))
                    .on_conflict(transactions.reference, transactions.type)
                    .do_nothing(),
                settle(r.id, r.at));
}

/// Counts one more use of a tool by a caller within a period.
inline auto count_usage(std::string caller, std::string tool, std::string period) {
  return insert_into(usage)
      .values({.caller_id = std::move(caller), .tool = std::move(tool), .period = std::move(period), .count = 1})
      .on_conflict(usage.caller_id, usage.tool, usage.period)
      .do_update(usage.count = usage.count + 1);
}

}  // namespace mizzle::detail::ledger

namespace mizzle::ledger {
using detail::ledger::balances;
using detail::ledger::count_usage;
using detail::ledger::create_tables;
using detail::ledger::credit;
using detail::ledger::deduct;
using detail::ledger::entry;
using detail::ledger::movement;
using detail::ledger::open_account;
using detail::ledger::refund;
using detail::ledger::repayment;
using detail::ledger::time_point;
using detail::ledger::transactions;
using detail::ledger::usage;
}  // namespace mizzle::ledger
