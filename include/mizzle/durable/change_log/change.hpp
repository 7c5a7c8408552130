// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace mizzle::detail::write_behind {

/// A unit of processed input. Later units have greater numbers, and none is used twice; 0 stands for what was read from the database.
using checkpoint = std::int64_t;

/// What an entity became at a checkpoint: a value, or, without one, nothing at all. The value is shared and never changed, so that
/// another thread may write it while this one replaces it.
template <class Entity>
struct change {
  checkpoint at = 0;
  std::shared_ptr<const Entity> value{};

  [[nodiscard]] bool is_delete() const noexcept { return !value; }
};

/// A change to be written. `last` tells whether the window holds no later one of the same id.
template <class Id, class Entity>
struct window_change {
  Id id;
  change<Entity> what;
  bool last = false;
};

/// What is held in memory.
struct held_count {
  /// Changes that are not written yet.
  std::size_t unwritten = 0;
  /// Entities whose state the database holds too, known absence included.
  std::size_t loaded = 0;

  friend bool operator==(const held_count&, const held_count&) = default;
};

/// What came of a question: a value, or the error that kept it from being answered.
template <class T>
class answer {
 public:
  answer(T value) : state_{std::move(value)} {}
  answer(std::exception_ptr error) : state_{std::move(error)} {}

  [[nodiscard]] bool failed() const noexcept { return state_.index() == 1; }
  /// The value; throws the error if there is one.
  [[nodiscard]] const T& value() const {
    if (failed()) std::rethrow_exception(std::get<1>(state_));
    return std::get<0>(state_);
  }

 private:
  std::variant<T, std::exception_ptr> state_;
};

/// An entity, or null if there is none.
template <class Entity>
using found = std::shared_ptr<const Entity>;

/// The rows that a query gave, or its error. A source calls it once, at any later time or at once, on the log's thread.
template <class Id, class Entity>
using load_reply = std::function<void(answer<std::vector<std::pair<Id, Entity>>>)>;

/// Those who wait for the same thing, and the latest checkpoint that asks for it.
template <class T>
struct waiters {
  checkpoint latest = 0;
  std::vector<std::function<void(const answer<T>&)>> list{};

  void add(checkpoint at, std::function<void(const answer<T>&)> then) {
    if (at > latest) latest = at;
    list.push_back(std::move(then));
  }
};

/// Calls functions one after another, also if some throw; the first exception leaves at the end.
class call_all {
 public:
  template <class F>
  void operator()(F&& f) {
    try {
      f();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_{};
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::answer;
using detail::write_behind::change;
using detail::write_behind::checkpoint;
using detail::write_behind::found;
using detail::write_behind::held_count;
using detail::write_behind::load_reply;
using detail::write_behind::window_change;
}  // namespace mizzle::write_behind
