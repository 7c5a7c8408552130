// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <mizzle/mizzle.hpp>

namespace atomic_tests {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;

/// A handle of which only single statements can be asked.
struct bare {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;
  mz::statement_reply execute(const mz::bound_statement& s) { return db.execute(s); }
};

/// A handle that runs lists all or nothing in one call, as hosted engines do. It keeps the text of every list.
struct fake_batch {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;
  std::function<void()> before{};
  std::vector<std::vector<std::string>> batches{};

  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement> list) {
    auto& texts = batches.emplace_back();
    for (const auto& s : list) texts.emplace_back(s.sql);
    if (before) std::exchange(before, nullptr)();
    std::vector<mz::statement_reply> replies;
    db.transaction([&](auto& tx) {
      for (std::size_t i = 0; i != list.size(); ++i) {
        try {
          replies.push_back(tx.execute(list[i]));
        } catch (mz::error::base& e) {
          e.set_step(i);
          throw;
        }
      }
    });
    return replies;
  }
  /// The texts of one batch without the statements that check guards.
  [[nodiscard]] std::vector<std::string> writes(std::size_t batch = 0) const {
    std::vector<std::string> result;
    for (const auto& s : batches.at(batch)) {
      if (s.find("mizzle guard") == s.npos) result.push_back(s);
    }
    return result;
  }
};

/// The connection behind a handle, for reads.
inline mz::sqlite::handle& reads(mz::sqlite::handle& h) { return h; }
inline mz::sqlite::connection& reads(bare& h) { return h.db; }
inline mz::sqlite::connection& reads(fake_batch& h) { return h.db; }

template <class As>
struct Counter {
  mz::column<As, "id",    std::int64_t, mz::primary_key>      id{};
  mz::column<As, "label", std::string,  mz::unique>           label{};
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
