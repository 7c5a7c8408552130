// SPDX-License-Identifier: MIT
#pragma once

// Rows as Hana Structs: `hana::for_each(row, f)`, `hana::members(row)`, `hana::keys(row)`, `hana::equal(a, b)`, `hana::fold(row, ...)`
// work on the structs of whole tables, `row_of<t>`, and on records. The keys are Hana strings: of a column its name, of an expression
// the one that as() gave it, or else its text, of a whole table its name without its prefix; rows of
// raw SQL have none. Not part of mizzle.hpp.

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at_key.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/fold.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/members.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <mizzle/rows/record.hpp>
#include <mizzle/render/statement.hpp>

namespace mizzle::detail {

/// The text of an expression in a select list.
template <class F>
struct field_text {
  static constexpr std::size_t write(auto out) {
    renderer r{out, dialect_id::sqlite, {}};
    r.bare_expression(F::all);
    return r.size();
  }
};
/// A field with a name; a column of raw SQL has none.
template <class F>
concept HasName = requires { field_traits<F>::bare::words; };
/// What the member for a field of a record is called.
template <class F>
constexpr std::string_view name_of_field() {
  using bare = typename field_traits<F>::bare;
  constexpr const token& t = *bare::words[0];
  if constexpr (t.what == form::columns_of) {
    return t.from->label().substr(t.from->alias.empty() ? t.from->prefix_size : 0);
  } else if constexpr (t.what == form::column || t.what == form::named) {
    return t.text;
  } else {
    return written<field_text<bare>>.view();
  }
}

/// The members of a row as Hana wants them: pairs of a key and a function that finds the member in a row. Members gives the
/// name and the value by position.
template <class Members, class = std::make_index_sequence<Members::size>>
struct hana_accessors;
template <class Members, std::size_t... I>
struct hana_accessors<Members, std::index_sequence<I...>> {
  template <std::size_t N>
  struct member {
    template <class Row>
    constexpr decltype(auto) operator()(Row&& row) const {
      return Members::template get<N>(std::forward<Row>(row));
    }
  };
  template <std::size_t N, std::size_t... C>
  static constexpr auto key(std::index_sequence<C...>) {
    return boost::hana::string_c<Members::template name<N>()[C]...>;
  }
  static constexpr auto apply() {
    return boost::hana::make_tuple(
        boost::hana::make_pair(key<I>(std::make_index_sequence<Members::template name<I>().size()>{}), member<I>{})...);
  }
};

/// The struct of a whole table.
template <class Definition>
struct members_of_struct {
  static constexpr std::size_t size = Definition::size;
  template <std::size_t N>
  static constexpr std::string_view name() {
    return Definition::columns[N].name;
  }
  template <std::size_t N, class Row>
  static constexpr auto&& get(Row&& row) {
    auto& member = unpacker<size>::apply(row, [](auto&... all) -> auto& { return nth<N>(all...); });
    return static_cast<std::conditional_t<std::is_lvalue_reference_v<Row>, decltype(member), std::remove_reference_t<decltype(member)>&&>>(
        member);
  }

 private:
  template <std::size_t N, class First, class... More>
  static constexpr auto& nth(First& first, More&... more) {
    if constexpr (N == 0) return first;
    else return nth<N - 1>(more...);
  }
};

/// A record.
template <class Record>
struct members_of_record;
template <bool View, class... F>
struct members_of_record<record_of<View, F...>> {
  static constexpr std::size_t size = sizeof...(F);
  static constexpr std::string_view names[size] = {name_of_field<F>()...};
  template <std::size_t N>
  static constexpr std::string_view name() {
    return names[N];
  }
  template <std::size_t N, class Row>
  static constexpr decltype(auto) get(Row&& row) {
    return mizzle::detail::get<N>(std::forward<Row>(row));
  }
};

struct equal_rows {
  template <class Row>
  static constexpr bool apply(const Row& a, const Row& b) {
    return a == b;
  }
};

}  // namespace mizzle::detail

namespace boost::hana {
template <template <class> class Def>
struct accessors_impl<Def<mizzle::detail::as_row>>
    : mizzle::detail::hana_accessors<mizzle::detail::members_of_struct<mizzle::detail::definition<Def>>> {};
template <template <class> class Def>
struct accessors_impl<Def<mizzle::detail::as_row_view>>
    : mizzle::detail::hana_accessors<mizzle::detail::members_of_struct<mizzle::detail::definition<Def>>> {};
template <bool View, class... F>
  requires(mizzle::detail::HasName<F> && ...)
struct accessors_impl<mizzle::detail::record_of<View, F...>>
    : mizzle::detail::hana_accessors<mizzle::detail::members_of_record<mizzle::detail::record_of<View, F...>>> {};

// Hana compares what has an operator by that, and Structs by their members; what is both must say so.
template <template <class> class Def>
struct equal_impl<Def<mizzle::detail::as_row>, Def<mizzle::detail::as_row>> : mizzle::detail::equal_rows {};
template <bool View, class... F>
struct equal_impl<mizzle::detail::record_of<View, F...>, mizzle::detail::record_of<View, F...>> : mizzle::detail::equal_rows {};
}  // namespace boost::hana
