// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/assignment.hpp>
#include <mizzle/schema/table.hpp>

namespace mizzle::detail {

/// T with texts and blobs, whether they are owned or views, as the types given.
template <class T, class Text, class Bytes>
struct held_as {
  using type = T;
};
template <class Text, class Bytes>
struct held_as<std::string, Text, Bytes> {
  using type = Text;
};
template <class Text, class Bytes>
struct held_as<std::string_view, Text, Bytes> {
  using type = Text;
};
template <class Text, class Bytes>
struct held_as<blob, Text, Bytes> {
  using type = Bytes;
};
template <class Text, class Bytes>
struct held_as<blob_view, Text, Bytes> {
  using type = Bytes;
};
template <class T, class Text, class Bytes>
struct held_as<std::optional<T>, Text, Bytes> {
  using type = std::optional<typename held_as<T, Text, Bytes>::type>;
};
/// A view as the type that owns what it shows, because a row that is kept must own its values; and the other way round.
template <class T>
using owned_of = held_as<T, std::string, blob>;
template <class T>
using view_of = held_as<T, std::string_view, blob_view>;

template <class... D>
constexpr bool are_comparable(types<D...>) {
  return (std::equality_comparable<typename D::type> && ...);
}
/// What the uses of a declaration have in common whose structs own values: two such structs are equal if all of their
/// members are, unless the declaration has an operator of its own.
struct owning_use {
  template <template <class> class Def, class As>
    requires(std::derived_from<As, owning_use> && are_comparable(typename definition<Def>::described{}))
  friend constexpr bool operator==(const Def<As>& a, const Def<As>& b) {
    constexpr std::size_t size = definition<Def>::size;
    return unpacker<size>::apply(
        a, [&](const auto&... x) { return unpacker<size>::apply(b, [&](const auto&... y) { return ((x == y) && ...); }); });
  }
};

/// What a column's declaration is used as in a row: the plain C++ value, which a view becomes the owner of.
struct as_row : owning_use {
  template <fixed_string Name, class T, class... A>
  using member = typename owned_of<T>::type;
};

/// A value given for a column of type T, or a rejection that names the column.
template <fixed_string Name, class T, class X>
constexpr T convert(X&& x) {
  using B = remove_optional_t<T>;
  using D = std::decay_t<X>;
  if constexpr (!is_optional<T> && (is_nullopt<D> || is_optional<D>)) {
    (void)accept<diagnosis{
        fault::null_into_not_null,
        sentence{"mizzle: values(): column ", Name.view(),
                 " is NOT NULL and is given a value that can be NULL; declare the column std::optional, or give it a value"}}>();
    return T{};
  } else if constexpr (is_nullopt<D>) {
    return std::nullopt;
  } else if constexpr (!storable_as<B, remove_optional_t<D>>) {
    (void)accept<diagnosis{fault::unlike_types,
                           sentence{"mizzle: values(): column ", Name.view(), " of type ", type_name<T>(), " is given a value of type ",
                                    type_name<D>(), "; give a value of the column's own type"}}>();
    return T{};
  } else if constexpr (!std::same_as<typename owned_of<B>::type, B> && std::same_as<typename owned_of<D>::type, D> && std::is_class_v<D> &&
                       !is_optional<D> && !std::is_lvalue_reference_v<X>) {
    (void)accept<diagnosis{
        fault::passing_view,
        sentence{
            "mizzle: values(): column ", Name.view(),
            " is a view and is given a text or blob that ends with this expression; name it first, or declare the column as the type that owns it"}}>();
    return T{};
  } else if constexpr (std::same_as<D, T> || std::same_as<D, B>) {
    return std::forward<X>(x);
  } else if constexpr (is_optional<D>) {
    if (x) return T{convert<Name, B>(*std::forward<X>(x))};
    return std::nullopt;
  } else if constexpr (Number<D> && Number<B>) {
    (void)encode_into<B>(x);
    return static_cast<B>(x);
  } else if constexpr (std::same_as<B, std::string> && std::same_as<D, char>) {
    return B(1, x);
  } else if constexpr (kind_of<B> == value_kind::text) {
    const std::string_view text = x;
    return B{text};
  } else if constexpr (kind_of<B> == value_kind::bytes) {
    return B{x.data(), x.data() + x.size()};
  } else {
    B own = std::forward<X>(x);
    return own;
  }
}

/// The same in a stream: texts and blobs are views into the running statement.
struct as_row_view {
  template <fixed_string Name, class T, class... A>
  using member = typename view_of<T>::type;
};

/// A value of a row that is written where it is inserted.
template <fixed_string Name, class T, class... A>
struct written_value {
  T value;

  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, written_value>)
  constexpr written_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))} {}

  template <fixed_string Column = Name>
  constexpr written_value() : value{} {
    (void)accept<diagnosis{fault::missing_value,
                           sentence{"mizzle: values(): column ", Column.view(), " has no default and no value; give its member one"}}>();
  }
  friend constexpr bool operator==(const written_value&, const written_value&) = default;
};

/// The same in a row that a program keeps, which can stand in a std::pair or a std::optional. Those ask whether a row has a
/// default constructor; compilers take the question for a use of what initialises its members, so that an assertion would
/// fail for the mere question. Hence an error only where the call is compiled.
template <fixed_string Name, class T, class... A>
struct required_value {
  T value;

  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, required_value>)
  constexpr required_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))} {}

  [[gnu::noinline, gnu::error("mizzle: new_row: a column has no default and no value; give its member one")]] required_value() : value{} {}
  friend constexpr bool operator==(const required_value&, const required_value&) = default;
};

/// The bound values of the SQL that a function gives for a column that is left out.
template <class V>
struct made_values {
  V made{};
  friend constexpr bool operator==(const made_values&, const made_values&) = default;
};
template <>
struct made_values<none> {
  friend constexpr bool operator==(const made_values&, const made_values&) = default;
};

/// A value that may be left out: then it is not part of the statement, which is something else than NULL; or the SQL of the
/// column's function stands in its place, with the values Made.
template <fixed_string Name, class T, class Made = none>
struct omittable_value : made_values<Made> {
  T value{};
  bool given = false;

  constexpr omittable_value() = default;
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, omittable_value>)
  constexpr omittable_value(X&& x) : value{convert<Name, T>(std::forward<X>(x))}, given{true} {}
  friend constexpr bool operator==(const omittable_value&, const omittable_value&) = default;

  /// Takes what the column's function gives: a value, or SQL of which the values are kept.
  template <class X>
  constexpr void make(X&& x) {
    if constexpr (made_by<X>::is_sql) {
      if constexpr (!std::same_as<Made, none>) this->made = val(x).values;
    } else {
      value = convert<Name, T>(std::forward<X>(x));
      given = true;
    }
  }
};

/// The place of a generated column, which nothing can be written to.
template <fixed_string Name>
struct no_value {
  constexpr no_value() = default;
  template <class X>
    requires(!std::same_as<std::remove_cvref_t<X>, no_value>)
  constexpr no_value(X&&) {
    (void)accept<diagnosis{fault::generated_column, sentence{"mizzle: values(): column ", Name.view(),
                                                             " is generated by the database and cannot be written; leave it out"}}>();
  }
  friend constexpr bool operator==(const no_value&, const no_value&) = default;
};

template <class... A>
inline constexpr bool has_generated = false;
template <class A, class... More>
inline constexpr bool has_generated<A, More...> = has_generated<More...>;
template <fixed_string E, class Kind, class... More>
inline constexpr bool has_generated<generated<E, Kind>, More...> = true;

template <class Attribute>
inline constexpr bool calls_on_insert = requires { Attribute::on_insert; };
template <class Attribute>
inline constexpr bool calls_on_update = requires { Attribute::on_update; };

/// The attribute whose function gives a column its value where an insert, or an update, leaves it out. The column has one.
template <bool Inserts, class A, class... More>
struct maker {
  using type = typename maker<Inserts, More...>::type;
};
template <bool Inserts, class A, class... More>
  requires(Inserts ? calls_on_insert<A> || (calls_on_update<A> && !(calls_on_insert<More> || ...)) : calls_on_update<A>)
struct maker<Inserts, A, More...> {
  using type = A;
};
/// Whether a column has such a function.
template <bool Inserts>
constexpr bool has_maker(const column_info& c) {
  return Inserts ? c.filled_by_function() : c.on_update;
}
/// The member of a row or patch for a column that may be left out.
template <bool Inserts, fixed_string Name, class T, class... A>
constexpr auto omittable_member() {
  if constexpr (has_maker<Inserts>(described_column<Name, T, A...>::info)) {
    return std::type_identity<omittable_value<Name, T, typename maker<Inserts, A...>::type::made::values>>{};
  } else {
    return std::type_identity<omittable_value<Name, T>>{};
  }
}

/// What a column's declaration is used as in a row to insert, written in place or kept. A lone integer primary key may be
/// left out where it is the row id.
template <bool InPlace, bool RowIds>
struct as_row_to_insert : owning_use {
  template <fixed_string Name, class T, class... A>
  static auto choose() {
    constexpr const column_info& info = described_column<Name, T, A...>::info;
    if constexpr (has_generated<A...>) {
      return std::type_identity<no_value<Name>>{};
    } else if constexpr (info.omittable(RowIds)) {
      return omittable_member<true, Name, T, A...>();
    } else if constexpr (InPlace) {
      return std::type_identity<written_value<Name, T, A...>>{};
    } else {
      return std::type_identity<required_value<Name, T, A...>>{};
    }
  }
  template <fixed_string Name, class T, class... A>
  using member = typename decltype(choose<Name, T, A...>())::type;
};
template <class Table, bool InPlace = false>
using new_row_type = typename source_traits<Table>::template as<as_row_to_insert<InPlace, source_traits<Table>::definition::has_row_id>>;

struct as_patch : owning_use {
  template <fixed_string Name, class T, class... A>
  static auto choose() {
    if constexpr (has_generated<A...>) {
      return std::type_identity<no_value<Name>>{};
    } else {
      return omittable_member<false, Name, T, A...>();
    }
  }
  template <fixed_string Name, class T, class... A>
  using member = typename decltype(choose<Name, T, A...>())::type;
};

/// A row as it is read: a plain struct with a member for each column.
template <auto Table>
using row_of = typename source_traits<std::remove_cvref_t<decltype(Table)>>::template as<as_row>;
/// A row to insert: columns that are nullable, have a default or are the row id (the only primary key, an integer, of a
/// table that is not without_rowid) may be left out; leaving out another one does not compile.
template <auto Table>
using new_row = new_row_type<std::remove_cvref_t<decltype(Table)>>;
/// The columns to change in an update: members that are not named are not touched, and std::nullopt writes NULL.
template <auto Table>
using patch_of = typename source_traits<std::remove_cvref_t<decltype(Table)>>::template as<as_patch>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::new_row;
using detail::patch_of;
using detail::row_of;
}  // namespace mizzle
