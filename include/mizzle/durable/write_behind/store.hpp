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
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/effect_cache.hpp>
#include <mizzle/durable/unique_function.hpp>
#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/entity.hpp>
#include <mizzle/durable/write_behind/rollback.hpp>
#include <mizzle/durable/write_behind/sql_source.hpp>
#include <mizzle/statement/update.hpp>

namespace mizzle::detail::write_behind {

struct store_options {
  /// How many changes are held in memory, roughly: above half of it the next batch waits for a write.
  std::size_t target = 100'000;
  /// Whether rows that are held, but need not be written, count too.
  bool count_loaded = false;
  /// Told once when a write fails.
  std::function<void(std::exception_ptr)> on_error{};
  /// Told behind the commit of a rollback, for each chain that was reorganised.
  std::function<void(std::int64_t chain, std::int64_t last_valid_block)> on_rolled_back{};
};

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
class store {
 public:
  template <auto Table>
  using log_type = change_log<typename entity<Table>::id_type, row_of<Table>, sql_source<R, Table>>;
  using done_type = durable::unique_function<void(std::exception_ptr failure)>;
  using reader_type = R;

  /// The tables of the entities, their histories, checkpoints and chains.
  static auto create_tables() { return mizzle::detail::create_tables(Tables..., history_of<Tables>..., checkpoints, chains); }

  /// Goes on behind the greatest checkpoint that is stored; the reader must outlive the store.
  explicit store(R& reader, store_options options = {}) : store{reader, std::move(options), last_checkpoint(reader)} {}
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  [[nodiscard]] R& reader() noexcept { return *reader_; }
  template <auto Table>
  [[nodiscard]] auto& log() noexcept {
    return *std::get<std::unique_ptr<log_type<Table>>>(logs_);
  }
  /// The entity of an id, or null, from memory or else from the database. Ids that are all needed are better asked of log(), in one query.
  template <auto Table>
  [[nodiscard]] found<row_of<Table>> get(const typename entity<Table>::id_type& id, checkpoint at) {
    std::optional<answer<found<row_of<Table>>>> got;
    log<Table>().get(id, at, [&](const auto& a) { got = a; });
    if (!got) log<Table>().send_loads();
    return got->value();
  }
  template <auto Table>
  void set(row_of<Table> row, checkpoint at) {
    auto id = entity<Table>::id_of(row);
    log<Table>().set(id, at, std::move(row));
  }
  template <auto Table>
  void remove(const typename entity<Table>::id_type& id, checkpoint at) {
    log<Table>().remove(id, at);
  }
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
    }, [&cache](checkpoint committed) { cache.cleanup(committed); }, [&cache] { cache.reset(); }, [&cache] { return cache.unwritten(); }});
  }

  /// Has a statement written with the next batch, or by the next write of its own.
  void stage(any_write write) { staged_.push_back(std::move(write)); }

  /// Queues a batch that was processed. Throws the error of a write that failed before, and an invalid_request for a batch without
  /// checkpoints or with one that is not above all before it.
  void enqueue(batch b) {
    rethrow_failure();
    if (b.checkpoints.empty()) throw error::invalid_request{"enqueue(): the batch has no checkpoint"};
    checkpoint last = processed_;
    for (const auto& c : b.checkpoints) {
      if (c.id <= last)
        throw error::invalid_request{"enqueue(): checkpoint " + std::to_string(c.id) + " is not above " + std::to_string(last)};
      last = c.id;
    }
    processed_ = last;
    items_ += items_of(b);
    queue_.push_back(std::move(b));
  }

  /// The next write, if there is one and none is in flight and none has failed.
  [[nodiscard]] std::optional<write_job> begin_write() {
    if (in_flight_ || failure_ || (queue_.empty() && staged_.empty())) return std::nullopt;
    write_job job;
    std::vector<any_write> tail;
    bool with_history = false;
    job.up_to = committed_;
    std::map<std::int64_t, chain_progress> progress;
    std::vector<new_row<checkpoints>> rows;
    while (!queue_.empty() && (job.batches == 0 || queue_.front().with_history == with_history)) {
      batch b = std::move(queue_.front());
      queue_.pop_front();
      items_ -= items_of(b);
      with_history = b.with_history;
      job.up_to = b.checkpoints.back().id;
      for (const auto& c : b.checkpoints) {
        rows.push_back({.id = c.id,
                        .chain_id = c.chain_id,
                        .block_number = c.block_number,
                        .block_hash = c.block_hash,
                        .events_processed = c.events_processed});
      }
      for (const auto& p : b.progress) progress[p.chain] = p;
      std::move(b.more.begin(), b.more.end(), std::back_inserter(tail));
      ++job.batches;
    }
    checkpoint diff = 0;
    if (job.batches != 0 && armed_) {
      job.rollback = std::exchange(armed_, nullptr);
      diff = job.rollback->what.diff;
      take_back(job.writes, job.rollback->what);
      (job.writes.push_back(entity<Tables>::forget_above(job.rollback->what.target)), ...);
    }
    if (job.batches != 0) (entity<Tables>::write(job.writes, log<Tables>().window(job.up_to), with_history, diff), ...);
    if (!progress.empty()) job.writes.push_back(write_progress(progress));
    if (with_history && !rows.empty()) job.writes.push_back(insert_into(checkpoints).values(std::move(rows)));
    std::move(tail.begin(), tail.end(), std::back_inserter(job.writes));
    std::move(staged_.begin(), staged_.end(), std::back_inserter(job.writes));
    staged_.clear();
    for (const auto& c : companions_) job.companions.push_back(c.take(job.writes));
    in_flight_ = true;
    return job;
  }
  /// The write is committed: only now the frontier moves, and those who wait are told.
  void finish(const write_job& job) {
    in_flight_ = false;
    ++writes_;
    committed_ = job.up_to;
    if (job.rollback) diff_changes_ = 0;
    (log<Tables>().commit(job.up_to), ...);
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
      (void)run_atomic(require_atomic, handle, job->writes);
    } catch (...) {
      fail(*job, std::current_exception());
      return false;
    }
    finish(*job);
    return true;
  }

  /// Calls `done` when nothing is queued or in flight any more, or when a write has failed: at once if that is so already.
  void flush(done_type done) {
    waiting_.push_back({std::move(done), false});
    wake();
  }
  /// Calls `done` when there is room for the next batch: not while more than half of the target is held and a write that is queued or in
  /// flight can free some of it.
  void await_capacity(done_type done) {
    clean_up_above_half();
    waiting_.push_back({std::move(done), true});
    if (must_wait()) ++stalls_;
    wake();
  }

  /// Sets everything back to where a chain was at its last valid block: reads what has to be restored, and sets it in memory as changes at a
  /// checkpoint of its own. The next write carries it. Everything must have been flushed, and no batch may be half processed; otherwise
  /// an invalid_request, and if a write has failed, its error: no query runs then.
  template <class H>
  rollback_result roll_back(H& handle, std::int64_t chain, std::int64_t last_valid_block) {
    rethrow_failure();
    if (in_flight_ || !queue_.empty()) throw error::invalid_request{"roll_back(): a batch is not written yet; flush first"};
    if (held().unwritten != diff_changes_) throw error::invalid_request{"roll_back(): a batch is being processed; let it end first"};
    auto next = std::make_shared<armed_rollback>();
    if (armed_) *next = *armed_;
    find_rollback(handle, *next, armed_ != nullptr, chain, last_valid_block);
    next->what.diff = committed_ + 1;
    const auto diffs = std::tuple{find_diff<Tables>(handle, next->what.target)...};
    std::apply([&](const auto&... diff) { (apply_diff<Tables>(diff, next->what.diff), ...); }, diffs);
    for (const auto& c : companions_) c.reset();
    processed_ = next->what.diff;
    diff_changes_ = held().unwritten;
    armed_ = next;
    return next->what;
  }

  [[nodiscard]] checkpoint committed() const noexcept { return committed_; }
  [[nodiscard]] checkpoint processed() const noexcept { return processed_; }
  /// Why nothing is written any more.
  [[nodiscard]] std::exception_ptr failure() const noexcept { return failure_; }
  [[nodiscard]] bool is_writing() const noexcept { return in_flight_; }
  [[nodiscard]] std::size_t queued() const noexcept { return queue_.size(); }
  [[nodiscard]] held_count held() const {
    held_count all;
    ((all.unwritten += held_in<Tables>().unwritten, all.loaded += held_in<Tables>().loaded), ...);
    return all;
  }
  /// How many writes were committed, and how often somebody really had to wait for one.
  [[nodiscard]] std::size_t writes() const noexcept { return writes_; }
  [[nodiscard]] std::size_t stalls() const noexcept { return stalls_; }

 private:
  struct waiter {
    done_type done;
    bool for_capacity;
  };

  store(R& reader, store_options options, checkpoint last)
      : reader_{&reader}, options_{std::move(options)}, logs_{std::make_unique<log_type<Tables>>(sql_source<R, Tables>{&reader}, last)...},
        committed_{last}, processed_{last} {}

  template <auto Table, class H>
  static auto find_diff(H& handle, checkpoint target) {
    std::vector<std::pair<typename entity<Table>::id_type, std::optional<row_of<Table>>>> all;
    for (const auto& r : rows_on(handle, entity<Table>::changed_above(target)))
      all.emplace_back(mizzle::detail::get<0>(r), entity<Table>::restored(r));
    return all;
  }
  template <auto Table>
  void apply_diff(const auto& diff, checkpoint at) {
    for (const auto& [id, value] : diff) {
      if (value) log<Table>().set(id, at, *value);
      else log<Table>().remove(id, at);
    }
  }
  template <auto Table>
  [[nodiscard]] held_count held_in() const {
    return std::get<std::unique_ptr<log_type<Table>>>(logs_)->held();
  }
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }
  [[nodiscard]] bool is_above_half(bool with_loaded) const {
    const held_count h = held();
    return h.unwritten + items_ + (with_loaded ? h.loaded : 0) > options_.target / 2;
  }
  /// Gives up written rows, and those that were only loaded if that is not enough.
  void clean_up_above_half() {
    for (const bool spare_loaded : {true, false}) {
      if (is_above_half(true)) (log<Tables>().cleanup(spare_loaded), ...);
    }
    for (const auto& c : companions_) c.cleanup(committed_);
  }
  [[nodiscard]] bool is_idle() const noexcept { return queue_.empty() && staged_.empty() && !in_flight_; }
  [[nodiscard]] bool must_wait() const { return !failure_ && (!queue_.empty() || in_flight_) && is_above_half(options_.count_loaded); }
  /// Tells those who wait and have no reason to any more.
  void wake() {
    std::vector<waiter> ready, not_yet;
    for (waiter& w : waiting_) {
      const bool is_over = failure_ || (w.for_capacity ? !must_wait() : is_idle());
      (is_over ? ready : not_yet).push_back(std::move(w));
    }
    waiting_ = std::move(not_yet);
    call_all call;
    for (waiter& w : ready) call([&] { w.done(failure_); });
    call.rethrow();
  }

  R* reader_;
  store_options options_;
  std::tuple<std::unique_ptr<log_type<Tables>>...> logs_;
  std::vector<companion> companions_{};
  std::vector<any_write> staged_{};
  std::deque<batch> queue_{};
  std::size_t items_ = 0, writes_ = 0, stalls_ = 0, diff_changes_ = 0;
  bool in_flight_ = false;
  checkpoint committed_, processed_;
  std::exception_ptr failure_{};
  std::shared_ptr<const armed_rollback> armed_{};
  std::vector<waiter> waiting_{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::store;
using detail::write_behind::store_options;
}  // namespace mizzle::write_behind
