// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "chains.hpp"
#include "handlers.hpp"
#include "places.hpp"
#include "progress.hpp"
#include "schema.hpp"
#include "slow.hpp"
#include "symbols.hpp"

namespace indexer {

struct options {
  /// How many changes are held in memory, roughly.
  std::size_t target = 20'000;
  /// How much longer each write takes.
  std::chrono::milliseconds slow_writes{0};
  /// How often history that nothing can need any more is deleted, at most.
  std::chrono::milliseconds prune_interval{500};
  /// Whether each batch is written before the next begins, to see what that costs.
  bool one_by_one = false;
};

inline mz::sqlite::connection open(const std::string& file) {
  return mz::sqlite::connection{file, {.synchronous = mz::sqlite::synchronous::normal}};
}

/// Makes a file, and the world that it belongs to; of one that has been begun, gives the world that it was made for.
inline settings begin(const std::string& file, const settings& wanted) {
  auto db = open(file);
  (void)mz::run_atomic(mz::require_atomic, db, store::create_tables());
  db.create_tables(symbols, world);
  const auto row = mz::insert_into(world).values(
      {.id = 1, .seed = wanted.seed, .chains = wanted.chains, .blocks = wanted.blocks, .reorganisations = wanted.reorganisations});
  db.run(row.on_conflict(world.id).do_nothing());
  return settings_in(db);
}

// [turn]
/// Takes the file over: what another indexer has not written yet, it cannot write any more.
inline std::int64_t take_turn(mz::sqlite::connection& db) {
  return mz::get<0>(db.one(mz::update(world).set(world.turn = world.turn + 1).where(world.id == 1).returning(world.turn)));
}
/// Belongs to each write; an error::guard_failed behind the take_turn() of another indexer.
inline auto still_has(std::int64_t turn) {
  return mz::update(world).set(world.turn = turn).where(world.id == 1 && world.turn == turn).require_exactly(1);
}
// [/turn]

/// Works off chains block by block, and keeps in a file that was begun what they come to. It takes up where that was left.
class indexer {
 public:
  explicit indexer(const std::string& file, const options& o = {})
      : db_{open(file)}, turn_{take_turn(db_)}, chains_{make_chains(settings_in(db_))}, reader_{open(file)},
        entities_{reader_, {.target = o.target}}, known_{reader_},
        run_{entities_, slow_connection{open(file), o.slow_writes}, {.prune_interval = o.prune_interval}}, one_by_one_{o.one_by_one} {
    go_on_from_what_is_stored();
    entities_.attach<symbols>(known_.cache);
    with_history_ = mz::get<0>(db_.one(mz::select(mz::count()).from(wb::checkpoints))) != 0;
    for (const auto& row : db_.all(mz::select(wb::chains))) tick_ = std::max(tick_, chain_of(row.id).tick_of(row.source_block));
    // While nobody looked, the chains have gone on.
    if (tick_ != 0) tick_ += numbers{static_cast<std::uint64_t>(tick_)}.below(10);
  }

  // [loop]
  /// Works off all chains to their ends. Calls `watch` behind each round.
  template <class Watch>
  void run(Watch&& watch) {
    for (bool at_work = true; at_work || tick_ < chains_.front().last_tick(); ++tick_) {
      at_work = false;
      for (const chain& c : chains_) at_work = step(c) || at_work;
      watch();
    }
    close();
  }
  // [/loop]
  /// Writes what is worked off; nothing more can be.
  void close() { run_.close().get(); }

  [[nodiscard]] figures done() const {
    figures all = done_;
    all.behind = run_.metrics();
    return all;
  }
  /// How many blocks of all chains together are worked off.
  [[nodiscard]] std::int64_t blocks() const {
    std::int64_t all = 0;
    for (const auto& [id, p] : places_) all += p.block + 1;
    return all;
  }

 private:
  [[nodiscard]] const chain& chain_of(std::int64_t id) const { return chains_.at(static_cast<std::size_t>(id - 1)); }

  void go_on_from_what_is_stored(const wb::rollback_result& back = {}) {
    places_ = places_in(db_, back);
    for (const chain& c : chains_) places_.try_emplace(c.id());
  }

  // [step]
  /// Works off the next blocks of a chain, or goes back to where it was before it was reorganised. Whether there was anything to do.
  bool step(const chain& c) {
    const std::size_t version = c.version(tick_);
    const std::int64_t head = c.head(tick_);
    place& p = places_.at(c.id());
    std::vector<block> news;
    while (p.block + 1 + static_cast<std::int64_t>(news.size()) <= head && news.size() != 16)
      news.push_back(c.at(p.block + 1 + static_cast<std::int64_t>(news.size()), version));
    // The block before them is not the one that was worked off: the chain was reorganised.
    const std::string parent = news.empty() ? c.hash(head, version) : news.front().parent_hash;
    if (!p.hash.empty() && p.hash != parent) {
      roll_back(c, version);
      return true;
    }
    p.last_final = c.last_final(tick_);
    return !news.empty() && work_off(c, news);
  }

  void roll_back(const chain& c, std::size_t version) {
    auto written = run_.flush();  // what is to be taken back has to be stored
    if (!written.is_ready()) ++done_.found_during_writes;
    written.get();
    const std::int64_t before = blocks();
    const auto back = run_.roll_back(c.id(), last_valid_block(db_, c, version, places_.at(c.id()).block)).get();
    go_on_from_what_is_stored(back);
    ++done_.reorganisations;
    done_.blocks_taken_back += before - blocks();
  }

  bool work_off(const chain& c, const std::vector<block>& news) {
    // Final blocks need no history, as long as nothing else could be taken back either.
    with_history_ = with_history_ || news.back().number > c.last_final(tick_);
    const wb::checkpoint safe_before = std::exchange(safe_, with_history_ ? safe_checkpoint(db_, places_) : 0);
    place next = places_.at(c.id());
    const bool ran = run_.process([&](store& entities) {
      handlers work{entities, known_};
      wb::checkpoint at = entities.processed();
      wb::batch done{.with_history = with_history_, .safe = safe_};
      done.more.push_back(still_has(turn_));
      if (safe_ > safe_before) done.more.push_back(mz::delete_from(wb::checkpoints).where(wb::checkpoints.id < safe_));
      for (const block& b : news) work.expect(b, at + 1);
      work.load();
      for (const block& b : news) {
        ++at;
        for (const event& e : b.events) work.handle(e, at);
        const auto events = static_cast<std::int64_t>(b.events.size());
        done.checkpoints.push_back(
            {.id = at, .chain_id = c.id(), .block_number = b.number, .block_hash = b.hash, .events_processed = events});
        next = {b.number, b.hash, next.events + events, next.last_final};
      }
      done.progress.push_back(
          {.chain = c.id(), .progress_block = next.block, .source_block = c.head(tick_), .events_processed = next.events});
      return done;
    });
    if (!ran) return true;
    done_.events += next.events - places_.at(c.id()).events;
    places_.at(c.id()) = next;
    (one_by_one_ ? run_.flush() : run_.await_capacity()).get();
    return true;
  }
  // [/step]

  mz::sqlite::connection db_;
  std::int64_t turn_;
  std::vector<chain> chains_;
  mz::sqlite::connection reader_;
  store entities_;
  known_symbols known_;
  wb::runner<store, slow_connection> run_;
  std::map<std::int64_t, place> places_;
  std::int64_t tick_ = 0;
  wb::checkpoint safe_ = 0;
  bool with_history_ = false, one_by_one_;
  figures done_{};
};

}  // namespace indexer
