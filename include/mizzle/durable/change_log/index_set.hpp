// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

#include <mizzle/durable/change_log/family.hpp>
#include <mizzle/durable/change_log/row.hpp>

namespace mizzle::detail::write_behind {

/// The indexes of a log.
template <class Log>
class index_set {
 public:
  using id_type = typename Log::id_type;
  using entity_type = typename Log::entity_type;
  using row = held_row<id_type, entity_type>;
  using index_type = held_index<id_type, entity_type>;

  /// Those of one type of condition.
  template <class P>
  indexes_of<Log, P>& of(Log& log) {
    auto& known = by_type_[typeid(P)];
    if (!known) {
      auto made = std::make_unique<indexes_of<Log, P>>(log);
      known = made.get();
      families_.push_back(std::move(made));
    }
    return static_cast<indexes_of<Log, P>&>(*known);
  }
  void update(row& r, const entity_type* before, const entity_type* after) {
    for (const auto& f : families_) f->update(r, before, after);
  }
  void send_loads() {
    for (std::size_t f = 0; f != families_.size(); ++f) families_[f]->send_loads();
  }
  void watch(index_type& i) { queue_.put(i, i.last_referenced); }
  /// Removes what nothing behind a checkpoint refers to; calls f with each row that leaves one.
  template <class F>
  void cleanup(checkpoint committed, F&& f) {
    queue_.take(committed, [&](index_type& i) {
      if (i.last_referenced > committed) watch(i);
      else drop(i, f);
    });
  }
  template <class F>
  void clear(F&& f) {
    queue_.take(std::numeric_limits<checkpoint>::max(), [&](index_type& i) { drop(i, f); });
  }

 private:
  template <class F>
  static void drop(index_type& i, F& f) {
    while (!i.rows.empty()) {
      row& r = *i.rows.back();
      r.leave(i);
      f(r);
    }
    static_cast<index_family<id_type, entity_type>*>(i.family)->erase(i);
  }

  due_queue<index_type> queue_{};
  std::vector<std::unique_ptr<index_family<id_type, entity_type>>> families_{};
  std::unordered_map<std::type_index, index_family<id_type, entity_type>*> by_type_{};
};

}  // namespace mizzle::detail::write_behind
