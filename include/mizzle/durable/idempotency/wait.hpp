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

/// Tells how much time has passed: by the steady clock, or, with a sleeper that was handed in, by the clock that was. Time that is known to
/// have been slept counts as well, so that waiting ends also on a clock that stands still.
class stopwatch {
 public:
  explicit stopwatch(const options& o) : options_{o}, first_{o.sleep ? o.now() : time_point{}} {}

  [[nodiscard]] milliseconds elapsed() const {
    if (options_.sleep) return std::max(options_.now() - first_, slept_);
    return std::chrono::floor<milliseconds>(std::chrono::steady_clock::now() - begin_);
  }
  void add(milliseconds slept) noexcept { slept_ += slept; }

 private:
  const options& options_;
  const time_point first_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  milliseconds slept_{0};
};

/// What wait() of all stores does: it pauses before each look, and looks once more when the time is up.
template <class Peek>
wait_answer wait_for_end(const options& o, const std::string& key, milliseconds budget, Peek&& peek) {
  stopwatch watch{o};
  listener woken{key};
  const milliseconds longest = std::max(o.longest_poll, 1ms);
  for (milliseconds pause = std::clamp(o.first_poll, 1ms, longest);; pause = std::min(2 * pause, longest)) {
    const milliseconds left = budget - watch.elapsed();
    if (left > 0ms) {
      const milliseconds nap = std::min(pause, left);
      o.sleep ? o.sleep(nap) : woken.pause(nap);
      watch.add(nap);
    }
    std::optional<record> r = peek(key);
    if (!r) return vanished{};
    if (r->status == status::completed) return completed{std::move(*r)};
    if (r->status == status::failed) return failed{std::move(*r)};
    if (watch.elapsed() >= budget) return timed_out{std::move(*r)};
  }
}

}  // namespace mizzle::detail::idempotency
