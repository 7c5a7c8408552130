// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>

#include "chains.hpp"
#include "schema.hpp"

namespace indexer {

/// What the chains of a file are made from.
inline settings settings_in(auto& db) {
  const auto w = db.get(mz::select(world));
  if (!w) throw std::runtime_error{"the file has not been begun"};
  return {w->seed, w->chains, w->blocks, w->reorganisations};
}

/// How far a chain is worked off.
struct place {
  std::int64_t block = -1;
  /// Of that block; empty if it is not known, because the block was final when it was worked off.
  std::string hash{};
  std::int64_t events = 0;
  /// The last block that was final when the chain was last found to be the one that was worked off; -1: it was not looked at yet.
  std::int64_t last_final = -1;
};

// [places]
/// How far the chains are in a database; with a rollback that is not written yet, how far they will be.
inline std::map<std::int64_t, place> places_in(auto& db, const wb::rollback_result& back = {}) {
  std::map<std::int64_t, place> places;
  for (const auto& row : db.all(mz::select(wb::chains))) {
    place& p = places[row.id];
    p = {row.progress_block, {}, row.events_processed};
    if (const auto taken = back.chains.find(row.id); taken != back.chains.end()) {
      p.block = std::min(p.block, taken->second.progress_block);
      p.events -= taken->second.events;
    }
    const auto hash = db.get(mz::select(wb::checkpoints.block_hash)
                                 .from(wb::checkpoints)
                                 .where(wb::checkpoints.chain_id == row.id && wb::checkpoints.block_number == p.block));
    if (hash) p.hash = mz::get<0>(*hash).value_or("");
  }
  return places;
}

/// The last block of what is stored of a chain that is still part of it. What has no checkpoint was final.
inline std::int64_t last_valid_block(auto& db, const chain& c, std::size_t version, std::int64_t last) {
  std::int64_t number = last + 1;
  for (const auto& [stored, hash] : db.all(mz::select(wb::checkpoints.block_number, wb::checkpoints.block_hash)
                                               .from(wb::checkpoints)
                                               .where(wb::checkpoints.chain_id == c.id() && wb::checkpoints.block_number <= last)
                                               .order_by(mz::desc(wb::checkpoints.block_number)))) {
    if (hash == c.hash(stored, version)) return stored;
    number = stored;
  }
  return number - 1;
}

/// The newest checkpoint to before which no chain can be set back any more; 0 if that is not known of all of them. A chain that was not
/// looked at for a while may have been reorganised, so that what is stored of it is not final, however old.
inline wb::checkpoint safe_checkpoint(auto& db, const std::map<std::int64_t, place>& places) {
  wb::checkpoint safe = std::numeric_limits<wb::checkpoint>::max();
  for (const auto& [id, p] : places) {
    const auto final = db.get(mz::select(wb::checkpoints.id)
                                  .from(wb::checkpoints)
                                  .where(wb::checkpoints.chain_id == id && wb::checkpoints.block_number <= p.last_final)
                                  .order_by(mz::desc(wb::checkpoints.block_number))
                                  .limit(1));
    safe = std::min(safe, final ? mz::get<0>(*final) : 0);
  }
  return safe;
}
// [/places]

}  // namespace indexer
