// SPDX-License-Identifier: MIT
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

/// A chain whose blocks change balances, is reorganised at any moment, and is indexed with writes that begin and end at any other: what is
/// stored in the end is what the last version of the chain gives, worked off from its start.
namespace write_behind_model {
namespace mz = mizzle;
namespace wb = mz::write_behind;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner", std::string> owner{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
using account = mz::row_of<accounts>;
using store_type = wb::store<mz::sqlite::connection, accounts>;

/// What a block does to an account: adds to its balance, or removes it.
struct event {
  std::int64_t account = 0;
  std::int64_t amount = 0;
  bool remove = false;
};
using block = std::vector<event>;
using balances = std::map<std::int64_t, std::int64_t>;

balances worked_off(const std::vector<std::vector<block>>& chains) {
  balances all;
  for (const auto& chain : chains) {
    for (const auto& b : chain) {
      for (const event& e : b) {
        if (e.remove) all.erase(e.account);
        else all[e.account] += e.amount;
      }
    }
  }
  return all;
}

class run {
 public:
  explicit run(unsigned seed) : random_{seed} {
    (void)mz::run_atomic(mz::require_atomic, db_, store_type::create_tables());
    open();
    for (auto& chain : chains_) {
      for (int i = 0; i != 3; ++i) chain.push_back(make_block(chain));
    }
  }

  void go() {
    for (int step = 0; step != 60; ++step) {
      switch (pick(8)) {
        case 0:
        case 1:
        case 2:
          process(pick(2));
          break;
        case 3:
          grow();
          break;
        case 4:
          begin();
          break;
        case 5:
          end();
          break;
        case 6:
          reorganise();
          break;
        default:
          if (pick(4) == 0) restart();
      }
    }
    for (std::size_t chain : {0u, 1u}) {
      if (done_[chain] == chains_[chain].size()) chains_[chain].push_back({});
      while (done_[chain] != chains_[chain].size()) process(chain);
    }
    flush();
    compare();
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  void open() {
    store_ = std::make_unique<store_type>(db_, wb::store_options{.target = 6});
    next_ = store_->processed() + 1;
  }
  /// The chains have accounts of their own, so that their order does not matter.
  block make_block(const std::vector<block>& chain) {
    block b;
    const std::int64_t base = &chain == &chains_[0] ? 0 : 100;
    for (std::size_t i = pick(4); i != 0; --i)
      b.push_back({base + static_cast<std::int64_t>(pick(5)), static_cast<std::int64_t>(1 + pick(9)), pick(5) == 0});
    return b;
  }
  void grow() {
    auto& chain = chains_[pick(2)];
    chain.push_back(make_block(chain));
  }
  std::optional<account> get(std::int64_t id, wb::checkpoint at) {
    std::optional<account> result;
    store_->log<accounts>().get(id, at, [&](const auto& a) {
      if (a.value()) result = *a.value();
    });
    store_->log<accounts>().send_loads();
    return result;
  }
  /// Works off the next block of a chain.
  void process(std::size_t chain) {
    if (done_[chain] == chains_[chain].size()) return;
    const wb::checkpoint at = next_++;
    const block& b = chains_[chain][done_[chain]++];
    for (const event& e : b) {
      auto a = get(e.account, at);
      if (e.remove) {
        store_->log<accounts>().remove(e.account, at);
        continue;
      }
      if (!a) a = account{e.account, chain == 0 ? "ann" : "bob", 0};
      a->balance += e.amount;
      store_->log<accounts>().set(e.account, at, *a);
    }
    events_[chain] += static_cast<std::int64_t>(b.size());
    const auto number = static_cast<std::int64_t>(done_[chain]) - 1;
    const auto id = static_cast<std::int64_t>(chain);
    store_->enqueue({.checkpoints = {{.id = at,
                                      .chain_id = id,
                                      .block_number = number,
                                      .block_hash = std::nullopt,
                                      .events_processed = static_cast<std::int64_t>(b.size())}},
                     .progress = {{.chain = id, .progress_block = number, .source_block = 0, .events_processed = events_[chain]}}});
    store_->await_capacity([](const auto&) {});
  }
  void begin() {
    if (!job_) job_ = store_->begin_write();
  }
  void end() {
    if (!job_) return;
    (void)mz::run_atomic(mz::require_atomic, db_, job_->writes);
    store_->finish(*job_);
    job_.reset();
  }
  void flush() {
    end();
    while (store_->write_next(db_)) {}
    ASSERT_FALSE(store_->failure());
  }
  /// The last blocks of a chain are others.
  void reorganise() {
    const std::size_t chain = pick(2);
    if (done_[chain] == 0) return;
    const std::size_t valid = done_[chain] - 1 - pick(std::min<std::size_t>(done_[chain], 3));  // how many blocks stay
    flush();
    if (store_->processed() == store_->committed()) taken_.clear();  // no rollback is on its way
    const auto r = store_->roll_back(db_, static_cast<std::int64_t>(chain), static_cast<std::int64_t>(valid) - 1);
    next_ = r.diff + 1;
    for (auto& b : chains_[chain]) {
      if (&b >= &chains_[chain][valid]) b = make_block(chains_[chain]);
    }
    for (const auto& [id, c] : r.chains) {
      const auto i = static_cast<std::size_t>(id);
      done_[i] = std::min(done_[i], static_cast<std::size_t>(c.progress_block + 1));
      // What a rollback that is still on its way took is not taken once more.
      events_[i] -= c.events - taken_[id];
      taken_[id] = c.events;
      ASSERT_EQ(events_[i], events_until(i, done_[i]));
    }
    compare_memory();
  }
  std::int64_t events_until(std::size_t chain, std::size_t end) const {
    std::int64_t events = 0;
    for (std::size_t k = 0; k != end; ++k) events += static_cast<std::int64_t>(chains_[chain][k].size());
    return events;
  }
  void restart() {
    flush();
    if (store_->processed() != store_->committed()) return;  // a rollback is not written yet
    open();
  }
  void compare_memory() {
    auto chains = chains_;
    for (std::size_t i : {0u, 1u}) chains[i].resize(done_[i]);
    const balances expected = worked_off(chains);
    for (const std::int64_t base : {0, 100}) {
      for (std::int64_t id = base; id != base + 5; ++id) {
        const auto a = get(id, next_);
        const auto e = expected.find(id);
        ASSERT_EQ(a.has_value(), e != expected.end()) << id;
        if (a) {
          ASSERT_EQ(a->balance, e->second) << id;
        }
      }
    }
  }
  void compare() {
    balances stored;
    for (const auto& a : db_.all(mz::select(accounts))) stored[a.id] = a.balance;
    EXPECT_EQ(stored, worked_off(chains_));
    for (const auto& c : db_.all(mz::select(wb::chains))) {
      const auto i = static_cast<std::size_t>(c.id);
      EXPECT_EQ(c.events_processed, events_until(i, chains_[i].size()));
      EXPECT_EQ(c.progress_block, static_cast<std::int64_t>(chains_[i].size()) - 1);
    }
    EXPECT_EQ(mz::get<0>(db_.one(mz::select(mz::count()).from(wb::checkpoints))),
              static_cast<std::int64_t>(chains_[0].size() + chains_[1].size()));
  }

  std::mt19937 random_;
  mz::sqlite::connection db_{":memory:"};
  std::unique_ptr<store_type> store_;
  std::optional<wb::write_job> job_;
  std::vector<std::vector<block>> chains_{2};
  std::size_t done_[2] = {0, 0};
  std::int64_t events_[2] = {0, 0};
  std::map<std::int64_t, std::int64_t> taken_{};
  wb::checkpoint next_ = 1;
};

TEST(write_behind_model, whatever_stalls_and_is_reorganised_the_last_version_of_the_chains_is_stored) {
  for (unsigned seed = 1; seed != 500; ++seed) {
    run{seed}.go();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}
}  // namespace write_behind_model
