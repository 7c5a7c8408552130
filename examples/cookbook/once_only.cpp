// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

#include <unistd.h>

#include <mizzle/durable/idempotency.hpp>
#include <mizzle/durable/ledger.hpp>

using namespace std::chrono_literals;
namespace idempotency = mizzle::idempotency;
namespace ledger = mizzle::ledger;

/// The outside world: what must not be asked twice.
struct printer {
  int printed = 0;
  std::string print(const std::string& title) { return title + ", copy " + std::to_string(++printed); }
};

// [run_once]
// Printed once for each key, however many processes ask, and however often: all of them are given the same answer. If the process that
// prints is killed, the next one prints when its lease is over. A key that is used for another title is refused.
std::string print_once(idempotency::Store auto& keys, const std::string& key, const std::string& title, printer& p) {
  const auto done = idempotency::run_once(keys, key, {.lease = 10s, .lifetime = 24h, .request = idempotency::request_digest(title)},
                                          [&] { return p.print(title); });
  if (const auto* no = done.refusal()) throw std::runtime_error{no->message};
  return done.value();
}
// [/run_once]

// [charge]
// The price is taken, the use is counted and the key is completed in one unit: who is killed before it has charged nothing, and who asks
// behind it is given the answer.
std::string print_and_charge(mz::sqlite::connection& db, const std::string& key, const std::string& caller, std::int64_t price,
                             printer& p) {
  idempotency::store keys{db};
  const auto done = idempotency::run_once(keys, key, {.lease = 10s}, [&](idempotency::execution& mine) {
    const std::string answer = p.print(key);
    const auto now = keys.settings().now();
    const std::string attempt = key + "/" + std::to_string(mine.version());
    mz::run_atomic(
        mz::require_atomic, db,
        mz::atomic(ledger::deduct({.id = attempt, .caller = caller, .amount = price, .reference = key, .at = now}),
                   ledger::count_usage(caller, "print", "2026-03"),
                   idempotency::complete_write(mine.key(), mine.owner(), now, idempotency::result_codec<std::string>::encode(answer))
                       .require_changes(1)));
    mine.release();  // it is completed already
    return answer;
  });
  return done.value();
}
// [/charge]

// [begin]
// Claim now, complete later, when the answer of somebody else comes in.
class job {
 public:
  job(idempotency::Store auto& keys, const std::string& key) : begun_{idempotency::begin<std::string>(keys, key, {.lease = 10s})} {}

  [[nodiscard]] bool is_mine() { return begun_.execution() != nullptr; }
  void answered(const std::string& text) {
    if (!begun_.execution()->complete(text)) throw std::runtime_error{"somebody else has taken the key over"};
  }

 private:
  idempotency::begun<std::string> begun_;  // if it goes away without complete(), the next claim gets the key
};
// [/begin]

void on_a_database(mz::sqlite::connection& db) {
  printer p;
  idempotency::store keys{db};
  expect(print_once(keys, "a", "Kindred", p) == "Kindred, copy 1");
  expect(print_once(keys, "a", "Kindred", p) == "Kindred, copy 1");
  bool refused = false;
  try {
    (void)print_once(keys, "a", "Solaris", p);
  } catch (const std::runtime_error&) {
    refused = true;
  }
  expect(refused && p.printed == 1);

  const auto now = keys.settings().now();
  mz::run_atomic(mz::require_atomic, db, ledger::create_tables());
  mz::run_atomic(
      mz::require_atomic, db,
      mz::atomic(ledger::open_account("ann", "EUR", 2, now), ledger::credit({.id = "1", .caller = "ann", .amount = 500, .at = now})));
  for (int i = 0; i != 3; ++i) expect(print_and_charge(db, "b", "ann", 120, p) == "b, copy 2");
  expect(db.one(mz::select(ledger::balances)).balance == 380);

  job first{keys, "c"};
  expect(first.is_mine());
  first.answered("done");
  expect(!job{keys, "c"}.is_mine());
}

// [memory]
// A test needs no database, and no time passes that it does not let pass.
void a_lease_that_is_over_is_taken_over() {
  idempotency::time_point now{};
  idempotency::memory_store keys{{.now = [&] { return now; }}};
  (void)keys.claim("a", "somebody who is killed", {.lease = 10s});
  now += 11s;
  printer p;
  expect(print_once(keys, "a", "Kindred", p) == "Kindred, copy 1");
}
// [/memory]

int main() {
  const std::string path = (std::filesystem::temp_directory_path() / ("cookbook_once_" + std::to_string(::getpid()) + ".db")).string();
  {
    mz::sqlite::connection db{path};
    on_a_database(db);
  }
  for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  a_lease_that_is_over_is_taken_over();
}
