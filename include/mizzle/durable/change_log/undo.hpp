// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <mizzle/durable/change_log/change.hpp>

namespace mizzle::detail::write_behind {

/// What the rows of a log were before the changes of a batch that is still being worked off.
template <class Row>
class undo_log {
 public:
  using change_type = decltype(Row::latest);

  void begin(checkpoint above) {
    end();
    is_on_ = true;
    floor_ = above;
  }
  void end() {
    steps_.clear();
    is_on_ = false;
    floor_ = 0;
  }
  /// A row is about to change at a checkpoint; `is_new`: nothing was known of it.
  void add(Row& r, checkpoint at, bool is_new) {
    if (is_on_) steps_.push_back({&r, r.latest, at, is_new});
  }
  /// Calls f(row, before, at, was_new) with each, last first.
  template <class F>
  void take_back(F&& f) {
    for (; !steps_.empty(); steps_.pop_back()) {
      step& s = steps_.back();
      f(*s.row, std::move(s.before), s.at, s.was_new);
    }
    end();
  }
  /// Changes have to be above it.
  [[nodiscard]] checkpoint floor() const noexcept { return floor_; }

 private:
  struct step {
    Row* row;
    change_type before;
    checkpoint at;
    bool was_new;
  };
  std::vector<step> steps_{};
  bool is_on_ = false;
  checkpoint floor_ = 0;
};

}  // namespace mizzle::detail::write_behind
