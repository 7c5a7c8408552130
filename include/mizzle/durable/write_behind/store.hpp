// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/effect_cache.hpp>
#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/memory.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>
#include <mizzle/durable/write_behind/options.hpp>
#include <mizzle/durable/write_behind/rollback.hpp>
#include <mizzle/durable/write_behind/staging.hpp>
#include <mizzle/durable/write_behind/waiting.hpp>
#include <mizzle/statement/update.hpp>

namespace mizzle::detail::write_behind {

/// Entities in memory that are written in the background, batch after batch. Tables are those of the entities, each with one primary key;
/// R is the handle that reads them.
///
///     mz::write_behind::store<mz::sqlite::connection, accounts, transfers> store{reader};
///     store.set<accounts>({.id = "ann", .balance = 100}, 7);
///     store.enqueue({.checkpoints = {{.id = 7, .chain_id = 1, .block_number = 12}}});
///     while (store.write_next(writer)) {}
///
/// It never blocks and has no thread: begin_write() gives the next write, which any thread may run, and finish() or fail() tells what
/// became of it; write_next() is all of these. All functions are called by one thread, or one at a time.
template <class R, auto... Tables>
class store : public memory<R, Tables...> {
  using base = memory<R, Tables...>;

 public:
  using base::held;
  static constexpr std::size_t tables = sizeof...(Tables);

  /// The tables of the entities, their histories, checkpoints and chains.
  static auto create_tables() { return mizzle::detail::create_tables(Tables..., history_of<Tables>..., checkpoints, chains); }

  /// Goes on behind the greatest checkpoint that is stored; the reader must outlive the store.
  explicit store(R& reader, store_options options = {}) : store{reader, std::move(options), last_checkpoint(reader)} {}

  /// Has the outputs of an effect written with the batches. Its table is made by create_tables(effect_table<...>).
  template <auto Table, class Output>
  void attach(effect_cache<std::string, Output>& cache) {
    companions_.push_back({[&cache](std::vector<any_write>& list) -> std::function<void(bool)> {
      auto taken = cache.take();
      std::vector<new_row<Table>> rows;
      for (const auto& [key, output] : taken.outputs) rows.push_back({.id = key, .output = *output});
      if (!rows.empty())
        list.push_back(insert_into(Table).values(std::move(rows)).on_conflict(Table.id).do_update(Table.output = excluded(Table.output)));
      return [&cache, taken = std::move(taken)](bool written) {
        if (written) cache.written(taken);
        else cache.put_back(taken);
      };
    }, [&cache](checkpoint committed) { cache.cleanup(committed); }, [&cache] { cache.reset(); }, [&cache] { return cache.held(); }});
  }

  /// Has a statement written with the next batch, or by a write of its own.
  void stage(any_write write) { staged_.add(std::move(write)); }
  /// The same, about something that has a name: it replaces what was staged under this name and is not written yet, and is nothing if it
  /// says the same as the last one.
  void stage(std::string name, any_write write) { staged_.add(std::move(name), std::move(write)); }

  /// From here on changes and what is staged belong to the next batch: enqueue() keeps them, take_back_batch() undoes them. Without
  /// this, changes cannot be undone.
  void begin_batch() {
    base::each([&](auto& log) { log.begin_batch(processed_); });
    staged_.begin_batch();
    in_batch_ = true;
  }
  /// What was loaded stays, and so do outputs of effects, which were called after all.
  void take_back_batch() {
    base::each([](auto& log) { log.take_back_batch(); });
    staged_.take_back_batch();
    in_batch_ = false;
  }

  /// Queues a batch that was processed. Throws the error of a write that failed before, and an invalid_request for a batch without
  /// checkpoints, with one that is not above all before it, or, behind begin_batch(), with changes above its last one.
  void enqueue(batch b) {
    if (failure_) std::rethrow_exception(failure_);
    if (b.checkpoints.empty()) throw error::invalid_request{"enqueue(): the batch has no checkpoint"};
    checkpoint last = processed_;
    for (const auto& c : b.checkpoints) {
      if (c.id <= last)
        throw error::invalid_request{"enqueue(): checkpoint " + std::to_string(c.id) + " is not above " + std::to_string(last)};
      last = c.id;
    }
    if (in_batch_ && base::newest() > last)
      throw error::invalid_request{"enqueue(): there is a change at checkpoint " + std::to_string(base::newest()) +
                                   ", and the batch ends at " + std::to_string(last)};
    const std::size_t items = items_of(b);
    queue_.push_back(std::move(b));
    items_ += items;
    processed_ = last;
    base::each([](auto& log) { log.keep_batch(); });
    staged_.keep_batch();
    in_batch_ = false;
  }

  /// The next write, if there is one and none is in flight and none has failed. Without batches it carries what is staged, if `staged_alone`
  /// or if somebody waits in flush().
  [[nodiscard]] std::optional<write_job> begin_write(bool staged_alone = true) {
    if (in_flight_ || failure_ || (queue_.empty() && (staged_.empty() || (!staged_alone && for_idle_.empty())))) return std::nullopt;
    write_job job{.up_to = committed_};
    batch_run run;
    while (!queue_.empty() && run.takes(queue_.front())) {
      items_ -= items_of(queue_.front());
      job.safe = std::max(job.safe, queue_.front().safe);
      run.add(std::move(queue_.front()));
      queue_.pop_front();
    }
    if (run.size() != 0) {
      job.batches = run.size();
      job.up_to = run.up_to();
      job.rollback = std::exchange(armed_, nullptr);
      if (job.rollback) {
        take_back(job.writes, job.rollback->what);
        base::forget_above(job.writes, job.rollback->what.target);
      }
      base::write(job, run.with_history());
      run.write(job.writes);
    }
    staged_.take(job.writes);
    for (const auto& c : companions_) job.companions.push_back(c.take(job.writes));
    in_flight_ = true;
    return job;
  }
  /// The write is committed: only now the frontier moves, and those who wait are told.
  void finish(const write_job& job) {
    in_flight_ = false;
    ++counts_.writes;
    counts_.seconds_writing += job.seconds;
    committed_ = job.up_to;
    safe_ = std::max(safe_, job.safe);
    if (job.rollback) diff_changes_ = 0;
    base::each([&](auto& log) { log.commit(job.up_to); });
    for (const auto& c : job.companions) c(true);
    clean_up_above_half();
    call_all call;
    if (job.rollback && options_.on_rolled_back) {
      for (const auto& [chain, block] : job.rollback->last_valid_blocks) call([&, c = chain, b = block] { options_.on_rolled_back(c, b); });
    }
    call([&] { wake(); });
    call.rethrow();
  }
  /// It has failed, and nothing is written any more.
  void fail(const write_job& job, std::exception_ptr why) {
    for (const auto& c : job.companions) c(false);
    halt(std::move(why));
  }
  /// Nothing is written any more, for a reason that is no write's: as if one had failed.
  void halt(std::exception_ptr why) {
    in_flight_ = false;
    if (!failure_) {
      failure_ = std::move(why);
      call_all call;
      if (options_.on_error) call([&] { options_.on_error(failure_); });
      call([&] { wake(); });
      call.rethrow();
    }
  }
  /// Runs the next write, if there is one, as one unit. Whether it did, and it is committed.
  template <class H>
  bool write_next(H& handle) {
    auto job = begin_write();
    if (!job) return false;
    try {
      const auto began = now();
      (void)run_atomic(require_atomic, handle, job->writes);
      job->seconds = seconds(now() - began);
    } catch (...) {
      fail(*job, std::current_exception());
      return false;
    }
    finish(*job);
    return true;
  }

  /// Calls `done` when nothing is queued or in flight any more, or when a write has failed: at once if that is so already.
  void flush(done_type done) {
    for_idle_.add(std::move(done), now());
    wake();
  }
  /// Calls `done` when there is room for the next batch: not while more than half of the target is held and a write that is queued or in
  /// flight can free some of it.
  void await_capacity(done_type done) {
    clean_up_above_half();
    if (!must_wait()) return done(failure_);
    ++counts_.stalls;
    for_room_.add(std::move(done), now());
  }

  /// Sets everything back to where a chain was at its last valid block: reads what has to be restored, and sets it in memory as changes at a
  /// checkpoint of its own. The next write carries it. Everything must have been flushed, and no batch may be half processed; otherwise
  /// an invalid_request, and if a write has failed, its error: no query runs then.
  template <class H>
  rollback_result roll_back(H& handle, std::int64_t chain, std::int64_t last_valid_block) {
    if (failure_) std::rethrow_exception(failure_);
    if (in_flight_ || !queue_.empty()) throw error::invalid_request{"roll_back(): a batch is not written yet; flush first"};
    if (in_batch_ || held().unwritten != diff_changes_)
      throw error::invalid_request{"roll_back(): a batch is being processed; let it end first"};
    auto next = std::make_shared<armed_rollback>();
    if (armed_) *next = *armed_;
    find_rollback(handle, *next, armed_ != nullptr, chain, last_valid_block);
    demand_history(next->what.target, safe_, chain);
    next->what.diff = committed_ + 1;
    base::set_back(handle, next->what.target, next->what.diff);
    for (const auto& c : companions_) c.reset();
    processed_ = next->what.diff;
    diff_changes_ = held().unwritten;
    armed_ = next;
    return next->what;
  }

  [[nodiscard]] checkpoint committed() const noexcept { return committed_; }
  [[nodiscard]] checkpoint processed() const noexcept { return processed_; }
  /// No chain is set back to before it (batch::safe).
  [[nodiscard]] checkpoint safe() const noexcept { return safe_; }
  /// Why nothing is written any more.
  [[nodiscard]] std::exception_ptr failure() const noexcept { return failure_; }
  [[nodiscard]] bool is_writing() const noexcept { return in_flight_; }
  [[nodiscard]] std::size_t queued() const noexcept { return queue_.size(); }
  [[nodiscard]] bool has_staged() const noexcept { return !staged_.empty(); }
  /// Without what a runner measures.
  [[nodiscard]] write_behind::metrics metrics() const {
    write_behind::metrics all = counts_;
    all.held = held();
    all.queued = queue_.size();
    all.seconds_stalled = for_room_.waited();
    all.loads = base::meter().count;
    all.seconds_loading = base::meter().seconds;
    return all;
  }
  [[nodiscard]] clock_time now() const { return options_.now(); }
  [[nodiscard]] const clock_type& clock() const noexcept { return options_.now; }
  /// Deletes history of the table at a position among the tables that no rollback to `safe` or a later checkpoint needs.
  [[nodiscard]] static any_write prune(std::size_t table, checkpoint safe) {
    static constexpr any_write (*all[])(checkpoint){[](checkpoint to) -> any_write { return entity<Tables>::prune(to); }...};
    return all[table](safe);
  }

 private:
  store(R& reader, store_options options, checkpoint last)
      : base{reader, last, options.now}, options_{std::move(options)}, committed_{last}, processed_{last} {}

  [[nodiscard]] bool is_above_half(bool with_loaded, std::size_t more = 0) const {
    const held_count h = held();
    return h.unwritten + items_ + more + (with_loaded ? h.loaded : 0) > options_.target / 2;
  }
  /// Gives up written rows, and outputs of effects and rows that were only loaded if that is not enough.
  void clean_up_above_half() {
    std::size_t outputs = 0;
    for (const auto& c : companions_) outputs += c.held();
    for (const bool spare_loaded : {true, false}) {
      if (!is_above_half(true, outputs)) return;
      base::each([&](auto& log) { log.cleanup(spare_loaded); });
    }
    for (const auto& c : companions_) c.cleanup(committed_);
  }
  [[nodiscard]] bool is_idle() const noexcept { return queue_.empty() && staged_.empty() && !in_flight_; }
  [[nodiscard]] bool must_wait() const { return !failure_ && (!queue_.empty() || in_flight_) && is_above_half(options_.count_loaded); }
  /// Tells those who wait and have no reason to any more.
  void wake() {
    call_all call;
    if (failure_ || is_idle()) call([&] { for_idle_.tell(failure_, now()); });
    if (!for_room_.empty() && !must_wait()) call([&] { for_room_.tell(failure_, now()); });
    call.rethrow();
  }

  store_options options_;
  std::vector<companion> companions_{};
  staging staged_{};
  std::deque<batch> queue_{};
  std::size_t items_ = 0, diff_changes_ = 0;
  write_behind::metrics counts_{};
  bool in_flight_ = false, in_batch_ = false;
  checkpoint committed_, processed_, safe_ = 0;
  std::exception_ptr failure_{};
  std::shared_ptr<const armed_rollback> armed_{};
  waiting_list for_idle_{}, for_room_{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::store;
}  // namespace mizzle::write_behind
