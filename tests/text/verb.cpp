// SPDX-License-Identifier: MIT
#include <mizzle/text/verb.hpp>

#include <gtest/gtest.h>

namespace {
using mizzle::detail::verb_of;

TEST(verb, is_the_first_word) {
  static_assert(verb_of("insert into t values (1)") == "insert");
  static_assert(verb_of(" \n-- why\n/* and how */ Commit;") == "Commit");
  static_assert(verb_of("explain query plan insert into t values (1)") == "explain");
  static_assert(verb_of("insertion") == "insertion");
  for (const char* const none : {"", "  ", ";", "-- insert", "/* insert */", "/* insert"}) EXPECT_TRUE(verb_of(none).empty()) << none;
}

TEST(verb, stands_behind_common_table_expressions) {
  static_assert(verb_of("with a as (select 1) delete from t") == "delete");
  static_assert(
      verb_of("WITH RECURSIVE a(x, y) AS NOT MATERIALIZED (values (1, 2) union select x, y from a), b as (select 1) Update t set n = 1") ==
      "Update");
  static_assert(verb_of("with a as (select ')' from \"x)\" where y = '('), [b)] as (select 1) insert into t select * from a") == "insert");
  static_assert(verb_of("with \"delete\" as (select 1), replace as (select 2) select * from replace") == "select");
  static_assert(verb_of("with a as (select 'it''s)') values (1)") == "values");
  for (const char* const none :
       {"with", "with a", "with a as", "with a as (", "with a as (select 1", "with a as (select 1)", "with a as (select 1),"})
    EXPECT_TRUE(verb_of(none).empty()) << none;
}

TEST(verb, tells_what_a_statement_is_for) {
  using mizzle::detail::changes_rows;
  using mizzle::detail::controls_transactions;
  static_assert(changes_rows("INSERT") && changes_rows("replace") && changes_rows("Update") && changes_rows("delete"));
  static_assert(!changes_rows("select") && !changes_rows("values") && !changes_rows("") && !changes_rows("updat") &&
                !changes_rows("updated"));
  static_assert(controls_transactions("begin") && controls_transactions("END") && controls_transactions("release") &&
                !controls_transactions("beginning"));
}

}  // namespace
