// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/comparison.hpp>
#include <mizzle/expression/function.hpp>
#include <mizzle/expression/logic.hpp>

namespace mizzle::detail {

namespace op {
template <std::size_t Operands>
constexpr auto case_text() {
  // "case when \1 then \1" ... " else \1" " end": the else stands when the number of operands is odd.
  struct result {
    char chars[12 + Operands * 16]{};
    std::size_t size = 0;
  } text;
  const auto put = [&](std::string_view part) {
    for (const char c : part) text.chars[text.size++] = c;
  };
  put("case"sv);
  for (std::size_t i = 0; i + 1 < Operands; i += 2) put(" when \1 then \1"sv);
  if (Operands % 2 == 1) put(" else \1"sv);
  put(" end"sv);
  return text;
}
template <std::size_t Operands>
struct case_when {
  static constexpr auto text = case_text<Operands>();
  static constexpr token word{.what = form::mixfix, .operands = Operands, .text = {text.chars, text.size}};
};
}  // namespace op

/// `case when p then a when q then b else c end`, built as `case_when(p, a).when(q, b).otherwise(c)`. Without otherwise()
/// the result can be NULL. Its type holds what all branches yield: 1 and 5'000'000'000 make a std::int64_t.
template <class T, class V, class... K>
struct case_builder;

template <std::size_t N, class T, class V, class... K>
struct case_expr : expr<add_optional_t<T>, V, op::case_when<N>, K...> {
  template <class P, class X>
  constexpr auto when(const P& condition, const X& result) const {
    return add(condition, result);
  }
  template <class X>
  constexpr auto otherwise(const X& result) const {
    return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
      return expr<nullable_if<common_of<T, T2>, T, T2>, joined<V, V2>, op::case_when<N + 1>, K..., K2...>{join(this->values, e.values)};
    }(nullable_operand<expr<T, V, K...>>(result));
  }

 private:
  template <class P, class X>
  constexpr auto add(const P& condition, const X& result) const {
    const auto& then = nullable_operand<expr<T, V, K...>>(result);
    using Then = typename std::remove_cvref_t<decltype(then)>::type;
    using R = nullable_if<common_of<T, Then>, T, Then>;
    return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
      return case_expr<N + 2, R, joined<V, V2>, K..., K2...>{{join(this->values, e.values)}};
    }(collect(condition, then));
  }
};
template <std::size_t N, class T, class V, class... K>
inline constexpr bool is_expr<case_expr<N, T, V, K...>> = true;

// The operators for expressions take a case as what it derives from. Beside another expression a compiler would prefer their
// reversed form, which takes both sides as they are, and which C++20 would not let return anything but bool.
template <std::size_t N, class T, class V, class... K>
constexpr const expr<add_optional_t<T>, V, op::case_when<N>, K...>& as_expression(const case_expr<N, T, V, K...>& e) {
  return e;
}
template <std::size_t N, class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
constexpr auto operator==(const case_expr<N, T, V, K...>& l, const X& r) {
  return as_expression(l) == r;
}
template <std::size_t N, class T, class V, class... K, class X>
  requires(!std::is_void_v<X>)
constexpr auto operator!=(const case_expr<N, T, V, K...>& l, const X& r) {
  return as_expression(l) != r;
}
template <class X, std::size_t N, class T, class V, class... K>
  requires(!is_expr<X>)
constexpr auto operator==(const X& l, const case_expr<N, T, V, K...>& r) {
  return l == as_expression(r);
}
template <class X, std::size_t N, class T, class V, class... K>
  requires(!is_expr<X>)
constexpr auto operator!=(const X& l, const case_expr<N, T, V, K...>& r) {
  return l != as_expression(r);
}

/// `case when condition then result end`: goes on with `.when(q, b)`, and ends with `.otherwise(c)`, without which it can be NULL.
/// Its type holds what all branches yield: 1 and 5'000'000'000 make a std::int64_t.
template <Condition P, class X>
constexpr auto case_when(const P& condition, const X& result) {
  const auto e = val(result);
  using T = typename std::remove_cvref_t<decltype(e)>::type;
  return [&]<class T2, class V, class... K>(const expr<T2, V, K...>& both) {
    return case_expr<2, T, V, K...>{{both.values}};
  }(collect(condition, e));
}

template <class P, class X>
constexpr auto case_when(const P&, const X& result) {
  (void)accept<no_condition<"case_when()", P>()>();
  return case_when(rejected_condition{}, result);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::case_when;
}  // namespace mizzle
