// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mizzle::detail {

/// Where SQL text goes on behind spaces, semicolons and comments; its end if nothing else follows.
constexpr std::size_t skip_comments(std::string_view sql, std::size_t at = 0) noexcept {
  while (at < sql.size()) {
    const std::string_view rest = sql.substr(at);
    if (rest.starts_with("--")) {
      const std::size_t end = rest.find('\n');
      at = end == rest.npos ? sql.size() : at + end + 1;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = rest.find("*/", 2);
      at = end == rest.npos ? sql.size() : at + end + 2;
    } else if (rest[0] == ' ' || rest[0] == ';' || (rest[0] >= '\t' && rest[0] <= '\r')) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace mizzle::detail
