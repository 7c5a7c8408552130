// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/frame.hpp>
#include <mizzle/expression/ordering.hpp>

namespace mizzle::detail {

/// What a window is made of: the number of expressions that part its rows, of those that order them, and its frame.
struct window_words {
  unsigned partitions = 0;
  unsigned terms = 0;
  mizzle::detail::frame frame{};

  [[nodiscard]] constexpr unsigned operands() const { return partitions + terms + frame.distances(); }
  /// `(partition by a order by b rows ...)`, with a hole for each expression and distance.
  constexpr void write(writer& out) const {
    out.put('(');
    for (unsigned i = 0; i != partitions; ++i) out.put(i == 0 ? "partition by \1" : ", \1");
    for (unsigned i = 0; i != terms; ++i) out.put(i != 0 ? ", \1" : partitions != 0 ? " order by \1" : "order by \1");
    if (partitions + terms != 0 && frame.unit != frame_unit::none) out.put(' ');
    frame.write(out);
    out.put(')');
  }
};

namespace op {
/// `f(x) over (...)`. Flags are those of the function's result.
template <window_words Words, std::uint16_t Flags>
struct over {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("\1 over "sv);
    Words.write(w);
    return w.size();
  }
  static constexpr token word{.what = form::mixfix,
                              .operands = static_cast<unsigned char>(1 + Words.operands()),
                              .flags = Flags | is_window,
                              .text = written<over>.view()};
};
/// `f(x) over "name"`.
template <fixed_string Name, std::uint16_t Flags>
struct over_named {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(" over "sv);
    w.identifier(Name.view());
    return w.size();
  }
  static constexpr token word{.what = form::postfix, .operands = 1, .flags = Flags | is_window, .text = written<over_named>.view()};
};
/// `"name" as (...)`, in a window clause.
template <fixed_string Name, window_words Words>
struct window {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.identifier(Name.view());
    w.put(" as "sv);
    Words.write(w);
    return w.size();
  }
  static constexpr token word{
      .what = form::mixfix, .operands = static_cast<unsigned char>(Words.operands()), .text = written<window>.view()};
};
}  // namespace op

/// A window: `partition_by(a).order_by(desc(b)).rows(preceding(2), current_row)`, for over(). Its parts come in SQL's order.
template <window_words Words, class V, class... K>
struct window_definition {
  V values{};

  template <class... E>
  constexpr auto order_by(const E&... e) const {
    static_assert(Words.terms == 0 && Words.frame.unit == frame_unit::none,
                  "mizzle: over(): order_by() stands once, behind partition_by() and before the frame");
    static_assert(sizeof...(E) > 0, "mizzle: order_by(): it needs at least one expression");
    if constexpr (sizeof...(E) == 0) return *this;
    else return add<window_words{Words.partitions, sizeof...(E), {}}>((as_run(e) + ...));
  }
  /// The frame: the rows around the current one that a function looks at. Without a last boundary it ends at the current row.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto rows(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    return framed<frame_unit::rows>(first, last);
  }
  /// The same by the value that orders the rows; a distance needs exactly one such value.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto range(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    static_assert(
        Words.terms == 1 || !(frame_boundary<First, V1>::has_distance || frame_boundary<Last, V2>::has_distance),
        "mizzle: range(): a distance needs a window that is ordered by exactly one expression; give it order_by(x), or use rows()");
    return framed<frame_unit::range>(first, last);
  }
  /// The same by groups of rows that are equal in their order.
  template <frame_edge First, class V1, frame_edge Last = frame_edge::at_current, class V2 = none>
  constexpr auto groups(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last = {}) const {
    static_assert(Words.terms != 0, "mizzle: groups(): it needs a window with order_by(), which makes the groups");
    return framed<frame_unit::groups>(first, last);
  }
  /// What the frame leaves out: the current row, all rows that are equal to it in their order, or those without itself.
  constexpr auto exclude_current_row() const { return excluding<frame_exclusion::row>(); }
  constexpr auto exclude_group() const { return excluding<frame_exclusion::group>(); }
  constexpr auto exclude_ties() const { return excluding<frame_exclusion::ties>(); }

 private:
  template <window_words Next, class V2, class... K2>
  constexpr auto add(const run_of<V2, K2...>& more) const {
    return window_definition<Next, joined<V, V2>, K..., K2...>{join(values, more.values)};
  }
  template <frame_unit Unit, frame_edge First, class V1, frame_edge Last, class V2>
  constexpr auto framed(const frame_boundary<First, V1>& first, const frame_boundary<Last, V2>& last) const {
    static_assert(Words.frame.unit == frame_unit::none, "mizzle: over(): a window has one frame; keep one of rows(), range() and groups()");
    static_assert(First <= Last && First != frame_edge::to_last && Last != frame_edge::from_first,
                  "mizzle: over(): the frame ends before it begins; write the earlier boundary first");
    constexpr window_words next{Words.partitions, Words.terms, {Unit, First, Last, frame_exclusion::none}};
    const auto distances = join(first.values, last.values);
    using V3 = joined<V, decltype(distances)>;
    if constexpr (next.frame.distances() == 0) {
      return window_definition<next, V, K...>{values};
    } else if constexpr (next.frame.distances() == 1) {
      return window_definition<next, V3, K..., bound<type_of_stored<std::remove_cv_t<decltype(distances)>>>>{join(values, distances)};
    } else {
      return window_definition<next, V3, K..., bound<type_of_stored<V1>>, bound<type_of_stored<V2>>>{join(values, distances)};
    }
  }
  template <frame_exclusion Excluded>
  constexpr auto excluding() const {
    static_assert(Words.frame.unit != frame_unit::none && Words.frame.excluded == frame_exclusion::none,
                  "mizzle: over(): exclude stands once, behind rows(), range() or groups()");
    return window_definition<window_words{Words.partitions, Words.terms, {Words.frame.unit, Words.frame.first, Words.frame.last, Excluded}},
                             V, K...>{values};
  }
};

/// `partition by a, b`: each combination of values has a window of its own.
template <class... E>
constexpr auto partition_by(const E&... e) {
  static_assert(sizeof...(E) > 0, "mizzle: partition_by(): it needs at least one expression; a window over all rows is over()");
  if constexpr (sizeof...(E) == 0) {
    return window_definition<window_words{}, none>{};
  } else {
    return [&]<class V, class... K>(const run_of<V, K...>& all) {
      return window_definition<window_words{sizeof...(E), 0, {}}, V, K...>{all.values};
    }((as_run(e) + ...));
  }
}
/// A window over all rows, in an order: `row_number().over(order_by(a))`.
template <class... E>
constexpr auto order_by(const E&... e) {
  return window_definition<window_words{}, none>{}.order_by(e...);
}

/// A window with a name, for several functions: `const auto w = window<"w">(partition_by(a));`, then `f.over(w)` and
/// `select(...).from(...).window(w)`.
template <fixed_string Name, window_words Words, class V, class... K>
struct named_window {
  V values{};
};
template <class X>
inline constexpr bool is_named_window = false;
template <fixed_string Name, window_words Words, class V, class... K>
inline constexpr bool is_named_window<named_window<Name, Words, V, K...>> = true;
template <fixed_string Name, window_words Words, class V, class... K>
constexpr auto window(const window_definition<Words, V, K...>& w) {
  return named_window<Name, Words, V, K...>{w.values};
}
template <fixed_string Name, window_words Words, class V, class... K>
constexpr auto as_run(const named_window<Name, Words, V, K...>& w) {
  return run_of<V, op::window<Name, Words>, K...>{w.values};
}

/// Whether an expression is a function that can look at a window: an aggregate, with a filter or not, or one made for windows.
constexpr bool can_have_window(const token& head) { return head.has(is_aggregate) || head.has(needs_window); }

template <fixed_string Name, window_words Words, class T, class V, class... K, class V2, class... K2>
constexpr auto put_over(const expr<T, V, K...>& e, const named_window<Name, Words, V2, K2...>&) {
  return expr<T, V, op::over_named<Name, expr<T, V, K...>::words[0]->flags & hides_null>, K...>{e.values};
}
template <window_words Words, class T, class V, class... K, class V2, class... K2>
constexpr auto put_over(const expr<T, V, K...>& e, const window_definition<Words, V2, K2...>& w) {
  return expr<T, joined<V, V2>, op::over<Words, expr<T, V, K...>::words[0]->flags & hides_null>, K..., K2...>{join(e.values, w.values)};
}

template <class T, class V, class... K>
template <class Window>
constexpr auto expr<T, V, K...>::over(const Window& w) const {
  constexpr bool suits = requires { put_over(*this, w); };
  static_assert(suits, "mizzle: over(): it takes a window: partition_by(...), order_by(...), or one that window<\"name\">() has named");
  static_assert(can_have_window(*words[0]), "mizzle: over(): only an aggregate or a window function has a window; write sum(x).over(...)");
  static_assert(!words[0]->text.ends_with("(distinct "),
                "mizzle: over(): SQLite has no distinct aggregates over windows; select the distinct rows in a named query first");
  if constexpr (suits) return put_over(*this, w);
}
template <class T, class V, class... K>
constexpr auto expr<T, V, K...>::over() const {
  return over(window_definition<window_words{}, none>{});
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::order_by;
using detail::partition_by;
using detail::window;
}  // namespace mizzle
