// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <variant>

#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>
#include <mizzle/mizzle.hpp>

namespace faults {

template <class X>
std::string describe(const X& x);

template <class... T>
std::string describe_all(const T&... fields) {
  std::string result = "(";
  ((result += describe(fields) + ", "), ...);
  return result + ')';
}
template <class... R>
std::string describe(const boost::hana::tuple<R...>& results) {
  return boost::hana::unpack(results, [](const auto&... each) { return describe_all(each...); });
}

/// Whatever a call of mizzle gives, as text, so that two runs can be compared.
template <class X>
std::string describe(const X& x) {
  if constexpr (std::is_arithmetic_v<X>) {
    return std::to_string(x);
  } else if constexpr (std::is_convertible_v<const X&, std::string_view>) {
    return '"' + std::string{x} + '"';
  } else if constexpr (std::same_as<X, std::byte>) {
    return std::to_string(std::to_integer<int>(x));
  } else if constexpr (std::same_as<X, mizzle::value>) {
    return std::visit([](const auto& v) { return describe(v); }, x);
  } else if constexpr (std::same_as<X, std::monostate>) {
    return "null";
  } else if constexpr (requires {
                         x.changes;
                         x.rows;
                       }) {
    return describe_all(x.changes, x.last_insert_rowid, x.rows);
  } else if constexpr (requires { x.changes; }) {
    return describe_all(x.changes, x.last_insert_rowid);
  } else if constexpr (requires { x.title; }) {
    return describe_all(x.id, x.title, x.body, x.data, x.stars);
  } else if constexpr (requires { x.next; }) {
    return describe_all(x.id, x.note, x.next);
  } else if constexpr (requires {
                         x.has_value();
                         *x;
                       }) {
    return x.has_value() ? describe(*x) : "none";
  } else if constexpr (requires {
                         x.begin();
                         x.end();
                       }) {
    std::string result = "[";
    for (const auto& element : x) result += describe(element) + ' ';
    return result + ']';
  } else {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return describe_all(mizzle::get<I>(x)...);
    }(std::make_index_sequence<std::tuple_size_v<X>>{});
  }
}

}  // namespace faults
