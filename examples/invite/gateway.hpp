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
  bool repeated = false;  // by an earlier attempt of the same request
};
struct refused {
  std::string why;
};
/// The owner did not answer, or its database was busy.
struct unanswered {
  std::string why;
  bool outcome_unknown = false;  // it may have happened all the same; otherwise nothing did
};
using answer = std::variant<redeemed, refused, unanswered>;

// [redeem]
/// Why an invite could not be used. It is read behind the attempt, so that it may have become usable meanwhile.
template <class Owner>
refused why_not(Owner& owner, const visitor& v, const std::function<bool()>& go_on) {
  const auto question = mz::atomic(invite_of(v));
  auto found = mz::try_atomic(owner, question);
  while (!found.ok() && go_on()) found = mz::try_atomic(owner, question);
  if (!found.ok()) return {std::string{"it cannot be used, and the owner does not say why: "} + found.error()->what()};
  if (found.value()[0_c].size() == 0) return {"there is no such invite"};
  const auto& [status, use_count, max_uses, expired] = found.value()[0_c].one();
  if (status == invite::status::revoked) return {"it was revoked"};
  if (use_count >= max_uses) return {"it is used up: " + std::to_string(use_count) + " of " + std::to_string(max_uses)};
  if (expired) return {"it has expired"};
  return {"it has just changed; try again"};
}

/// Redeems an invite. `request` is the caller's name for this very attempt: however often it is sent, it counts once, also where the answer
/// to it was lost. So it is simply sent again, for as long as the owner does not answer and `go_on` says so.
template <class Owner>
answer redeem(Owner& owner, const std::string& request, const visitor& v, const std::function<bool()>& go_on) {
  const auto list = mz::once("redeem " + request, redemption(v)).keep_results();
  for (bool unknown = false;;) {
    const auto outcome = mz::try_atomic(mz::require_atomic, owner, list);
    if (outcome.ok()) {
      const auto& [use_count, max_uses] = outcome.value()[1_c].one();
      return redeemed{use_count, max_uses, outcome.value().repeated()};
    }
    if (outcome.template error<mz::error::guard_failed>()) return why_not(owner, v, go_on);
    if (!outcome.template error<mz::error::transport_error>() && !outcome.template error<mz::error::busy>())
      (void)outcome.value();  // throws: sending it again would not help
    unknown = unknown || outcome.error()->outcome_unknown();
    if (!go_on()) return unanswered{outcome.error()->what(), unknown};
  }
}
// [/redeem]

}  // namespace invite
