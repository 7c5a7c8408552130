// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mizzle::detail {

// "text"sv, in this library's own constants: the other way of making a view of a literal has a compiler count its
// characters one by one.
using std::string_view_literals::operator""sv;

/// A string literal as a template argument: `table<"users", User>`.
template <std::size_t N>
struct fixed_string {
  char chars[N]{};

  constexpr fixed_string(const char (&literal)[N]) noexcept {
    for (std::size_t i = 0; i != N; ++i) chars[i] = literal[i];
  }
  constexpr explicit fixed_string(std::string_view text) noexcept {
    for (std::size_t i = 0; i + 1 < N; ++i) chars[i] = text[i];
  }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return N - 1; }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, N - 1}; }
};

/// Two texts as one.
template <std::size_t N, std::size_t M>
constexpr fixed_string<N + M - 1> operator+(const fixed_string<N>& a, const fixed_string<M>& b) noexcept {
  char both[N + M - 1]{};
  for (std::size_t i = 0; i != N; ++i) both[i] = a.chars[i];
  for (std::size_t i = 0; i != M; ++i) both[N - 1 + i] = b.chars[i];
  return {both};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::fixed_string;
}  // namespace mizzle
