// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mizzle/expression/values.hpp>
#include <mizzle/value/storage.hpp>

namespace mizzle::detail {

/// A bound value that is only looked at: compared with another one, or written as a literal. NULL is of no type.
struct plain_value {
  sql_type type = sql_type::any;
  std::int64_t integer = 0;
  double real = 0;
  std::string_view bytes{};
  friend constexpr bool operator==(const plain_value&, const plain_value&) = default;
};

/// The number of values that an expression with the bound values V has placeholders for.
template <class V>
inline constexpr std::size_t count_values = made_at_run_time<V> ? 0 : 1;
template <>
inline constexpr std::size_t count_values<none> = 0;
template <std::size_t N>
inline constexpr std::size_t count_values<one_of<N>> = 0;
template <class A, class B>
inline constexpr std::size_t count_values<two<A, B>> = count_values<A> + count_values<B>;
template <class V>
inline constexpr std::size_t count_values<maybe<V>> = count_values<V>;

/// N bound values, in the order of their placeholders. What is left out is as if it were NULL.
template <std::size_t N>
struct plain_values {
  plain_value items[N == 0 ? 1 : N]{};
  std::size_t size = 0;

  constexpr plain_values() = default;
  template <class V>
  constexpr explicit plain_values(const V& values) {
    see(values);
  }

  constexpr void see(const none&) {}
  /// A parameter, which is the same as itself.
  template <class Slot>
    requires requires { Slot::is_parameter; }
  constexpr void see(const Slot&) {
    items[size++] = {sql_type::blob, 0, 0, Slot::is_parameter};
  }
  /// What is made at run time has values of its own, which no placeholder of the statement's words stands for.
  template <class V>
    requires requires { typename V::made_at_run_time; }
  constexpr void see(const V&) {}
  constexpr void see(std::int64_t v) { items[size++] = {sql_type::integer, v, 0, {}}; }
  constexpr void see(double v) { items[size++] = {sql_type::real, 0, v, {}}; }
  constexpr void see(const std::string& v) { items[size++] = {sql_type::text, 0, 0, v}; }
  /// Literals and other texts that are constants.
  template <class Text>
    requires requires(const Text& v) { v.view(); }
  constexpr void see(const Text& v) {
    items[size++] = {sql_type::text, 0, 0, v.view()};
  }
  template <class Byte>
  constexpr void see(const std::vector<Byte>& v) {
    items[size++] = {sql_type::blob, 0, 0, {reinterpret_cast<const char*>(v.data()), v.size()}};
  }
  template <class T>
  constexpr void see(const std::optional<T>& v) {
    if (v) see(*v);
    else ++size;
  }
  template <class A, class B>
  constexpr void see(const two<A, B>& v) {
    see(v.first);
    see(v.second);
  }
  template <class V>
  constexpr void see(const maybe<V>& v) {
    const std::size_t first = size;
    see(v.values);
    for (std::size_t i = first; !v.on && i != size; ++i) items[i] = {};
  }
};

}  // namespace mizzle::detail
