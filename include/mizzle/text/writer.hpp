// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mizzle::detail {

/// Writes text into a buffer, or only counts it when there is none; works in constant expressions.
///
/// Text is always made twice, once to count and once to fill, so that the result is an array of exactly its own size.
class writer {
 public:
  constexpr writer() noexcept = default;
  constexpr explicit writer(char* out) noexcept : out_{out}, writes_{true} {}
  constexpr explicit writer(std::nullptr_t) noexcept {}

  constexpr void put(char c) noexcept {
    if (writes_) out_[size_] = c;
    ++size_;
    last_ = c;
  }
  constexpr void put(std::string_view text) noexcept {
    const char* const from = text.data();
    const std::size_t n = text.size();
    if (writes_) {
      char* const to = out_ + size_;
      for (std::size_t i = 0; i != n; ++i) to[i] = from[i];
    }
    size_ += n;
    if (n != 0) last_ = from[n - 1];
  }
  constexpr void put(std::size_t number) noexcept {
    char digits[20];
    int n = 0;
    do digits[n++] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    while (n != 0) put(digits[--n]);
  }
  /// What was written from a place on, so many times more.
  constexpr void repeat(std::size_t from, std::size_t times) noexcept {
    const std::size_t n = (size_ - from) * times;
    if (writes_) {
      for (std::size_t i = 0; i != n; ++i) out_[size_ + i] = out_[from + i];
    }
    size_ += n;
  }
  /// An identifier in double quotes; a double quote inside is doubled.
  constexpr void identifier(std::string_view name) noexcept { quoted(name, '"'); }
  /// An identifier of two parts: a table's prefix and a name.
  constexpr void identifier(std::string_view prefix, std::string_view name) noexcept {
    put('"');
    doubling(prefix, '"');
    doubling(name, '"');
    put('"');
  }
  /// A text literal in single quotes.
  constexpr void literal(std::string_view text) noexcept { quoted(text, '\''); }

  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  /// The character that was written last; a zero before the first.
  [[nodiscard]] constexpr char last() const noexcept { return last_; }

 private:
  constexpr void quoted(std::string_view text, char quote) noexcept {
    put(quote);
    doubling(text, quote);
    put(quote);
  }
  constexpr void doubling(std::string_view text, char quote) noexcept {
    bool plain = true;
    for (const char c : text) plain = plain && c != quote;
    if (plain) {
      put(text);
    } else {
      for (const char c : text) {
        if (c == quote) put(quote);
        put(c);
      }
    }
  }

  char* out_ = nullptr;
  bool writes_ = false;
  std::size_t size_ = 0;
  char last_ = '\0';
};

/// Text of exactly N characters and a terminating zero: what a constant of the program is kept in.
template <std::size_t N>
struct text_array {
  char chars[N + 1]{};
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {chars, N}; }
};

template <class W, std::size_t Size>
constexpr text_array<Size> write_text() {
  text_array<Size> result;
  W::write(result.chars);
  return result;
}
/// What W::write(out) writes, as a constant.
template <class W>
inline constexpr auto written = write_text<W, W::write(nullptr)>();

}  // namespace mizzle::detail
