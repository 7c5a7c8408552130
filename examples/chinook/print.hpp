// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "answer.hpp"

namespace chinook {

/// An answer as a table: names above, numbers to the right, reals with two digits, NULL as a dash; long texts go on in a further line, and of
/// more than `most` rows the first ones are shown.
std::string table_of(const answer& a, std::size_t most = 30);

}  // namespace chinook
