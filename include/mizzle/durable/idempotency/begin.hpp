// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <mizzle/durable/idempotency/outcome.hpp>
#include <mizzle/durable/idempotency/run_options.hpp>
#include <mizzle/durable/idempotency/transitions.hpp>
#include <mizzle/durable/idempotency/wait.hpp>

namespace mizzle::detail::idempotency {

/// What begin() gives: a std::variant of an execution, replayed and refused.
template <class T>
class [[nodiscard("mizzle: begin() may have claimed a key, which is given up at once if nobody keeps it")]] begun
    : public std::variant<execution_of<T>, replayed<T>, refused> {
 public:
  using base = std::variant<execution_of<T>, replayed<T>, refused>;
  using base::base;

  /// The key, if it is yours now, or null.
  [[nodiscard]] execution_of<T>* execution() noexcept { return std::get_if<execution_of<T>>(static_cast<base*>(this)); }
  /// What came of it before, or null.
  [[nodiscard]] const replayed<T>* replay() const noexcept { return std::get_if<replayed<T>>(static_cast<const base*>(this)); }
  /// Why it is not yours and cannot be replayed, or null.
  [[nodiscard]] const refused* refusal() const noexcept { return std::get_if<refused>(static_cast<const base*>(this)); }
};

/// The stored result of a record; a decode_error that names the key if it is none.
template <class T>
replayed<T> replay(const record& r) {
  try {
    if (!r.result) throw error::invalid_request{"it is completed without a result"};
    if constexpr (std::is_void_v<T>) {
      result_codec<T>::decode(*r.result);
      return {};
    } else {
      return {{result_codec<T>::decode(*r.result)}};
    }
  } catch (const std::exception& e) {
    throw error::decode_error{
        "result", "what is stored for the key \"" + r.key + "\" cannot be replayed: " + e.what(), {}, std::string{"mizzle_idempotency"}};
  }
}

inline refused refuse(refusal why, const std::string& key, const std::string& sentence) {
  return {why, key, "idempotency key \"" + key + "\": " + sentence};
}

/// The execution of a key that was just claimed, with its heartbeats.
template <class T, Store S>
execution_of<T> start(S& store, record mine, const run_options& o) {
  const std::string key = mine.key, owner = mine.owner;
  std::unique_ptr<execution_state> state{new execution_state{.mine = std::move(mine), .renew = [&store, key, owner, lease = o.lease] {
    return store.heartbeat(key, owner, lease);
  }, .complete = [&store, key, owner, lifetime = o.lifetime](std::string result) {
    return store.complete(key, owner, std::move(result), lifetime);
  }, .fail = [&store, key, owner](failure why) { return store.fail(key, owner, std::move(why)); }, .on_error = o.on_error}};
  if (o.heartbeats && o.lease > 0ms) {
    if (auto open = store.heartbeat_elsewhere()) state->beats = std::make_unique<heartbeats>(std::move(*open), key, owner, o.lease);
  }
  return execution_of<T>{std::move(state)};
}

/// Waits for another's execution as long as somebody is at it and the watch allows it. Empty: the key can be claimed again.
template <Store S>
std::optional<wait_answer> wait_for_other(S& store, record seen, stopwatch& watch, milliseconds budget) {
  for (;;) {
    const milliseconds left = budget - watch.elapsed();
    if (left <= 0ms) return timed_out{std::move(seen)};
    // A lease that is over ends the waiting. One of a record that only stands for another is over at once.
    const milliseconds until_over = std::max(seen.lease_expires_at - store.settings().now(), 0ms);
    const milliseconds span = until_over < left ? until_over + 1ms : left;
    wait_answer answer = store.wait(seen.key, span);
    if (std::holds_alternative<vanished>(answer) && seen.version == 0) return std::nullopt;
    auto* const still = std::get_if<timed_out>(&answer);
    if (!still) return answer;
    watch.add(span);
    seen = std::move(still->record);
    if (!has_live_lease(seen, store.settings().now())) return std::nullopt;
  }
}

/// begin(), of what was found to be a store and a result.
template <class T, Store S>
begun<T> begin_checked(S& store, const std::string& key, const run_options& o) {
  const claim_options wanted{.lease = o.lease, .lifetime = o.lifetime, .trace = o.trace, .request = o.request};
  const std::string owner = store.settings().new_owner();
  const milliseconds budget = o.wait ? *o.wait : o.lease + 5s;
  stopwatch watch{store.settings()};
  for (bool is_first = true;; is_first = false) {
    claim_answer answer = store.claim(key, owner, wanted);
    if (auto* const mine = std::get_if<claimed>(&answer)) return start<T>(store, std::move(mine->record), o);
    if (std::holds_alternative<key_reused>(answer)) return refuse(refusal::key_reused, key, "it belongs to another request");

    auto* const done = std::get_if<completed>(&answer);
    record seen = std::move(done ? done->record : std::get<in_progress>(answer).record);
    if (is_first && o.on_duplicate) o.on_duplicate(seen);
    if (o.duplicates == duplicate_policy::block) {
      return refuse(refusal::duplicate, key,
                    done ? "it is completed already, and duplicates are refused" : "it is in progress already, and duplicates are refused");
    }
    if (done) {
      if (o.duplicates == duplicate_policy::replay) return replay<T>(seen);
      if (auto mine = store.take_over(seen, owner, wanted)) return start<T>(store, std::move(*mine), o);
      // Another was faster, whose execution comes first.
      if (watch.elapsed() < budget) continue;
      return refuse(refusal::in_progress, key, "still in progress after " + std::to_string(budget.count()) + " ms");
    }

    const std::optional<wait_answer> end = wait_for_other(store, std::move(seen), watch, budget);
    if (!end) continue;
    if (std::holds_alternative<timed_out>(*end))
      return refuse(refusal::in_progress, key, "still in progress after " + std::to_string(budget.count()) + " ms");
    if (const auto* const other = std::get_if<completed>(&*end)) {
      if (o.duplicates == duplicate_policy::replay) return replay<T>(other->record);
      continue;
    }
    if (o.retry_on_failed) continue;
    if (const auto* const other = std::get_if<failed>(&*end)) {
      const std::string reason = other->record.error ? other->record.error->message : "no reason is known";
      return refuse(refusal::failed, key, "the earlier attempt failed: " + reason + "; it may be retried");
    }
    return refuse(refusal::vanished, key, "the earlier attempt's record is gone; it may be retried");
  }
}

template <class S, class T>
constexpr void check_store_and_result() {
  constexpr bool is_store = Store<S>, has_codec = Replayable<T>;
  static_assert(
      is_store,
      "mizzle: idempotency: the first argument of run_once() and begin() must be a store; make an idempotency::store over your handle, or a memory_store");
  static_assert(
      has_codec,
      "mizzle: idempotency: a result of this type cannot be kept and replayed; it must be something that nlohmann::json writes and reads and that owns what it holds (std::string instead of a view or a pointer), or have an idempotency::result_codec");
}

/// Claims a key, to complete it later: gives an execution that is yours, or what came of the key before, or why there is neither. T is the
/// type of the result.
///
///     auto begun = mz::idempotency::begin<receipt>(store, "charge-42");
///     if (auto* mine = begun.execution()) (void)mine->complete(charge());
template <class T, class S>
begun<T> begin(S& store, const std::string& key, const run_options& o = {}) {
  check_store_and_result<S, T>();
  if constexpr (Store<S> && Replayable<T>) {
    return begin_checked<T>(store, key, o);
  } else {
    throw;  // did not compile
  }
}

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::begin;
using detail::idempotency::begun;
}  // namespace mizzle::idempotency
