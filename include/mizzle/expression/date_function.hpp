// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

// Dates and times: https://www.sqlite.org/lang_datefunc.html. An argument is a time, as text, Julian day or, with the modifier "unixepoch",
// seconds since 1970, and modifiers such as "+1 month" or "start of day"; without one they are of now. What is no time yields NULL.
// All times are UTC, unless the modifier "localtime" says otherwise.

namespace mizzle::detail {

namespace op {
struct now {
  static constexpr token word{.what = form::text, .flags = hides_null, .keyword = keyword::now};
};
}  // namespace op

/// A function of a time that yields R.
template <fixed_string Name, class R>
struct date_function {
  constexpr auto operator()() const { return call_of<R, op::call<op::opening<Name>(), 0, hides_null>>(); }
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<std::optional<R>, op::opening<Name>()>(arguments...);
  }
};
/// date(...): a day as "2026-11-21".
inline constexpr date_function<"date", std::string> date;
/// time(...): a time of day as "17:05:00".
inline constexpr date_function<"time", std::string> time;
/// datetime(...): "2026-11-21 17:05:00".
inline constexpr date_function<"datetime", std::string> datetime;
/// julianday(...): days since noon in Greenwich on November 24, 4714 B.C., with their fractions.
inline constexpr date_function<"julianday", double> julianday;
/// strftime(format, ...): a time in a format of one's own, such as "%Y-%m".
template <class Format, class... X>
constexpr auto strftime(const Format& format, const X&... arguments) {
  return call<std::optional<std::string>, "strftime(">(format, arguments...);
}

struct unixepoch_function {
  constexpr expr<std::int64_t, none, op::now> operator()() const { return {}; }
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    return call<std::optional<std::int64_t>, "unixepoch(">(arguments...);
  }
};
/// unixepoch(...): seconds since 1970.
inline constexpr unixepoch_function unixepoch;

namespace op {
template <fixed_string Text>
struct current {
  static constexpr token word{.what = form::text, .flags = hides_null, .text = Text.view()};
};
}  // namespace op
/// current_date, current_time, current_timestamp: date(), time() and datetime() of now.
inline constexpr expr<std::string, none, op::current<"current_date">> current_date{};
inline constexpr expr<std::string, none, op::current<"current_time">> current_time{};
inline constexpr expr<std::string, none, op::current<"current_timestamp">> current_timestamp{};

}  // namespace mizzle::detail

namespace mizzle {
using detail::current_date;
using detail::current_time;
using detail::current_timestamp;
using detail::date;
using detail::datetime;
using detail::julianday;
using detail::strftime;
using detail::time;
using detail::unixepoch;
}  // namespace mizzle
