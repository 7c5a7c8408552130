// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>
#include <mizzle/durable/write_behind/tables.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/insert.hpp>

namespace mizzle::detail::write_behind {

/// How far a chain is behind a batch.
struct chain_progress {
  std::int64_t chain = 0;
  std::int64_t progress_block = -1;
  std::int64_t source_block = 0;
  /// Of the chain as a whole.
  std::int64_t events_processed = 0;
};

using checkpoint_row = row_of<checkpoints>;

/// Input that was processed. Its checkpoints ascend, and at least one is there.
struct batch {
  std::vector<checkpoint_row> checkpoints{};
  std::vector<chain_progress> progress{};
  /// Whether a rollback may have to go behind it. What a batch without history changes is never taken back, by no chain's rollback.
  bool with_history = true;
  /// Other statements that belong to the same unit, such as the raw input.
  std::vector<any_write> more{};
  /// No chain will be set back to before this checkpoint any more, so that history that only served that can be pruned; 0: not known. It follows
  /// from the blocks of each chain that were found to be as they were worked off, not from those that a chain has by now. A rollback
  /// to before it is refused.
  checkpoint safe = 0;
};

/// How much a queued batch counts beside its changes.
inline std::size_t items_of(const batch& b) { return b.checkpoints.size() + b.more.size(); }

/// Stores how far chains are.
inline any_write write_progress(const std::map<std::int64_t, chain_progress>& progress) {
  std::vector<new_row<chains>> rows;
  for (const auto& [id, p] : progress)
    rows.push_back({.id = id, .progress_block = p.progress_block, .source_block = p.source_block, .events_processed = p.events_processed});
  return insert_into(chains)
      .values(std::move(rows))
      .on_conflict(chains.id)
      .do_update(chains.progress_block = excluded(chains.progress_block), chains.source_block = excluded(chains.source_block),
                 chains.events_processed = excluded(chains.events_processed));
}

/// Batches that are written together.
class batch_run {
 public:
  /// Whether a batch can join those that are there.
  [[nodiscard]] bool takes(const batch& b) const noexcept { return size_ == 0 || b.with_history == with_history_; }
  void add(batch b) {
    ++size_;
    with_history_ = b.with_history;
    up_to_ = b.checkpoints.back().id;
    for (auto& c : b.checkpoints) {
      rows_.push_back({.id = c.id,
                       .chain_id = c.chain_id,
                       .block_number = c.block_number,
                       .block_hash = std::move(c.block_hash),
                       .events_processed = c.events_processed});
    }
    for (const auto& p : b.progress) progress_[p.chain] = p;
    std::move(b.more.begin(), b.more.end(), std::back_inserter(more_));
  }
  /// Appends what is written beside the entities.
  void write(std::vector<any_write>& list) {
    if (!progress_.empty()) list.push_back(write_progress(progress_));
    if (with_history_ && !rows_.empty()) list.push_back(insert_into(checkpoints).values(std::move(rows_)));
    std::move(more_.begin(), more_.end(), std::back_inserter(list));
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool with_history() const noexcept { return with_history_; }
  [[nodiscard]] checkpoint up_to() const noexcept { return up_to_; }

 private:
  std::size_t size_ = 0;
  bool with_history_ = false;
  checkpoint up_to_ = 0;
  std::map<std::int64_t, chain_progress> progress_{};  // the later one of a chain
  std::vector<new_row<checkpoints>> rows_{};
  std::vector<any_write> more_{};
};

/// What a rollback takes back of a chain.
struct chain_rollback {
  std::int64_t events = 0;
  std::int64_t progress_block = 0;
};

/// What a rollback found. The program sets its own state back by it.
struct rollback_result {
  checkpoint target = 0;
  /// The checkpoint of the changes that restore the store; every later one is above it.
  checkpoint diff = 0;
  /// Each chain that is set back, the one that was reorganised among them.
  std::map<std::int64_t, chain_rollback> chains{};
};

/// A rollback that no write carries yet.
struct armed_rollback {
  rollback_result what{};
  std::map<std::int64_t, std::int64_t> last_valid_blocks{};
};

/// Something that is written with each batch beside the entities, such as the outputs of an effect.
struct companion {
  /// Appends what is to be written, which is taken out, and gives what to do behind the commit (true) or a failure (false).
  std::function<std::function<void(bool written)>(std::vector<any_write>&)> take;
  std::function<void(checkpoint committed)> cleanup;
  std::function<void()> reset;
  std::function<std::size_t()> held;
};

/// One write: batches that follow one another, as one unit. It holds all that it needs, so that any thread may run it.
struct write_job {
  std::vector<any_write> writes{};
  checkpoint up_to = 0;
  std::size_t batches = 0;
  /// No rollback will lead behind it, once this is committed.
  checkpoint safe = 0;
  /// The entities that are concerned, by their positions among the tables.
  std::vector<bool> touched{};
  clock_time began{};
  /// How long it took.
  double seconds = 0;
  std::shared_ptr<const armed_rollback> rollback{};
  std::vector<std::function<void(bool written)>> companions{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::batch;
using detail::write_behind::chain_progress;
using detail::write_behind::chain_rollback;
using detail::write_behind::rollback_result;
using detail::write_behind::write_job;
}  // namespace mizzle::write_behind
