// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/named.hpp>
#include <mizzle/expression/ordering.hpp>

namespace mizzle::detail {

namespace op {
struct when {
  static constexpr token word{.what = form::when, .operands = 1};
};
}  // namespace op

/// What stands only if `on`, a run-time value. What is left out takes no part in the statement, and its values are not bound.
///
/// - A part of a condition: `a && when(on, b)` is `a and b`, or just `a`. A where() whose parts all vanish is no where(); an update or delete
///   must therefore keep one part that always stands.
/// - A field of a select: `select(t.id, when(on, t.body))`. Its type is optional, and without it `null` stands in its place.
/// - A term of order_by() or group_by(): `order_by(when(by_name, asc(t.name)), t.id)`. Without any, there is no such clause.
template <class T, class V, class... K>
constexpr auto when(bool on, const expr<T, V, K...>& e) {
  return expr<T, maybe<V>, op::when, K...>{{on, e.values}};
}
template <fixed_string Name, class T, class V, class... K>
constexpr auto when(bool on, const named<Name, T, V, K...>& e) {
  return named<Name, T, maybe<V>, op::when, K...>{{{on, e.values}}};
}
template <class V, class... K>
constexpr auto when(bool on, const ordering<V, K...>& term) {
  return ordering<maybe<V>, op::when, K...>{{on, term.values}};
}

/// `column = value`, which stands only if a run-time value says so.
template <class V, class Column, class... K>
struct optional_assignment {
  using column = Column;
  maybe<V> values;
};
template <class V, class C, class... K>
inline constexpr bool is_assignment<optional_assignment<V, C, K...>> = true;
template <class A>
inline constexpr bool is_optional_assignment = false;
template <class V, class C, class... K>
inline constexpr bool is_optional_assignment<optional_assignment<V, C, K...>> = true;

/// An assignment of set() or do_update(): `set(when(renamed, t.name = name), t.seen = 1)`. A column that is left out is as if it were not
/// named: it keeps its value, or gets what its function gives. Where all are left out, set() throws an invalid_request.
template <class V, class C, class... K>
constexpr auto when(bool on, const assignment<V, C, K...>& a) {
  return optional_assignment<V, C, K...>{{on, a.values}};
}
template <class V, class C, class... K>
constexpr auto when(bool on, const optional_assignment<V, C, K...>& a) {
  return optional_assignment<V, C, K...>{{on && a.values.on, a.values.values}};
}
template <class V, class C, class... K>
MIZZLE_INLINE constexpr auto as_run(const optional_assignment<V, C, K...>& a) {
  return run_of<maybe<V>, op::when, op::assign, C, K...>{a.values};
}

/// `column = *value` if the optional holds a value; otherwise the column is not named: `set(set_if(t.name, patch.name))`. Of a column that can be
/// NULL the same is true, so that NULL is written by a std::optional<std::optional<T>> that holds one without a value.
template <class T, class V, class... K, class X>
constexpr auto set_if(const expr<T, V, K...>& column, const std::optional<X>& value) {
  using set = decltype(when(true, column = *value));
  if (value) return when(true, column = *value);
  return set{};
}
template <class T, class V, class... K, class X>
constexpr auto set_if(const expr<T, V, K...>& column, const X& value) {
  static_assert(is_optional<X>, "mizzle: set_if(): it takes a std::optional, whose value is set if there is one; write column = value");
  return column = value;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::set_if;
using detail::when;
}  // namespace mizzle
