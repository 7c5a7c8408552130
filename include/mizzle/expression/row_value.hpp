// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <boost/hana/at.hpp>
#include <boost/hana/tuple.hpp>

#include <mizzle/expression/comparison.hpp>
#include <mizzle/expression/in.hpp>
#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/null.hpp>

namespace mizzle::detail {

namespace op {
/// `(a, b)`.
template <std::size_t N>
struct row {
  static constexpr token word{.what = form::call, .operands = N, .text = "("sv};
};
/// `a in (values b, c)`.
template <std::size_t N>
struct in_rows {
  static constexpr token word{.what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " in (values "sv};
};
template <std::size_t N>
struct not_in_rows {
  static constexpr token word{
      .what = form::call, .operands = N + 1, .leading = 1, .binds = precedence::equal, .text = " not in (values "sv};
};
}  // namespace op

/// What is wrong with two items that stand at one place of two rows, if anything.
template <class A, class B>
constexpr diagnosis unlike_items() {
  if constexpr (is_expr<A>) {
    using other = typename std::conditional_t<is_expr<B>, B, std::type_identity<B>>::type;
    if (is_expr<B> ? alike<typename A::type, other> : fits<remove_optional_t<typename A::type>, other>) return {};
    return {fault::unlike_types,
            sentence{"mizzle: row(): ", called(*A::words[0]), " of type ", type_name<typename A::type>(), " stands beside a value of type ",
                     type_name<other>(), "; compare values of one type, or use mz::cast<T>()"}};
  } else if constexpr (is_expr<B>) {
    return unlike_items<B, A>();
  } else {
    return {fault::not_a_value,
            sentence{"mizzle: row(): two values are compared with one another; one of them must be a column or an expression"}};
  }
}
template <class... A, class... B>
constexpr diagnosis unlike_rows(row_types<A...>, row_types<B...>) {
  if constexpr (sizeof...(A) != sizeof...(B)) {
    return {fault::unlike_types, sentence{"mizzle: row(): rows of unlike size are compared; give both as many values"}};
  } else {
    diagnosis result;
    ((result.what == fault::none ? void(result = unlike_items<A, B>()) : void()), ...);
    return result;
  }
}
template <class A, class B>
inline constexpr bool can_be_compared = unlike_rows(A{}, B{}).what == fault::none;

template <class X>
struct item_types_of {
  using type = typename X::item_types;
};
template <class... T, class V, class... K>
struct item_types_of<expr<row_types<T...>, V, K...>> {
  using type = row_types<expr<T, none, bound<sql_type::any>>...>;
};
template <RowSelect X>
struct item_types_of<X> : item_types_of<decltype(std::declval<const X&>().as_row_operand())> {};

/// Several values that are compared as one, from the first on (https://www.sqlite.org/rowvalue.html): columns, expressions, and C++ values,
/// which are bound beside what they are compared with.
template <class... X>
struct row_value {
  using item_types = row_types<X...>;
  boost::hana::tuple<X...> items;

  template <class... Y>
  constexpr auto is(const row_value<Y...>& other) const {
    return compare<op::is>(other);
  }
  template <class... Y>
  constexpr auto is_not(const row_value<Y...>& other) const {
    return compare<op::is_not>(other);
  }
  /// `(a, b) in (values (?, ?), (?, ?))`, or in a select of as many columns.
  template <class... R>
    requires(sizeof...(R) > 0)
  constexpr auto in(const R&... rows) const {
    return membership<op::in_rows<sizeof...(R)>, op::in_select>(rows...);
  }
  template <class... R>
    requires(sizeof...(R) > 0)
  constexpr auto not_in(const R&... rows) const {
    return membership<op::not_in_rows<sizeof...(R)>, op::not_in_select>(rows...);
  }

  template <class Op, class... Y>
  constexpr auto compare(const row_value<Y...>& other) const {
    if constexpr (can_be_compared<item_types, row_types<Y...>>) {
      return infix<bool, Op>(beside(other), other.beside(*this));
    } else {
      (void)accept<unlike_rows(item_types{}, row_types<Y...>{})>();
      return rejected_condition{};
    }
  }
  /// This row as an expression, whose C++ values become parameters like the expressions of the other row.
  template <class... Y>
  constexpr auto beside(const row_value<Y...>& other) const {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return as_row(collect(item_beside(boost::hana::at_c<I>(items), boost::hana::at_c<I>(other.items))...));
    }(std::index_sequence_for<X...>{});
  }

 private:
  template <class A, class B>
  static constexpr auto item_beside(const A& mine, const B&) {
    if constexpr (is_expr<A>) {
      return mine;
    } else {
      auto e = operand<B>(mine);
      return e;
    }
  }
  template <class T, class V, class... K>
  static constexpr auto as_row(const expr<T, V, K...>& all) {
    return expr<nullable_if<bool, T>, V, op::row<sizeof...(X)>, K...>{all.values};
  }
  template <class InRows, class InSelect, class... R>
  constexpr auto membership(const R&... rows) const {
    if constexpr (!(can_be_compared<item_types, typename item_types_of<R>::type> && ...)) {
      ((void)accept<unlike_rows(item_types{}, typename item_types_of<R>::type{})>(), ...);
      return rejected_condition{};
    } else if constexpr (sizeof...(R) == 1 && (RowSelect<R> && ...)) {
      return in_select<InSelect>(rows.as_row_operand()...);
    } else {
      return [&]<class T, class V, class... K>(const expr<T, V, K...>& all) {
        return expr<nullable_if<bool, T>, V, InRows, K...>{all.values};
      }(collect(beside(*this), rows.beside(*this)...));
    }
  }
  template <class InSelect, class... T, class V, class... K>
  constexpr auto in_select(const expr<row_types<T...>, V, K...>& rows) const {
    constexpr bool nullable = (is_optional<T> || ...);
    return infix<bool, InSelect>(beside(*this), expr<std::conditional_t<nullable, std::optional<bool>, bool>, V, K...>{rows.values});
  }
};

/// `(a, b)`: several values that are compared as one: `row(messages.created_at, messages.id) < row(time, id)` finds the page behind another
/// one by one condition, which an index of both columns answers.
template <class... X>
  requires(sizeof...(X) > 1)
constexpr auto row(const X&... x) {
  return row_value<std::conditional_t<std::is_array_v<X>, std::string, X>...>{{x...}};
}

#define MIZZLE_ROW_COMPARISON(symbol, name)                                            \
  template <class... A, class... B>                                                    \
  constexpr auto operator symbol(const row_value<A...>& a, const row_value<B...>& b) { \
    return a.template compare<op::name>(b);                                            \
  }
MIZZLE_ROW_COMPARISON(==, equal)
MIZZLE_ROW_COMPARISON(!=, not_equal)
MIZZLE_ROW_COMPARISON(<, less)
MIZZLE_ROW_COMPARISON(<=, less_equal)
MIZZLE_ROW_COMPARISON(>, greater)
MIZZLE_ROW_COMPARISON(>=, greater_equal)
#undef MIZZLE_ROW_COMPARISON

}  // namespace mizzle::detail

namespace mizzle {
using detail::row;
}  // namespace mizzle
