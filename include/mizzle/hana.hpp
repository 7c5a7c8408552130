// SPDX-License-Identifier: MIT
#pragma once

// Rows as Hana Structs: `hana::for_each(row, f)`, `hana::members(row)`, `hana::keys(row)`, `hana::equal(a, b)`, `hana::fold(row, ...)`
// work on the structs of whole tables, `row_of<t>`, and on records. The keys are Hana strings: of a column its name, of an expression
// the one that as() gave it, or else its text, of a whole table its name without its prefix; rows of
// raw SQL have none. The other way round, a row becomes a Hana Struct of the program's own by the names of its members:
//
//     struct summary { BOOST_HANA_DEFINE_STRUCT(summary, (std::string, name), (std::int64_t, total)); };
//     db.all<summary>(select(count().as<"total">(), channels.name)...)
//
// Not part of mizzle.hpp.

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at.hpp>
#include <boost/hana/at_key.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/equal.hpp>
#include <boost/hana/fold.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/length.hpp>
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

template <class Row>
struct members_of;
template <template <class> class Def>
struct members_of<Def<as_row>> : members_of_struct<definition<Def>> {};
template <template <class> class Def>
struct members_of<Def<as_row_view>> : members_of_struct<definition<Def>> {};
template <bool View, class... F>
struct members_of<record_of<View, F...>> : members_of_record<record_of<View, F...>> {};

/// Whether a value becomes a member of type M by itself, and no number is cut off.
template <class X, class M>
concept BecomesMember = std::is_convertible_v<X, M> && (!std::is_arithmetic_v<M> || requires(X&& x) { M{std::forward<X>(x)}; });

/// The members of a Hana Struct are the fields of their names. Fields that it has no member for are left out.
template <HanaStruct Struct>
struct made_by_name {
  using accessors = decltype(boost::hana::accessors<Struct>());
  static constexpr std::size_t size = decltype(boost::hana::length(std::declval<accessors>()))::value;

  template <class Row>
  static constexpr Struct from(Row&& row) {
    constexpr diagnosis wrong = check<Row>(std::make_index_sequence<size>{});
    (void)accept<wrong>();
    Struct result{};
    if constexpr (wrong.what == fault::none) assign(result, std::forward<Row>(row), std::make_index_sequence<size>{});
    return result;
  }

 private:
  template <std::size_t I>
  using accessor = std::remove_cvref_t<decltype(boost::hana::at_c<I>(std::declval<accessors>()))>;
  template <std::size_t I>
  static constexpr std::string_view name = std::remove_cvref_t<decltype(boost::hana::first(std::declval<accessor<I>>()))>::c_str();

  /// Where in a row the I-th member finds its value, and how often.
  struct place {
    std::size_t at = 0, count = 0;
  };
  template <class Members, std::size_t I, std::size_t... N>
  static constexpr place find(std::index_sequence<N...>) {
    place found;
    ((Members::template name<N>() == name<I> ? void((found.at = N, ++found.count)) : void()), ...);
    return found;
  }
  template <class Row, std::size_t I>
  struct member {
    using fields = members_of<std::remove_cvref_t<Row>>;
    static constexpr place found = find<fields, I>(std::make_index_sequence<fields::size>{});
    using type = std::remove_cvref_t<decltype(boost::hana::second(std::declval<accessor<I>>())(std::declval<Struct&>()))>;
    static constexpr decltype(auto) value(Row&& row) {
      auto& field = fields::template get<found.at>(row);
      if constexpr (std::is_lvalue_reference_v<Row>) return as_member(field);
      else return as_member(std::move(field));
    }

    static constexpr diagnosis check() {
      if constexpr (found.count != 1) {
        return {fault::schema, sentence{"mizzle: into(): ", found.count == 0 ? "no field of the row is" : "several fields are", " called ",
                                        name<I>, ", as a member of the struct is; name one so with .as<\"", name<I>, "\">()"}};
      } else if constexpr (!BecomesMember<decltype(value(std::declval<Row>())), type>) {
        using given = std::remove_cvref_t<decltype(fields::template get<found.at>(std::declval<Row>()))>;
        return {fault::schema, sentence{"mizzle: into(): the field ", name<I>, " of type ", type_name<given>(),
                                        is_optional<given> ? ", which can be NULL," : "", " does not become the member of type ",
                                        type_name<type>(), "; give both the same type"}};
      } else {
        return {};
      }
    }
  };
  template <class Row, std::size_t... I>
  static constexpr diagnosis check(std::index_sequence<I...>) {
    diagnosis wrong{};
    ((wrong.what == fault::none ? void(wrong = member<Row, I>::check()) : void()), ...);
    return wrong;
  }
  template <class Row, std::size_t... I>
  static constexpr void assign(Struct& to, Row&& row, std::index_sequence<I...>) {
    constexpr auto all = boost::hana::accessors<Struct>();
    ((boost::hana::second(boost::hana::at_c<I>(all))(to) =
          static_cast<typename member<Row, I>::type>(member<Row, I>::value(std::forward<Row>(row)))),
     ...);
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
