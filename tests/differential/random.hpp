// SPDX-License-Identifier: MIT
// Values that databases and arguments are drawn from: small ones that meet one another, and odd ones.
#pragma once

#include <cmath>
#include <limits>

#include "differential/harness.hpp"

namespace differential {

/// The same numbers from the same seed everywhere (https://prng.di.unimi.it/splitmix64.c).
class random {
 public:
  explicit random(std::uint64_t seed) noexcept : state_{seed} {}

  std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) noexcept { return next() % n; }
  bool one_in(std::size_t n) noexcept { return below(n) == 0; }
  template <class T, std::size_t N>
  const T& of(const T (&pool)[N]) noexcept {
    return pool[below(N)];
  }

 private:
  std::uint64_t state_;
};

/// A seed made of several numbers.
inline std::uint64_t mixed(std::uint64_t a, std::uint64_t b, std::uint64_t c = 0) {
  random r{a};
  random s{r.next() ^ b};
  return random{s.next() ^ c}.next();
}

inline value random_integer(random& r) {
  static constexpr std::int64_t odd[] = {INT64_MIN,
                                         INT64_MIN + 1,
                                         INT64_MAX,
                                         INT64_MAX - 1,
                                         -128,
                                         -129,
                                         127,
                                         128,
                                         255,
                                         256,
                                         1000,
                                         -1000,
                                         2147483647,
                                         2147483648,
                                         -2147483648,
                                         4294967295,
                                         4294967296,
                                         9007199254740992,
                                         9007199254740993,
                                         1000000007,
                                         -4294967296};
  return r.one_in(4) ? r.of(odd) : static_cast<std::int64_t>(r.below(9)) - 3;
}
inline value random_tiny(random& r) {
  static constexpr std::int64_t odd[] = {-128, -127, 127, 126, -24, 100};
  return r.one_in(4) ? r.of(odd) : static_cast<std::int64_t>(r.below(9)) - 3;
}
inline value random_word(random& r) {
  static constexpr std::int64_t odd[] = {4294967295, 4294967294, 2147483648, 2147483647, 65536, 1000};
  return r.one_in(4) ? r.of(odd) : static_cast<std::int64_t>(r.below(7));
}
inline double random_finite(random& r) {
  static constexpr double odd[] = {5e-324,
                                   2.2250738585072014e-308,
                                   1e-300,
                                   1e22,
                                   1e23,
                                   1e308,
                                   std::numeric_limits<double>::max(),
                                   std::numeric_limits<double>::lowest(),
                                   0.1,
                                   1.0 / 3,
                                   9007199254740993.0,
                                   9223372036854775807.0,
                                   -9223372036854775808.0,
                                   123456789.123456789,
                                   -0.0};
  return r.one_in(4) ? r.of(odd) : (static_cast<double>(r.below(13)) - 5) / 2;
}
inline value random_real(random& r) {
  if (r.one_in(12)) return r.one_in(2) ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  return random_finite(r);
}
inline std::string random_text(random& r, bool zero_bytes = true) {
  using namespace std::string_literals;
  static const std::string common[] = {"", "a", "A", "b", "ab", "AB", "abc", "a%", "%", "_", "%b%", "a_c", "*", "a*", "?b", "1", "x"};
  static const std::string odd[] = {"it's",
                                    "\"",
                                    "\\",
                                    "50% off",
                                    "\xf0\x9f\x9a\xa2",
                                    "\xf0\x9f\x9a\xa2 ship \xf0\x9f\x90\x8b",
                                    "\xc3\x89t\xc3\xa9",
                                    "\xc3\x9f",
                                    " spaced ",
                                    "\t\n",
                                    "null",
                                    "-0",
                                    "1e3",
                                    "0x10",
                                    "'; drop table things; --",
                                    "[a-c]*",
                                    "free",
                                    "sealed:x",
                                    "?1",
                                    "\xff\xfe",
                                    "\xe2\x82",
                                    "9223372036854775808",
                                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
  static const std::string zeros[] = {"\0"s, "a\0b"s, "a\0"s, "\0a"s, "ab\0ab"s};
  if (zero_bytes && r.one_in(12)) return r.of(zeros);
  return r.one_in(3) ? r.of(odd) : r.of(common);
}
inline mz::blob random_blob(random& r) {
  mz::blob result;
  if (r.one_in(4)) return result;
  static constexpr unsigned char pool[] = {0, 0, 0x27, 0x25, 0x61, 0x62, 0xff, 0x80};
  for (std::size_t i = 0, n = r.below(5); i != n; ++i) result.push_back(static_cast<std::byte>(r.of(pool)));
  return result;
}

inline value random_value(random& r, kind k) {
  if (k >= kind::maybe_n && k <= kind::maybe_who) {
    if (r.one_in(3)) return std::monostate{};
    k = static_cast<kind>(static_cast<int>(k) - static_cast<int>(kind::maybe_n));
  }
  switch (k) {
    case kind::n:
      return random_integer(r);
    case kind::tiny:
      return random_tiny(r);
    case kind::word:
      return random_word(r);
    case kind::r:
      return random_real(r);
    case kind::s:
      return random_text(r);
    case kind::b:
      return random_blob(r);
    case kind::flag:
      return static_cast<std::int64_t>(r.below(2));
    case kind::mood:
      return static_cast<std::int64_t>(r.below(3)) - 1;
    case kind::tier: {
      static const std::string names[] = {"free", "paid", "staff"};
      return r.of(names);
    }
    case kind::who:
      return "sealed:" + random_text(r);
    case kind::key:
      return r.one_in(8) ? std::int64_t{1099511627776} : static_cast<std::int64_t>(r.below(9)) - 1;
    case kind::few:
      return static_cast<std::int64_t>(r.below(5));
    case kind::list_r:
      return random_finite(r);
    default:
      return random_text(r, false);
  }
}

}  // namespace differential
