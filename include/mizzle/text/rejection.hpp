// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>

namespace mizzle::detail {

/// What a statement or a schema can be rejected for, at compile time. Each has one sentence in `rejected` below.
enum class fault : int {
  none,
  unlike_types,
  null_comparison,
  null_into_not_null,
  not_a_column,
  not_a_condition,
  not_a_term,
  not_a_value,
  not_a_row,
  not_a_statement,
  no_join_condition,
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
  no_codec,
  parameters,
  schema,
};

/// The longest sentence. One that is longer ends in "...".
inline constexpr std::size_t longest_sentence = 512;

/// A sentence made at compile time, so that a compiler's error shows the names in it.
struct sentence {
  char chars[longest_sentence + 1]{};

  constexpr sentence() = default;
  // A list and no template of its parts, which would be made anew for each row of lengths.
  constexpr sentence(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) put(size, part);
  }

  [[nodiscard]] constexpr std::size_t size() const { return std::string_view{chars}.size(); }
  [[nodiscard]] constexpr const char* data() const { return chars; }
  constexpr operator std::string_view() const { return chars; }

 private:
  constexpr void put(std::size_t& size, std::string_view part) {
    for (const char c : part) {
      if (size != longest_sentence) {
        chars[size++] = c;
      } else {
        for (std::size_t dot = 1; dot != 4; ++dot) chars[longest_sentence - dot] = '.';
      }
    }
  }
};

/// A rejection: which rule was broken, and the sentence that names the clause, the thing and the cure.
struct diagnosis {
  fault what = fault::none;
  sentence says{};
};

/// Asked by a call, because compilers explain a comparison in a note of its own.
constexpr bool is_not(fault a, fault b) { return a != b; }

// A compiler that takes a constant for the message of a static_assert shows the sentence as its error.
#if (defined(__cpp_static_assert) && __cpp_static_assert >= 202306L) || (!defined(__clang__) && __GNUC__ >= 14)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wc++26-extensions"
/// True, or a compile-time error that is the sentence.
template <diagnosis D>
constexpr bool accept() {
  static_assert(!is_not(D.what, fault::none), D.says);
  return true;
}
#pragma GCC diagnostic pop

#else

// The others show it among the template arguments of the assertion that fails: GCC as it is, Clang in pieces, because it cuts
// a longer text, and before version 15 as single characters, because it showed a text as numbers.
#ifdef __clang__
template <auto... Piece>
struct says {};

#if __clang_major__ >= 15
template <std::size_t N>
struct piece {
  char chars[N + 1]{};
};
/// Where the piece of a sentence ends that begins at `first`: behind the last space that the compiler still shows.
constexpr std::size_t end_of_piece(const sentence& s, std::size_t first) {
  constexpr std::size_t most = 32;
  if (s.size() - first <= most) return s.size();
  std::size_t end = first + most;
  while (end != first && s.chars[end - 1] != ' ') --end;
  return end == first ? first + most : end;
}
template <std::size_t N>
constexpr piece<N> piece_of(const sentence& s, std::size_t first) {
  piece<N> result;
  for (std::size_t i = 0; i != N; ++i) result.chars[i] = s.chars[first + i];
  result.chars[N] = '\0';  // once more, because it is shown as a text only if every character was given
  return result;
}
template <sentence S, std::size_t First, auto... Piece>
constexpr auto in_pieces() {
  if constexpr (First == S.size()) {
    return says<Piece...>{};
  } else {
    constexpr std::size_t end = end_of_piece(S, First);
    return in_pieces<S, end, Piece..., piece_of<end - First>(S, First)>();
  }
}
template <sentence S>
using shown = decltype(in_pieces<S, 0>());
#else
template <sentence S, std::size_t... I>
constexpr says<S.chars[I]...> in_pieces(std::index_sequence<I...>) {
  return {};
}
template <sentence S>
using shown = decltype(in_pieces<S>(std::make_index_sequence<S.size()>{}));
#endif

#else
template <sentence S>
struct shown {};
#endif

/// Instantiated to reject: the assertion tells the rule, the template arguments tell the case.
template <fault F, class Says>
auto rejected() {
  static_assert(is_not(F, fault::unlike_types),
                "mizzle: the two sides have unlike types; use a value of the column's own type, or mz::cast<T>()");
  static_assert(is_not(F, fault::null_comparison),
                "mizzle: a comparison with NULL is never true; use is_null(), is_not_null() or is(value)");
  static_assert(is_not(F, fault::null_into_not_null),
                "mizzle: NULL cannot go into a NOT NULL column; declare the column std::optional, or use mz::coalesce()");
  static_assert(is_not(F, fault::not_a_column), "mizzle: only a column can be assigned to in set(); write column = value");
  static_assert(is_not(F, fault::not_a_condition), "mizzle: a condition is needed here; compare something, such as column == value");
  static_assert(is_not(F, fault::not_a_term), "mizzle: this clause takes columns and expressions");
  static_assert(is_not(F, fault::not_a_value), "mizzle: this cannot stand as a value; use mz::cast<T>(), or a select of one column");
  static_assert(is_not(F, fault::not_a_row), "mizzle: values() takes rows of the table, once");
  static_assert(is_not(F, fault::not_a_statement), "mizzle: a complete statement is needed here");
  static_assert(is_not(F, fault::no_join_condition), "mizzle: a join needs a condition; write it behind the table, or use cross_join()");
  static_assert(is_not(F, fault::not_of_this_table),
                "mizzle: this column belongs to another table; name a column of the table that is written");
  static_assert(is_not(F, fault::generated_column), "mizzle: a generated column cannot be written; leave it out");
  static_assert(is_not(F, fault::missing_value),
                "mizzle: a column without a default needs a value in this insert; add it, or declare a default");
  static_assert(
      is_not(F, fault::passing_view),
      "mizzle: a column declared as a view is given a text or blob that ends with this expression; name it first, or declare the column std::string or mz::blob");
  static_assert(is_not(F, fault::assigned_twice), "mizzle: a column is assigned twice; keep one of the two");
  static_assert(is_not(F, fault::out_of_scope),
                "mizzle: a column needs a table that is not in from() or a join; add the table to the statement");
  static_assert(is_not(F, fault::no_such_source), "mizzle: this select has no from(); add from(table)");
  static_assert(is_not(F, fault::too_many), "mizzle: the statement has more of something than it can have; divide it");
  static_assert(is_not(F, fault::duplicate_source),
                "mizzle: a table or alias stands twice in from() and joins; give one of them another mz::alias");
  static_assert(is_not(F, fault::aggregate_in_where), "mizzle: an aggregate cannot stand in where() or a join; use having()");
  static_assert(is_not(F, fault::not_grouped), "mizzle: a column beside an aggregate must be in group_by()");
  static_assert(is_not(F, fault::misplaced_window),
                "mizzle: a window function stands where it cannot; select it with over(...), and use its column");
  static_assert(is_not(F, fault::clause_order), "mizzle: clauses are written once each and in SQL's order");
  static_assert(is_not(F, fault::no_where), "mizzle: update and delete need where(...), or all_rows() to mean every row");
  static_assert(
      is_not(F, fault::optional_where),
      "mizzle: where() of an update or delete consists of mz::when() alone and could vanish; add a condition that always stands, or use all_rows()");
  static_assert(
      is_not(F, fault::misplaced_when),
      "mizzle: mz::when() can only be a part of a condition, or stand around a whole field, term, assignment or joined table; write it there");
  static_assert(is_not(F, fault::set_operands),
                "mizzle: the operands of a set operation need the same number of columns with the same types");
  static_assert(is_not(F, fault::conflict_target), "mizzle: on_conflict() needs the columns of a primary key or unique constraint");
  static_assert(is_not(F, fault::parameters), "mizzle: the parameters of a statement are given one value each, of their own types");
  static_assert(is_not(F, fault::guard_on_read),
                "mizzle: a guard needs a statement that changes rows; put it on an insert, update or delete");
  static_assert(is_not(F, fault::no_rows), "mizzle: this statement returns no rows; add returning(...), or use run()");
  static_assert(is_not(F, fault::reference_type), "mizzle: a foreign key needs columns of the same type as those it references");
  static_assert(is_not(F, fault::no_codec),
                "mizzle: this C++ type has no codec; specialise mizzle::codec for it, or use a type that has one");
  static_assert(is_not(F, fault::schema), "mizzle: this table is not well declared; the sentence in the template argument says why");
}

/// True, or a compile-time error that shows the sentence.
template <diagnosis D>
constexpr bool accept() {
  if constexpr (D.what != fault::none) {
    using told [[maybe_unused]] = decltype(rejected<D.what, shown<D.says> >());
  }
  return true;
}

#endif

}  // namespace mizzle::detail
