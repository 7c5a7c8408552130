// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/in.hpp>
#include <mizzle/statement/table_function.hpp>

namespace mizzle::detail {

/// The columns of json_each() (https://www.sqlite.org/json1.html#jeach). Value is what its elements are, Key their position in an
/// array, or their name in an object. Elements that are arrays or objects are JSON text.
template <class As, class Value, class Key>
struct json_elements {
  column<As, "key", Key> key{};
  column<As, "value", Value> value{};
  column<As, "type", std::string> type{};
  column<As, "atom", add_optional_t<Value>> atom{};
  column<As, "id", std::int64_t> id{};
  column<As, "fullkey", std::string> fullkey{};
  column<As, "path", std::string> path{};
};
template <class Value, class Key>
struct json_elements_of {
  template <class As>
  using columns = json_elements<As, Value, Key>;
};
/// The columns of json_tree(). The root has no key and no parent.
template <class As, class Value, class Key>
struct json_nodes {
  column<As, "key", add_optional_t<Key>> key{};
  column<As, "value", Value> value{};
  column<As, "type", std::string> type{};
  column<As, "atom", add_optional_t<Value>> atom{};
  column<As, "id", std::int64_t> id{};
  column<As, "parent", std::optional<std::int64_t>> parent{};
  column<As, "fullkey", std::string> fullkey{};
  column<As, "path", std::string> path{};
};
template <class Value, class Key>
struct json_nodes_of {
  template <class As>
  using columns = json_nodes<As, Value, Key>;
};

/// What an argument of json_each() is: JSON text, or a range of values, which is written as one array.
template <class Value, class X>
constexpr auto json_argument(const X& x) {
  if constexpr (ValueRange<const X>) {
    return val(json_list<expr<Value, none, bound<type_of<Value>>>>(x));
  } else {
    using T = typename std::remove_cvref_t<decltype(val(x))>::type;
    constexpr bool is_text = TextLike<remove_optional_t<T>> || requires { codec<remove_optional_t<T>>::is_document; };
    static_assert(is_text, "mizzle: json_each(), json_tree(): they read JSON text; give them a text or a column of text");
    return val(x);
  }
}

/// `json_each(x)`: the elements of a JSON array or object in from() or a join, of which each is a Value:
///
///     const auto ids = mz::json_each<std::int64_t>("[1, 2, 3]").as<"ids">();
///     mz::select(messages.body, ids.key).from(messages).inner_join(ids, ids.value == messages.id)
///
/// x is a text, or an expression such as a column of a table that stands beside it, or a range of values, which is written as one
/// array. Key is the type of the elements' keys: std::int64_t for arrays, std::string for objects. A path, such as "$.tags", may follow x:
/// then they are the elements of what is there, and there are none if nothing is.
template <class Value, class Key = std::int64_t, class X, class... Path>
  requires(sizeof...(Path) < 2)
constexpr auto json_each(const X& x, const Path&... path) {
  return call_for_rows<"json_each", json_elements_of<Value, Key>::template columns, 1 + sizeof...(Path)>(
      (as_run(json_argument<Value>(x)) + ... + as_run(val(path))));
}
/// `json_tree(x)`: everything within a JSON text, itself first. Value is the type of what is read: std::string also reads arrays and objects,
/// which are JSON text; with another type, ask only for what is of it, `where(tree.type == "integer")`. Key is the type of the keys: of
/// objects, or std::int64_t where only elements of arrays are read; fullkey tells both.
template <class Value, class Key = std::string, class X, class... Path>
  requires(sizeof...(Path) < 2)
constexpr auto json_tree(const X& x, const Path&... path) {
  return call_for_rows<"json_tree", json_nodes_of<Value, Key>::template columns, 1 + sizeof...(Path)>(
      (as_run(json_argument<Value>(x)) + ... + as_run(val(path))));
}

// Only to say what is wrong.
template <std::same_as<void> Value = void, class X, class... Path>
constexpr void json_each(const X&, const Path&...) {
  static_assert(
      !std::is_void_v<Value>,
      "mizzle: json_each(): it needs the type of the elements, as no type tells it; write it as mz::json_each<std::int64_t>(text)");
}
template <std::same_as<void> Value = void, class X, class... Path>
constexpr void json_tree(const X&, const Path&...) {
  static_assert(!std::is_void_v<Value>,
                "mizzle: json_tree(): it needs the type of the values, as no type tells it; write it as mz::json_tree<std::string>(text)");
}

/// The column of generate_series().
template <class As>
struct series_values {
  column<As, "value", std::int64_t> value{};
};
template <class X>
inline constexpr bool counts = std::integral<remove_optional_t<typename decltype(val(std::declval<const X&>()))::type>>;
/// `generate_series(first, last)`: the numbers from first to last, both included, one or `step` apart, as a source with the column value. The
/// function is an extension of SQLite's (https://www.sqlite.org/series.html), which its command line has and its library has not: where
/// nobody has loaded it, the statement is an sql_error, "no such table: generate_series".
template <class First, class Last, class... Step>
  requires(sizeof...(Step) < 2)
constexpr auto generate_series(const First& first, const Last& last, const Step&... step) {
  static_assert(((counts<First> && counts<Last>) && ... && counts<Step>),
                "mizzle: generate_series(): it counts in whole numbers; give it integers, or columns of integers");
  return table_function<"generate_series", series_values>(first, last, step...);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::generate_series;
using detail::json_each;
using detail::json_tree;
}  // namespace mizzle
