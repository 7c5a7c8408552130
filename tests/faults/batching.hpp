// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "schema.hpp"

namespace faults {

/// A handle that runs lists all or nothing in one call, as hosted engines do.
struct batching {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;

  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement> list) {
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
};

}  // namespace faults
