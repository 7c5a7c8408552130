// SPDX-License-Identifier: MIT
// Section 9 of the query language: insert.
#include "parity/support.hpp"

using namespace parity;

namespace {

template <class As>
struct Task {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "room", std::int64_t, mz::default_value<1>> room{};
  mz::column<As, "name", std::string, mz::default_value<"unnamed">, mz::unique> name{};
  mz::column<As, "open", bool, mz::default_value<true>> open{};
  mz::column<As, "code", std::int64_t, mz::default_fn<[] { return std::int64_t{77}; }>> code{};
  mz::column<As, "touched", std::optional<std::int64_t>, mz::on_update_fn<[] { return std::int64_t{5}; }>> touched{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"one_open">(t.room).where(t.open)); }
};
constexpr mz::table<"tasks", Task> tasks{};

struct task_database : mz::sqlite::connection {
  task_database() : connection{":memory:"} { create_tables(tasks); }
};

}  // namespace

// One row, several, a range of any length: `mz::insert_into(users).values({.name = "Eve"})`, `.values(rows)`; expressions by set(): `.set(users.name = mz::upper("eve"))`.
// Rejected: statements.missing_value_in_values, mistakes.values_twice, writes.missing_value_in_the_second_of_a_few_rows.
TEST(parity_9_insert, rows_and_expressions) {
  database db;
  EXPECT_EQ(db.run(mz::insert_into(users).values({.name = "Eve"})).last_insert_rowid, 5);
  EXPECT_EQ(db.run(mz::insert_into(users).values({.name = "Flo"}, {.name = "Gil", .age = 3})).changes, 2);
  std::vector<mz::new_row<users>> rows{{.name = "Hal"}, {.id = 20, .name = "Ian", .verified = true}};
  EXPECT_EQ(db.run(mz::insert_into(users).values(rows)).changes, 2);
  EXPECT_EQ(db.run(mz::insert_into(users).set(users.name = mz::upper("jo"),
                                              users.age = mz::select(mz::max(mz::alias<"u">(users).age)).from(mz::alias<"u">(users))))
                .changes,
            1);
  EXPECT_EQ(plain(db, "select name, age, verified from users where id > 4"),
            (std::vector<std::string>{"Eve|null|0", "Flo|null|0", "Gil|3|0", "Hal|null|0", "Ian|null|1", "JO|40|0"}));
}

// What is left out is left out of the statement, and filled by its function or by the database's default.
TEST(parity_9_insert, what_is_left_out_gets_its_default) {
  task_database db;
  const auto s = mz::insert_into(tasks).values({.id = 3});
  EXPECT_EQ(mz::to_sql(s).with_values(), R"(insert into "tasks" ("id", "code", "touched") values (3, 77, 5))");
  db.run(s);
  EXPECT_EQ(plain(db, "select * from tasks"), (std::vector<std::string>{"3|1|unnamed|1|77|5"}));
}

// A row that gives nothing: `.values({})`, which is `default values`.
TEST(parity_9_insert, of_nothing) {
  database db;
  db.script("create table ticks (id integer primary key, n integer not null default 3)");
  db.create_tables(tasks);
  db.run(mz::insert_into(tasks).values({}));
  EXPECT_EQ(plain(db, "select name from tasks"), (std::vector<std::string>{"unnamed"}));
}

// From any select, whose fields stand at the places of the columns: `.columns(users.name).from(select)`; with common table expressions: `mz::with(c).insert_into(users)`.
// Rejected: writes.fields_in_another_order_than_columns, statements.missing_value_in_columns, statements.null_into_not_null_from_a_select.
TEST(parity_9_insert, from_a_select) {
  database db;
  EXPECT_EQ(db.run(mz::insert_into(cities).columns(cities.name).from(mz::select(posts.title).from(posts).where(posts.id < 3))).changes, 2);
  const auto c = mz::cte<"c">(mz::select(users.name).from(users).where(users.id == 4));
  EXPECT_EQ(db.run(mz::with(c)
                       .insert_into(cities)
                       .columns(cities.name)
                       .from(mz::select(c[users.name]).from(c).union_(mz::select(mz::val("Last")))))
                .changes,
            2);
  EXPECT_EQ(plain(db, "select name from cities where id > 3 order by id"), (std::vector<std::string>{"First", "Second", "Dora", "Last"}));
}

// Conflicts, each with a key, several one behind another: `.on_conflict(cities.name).do_nothing()`, `.do_update(...).where(...)`, and the row that was refused: `mz::excluded(cities.name)`.
// Rejected: statements.conflict_target_that_is_no_key, mistakes.unfinished_conflict, statements.excluded_outside_of_a_conflict.
TEST(parity_9_insert, on_conflict) {
  database db;
  const auto paris = mz::insert_into(cities).values({.id = 9, .name = "Paris"});
  EXPECT_EQ(db.run(paris.on_conflict(cities.name).do_nothing()).changes, 0);
  EXPECT_EQ(db.run(paris.on_conflict().do_nothing()).changes, 0);
  EXPECT_EQ(db.run(paris.on_conflict(cities.name).do_update(cities.name = mz::concat(cities.name, "/", mz::excluded(cities.id)))).changes,
            1);
  EXPECT_EQ(plain(db, "select name from cities where id = 1"), (std::vector<std::string>{"Paris/9"}));
  const auto rome = mz::insert_into(cities).values({.id = 2, .name = "Oslo"});
  EXPECT_EQ(db.run(rome.on_conflict(cities.name).do_nothing().on_conflict(cities.id).do_update(cities.name = "never")).changes, 0);
  EXPECT_EQ(db.run(rome.on_conflict(cities.id).do_update(cities.name = "Roma").where(cities.id > 5)).changes, 0);
}

// What was inserted comes back: `.returning()`, `.returning(users.id, mz::upper(users.name))`; without it `{changes, last_insert_rowid}`.
// Rejected: statements.rows_of_a_statement_without_rows, scope.returning_an_aggregate.
TEST(parity_9_insert, returning) {
  database db;
  const auto s = mz::insert_into(users).values({.name = "Eve"});
  EXPECT_EQ(db.one(s.returning()).name, "Eve");
  const auto row = db.one(s.returning(users.id, mz::upper(users.name).as<"loud">(), mz::length(users.name) + 1));
  EXPECT_EQ(text(row), "6|EVE|4");
  EXPECT_EQ(row["loud"_col], "EVE");
}

// What a conflict does to the statement: `mz::insert_or<mz::conflict::replace>(cities)`, `ignore`, `abort`, `fail`, `rollback`.
TEST(parity_9_insert, or_) {
  database db;
  EXPECT_EQ(db.run(mz::insert_or<mz::conflict::ignore>(cities).values({.id = 3, .name = "x"})).changes, 0);
  EXPECT_EQ(db.run(mz::insert_or<mz::conflict::replace>(cities).values({.id = 3, .name = "x"})).changes, 1);
  EXPECT_EQ(plain(db, "select name from cities where id = 3"), (std::vector<std::string>{"x"}));
  EXPECT_THROW(db.run(mz::insert_or<mz::conflict::abort>(cities).values({.id = 3, .name = "x"})), mz::error::sql_error);
}

// A column that is not given is not written as NULL: a default that only the database has applies.
TEST(parity_9_trouble, defaults_of_the_database_apply) {
  mz::sqlite::connection db{":memory:"};
  db.script(
      "create table users (id integer primary key, name text not null, age integer default 7, city_id integer, verified integer not null default 1)");
  EXPECT_EQ(text(db.one(mz::insert_into(users).values({.name = "Eve"}).returning())), "1|Eve|7|null|1");
  EXPECT_EQ(text(db.one(mz::insert_into(users).values({.name = "Flo", .age = std::nullopt}).returning())), "2|Flo|null|null|1");
}

// Any number of rows: they are cut to what the connection can bind, and happen together.
TEST(parity_9_trouble, more_rows_than_variables) {
  database db;
  std::vector<mz::new_row<users>> rows;
  for (std::int64_t i = 0; i != 40'000; ++i) rows.push_back({.id = 100 + i, .name = "many"});
  EXPECT_EQ(db.run(mz::insert_into(users).values(rows)).changes, 40'000);
  rows.back().id = 200;
  db.run(mz::delete_from(users).where(users.id > 100));
  EXPECT_THROW(db.run(mz::insert_into(users).values(rows)), mz::error::sql_error);
  EXPECT_EQ(plain(db, "select count(*) from users"), (std::vector<std::string>{"5"}));
}

// A partial unique index as the target of a conflict, with its condition in its place.
// Rejected: writes.condition_of_a_full_key.
TEST(parity_9_trouble, a_partial_index_is_a_target) {
  task_database db;
  db.run(mz::insert_into(tasks).values({.id = 1, .room = 7, .name = "a"}));
  EXPECT_EQ(db.run(mz::insert_into(tasks).values({.id = 2, .room = 7, .name = "b"}).on_conflict(tasks.room).where(tasks.open).do_nothing())
                .changes,
            0);
  EXPECT_EQ(db.run(mz::insert_into(tasks)
                       .values({.id = 2, .room = 7, .name = "b"})
                       .on_conflict(tasks.room)
                       .where(tasks.open)
                       .do_update(tasks.name = mz::excluded(tasks.name))
                       .where(tasks.id == 1))
                .changes,
            1);
  EXPECT_EQ(plain(db, "select id, name from tasks"), (std::vector<std::string>{"1|b"}));
}

// An insert from a select that ends in its from, with a conflict clause behind it, is no syntax error.
TEST(parity_9_trouble, a_conflict_behind_a_select) {
  database db;
  const auto s = mz::insert_into(cities)
                     .columns(cities.id, cities.name)
                     .from(mz::select(users.id, users.name).from(users))
                     .on_conflict(cities.id)
                     .do_update(cities.name = mz::excluded(cities.name));
  EXPECT_EQ(db.run(s).changes, 4);
  EXPECT_EQ(plain(db, "select name from cities order by id"), (std::vector<std::string>{"Ann", "Bob", "Cid", "Dora"}));
}

// The row of an insert that a conflict suppressed is no row: get() gives an empty optional, one() throws.
TEST(parity_9_trouble, a_suppressed_row_is_no_row) {
  database db;
  const auto s = mz::insert_into(cities).values({.id = 1, .name = "x"}).on_conflict(cities.id).do_nothing().returning(cities.id);
  EXPECT_EQ(db.get(s), std::nullopt);
  EXPECT_THROW((void)db.one(s), mz::error::no_row);
}
