// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

/// Conditions on entities that are values: they are compared and hashed, so that an index is found again, and a source can say them in
/// words of its own. As in SQL, what is NULL (an empty std::optional) meets none of them.
///
///     constexpr auto owner = mz::write_behind::field<&account::owner>;
///     constexpr auto balance = mz::write_behind::field<&account::balance>;
///     owner == "ann" && balance > 100
namespace mizzle::detail::write_behind {

template <class T>
struct without_null {
  using type = T;
};
template <class T>
struct without_null<std::optional<T>> {
  using type = T;
};

template <class T>
std::size_t hash_of(const T& value) {
  if constexpr (requires { std::hash<T>{}(value); }) {
    return std::hash<T>{}(value);
  } else if constexpr (requires { value.time_since_epoch().count(); }) {
    return hash_of(value.time_since_epoch().count());
  } else if constexpr (requires { value.count(); }) {
    return hash_of(value.count());
  } else {
    std::size_t all = 0;
    for (const auto& x : value) all = all * 31 + hash_of(x);
    return all;
  }
}
/// Equality in which a number that is none equals itself, so that what has one in it can be found again.
template <class T>
bool same_value(const T& a, const T& b) {
  if constexpr (std::floating_point<T>) return a == b || (a != a && b != b);
  else return a == b;
}

/// A member of an entity, NULL taken away: null if it is NULL.
template <class Field, class Entity>
auto* value_in(const Entity& e) {
  const auto& member = Field::get(e);
  if constexpr (requires { member.has_value(); }) return member ? &*member : nullptr;
  else return &member;
}
template <class Field>
using value_of = typename without_null<typename Field::type>::type;

// Each condition has matches(entity), hash() and equality. One that is met by all entities of one key and no others also has
// of(entity), which gives the condition that the entity meets.

template <class Field>
struct equal {
  using field = Field;
  value_of<Field> value{};

  [[nodiscard]] bool matches(const auto& entity) const {
    const auto* x = value_in<Field>(entity);
    return x && *x == value;
  }
  [[nodiscard]] static std::optional<equal> of(const auto& entity) {
    const auto* x = value_in<Field>(entity);
    return x ? std::optional<equal>{equal{*x}} : std::nullopt;
  }
  [[nodiscard]] std::size_t hash() const { return hash_of(value); }
  friend bool operator==(const equal& a, const equal& b) { return same_value(a.value, b.value); }
};

template <class Field>
struct greater {
  using field = Field;
  value_of<Field> value{};

  [[nodiscard]] bool matches(const auto& entity) const {
    const auto* x = value_in<Field>(entity);
    return x && *x > value;
  }
  [[nodiscard]] std::size_t hash() const { return hash_of(value); }
  friend bool operator==(const greater& a, const greater& b) { return same_value(a.value, b.value); }
};

template <class Field>
struct less {
  using field = Field;
  value_of<Field> value{};

  [[nodiscard]] bool matches(const auto& entity) const {
    const auto* x = value_in<Field>(entity);
    return x && *x < value;
  }
  [[nodiscard]] std::size_t hash() const { return hash_of(value); }
  friend bool operator==(const less& a, const less& b) { return same_value(a.value, b.value); }
};

/// One of a list of values, which are kept in the order that they were given.
template <class Field>
struct any_of {
  using field = Field;
  std::vector<value_of<Field>> values{};

  [[nodiscard]] bool matches(const auto& entity) const {
    const auto* x = value_in<Field>(entity);
    return x && std::any_of(values.begin(), values.end(), [&](const auto& v) { return v == *x; });
  }
  [[nodiscard]] std::size_t hash() const {
    std::size_t all = values.size();
    for (const auto& v : values) all = all * 31 + hash_of<value_of<Field>>(v);
    return all;
  }
  friend bool operator==(const any_of& a, const any_of& b) {
    return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                      [](const auto& x, const auto& y) { return same_value<value_of<Field>>(x, y); });
  }
};

template <class A, class B>
struct both {
  A first{};
  B second{};

  [[nodiscard]] bool matches(const auto& entity) const { return first.matches(entity) && second.matches(entity); }
  template <class Entity>
    requires requires(const Entity& e) {
      A::of(e);
      B::of(e);
    }
  [[nodiscard]] static std::optional<both> of(const Entity& entity) {
    auto a = A::of(entity);
    auto b = B::of(entity);
    if (!a || !b) return std::nullopt;
    return both{std::move(*a), std::move(*b)};
  }
  [[nodiscard]] std::size_t hash() const { return first.hash() * 31 + second.hash(); }
  friend bool operator==(const both&, const both&) = default;
};

template <class P>
inline constexpr bool is_predicate = false;
template <class F>
inline constexpr bool is_predicate<equal<F>> = true;
template <class F>
inline constexpr bool is_predicate<greater<F>> = true;
template <class F>
inline constexpr bool is_predicate<less<F>> = true;
template <class F>
inline constexpr bool is_predicate<any_of<F>> = true;
template <class A, class B>
inline constexpr bool is_predicate<both<A, B>> = true;

template <class P>
inline constexpr bool is_equality = false;
template <class F>
inline constexpr bool is_equality<equal<F>> = true;

/// A condition of this file.
template <class P>
concept Predicate = is_predicate<std::remove_cvref_t<P>>;

/// What a condition is said of. Field has the member's `type` and `get(entity)`, which gives a reference to it.
template <class Field>
struct field_word {
  using value = value_of<Field>;

  template <class X>
  [[nodiscard]] static value as_value(X&& x) {
    static_assert(
        !(std::floating_point<std::remove_cvref_t<X>> && std::integral<value>),
        "mizzle: write_behind::field: a whole number is compared with a floating one, which would lose its fraction; round it first");
    static_assert(std::convertible_to<X, value>,
                  "mizzle: write_behind::field: the value is of another type than the member; convert it first");
    if constexpr (std::convertible_to<X, value>) return static_cast<value>(std::forward<X>(x));
    else return {};
  }
  template <class X>
  friend equal<Field> operator==(field_word, X&& x) {
    return {as_value(std::forward<X>(x))};
  }
  template <class X>
  friend greater<Field> operator>(field_word, X&& x) {
    return {as_value(std::forward<X>(x))};
  }
  template <class X>
  friend less<Field> operator<(field_word, X&& x) {
    return {as_value(std::forward<X>(x))};
  }
  /// Met where the member is one of the values.
  [[nodiscard]] any_of<Field> in(std::vector<value> values) const { return {std::move(values)}; }
};

template <Predicate A, Predicate B>
both<std::remove_cvref_t<A>, std::remove_cvref_t<B>> operator&&(A&& a, B&& b) {
  return {std::forward<A>(a), std::forward<B>(b)};
}

template <auto Member>
struct member_field;
template <class Entity, class T, T Entity::* Member>
struct member_field<Member> {
  using type = T;
  static const T& get(const Entity& e) { return e.*Member; }
};

/// A member of an entity as the left side of a condition: `field<&account::owner> == "ann"`; also >, <, in({...}) and &&.
template <auto Member>
inline constexpr field_word<member_field<Member>> field{};

struct predicate_hash {
  std::size_t operator()(const auto& p) const { return p.hash(); }
};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::any_of;
using detail::write_behind::both;
using detail::write_behind::equal;
using detail::write_behind::field;
using detail::write_behind::greater;
using detail::write_behind::less;
using detail::write_behind::Predicate;
}  // namespace mizzle::write_behind
