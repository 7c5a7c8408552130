// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/aggregate.hpp>
#include <mizzle/expression/json_function.hpp>
#include <mizzle/expression/window.hpp>

namespace mizzle::detail {

namespace op {
/// `f(a, b order by c, d)`.
template <fixed_string Opening, std::size_t Arguments, std::size_t Terms, std::uint16_t Flags>
struct ordered_aggregate {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put(Opening.view());
    for (std::size_t i = 0; i != Arguments; ++i) w.put(i == 0 ? "\1" : ", \1");
    for (std::size_t i = 0; i != Terms; ++i) w.put(i == 0 ? " order by \1" : ", \1");
    w.put(')');
    return w.size();
  }
  static constexpr token word{.what = form::mixfix,
                              .operands = static_cast<unsigned char>(Arguments + Terms),
                              .flags = Flags | is_aggregate,
                              .since = 44,
                              .text = written<ordered_aggregate>.view()};
};
}  // namespace op

template <class X>
inline constexpr bool is_order = false;
template <window_words Words, class V, class... K>
inline constexpr bool is_order<window_definition<Words, V, K...>> =
    Words.terms != 0 && Words.partitions == 0 && Words.frame.unit == frame_unit::none;
/// `order_by(x, desc(y))`, standing alone.
template <class X>
concept Order = is_order<X>;

template <fixed_string Opening, class R, window_words Words, class V, class... K, class... X>
constexpr auto ordered_aggregate(const window_definition<Words, V, K...>& order, const X&... arguments) {
  constexpr std::uint16_t flags = is_optional<R> ? 0 : hides_null;
  return [&]<class T, class V2, class... K2>(const expr<T, V2, K2...>& all) {
    return expr<R, joined<V2, V>, op::ordered_aggregate<Opening, sizeof...(X), Words.terms, flags>, K2..., K...>{
        join(all.values, order.values)};
  }(collect(val(arguments)...));
}

/// Aggregates of rows in an order, `group_concat(tags.name, ", ", order_by(tags.name))`, as SQLite has them since version 3.44.
template <Expression E, Order O>
constexpr auto group_concat(const E& x, const O& order) {
  return ordered_aggregate<"group_concat(", std::optional<std::string>>(order, x);
}
template <Expression E, class Text, Order O>
constexpr auto group_concat(const E& x, const Text& separator, const O& order) {
  return ordered_aggregate<"group_concat(", std::optional<std::string>>(order, x, separator);
}
template <Expression E, Order O>
constexpr auto json_group_array(const E& x, const O& order) {
  return ordered_aggregate<"json_group_array(", std::string>(order, x);
}
template <fixed_string Name, class R, class X, Order O>
constexpr auto aggregate(const X& x, const O& order) {
  return ordered_aggregate<op::opening<Name>(), R>(order, x);
}

}  // namespace mizzle::detail

namespace mizzle {
// Once more, with the overloads of this header.
using detail::aggregate;
using detail::group_concat;
using detail::json_group_array;
}  // namespace mizzle
