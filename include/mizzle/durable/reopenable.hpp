// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>

namespace mizzle::detail {

/// A handle that can be opened once more, by any thread: `open_again()` gives a function object that does it, or nothing if the
/// database is seen by this handle alone.
template <class H>
concept Reopenable = requires(const H& h) {
  { static_cast<bool>(h.open_again()) };
  { (*h.open_again())() } -> std::same_as<H>;
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::Reopenable;
}  // namespace mizzle
