// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/in.hpp>

namespace mizzle::detail {

/// The place of a value that is given when a statement is run, among the bound values.
template <fixed_string Name, class T>
struct slot {
  using type = T;
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view is_parameter = name;
  friend constexpr bool operator==(slot, slot) = default;
};
/// The same of a range, which stands as the elements of one JSON array beside a Left.
template <fixed_string Name, class T, class Left>
struct range_slot {
  using type = T;
  using left = Left;
  static constexpr std::string_view name = Name.view();
  static constexpr std::string_view is_parameter = name;
  friend constexpr bool operator==(range_slot, range_slot) = default;
};
/// The place of a member of a struct of values.
template <auto Member>
struct member_slot {
  static constexpr std::string_view is_parameter = spelling_of<member_slot>();
  friend constexpr bool operator==(member_slot, member_slot) = default;
};
/// The same of a range.
template <auto Member, class Left>
struct range_member_slot {
  static constexpr std::string_view is_parameter = spelling_of<member_slot<Member>>();
  friend constexpr bool operator==(range_member_slot, range_member_slot) = default;
};
template <class C, class T>
C class_of_member(T C::*);
template <class C, class T>
T type_of_member(T C::*);

/// A parameter that is a range, for in().
template <fixed_string Name, class T>
struct range_parameter {
  template <class Left>
  static constexpr auto beside() {
    return expr<std::string, range_slot<Name, T, Left>, bound<sql_type::text>>{};
  }
};

template <auto Member>
struct range_member_parameter {
  template <class Left>
  static constexpr auto beside() {
    return expr<std::string, range_member_slot<Member, Left>, bound<sql_type::text>>{};
  }
};

template <class Slot, class T>
constexpr auto parameter_of() {
  constexpr bool has_codec = is_storable<remove_optional_t<T>>;
  static_assert(has_codec, "mizzle: param<>(): its type has no codec; specialise mizzle::codec for it, or use a type that has one");
  if constexpr (has_codec) return expr<T, Slot, bound<type_of<T>>>{};
}

/// A parameter: a value that is given each time the statement is run, wherever a value can stand. The same name may stand several times, and
/// is given once.
///
///     auto find = db.prepare(select(users).where(users.id == param<"id", std::int64_t>()));
///     auto rows = find(7);
///
/// One of a range of values stands in in(): `users.id.in(param<"ids", std::vector<std::int64_t>>())`.
template <fixed_string Name, class T>
constexpr auto param() {
  if constexpr (ValueRange<T>) return range_parameter<Name, T>{};
  else return parameter_of<slot<Name, T>, T>();
}
/// A parameter that is a member of a struct of one's own, by which values are given with their names:
///
///     struct key { std::int64_t id; };
///     auto find = db.prepare(select(users).where(users.id == param<&key::id>()));
///     auto rows = find({.id = 7});
template <auto Member>
  requires std::is_member_object_pointer_v<decltype(Member)>
constexpr auto param() {
  if constexpr (ValueRange<decltype(type_of_member(Member))>) return range_member_parameter<Member>{};
  else return parameter_of<member_slot<Member>, decltype(type_of_member(Member))>();
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::param;
}  // namespace mizzle
