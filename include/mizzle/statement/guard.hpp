// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <mizzle/value/error.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

/// What require_changes() and require_exactly() ask of a statement's change count.
struct guard {
  std::int64_t count = -1;  // negative: nothing is asked
  bool exactly = false;

  [[nodiscard]] constexpr bool exists() const noexcept { return count >= 0; }
  [[nodiscard]] constexpr bool met(std::int64_t changed) const noexcept {
    return count < 0 || (exactly ? changed == count : changed >= count);
  }
  friend constexpr bool operator==(const guard&, const guard&) = default;
};

/// That of a statement which cannot have one.
inline constexpr guard unguarded{};

/// A guard of n rows; a negative n is an invalid_request.
constexpr guard make_guard(std::int64_t n, bool exactly) {
  if (n < 0) throw error::invalid_request{"a guard cannot require a negative number of changes"};
  return {n, exactly};
}
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse(const guard& required, std::int64_t changed, std::size_t step) {
  throw error::guard_failed{step, required.count, changed, required.exactly};
}
/// Throws unless a step has changed as many rows as its guard asks.
MIZZLE_INLINE inline void demand(const guard& required, std::int64_t changed, std::size_t step = 0) {
  if (!required.met(changed)) [[unlikely]]
    refuse(required, changed, step);
}

/// A statement with a guard.
template <class S>
constexpr S with_guard(S s, std::int64_t n, bool exactly) {
  s.required = make_guard(n, exactly);
  return s;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::guard;
}  // namespace mizzle
