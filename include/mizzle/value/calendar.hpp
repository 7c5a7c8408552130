// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include <mizzle/value/chrono.hpp>

// Days and times as SQLite's date functions have them (https://www.sqlite.org/lang_datefunc.html): as text, or as Julian days. Not in
// mizzle.hpp, because calendars take a compiler long.

namespace mizzle::detail {

/// Reads what is written with digits alone, from left to right.
class date_reader {
 public:
  constexpr explicit date_reader(std::string_view text) noexcept : text_{text} {}
  [[nodiscard]] constexpr bool is_over() const noexcept { return at_ == text_.size(); }
  constexpr bool pass(char c) noexcept {
    if (is_over() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  /// A number of just so many digits; none sets failed().
  constexpr int number(int digits) noexcept {
    int n = 0;
    for (; digits != 0; --digits) {
      if (is_over() || text_[at_] < '0' || text_[at_] > '9') {
        failed_ = true;
        return 0;
      }
      n = n * 10 + (text_[at_++] - '0');
    }
    return n;
  }
  [[nodiscard]] constexpr bool next_is_digit() const noexcept { return !is_over() && text_[at_] >= '0' && text_[at_] <= '9'; }
  [[nodiscard]] constexpr bool failed() const noexcept { return failed_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// "2026-11-21", from year 0 to 9999.
constexpr std::optional<std::chrono::year_month_day> read_day(date_reader& in) noexcept {
  const int year = in.number(4);
  if (!in.pass('-')) return std::nullopt;
  const int month = in.number(2);
  if (!in.pass('-')) return std::nullopt;
  const int day = in.number(2);
  const std::chrono::year_month_day result{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
  if (in.failed() || !result.ok()) return std::nullopt;
  return result;
}
inline std::string write_day(const std::chrono::year_month_day& day) {
  const int year = static_cast<int>(day.year());
  if (!day.ok() || year < 0 || year > 9999)
    throw error::invalid_request{"a day that is no day of the years 0 to 9999 has no text that SQLite's date functions know"};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

/// A day and, if it follows, a time: "2026-11-21", "2026-11-21 17:05", "2026-11-21T17:05:00.250Z". None if the text is another one, or says
/// more than the duration holds.
template <class Duration>
constexpr std::optional<std::chrono::sys_time<Duration>> read_time(std::string_view text) noexcept {
  date_reader in{text};
  const auto day = read_day(in);
  if (!day) return std::nullopt;
  std::chrono::sys_time<Duration> result{std::chrono::sys_days{*day}};
  if (in.is_over()) return result;
  if (!in.pass(' ') && !in.pass('T')) return std::nullopt;
  const int hours = in.number(2);
  if (!in.pass(':')) return std::nullopt;
  const int minutes = in.number(2);
  const int seconds = in.pass(':') ? in.number(2) : 0;
  if (in.failed() || hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  const std::chrono::seconds of_day = std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
  const auto ticks = std::chrono::duration_cast<Duration>(of_day);
  if (ticks != of_day) return std::nullopt;
  result += ticks;
  if (in.pass('.')) {
    std::int64_t nanoseconds = 0;
    int digits = 0;
    for (; in.next_is_digit(); ++digits) {
      const int digit = in.number(1);
      if (digits < 9) nanoseconds = nanoseconds * 10 + digit;
      else if (digit != 0) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) nanoseconds *= 10;
    const auto rest = std::chrono::duration_cast<Duration>(std::chrono::nanoseconds{nanoseconds});
    if (rest != std::chrono::nanoseconds{nanoseconds}) return std::nullopt;
    result += rest;
  }
  (void)in.pass('Z');
  if (!in.is_over()) return std::nullopt;
  return result;
}
/// "2026-11-21 17:05:00", with as many places as the duration has, so that texts are ordered as times are.
template <class Duration>
std::string write_time(const std::chrono::sys_time<Duration>& at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::hh_mm_ss<Duration> clock{at - day};
  std::string text = write_day(std::chrono::year_month_day{day});
  char rest[32];
  std::snprintf(rest, sizeof rest, " %02d:%02d:%02d", static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  text += rest;
  constexpr unsigned places = std::chrono::hh_mm_ss<Duration>::fractional_width;
  if constexpr (places != 0) {
    std::snprintf(rest, sizeof rest, ".%0*lld", static_cast<int>(places), static_cast<long long>(clock.subseconds().count()));
    text += rest;
  }
  return text;
}

/// A point in time of UTC that is stored in another way than as a number of ticks.
template <class Duration>
struct stored_time {
  std::chrono::sys_time<Duration> time{};

  constexpr stored_time() = default;
  template <class Other>
    requires std::convertible_to<Other, Duration>
  constexpr stored_time(const std::chrono::sys_time<Other>& t) noexcept : time{t} {}
  constexpr operator std::chrono::sys_time<Duration>() const noexcept { return time; }
};

}  // namespace mizzle::detail

namespace mizzle {

/// A point in time that is stored as text, such as "2026-11-21 17:05:00", which is what current_timestamp and datetime() give; with
/// milliseconds, "2026-11-21 17:05:00.250". Texts with a T between, a Z behind, or without seconds or time are read, too; any other text,
/// or one that says more than the duration holds, is a decode_error. Years from 0 to 9999.
template <class Duration>
struct text_time : detail::stored_time<Duration> {
  using detail::stored_time<Duration>::stored_time;
  friend constexpr auto operator<=>(const text_time& a, const text_time& b) noexcept { return a.time <=> b.time; }
  friend constexpr bool operator==(const text_time& a, const text_time& b) noexcept { return a.time == b.time; }
};
template <class Duration>
struct codec<text_time<Duration>> {
  using stored = std::string;
  static std::string encode(const text_time<Duration>& x) { return detail::write_time(x.time); }
  static constexpr bool accepts(std::string_view text) noexcept { return detail::read_time<Duration>(text).has_value(); }
  static constexpr text_time<Duration> decode(std::string_view text) { return detail::read_time<Duration>(text).value(); }
};

/// A point in time that is stored as a Julian day, a real, as julianday() gives it. It is exact to a millisecond.
template <class Duration>
struct julian_time : detail::stored_time<Duration> {
  using detail::stored_time<Duration>::stored_time;
  friend constexpr auto operator<=>(const julian_time& a, const julian_time& b) noexcept { return a.time <=> b.time; }
  friend constexpr bool operator==(const julian_time& a, const julian_time& b) noexcept { return a.time == b.time; }
};
template <class Duration>
struct codec<julian_time<Duration>> {
  using stored = double;
  using milliseconds = std::chrono::duration<std::int64_t, std::milli>;
  static constexpr double epoch = 2440587.5;  // 1970-01-01 00:00

  static double encode(const julian_time<Duration>& x) {
    const auto since = std::chrono::floor<milliseconds>(x.time.time_since_epoch());
    return epoch + static_cast<double>(since.count()) / 86'400'000.0;
  }
  /// What SQLite's date functions take: from November 24, 4714 B.C., to the end of the year 9999.
  static constexpr bool accepts(double day) noexcept { return day >= 0 && day < 5373484.5; }
  static constexpr julian_time<Duration> decode(double day) noexcept {
    const double ticks = (day - epoch) * 86'400'000.0;
    const milliseconds rounded{static_cast<std::int64_t>(ticks < 0 ? ticks - 0.5 : ticks + 0.5)};
    return std::chrono::sys_time<Duration>{std::chrono::floor<Duration>(rounded)};
  }
};

/// A day is stored as text: "2026-11-21", from year 0 to 9999. One that is none is an invalid_request, and a text that is none a decode_error.
template <>
struct codec<std::chrono::year_month_day> {
  using stored = std::string;
  static std::string encode(const std::chrono::year_month_day& day) { return detail::write_day(day); }
  static constexpr bool accepts(std::string_view text) noexcept {
    detail::date_reader in{text};
    return detail::read_day(in).has_value() && in.is_over();
  }
  static constexpr std::chrono::year_month_day decode(std::string_view text) {
    detail::date_reader in{text};
    return detail::read_day(in).value();
  }
};

}  // namespace mizzle
