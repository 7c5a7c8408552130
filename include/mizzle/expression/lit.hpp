// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>
#include <mizzle/text/writer.hpp>

namespace mizzle::detail {

/// A constant as a template argument: an integer, a bool, an enumerator, or a string literal.
template <class T>
struct constant {
  T value;
  constexpr constant(T v) noexcept : value{v} {}
};
template <std::size_t N>
struct constant<fixed_string<N>> {
  fixed_string<N> value;
  constexpr constant(const char (&text)[N]) noexcept : value{text} {}
};
template <std::size_t N>
constant(const char (&)[N]) -> constant<fixed_string<N>>;

namespace op {
template <class T>
constexpr std::size_t write_constant(auto out, const T& value) {
  writer w{out};
  if constexpr (requires { value.view(); }) {
    w.literal(value.view());
  } else {
    if (value < 0) w.put('-');
    const auto n = static_cast<std::uint64_t>(value);
    w.put(std::size_t{value < 0 ? 0 - n : n});
  }
  return w.size();
}
template <constant Value>
struct literal {
  static constexpr auto stored = encode(Value.value);
  static constexpr std::size_t write(auto out) { return write_constant(out, stored); }
  // Without operands, but with the parentheses that a sign may need.
  static constexpr token word{.what = form::mixfix,
                              .binds = written<literal>.view()[0] == '-' ? precedence::sign : precedence::atom,
                              .flags = hides_null,
                              .text = written<literal>.view()};
};
template <std::size_t N, constant<fixed_string<N>> Value>
struct literal_of_text {
  static constexpr std::size_t write(auto out) { return write_constant(out, Value.value); }
  static constexpr token word{.what = form::text, .flags = hides_null, .text = written<literal_of_text>.view()};
};
}  // namespace op

template <constant Value>
constexpr auto literal_of() {
  using T = std::remove_cvref_t<decltype(Value.value)>;
  if constexpr (requires { Value.value.view(); }) {
    return expr<std::string, none, op::literal_of_text<sizeof Value.value.chars, Value>>{};
  } else {
    constexpr bool has_literal = Number<T> ? std::integral<T> : std::same_as<T, bool> || (std::is_enum_v<T> && is_storable<T>);
    static_assert(
        has_literal,
        "mizzle: lit<>: a constant is an integer, a bool, an enumerator with a codec, or a string literal; bind all else, as mz::val(x)");
    if constexpr (has_literal) return expr<T, none, op::literal<Value>>{};
    else return expr<std::int64_t, none, bound<sql_type::any>>{};
  }
}

/// A constant that stands in the text, where a value is a parameter: `lit<1>`, `lit<"active">`, `lit<true>`. For what the planner must
/// see, such as the condition of a partial index, and for what never changes. In group_by() and order_by() SQL takes a whole number
/// for the position of a column.
template <constant Value>
inline constexpr auto lit = literal_of<Value>();

}  // namespace mizzle::detail

namespace mizzle {
using detail::lit;
}  // namespace mizzle
