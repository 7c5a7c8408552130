// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mizzle::detail {

/// Reads a whole decimal number from the front of a text and tells how many characters it has; 0 if there is none, or if it
/// does not fit.
constexpr std::size_t read_integer(std::string_view text, std::int64_t& number) {
  const bool negative = !text.empty() && text[0] == '-';
  std::size_t i = negative ? 1 : 0;
  const std::size_t first = i;
  std::int64_t result = 0;
  for (; i != text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    const std::int64_t digit = text[i] - '0';
    if (result < (INT64_MIN + digit) / 10) return 0;
    result = result * 10 - digit;  // towards the negative side, which reaches further
  }
  if (i == first || (!negative && result == INT64_MIN)) return 0;
  number = negative ? result : -result;
  return i;
}

}  // namespace mizzle::detail
