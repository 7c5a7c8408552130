// SPDX-License-Identifier: MIT
// Section 19 of the query language: logging and errors.
#include "parity/support.hpp"

using namespace parity;

// Each statement that runs, with its text, its values if they are asked for, its rows and its time: `db.on_statement([](const mz::sqlite::statement_event& e) { ... })`; nullptr takes it away.
TEST(parity_19_logging, on_statement) {
  database db;
  std::vector<std::string> log;
  db.on_statement([&](const mz::sqlite::statement_event& e) {
    log.push_back(e.sql_with_values() + " -> " + std::to_string(e.rows()));
    EXPECT_GE(e.time().count(), 0);
  });
  (void)db.all(mz::select(users.id).from(users).where(users.name == "it's"));
  db.transaction([](auto& tx) { tx.run(mz::delete_from(posts).where(posts.id == 1)); });
  db.on_statement(nullptr);
  (void)db.all(mz::select(users));
  ASSERT_EQ(log.size(), 4U);
  EXPECT_EQ(log[0], R"(select "users"."id" from "users" where "users"."name" = 'it''s' -> 0)");
  EXPECT_EQ(log[2], R"(delete from "posts" where "posts"."id" = 1 -> 0)");
}

// An error tells its code, the constraint and the statement's text, without values: `e.code()`, `e.extended_code()`, `e.what()`, `e.sql()`.
TEST(parity_19_logging, errors_tell_their_statement) {
  database db;
  try {
    db.run(mz::insert_into(cities).values({.id = 1, .name = "secret"}));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_CONSTRAINT);
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
    EXPECT_NE(std::string{e.what()}.find("cities.id"), std::string::npos);
    EXPECT_EQ(std::string{e.what()}.find("secret"), std::string::npos);
    EXPECT_EQ(std::string{e.sql()}, R"(insert into "cities" ("id", "name") values (?, ?))");
  }
  db.script("update users set age = 'old' where id = 1");
  try {
    (void)db.all(mz::select(users.age).from(users));
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.table(), "users");
    EXPECT_EQ(e.column(), "age");
  }
}

// Every error tells the text, also where a row is missing or a guard is not met; the values only if they are asked for: `{.values_in_errors = true}`, `e.sql_with_values()`.
TEST(parity_19_logging, every_error_tells_its_statement) {
  database db;
  const auto none = mz::select(users.id).from(users).where(users.name == "nobody");
  try {
    (void)db.one(none);
    FAIL();
  } catch (const mz::error::no_row& e) {
    EXPECT_EQ(e.sql(), mz::sql_of<decltype(none)>);
    EXPECT_EQ(e.sql_with_values(), "");
  }
  mz::sqlite::connection open{":memory:", {.values_in_errors = true}};
  open.create_tables(cities);
  try {
    open.run(mz::delete_from(cities).where(cities.id == 7).require_changes(1));
    FAIL();
  } catch (const mz::error::guard_failed& e) {
    EXPECT_EQ(e.sql_with_values(), R"(delete from "cities" where "cities"."id" = 7)");
  }
}

// The plan of a statement, as rows and as a tree: `mz::explain(db, s).tree()`.
TEST(parity_19_logging, explain) {
  database db;
  const auto plan = mz::explain(db, mz::select(users.id).from(users).where(users.id == 1));
  EXPECT_NE(plan.tree().find("SEARCH users"), std::string::npos) << plan.tree();
}
