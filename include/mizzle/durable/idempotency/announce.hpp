// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace mizzle::detail::idempotency {

/// Where those who wait for keys in this process are found. A key has an entry as long as somebody listens to it. Databases are not
/// told apart: who is woken for the key of another one looks in vain, and goes on waiting.
struct listeners {
  struct entry {
    std::condition_variable changed;
    std::uint64_t generation = 0;
    std::size_t size = 0;
  };
  std::mutex mutex;
  std::unordered_map<std::string, entry> keys;

  static listeners& of_process() {
    static listeners all;
    return all;
  }
};

/// Wakes those who wait for a key in this process, so that they look at once. The stores do it themselves; it is for who writes
/// complete_write() or fail_write() in a list of his own, and goes behind the commit.
inline void announce(const std::string& key) {
  listeners& all = listeners::of_process();
  const std::lock_guard lock{all.mutex};
  if (const auto found = all.keys.find(key); found != all.keys.end()) {
    ++found->second.generation;
    found->second.changed.notify_all();
  }
}
/// The same for all keys.
inline void announce_all() {
  listeners& all = listeners::of_process();
  const std::lock_guard lock{all.mutex};
  for (auto& [key, entry] : all.keys) {
    ++entry.generation;
    entry.changed.notify_all();
  }
}

/// Listens to a key from its construction on: what is announced between two pauses ends the next one at once.
class listener {
 public:
  explicit listener(const std::string& key) : key_{key} {
    const std::lock_guard lock{all_.mutex};
    entry_ = &all_.keys[key];
    ++entry_->size;
    seen_ = entry_->generation;
  }
  listener(const listener&) = delete;
  listener& operator=(const listener&) = delete;
  ~listener() {
    const std::lock_guard lock{all_.mutex};
    if (--entry_->size == 0) all_.keys.erase(key_);
  }

  /// Waits that long, or until the key is announced.
  void pause(std::chrono::milliseconds longest) {
    std::unique_lock lock{all_.mutex};
    entry_->changed.wait_for(lock, longest, [&] { return entry_->generation != seen_; });
    seen_ = entry_->generation;
  }

 private:
  listeners& all_ = listeners::of_process();
  const std::string key_;
  listeners::entry* entry_;
  std::uint64_t seen_;
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::announce;
}  // namespace mizzle::idempotency
