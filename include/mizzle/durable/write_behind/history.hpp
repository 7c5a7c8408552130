// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>

#include <mizzle/durable/change_log/change.hpp>
#include <mizzle/expression/all.hpp>
#include <mizzle/schema/check_table.hpp>
#include <mizzle/schema/constraints.hpp>
#include <mizzle/schema/rows.hpp>
#include <mizzle/value/by_name.hpp>

namespace mizzle::detail::write_behind {

/// What a row of history tells: the values from a checkpoint on, or that there are none.
enum class change_kind : unsigned char { set, remove };

}  // namespace mizzle::detail::write_behind

template <>
struct mizzle::codec<mizzle::detail::write_behind::change_kind>
    : mizzle::by_name<mizzle::detail::write_behind::change_kind, mizzle::name<mizzle::detail::write_behind::change_kind::set, "SET">,
                      mizzle::name<mizzle::detail::write_behind::change_kind::remove, "DELETE">> {};

namespace mizzle::detail::write_behind {

/// The position of the one primary key among the columns of a declaration.
template <class Definition>
consteval std::size_t key_position() {
  std::size_t at = Definition::size, keys = 0;
  for (std::size_t c = 0; c != Definition::size; ++c) {
    if (!Definition::columns[c].primary_key) continue;
    at = c;
    ++keys;
  }
  return keys == 1 ? at : Definition::size;
}

/// The attributes of a column that history keeps: how its texts are compared.
template <class A>
inline constexpr bool is_collation = false;
template <fixed_string Name>
inline constexpr bool is_collation<collate<Name>> = true;

template <class As, fixed_string Name, class T, class... Kept>
struct column_with {
  using type = column<As, Name, T, Kept...>;
  template <class A>
  using with = std::conditional_t<is_collation<A>, column_with<As, Name, T, Kept..., A>, column_with>;
};
template <class Column, class... A>
struct with_collations {
  using type = typename Column::type;
};
template <class Column, class First, class... More>
struct with_collations<Column, First, More...> : with_collations<typename Column::template with<First>, More...> {};

/// What a column of an entity is in its history: the same, but nullable unless it is the key, and without everything that makes or
/// refuses values.
template <class As>
struct as_history {
  template <fixed_string Name, class T, class... A>
  static auto choose() {
    using kept = std::conditional_t<described_column<Name, T, A...>::info.primary_key, T, add_optional_t<T>>;
    return with_collations<column_with<As, Name, kept>, A...>{};
  }
  template <fixed_string Name, class T, class... A>
  using member = typename decltype(choose<Name, T, A...>())::type;
};

template <class As>
struct history_columns {
  column<As, "checkpoint_id", checkpoint> checkpoint_id{};
  column<As, "change", change_kind, check_sql<"change in ('SET', 'DELETE')">> change{};
};

template <std::size_t I>
constexpr auto& nth_of(auto& first, auto&... more) {
  if constexpr (I == 0) return first;
  else return nth_of<I - 1>(more...);
}
/// A member of a row, or a column of a table, by position.
template <std::size_t I, std::size_t Size>
constexpr auto& member_at(auto& object) {
  return unpacker<Size>::apply(object, [](auto&... all) -> auto& { return nth_of<I>(all...); });
}

template <template <class> class Def>
struct history_declaration {
  static constexpr std::size_t size = definition<Def>::size;
  static constexpr std::size_t key = key_position<definition<Def>>();
  static_assert(key != size,
                "mizzle: write_behind: the table of an entity needs one primary key; declare exactly one of its columns mz::primary_key");

  template <class As>
  struct History : Def<as_history<As>>, history_columns<As> {
    using first_part = Def<as_history<As>>;
    using second_part = history_columns<As>;
    static constexpr std::size_t first_size = size;
    static constexpr std::size_t second_size = 2;

    static constexpr auto constraints(const auto& t) {
      return detail::constraints(primary_key_on(member_at<key, size + 2>(t), t.checkpoint_id));
    }
  };
};

template <class Table>
struct history_table;
template <fixed_string Name, template <class> class Def, class... Options>
struct history_table<basic_table<Name, Def<as_row>, Options...>> {
  static constexpr auto name() {
    char text[Name.size() + sizeof "_history"]{};
    std::size_t at = 0;
    for (const char c : Name.view()) text[at++] = c;
    for (const char c : std::string_view{"_history"}) text[at++] = c;
    return fixed_string<sizeof text>{text};
  }
  using type = table<name(), history_declaration<Def>::template History>;
};

/// The history of an entity's table, as a table of its own: `accounts_history` has the columns of `accounts`, each nullable but for the
/// primary key, and checkpoint_id and change behind them.
///
///     db.create_tables(accounts, mz::write_behind::history_of<accounts>);
///     db.all(mz::select(mz::write_behind::history_of<accounts>));
template <auto Table>
inline constexpr typename history_table<std::remove_cvref_t<decltype(Table)>>::type history_of{};

}  // namespace mizzle::detail::write_behind

namespace mizzle::write_behind {
using detail::write_behind::change_kind;
using detail::write_behind::history_of;
}  // namespace mizzle::write_behind
