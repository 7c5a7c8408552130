// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/change.hpp>
#include <mizzle/durable/unique_function.hpp>
#include <mizzle/durable/write_behind/metrics.hpp>

namespace mizzle::detail::write_behind {

/// Is told when what was waited for is there, or why it will never be.
using done_type = durable::unique_function<void(std::exception_ptr failure)>;

/// Those who wait for the same thing.
class waiting_list {
 public:
  void add(done_type done, clock_time now) { all_.push_back({std::move(done), now}); }
  /// Tells all of them.
  void tell(const std::exception_ptr& failure, clock_time now) {
    call_all call;
    for (auto& [done, since] : std::exchange(all_, {})) {
      seconds_ += seconds(now - since);
      call([&, &then = done] { then(failure); });
    }
    call.rethrow();
  }
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }
  /// How long those that were told have waited, together.
  [[nodiscard]] double waited() const noexcept { return seconds_; }

 private:
  std::vector<std::pair<done_type, clock_time>> all_{};
  double seconds_ = 0;
};

}  // namespace mizzle::detail::write_behind
