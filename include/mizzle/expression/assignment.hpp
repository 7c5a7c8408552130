// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/expression.hpp>
#include <mizzle/value/number_text.hpp>

namespace mizzle::detail {

namespace op {
struct assign {
  static constexpr token word{.what = form::assign, .operands = 2};
};
}  // namespace op

/// `column = value`: an item of set(), do_update().
template <class V, class Column, class... K>
struct assignment {
  using column = Column;
  V values;
};

template <class X>
inline constexpr bool is_assignment = false;
template <class V, class C, class... K>
inline constexpr bool is_assignment<assignment<V, C, K...>> = true;

/// What is wrong with the first that is given to set() and is no assignment; or with there being none.
template <fixed_string Where>
constexpr diagnosis no_assignment() {
  return {fault::not_a_column, sentence{"mizzle: ", Where.view(), ": it needs assignments, and is given none; write column = value"}};
}
template <fixed_string Where, class A, class... More>
constexpr diagnosis no_assignment() {
  if constexpr (is_assignment<A>) {
    return no_assignment<Where, More...>();
  } else if constexpr (is_expr<A>) {
    return {fault::not_a_column, sentence{"mizzle: ", Where.view(), ": ", called(*A::words[0]), " of type ", type_name<typename A::type>(),
                                          " is no assignment; write column = value, with one ="}};
  } else {
    return {fault::not_a_column,
            sentence{"mizzle: ", Where.view(), ": a C++ value of type ", type_name<A>(), " is no assignment; write column = value"}};
  }
}
template <class... A>
inline constexpr bool are_assignments = sizeof...(A) > 0 && (is_assignment<A> && ...);

/// Stands for an assignment that was rejected, so that no further error follows.
template <class... K>
using rejected_assignment = assignment<none, K..., bound<sql_type::any>>;

template <class Column, class T, class X>
constexpr bool assignable() {
  if constexpr (!is_optional<T> && (is_nullopt<X> || is_optional<X>)) {
    (void)accept<diagnosis{
        fault::null_into_not_null,
        sentence{"mizzle: set(): ", called(Column::word),
                 " is NOT NULL and is given a value that can be NULL; declare the column std::optional, or use mz::coalesce()"}}>();
    return false;
  } else if constexpr (!is_nullopt<X> && !storable_as<remove_optional_t<T>, remove_optional_t<X>>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: set(): ", called(Column::word), " of type ", type_name<T>(), " is given a value of type ",
                                    type_name<X>(), "; give a value of the column's own type, or use mz::cast<T>()"}}>();
    return false;
  } else {
    return true;
  }
}

/// Throws unless a number, as it is stored, fits a column of type B.
template <class B, class Stored>
constexpr void must_fit(Stored number) {
  if constexpr (requires { codec<B>::accepts(number); }) {
    if (codec<B>::accepts(number)) return;
    std::string message = "the number ";
    if constexpr (std::same_as<Stored, double>) {
      append_number(message, number, 6);
    } else {
      append_number(message, number);
    }
    throw error::invalid_request{message + " does not fit its column's type"};
  }
}

/// A C++ value as a column of type B stores it; a number that does not fit a narrower column is an invalid_request.
template <class B, class X>
constexpr auto encode_into(const X& value) {
  if constexpr (Number<X> && std::integral<B>) {
    const std::int64_t number = codec<X>::encode(value);
    must_fit<B>(number);
    return number;
  } else if constexpr (Number<X> && Number<B>) {
    must_fit<B>(static_cast<double>(value));
    return codec<B>::encode(static_cast<B>(value));
  } else {
    return encode_beside<B>(value);
  }
}

template <class T, class V, class... K>
template <class X>
constexpr auto expr<T, V, K...>::operator=(const X& value) const {
  if constexpr (sizeof...(K) != 1 || words[0]->what != form::column) {
    (void)accept<diagnosis{fault::not_a_column, sentence{"mizzle: set(): ", called(*words[0]),
                                                         " stands on the left of =, where only a column can; write column = value"}}>();
    return rejected_assignment<K...>{};
  } else {
    using B = remove_optional_t<T>;
    using D = std::decay_t<X>;
    if constexpr (is_expr<X> || ScalarSelect<X>) {
      return [&]<class T2, class V2, class... K2>(const expr<T2, V2, K2...>& e) {
        (void)assignable<K..., T, T2>();
        return assignment<V2, K..., K2...>{e.values};
      }(val(value));
    } else if constexpr (NoScalar<X>) {
      (void)accept<no_scalar<X>()>();
      return rejected_assignment<K...>{};
    } else if constexpr (assignable<K..., T, D>()) {
      if constexpr (is_nullopt<D>) {
        return assignment<std::optional<typename codec<B>::stored>, K..., bound<type_of<B>>>{std::nullopt};
      } else if constexpr (is_optional<D>) {
        using Stored = decltype(encode_into<B>(*value));
        std::optional<Stored> stored;
        if (value) stored = encode_into<B>(*value);
        return assignment<std::optional<Stored>, K..., bound<type_of<B>>>{stored};
      } else {
        return assignment<decltype(encode_into<B>(value)), K..., bound<type_of<B>>>{encode_into<B>(value)};
      }
    } else {
      return rejected_assignment<K...>{};
    }
  }
}

}  // namespace mizzle::detail
