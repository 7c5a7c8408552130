// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "answer.hpp"

namespace chinook {

/// An answer as a table: names above, numbers to the right, reals with two digits, NULL as a dash; long texts are cut, and so are more than
/// `most` rows.
std::string table_of(const answer& a, std::size_t most = 30);

}  // namespace chinook
