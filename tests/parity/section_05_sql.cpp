// SPDX-License-Identifier: MIT
// Section 5 of the query language: SQL of one's own.
#include "parity/support.hpp"

using namespace parity;

namespace {

template <class As>
struct Owner {
  mz::column<As, "id", std::int64_t> id{};
  mz::column<As, "posts", std::int64_t> posts{};
};

}  // namespace

// SQL of one's own inside a statement: each `?` takes a value, which is bound, a column, an expression or a select: `mz::sql<"? || ?", std::string>(users.name, "!")`.
// Rejected: parity.sql_of_fewer_arguments_than_places.
TEST(parity_5_sql, values_are_bound_and_columns_named) {
  database db;
  const auto s = mz::select(mz::sql<"? || ?", std::string>(users.name, "it's")).from(users).where(users.id == 1);
  static_assert(mz::sql_of<decltype(s)> == R"(select "users"."name" || ? from "users" where "users"."id" = ?)");
  EXPECT_AS_PLAIN(db, s, "select name || 'it''s' from users where id = 1");
  EXPECT_AS_PLAIN(db, mz::select(mz::sql<"? + 1", std::int64_t>(mz::scalar(mz::select(mz::count()).from(users)))), "select 5");
}

// Its type is stated, and checked when it is read: `mz::sql<"...", T>`.
TEST(parity_5_sql, its_type_is_checked_when_it_is_read) {
  database db;
  EXPECT_THROW((void)db.all(mz::select(mz::sql<"'text'", std::int64_t>())), mz::error::decode_error);
  EXPECT_THROW((void)db.all(mz::select(mz::sql<"null", std::int64_t>())), mz::error::decode_error);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sql<"null", std::optional<std::int64_t>>()))), std::nullopt);
}

// It is decoded like a column with a type of its own: `mz::sql<"? = 1", bool>(users.id)`.
TEST(parity_5_sql, is_decoded_by_its_type) {
  database db;
  const auto s = mz::select(mz::sql<"? = 1", bool>(users.id).as<"first">()).from(users).order_by(users.id);
  EXPECT_EQ(db.all(s)[0]["first"_col], true);
  EXPECT_EQ(db.all(s)[1]["first"_col], false);
}

// With a name it is a column of a subquery: `mz::sql<"...", T>(...).as<"name">()`.
TEST(parity_5_sql, with_a_name_in_a_subquery) {
  database db;
  const auto q = mz::select(users.id, mz::sql<"upper(?)", std::string>(users.name).as<"loud">()).from(users).as<"q">();
  EXPECT_AS_PLAIN(db, mz::select(q["loud"_col]).from(q).where(q["loud"_col] != "BOB").order_by(q[users.id]),
                  "select upper(name) from users where name <> 'Bob' order by id");
}

// Text of one's own is a literal of the program; text made at run time is run as a whole: `db.raw<std::int64_t>(text, values...)`.
TEST(parity_5_sql, text_made_at_run_time_is_a_statement_of_its_own) {
  database db;
  const std::string text = std::string{"select id, name from users where id > ?"} + " order by id desc";
  const auto rows = db.raw<std::int64_t, std::string>(text, 2);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(mz::get<1>(rows[0]), "Dora");
}

// A name made at run time is quoted and checked: `mz::identifier(name)`.
TEST(parity_5_sql, identifiers_are_quoted) {
  database db;
  db.script("create table " + mz::identifier(R"(odd "name")") + "(x); insert into " + mz::identifier(R"(odd "name")") + " values (7)");
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("select x from " + mz::identifier(R"(odd "name")"))[0]), 7);
  EXPECT_THROW((void)mz::identifier(std::string_view{"a\0b", 3}), mz::error::invalid_request);
}

// Parts one behind another: operators and `&&` join them; a list of values is a range: `.in(range)`.
TEST(parity_5_sql, parts_are_joined_by_operators) {
  database db;
  const auto name = mz::sql<"lower(?)", std::string>(users.name);
  EXPECT_AS_PLAIN(db, mz::select(mz::concat(name, "/", name)).from(users).where(name.in("ann", "bob") && name != "bob"),
                  "select lower(name) || '/' || lower(name) from users where name = 'Ann'");
}

// With values in the text, for people and for other tools: `mz::to_sql(s).with_values()`; every literal is one that SQLite reads as the same value.
TEST(parity_5_sql, values_as_literals) {
  database db;
  const auto s = mz::select(mz::val("it's"), mz::val(INT64_MIN), mz::val(0.1), mz::val(true),
                            mz::val(mz::blob{std::byte{0}, std::byte{255}}), mz::val(5'000'000'000));
  const std::string text = mz::to_sql(s).with_values();
  const auto rows = db.raw<std::string, std::int64_t, double, bool, mz::blob, std::int64_t>(text);
  EXPECT_EQ(rows, (db.raw<std::string, std::int64_t, double, bool, mz::blob, std::int64_t>(
                      "select ?, ?, ?, ?, ?, ?", "it's", INT64_MIN, 0.1, true, mz::blob{std::byte{0}, std::byte{255}}, 5'000'000'000)));
}

// It stands wherever an expression does: fields, joins, conditions, groups, orders, assignments, values, returning, keys of indexes, defaults, checks and generated columns.
TEST(parity_5_sql, stands_everywhere) {
  database db;
  const auto city = mz::sql<"ifnull(?, 0)", std::int64_t>(users.city_id);
  EXPECT_AS_PLAIN(db,
                  mz::select(city, mz::count())
                      .from(users)
                      .left_join(cities, mz::sql<"? is ?", bool>(cities.id, users.city_id))
                      .where(mz::sql<"? < 9", bool>(users.id))
                      .group_by(city)
                      .having(mz::aggregate_sql<"count(*) >= 1", bool>())
                      .order_by(mz::desc(city)),
                  "select ifnull(city_id, 0), count(*) from users group by 1 order by 1 desc");
  const auto named = db.one(mz::insert_into(users)
                                .set(users.name = mz::sql<"upper(?)", std::string>("eve"), users.age = mz::sql<"abs(-4)", std::int64_t>())
                                .returning(mz::sql<"? || '!'", std::string>(users.name)));
  EXPECT_EQ(mz::get<0>(named), "EVE!");
  EXPECT_EQ(db.run(mz::update(users).set(users.age = mz::sql<"? * 2", std::optional<std::int64_t>>(users.age)).where(users.name == "EVE"))
                .changes,
            1);
  EXPECT_EQ(db.one(mz::select(users.age).from(users).where(users.name == "EVE"))[users.age], 8);
}

// As a source, with its columns declared: `mz::sql_source<"owners", "select owner_id as id, count(*) as posts from posts group by 1", Owner>()`.
TEST(parity_5_sql, as_a_source) {
  database db;
  const auto owners =
      mz::sql_source<"owners", "select owner_id as id, count(*) as posts from posts where likes >= ? group by 1", Owner>(std::int64_t{1});
  const auto s = mz::select(users.name, owners.posts).from(users).left_join(owners, owners.id == users.id).order_by(users.id);
  EXPECT_AS_PLAIN(
      db, s,
      "select u.name, o.n from users u left join (select owner_id as id, count(*) as n from posts where likes >= 1 group by 1) o "
      "on o.id = u.id order by u.id");
}

// Expressions are values: joining one to another leaves both as they were.
TEST(parity_5_sql, is_a_value) {
  database db;
  const auto a = mz::sql<"? > 1", bool>(users.id);
  const auto b = a && users.id < 4;
  EXPECT_EQ(db.all(mz::select(users.id).from(users).where(a)).size(), 3U);
  EXPECT_EQ(db.all(mz::select(users.id).from(users).where(b)).size(), 2U);
}
