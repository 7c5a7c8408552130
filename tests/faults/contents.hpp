// SPDX-License-Identifier: MIT
#pragma once

#include <string>

struct sqlite3;

namespace faults {

/// All tables of a database, declaration and rows, one line each; long values by length and hash. Throws a
/// std::runtime_error if they cannot be read.
std::string contents(sqlite3* db);
/// The same of a file, by a connection of its own that no fault touches; `integrity` gets what the integrity check says.
std::string contents(const std::string& path, std::string& integrity);
/// How two contents differ: the first line that does.
std::string difference(const std::string& is, const std::string& expected);

}  // namespace faults
