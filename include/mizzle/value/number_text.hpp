// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mizzle {

// Numbers as text that every locale reads alike, unlike that of printf and std::to_string, which writes a decimal comma where
// the program's locale has one.

/// Appends a number in decimal digits.
inline void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  char* at = digits + sizeof digits;
  auto rest = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  do *--at = static_cast<char>('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (number < 0) *--at = '-';
  out.append(at, static_cast<std::size_t>(digits + sizeof digits - at));
}
/// Appends the shortest text that is read back as exactly this number.
inline void append_number(std::string& out, double number) {
  char digits[32];
  out.append(digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, number).ptr - digits));
}

}  // namespace mizzle
