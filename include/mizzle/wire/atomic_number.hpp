// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mizzle::detail {

/// A number that all threads use.
// Not std::atomic: <atomic> would cost a compiler a tenth of what all of mizzle costs it.
class atomic_number {
 public:
  constexpr atomic_number() = default;
  atomic_number(const atomic_number&) = delete;
  atomic_number& operator=(const atomic_number&) = delete;

  [[nodiscard]] std::uint64_t get() const noexcept { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  /// Adds one and gives the sum.
  std::uint64_t increment() noexcept { return __atomic_add_fetch(&value_, 1, __ATOMIC_RELAXED); }
  /// Becomes `wanted` if it is still zero; gives what it is then.
  std::uint64_t set_once(std::uint64_t wanted) noexcept {
    std::uint64_t found = 0;
    return __atomic_compare_exchange_n(&value_, &found, wanted, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ? wanted : found;
  }

 private:
  std::uint64_t value_ = 0;
};

}  // namespace mizzle::detail
