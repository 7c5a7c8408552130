// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <mizzle/value/codec.hpp>

// Not in mizzle.hpp, because few programs need it.

namespace mizzle {

/// A UUID (RFC 9562), stored as a blob of 16 bytes; as text in a column of text_uuid.
struct uuid {
  std::array<std::byte, 16> bytes{};

  /// "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", with letters of either case; none if the text is another one.
  static constexpr std::optional<uuid> parse(std::string_view text) noexcept {
    if (text.size() != 36) return std::nullopt;
    uuid result;
    std::size_t digits = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
      const char c = text[i];
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') return std::nullopt;
        continue;
      }
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return std::nullopt;
      result.bytes[digits / 2] = result.bytes[digits / 2] << 4 | static_cast<std::byte>(digit);
      ++digits;
    }
    return result;
  }
  /// A random one, of version 4.
  static uuid random() {
    std::random_device bits;
    uuid result;
    for (std::byte& b : result.bytes) b = static_cast<std::byte>(bits() & 0xff);
    result.bytes[6] = (result.bytes[6] & std::byte{0x0f}) | std::byte{0x40};
    result.bytes[8] = (result.bytes[8] & std::byte{0x3f}) | std::byte{0x80};
    return result;
  }
  /// In lower case.
  [[nodiscard]] std::string text() const {
    std::string result;
    for (std::size_t i = 0; i != bytes.size(); ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) result += '-';
      for (const unsigned half : {std::to_integer<unsigned>(bytes[i]) >> 4, std::to_integer<unsigned>(bytes[i]) & 15u})
        result += "0123456789abcdef"[half];
    }
    return result;
  }
  friend constexpr auto operator<=>(const uuid&, const uuid&) = default;
};

/// A UUID that is stored as its text of 36 characters in lower case.
struct text_uuid {
  uuid id{};

  constexpr text_uuid() = default;
  constexpr text_uuid(const uuid& u) noexcept : id{u} {}
  constexpr operator const uuid&() const noexcept { return id; }
  friend constexpr auto operator<=>(const text_uuid&, const text_uuid&) = default;
};

template <>
struct codec<uuid> {
  using stored = blob;
  static blob encode(const uuid& u) { return {u.bytes.begin(), u.bytes.end()}; }
  static constexpr bool accepts(blob_view bytes) noexcept { return bytes.size() == 16; }
  static uuid decode(blob_view bytes) noexcept {
    uuid result;
    std::memcpy(result.bytes.data(), bytes.data(), 16);
    return result;
  }
};
/// A text in upper case is read, too; but it is not found by a comparison, which SQL makes with the text.
template <>
struct codec<text_uuid> {
  using stored = std::string;
  static std::string encode(const text_uuid& u) { return u.id.text(); }
  static constexpr bool accepts(std::string_view text) noexcept { return uuid::parse(text).has_value(); }
  static constexpr text_uuid decode(std::string_view text) { return uuid::parse(text).value(); }
};

}  // namespace mizzle
