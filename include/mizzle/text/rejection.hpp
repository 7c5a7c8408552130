// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace mizzle::detail {

/// What a statement or a schema can be rejected for, at compile time. Each has one sentence in `rejected` below.
enum class fault : unsigned char {
  none,
  unlike_types,
  null_comparison,
  null_into_not_null,
  not_a_column,
  not_of_this_table,
  generated_column,
  missing_value,
  passing_view,
  assigned_twice,
  out_of_scope,
  no_such_source,
  too_many,
  duplicate_source,
  aggregate_in_where,
  not_grouped,
  misplaced_window,
  clause_order,
  no_where,
  optional_where,
  misplaced_when,
  set_operands,
  conflict_target,
  guard_on_read,
  no_rows,
  reference_type,
  schema,
};

/// A sentence made at compile time, so that a compiler's error shows the names in it.
struct sentence {
  char chars[232]{};

  constexpr sentence() = default;
  template <class... Parts>
  constexpr explicit sentence(const Parts&... parts) {
    std::size_t size = 0;
    (put(size, parts), ...);
  }

 private:
  constexpr void put(std::size_t& size, const sentence& part) {
    std::size_t n = 0;
    while (part.chars[n] != '\0') ++n;
    put(size, std::string_view{part.chars, n});
  }
  constexpr void put(std::size_t& size, std::string_view part) {
    for (const char c : part) {
      if (size + 1 < sizeof chars) chars[size++] = c;
    }
  }
};

/// A rejection: which rule was broken, and the sentence that names the clause, the thing and the cure.
struct diagnosis {
  fault what = fault::none;
  sentence says{};
};

/// Instantiated to reject: the assertion tells the rule, the template argument tells the case.
template <fault F, sentence Says>
struct rejected {
  static_assert(F != fault::unlike_types, "mizzle: the two sides have unlike types; use a value of the column's own type, or mz::cast<T>()");
  static_assert(F != fault::null_comparison, "mizzle: a comparison with NULL is never true; use is_null(), is_not_null() or is(value)");
  static_assert(F != fault::null_into_not_null, "mizzle: NULL cannot go into a NOT NULL column; declare the column std::optional, or use mz::coalesce()");
  static_assert(F != fault::not_a_column, "mizzle: only a column can be assigned to in set(); write column = value");
  static_assert(F != fault::not_of_this_table, "mizzle: this column belongs to another table; name a column of the table that is written");
  static_assert(F != fault::generated_column, "mizzle: a generated column cannot be written; leave it out");
  static_assert(F != fault::missing_value, "mizzle: a column without a default needs a value in this insert; add it, or declare a default");
  static_assert(F != fault::passing_view, "mizzle: a column declared as a view is given a text or blob that ends with this expression; name it first, or declare the column std::string or mz::blob");
  static_assert(F != fault::assigned_twice, "mizzle: a column is assigned twice; keep one of the two");
  static_assert(F != fault::out_of_scope, "mizzle: a column needs a table that is not in from() or a join; add the table to the statement");
  static_assert(F != fault::no_such_source, "mizzle: this select has no from(); add from(table)");
  static_assert(F != fault::too_many, "mizzle: the statement has more of something than it can have; divide it");
  static_assert(F != fault::duplicate_source, "mizzle: a table or alias stands twice in from() and joins; give one of them another mz::alias");
  static_assert(F != fault::aggregate_in_where, "mizzle: an aggregate cannot stand in where() or a join; use having()");
  static_assert(F != fault::not_grouped, "mizzle: a column beside an aggregate must be in group_by()");
  static_assert(F != fault::misplaced_window, "mizzle: a window function stands where it cannot; select it with over(...), and use its column");
  static_assert(F != fault::clause_order, "mizzle: clauses are written once each and in SQL's order");
  static_assert(F != fault::no_where, "mizzle: update and delete need where(...), or all_rows() to mean every row");
  static_assert(F != fault::optional_where, "mizzle: where() of an update or delete consists of mz::when() alone and could vanish; add a condition that always stands, or use all_rows()");
  static_assert(F != fault::misplaced_when, "mizzle: mz::when() can only be a part of a condition: write it in where(), having() or a join, alone or combined by &&, || and !");
  static_assert(F != fault::set_operands, "mizzle: the operands of a set operation need the same number of columns with the same types");
  static_assert(F != fault::conflict_target, "mizzle: on_conflict() needs the columns of a primary key or unique constraint");
  static_assert(F != fault::guard_on_read, "mizzle: a guard needs a statement that changes rows; put it on an insert, update or delete");
  static_assert(F != fault::no_rows, "mizzle: this statement returns no rows; add returning(...), or use run()");
  static_assert(F != fault::reference_type, "mizzle: a foreign key needs columns of the same type as those it references");
  static_assert(F != fault::schema, "mizzle: this table is not well declared; the sentence in the template argument says why");
  // One error is enough.
  static constexpr bool value = true;
};

/// True, or a compile-time error that shows the sentence.
template <diagnosis D>
constexpr bool accept() {
  if constexpr (D.what != fault::none) return rejected<D.what, D.says>::value;
  return true;
}

}  // namespace mizzle::detail
