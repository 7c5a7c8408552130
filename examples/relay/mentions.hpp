// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace relay {

/// Whether a byte can be part of a name: ASCII letters and digits, '_', '-', and every byte of a non-ASCII character.
constexpr bool in_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The names that a text mentions, each once: `@name` at the start of a word, so not the `b` of `a@b`.
inline std::set<std::string> mentions_of(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '@' || (i > 0 && (in_name(text[i - 1]) || text[i - 1] == '@'))) continue;
    std::size_t end = i + 1;
    while (end < text.size() && in_name(text[end])) ++end;
    if (end > i + 1) names.emplace(text.substr(i + 1, end - i - 1));
  }
  return names;
}

}  // namespace relay
