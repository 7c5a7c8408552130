// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <mizzle/durable/idempotency/transitions.hpp>
#include <mizzle/statement/conflict.hpp>
#include <mizzle/statement/delete.hpp>
#include <mizzle/statement/insert.hpp>
#include <mizzle/statement/select.hpp>
#include <mizzle/statement/update.hpp>

namespace mizzle::detail::idempotency {

// What a store does, as statements to put into lists of your own, so that a refund and its failure happen in one unit:
//
//     mz::run_atomic(db, mz::atomic(refund, mz::idempotency::fail_write(key, owner, now, {"cancelled"}).require_changes(1)));
//
// Who completes or fails a key that way calls announce(key) behind the commit, so that those who wait for it in the same process look
// at once.

/// Claims a key: returns its record if that succeeds, and no row otherwise.
inline auto claim_write(std::string key, std::string owner, time_point now, const claim_options& o = {}) {
  const auto lease_is_over = records.lease_expires_at < now;
  const auto lifetime_is_over = records.expires_at < now;
  const auto same_request =
      records.request.is_null() || excluded(records.request).is_null() || records.request == excluded(records.request);
  return insert_into(records)
      .values({.key = std::move(key),
               .status = status::in_progress,
               .owner = std::move(owner),
               .lease_expires_at = later(now, o.lease),
               .expires_at = later(now, o.lifetime),
               .trace = o.trace,
               .created_at = now,
               .updated_at = now,
               .request = o.request})
      .on_conflict(records.key)
      .do_update(records.status = excluded(records.status), records.owner = excluded(records.owner),
                 records.lease_expires_at = excluded(records.lease_expires_at), records.expires_at = excluded(records.expires_at),
                 records.trace = excluded(records.trace), records.result = std::nullopt, records.error = std::nullopt,
                 records.updated_at = excluded(records.updated_at), records.version = records.version + 1,
                 records.request = excluded(records.request))
      .where((records.status == status::failed || (records.status == status::in_progress && lease_is_over) ||
              (records.status == status::completed && lifetime_is_over)) &&
             (same_request || lifetime_is_over))
      .returning();
}

/// Takes over what was completed, in the version that was seen: returns the record if that succeeds, and no row otherwise.
inline auto take_over_write(const record& seen, std::string owner, time_point now, const claim_options& o = {}) {
  return update(records)
      .set(records.status = status::in_progress, records.owner = std::move(owner), records.lease_expires_at = later(now, o.lease),
           records.expires_at = later(now, o.lifetime), records.trace = o.trace, records.result = std::nullopt,
           records.error = std::nullopt, records.updated_at = now, records.version = records.version + 1, records.request = o.request)
      .where(records.key == seen.key && records.status == status::completed && records.version == seen.version)
      .returning();
}

/// The condition that an owner still has its key.
inline auto owned_by(std::string key, std::string owner) {
  return records.key == std::move(key) && records.owner == std::move(owner) && records.status == status::in_progress;
}

/// Lengthens a lease to `extend` from now on, and never shortens it. No change: the key is lost.
inline auto heartbeat_write(std::string key, std::string owner, time_point now, milliseconds extend) {
  const time_point until = later(now, extend);
  return update(records)
      .set(records.lease_expires_at = case_when(records.lease_expires_at > until, records.lease_expires_at).otherwise(until),
           records.updated_at = now)
      .where(owned_by(std::move(key), std::move(owner)));
}

/// Completes a key with its result, which is JSON, and counts its lifetime from now on. No change: the key is lost.
inline auto complete_write(std::string key, std::string owner, time_point now, std::string result,
                           milliseconds lifetime = claim_options{}.lifetime) {
  return update(records)
      .set(records.status = status::completed, records.result = std::move(result), records.updated_at = now,
           records.expires_at = later(now, lifetime), records.version = records.version + 1)
      .where(owned_by(std::move(key), std::move(owner)));
}

/// Gives a key up, so that the next claim gets it. No change: the key is lost.
inline auto fail_write(std::string key, std::string owner, time_point now, failure why) {
  return update(records)
      .set(records.status = status::failed, records.error = std::move(why), records.updated_at = now, records.version = records.version + 1)
      .where(owned_by(std::move(key), std::move(owner)));
}

/// Deletes what is past its lifetime and has no lease alive.
inline auto purge_write(time_point now) {
  return delete_from(records).where(records.expires_at < now &&
                                    !(records.status == status::in_progress && records.lease_expires_at >= now));
}

/// The record of a key.
inline auto record_of(std::string key) { return select(records).where(records.key == std::move(key)); }

}  // namespace mizzle::detail::idempotency

namespace mizzle::idempotency {
using detail::idempotency::claim_write;
using detail::idempotency::complete_write;
using detail::idempotency::fail_write;
using detail::idempotency::heartbeat_write;
using detail::idempotency::purge_write;
using detail::idempotency::take_over_write;
}  // namespace mizzle::idempotency
