// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/durable/idempotency/failure.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/definition.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/value/by_name.hpp>
#include <mizzle/value/chrono.hpp>
#include <mizzle/value/digest.hpp>

namespace mizzle::detail::idempotency {

/// Points in time, in the table and wherever they are handed in: milliseconds since 1970.
using time_point = std::chrono::sys_time<std::chrono::milliseconds>;

/// What is known of a key.
enum class status { in_progress, completed, failed };

}  // namespace mizzle::detail::idempotency

template <>
struct mizzle::codec<mizzle::detail::idempotency::status>
    : mizzle::by_name<mizzle::detail::idempotency::status, mizzle::name<mizzle::detail::idempotency::status::in_progress, "in_progress">,
                      mizzle::name<mizzle::detail::idempotency::status::completed, "completed">,
                      mizzle::name<mizzle::detail::idempotency::status::failed, "failed">> {};

namespace mizzle::detail::idempotency {

template <class As>
struct Record {
  column<As, "key", std::string, primary_key> key{};
  column<As, "status", idempotency::status, check_sql<"status in ('in_progress', 'completed', 'failed')">> status{};
  /// Who works on it, or did last.
  column<As, "owner_id", std::string> owner{};
  /// Until when the owner is believed to be alive, that moment included.
  column<As, "lease_expires_at", time_point> lease_expires_at{};
  /// Until when the key means this operation, that moment included; then it is as good as new.
  column<As, "expires_at", time_point> expires_at{};
  /// Whatever the claim has said about where it came from; may be empty.
  column<As, "trace_id", std::string> trace{};
  /// JSON; there exactly if the status is completed.
  column<As, "result", std::optional<std::string>> result{};
  /// There exactly if the status is failed.
  column<As, "error", std::optional<failure>> error{};
  column<As, "created_at", time_point> created_at{};
  column<As, "updated_at", time_point> updated_at{};
  /// 1 for the first claim; each later claim, completion and failure adds 1, so that a later owner always has a higher one.
  column<As, "version", std::int64_t, default_value<1>> version{};
  /// The digest of what was asked for under the key, if the claim has given one.
  column<As, "request_digest", std::optional<digest>> request{};
  static constexpr auto constraints(const auto& t) { return mizzle::constraints(index<"mizzle_idempotency_expires_at">(t.expires_at)); }
};

/// The table of a store, for statements of your own.
inline constexpr table<"mizzle_idempotency", Record> records{};

/// What is stored about a key: a row of the table.
using record = row_of<records>;

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::record;
using detail::idempotency::records;
using detail::idempotency::status;
using detail::idempotency::time_point;
}  // namespace mizzle::idempotency
