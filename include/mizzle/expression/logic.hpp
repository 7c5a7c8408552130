// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/assignment.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

namespace op {
struct and_ {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::and_, .text = " and "sv};
};
struct or_ {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::or_, .text = " or "sv};
};
struct not_ {
  static constexpr token word{.what = form::prefix, .operands = 1, .binds = precedence::not_, .text = "not "sv};
};
}  // namespace op

/// An expression that is true, false or NULL.
template <class X>
concept Condition = Expression<X> && std::same_as<remove_optional_t<typename std::remove_cvref_t<X>::type>, bool>;

/// `a && b`, `a || b`, `!a`: both sides are evaluated by the engine, in no particular order.
template <Condition L, Condition R>
MIZZLE_INLINE constexpr auto operator&&(const L& l, const R& r) {
  return infix<bool, op::and_>(l, r);
}
template <Condition L, Condition R>
MIZZLE_INLINE constexpr auto operator||(const L& l, const R& r) {
  return infix<bool, op::or_>(l, r);
}
template <class T, class V, class... K>
  requires Condition<expr<T, V, K...>>
MIZZLE_INLINE constexpr auto operator!(const expr<T, V, K...>& e) {
  return expr<T, V, op::not_, K...>{e.values};
}

/// What is wrong with an X where a condition belongs.
template <fixed_string Where, class X>
constexpr diagnosis no_condition() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::not_a_condition, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (is_assignment<X>) {
    return wrong(called(X::column::word), " = value is an assignment and no condition; compare with ==");
  } else if constexpr (Expression<X>) {
    return wrong(called(*X::words[X::words[0]->what == form::when]), " of type ", type_name<typename X::type>(),
                 " is no condition; compare it, such as column == value");
  } else if constexpr (std::same_as<X, bool>) {
    return wrong("a bool is no condition; for a part that a run-time value can leave out write mz::when(on, condition)");
  } else if constexpr (requires {
                         X::kind;
                         X::text;
                       }) {
    return wrong("a statement is no condition; write mz::exists(select)");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no condition; compare a column with it, such as column == value");
  }
}
/// Stands for a condition that was rejected, so that no further error follows.
using rejected_condition = expr<bool, none, bound<sql_type::any>>;

template <Expression X>
constexpr rejected_condition operator!(const X&) {
  (void)accept<no_condition<"!", X>()>();
  return {};
}

/// A bool, or an expression that is no condition, beside a condition.
template <class L, class R>
concept HalfCondition = (Condition<L> && !Condition<R> && (std::same_as<R, bool> || Expression<R>)) ||
                        (Condition<R> && !Condition<L> && (std::same_as<L, bool> || Expression<L>));
template <class L, class R>
  requires HalfCondition<L, R>
constexpr rejected_condition operator&&(const L&, const R&) {
  (void)accept<no_condition<"&&", std::conditional_t<Condition<L>, R, L>>()>();
  return {};
}
template <class L, class R>
  requires HalfCondition<L, R>
constexpr rejected_condition operator||(const L&, const R&) {
  (void)accept<no_condition<"||", std::conditional_t<Condition<L>, R, L>>()>();
  return {};
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::Condition;
}  // namespace mizzle
