// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <thread>
#include <utility>

#include <mizzle/mizzle.hpp>

namespace indexer {

/// A connection each of whose transactions takes at least so long, as on a busy disk or a server far away.
class slow_connection {
 public:
  using dialect = mizzle::dialect::sqlite;

  slow_connection(mizzle::sqlite::connection db, std::chrono::milliseconds delay) : db_{std::move(db)}, delay_{delay} {}

  template <class F>
  auto transaction(F&& f) {
    return db_.transaction([&](auto& tx) {
      std::this_thread::sleep_for(delay_);
      return f(tx);
    });
  }

 private:
  mizzle::sqlite::connection db_;
  std::chrono::milliseconds delay_;
};

}  // namespace indexer
