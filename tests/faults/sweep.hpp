// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "course.hpp"
#include "fault.hpp"

namespace faults {

/// Which points of a sweep are run.
struct choice {
  bool all = false;
  unsigned long seed = 1;
  /// Otherwise so many of each: the first few, the last few, and some between them as the seed wills.
  unsigned long sample = 20;
  bool quiet = false;  // prints no failures
};

struct tally {
  unsigned long passed = 0, failed = 0;
  std::vector<std::string> complaints;
};

/// Runs a scenario with each chosen point of a kind, both journals, once and lasting, in a process of its own, and goes on
/// in another one behind a point at which it died.
/// Prints each failure.
tally sweep(const scenario& s, kind what, const choice& chosen);

}  // namespace faults
