// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/atomic/any_write.hpp>

namespace mizzle::detail::write_behind {

/// Statements that wait for the next write, such as changes of metadata. What a batch stages is there when the batch is kept.
class staging {
 public:
  void add(any_write w) { add_or_hold({{}, std::move(w)}); }
  /// The same, about something that has a name: it replaces what waits under this name, and is nothing if it is the last that was staged.
  void add(std::string name, any_write w) { add_or_hold({std::move(name), std::move(w)}); }
  [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
  /// Appends all that waits, in order.
  void take(std::vector<any_write>& to) {
    for (entry& e : std::exchange(waiting_, {})) to.push_back(std::move(e.write));
  }

  void begin_batch() {
    of_batch_.clear();
    in_batch_ = true;
  }
  void keep_batch() {
    in_batch_ = false;
    for (entry& e : std::exchange(of_batch_, {})) add_now(std::move(e));
  }
  void take_back_batch() {
    in_batch_ = false;
    of_batch_.clear();
  }

 private:
  struct entry {
    std::string name;
    any_write write;
  };
  /// What a statement says.
  using said = std::vector<std::pair<std::string, std::vector<value>>>;

  void add_or_hold(entry e) {
    if (in_batch_) of_batch_.push_back(std::move(e));
    else add_now(std::move(e));
  }
  void add_now(entry e) {
    if (!e.name.empty()) {
      said now = said_by(e.write);
      said& last = last_[e.name];
      if (last == now) return;
      last = std::move(now);
      const auto same = std::find_if(waiting_.begin(), waiting_.end(), [&](const entry& w) { return w.name == e.name; });
      if (same != waiting_.end()) waiting_.erase(same);
    }
    waiting_.push_back(std::move(e));
  }
  static said said_by(const any_write& w) {
    erased_list list;
    w.erase_into(list, dialect::sqlite::id, 0, static_cast<std::size_t>(-1), true);
    said all;
    for (const auto& s : list.statements) all.emplace_back(std::string{s.sql}, std::vector<value>(s.values.begin(), s.values.end()));
    return all;
  }

  std::vector<entry> waiting_{}, of_batch_{};
  bool in_batch_ = false;
  std::map<std::string, said> last_{};
};

}  // namespace mizzle::detail::write_behind
