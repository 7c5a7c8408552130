// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include <mizzle/durable/change_log/change.hpp>

namespace mizzle::detail::write_behind {

/// Where something stands in a due_queue.
template <class T>
struct queue_place {
  std::vector<T*>* bucket = nullptr;
  std::size_t at = 0;
};

/// Things by the checkpoint at which they are to be looked at: a look costs what is due, not what is held. Each has a member
/// `place`, and stands in one queue at most.
template <class T>
class due_queue {
 public:
  void put(T& t, checkpoint at) {
    remove(t);
    auto& bucket = !buckets_.empty() && buckets_.rbegin()->first == at ? buckets_.rbegin()->second : buckets_[at];
    bucket.push_back(&t);
    t.place = {&bucket, bucket.size() - 1};
  }
  static void remove(T& t) {
    if (t.place.bucket) (*t.place.bucket)[t.place.at] = nullptr;
    t.place = {};
  }
  /// Takes out all that is due, and calls f with each; f may put it back for a later checkpoint.
  template <class F>
  void take(checkpoint up_to, F&& f) {
    while (!buckets_.empty() && buckets_.begin()->first <= up_to) {
      const auto due = buckets_.extract(buckets_.begin());
      for (T* t : due.mapped()) {
        if (!t) continue;
        t->place = {};
        f(*t);
      }
    }
  }

 private:
  std::map<checkpoint, std::vector<T*>> buckets_{};
};

template <class Id, class Entity>
struct held_row;

/// The rows that meet a condition.
template <class Id, class Entity>
struct held_index {
  const void* predicate = nullptr;
  void* family = nullptr;
  checkpoint last_referenced = 0;
  std::vector<held_row<Id, Entity>*> rows{};
  queue_place<held_index> place{};
};

/// What is held of one id.
template <class Id, class Entity>
struct held_row {
  using index_type = held_index<Id, Entity>;
  struct membership {
    index_type* in;
    std::size_t at;
  };

  const Id* id = nullptr;
  change<Entity> latest{};
  /// Unwritten changes before the latest one, oldest first.
  std::vector<change<Entity>> older{};
  checkpoint last_referenced = 0;
  std::vector<membership> indexes{};
  queue_place<held_row> place{};
  /// How many loads that were under way when a change of it was written may still bring what was there before.
  unsigned pins = 0;
  /// The window that it was last part of.
  std::uint64_t window = 0;

  void refer(checkpoint at) noexcept {
    if (at > last_referenced) last_referenced = at;
  }
  [[nodiscard]] bool is_in(const index_type& i) const noexcept {
    for (const membership& m : indexes) {
      if (m.in == &i) return true;
    }
    return false;
  }
  void join(index_type& i) {
    if (is_in(i)) return;
    indexes.push_back({&i, i.rows.size()});
    i.rows.push_back(this);
  }
  void leave(index_type& i) {
    for (std::size_t m = 0; m != indexes.size(); ++m) {
      if (indexes[m].in != &i) continue;
      const std::size_t gap = indexes[m].at;
      held_row* const moved = i.rows.back();
      i.rows[gap] = moved;
      i.rows.pop_back();
      for (membership& other : moved->indexes) {
        if (other.in == &i) other.at = gap;
      }
      indexes[m] = indexes.back();
      indexes.pop_back();
      return;
    }
  }
};

}  // namespace mizzle::detail::write_behind
