// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/row.hpp>

namespace mizzle::detail::write_behind {

/// The queries that are not answered yet, and the rows that were written meanwhile: what such a query brings of them may be what was there
/// before, so that memory has to keep them until no query remains that began before.
template <class Row>
class loads {
 public:
  std::uint64_t begin() {
    under_way_.push_back(++last_);
    return last_;
  }
  /// Calls f with each row that need not be kept for this any more.
  template <class F>
  void end(std::uint64_t number, F&& f) {
    under_way_.erase(std::find(under_way_.begin(), under_way_.end(), number));
    while (!pinned_.empty() && (under_way_.empty() || pinned_.front().first < under_way_.front())) {
      Row& r = *pinned_.front().second;
      pinned_.pop_front();
      if (--r.pins == 0) f(r);
    }
  }
  /// Keeps a row, which until then is not looked at by any queue.
  void pin(Row& r) {
    due_queue<Row>::remove(r);
    ++r.pins;
    pinned_.push_back({last_, &r});
  }
  template <class F>
  void each_pinned(F&& f) {
    for (const auto& p : pinned_) f(*p.second);
  }
  [[nodiscard]] std::size_t under_way() const noexcept { return under_way_.size(); }

 private:
  std::vector<std::uint64_t> under_way_{};  // oldest first
  std::uint64_t last_ = 0;
  std::deque<std::pair<std::uint64_t, Row*>> pinned_{};  // beside the newest query then
};

}  // namespace mizzle::detail::write_behind
