// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "support/handles.hpp"

namespace atomic_tests {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;
using support::bare;
using support::fake_batch;

/// The connection behind a handle, for reads.
inline mz::sqlite::handle& reads(mz::sqlite::handle& h) { return h; }
inline mz::sqlite::connection& reads(bare& h) { return h.db; }
inline mz::sqlite::connection& reads(fake_batch& h) { return h.db; }

template <class As>
struct Counter {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "label", std::string, mz::unique> label{};
  mz::column<As, "count", std::int64_t, mz::default_value<0>> count{};
};
inline constexpr mz::table<"counters", Counter> counters{};

inline auto counter(std::int64_t id, std::string label) { return mz::insert_into(counters).values({.id = id, .label = std::move(label)}); }
inline auto increment(std::int64_t id) { return mz::update(counters).set(counters.count = counters.count + 1).where(counters.id == id); }

/// The tests that use it run on each of the three kinds of handle.
struct on_every_handle : testing::Test {
  mz::sqlite::connection db{":memory:"};
  bare one_by_one{db};
  fake_batch batch{db};
  on_every_handle() { db.create_tables(counters); }

  std::int64_t size() { return mz::get<0>(db.one(mz::select(mz::count()).from(counters))); }
  std::int64_t count_of(std::int64_t id) { return mz::get<0>(db.one(mz::select(counters.count).from(counters).where(counters.id == id))); }
  void clear() { db.run(mz::delete_from(counters).all_rows()); }

  /// Calls f(handle, stays): whether what went before a failure stays.
  template <class F>
  void each_handle(F&& f) {
    const auto use = [&](auto& h, const char* name, bool stays) {
      SCOPED_TRACE(name);
      f(h, stays);
      clear();
    };
    use(db, "transaction", false);
    use(batch, "batch", false);
    use(one_by_one, "sequential", true);
  }
};

}  // namespace atomic_tests
