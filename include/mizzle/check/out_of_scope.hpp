// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/expression/token.hpp>
#include <mizzle/text/rejection.hpp>

namespace mizzle::detail {

// What is said of a column or a table that cannot be seen where it stands.

/// In returning(), also of a table that the statement reads.
constexpr sentence not_returned(const token& t, bool is_read) {
  if (is_read) {
    return sentence{"mizzle: returning(): table ", t.from->label(),
                    " is only read by this statement, and SQLite gives back only columns of the table that is written; leave it out"};
  }
  const bool column = t.what == form::column;
  return sentence{"mizzle: returning(): ",
                  column ? "column " : "table ",
                  t.from->label(),
                  column ? "." : "",
                  column ? t.text : "",
                  " is not of the table that is written, whose columns alone come back; read the other table in a select of one column"};
}
/// SQLite makes one subquery of several sources of an update.
constexpr sentence hidden_behind_sources(std::string_view clause, const token& t) {
  return sentence{"mizzle: ", clause, ": table ", t.from->label(),
                  ", which is updated, cannot be named where several sources are joined; write the condition in where()"};
}
constexpr sentence not_in_scope(std::string_view clause, const token& t) {
  if (t.what == form::column) {
    return sentence{"mizzle: ",
                    clause,
                    ": column ",
                    t.from->label(),
                    ".",
                    t.text,
                    " needs table ",
                    t.from->label(),
                    ", which is not in from() or a join; add it"};
  }
  return sentence{"mizzle: ", clause, ": table ", t.from->label(), " is not in from() or a join; add it"};
}
constexpr sentence excluded_elsewhere(std::string_view clause, const token& t) {
  return sentence{"mizzle: ",
                  clause,
                  ": excluded ",
                  t.from->label(),
                  ".",
                  t.text,
                  " can only stand in do_update() and its where(); use the column itself"};
}

}  // namespace mizzle::detail
