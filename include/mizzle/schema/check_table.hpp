// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/schema/constraints.hpp>

namespace mizzle::detail {

// What is checked of a whole table where it is declared.

/// The position of a column; the number of columns if there is none of that name.
constexpr std::size_t find_column(const source& s, std::string_view name) {
  std::size_t i = 0;
  while (i != s.size && !same_name(s.columns[i].name, name)) ++i;
  return i;
}

/// The function that makes a constraint of a kind.
constexpr std::string_view name_of(constraint_kind kind) {
  constexpr std::string_view names[] = {"primary_key_on()", "unique_on()", "check()", "foreign_key()", "index()", "unique_index()"};
  return names[static_cast<unsigned>(kind)];
}

/// The columns and attributes of a table.
constexpr diagnosis check_columns(const source& s, bool strict, bool without_rowid, unsigned key_constraints) {
  const auto wrong = [&](const sentence& says) { return diagnosis{fault::schema, sentence{"mizzle: table ", s.name, ": ", says}}; };
  unsigned keys = 0;
  for (std::size_t i = 0; i != s.size; ++i) {
    const column_info& c = s.columns[i];
    keys += c.primary_key;
    if (find_column(s, c.name) != i)
      return wrong({"two columns are called ", c.name, ", which SQL does not tell apart; give one of them another name"});
    if (c.numeric && strict)
      return wrong({"column ", c.name, " is numeric, a type that a strict table has not; leave numeric or strict out"});
    if (c.autoincrement && (!c.row_id || key_constraints != 0))
      return wrong({"autoincrement of column ", c.name,
                    " needs the only primary key, an integer, of a table with row ids; declare the column so, or leave autoincrement out"});
    if (!c.generated.empty() && (c.primary_key || c.has_default != default_kind::none || c.default_fn || c.on_update))
      return wrong({"column ", c.name, " is generated, and can be no primary key and have no default; leave one of the two out"});
  }
  if (key_constraints + (keys != 0) > 1)
    return wrong({"it has two primary keys; keep mz::primary_key at its columns or one primary_key_on()"});
  if (without_rowid && key_constraints + keys == 0) return wrong({"without_rowid needs a primary key; declare one"});
  return {};
}

/// One run of words of a constraint: the table's own columns, and nothing that no constraint can look at.
constexpr diagnosis check_words(const source& s, const constraint_info& c, const tokens& words) {
  const auto wrong = [&](const sentence& says) {
    return diagnosis{fault::schema, sentence{"mizzle: ", name_of(c.kind), c.name.empty() ? "" : " ", c.name, " of table ", s.name, says}};
  };
  const bool plain = c.kind == constraint_kind::primary_key || c.kind == constraint_kind::unique || c.kind == constraint_kind::foreign_key;
  if (plain && (words.last - words.first != 1 || (*words.first)->what != form::column))
    return wrong({" is given an expression; it takes columns alone, an expression can stand in unique_index()"});
  for (auto at = words.first; at != words.last; ++at) {
    const token& t = **at;
    if (t.what == form::column && !(*t.from == s))
      return wrong({": column ", t.from->label(), ".", t.text, " belongs to another table; name columns of ", s.name});
    if (t.what == form::column && t.has(is_excluded)) return wrong({": excluded() can only stand in do_update(); name the column itself"});
    if (t.what == form::subquery) return wrong({": a select cannot stand in it; use columns of the one row"});
    if (t.has(is_aggregate)) return wrong({": an aggregate cannot stand in it, which looks at one row; use columns of that row"});
  }
  return {};
}

constexpr diagnosis check_constraints(const source& s, const constraint_info* constraints, std::size_t size) {
  const auto is_index = [](const constraint_info& c) {
    return c.kind == constraint_kind::index || c.kind == constraint_kind::unique_index;
  };
  for (std::size_t i = 0; i != size; ++i) {
    const constraint_info& c = constraints[i];
    for (std::size_t k = 0; k != c.size; ++k) {
      if (const diagnosis d = check_words(s, c, c.columns[k]); d.what != fault::none) return d;
    }
    if (is_partial(c)) {
      if (const diagnosis d = check_words(s, c, c.condition); d.what != fault::none) return d;
    }
    for (std::size_t k = 0; k != i; ++k) {
      if (!c.name.empty() && is_index(c) == is_index(constraints[k]) && same_name(c.name, constraints[k].name)) {
        return {fault::schema, sentence{"mizzle: table ", s.name, ": two of its constraints or indexes are called ", c.name,
                                        ", so that the second would not be made; give one of them another name"}};
      }
    }
  }
  return {};
}

/// The references of a table to itself, and its foreign keys: they need a key on the other side.
template <class T>
struct table_references {
  static constexpr const source& s = source_of<T>;
  using definition = typename source_traits<T>::definition;

  template <class... D>
  static constexpr diagnosis check(types<D...>) {
    diagnosis result{};
    if constexpr ((D::info.references_self || ...)) ((result.what == fault::none ? void(result = check_self<D, D...>()) : void()), ...);
    return result;
  }
  template <class D, class... All>
  static constexpr diagnosis check_self() {
    constexpr const reference_info& r = D::info.reference;
    if constexpr (D::info.references_self) {
      constexpr std::size_t to = find_column(s, r.column);
      if constexpr (to == s.size) {
        return {fault::schema, sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ", r.column,
                                        ", which is no column of it; name one"}};
      } else {
        constexpr bool alike[] = {std::same_as<remove_optional_t<typename D::type>, remove_optional_t<typename All::type>>...};
        if (!alike[to])
          return {fault::reference_type, sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ",
                                                  r.column, " of another type; give both the same C++ type"}};
        if (!find_keys<T>(&s.columns[to].name, 1).full)
          return {fault::schema,
                  sentence{"mizzle: references_self: column ", D::info.name, " of table ", s.name, " references ", r.column,
                           ", which is neither the primary key nor unique; reference a key, or declare that column mz::unique"}};
      }
    }
    return {};
  }

  template <class... C>
  static constexpr diagnosis check(constraint_list<C...>) {
    diagnosis result{};
    ((result.what == fault::none ? void(result = check_foreign_key<C>()) : void()), ...);
    return result;
  }
  template <class C>
  static constexpr diagnosis check_foreign_key() {
    if constexpr (requires { typename C::references; }) {
      std::string_view names[C::info.size]{};
      for (std::size_t i = 0; i != C::info.size; ++i) names[i] = (*C::info.referenced[i].first)->text;
      if (!find_keys<typename C::references>(names, C::info.size).full)
        return {fault::schema,
                sentence{
                    "mizzle: foreign_key() of table ", s.name, ": column ", names[0], C::info.size > 1 ? " and the others" : "", " of ",
                    C::info.reference.table,
                    " are no primary key, unique constraint or unique index of it; reference a key, or declare them one with unique_on()"}};
    }
    return {};
  }
};

template <class T>
constexpr diagnosis check_table() {
  using C = constraints_type<T>;
  const source& s = source_of<T>;
  unsigned key_constraints = 0;
  for (std::size_t i = 0; i != C::size; ++i) key_constraints += C::infos[i].kind == constraint_kind::primary_key;
  diagnosis d = check_columns(s, source_traits<T>::is_strict, source_traits<T>::is_without_rowid, key_constraints);
  if (d.what == fault::none) d = check_constraints(s, C::infos, C::size);
  if (d.what == fault::none) d = table_references<T>::check(typename source_traits<T>::definition::described{});
  if constexpr (C::size != 0) {
    if (d.what == fault::none) d = table_references<T>::check(C{});
  }
  return d;
}

template <class... D>
constexpr bool columns_are_sound(types<D...>) {
  return (D::check() && ...);
}

template <class Table>
constexpr bool well_declared() {
  if constexpr (requires { source_traits<Table>::definition::has_other_members; }) {
    return accept<diagnosis{fault::schema,
                            sentence{"mizzle: table ", source_traits<Table>::name,
                                     ": a member of its struct is no column; declare each as mz::column<As, \"name\", type>"}}>();
  } else {
    using made [[maybe_unused]] = decltype(constraints_of<Table>());  // what is wrong in it shows with the shortest path from here
    return columns_are_sound(typename source_traits<Table>::definition::described{}) && accept<check_table<Table>()>();
  }
}

}  // namespace mizzle::detail
