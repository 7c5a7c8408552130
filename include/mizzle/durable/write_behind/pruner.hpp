// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
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

  /// The entities to prune behind a write that is committed, up to safe().
  [[nodiscard]] std::vector<std::size_t> behind(const write_job& job, prune_time now) {
    safe_ = std::max(safe_, job.safe);
    std::vector<prune_candidate> candidates;
    for (std::size_t e = 0; e != all_.size(); ++e) {
      if (all_[e].safe < safe_) candidates.push_back({e, all_[e].last, e < job.touched.size() && job.touched[e]});
    }
    auto choice = choose_pruning(std::move(candidates), now, interval_, job.rollback != nullptr);
    choice.beside.insert(choice.beside.end(), choice.behind.begin(), choice.behind.end());
    for (const std::size_t e : choice.beside) all_[e] = {now, safe_};
    return choice.beside;
  }
  [[nodiscard]] checkpoint safe() const noexcept { return safe_; }

 private:
  struct state {
    std::optional<prune_time> last{};
    checkpoint safe = 0;
  };
  prune_time::duration interval_;
  std::vector<state> all_;
  checkpoint safe_ = 0;
};

}  // namespace mizzle::detail::write_behind
