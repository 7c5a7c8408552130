// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/durable/idempotency/record.hpp>

namespace mizzle::detail::idempotency {

/// A moment that much later, or the last one that there is.
inline time_point later(time_point now, milliseconds span) {
  return now > time_point{} && span > time_point::max() - now ? time_point::max() : now + span;
}

// The conditions of statements.hpp, in C++: of what was read, and for a store that has no SQL. That they agree is tested by running all
// stores side by side.

inline bool has_live_lease(const record& r, time_point now) { return r.status == status::in_progress && r.lease_expires_at >= now; }
inline bool is_past_lifetime(const record& r, time_point now) { return r.expires_at < now; }

/// Whether a claim is for the request that the record is about, as far as both say.
inline bool is_same_request(const record& r, const claim_options& o) { return !r.request || !o.request || *r.request == *o.request; }

/// Whether a claim may take the key over.
inline bool is_reclaimable(const record& r, const claim_options& o, time_point now) {
  const bool is_free = r.status == status::completed ? is_past_lifetime(r, now) : !has_live_lease(r, now);
  return is_free && (is_same_request(r, o) || is_past_lifetime(r, now));
}

inline bool is_purgeable(const record& r, time_point now) { return is_past_lifetime(r, now) && !has_live_lease(r, now); }

/// What a claim is answered that has not got the key.
inline claim_answer refuse_claim(record r, const claim_options& o) {
  if (!is_same_request(r, o)) return key_reused{std::move(r)};
  if (r.status == status::completed) return completed{std::move(r)};
  return in_progress{std::move(r)};
}

inline void check_span(milliseconds span) {
  if (span < 0ms) throw error::invalid_request{"a lease or a lifetime must not be negative"};
}
/// What a claim must not ask for, in a store of any kind: an invalid_request.
inline void check_claim(std::string_view key, std::string_view owner, const claim_options& o) {
  if (key.empty()) throw error::invalid_request{"an idempotency key must not be empty"};
  if (owner.empty()) throw error::invalid_request{"the owner of an idempotency key must not be empty"};
  check_span(o.lease);
  check_span(o.lifetime);
}

}  // namespace mizzle::detail::idempotency
