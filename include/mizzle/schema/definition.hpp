// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

#include <mizzle/schema/check_column.hpp>
#include <mizzle/schema/unpack.hpp>

namespace mizzle::detail {

/// A list of types.
template <class... T>
struct types {
  static constexpr std::size_t size = sizeof...(T);
};

/// A column as its declaration describes it.
template <fixed_string Name, class T, class... Attributes>
struct described_column {
  using type = T;
  using attributes = types<Attributes...>;

  static constexpr column_info describe() {
    column_info c;
    c.name = Name.view();
    if constexpr (is_storable<remove_optional_t<T>>) {
      c.type = type_of<T>;
      c.nullable = is_optional<T>;
      (describe_with<Attributes>(c), ...);
      c.row_id = c.primary_key && c.type == sql_type::integer && !c.numeric;  // if the table agrees, which `definition` knows
    }
    return c;
  }
  static constexpr column_info info = describe();
  /// Asserts that nothing is wrong with it. The table asks, when it is declared.
  static constexpr bool check() {
    if constexpr (!is_sound_type<T>) return accept<check_type<T>("column ", Name.view())>();
    else return (accept<check_attribute<Name, T, Attributes>()>() && ... && true);
  }

 private:
  template <class A>
  static constexpr void describe_with(column_info& c) {
    if constexpr (check_attribute<Name, T, A>().what == fault::none) {
      if constexpr (requires { A::describe(c); }) A::describe(c);
      else A::template describe_as<remove_optional_t<T>>(c);
    }
  }
};

/// What a column's declaration is used as, when it is used as a description.
struct as_description {
  template <fixed_string Name, class T, class... A>
  using member = described_column<Name, T, A...>;
};

/// The columns of a declaration, seen as its description.
// It takes a type, as everything does that has static members: GCC 12 gives static members of a template over a template
// external linkage even if that one is in an unnamed namespace, and mixes up those of several files.
template <class Description, bool RowIds = true>
struct definition_of {
  using description = Description;
  /// Each described column is an empty class, so that the number of columns is the size of the struct.
  static constexpr std::size_t size = sizeof(description);

  static constexpr auto describe() {
    description all{};
    return unpacker<size>::apply(
        all, [](const auto&... c) { return with_row_id(std::array<column_info, size>{{std::remove_cvref_t<decltype(c)>::info...}}); });
  }
  /// Several primary keys are one composite key, and none of them is the row id.
  static constexpr bool has_one_key(const std::array<column_info, size>& all) {
    unsigned keys = 0;
    for (const column_info& c : all) keys += c.primary_key;
    return keys < 2;
  }
  static constexpr auto with_row_id(std::array<column_info, size> all) {
    if (!has_one_key(all)) {
      for (column_info& c : all) c.row_id = false;
    }
    return all;
  }
  static constexpr auto columns = describe();
  /// Whether a lone integer primary key is the row id.
  static constexpr bool has_row_id = has_one_key(columns);

  static consteval unsigned index(std::string_view name) {
    for (unsigned i = 0; i != size; ++i) {
      if (columns[i].name == name) return i;
    }
    return size;
  }
  /// A list of the described columns.
  static auto list() {
    description* all = nullptr;
    return unpacker<size>::apply(*all, [](auto&... c) { return types<std::remove_cvref_t<decltype(c)>...>{}; });
  }
  using described = decltype(list());
};

/// A struct that has other members than columns, which are empty.
template <class Description>
  requires(alignof(Description) != 1)
struct definition_of<Description, true> {
  static constexpr bool has_other_members = true;
  static constexpr std::size_t size = 1;
  static consteval unsigned index(std::string_view) { return 0; }
  static constexpr std::array<column_info, size> columns{};
  static constexpr bool has_row_id = true;
  using described = types<>;
};

/// The columns of a table without row ids.
template <class Description>
struct definition_of<Description, false> : definition_of<Description> {
  static constexpr auto without_row_id(auto all) {
    for (column_info& c : all) c.row_id = false;
    return all;
  }
  static constexpr auto columns = without_row_id(definition_of<Description>::columns);
  static constexpr bool has_row_id = false;
};

/// The columns of a declaration `template <class As> struct User { ... };`.
template <template <class> class Def, bool RowIds = true>
using definition = definition_of<Def<as_description>, RowIds>;

/// The declaration of one column inside a table's struct; As says what the struct is used as.
///
///     mz::column<As, "name", std::string, mz::unique> name{};
///
/// A column is nullable exactly when T is a std::optional. Attributes: primary_key, autoincrement, unique, default_value,
/// default_sql, default_fn, on_update_fn, generated, check_sql, check_names, collate, numeric, references, references_self.
template <class As, fixed_string Name, class T, class... Attributes>
using column = typename As::template member<Name, T, Attributes...>;

}  // namespace mizzle::detail

namespace mizzle {
using detail::column;
}  // namespace mizzle
