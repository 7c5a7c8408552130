// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include <mizzle/mizzle.hpp>

/// Two handles that offer less than a connection does, as remote engines do. The engine's functions take either of them, or
/// the connection itself, without a change.
namespace relay {

namespace mz = mizzle;

/// An engine without interactive transactions that runs a list of statements in one call, all or nothing.
class batch_handle {
 public:
  using dialect = mz::dialect::sqlite;

  explicit batch_handle(mz::sqlite::connection& db) noexcept : db_{&db} {}

  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement> list) {
    std::vector<mz::statement_reply> replies;
    replies.reserve(list.size());
    db_->transaction([&](auto& tx) {
      for (const mz::bound_statement& s : list) replies.push_back(tx.execute(s));
    });
    return replies;
  }

 private:
  mz::sqlite::connection* db_;
};

/// An engine that runs one statement after another: what is done when it fails stays done.
class sequential_handle {
 public:
  using dialect = mz::dialect::sqlite;

  explicit sequential_handle(mz::sqlite::connection& db) noexcept : db_{&db} {}

  mz::statement_reply execute(const mz::bound_statement& s) { return db_->execute(s); }

 private:
  mz::sqlite::connection* db_;
};

static_assert(mz::policy_of<batch_handle> == mz::policy::batch);
static_assert(mz::policy_of<sequential_handle> == mz::policy::sequential);

}  // namespace relay
