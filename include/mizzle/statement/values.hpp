// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/json_list.hpp>
#include <mizzle/expression/row_value.hpp>
#include <mizzle/schema/unpack.hpp>
#include <mizzle/statement/json_each.hpp>
#include <mizzle/statement/select.hpp>

namespace mizzle::detail {

// Rows of values as a select: of a fixed number, `select "values"."column1" as "id", ... from (values (?, ?), (?, ?)) as "values"`; of a
// range, out of one parameter that is a JSON array of arrays.

/// The name that SQL gives to a column of values.
template <std::size_t I>
struct values_name {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("column"sv);
    w.put(I + 1);
    return w.size();
  }
};
/// `(values (a, b), ...)` as a source, whose columns have the types T: N rows of the words K, which bind V.
template <class Types, std::size_t N = 0, class V = none, class... K>
struct values_source {
  V values;
};
template <class... T>
struct values_columns {
  template <std::size_t... I>
  static constexpr std::array<column_info, sizeof...(T)> describe(std::index_sequence<I...>) {
    return {{column_info{.name = written<values_name<I>>.view(), .type = type_of<T>, .nullable = is_optional<T>}...}};
  }
  static constexpr auto columns = describe(std::index_sequence_for<T...>{});
};
template <class... T, std::size_t N, class V, class... K>
struct source_traits<values_source<types<T...>, N, V, K...>> {
  using definition = values_columns<T...>;
  static consteval source describe() {
    return {.name = "values", .columns = definition::columns.data(), .size = sizeof...(T), .row_ids = false, .kind = source_kind::values};
  }
};
template <class Types, std::size_t N, class V, class... K>
struct source_words<values_source<Types, N, V, K...>> {
  template <class... Before>
  static constexpr auto in(const values_source<Types, N, V, K...>& s) {
    return run_of<V, token_before<values_source<Types>, N>, K...>{s.values};
  }
};

/// The SQL type of one item, and what holds the items at one place of all rows; void if they are unlike.
template <class X>
using item_type = typename decltype(val(std::declval<const X&>()))::type;
template <class... T>
constexpr auto hold_items() {
  if constexpr ((alike<type_at<0, T...>, T> && ...)) return std::type_identity<nullable_if<common_of<T...>, T...>>{};
  else return std::type_identity<void>{};
}
template <std::size_t I, class Row>
struct row_item {
  using type = item_type<Row>;
};
template <std::size_t I, class... X>
struct row_item<I, row_value<X...>> {
  using type = item_type<type_at<I, X...>>;
};
template <std::size_t I, class... Row>
struct items_at {
  using type = typename decltype(hold_items<typename row_item<I, Row>::type...>())::type;
};

template <class X>
constexpr auto as_values_row(const X& x) {
  return row_value<std::conditional_t<std::is_array_v<X>, std::string, X>>{{x}};
}
template <class... X>
constexpr const auto& as_values_row(const row_value<X...>& row) {
  return row;
}
template <class X>
inline constexpr std::size_t row_size = 1;
template <class... X>
inline constexpr std::size_t row_size<row_value<X...>> = sizeof...(X);
template <class... X, std::size_t... I>
constexpr auto words_of_row(const row_value<X...>& row, std::index_sequence<I...>) {
  return run_of<none, op::row<sizeof...(X)>>{} + (as_run(val(boost::hana::at_c<I>(row.items))) + ...);
}

template <fixed_string... Name, class... T, class V, class... K, std::size_t... I, std::size_t N>
constexpr auto select_rows(types<T...>, const run_of<V, K...>& words, std::index_sequence<I...>, std::integral_constant<std::size_t, N>) {
  using Rows = values_source<types<T...>, N, V, K...>;
  return select(expr<T, none, column_token<values_source<types<T...>>, I>>{}.template as<Name>()...).from(Rows{words.values});
}
template <fixed_string... Name, std::size_t... I, class... Row>
constexpr auto values_of_rows(std::index_sequence<I...> columns, const Row&... rows) {
  using Types = types<typename items_at<I, Row...>::type...>;
  constexpr bool are_like = (!std::is_void_v<typename items_at<I, Row...>::type> && ...);
  static_assert(are_like,
                "mizzle: values(): the items at one place of all rows are of unlike types; give them like ones, or use mz::cast<T>()");
  constexpr std::integral_constant<std::size_t, sizeof...(Row)> size;
  if constexpr (are_like) return select_rows<Name...>(Types{}, (words_of_row(rows, columns) + ...), columns, size);
}

/// The I-th item of a JSON array.
template <std::size_t I>
struct json_item {
  static constexpr std::size_t write(auto out) {
    writer w{out};
    w.put("json_extract(\1, '$["sv);
    w.put(I);
    w.put("]')"sv);
    return w.size();
  }
  static constexpr token word{.what = form::mixfix, .operands = 1, .text = written<json_item>.view()};
};

/// Calls f with the members of what a range holds: of a struct, a pair or a tuple; what has a codec is one value itself.
template <class X>
inline constexpr bool is_one_value = is_storable<value_type_of<remove_optional_t<X>>>;
template <std::size_t N, class X, class F>
constexpr auto with_members(const X& x, F&& f) {
  if constexpr (is_one_value<X>) return f(x);
  else return unpacker<N>::apply(x, f);
}
struct list_item_types {
  template <class... M>
  constexpr auto operator()(const M&...) const {
    return types<item_type<M>...>{};
  }
};
struct any_member {
  template <class T>
  operator T() const;
};
template <class X, std::size_t... I>
constexpr bool takes_members(std::index_sequence<I...>) {
  return requires { X{(void(I), any_member{})...}; };
}
template <class X, std::size_t N>
constexpr bool has_members() {
  if constexpr (is_one_value<X>) return N == 1;
  else if constexpr (requires { std::tuple_size<X>::value; }) return std::tuple_size<X>::value == N;
  else if constexpr (std::is_aggregate_v<X>)
    return takes_members<X>(std::make_index_sequence<N>{}) && !takes_members<X>(std::make_index_sequence<N + 1>{});
  else return false;
}

template <class T>
void append_item(std::string& out, const T& item) {
  if constexpr (is_optional<T>) {
    if (item) append_item(out, *item);
    else out += "null";
  } else {
    const auto stored = encode_beside<value_type_of<T>>(item);
    static_assert(type_of_stored<std::remove_cvref_t<decltype(stored)>> != sql_type::blob,
                  "mizzle: values(): blobs cannot be in a range; write them out as values<...>(mz::row(a, b), mz::row(c, d))");
    if constexpr (requires { stored.view(); }) append_json(out, stored.view());
    else if constexpr (type_of_stored<std::remove_cvref_t<decltype(stored)>> != sql_type::blob) append_json(out, stored);
  }
}
/// A range of rows as a JSON array of arrays.
template <std::size_t N, class Range>
std::string json_rows(Range& range) {
  std::string out = "[";
  for (const auto& x : range) {
    out += out.size() > 1 ? ",[" : "[";
    with_members<N>(x, [&](const auto&... item) { ((append_item(out, item), out += ','), ...); });
    out.back() = ']';
  }
  out += ']';
  return out;
}
template <fixed_string... Name, class... T, std::size_t... I, class V, class Column>
constexpr auto select_items(types<T...>, std::index_sequence<I...>, const auto& each, const expr<std::string, V, Column>&) {
  return select(expr<T, none, json_item<I>, Column>{}.template as<Name>()...).from(each);
}

/// Rows of values as a select, whose columns have these names:
///
///     const auto prices = mz::values<"id", "price">(mz::row(1, 2.5), mz::row(2, 3.0)).as<"prices">();
///     mz::update(books).set(books.price = prices["price"_col]).from(prices).where(prices["id"_col] == books.id);
///
/// It stands wherever a select does: with a name in from() and joins, in cte(), in(), set operations and what an insert selects. Items are C++
/// values, which are bound, and expressions; those at one place of all rows need like types, and the column has the one that holds them all,
/// optional if one of them is. With one name, rows are plain values.
template <fixed_string... Name, class... Row>
  requires(sizeof...(Name) > 0 && sizeof...(Row) > 0 && !(sizeof...(Row) == 1 && (ValueRange<const Row> && ...)))
constexpr auto values(const Row&... rows) {
  constexpr bool complete = ((row_size<Row> == sizeof...(Name)) && ...);
  static_assert(complete, "mizzle: values(): each row needs as many items as there are names; write one mz::row(a, b) for each row");
  static_assert(sizeof...(Row) < 256, "mizzle: values(): more than 255 rows are better given as a range, which is one parameter");
  if constexpr (complete && sizeof...(Row) < 256)
    return values_of_rows<Name...>(std::make_index_sequence<sizeof...(Name)>{}, as_values_row(rows)...);
}
/// The same of a range, of any length, which is bound as one parameter and read at once: its items are structs, pairs or tuples with as many
/// members as there are names, or with one name plain values. Blobs cannot be among them.
///
///     std::vector<std::pair<std::int64_t, std::string>> list = ...;
///     const auto wanted = mz::values<"id", "name">(list).as<"wanted">();
template <fixed_string... Name, class Range>
  requires(sizeof...(Name) > 0 && ValueRange<const Range>)
auto values(const Range& range) {
  using X = std::remove_cvref_t<decltype(*std::ranges::begin(range))>;
  constexpr bool fits_names = has_members<X, sizeof...(Name)>();
  static_assert(fits_names, "mizzle: values(): what the range holds needs as many members as there are names: a struct, a pair or a tuple");
  if constexpr (fits_names) {
    using Types = decltype(with_members<sizeof...(Name)>(std::declval<const X&>(), list_item_types{}));
    const auto each = json_each<std::string>(json_rows<sizeof...(Name)>(range)).template as<"values">();
    return select_items<Name...>(Types{}, std::make_index_sequence<sizeof...(Name)>{}, each, each.value);
  }
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::values;
}  // namespace mizzle
