// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// Which step of a list a statement belongs to, and which element of it if it is an each().
struct place {
  static constexpr auto no_element = static_cast<std::size_t>(-1);
  std::size_t step = 0;
  std::size_t element = no_element;

  constexpr place(std::size_t s, std::size_t e = no_element) noexcept : step{s}, element{e} {}
  friend constexpr bool operator==(const place&, const place&) = default;
};
/// Tells in an error where it happened.
inline void set_place(error::base& e, const place& at) noexcept {
  e.set_step(at.step);
  if (at.element != place::no_element) e.set_element(at.element);
}

}  // namespace mizzle::detail
