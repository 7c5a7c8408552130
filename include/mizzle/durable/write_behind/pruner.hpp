// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <mizzle/durable/write_behind/batch.hpp>
#include <mizzle/durable/write_behind/prune.hpp>

namespace mizzle::detail::write_behind {

/// Knows when the history of which entity was pruned, and to which checkpoint.
class pruner {
 public:
  pruner(std::size_t entities, prune_time::duration interval) : interval_{interval}, all_(entities) {}

  /// The entities to prune to a safe checkpoint behind a write that is committed.
  [[nodiscard]] std::vector<std::size_t> behind(const write_job& job, checkpoint safe, prune_time now) {
    std::vector<prune_candidate> candidates;
    for (std::size_t e = 0; e != all_.size(); ++e) {
      if (all_[e].safe < safe) candidates.push_back({e, all_[e].last, e < job.touched.size() && job.touched[e]});
    }
    auto choice = choose_pruning(std::move(candidates), now, interval_, job.rollback != nullptr);
    choice.beside.insert(choice.beside.end(), choice.behind.begin(), choice.behind.end());
    for (const std::size_t e : choice.beside) all_[e] = {now, safe};
    return choice.beside;
  }

 private:
  struct state {
    std::optional<prune_time> last{};
    checkpoint safe = 0;
  };
  prune_time::duration interval_;
  std::vector<state> all_;
};

}  // namespace mizzle::detail::write_behind
