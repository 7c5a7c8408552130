// SPDX-License-Identifier: MIT
// Section 1.6 of the query language: names.
#include "parity/support.hpp"

namespace {

template <class As>
struct Odd {
  mz::column<As, R"(the "id")", std::int64_t, mz::primary_key> id{};
  mz::column<As, "select", std::string> name{};
};
constexpr mz::table<R"(odd "table")", Odd> odd{};

}  // namespace

// A column's name in the database is written once, next to its member, in any spelling, so that no conversion has to agree with another: `mz::column<As, "first_name", std::string> firstName{};`.
// Rejected: statements.unknown_column, declarations.two_columns_of_one_name.
TEST(parity_1_6_names, of_members_and_of_columns) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(odd);
  db.run(mz::insert_into(odd).values({.id = 1, .name = "x"}));
  EXPECT_EQ(db.one(mz::select(odd)).name, "x");
}

// Declaration and statements have the same names, as both come from one place.
TEST(parity_1_6_names, ddl_and_statements_agree) {
  static_assert(mz::sql_of<decltype(mz::create_table(parity::cities))> ==
                R"(create table "cities" ("id" integer primary key, "name" text not null unique))");
  static_assert(mz::sql_of<decltype(mz::select(parity::cities.name).from(parity::cities))> == R"(select "cities"."name" from "cities")");
}

// Names are quoted, and a quote in one is doubled.
TEST(parity_1_6_names, are_quoted) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(odd);
  const auto s = mz::select(odd.id, odd.name).from(odd);
  static_assert(mz::sql_of<decltype(s)> == R"(select "odd ""table"""."the ""id""", "odd ""table"""."select" from "odd ""table""")");
  EXPECT_EQ(db.all(s).size(), 0U);
}
