// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mizzle/durable/idempotency/concept.hpp>
#include <mizzle/durable/idempotency/transitions.hpp>
#include <mizzle/durable/idempotency/wait.hpp>

namespace mizzle::detail::idempotency {

/// A store for one process, which forgets everything when it ends. It does what `store` does, and can be used by several threads. Of
/// more records than its capacity it drops the tenth that was written longest ago, but never one with a live lease: if all have one, it
/// holds more.
class memory_store {
 public:
  explicit memory_store(options o = {}, std::size_t capacity = 10'000) : options_{std::move(o)}, capacity_{capacity} {}
  memory_store(const memory_store&) = delete;
  memory_store& operator=(const memory_store&) = delete;

  [[nodiscard]] claim_answer claim(const std::string& key, const std::string& owner, const claim_options& o = {}) {
    check_claim(key, owner, o);
    const time_point now = options_.now();
    const std::lock_guard lock{mutex_};
    auto found = records_.find(key);
    if (found == records_.end()) {
      make_room(now);
      found = records_.try_emplace(key, record{.key = key, .created_at = now, .version = 0}).first;
    } else if (!is_reclaimable(found->second, o, now)) {
      return refuse_claim(found->second, o);
    }
    return claimed{hand_over(found->second, owner, now, o)};
  }
  [[nodiscard]] std::optional<record> take_over(const record& seen, const std::string& owner, const claim_options& o = {}) {
    check_claim(seen.key, owner, o);
    const time_point now = options_.now();
    const std::lock_guard lock{mutex_};
    const auto found = records_.find(seen.key);
    if (found == records_.end()) return std::nullopt;
    record& r = found->second;
    if (r.status != status::completed || r.version != seen.version) return std::nullopt;
    return hand_over(r, owner, now, o);
  }
  [[nodiscard]] std::optional<record> peek(const std::string& key) const {
    const std::lock_guard lock{mutex_};
    const auto found = records_.find(key);
    if (found == records_.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] bool heartbeat(const std::string& key, const std::string& owner, milliseconds extend) {
    check_span(extend);
    return change_owned(key, owner,
                        [extend](record& r, time_point now) { r.lease_expires_at = std::max(r.lease_expires_at, later(now, extend)); });
  }
  [[nodiscard]] bool complete(const std::string& key, const std::string& owner, std::string result,
                              milliseconds lifetime = claim_options{}.lifetime) {
    check_span(lifetime);
    const bool ended = change_owned(key, owner, [&](record& r, time_point now) {
      r.status = status::completed;
      r.result = std::move(result);
      r.expires_at = later(now, lifetime);
      ++r.version;
    });
    if (ended) announce(key);
    return ended;
  }
  [[nodiscard]] bool fail(const std::string& key, const std::string& owner, failure why) {
    const bool ended = change_owned(key, owner, [&](record& r, time_point) {
      r.status = status::failed;
      r.error = std::move(why);
      ++r.version;
    });
    if (ended) announce(key);
    return ended;
  }
  [[nodiscard]] wait_answer wait(const std::string& key, milliseconds budget) {
    return wait_for_end(options_, key, budget, [this](const std::string& k) { return peek(k); });
  }
  std::int64_t purge() {
    const time_point now = options_.now();
    std::size_t gone = 0;
    {
      const std::lock_guard lock{mutex_};
      gone = std::erase_if(records_, [now](const auto& entry) { return is_purgeable(entry.second, now); });
    }
    if (gone > 0) announce_all();
    return static_cast<std::int64_t>(gone);
  }

  [[nodiscard]] std::optional<heartbeat_opener> heartbeat_elsewhere() {
    return [this]() -> idempotency::heartbeat {
      return [this](const std::string& key, const std::string& owner, milliseconds extend) { return heartbeat(key, owner, extend); };
    };
  }
  [[nodiscard]] const options& settings() const noexcept { return options_; }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock{mutex_};
    return records_.size();
  }

 private:
  /// Makes an owner's record of one that is free; the caller has the lock.
  static const record& hand_over(record& r, const std::string& owner, time_point now, const claim_options& o) {
    r.status = status::in_progress;
    r.owner = owner;
    r.lease_expires_at = later(now, o.lease);
    r.expires_at = later(now, o.lifetime);
    r.trace = o.trace;
    r.result = std::nullopt;
    r.error = std::nullopt;
    r.updated_at = now;
    ++r.version;
    r.request = o.request;
    return r;
  }
  template <class F>
  bool change_owned(const std::string& key, const std::string& owner, F&& change) {
    const time_point now = options_.now();
    const std::lock_guard lock{mutex_};
    const auto found = records_.find(key);
    if (found == records_.end() || found->second.status != status::in_progress || found->second.owner != owner) return false;
    change(found->second, now);
    found->second.updated_at = now;
    return true;
  }
  void make_room(time_point now) {
    if (records_.size() < capacity_) return;
    std::vector<std::unordered_map<std::string, record>::const_iterator> free;
    for (auto at = records_.cbegin(); at != records_.cend(); ++at) {
      if (!has_live_lease(at->second, now)) free.push_back(at);
    }
    const std::size_t tenth = std::min(free.size(), std::max<std::size_t>(capacity_ / 10, 1));
    const auto end = free.begin() + static_cast<std::ptrdiff_t>(tenth);
    std::partial_sort(free.begin(), end, free.end(),
                      [](const auto& a, const auto& b) { return a->second.updated_at < b->second.updated_at; });
    std::for_each(free.begin(), end, [this](const auto& at) { records_.erase(at); });
  }

  const options options_;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, record> records_;
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::memory_store;
}  // namespace mizzle::idempotency
