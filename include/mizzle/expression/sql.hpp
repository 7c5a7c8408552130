// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/function.hpp>

namespace mizzle::detail {

namespace op {
template <fixed_string Text>
constexpr auto with_holes() {
  auto text = Text;
  char quote = '\0';
  std::size_t holes = 0;
  for (char& c : text.chars) {
    if (quote == '\0' ? c == '"' || c == '\'' : c == quote) quote = quote == '\0' ? c : '\0';
    if (c == '?' && quote == '\0') {
      c = '\1';
      ++holes;
    }
  }
  struct result {
    decltype(Text) text;
    std::size_t holes;
  };
  return result{text, holes};
}
template <fixed_string Text, std::uint16_t Flags = 0>
struct sql {
  static constexpr auto parsed = with_holes<Text>();
  static constexpr token word{
      .what = form::mixfix, .operands = parsed.holes, .binds = precedence::none, .flags = Flags, .text = parsed.text.view()};
};
}  // namespace op

template <class Op, class T, class... X>
constexpr auto own_text(const X&... arguments) {
  static_assert(Op::parsed.holes == sizeof...(X), "mizzle: sql<>(): the text needs one argument for each ?");
  return call_of<T, Op>(arguments...);
}

/// SQL of your own inside a typed statement: `sql<"strftime('%Y', ?, 'unixepoch')", std::string>(messages.created_at)`.
/// Each `?` takes one argument, an expression or a value, which stays one operand whatever stands around it; T is the type
/// that comes back. The text is put in parentheses where it stands beside an operator.
template <fixed_string Text, class T, class... X>
constexpr auto sql(const X&... arguments) {
  return own_text<op::sql<Text>, T>(arguments...);
}

/// The same for SQL that is an aggregate, and so may not stand beside columns that are not grouped:
/// `aggregate_sql<"group_concat(?, ',') filter (where ?)", std::optional<std::string>>(tags.name, tags.shown)`.
template <fixed_string Text, class T, class... X>
constexpr auto aggregate_sql(const X&... arguments) {
  return own_text<op::sql<Text, is_optional<T> ? is_aggregate : is_aggregate | hides_null>, T>(arguments...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate_sql;
using detail::sql;
}  // namespace mizzle
