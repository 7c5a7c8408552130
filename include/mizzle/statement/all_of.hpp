// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include <mizzle/statement/column_functions.hpp>
#include <mizzle/statement/named_query.hpp>

namespace mizzle::detail {

/// Columns of a table, as fields of a select each by itself.
template <class S, std::size_t... I>
struct column_list {
  /// The same without some of them: `all_of(users).except(users.password)`.
  template <class... E>
  constexpr auto except(const E&...) const {
    constexpr bool own = sizeof...(E) > 0 && ((is_own<E>()) && ...);
    static_assert(own, "mizzle: all_of().except(): it takes columns of the table that all_of() is of; name some of them");
    if constexpr (own) {
      constexpr kept_columns kept = keep<E...>();
      static_assert(kept.size != 0, "mizzle: all_of().except(): no column is left; leave one");
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return column_list<S, kept.items[K]...>{};
      }(std::make_index_sequence<kept.size>{});
    } else {
      return *this;
    }
  }

 private:
  struct kept_columns {
    std::size_t size = 0;
    std::size_t items[sizeof...(I)]{};
  };
  template <class E>
  static constexpr bool is_own() {
    if constexpr (is_field_column<E>) return *E::words[0]->from == source_of<S>;
    else return false;
  }
  template <class E>
  static constexpr bool is_field_column = requires { E::words[0]->from; };
  template <class... E>
  static constexpr kept_columns keep() {
    kept_columns kept;
    for (const std::size_t i : {I...}) {
      if (!((E::words[0]->position == i) || ...)) kept.items[kept.size++] = i;
    }
    return kept;
  }
};

template <class S, std::size_t... I>
struct field_for<column_list<S, I...>> {
  using type = all_columns_of<column_list<S, I...>>;
};
template <class S, std::size_t... I>
struct fields_of_argument<column_list<S, I...>> {
  using type = fields<decltype(column_at<S, I>())...>;
};
template <class X>
inline constexpr bool is_column_list = false;
template <class S, std::size_t... I>
inline constexpr bool is_column_list<column_list<S, I...>> = true;

template <class... X>
  requires((is_column_list<X> || ...) && !(NamedQuery<X> || ...) && !(is_group<X> || ...))
struct fields_from<X...> {
  using type = decltype((typename fields_of_argument<X>::type{} + ...));
};

/// All columns of a table or an alias as fields of their own, where the table itself in a select list is one field: for a struct of one's own,
/// for a union, or to leave some out.
///
///     select(all_of(users).except(users.password)).from(users)
template <TableSource S>
constexpr auto all_of(const S&) {
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return column_list<S, I...>{};
  }(std::make_index_sequence<source_traits<S>::definition::size>{});
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::all_of;
}  // namespace mizzle
