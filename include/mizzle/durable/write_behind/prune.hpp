// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace mizzle::detail::write_behind {

using prune_time = std::chrono::steady_clock::time_point;

/// An entity as the choice of what to prune sees it.
struct prune_candidate {
  std::size_t entity = 0;
  /// Empty: never.
  std::optional<prune_time> last{};
  bool in_write = false;
};
/// Entities to prune beside a write, and those to prune behind it.
struct prune_choice {
  std::vector<std::size_t> beside{};
  std::vector<std::size_t> behind{};
};

/// Chooses at most five entities whose last pruning is an interval ago and that the write does not touch, oldest first; behind the write
/// at most five that are overdue by five intervals, whether it touched them or not. Nothing is pruned beside a rollback.
inline prune_choice choose_pruning(std::vector<prune_candidate> all, prune_time now, prune_time::duration interval, bool is_rollback) {
  constexpr std::size_t most = 5;
  const auto overdue = [&](const prune_candidate& c, int intervals) { return !c.last || now - *c.last >= interval * intervals; };
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.last != b.last ? a.last < b.last : a.entity < b.entity; });
  prune_choice choice;
  for (const auto& c : all) {
    if (!is_rollback && !c.in_write && choice.beside.size() != most && overdue(c, 1)) choice.beside.push_back(c.entity);
    else if (choice.behind.size() != most && overdue(c, 5)) choice.behind.push_back(c.entity);
  }
  return choice;
}

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::choose_pruning;
using detail::write_behind::prune_candidate;
using detail::write_behind::prune_choice;
}  // namespace mizzle::write_behind
