// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <mizzle/value/error.hpp>

namespace mizzle::detail {

/// A name that is known at run time only, as SQL has it, in its quotes: `db.raw<>("drop table " + mz::identifier(name))`. A name that is
/// empty or has a zero byte is an invalid_request. Names that are known at compile time need none of this; and a value is bound, never quoted.
inline std::string identifier(std::string_view name) {
  if (name.empty() || name.find('\0') != name.npos)
    throw error::invalid_request{"identifier(): a name must not be empty, and must not have a zero byte"};
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted += '"';
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::identifier;
}  // namespace mizzle
