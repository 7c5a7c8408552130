// SPDX-License-Identifier: MIT
// A drawing that costs money: carried out and charged once for each key, however many processes ask for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>

#include <mizzle/durable/idempotency.hpp>
#include <mizzle/durable/ledger.hpp>
#include <mizzle/mizzle.hpp>
#include <nlohmann/json.hpp>

namespace paid_action {

namespace mz = mizzle;
namespace idempotency = mizzle::idempotency;
namespace ledger = mizzle::ledger;

/// What a caller asks for. The key is the caller's own name for this request, so that to ask again is no second order.
struct order {
  std::string key, caller, subject;
  std::int64_t price = 0;
};

/// What everybody is answered who asks with the same key.
struct receipt {
  std::string drawing;
  int drawn_by = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(receipt, drawing, drawn_by)

struct not_enough_money : std::runtime_error {
  not_enough_money() : std::runtime_error{"there is not enough money"} {}
};

/// The month that a use is counted in, such as 2026-11.
inline std::string month_of(ledger::time_point now) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(now)};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
  return text;
}

/// The price of an order, taken by the attempt with this version of its key.
inline auto charge(const order& o, std::int64_t version, ledger::time_point now) {
  return ledger::deduct(
      {.id = o.key + "/" + std::to_string(version), .caller = o.caller, .amount = o.price, .tool = "draw", .reference = o.key, .at = now});
}

/// Carries an order out and charges for it, or gives the receipt of whoever has done so before.
inline auto draw_once(mz::sqlite::connection& db, const order& o, std::chrono::milliseconds lease, const std::function<receipt()>& draw) {
  idempotency::store keys{db};
  // The same key for something else is a mistake of the caller, who would be given a drawing that was not asked for.
  const auto request = idempotency::request_digest(nlohmann::json{{"subject", o.subject}, {"price", o.price}});
  return idempotency::run_once(keys, o.key, {.lease = lease, .request = request}, [&](idempotency::execution& mine) {
    const receipt result = draw();
    const auto now = keys.settings().now();
    const std::string json = idempotency::result_codec<receipt>::encode(result);
    // One unit: whoever is killed before it has charged nothing, and whoever asks behind it is given the receipt. So a key is
    // charged once, also if another has to draw again because the first was killed.
    const auto writes = mz::atomic(charge(o, mine.version(), now), ledger::count_usage(o.caller, "draw", month_of(now)),
                                   idempotency::complete_write(mine.key(), mine.owner(), now, json).require_changes(1));
    try {
      (void)mz::run_atomic(mz::require_atomic, db, writes);
    } catch (const mz::error::guard_failed& e) {
      if (e.step() == 0) throw not_enough_money{};
      throw;  // of the last step: the key was taken over meanwhile
    }
    mine.release();  // it is completed already
    idempotency::announce(o.key);
    return result;
  });
}

/// The tables, and an account with 10.00 EUR on it; in a file that has them, nothing changes.
inline void open_account(mz::sqlite::connection& db, const std::string& caller) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  (void)mz::run_atomic(mz::require_atomic, db, ledger::create_tables());
  (void)mz::run_atomic(
      mz::require_atomic, db,
      mz::atomic(
          ledger::open_account(caller, "EUR", 2, now),
          ledger::credit({.id = "opening " + caller, .caller = caller, .amount = 1000, .reference = "opening " + caller, .at = now})));
}

}  // namespace paid_action
