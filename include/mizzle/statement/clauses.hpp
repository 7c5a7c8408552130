// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/ordering.hpp>
#include <mizzle/expression/window.hpp>
#include <mizzle/statement/statement.hpp>

namespace mizzle::detail {

/// The keywords of clauses, as tokens.
namespace word {
struct from_implied {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::from, .text = " from "sv};
};
template <std::size_t N>
struct from {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::from, .text = " from "sv};
};
struct inner_join {
  static constexpr token word{.what = form::join, .operands = 1, .rank = clause_rank::join, .text = " inner join "sv};
};
struct left_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_left, .rank = clause_rank::join, .text = " left join "sv};
};
struct right_join {
  static constexpr token word{
      .what = form::join, .operands = 1, .flags = is_outer_right, .rank = clause_rank::join, .since = 39, .text = " right join "sv};
};
struct full_join {
  static constexpr token word{.what = form::join,
                              .operands = 1,
                              .flags = is_outer_left | is_outer_right,
                              .rank = clause_rank::join,
                              .since = 39,
                              .text = " full join "sv};
};
struct cross_join {
  static constexpr token word{.what = form::join, .rank = clause_rank::join, .text = " cross join "sv};
};
struct where {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::where, .text = " where "sv};
};
template <std::size_t N>
struct group_by {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::group, .text = " group by "sv};
};
struct having {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::having, .text = " having "sv};
};
template <std::size_t N>
struct order_by {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::order, .text = " order by "sv};
};
template <std::size_t N>
struct window {
  static constexpr token word{.what = form::clause, .operands = N, .rank = clause_rank::window, .text = " window "sv};
};
struct limit {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::limit, .text = " limit "sv};
};
struct no_limit {
  static constexpr token word{.what = form::clause, .rank = clause_rank::limit, .keyword = keyword::no_limit};
};
struct offset {
  static constexpr token word{.what = form::clause, .operands = 1, .rank = clause_rank::offset, .text = " offset "sv};
};
}  // namespace word

/// The number of limit() or offset().
template <fixed_string Where, class N>
constexpr auto row_count(const N& n) {
  if constexpr (Expression<N>) {
    constexpr bool counts = std::integral<typename N::type> && !std::same_as<typename N::type, bool>;
    if constexpr (!counts) {
      (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: ", Where.view(), ": ", called(*N::words[0]), " of type ",
                                                          type_name<typename N::type>(), " is no number of rows; give it an integer"}}>();
      return run_of<std::int64_t, bound<sql_type::integer>>{};
    } else {
      return as_run(n);
    }
  } else {
    constexpr bool counts = std::convertible_to<N, std::int64_t> && !std::floating_point<N> && !std::same_as<N, bool>;
    if constexpr (!counts) {
      (void)accept<diagnosis{fault::not_a_value, sentence{"mizzle: ", Where.view(), ": a C++ value of type ", type_name<N>(),
                                                          " is no number of rows; give it an integer"}}>();
      return run_of<std::int64_t, bound<sql_type::integer>>{};
    } else {
      return run_of<std::int64_t, bound<sql_type::integer>>{static_cast<std::int64_t>(n)};
    }
  }
}

/// Whether a statement has a clause from one rank to another.
constexpr bool has_clause(const tokens& words, clause_rank first, clause_rank last) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::clause && (*at)->rank >= first && (*at)->rank <= last) return true;
  }
  return false;
}
constexpr bool has_with(const statement_text& text) { return text.with.first != text.with.last; }
/// Whether a statement is a union, intersect or except.
constexpr bool has_compound(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::compound) return true;
  }
  return false;
}

}  // namespace mizzle::detail
