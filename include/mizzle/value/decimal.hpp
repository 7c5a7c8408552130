// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <mizzle/value/codec.hpp>

// Not in mizzle.hpp, because few programs need it.

namespace mizzle {

/// A decimal number of at most 15 digits, such as an amount of money, kept as text, and as a number in SQL, so that it is compared and ordered
/// as one: for columns that are mz::numeric, or real. What SQL computes with it, mz::cast<double>(price) * 2, is rounded as reals are.
///
///     mz::column<As, "price", mz::decimal, mz::numeric> price{};
///
/// SQLite's numbers keep 15 digits exactly (https://www.sqlite.org/datatype3.html#type_affinity), and no text: "+12.50" is 12.5 here from the
/// start. What has more digits is refused, and never rounded: as a text by an invalid_request, as a number of the database by a
/// decode_error.
class decimal {
 public:
  decimal() : text_{"0"} {}
  /// Digits, with or without a sign and a point; anything else, and more than 15 digits, is an invalid_request.
  decimal(std::string_view text) {
    if (auto found = parse(text)) *this = *std::move(found);
    else throw error::invalid_request{"\"" + std::string{text} + "\" is no decimal number of at most 15 digits"};
  }
  decimal(const std::string& text) : decimal{std::string_view{text}} {}
  decimal(const char* text) : decimal{std::string_view{text}} {}

  static std::optional<decimal> parse(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    std::string_view whole = text.substr(0, point);
    std::string_view places = point == text.npos ? std::string_view{} : text.substr(point + 1);
    const auto digits = [](std::string_view part) { return part.find_first_not_of("0123456789") == part.npos; };
    if (whole.size() + places.size() == 0 || !digits(whole) || !digits(places)) return std::nullopt;
    while (whole.starts_with('0')) whole.remove_prefix(1);
    while (places.ends_with('0')) places.remove_suffix(1);
    decimal result;
    result.text_.clear();
    if (negative && whole.size() + places.size() != 0) result.text_ += '-';
    result.text_ += whole.empty() ? std::string_view{"0"} : whole;
    if (!places.empty()) result.text_.append(".").append(places);
    if (of(result.number()) != result) return std::nullopt;
    return result;
  }
  /// The decimal that a number stands for; none if it has more than 15 digits.
  static std::optional<decimal> of(double number) {
    constexpr double end = 1e15;
    if (!(number > -end && number < end)) return std::nullopt;
    // The shortest text that is this number and no other: with at most 15 digits it is the one that the number was made of.
    char text[1100];
    const auto written = std::to_chars(text, text + sizeof text, number == 0 ? 0 : number, std::chars_format::fixed);
    decimal result;
    result.text_.assign(text, written.ptr);
    std::size_t digits = 0;
    for (const char c : result.text_) digits += (c >= '1' && c <= '9') || (c == '0' && digits != 0);
    if (digits > 15) return std::nullopt;
    return result;
  }

  /// As short as can be: "12.5", "-0.001", "100".
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] double number() const noexcept {
    double result = 0;
    std::from_chars(text_.data(), text_.data() + text_.size(), result);
    return result;
  }
  friend bool operator==(const decimal&, const decimal&) = default;
  friend auto operator<=>(const decimal& a, const decimal& b) noexcept { return a.number() <=> b.number(); }

 private:
  std::string text_;
};

template <>
struct codec<decimal> {
  using stored = double;
  static double encode(const decimal& x) { return x.number(); }
  static std::optional<decimal> read(double number) { return decimal::of(number); }
};

}  // namespace mizzle
