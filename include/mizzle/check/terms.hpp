// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/check/grouping.hpp>
#include <mizzle/expression/token.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

/// Whether a condition has this token as a part: nothing but and, or, not and other parts stands around it.
constexpr bool is_part_of(const token* const* condition, const token* const* part) {
  const token* const* at = condition;
  for (unsigned open = 1; open != 0;) {
    if (at == part) return true;
    const token& t = **at;
    if (t.what == form::when ||
        ((t.what == form::infix || t.what == form::prefix) && t.binds >= precedence::or_ && t.binds <= precedence::not_)) {
      ++at;
      open += t.operands - 1u;
    } else {
      at = after(at);
      --open;
    }
  }
  return false;
}

/// Whether a token is a call of when() around all of an expression, or around its name.
constexpr bool is_around(const token* const* expression, const token* const* when) {
  if ((*expression)->what == form::named) ++expression;
  while (expression != when && (*expression)->what == form::when) ++expression;
  return expression == when;
}
/// Whether it is one around all of one of several terms.
constexpr bool is_around_one(const token* const* term, unsigned terms, const token* const* when) {
  for (unsigned i = 0; i != terms; ++i, term = after(term)) {
    if (is_around(term, when)) return true;
  }
  return false;
}
/// Whether it is one around a join or an assignment.
constexpr bool is_before(form what, const token* const* when) {
  while ((*when)->what == form::when) ++when;
  return (*when)->what == what;
}

/// Whether when() can stand at a place of a clause, whose condition, field or first term begins where `part` is.
constexpr bool may_be_left_out(const token& clause, bool has_condition, const token* const* part, const token* const* when) {
  if (is_before(form::join, when)) return true;
  if (clause.what == form::assigns) return is_before(form::assign, when);
  if (clause.what == form::fields) return is_around(part, when);
  if (clause.rank == clause_rank::group || clause.rank == clause_rank::order) return is_around_one(part, clause.operands, when);
  return has_condition && is_part_of(part, when);
}

/// Where a select list has a column that is an expression, from 1 on; 0 if it has none.
constexpr unsigned find_in_list(const token& list, const token* const* what, const token* const* end) {
  unsigned position = 1;
  for (unsigned i = 0; i != list.count; ++i) {
    const tokens& field = list.list[i];
    const token& head = **field.first;
    if (head.what == form::columns_of) {
      if ((*what)->what == form::column && *(*what)->from == *head.from) return position + (*what)->position;
      position += static_cast<unsigned>(head.from->size);
    } else {
      if (same_expression(field.first + (head.what == form::named && !head.text.empty()), field.last, what, end)) return position;
      ++position;
    }
  }
  return 0;
}
/// Passes over what stands before the expression of a term of order_by(), such as desc or when().
constexpr const token* const* skip_direction(const token* const* term) {
  while ((*term)->what == form::when || ((*term)->what == form::postfix && (*term)->binds == precedence::none)) ++term;
  return term;
}
/// Where a compound yields, from 1 on, the expression that begins here, and whether one of its selects has it itself, and not only one that
/// stands as an operand in parentheses, whose columns SQL does not see. The position is 0 if none yields it.
struct yielded_column {
  unsigned position = 0;
  bool seen = false;
};
constexpr yielded_column find_yielded(const tokens& words, const token* const* what) {
  yielded_column result;
  const token* const* const end = after(what);
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what != form::fields && (*at)->what != form::operand) continue;
    const unsigned position = find_in_list(**at, what, end);
    if (position == 0) continue;
    if ((*at)->what == form::fields) return {position, true};
    if (result.position == 0) result.position = position;
  }
  return result;
}
/// Whether an operand of a compound stands in parentheses.
constexpr bool has_operand(const tokens& words) {
  for (auto at = words.first; at != words.last; ++at) {
    if ((*at)->what == form::operand) return true;
  }
  return false;
}
/// Whether one of the selects of a compound yields what a term of its order begins with.
constexpr bool is_yielded(const tokens& words, const token* const* what) {
  const bool own_sql = (*what)->what == form::mixfix && (*what)->operands == 0;
  return own_sql || find_yielded(words, what).position != 0;
}
/// What is wrong with a term of the order of a compound, which can only name what one of its selects yields, if anything.
constexpr diagnosis check_compound_term(const tokens& words, const token* const* term) {
  term = skip_direction(term);
  if (is_yielded(words, term)) return {};
  const bool column = (*term)->what == form::column;
  return {
      fault::set_operands,
      sentence{
          "mizzle: order_by(): ", column ? "column " : "an expression", column ? (*term)->from->label() : "", column ? "." : "",
          column ? (*term)->text : "",
          " is not what a select of the union yields, as bound values never are; select it, or order by position with mz::sql<\"2\", T>()"}};
}
/// The same of all of its terms, of which one can be chosen at run time.
constexpr diagnosis check_compound_order(const tokens& words, const token* const* term, unsigned terms) {
  diagnosis result;
  const auto look = [&](const token* const* at) {
    if (result.what == fault::none) result = check_compound_term(words, at);
  };
  for (unsigned i = 0; i != terms; ++i, term = after(term)) {
    if ((*term)->what != form::made) {
      look(term);
      continue;
    }
    const tokens& choices = *(*term)->list;
    for (auto choice = choices.first; choice != choices.last; choice = after(choice)) look(choice);
  }
  return result;
}

}  // namespace mizzle::detail
