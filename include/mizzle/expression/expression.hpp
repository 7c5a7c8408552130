// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <mizzle/expression/kind.hpp>
#include <mizzle/expression/token.hpp>
#include <mizzle/expression/values.hpp>
#include <mizzle/text/fixed_string.hpp>
#include <mizzle/text/rejection.hpp>
#include <mizzle/value/codec.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

/// An SQL expression: T is the C++ type that it yields (std::optional if it can be NULL), V holds its bound values, and
/// K are its tokens in prefix order. A column is an expression of one token. Expressions are values and never touch a
/// database; build them from columns with the operators and functions of this folder.
template <class T, class V, class... K>
struct expr {
  using type = T;

  V values{};

  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K), type_of<T>};

  /// `column = value`, for set(); the value may be an expression, and NULL (std::nullopt) if the column is nullable.
  template <class X>
  constexpr auto operator=(const X& value) const;

  /// `x is null`, `x is not null`.
  [[nodiscard]] constexpr auto is_null() const;
  [[nodiscard]] constexpr auto is_not_null() const;
  /// `x is y`: equality in which NULL equals NULL; y may be an optional.
  template <class X>
  [[nodiscard]] constexpr auto is(const X& other) const;
  template <class X>
  [[nodiscard]] constexpr auto is_not(const X& other) const;
  /// `x between low and high`, both included.
  template <class A, class B>
  [[nodiscard]] constexpr auto between(const A& low, const B& high) const;
  template <class A, class B>
  [[nodiscard]] constexpr auto not_between(const A& low, const B& high) const;
  /// `x like pattern`; .escape('\\') may follow. SQLite ignores the case of ASCII letters.
  template <class X>
  [[nodiscard]] constexpr auto like(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_like(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto glob(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_glob(const X& pattern) const;
  [[nodiscard]] constexpr auto escape(char c) const;
  /// like() with a text that has no wildcards, whatever signs are in it.
  [[nodiscard]] auto contains(std::string_view text) const;
  [[nodiscard]] auto starts_with(std::string_view text) const;
  [[nodiscard]] auto ends_with(std::string_view text) const;
  /// `x match query` of a full-text table, `x regexp pattern` where the connection has a function regexp(pattern, x).
  template <class X>
  [[nodiscard]] constexpr auto match(const X& query) const;
  template <class X>
  [[nodiscard]] constexpr auto regexp(const X& pattern) const;
  template <class X>
  [[nodiscard]] constexpr auto not_regexp(const X& pattern) const;
  /// `x collate "nocase"`: compared and ordered by another collation.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto collate() const;
  /// `x in (...)`: a list of values, one range of any length (also empty; walked once, at once), or a select of one column.
  template <class... X>
  [[nodiscard]] constexpr auto in(X&&... list) const;
  [[nodiscard]] auto in(std::initializer_list<remove_optional_t<T>> list) const;
  template <class... X>
  [[nodiscard]] constexpr auto not_in(X&&... list) const;
  [[nodiscard]] auto not_in(std::initializer_list<remove_optional_t<T>> list) const;
  /// `f(x) filter (where condition)` of an aggregate: only the rows that meet it.
  template <class T2, class V2, class... K2>
  [[nodiscard]] constexpr auto filter(const expr<T2, V2, K2...>& condition) const;
  /// `f(x) over (...)` of an aggregate or window function: `sum(x).over(partition_by(a).order_by(b))`; without a window, over
  /// all rows.
  [[nodiscard]] constexpr auto over() const;
  template <class Window>
  [[nodiscard]] constexpr auto over(const Window& window) const;
  /// `x as "name"`: row["name"_col] finds it.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const;
};

template <class X>
inline constexpr bool is_expr = false;
template <class T, class V, class... K>
inline constexpr bool is_expr<expr<T, V, K...>> = true;

/// An expression of any type.
template <class X>
concept Expression = is_expr<std::remove_cvref_t<X>>;

/// A select of one column, standing as a value.
template <class X>
concept ScalarSelect = requires(const X& x) {
  { x.as_operand() } -> Expression;
};

/// The types of the items of a row.
template <class... T>
struct row_types {};
/// A select of several columns, standing as rows.
template <class X>
concept RowSelect = requires(const X& x) { x.as_row_operand(); };

/// The placeholder of a bound value.
template <sql_type Type>
struct bound {
  static constexpr token word{.what = form::value, .type = Type};
};

/// R, or std::optional<R> if one of T is optional.
template <class R, class... T>
using nullable_if = std::conditional_t<(is_optional<T> || ...), add_optional_t<R>, R>;

/// What a token is called in a compile error.
constexpr sentence called(const token& word) {
  if (word.what == form::column) return sentence{"column ", word.from->label(), ".", word.text};
  return sentence{"an expression"};
}

template <class X>
inline constexpr bool is_nullopt =
    std::same_as<std::remove_cvref_t<X>, std::nullopt_t> || std::same_as<std::remove_cvref_t<X>, std::nullptr_t>;

/// Stands for an operand that was rejected, so that no further error follows.
template <class Left>
using rejected_operand = expr<typename Left::type, none, bound<sql_type::any>>;

/// Rejects `left op value` where the two sides are unlike, naming both.
template <class Left, class X>
constexpr bool comparable() {
  using T = typename Left::type;
  if constexpr (is_nullopt<X> || is_optional<X>) {
    (void)accept<diagnosis{fault::null_comparison, sentence{"mizzle: comparison: ", called(*Left::words[0]),
                                                            " is compared with an optional or null value; use is_null(), or is(value)"}}>();
    return false;
  } else if constexpr (!fits<remove_optional_t<T>, X>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: comparison: ", called(*Left::words[0]), " of type ", type_name<T>(), " and a value of type ",
                                    type_name<X>(), " are unlike; compare values of one type, or use mz::cast<T>()"}}>();
    return false;
  } else {
    return true;
  }
}

/// Rejects two expressions of unlike types, naming both.
template <class Left, class Right>
constexpr bool comparable_expressions() {
  if constexpr (alike<typename Left::type, typename Right::type>) {
    return true;
  } else {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: comparison: ", called(*Left::words[0]), " of type ", type_name<typename Left::type>(), " and ",
                                    called(*Right::words[0]), " of type ", type_name<typename Right::type>(),
                                    " are unlike; compare columns of one type, or use mz::cast<T>()"}}>();
    return false;
  }
}

/// What is wrong with a select of several columns, or another statement, where one value belongs.
template <class X>
concept NoScalar = !ScalarSelect<X> && requires {
  X::kind;
  X::text;
};
template <class X>
constexpr diagnosis no_scalar() {
  return {fault::not_a_value,
          sentence{"mizzle: a statement that yields several columns, or none, stands where one value belongs; use a select of one column"}};
}

/// The other side of an operator whose one side is the expression Left: an expression as it is, a value bound.
template <class Left, class X>
MIZZLE_INLINE constexpr decltype(auto) operand(const X& x) {
  if constexpr (is_expr<X>) {
    if constexpr (!alike<typename Left::type, typename X::type>) (void)comparable_expressions<Left, X>();
    return (x);
  } else if constexpr (ScalarSelect<X>) {
    auto e = x.as_operand();
    (void)comparable_expressions<Left, decltype(e)>();
    return e;
  } else if constexpr (NoScalar<X>) {
    (void)accept<no_scalar<X>()>();
    return rejected_operand<Left>{};
  } else if constexpr (comparable<Left, std::decay_t<X>>()) {
    using B = remove_optional_t<typename Left::type>;
    using T = value_type_beside<B, std::decay_t<X>>;
    using Stored = decltype(encode_beside<B>(x));
    return expr<T, Stored, bound<type_of_stored<Stored>>>{encode_beside<B>(x)};
  } else {
    return rejected_operand<Left>{};
  }
}

/// Puts an operator before two expressions; the result is nullable if one of them is.
template <class R, class Op, class T1, class V1, class... K1, class T2, class V2, class... K2>
MIZZLE_INLINE constexpr auto infix(const expr<T1, V1, K1...>& l, const expr<T2, V2, K2...>& r) {
  using Result = std::conditional_t<Op::word.has(hides_null), R, nullable_if<R, T1, T2>>;
  return expr<Result, joined<V1, V2>, Op, K1..., K2...>{join(l.values, r.values)};
}

/// An optional value beside an SQL value of type B, as a parameter of type T.
template <class T, class B, class X>
constexpr auto bind_optional(const std::optional<X>& value) {
  using Stored = decltype(encode_beside<B>(*value));
  std::optional<Stored> stored;
  if (value) stored = encode_beside<B>(*value);
  return expr<std::optional<T>, std::optional<Stored>, bound<type_of_stored<Stored>>>{stored};
}

/// The other side where NULL may stand: like operand(), but an optional value is welcome.
template <class Left, class X>
constexpr decltype(auto) nullable_operand(const X& x) {
  using B = remove_optional_t<typename Left::type>;
  if constexpr (is_nullopt<X>) {
    return expr<std::optional<B>, std::optional<typename codec<B>::stored>, bound<type_of<B>>>{};
  } else if constexpr (is_optional<X>) {
    using Given = remove_optional_t<X>;
    if constexpr (comparable<Left, Given>()) return bind_optional<value_type_beside<B, Given>, B>(x);
    else return rejected_operand<Left>{};
  } else {
    return operand<Left>(x);
  }
}

/// A value where SQL wants an expression: `val(id)` in a select list. Always a bound parameter.
template <class X>
constexpr auto val(const X& value) {
  if constexpr (is_expr<X>) {
    return value;
  } else if constexpr (ScalarSelect<X>) {
    return value.as_operand();
  } else if constexpr (NoScalar<X>) {
    (void)accept<no_scalar<X>()>();
    return expr<std::string, none, bound<sql_type::text>>{};
  } else {
    using T = value_type_of<remove_optional_t<std::decay_t<X>>>;
    if constexpr (!is_storable<T>) {
      (void)accept<diagnosis{fault::no_codec,
                             sentence{"mizzle: val(): the C++ type ", type_name<T>(), " has no codec; ", cure_without_codec<T>}}>();
      return expr<std::string, none, bound<sql_type::text>>{};
    } else if constexpr (is_optional<X>) {
      return bind_optional<T, T>(value);
    } else {
      using Stored = decltype(encode_beside<T>(value));
      return expr<T, Stored, bound<type_of_stored<Stored>>>{encode_beside<T>(value)};
    }
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::Expression;
using detail::val;
}  // namespace mizzle
