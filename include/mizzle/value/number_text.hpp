// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mizzle::detail {

// Numbers as text that is the same in every locale, unlike that of std::to_string, which has a decimal comma where the
// program's locale has one. Without a decimal sign it is also read alike: some builds of SQLite read the reals of JSON by
// strtod, which wants the locale's. (std::to_chars would do, but its header takes as long to compile as a floor of mizzle.)

/// A whole number in decimal digits, as a part of a text.
class in_digits {
 public:
  template <std::integral N>
  explicit in_digits(N number) noexcept {
    auto rest = number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
    do digits_[--first_] = static_cast<char>('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (number < 0) digits_[--first_] = '-';
  }
  operator std::string_view() const noexcept { return {digits_ + first_, sizeof digits_ - first_}; }

 private:
  char digits_[24];
  std::size_t first_ = sizeof digits_;
};

/// Texts one after another.
// A chain of + would do, but takes the compiler long: for each it looks at all operators that there are, and makes those of std::string.
inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part.data(), part.size());
  return text;
}

/// Appends a number in decimal digits.
inline void append_number(std::string& out, std::int64_t number) {
  const in_digits digits{number};
  const std::string_view text = digits;
  out.append(text.data(), text.size());
}
/// Appends a finite real without a decimal sign: 1.5 is 15e-1. With 17 digits, the most there can be, it is read back as
/// exactly this number; a shorter form that would be, too, is read less exactly by some builds of SQLite.
inline void append_number(std::string& out, double number, int digits = 17) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*e", digits - 1, number);
  const std::size_t start = out.size();
  const char* at = text;
  // The digits are taken and what stands between them is not, because that is the locale's.
  for (; *at != 'e'; ++at) {
    if (*at == '-' || (*at >= '0' && *at <= '9')) out += *at;
  }
  std::int64_t exponent = 0;
  for (const char* digit = at + 2; *digit != '\0'; ++digit) exponent = exponent * 10 + (*digit - '0');
  if (at[1] == '-') exponent = -exponent;
  exponent -= digits - 1;
  while (out.back() == '0' && out.size() > start + 1 && out[out.size() - 2] != '-') {
    out.pop_back();
    ++exponent;
  }
  out += 'e';
  append_number(out, exponent);
}

}  // namespace mizzle::detail
