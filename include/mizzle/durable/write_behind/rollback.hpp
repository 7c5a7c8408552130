// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/sql_source.hpp>
#include <mizzle/statement/update.hpp>

namespace mizzle::detail::write_behind {

/// The greatest checkpoint that is stored, or 0.
template <class H>
checkpoint last_checkpoint(H& handle) {
  return mizzle::detail::get<0>(rows_on(handle, select(coalesce(max(checkpoints.id), 0)).from(checkpoints)).one());
}

/// Where a rollback leads, and what it takes from each chain. Behind a rollback that is not written yet (`again`), only what lies below
/// that one's target is taken, since the rest is taken already.
template <class H>
void find_rollback(H& handle, armed_rollback& to, bool again, std::int64_t chain, std::int64_t last_valid_block) {
  const checkpoint target =
      mizzle::detail::get<0>(rows_on(handle, select(coalesce(max(checkpoints.id), 0))
                                                 .from(checkpoints)
                                                 .where(checkpoints.chain_id == chain && checkpoints.block_number <= last_valid_block))
                                 .one());
  const checkpoint end = again ? to.what.target : std::numeric_limits<checkpoint>::max();
  to.what.target = std::min(target, end);
  for (const auto& r : rows_on(handle, select(checkpoints.chain_id, sum(checkpoints.events_processed), min(checkpoints.block_number) - 1)
                                           .from(checkpoints)
                                           .where(checkpoints.id > to.what.target && checkpoints.id <= end)
                                           .group_by(checkpoints.chain_id))) {
    auto [c, is_new] = to.what.chains.try_emplace(mizzle::detail::get<0>(r), chain_rollback{0, std::numeric_limits<std::int64_t>::max()});
    c->second.events += mizzle::detail::get<1>(r).value_or(0);
    c->second.progress_block = std::min(c->second.progress_block, mizzle::detail::get<2>(r).value_or(last_valid_block));
  }
  // The chain itself is set back also if nothing of it is stored above the target.
  auto& own = to.what.chains.try_emplace(chain, chain_rollback{0, last_valid_block}).first->second;
  own.progress_block = std::min(own.progress_block, last_valid_block);
  const auto valid = to.last_valid_blocks.try_emplace(chain, last_valid_block).first;
  valid->second = std::min(valid->second, last_valid_block);
}

/// Refuses a rollback that needs history which may be pruned.
inline void demand_history(checkpoint target, checkpoint safe, std::int64_t chain) {
  if (target >= safe) return;
  throw error::invalid_request{"roll_back(): chain " + std::to_string(chain) + " would go back to checkpoint " + std::to_string(target) +
                               ", which is before " + std::to_string(safe) + ", up to which history may be pruned"};
}

/// The statements that set chains and checkpoints back.
inline void take_back(std::vector<any_write>& list, const rollback_result& what) {
  for (const auto& [id, c] : what.chains) {
    list.push_back(update(chains)
                       .set(chains.progress_block =
                                case_when(chains.progress_block < c.progress_block, chains.progress_block).otherwise(c.progress_block),
                            chains.events_processed = chains.events_processed - c.events)
                       .where(chains.id == id));
  }
  list.push_back(delete_from(checkpoints).where(checkpoints.id > what.target));
}

}  // namespace mizzle::detail::write_behind
