// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/aggregate.hpp>
#include <mizzle/expression/arithmetic.hpp>

// JSON: https://www.sqlite.org/json1.html. A document is a text; a path is a text as "$.name[0]". Text that is no JSON, and a path that is
// none, are an sql_error; what is not in the document is NULL. Values become JSON as SQL has them: a bool is 1 or 0, and a text is a string,
// unless it comes from one of these functions.

namespace mizzle::detail {

namespace op {
struct json_arrow {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " -> "sv};
};
struct json_double_arrow {
  static constexpr token word{.what = form::infix, .operands = 2, .binds = precedence::concat, .text = " ->> "sv};
};
}  // namespace op

/// The type of a document made of another one: of a JSON column's own type if that is one, otherwise a text.
template <class T>
struct document {
  using type = std::string;
};
template <class T>
  requires requires { codec<T>::is_document; }
struct document<T> {
  using type = T;
};
template <class T>
struct document<std::optional<T>> {
  using type = std::optional<typename document<T>::type>;
};
template <class T>
using document_of = typename document<T>::type;

/// as_json(x), SQL's json(x): a text as a document, without its spaces, so that it is no string where it becomes part of another one.
template <class... X>
constexpr auto as_json(const X&... x) {
  return call<std::string, "json(">(x...);
}
/// json_extract<T>(x, path): what the document has there, as T; an object or an array as its JSON. Some builds of SQLite, such as
/// that of Debian 12, read a real in it by the decimal sign of the program's locale; `cast<double>(json_get(x, path))` does not depend on it.
template <class T, class X, class Path>
constexpr auto json_extract(const X& x, const Path& path) {
  return call<add_optional_t<T>, "json_extract(">(x, path);
}
/// `x -> path`: the part of a document that is there, as JSON. A path may also be a bare name, or the number of an array's element.
template <class X, class Path>
constexpr auto json_get(const X& x, const Path& path) {
  return infix<std::optional<std::string>, op::json_arrow>(val(x), val(path));
}
/// `x ->> path`: the same as a value of SQL, read as T: `json_get_as<std::int64_t>(orders.data, "$.count") > 3`.
template <class T, class X, class Path>
constexpr auto json_get_as(const X& x, const Path& path) {
  return infix<add_optional_t<T>, op::json_double_arrow>(val(x), val(path));
}

/// json_type(x), json_type(x, path): null, true, false, integer, real, text, array or object.
template <class X>
constexpr auto json_type(const X& x) {
  return call<std::string, "json_type(">(x);
}
template <class X, class Path>
constexpr auto json_type(const X& x, const Path& path) {
  return call<std::optional<std::string>, "json_type(">(x, path);
}
/// json_array_length(x), json_array_length(x, path): how many elements the array has; 0 if it is none.
template <class X>
constexpr auto json_array_length(const X& x) {
  return call<std::int64_t, "json_array_length(">(x);
}
template <class X, class Path>
constexpr auto json_array_length(const X& x, const Path& path) {
  return call<std::optional<std::int64_t>, "json_array_length(">(x, path);
}
/// json_valid(x): whether a text is JSON.
template <class... X>
constexpr auto json_valid(const X&... x) {
  return call<bool, "json_valid(">(x...);
}
/// json_quote(x): a value as JSON; of NULL the text null.
template <class X>
constexpr auto json_quote(const X& x) {
  return call_of<std::string, op::call<"json_quote(", 1, hides_null>>(x);
}

/// json_array(a, b, ...): an array. A blob is an sql_error.
template <class... X>
constexpr auto json_array(const X&... elements) {
  return call_of<std::string, op::call<"json_array(", sizeof...(X), hides_null>>(elements...);
}
/// json_object(name, value, ...): an object.
template <class... X>
constexpr auto json_object(const X&... names_and_values) {
  static_assert(sizeof...(X) % 2 == 0, "mizzle: json_object(): names and values come in pairs; add the value that is missing");
  return call_of<std::string, op::call<"json_object(", sizeof...(X), hides_null>>(names_and_values...);
}
/// json_set(x, path, value, ...), json_insert(), json_replace(): the document, of a JSON column one of its type, with values at these paths: put there whether there is one or not,
/// only where there is none, only where there is one.
template <fixed_string Opening, class X, class... More>
constexpr auto json_edit(const X& x, const More&... paths_and_values) {
  static_assert(
      sizeof...(More) != 0 && sizeof...(More) % 2 == 0,
      "mizzle: json_set(), json_insert(), json_replace(): behind the document, paths and values come in pairs; add what is missing");
  const auto document = val(x);
  return call_of<document_of<typename decltype(document)::type>, op::call<Opening, 1 + sizeof...(More)>>(document, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_set(const X& x, const More&... paths_and_values) {
  return json_edit<"json_set(">(x, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_insert(const X& x, const More&... paths_and_values) {
  return json_edit<"json_insert(">(x, paths_and_values...);
}
template <class X, class... More>
constexpr auto json_replace(const X& x, const More&... paths_and_values) {
  return json_edit<"json_replace(">(x, paths_and_values...);
}
/// json_remove(x, path, ...): the document without them; NULL without all of it.
template <class X, class... Path>
constexpr auto json_remove(const X& x, const Path&... paths) {
  const auto document = val(x);
  return call<add_optional_t<document_of<typename decltype(document)::type>>, "json_remove(">(document, paths...);
}
/// json_patch(x, patch): RFC 7396.
template <class X, class Patch>
constexpr auto json_patch(const X& x, const Patch& patch) {
  const auto document = val(x);
  return call<remove_optional_t<document_of<typename decltype(document)::type>>, "json_patch(">(document, patch);
}

/// json_group_array(x), json_group_object(name, x): of all rows; without rows, an empty one.
template <AggregateArgument E>
constexpr auto json_group_array(const E& x) {
  return aggregate_call<"json_group_array(", std::string>(x);
}
template <class Name, class X>
constexpr auto json_group_object(const Name& name, const X& x) {
  return aggregate_call<"json_group_object(", std::string>(name, x);
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::as_json;
using detail::json_array;
using detail::json_array_length;
using detail::json_extract;
using detail::json_get;
using detail::json_get_as;
using detail::json_group_array;
using detail::json_group_object;
using detail::json_insert;
using detail::json_object;
using detail::json_patch;
using detail::json_quote;
using detail::json_remove;
using detail::json_replace;
using detail::json_set;
using detail::json_type;
using detail::json_valid;
}  // namespace mizzle
