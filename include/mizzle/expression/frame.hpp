// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <mizzle/expression/expression.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

/// Where a frame of rows begins or ends, from the first row of the partition to the last
/// (https://www.sqlite.org/windowfunctions.html#frame_boundaries).
enum class frame_edge : unsigned char { from_first, before, at_current, behind, to_last };

/// One end of a frame; V is the number of rows, or the distance, if it has one.
template <frame_edge Edge, class V = none>
struct frame_boundary {
  V values{};
  static constexpr bool has_distance = Edge == frame_edge::before || Edge == frame_edge::behind;
};

/// Ends of a frame: its partition's first row, the row itself, its partition's last row.
inline constexpr frame_boundary<frame_edge::from_first> unbounded_preceding{};
inline constexpr frame_boundary<frame_edge::at_current> current_row{};
inline constexpr frame_boundary<frame_edge::to_last> unbounded_following{};

/// A distance as it is bound; a negative one is an invalid_request.
template <Number X>
constexpr auto bind_distance(X distance) {
  if (distance < X{})
    throw error::invalid_request{
        "a frame cannot begin or end a negative number of rows away; use the other one of preceding() and following()"};
  return codec<X>::encode(distance);
}
/// `n preceding`, `n following`: rows, groups, or in a range a distance in the value that orders it.
template <Number X>
constexpr auto preceding(X distance) {
  return frame_boundary<frame_edge::before, decltype(bind_distance(distance))>{bind_distance(distance)};
}
template <Number X>
constexpr auto following(X distance) {
  return frame_boundary<frame_edge::behind, decltype(bind_distance(distance))>{bind_distance(distance)};
}

/// What a frame counts, and what it leaves out.
enum class frame_unit : unsigned char { none, rows, range, groups };
enum class frame_exclusion : unsigned char { none, row, group, ties };

/// The words of a frame: `rows between 1 preceding and current row exclude ties`, with a hole for each distance.
struct frame {
  frame_unit unit = frame_unit::none;
  frame_edge first = frame_edge::from_first;
  frame_edge last = frame_edge::at_current;
  frame_exclusion excluded = frame_exclusion::none;

  constexpr void write(writer& out) const {
    constexpr std::string_view units[] = {"", "rows between ", "range between ", "groups between "};
    constexpr std::string_view edges[] = {"unbounded preceding", "\1 preceding", "current row", "\1 following", "unbounded following"};
    constexpr std::string_view exclusions[] = {"", " exclude current row", " exclude group", " exclude ties"};
    if (unit == frame_unit::none) return;
    out.put(units[static_cast<unsigned>(unit)]);
    out.put(edges[static_cast<unsigned>(first)]);
    out.put(" and "sv);
    out.put(edges[static_cast<unsigned>(last)]);
    out.put(exclusions[static_cast<unsigned>(excluded)]);
  }
  /// How many distances it has.
  [[nodiscard]] constexpr unsigned distances() const {
    if (unit == frame_unit::none) return 0;
    return unsigned{first == frame_edge::before || first == frame_edge::behind} +
           unsigned{last == frame_edge::before || last == frame_edge::behind};
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::current_row;
using detail::following;
using detail::preceding;
using detail::unbounded_following;
using detail::unbounded_preceding;
}  // namespace mizzle
