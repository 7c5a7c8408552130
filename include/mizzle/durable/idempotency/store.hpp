// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <mizzle/atomic/create_tables.hpp>
#include <mizzle/atomic/run.hpp>
#include <mizzle/durable/idempotency/concept.hpp>
#include <mizzle/durable/idempotency/statements.hpp>
#include <mizzle/durable/idempotency/wait.hpp>
#include <mizzle/durable/reopenable.hpp>
#include <mizzle/durable/rows_on.hpp>

namespace mizzle::detail::idempotency {

// What a handle does at once, without a transaction of several statements, is asked of it that way; all others are given a list of one.

template <class H, class S>
std::optional<row_t<S>> row_on(H& h, const S& s) {
  auto found = rows_on(h, s);
  if (found.size() == 0) return std::nullopt;
  return std::move(found).one();
}
template <class H, class S>
std::int64_t changes_on(H& h, const S& s) {
  if constexpr (requires {
                  { h.run(s) } -> std::same_as<run_result>;
                }) {
    return h.run(s).changes;
  } else {
    return mizzle::get<0>(run_atomic(h, atomic(s))).changes;
  }
}

/// Keys and what became of them, in the table `records` of a database: who claims a key carries out what it stands for, and all others are
/// told that it is in progress, or what came of it.
///
///     mz::sqlite::connection db{"app.db"};
///     mz::idempotency::store store{db};
///
/// It works with any handle that is transactional or batching, and any number of stores in any number of processes work together on one
/// database. It refers to the handle, which must outlive it, and belongs to a thread just as the handle does. Times and spans are in
/// milliseconds; a lease or a lifetime that ends this very millisecond is not over yet. Each function throws what the handle throws
/// (mizzle::error), and an invalid_request for an empty key or owner or a negative span.
template <class H>
class store {
 public:
  static constexpr bool is_atomic = TransactionCapable<H> || BatchCapable<H>;
  static_assert(
      is_atomic,
      "mizzle: idempotency::store: this handle has neither transactions nor an atomic batch, so that two could own one key; use another handle, or a memory_store within one process");

  /// Creates the table and its index if they are not there, which may happen in many processes at once.
  explicit store(H& handle, options o = {}) : handle_{&handle}, options_{std::move(o)} {
    if constexpr (is_atomic) {
      (void)run_atomic(handle, create_tables(records));
    }
  }

  /// Claims a key for an owner: it is `claimed`, or it is `completed`, `in_progress` or `key_reused`. Taken over is what has failed,
  /// has a lease that is over, or was completed and is past its lifetime; a live lease is never taken, not even past the lifetime. The
  /// winner is decided by one statement.
  [[nodiscard]] claim_answer claim(const std::string& key, const std::string& owner, const claim_options& o = {}) {
    check_claim(key, owner, o);
    // Who has lost and then finds the key free was too late for the loser's record, and tries again; so does, once, who finds nothing.
    std::optional<record> seen;
    bool was_gone = false;
    for (int attempt = 0; attempt != most_attempts; ++attempt) {
      if (auto mine = row_on(*handle_, claim_write(key, owner, options_.now(), o))) return claimed{std::move(*mine)};
      seen = peek(key);
      if (seen && !is_reclaimable(*seen, o, options_.now())) break;
      if (!seen && std::exchange(was_gone, true)) break;
    }
    if (!seen) return in_progress{{.key = key, .version = 0}};
    return refuse_claim(std::move(*seen), o);
  }

  /// Claims a key that is completed, in the version that was seen, to carry it out again. Nothing if it is not in that version any more.
  [[nodiscard]] std::optional<record> take_over(const record& seen, const std::string& owner, const claim_options& o = {}) {
    check_claim(seen.key, owner, o);
    return row_on(*handle_, take_over_write(seen, owner, options_.now(), o));
  }

  /// What is known of a key.
  [[nodiscard]] std::optional<record> peek(const std::string& key) { return row_on(*handle_, record_of(key)); }

  /// Lengthens the lease to `extend` from now on; it is never shortened. False: the key is lost.
  [[nodiscard]] bool heartbeat(const std::string& key, const std::string& owner, milliseconds extend) {
    check_span(extend);
    return changes_on(*handle_, heartbeat_write(key, owner, options_.now(), extend)) == 1;
  }

  /// Stores the result of a key, which is JSON, and counts its lifetime from now on. False: the key is lost. An owner whose lease is over
  /// can still complete as long as nobody has taken the key.
  [[nodiscard]] bool complete(const std::string& key, const std::string& owner, std::string result,
                              milliseconds lifetime = claim_options{}.lifetime) {
    check_span(lifetime);
    return end(key, complete_write(key, owner, options_.now(), std::move(result), lifetime));
  }
  /// Gives a key up: the next claim gets it. False: the key is lost, or it is completed.
  [[nodiscard]] bool fail(const std::string& key, const std::string& owner, failure why) {
    return end(key, fail_write(key, owner, options_.now(), std::move(why)));
  }

  /// Waits until a key is not in progress any more, at most for the budget: `completed`, `failed`, `vanished` or `timed_out`. It pauses
  /// before it looks, at first for options::first_poll, and is woken by other stores of this process. With a budget of 0 it looks once.
  [[nodiscard]] wait_answer wait(const std::string& key, milliseconds budget) {
    return wait_for_end(options_, key, budget, [this](const std::string& k) { return peek(k); });
  }

  /// Deletes what is past its lifetime and has no lease alive, and tells how many records that were.
  std::int64_t purge() {
    const std::int64_t gone = changes_on(*handle_, purge_write(options_.now()));
    if (gone > 0) announce_all();
    return gone;
  }

  /// Heartbeats on a handle of their own, for the thread that opens it.
  [[nodiscard]] std::optional<heartbeat_opener> heartbeat_elsewhere() const {
    if constexpr (Reopenable<H>) {
      if (const auto open = handle_->open_again()) {
        return [open = *open, now = options_.now]() -> idempotency::heartbeat {
          return [handle = std::make_shared<H>(open()), now](const std::string& key, const std::string& owner, milliseconds extend) {
            return changes_on(*handle, heartbeat_write(key, owner, now(), extend)) == 1;
          };
        };
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] const options& settings() const noexcept { return options_; }

 private:
  static constexpr int most_attempts = 8;

  template <class S>
  bool end(const std::string& key, const S& s) {
    const bool ended = changes_on(*handle_, s) == 1;
    if (ended) announce(key);
    return ended;
  }

  H* handle_;
  options options_;
};

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::Reopenable;
using detail::idempotency::store;
}  // namespace mizzle::idempotency
