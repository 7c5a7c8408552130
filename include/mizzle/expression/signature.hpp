// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/aggregate.hpp>
#include <mizzle/expression/function.hpp>

namespace mizzle::detail {

/// What is wrong with an X as an argument where a parameter is an A, if anything.
template <fixed_string Name, class A, class X>
constexpr diagnosis wrong_argument(std::size_t position) {
  using given = remove_optional_t<typename std::conditional_t<is_expr<X>, X, std::type_identity<X>>::type>;
  if (is_nullopt<X> || (is_expr<X> ? alike<A, given> : fits<remove_optional_t<A>, given>)) return {};
  const char digits[] = {static_cast<char>('0' + position / 10), static_cast<char>('0' + position % 10)};
  const std::string_view number{digits, 2};
  return {fault::unlike_types,
          sentence{"mizzle: ", Name.view(), "(): argument ", number.substr(position < 10 ? 1 : 0), ", of type ", type_name<A>(),
                   ", is given a value of type ", type_name<given>(), "; give a value of its own type, or use mz::cast<T>()"}};
}
template <fixed_string Name, class... A, class... X>
constexpr diagnosis wrong_arguments(row_types<A...>, row_types<X...>) {
  diagnosis result;
  if constexpr (sizeof...(A) != sizeof...(X)) {
    result = {fault::unlike_types,
              sentence{"mizzle: ", Name.view(), "(): it is given another number of arguments than it was declared with; give as many"}};
  } else {
    std::size_t position = 0;
    ((result.what == fault::none ? void(result = wrong_argument<Name, A, X>(++position)) : void()), ...);
  }
  return result;
}

/// An argument as an expression: a value is bound as its parameter's type stores it.
template <class A, class X>
constexpr auto as_argument(const X& x) {
  if constexpr (is_expr<X>) {
    return x;
  } else {
    auto e = nullable_operand<expr<remove_optional_t<A>, none, bound<sql_type::any>>>(x);
    return e;
  }
}
/// Whether a call yields NULL because an argument can be NULL and its parameter cannot.
template <class A, class E>
inline constexpr bool passes_null = !is_optional<A> && is_optional<typename E::type>;

/// A function with a signature, such as one written in C++ (mizzle/sqlite/user_function.hpp): arguments are checked, and the result is NULL
/// if one is whose parameter is no optional.
///
///     inline constexpr mizzle::function<"initials", std::string(std::string_view)> initials;
template <fixed_string Name, class R, class... A>
struct function<Name, R(A...)> {
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    constexpr diagnosis wrong = wrong_arguments<Name>(row_types<A...>{}, row_types<std::decay_t<X>...>{});
    if constexpr (wrong.what == fault::none) {
      return call_with(as_argument<A>(arguments)...);
    } else {
      (void)accept<wrong>();
      return expr<R, none, bound<sql_type::any>>{};
    }
  }

 private:
  template <class... E>
  static constexpr auto call_with(const E&... e) {
    using Result = std::conditional_t<(passes_null<A, E> || ...), add_optional_t<R>, R>;
    return call_of<Result, op::call<op::opening<Name>(), sizeof...(E)>>(e...);
  }
};

/// The same of an aggregate; of no rows, and of rows in which an argument is NULL, it yields what its class makes of them.
///
///     inline constexpr mizzle::aggregate_function<"median", std::optional<double>(double)> median;
template <fixed_string Name, class Signature>
struct aggregate_function;
template <fixed_string Name, class R, class... A>
struct aggregate_function<Name, R(A...)> {
  template <class... X>
  constexpr auto operator()(const X&... arguments) const {
    constexpr diagnosis wrong = wrong_arguments<Name>(row_types<A...>{}, row_types<std::decay_t<X>...>{});
    if constexpr (wrong.what == fault::none) {
      return aggregate_call<op::opening<Name>(), R>(as_argument<A>(arguments)...);
    } else {
      (void)accept<wrong>();
      return expr<R, none, bound<sql_type::any>>{};
    }
  }
};

}  // namespace mizzle::detail

namespace mizzle {
using detail::aggregate_function;
}  // namespace mizzle
