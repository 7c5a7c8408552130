// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <mizzle/mizzle.hpp>

#include "support/handles.hpp"

/// Handles on which a statement of a list fails while it is executed, and commits that fail.
namespace support {

/// Which statement of a handle fails, and how. Statements are counted from 0, over all lists, without those that check guards.
struct failing_step {
  std::optional<std::size_t> at{};
  /// Called behind the statement, so that what it wrote has to be undone; throws, or ends the process.
  std::function<void()> fail = [] { throw mizzle::error::sql_error{SQLITE_IOERR_WRITE, "failed on purpose"}; };
  std::size_t executed = 0;

  /// The statement at a position from now on will fail.
  void fail_at(std::size_t position) {
    at = position;
    executed = 0;
  }
  template <class H>
  mizzle::statement_reply execute(H& h, const mizzle::bound_statement& s) {
    mizzle::statement_reply reply = h.execute(s);
    if (s.sql.find("mizzle guard") == s.sql.npos && executed++ == at) fail();
    return reply;
  }
};

/// A handle with transactions whose statements fail at will.
///
///     support::failing_transaction h{db};
///     h.step.fail_at(1);
///     EXPECT_THROW(mz::run_atomic(h, mz::atomic(a, b)), mz::error::sql_error);   // b was executed, and nothing stays
struct failing_transaction {
  using dialect = mizzle::dialect::sqlite;
  struct inner {
    using dialect = mizzle::dialect::sqlite;
    mizzle::sqlite::handle& tx;
    failing_step& step;
    mizzle::statement_reply execute(const mizzle::bound_statement& s) { return step.execute(tx, s); }
  };

  mizzle::sqlite::connection& db;
  failing_step step{};

  template <class F>
  auto transaction(F&& f) {
    return db.transaction([&](auto& tx) {
      inner h{tx, step};
      return f(h);
    });
  }
};

/// The same that runs whole lists in one call and has no transactions.
struct failing_batch {
  using dialect = mizzle::dialect::sqlite;
  mizzle::sqlite::connection& db;
  failing_step step{};

  std::vector<mizzle::statement_reply> execute_batch(std::span<const mizzle::bound_statement> list) {
    return all_or_nothing_by(db, list, [&](auto& tx, const auto& s) { return step.execute(tx, s); });
  }
};

/// While it lives, the commits of a connection fail once `passing` of them have passed; each becomes a rollback.
class failing_commit {
 public:
  explicit failing_commit(mizzle::sqlite::connection& db, int passing = 0) : db_{db.native()}, passing_{passing} {
    sqlite3_commit_hook(db_, [](void* self) { return static_cast<failing_commit*>(self)->refuse(); }, this);
  }
  failing_commit(const failing_commit&) = delete;
  failing_commit& operator=(const failing_commit&) = delete;
  ~failing_commit() { sqlite3_commit_hook(db_, nullptr, nullptr); }

  /// How many commits have failed.
  [[nodiscard]] int failed() const noexcept { return failed_; }

 private:
  int refuse() {
    if (passing_ > 0) return --passing_, 0;
    ++failed_;
    return 1;
  }
  sqlite3* db_;
  int passing_;
  int failed_ = 0;
};

}  // namespace support
