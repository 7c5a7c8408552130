// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/ordering.hpp>
#include <mizzle/schema/table.hpp>

namespace mizzle::detail {

enum class constraint_kind : unsigned char { primary_key, unique, check, foreign_key, index, unique_index };

/// All that is known of a table constraint or index at compile time, apart from the values in its conditions.
struct constraint_info {
  constraint_kind kind{};
  std::string_view name{};
  const tokens* columns = nullptr;
  std::size_t size = 0;
  const tokens* referenced = nullptr;
  tokens condition{};
  reference_info reference{};
};

template <class... R>
struct runs {
  static constexpr std::size_t size = sizeof...(R);
  static constexpr tokens list[sizeof...(R) + 1] = {R::all..., tokens{}};
};

/// A constraint: its kind, its name, its columns, and a condition W with the values V.
template <constraint_kind Kind, fixed_string Name, class Columns, class V = none, class... W>
struct constraint {
  V values{};

  static constexpr const token* words[sizeof...(W) + 1] = {&W::word..., nullptr};
  static constexpr constraint_info info{Kind, Name.view(), Columns::list, Columns::size, nullptr, {words, words + sizeof...(W)}, {}};

  /// `where condition` of a partial index.
  template <class T2, class V2, class... K2>
  constexpr auto where(const expr<T2, V2, K2...>& condition) const {
    static_assert(Kind == constraint_kind::index || Kind == constraint_kind::unique_index,
                  "mizzle: where(): only an index can be partial; use index or unique_index");
    static_assert(!shapes_text<V2>,
                  "mizzle: where() of an index: mz::when() has no place in a schema, which is one text; write the condition without it");
    if constexpr (shapes_text<V2>) {
      return *this;
    } else {
      return constraint<Kind, Name, Columns, V2, K2...>{condition.values};
    }
  }
};

/// A foreign key of several columns, with what it references and its actions.
template <class Columns, class Referenced, class Source, class... Actions>
struct foreign_key_constraint {
  none values{};

  static constexpr constraint_info describe() {
    constraint_info c{constraint_kind::foreign_key, {}, Columns::list, Columns::size, Referenced::list, {}, {}};
    c.reference.table = source_of<Source>.name;
    (Actions::describe(c.reference), ...);
    return c;
  }
  static constexpr constraint_info info = describe();
  using references = Source;

  /// Actions: `.with<on_delete::cascade>()`.
  template <class... More>
  constexpr auto with() const {
    return foreign_key_constraint<Columns, Referenced, Source, Actions..., More...>{};
  }
};

/// `foreign_key(a, b)`, which wants what it references.
template <class... E>
struct foreign_key_columns {
  /// The columns of the other table, one for one: together its primary key, or unique.
  template <class... T, class S, unsigned... I>
  constexpr auto references(const expr<T, none, column_token<S, I>>&...) const {
    static_assert(sizeof...(E) == sizeof...(T), "mizzle: foreign_key(): it needs as many columns as it references; name one for each");
    if constexpr (sizeof...(E) == sizeof...(T)) {
      static_assert(
          (std::same_as<remove_optional_t<typename E::type>, remove_optional_t<T>> && ...),
          "mizzle: foreign_key(): a foreign key needs columns of the same type as those it references; give both the same C++ type");
      return foreign_key_constraint<runs<E...>, runs<expr<T, none, column_token<S, I>>...>, S>{};
    } else {
      return constraint<constraint_kind::index, "", runs<>>{};
    }
  }
};

/// A primary key of several columns.
template <class... E>
constexpr auto primary_key_on(const E&...) {
  return constraint<constraint_kind::primary_key, "", runs<E...>>{};
}
/// A unique constraint over several columns.
template <class... E>
constexpr auto unique_on(const E&...) {
  return constraint<constraint_kind::unique, "", runs<E...>>{};
}
/// `foreign_key(t.a, t.b).references(other.a, other.b)`.
template <class... E>
constexpr foreign_key_columns<E...> foreign_key(const E&...) {
  return {};
}
/// A named check: `check<"positive">(t.amount > 0)`.
template <fixed_string Name, class T, class V, class... K>
constexpr auto check(const expr<T, V, K...>& condition) {
  static_assert(!shapes_text<V>, "mizzle: check(): mz::when() has no place in a schema, which is one text; write the condition without it");
  if constexpr (shapes_text<V>) {
    return constraint<constraint_kind::index, Name, runs<>>{};
  } else {
    return constraint<constraint_kind::check, Name, runs<>, V, K...>{condition.values};
  }
}
/// An index over columns, expressions without values, and desc() of them; .where() makes it partial.
template <fixed_string Name, class... E>
constexpr auto index(const E&...) {
  static_assert((std::same_as<decltype(as_run(E{}).values), none> && ...),
                "mizzle: index(): an indexed expression cannot hold a value, which would be lost; write it with mz::sql<\"...\", T>()");
  return constraint<constraint_kind::index, Name, runs<decltype(as_run(E{}))...>>{};
}
/// `create unique index`, partial with `.where(condition)`.
template <fixed_string Name, class... E>
constexpr auto unique_index(const E&...) {
  static_assert(
      (std::same_as<decltype(as_run(E{}).values), none> && ...),
      "mizzle: unique_index(): an indexed expression cannot hold a value, which would be lost; write it with mz::sql<\"...\", T>()");
  return constraint<constraint_kind::unique_index, Name, runs<decltype(as_run(E{}))...>>{};
}

/// A table's constraints and indexes, returned by its `constraints(const auto& t)`.
template <class... C>
struct constraint_list : C... {
  static constexpr std::size_t size = sizeof...(C);
  static constexpr constraint_info infos[sizeof...(C) + 1] = {C::info..., {}};
  template <class F>
  constexpr void each(F&& f) const {
    (f(static_cast<const C&>(*this)), ...);
  }
};
template <class... C>
constexpr constraint_list<C...> constraints(const C&... c) {
  return {c...};
}

/// The constraints of a table type; an empty list if it declares none.
template <class T>
constexpr auto constraints_of() {
  if constexpr (requires(const T& t) { T::constraints(t); }) {
    return T::constraints(T{});
  } else {
    return constraint_list<>{};
  }
}
template <class T>
using constraints_type = decltype(constraints_of<T>());

/// The column that a word of a key names, which may be put in an order; empty if it is an expression.
constexpr std::string_view column_of_key(const tokens& words) {
  const token* const* at = words.first;
  if (at != words.last && (*at)->what == form::postfix && (*at)->binds == precedence::none) ++at;
  return words.last - at == 1 && (*at)->what == form::column ? (*at)->text : std::string_view{};
}
/// Whether a key consists of exactly these columns, in any order.
constexpr bool is_key_over(const constraint_info& key, const std::string_view* names, std::size_t count) {
  if (key.kind != constraint_kind::primary_key && key.kind != constraint_kind::unique && key.kind != constraint_kind::unique_index)
    return false;
  if (key.size != count) return false;
  for (std::size_t i = 0; i != count; ++i) {
    bool found = false;
    for (std::size_t k = 0; k != count; ++k) found = found || column_of_key(key.columns[k]) == names[i];
    if (!found) return false;
  }
  return true;
}
constexpr bool is_partial(const constraint_info& key) noexcept { return key.condition.first != key.condition.last; }

/// The keys of a table that consist of exactly some columns.
struct keys_found {
  bool full = false;             // a primary key, unique column, unique constraint or unique index without a condition
  std::size_t partial = 0;       // how many unique indexes with a condition
  std::size_t last_partial = 0;  // the position of the last of them among the constraints
};
constexpr keys_found find_keys(const source& s, const constraint_info* constraints, std::size_t size, const std::string_view* names,
                               std::size_t count) {
  keys_found found;
  std::size_t keys = 0, matched = 0;
  for (std::size_t c = 0; c != s.size; ++c) {
    if (!s.columns[c].primary_key && !s.columns[c].unique) continue;
    bool named = false;
    for (std::size_t k = 0; k != count; ++k) named = named || names[k] == s.columns[c].name;
    if (named && count == 1 && s.columns[c].unique) found.full = true;
    keys += s.columns[c].primary_key;
    matched += s.columns[c].primary_key && named;
  }
  if (keys != 0 && keys == count && matched == count) found.full = true;
  for (std::size_t i = 0; i != size; ++i) {
    if (!is_key_over(constraints[i], names, count)) continue;
    if (is_partial(constraints[i])) {
      ++found.partial;
      found.last_partial = i;
    } else {
      found.full = true;
    }
  }
  return found;
}
template <class T>
constexpr keys_found find_keys(const std::string_view* names, std::size_t count) {
  return find_keys(source_of<T>, constraints_type<T>::infos, constraints_type<T>::size, names, count);
}
/// Whether a foreign key can reference a column: it is a key by itself.
template <class T, class S, unsigned I>
constexpr bool is_referable(const expr<T, none, column_token<S, I>>&) {
  return find_keys<S>(&column_token<S, I>::word.text, 1).full;
}

}  // namespace mizzle::detail

namespace mizzle {
using detail::check;
using detail::constraints;
using detail::foreign_key;
using detail::index;
using detail::primary_key_on;
using detail::unique_index;
using detail::unique_on;
}  // namespace mizzle
