// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/change.hpp>
#include <mizzle/durable/change_log/row.hpp>

namespace mizzle::detail::write_behind {

/// How often an effect may be called: `calls` times within each `window` that begins with a call.
struct rate_limit {
  std::size_t calls = 0;
  std::chrono::milliseconds window{};
};

/// Outputs of calls to the outside, such as reads of another service, by their keys, so that what is asked twice is called once. Outputs
/// that are marked for it are to be written once; this knows neither database nor thread.
///
///     if (const price* known = prices.find(key, at)) return *known;
///     if (!prices.may_call(now)) ...                               // the budget is used up
///     prices.put(key, fetch(key), at, true);
///
/// An output may itself be nothing (a std::optional without a value), and is found all the same. Belongs to one thread; the outputs that
/// take() gives may be read anywhere.
template <class Key, class Output>
class effect_cache {
 public:
  using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

  /// What one write carries. Whoever writes says written() behind its commit, or put_back() if it failed.
  struct taken {
    std::vector<std::pair<Key, std::shared_ptr<const Output>>> outputs{};
    std::size_t invalidated = 0;
  };
  struct counts {
    std::uint64_t calls = 0;
    std::uint64_t hits = 0;
    friend bool operator==(const counts&, const counts&) = default;
  };

  /// `stored`: how many outputs the database holds.
  explicit effect_cache(std::int64_t stored = 0, std::optional<rate_limit> limit = std::nullopt) : stored_{stored}, limit_{limit} {}
  effect_cache(const effect_cache&) = delete;
  effect_cache& operator=(const effect_cache&) = delete;

  /// The output of a key, or null if it is not held. It stays where it is until the next call that is not find().
  [[nodiscard]] const Output* find(const Key& key, checkpoint at) {
    const auto e = entries_.find(key);
    if (e == entries_.end()) return nullptr;
    if (at > e->second.last_referenced) e->second.last_referenced = at;
    ++counts_.hits;
    return e->second.output.get();
  }
  /// The output of a call at a checkpoint; with `store`, to be written. One that is held already is replaced, unless it is written.
  void put(const Key& key, Output output, checkpoint at, bool store) {
    ++counts_.calls;
    entry& e = entry_of(key, at);
    if (e.is == state::stored || e.is == state::being_stored) return;
    e.output = std::make_shared<const Output>(std::move(output));
    if (!store || e.is == state::to_store) return;
    e.is = state::to_store;
    to_store_.push_back(&e);
  }
  /// An output that the database gave; what is held stays. It is not written again.
  void init_value(const Key& key, Output output, checkpoint at) {
    if (entries_.contains(key)) return;
    entry& e = entry_of(key, at);
    e.output = std::make_shared<const Output>(std::move(output));
    e.is = state::stored;
  }
  /// The database's output of a key is of no use, so that it has to be called again; its row counts no more.
  void invalidate(const Key& key) {
    ++invalidated_;
    if (const auto e = entries_.find(key); e != entries_.end() && e->second.is == state::stored) e->second.is = state::memory;
  }

  /// Whether another call is within the limit, which then counts it.
  [[nodiscard]] bool may_call(time_point now) {
    if (!limit_) return true;
    if (!window_start_ || now >= *window_start_ + limit_->window) {
      window_start_ = now;
      used_ = 0;
    }
    if (used_ == limit_->calls) return false;
    ++used_;
    return true;
  }

  /// Moves out what is to be written, in the order in which it was put.
  [[nodiscard]] taken take() {
    taken all;
    for (entry* e : std::exchange(to_store_, {})) {
      e->is = state::being_stored;
      all.outputs.emplace_back(*e->key, e->output);
    }
    all.invalidated = std::exchange(invalidated_, 0);
    return all;
  }
  /// It is committed.
  void written(const taken& t) {
    for (const auto& [key, output] : t.outputs) {
      if (const auto e = entries_.find(key); e != entries_.end()) e->second.is = state::stored;
    }
    stored_ += static_cast<std::int64_t>(t.outputs.size()) - static_cast<std::int64_t>(t.invalidated);
  }
  /// It is not, and will be taken once more.
  void put_back(const taken& t) {
    std::vector<entry*> again;
    for (const auto& [key, output] : t.outputs) {
      if (const auto e = entries_.find(key); e != entries_.end()) {
        e->second.is = state::to_store;
        again.push_back(&e->second);
      }
    }
    to_store_.insert(to_store_.begin(), again.begin(), again.end());
    invalidated_ += t.invalidated;
  }
  /// Gives up outputs that nothing behind the committed frontier refers to and that are not to be written any more.
  void cleanup(checkpoint committed) {
    queue_.take(committed, [&](entry& e) {
      if (e.last_referenced > committed) queue_.put(e, e.last_referenced);
      else if (e.is == state::to_store || e.is == state::being_stored) queue_.put(e, committed + 1);
      else entries_.erase(entries_.find(*e.key));
    });
  }
  /// Forgets all outputs, because the input that they came from is rolled back. What was counted and what is used of the limit stays.
  void reset() {
    queue_ = {};
    to_store_.clear();
    invalidated_ = 0;
    entries_.clear();
  }

  [[nodiscard]] std::size_t held() const noexcept { return entries_.size(); }
  [[nodiscard]] std::size_t unwritten() const noexcept { return to_store_.size(); }
  /// How many outputs the database holds.
  [[nodiscard]] std::int64_t stored() const noexcept { return stored_; }
  [[nodiscard]] const counts& counted() const noexcept { return counts_; }

 private:
  enum class state : unsigned char { memory, to_store, being_stored, stored };
  struct entry {
    const Key* key = nullptr;
    std::shared_ptr<const Output> output{};
    checkpoint last_referenced = 0;
    state is = state::memory;
    queue_place<entry> place{};
  };
  entry& entry_of(const Key& key, checkpoint at) {
    const auto [place, is_new] = entries_.try_emplace(key);
    entry& e = place->second;
    e.key = &place->first;
    if (at > e.last_referenced) e.last_referenced = at;
    if (is_new) queue_.put(e, e.last_referenced);
    return e;
  }

  std::unordered_map<Key, entry> entries_{};
  std::vector<entry*> to_store_{};
  std::size_t invalidated_ = 0;
  due_queue<entry> queue_{};
  counts counts_{};
  std::int64_t stored_;
  std::optional<rate_limit> limit_;
  std::optional<time_point> window_start_{};
  std::size_t used_ = 0;
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::effect_cache;
using detail::write_behind::rate_limit;
}  // namespace mizzle::write_behind
