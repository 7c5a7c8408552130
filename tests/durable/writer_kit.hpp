// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <mizzle/durable/writer.hpp>
#include <mizzle/mizzle.hpp>

#include "support/failing.hpp"
#include "support/simulated_scheduler.hpp"

namespace writer_tests {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;

template <class As>
struct Message {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "session", std::int64_t> session{};
  mz::column<As, "sequence", std::int64_t> sequence{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"messages_by_sequence">(t.session, t.sequence));
  }
};
inline constexpr mz::table<"messages", Message> messages{};

/// A message with the next number of its session.
inline auto append(std::int64_t id, std::int64_t session = 1) {
  return [id, session](auto& tx) {
    const auto next =
        mz::get<0>(tx.one(mz::select(mz::coalesce(mz::max(messages.sequence), -1) + 1).from(messages).where(messages.session == session)));
    tx.run(mz::insert_into(messages).values({.id = id, .session = session, .sequence = next}));
    return next;
  };
}
inline auto insert(std::int64_t id) { return mz::insert_into(messages).values({.id = id, .session = id, .sequence = 0}); }

template <class Db>
std::vector<std::int64_t> ids(Db& db) {
  std::vector<std::int64_t> result;
  for (const auto& m : db.all(mz::select(messages).order_by(messages.id))) result.push_back(m.id);
  return result;
}

inline std::string text_of(const std::exception_ptr& e) {
  if (!e) return "none";
  try {
    std::rethrow_exception(e);
  } catch (const std::exception& x) {
    return x.what();
  }
}
template <class F>
std::string error_of(F&& f) {
  try {
    f();
    return "none";
  } catch (const std::exception& x) {
    return x.what();
  }
}

using list = std::vector<std::int64_t>;

/// A scheduler that sometimes has no memory for a task.
class scheduler_short_of_memory final : public mz::scheduler {
 public:
  explicit scheduler_short_of_memory(support::simulated_scheduler& on) : on_{on} {}
  void post(task work) override { demand_memory(), on_.post(std::move(work)); }
  void post_after(duration delay, task work) override { demand_memory(), on_.post_after(delay, std::move(work)); }
  [[nodiscard]] time_point now() const override { return on_.now(); }

  bool full = false;

 private:
  void demand_memory() const {
    if (full) throw std::bad_alloc{};
  }
  support::simulated_scheduler& on_;
};

}  // namespace writer_tests
