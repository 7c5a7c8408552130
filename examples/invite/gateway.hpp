// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>

#include <mizzle/atomic/once.hpp>

#include "invites.hpp"

/// A process that speaks with visitors, and asks the owner of the database.
namespace invite {

using namespace mz::literals;

struct redeemed {
  std::int64_t use_count = 0, max_uses = 0;
  bool repeated = false;  // this request had been carried out before
};
struct refused {
  std::string why;
};
using answer = std::variant<redeemed, refused>;

/// Why an invite could not be used. It is read behind the attempt, so that it may have become usable meanwhile.
template <class Owner>
refused why_not(Owner& owner, const visitor& v) {
  const auto invite = owner.get(invite_of(v));
  if (!invite) return {"there is no such invite"};
  const auto& [status, use_count, max_uses, expired] = *invite;
  if (status == invite::status::revoked) return {"it was revoked"};
  if (use_count >= max_uses) return {"it is used up: " + std::to_string(use_count) + " of " + std::to_string(max_uses)};
  if (expired) return {"it has expired"};
  return {"it has just changed; try again"};
}

/// Redeems an invite. `request` is the caller's name for this very attempt: however often it is sent, it counts once, also where the answer
/// to it was lost. It is sent again while the owner cannot be reached, or is busy, and `go_on` says so; the transport_error that comes out at last is
/// outcome_unknown() if any of the attempts was.
template <class Owner>
answer redeem(Owner& owner, const std::string& request, const visitor& v, const std::function<bool()>& go_on) {
  const auto list = mz::once("redeem " + request, redemption(v)).keep_results();
  for (bool unknown = false;;) {
    try {
      const auto done = mz::run_atomic(mz::require_atomic, owner, list);
      const auto& [use_count, max_uses] = done[1_c].one();
      return redeemed{use_count, max_uses, done.repeated()};
    } catch (const mz::error::guard_failed&) {
      return why_not(owner, v);
    } catch (mz::error::transport_error& e) {
      unknown = unknown || e.outcome_unknown();
      e.set_outcome_unknown(unknown);
      if (!go_on()) throw;
    } catch (const mz::error::busy&) {  // somebody else holds the owner's file; nothing happened
      if (!go_on()) throw;
    }
  }
}

}  // namespace invite
