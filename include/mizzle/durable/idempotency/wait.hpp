// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <mizzle/durable/idempotency/announce.hpp>
#include <mizzle/durable/idempotency/options.hpp>

namespace mizzle::detail::idempotency {

/// How long somebody waits already, and the waiting itself: on a condition variable by the steady clock, or with what was handed in. A
/// sleeper that sleeps less than it was told to is believed, so that waiting ends also on a clock that stands still.
class waiting {
 public:
  waiting(const options& o, const std::string& key) : options_{o}, woken_{key}, first_{o.sleep ? o.now() : time_point{}} {}

  [[nodiscard]] milliseconds elapsed() const {
    if (options_.sleep) return std::max(options_.now() - first_, slept_);
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - begin_);
  }
  void pause(milliseconds longest) {
    if (!options_.sleep) return woken_.pause(longest);
    options_.sleep(longest);
    slept_ += longest;
  }

 private:
  const options& options_;
  listener woken_;
  const time_point first_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  milliseconds slept_{0};
};

/// What wait() of all stores does: it pauses before each look, and looks once more when the time is up.
template <class Peek>
wait_answer wait_for_end(const options& o, const std::string& key, milliseconds budget, Peek&& peek) {
  waiting so_far{o, key};
  const milliseconds longest = std::max(o.longest_poll, 1ms);
  for (milliseconds pause = std::clamp(o.first_poll, 1ms, longest);; pause = std::min(2 * pause, longest)) {
    const milliseconds left = budget - so_far.elapsed();
    if (left > 0ms) so_far.pause(std::min(pause, left));
    std::optional<record> r = peek(key);
    if (!r) return vanished{};
    if (r->status == status::completed) return completed{std::move(*r)};
    if (r->status == status::failed) return failed{std::move(*r)};
    if (so_far.elapsed() >= budget) return timed_out{std::move(*r)};
  }
}

}  // namespace mizzle::detail::idempotency
