// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/when.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/text/config.hpp>

namespace mizzle::detail {

/// A whole table in a select list.
template <class S>
struct whole {
  using type = typename source_traits<S>::template as<as_row>;
  using view_type = typename source_traits<S>::template as<as_row_view>;
  none values{};

  static constexpr token word{.what = form::columns_of, .from = &source_of<S>};
  static constexpr const token* words[1] = {&word};
  static constexpr tokens all{words, words + 1, sql_type::any};
};

/// A field that can be NULL although its expression cannot: an outer join, or the other side of a union, makes it so.
template <class F>
struct absent {
  using type = add_optional_t<typename F::type>;
};
template <class S>
struct absent<whole<S>> {
  using type = std::optional<typename whole<S>::type>;
  using view_type = std::optional<typename whole<S>::view_type>;
};

/// A field of a compound, of the type that holds what all of its sides yield.
template <class F, class T>
struct united {
  using type = T;
};

/// A field that when() may leave out, where `null` stands in its place. F is the field as it is without when(), by which a row finds it.
template <class F, class... K>
struct optional_field {
  using type = add_optional_t<typename F::type>;
  maybe<none> values{};

  static constexpr const token* words[sizeof...(K)] = {&K::word...};
  static constexpr tokens all{words, words + sizeof...(K), type_of<type>};
};

template <class F>
struct field_traits {
  using bare = F;
};
template <class F, class... K>
struct field_traits<optional_field<F, K...>> : field_traits<F> {};
template <class F>
struct field_traits<absent<F>> : field_traits<F> {};
template <class F, class T>
struct field_traits<united<F, T>> : field_traits<F> {};

template <class F>
struct absent_field {
  using type = absent<F>;
};
template <class F>
struct absent_field<absent<F>> {
  using type = absent<F>;
};
template <class F>
using absent_of = typename absent_field<F>::type;

/// The fields of a select list or a returning clause.
template <class... F>
struct fields {
  static constexpr std::size_t size = sizeof...(F);
  static constexpr tokens list[sizeof...(F)] = {F::all...};
};

/// A named query in a select list, which stands for its columns (see fields_from); it brings no values.
template <class S>
struct all_columns_of {
  none values{};
};

/// Whether something in a select list is a group of fields, and whether the list of a statement has groups in it (group.hpp).
template <class X>
inline constexpr bool is_group = false;
template <class L>
inline constexpr bool is_grouped = false;

/// What an argument of select() becomes: a field. A trait and not a function, because most fields are columns, which
/// bring no values.
template <class X>
struct field_for {
  static constexpr bool has_words = requires { X::words; };
  static constexpr auto resolve() {
    if constexpr (TableSource<X>) {
      return std::type_identity<whole<X>>{};
    } else if constexpr (Source<X>) {
      return std::type_identity<all_columns_of<X>>{};
    } else if constexpr (ScalarSelect<X>) {
      return std::type_identity<decltype(std::declval<const X&>().as_operand())>{};
    } else if constexpr (NoScalar<X>) {
      (void)accept<no_scalar<X>()>();
      return std::type_identity<expr<std::int64_t, none, bound<sql_type::any>>>{};
    } else {
      return std::type_identity<std::conditional_t<has_words, X, expr<std::int64_t, none, bound<sql_type::any>>>>{};
    }
  }
  using type = typename decltype(resolve())::type;
  static_assert(
      has_words || Source<X> || ScalarSelect<X> || NoScalar<X>,
      "mizzle: select(): a field must be a column, an expression, a table or a select of one column; wrap a plain value in mz::val()");
};
template <class T, class V, class... K>
struct field_for<expr<T, V, K...>> {
  using type = expr<T, V, K...>;
};
template <fixed_string Name, class T, class V, class... K>
struct field_for<named<Name, T, V, K...>> {
  using type = named<Name, T, V, K...>;
};
template <class T, class V, class... K>
struct field_for<expr<T, maybe<V>, op::when, K...>> {
  using inner = typename field_for<expr<T, V, K...>>::type;
  using type = optional_field<typename field_traits<inner>::bare, op::when, K...>;
};
template <fixed_string Name, class T, class V, class... K>
struct field_for<named<Name, T, maybe<V>, op::when, K...>> {
  using inner = typename field_for<named<Name, T, V, K...>>::type;
  using type = optional_field<typename field_traits<inner>::bare, named<Name, T, maybe<V>, op::when, K...>, op::when, K...>;
};
template <class X>
using field_t = typename field_for<X>::type;

/// The values that fields bring.
template <class X>
MIZZLE_INLINE constexpr auto values_of_field(const X& x) {
  if constexpr (Source<X> || !requires { x.values; }) {  // a named query brings its values where it is read
    return none{};
  } else {
    return x.values;
  }
}

MIZZLE_INLINE constexpr none join_fields() { return {}; }
template <class A, class... More>
MIZZLE_INLINE constexpr auto join_fields(const A& a, const More&... more) {
  return join(values_of_field(a), join_fields(more...));
}
template <class... F>
inline constexpr bool bring_values = !(std::same_as<decltype(F::values), none> && ...);

/// What returning(x...) yields: the whole row if it names nothing.
template <class T, class... X>
struct returned {
  static_assert(!(is_group<X> || ...), "mizzle: returning(): it gives a flat row; name the columns of the group by themselves");
  using type = fields<field_t<X>...>;
};
template <class T>
struct returned<T> {
  using type = fields<whole<T>>;
};
template <class T, class... X>
using returned_fields = typename returned<T, X...>::type;

}  // namespace mizzle::detail
