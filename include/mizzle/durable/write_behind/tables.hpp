// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/durable/change_log/change.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/rows.hpp>

namespace mizzle::detail::write_behind {

/// A unit of input that is written: a block of a chain. Ids start at 1 and are never used again.
template <class As>
struct Checkpoint {
  column<As, "id", checkpoint, primary_key> id{};
  column<As, "chain_id", std::int64_t> chain_id{};
  column<As, "block_number", std::int64_t> block_number{};
  column<As, "block_hash", std::optional<std::string>> block_hash{};
  column<As, "events_processed", std::int64_t> events_processed{};
  static constexpr auto constraints(const auto& t) {
    return detail::constraints(index<"mizzle_checkpoints_by_chain">(t.chain_id, t.block_number));
  }
};
inline constexpr table<"mizzle_checkpoints", Checkpoint, strict> checkpoints{};

/// How far a chain is: the last block that was processed, the last that its source has, and the events of all blocks so far.
template <class As>
struct Chain {
  column<As, "id", std::int64_t, primary_key> id{};
  column<As, "progress_block", std::int64_t, default_value<-1>> progress_block{};
  column<As, "source_block", std::int64_t, default_value<0>> source_block{};
  column<As, "events_processed", std::int64_t, default_value<0>> events_processed{};
  column<As, "max_reorg_depth", std::int64_t, default_value<0>> max_reorg_depth{};
};
inline constexpr table<"mizzle_chains", Chain, strict> chains{};

/// Outputs of an effect, by their keys.
template <class Output>
struct effect_declaration {
  template <class As>
  struct Effect {
    column<As, "id", std::string, primary_key> id{};
    column<As, "output", Output> output{};
  };
};
/// The table of an effect's outputs: `mz::write_behind::effect_table<"prices", std::optional<double>>`.
template <fixed_string Name, class Output>
inline constexpr table<Name, effect_declaration<Output>::template Effect, strict, without_rowid> effect_table{};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::chains;
using detail::write_behind::checkpoints;
using detail::write_behind::effect_table;
}  // namespace mizzle::write_behind
