// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mizzle::detail {

/// Whether SQLite takes two names or keywords for one: it does not tell upper from lower case in ASCII letters.
constexpr bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto in_lower_case = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i != a.size(); ++i) {
    if (in_lower_case(a[i]) != in_lower_case(b[i])) return false;
  }
  return true;
}

}  // namespace mizzle::detail
