// SPDX-License-Identifier: MIT
#include "shop.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <mizzle/durable/write_behind.hpp>

namespace bank {
// [background]
template <class As>
struct Account {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
struct payment {
  std::string from, to;
  std::int64_t amount;
};

using store = mz::write_behind::store<mz::sqlite::connection, accounts>;
using runner = mz::write_behind::runner<store, mz::sqlite::connection>;

// The next block of input is worked off in memory: nothing here waits for the disk, unless an account is asked for the first time.
void work_off(runner& run, std::int64_t block, const std::vector<payment>& payments) {
  const bool ran = run.process([&](store& s) {
    const auto at = s.processed() + 1;  // each block has a checkpoint of its own
    const auto add = [&](const std::string& id, std::int64_t amount) {
      const auto before = s.get<accounts>(id, at);
      s.set<accounts>({.id = id, .balance = (before ? before->balance : 0) + amount}, at);
    };
    for (const payment& p : payments) {
      add(p.from, -p.amount);
      add(p.to, p.amount);
    }
    mz::write_behind::batch done;
    done.checkpoints.push_back(
        {.id = at, .chain_id = 1, .block_number = block, .block_hash = {}, .events_processed = std::ssize(payments)});
    return done;  // is queued, and written while the next one is worked off
  });
  expect(ran);
  run.await_capacity().get();  // waits only if memory is full, and throws if a write has failed
}
// [/background]

// [start]
void start(const std::string& path, const std::vector<std::vector<payment>>& blocks) {
  mz::sqlite::connection reader{path};
  mz::run_atomic(reader, store::create_tables());  // accounts, their history, and how far the chains are
  store accounts_in_memory{reader, {.target = 100'000}};
  runner run{accounts_in_memory, mz::sqlite::connection{path}};
  for (std::size_t block = 0; block != blocks.size(); ++block) work_off(run, static_cast<std::int64_t>(block), blocks[block]);
  run.close().get();  // everything is written, or this throws
}
// [/start]

// [reorganised]
// Blocks behind `last_valid` are others than were worked off. What they did is taken back, in memory and with the next batch in the database;
// the program goes on with the block that it gets back.
std::int64_t go_back(runner& run, std::int64_t last_valid) {
  const auto back = run.roll_back(1, last_valid).get();  // writes what is queued first, and throws if that fails
  return back.chains.at(1).progress_block + 1;
}
// [/reorganised]
}  // namespace bank

int main() {
  const std::string path = (std::filesystem::temp_directory_path() / "mizzle_cookbook_behind.db").string();
  const auto remove = [&] {
    for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  };
  remove();
  bank::start(path, {{{"ann", "bob", 5}}, {{"bob", "cid", 2}}});
  {
    mz::sqlite::connection reader{path};
    bank::store store{reader};
    bank::runner run{store, mz::sqlite::connection{path}};
    bank::work_off(run, 2, {{"cid", "ann", 100}});
    expect(bank::go_back(run, 1) == 2);
    bank::work_off(run, 2, {{"cid", "ann", 1}});
    run.close().get();
    const auto rows = reader.all(mz::select(bank::accounts).order_by(bank::accounts.id));
    expect(rows.size() == 3 && rows[0].balance == -4 && rows[1].balance == 3 && rows[2].balance == 1);
  }
  remove();
}
