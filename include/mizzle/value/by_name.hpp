// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <mizzle/text/fixed_string.hpp>
#include <mizzle/value/codec.hpp>

namespace mizzle {

/// The text that one enumerator is stored as.
template <auto Enumerator, fixed_string Text>
struct name {
  static constexpr auto enumerator = Enumerator;
  static constexpr std::string_view text = Text.view();
};

/// Stores an enumeration as text; a text that is none of the names is a decode_error.
///
///     template <> struct mizzle::codec<urgency> : mizzle::by_name<urgency, mizzle::name<urgency::low, "low">, mizzle::name<urgency::high, "high">> {};
template <class E, class... Names>
struct by_name {
  using stored = std::string;
  static constexpr std::string_view names[] = {Names::text...};
  /// The text of an enumerator; an invalid_request if it has none.
  static constexpr std::string_view text(E e) {
    std::string_view result;
    if (!((Names::enumerator == e && (result = Names::text, true)) || ...)) {
      throw error::invalid_request{"an enumerator that by_name gives no text cannot be stored"};
    }
    return result;
  }
  static stored encode(E e) { return std::string{text(e)}; }
  static constexpr bool accepts(std::string_view text) noexcept { return ((Names::text == text) || ...); }
  static constexpr E decode(std::string_view text) noexcept {
    E e{};
    (void)((Names::text == text && (e = Names::enumerator, true)) || ...);
    return e;
  }
};

}  // namespace mizzle
