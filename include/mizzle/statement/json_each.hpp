// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/in.hpp>
#include <mizzle/statement/sources.hpp>

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

/// The elements of a JSON array or object as a source, its columns as members.
template <fixed_string Alias, class Value, class Key, class V, class... K>
struct json_each_source
    : json_elements<as_columns<json_each_source<Alias, Value, Key, V, K...>, json_elements_of<Value, Key>::template columns>, Value, Key> {
  V values{};

  constexpr explicit json_each_source(const V& v) : values{v} {}
  /// Another name, so that two can stand in a statement.
  template <fixed_string Name>
  [[nodiscard]] constexpr auto as() const {
    return json_each_source<Name, Value, Key, V, K...>{values};
  }
};

template <fixed_string Alias, class Value, class Key, class V, class... K>
struct source_traits<json_each_source<Alias, Value, Key, V, K...>> {
  using definition = mizzle::detail::definition<json_elements_of<Value, Key>::template columns, false>;
  static consteval source describe() {
    return {.name = "json_each",
            .alias = Alias.view(),
            .columns = definition::columns.data(),
            .size = definition::size,
            .row_ids = false,
            .kind = source_kind::function};
  }
};

template <fixed_string Alias, class Value, class Key, class V, class... K>
struct source_words<json_each_source<Alias, Value, Key, V, K...>> {
  using S = json_each_source<Alias, Value, Key, V, K...>;
  template <class... Before>
  static constexpr auto in(const S& s) {
    return run_of<V, token_before<S, 1>, K...>{s.values};
  }
};

template <class Value, class Key, class T, class V, class... K>
constexpr auto json_each_of(const expr<T, V, K...>& e) {
  constexpr bool is_text = TextLike<remove_optional_t<T>>;
  static_assert(is_text, "mizzle: json_each(): it reads JSON text; give it a text or a column of text");
  return json_each_source<"json_each", Value, Key, V, K...>{e.values};
}

/// `json_each(x)`: the elements of a JSON array or object in from() or a join, of which each is a Value:
///
///     const auto ids = mz::json_each<std::int64_t>("[1, 2, 3]").as<"ids">();
///     mz::select(messages.body, ids.key).from(messages).inner_join(ids, ids.value == messages.id)
///
/// x is a text, or an expression such as a column of a table that stands beside it, or a range of values, which is written as one
/// array. Key is the type of the elements' keys: std::int64_t for arrays, std::string for objects.
template <class Value, class Key = std::int64_t, class X>
constexpr auto json_each(const X& x) {
  if constexpr (ValueRange<const X>) {
    return json_each<Value, Key>(json_list<expr<Value, none, bound<type_of<Value>>>>(x));
  } else {
    return json_each_of<Value, Key>(val(x));
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::json_each;
}  // namespace mizzle
