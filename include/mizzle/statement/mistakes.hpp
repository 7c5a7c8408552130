// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/logic.hpp>
#include <mizzle/expression/ordering.hpp>
#include <mizzle/schema/table.hpp>

namespace mizzle::detail {

// What clauses say of arguments that they do not take. The clauses have overloads for these, which say it and go on.

template <class X>
inline constexpr bool is_ordering = false;
template <class V, class... K>
inline constexpr bool is_ordering<ordering<V, K...>> = true;
/// What order_by() and group_by() take.
template <class X>
concept Term = Expression<X> || is_ordering<X>;

/// What is wrong with the first that is no term.
template <fixed_string Where>
constexpr diagnosis no_term();
template <fixed_string Where, class X, class... More>
constexpr diagnosis no_term() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::not_a_term, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (Term<X>) {
    return no_term<Where, More...>();
  } else if constexpr (is_assignment<X>) {
    return wrong(called(X::column::word), " = value is an assignment; name the column alone");
  } else if constexpr (Source<X>) {
    return wrong("table ", source_of<X>.label(), " is no column; name the columns that are meant");
  } else if constexpr (TextLike<X>) {
    return wrong("a text is no column; name the column as a member of its table, or write mz::sql<\"text\", T>()");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no column; name columns, or expressions of them");
  }
}

/// Without any.
template <fixed_string Where>
constexpr diagnosis no_term() {
  return {fault::not_a_term, sentence{"mizzle: ", Where.view(), ": it names no column; name at least one, or leave it out"}};
}

template <class... X>
inline constexpr bool is_condition = false;
template <Condition X>
inline constexpr bool is_condition<X> = true;

/// What is wrong with the first of what a clause is given to read, which is no source.
template <fixed_string Where>
constexpr diagnosis no_source() {
  return {fault::no_such_source, sentence{"mizzle: ", Where.view(), ": it reads nothing; name a table"}};
}
template <fixed_string Where, class X, class... More>
constexpr diagnosis no_source() {
  constexpr auto wrong = [](const auto&... says) {
    return diagnosis{fault::no_such_source, sentence{"mizzle: ", Where.view(), ": ", says...}};
  };
  if constexpr (Source<X>) {
    return no_source<Where, More...>();
  } else if constexpr (Expression<X>) {
    return wrong(called(*X::words[0]), " is no table; name its table");
  } else if constexpr (requires {
                         X::kind;
                         X::text;
                       }) {
    return wrong(
        "a statement has no name to be read by; give a select one, const auto q = select.as<\"q\">(), and name its columns as q[column]");
  } else if constexpr (TextLike<X>) {
    return wrong("a text is no table; name the table itself, which is declared as mz::table");
  } else {
    return wrong("a C++ value of type ", type_name<X>(), " is no table; name a table, a named query, or a function that yields rows");
  }
}

/// What is wrong with a join of S whose further arguments X are not one condition.
template <fixed_string Join, class S, class... X>
constexpr diagnosis no_join_condition() {
  if constexpr (sizeof...(X) == 1) {
    return no_condition<Join, X...>();
  } else {
    return {fault::no_join_condition,
            sentence{"mizzle: ", Join.view(), ": table ", source_of<S>.label(),
                     " is joined without a condition; write it behind the table, or use cross_join() if every pair of rows is meant"}};
  }
}

}  // namespace mizzle::detail
