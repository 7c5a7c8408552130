// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/check/grouping.hpp>
#include <mizzle/expression/token.hpp>

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

/// Whether one of the selects of a compound yields what a term of its order begins with; then passes over what stands before it, such as
/// desc.
constexpr bool is_yielded(const tokens& words, const token* const*& term) {
  while ((*term)->what == form::when || ((*term)->what == form::postfix && (*term)->binds == precedence::none)) ++term;  // desc, nulls last
  if ((*term)->what == form::mixfix && (*term)->operands == 0) return true;  // SQL of the user's own
  const token* const* const end = after(term);
  for (auto at = words.first; at != words.last; ++at) {
    for (unsigned i = 0; (*at)->what == form::fields && i != (*at)->count; ++i) {
      const tokens& field = (*at)->list[i];
      const token& head = **field.first;
      if (head.what == form::columns_of
              ? (*term)->what == form::column && *(*term)->from == *head.from
              : same_expression(field.first + (head.what == form::named && !head.text.empty()), field.last, term, end))
        return true;
    }
  }
  return false;
}

}  // namespace mizzle::detail
