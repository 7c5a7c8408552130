// SPDX-License-Identifier: MIT
// Section 13 of the query language: prepared statements, parameters, execution.
#include "parity/support.hpp"

using namespace parity;

namespace {

struct key {
  std::int64_t id;
  std::string name;
};

}  // namespace

// A statement with parameters is called with their values: `auto find = db.prepare(select); find(7)`, with all(), get(), one() and run().
// Rejected: parameters.too_few_values, parameters.too_many_values, parameters.value_of_another_type, parameters.parameter_without_a_value.
TEST(parity_13_prepared, prepare) {
  database db;
  auto find = db.prepare(mz::select(users.name).from(users).where(users.id == mz::param<"id", std::int64_t>()));
  EXPECT_EQ(texts(find(2)), (std::vector<std::string>{"Bob"}));
  EXPECT_EQ(find.one(3)[users.name], "Cid");
  EXPECT_EQ(find.get(99), std::nullopt);
  const int kept = support::kept_statements(db);
  EXPECT_EQ(find.all(4).size(), 1U);
  EXPECT_EQ(support::kept_statements(db), kept);
  auto rename =
      db.prepare(mz::update(users).set(users.name = mz::param<"name", std::string>()).where(users.id == mz::param<"id", std::int64_t>()));
  EXPECT_EQ(rename.run("Ben", 2).changes, 1);
  EXPECT_EQ(find.one(2)[users.name], "Ben");
}

// Parameters in conditions, values, sets, limits, offsets and lists; a name that stands twice is given once: `mz::param<"id", std::int64_t>()`.
TEST(parity_13_prepared, parameters_stand_everywhere) {
  database db;
  const auto id = mz::param<"id", std::int64_t>();
  auto both = db.prepare(mz::select(users.id, id * 2)
                             .from(users)
                             .where(users.id >= id && users.id.in(mz::param<"ids", std::vector<std::int64_t>>()))
                             .order_by(users.id)
                             .limit(mz::param<"n", int>())
                             .offset(mz::param<"from", int>()));
  EXPECT_EQ(texts(both(2, std::vector<std::int64_t>{1, 2, 3, 4}, 2, 1)), (std::vector<std::string>{"3|4", "4|4"}));
  auto add = db.prepare(mz::insert_into(users).set(users.name = mz::param<"name", std::string>(),
                                                   users.age = mz::param<"age", std::optional<std::int64_t>>()));
  add("Eve", 3);
  add("Flo", std::nullopt);
  EXPECT_EQ(plain(db, "select name, age from users where id > 4"), (std::vector<std::string>{"Eve|3", "Flo|null"}));
}

// By name, with a struct: `mz::param<&key::id>()`, `find({.id = 7, .name = "Ann"})`.
TEST(parity_13_prepared, by_name) {
  database db;
  auto find =
      db.prepare(mz::select(users.id).from(users).where(users.name == mz::param<&key::name>() && users.id == mz::param<&key::id>()));
  EXPECT_EQ(find({.id = 1, .name = "Ann"}).size(), 1U);
  EXPECT_EQ(find({.id = 2, .name = "Ann"}).size(), 0U);
}

// Text and values of what would run: `mz::to_sql(s).sql`, `.values`; the text alone is a constant: `mz::sql_of<decltype(s)>`.
TEST(parity_13_prepared, to_sql) {
  const auto s = mz::select(users.id).from(users).where(users.name == "it's" && users.id.in(std::vector<std::int64_t>{1, 2}));
  const auto shown = mz::to_sql(s);
  EXPECT_EQ(shown.sql, R"(select "users"."id" from "users" where "users"."name" = ? and "users"."id" in (select value from json_each(?)))");
  ASSERT_EQ(shown.values.size(), 2U);
  EXPECT_EQ(std::get<std::string>(shown.values[0]), "it's");
  EXPECT_EQ(std::get<std::string>(shown.values[1]), "[1,2]");
}

// All rows, the first or none, the only one, one after another, and what a write did: `db.all(s)`, `db.get(s)`, `db.one(s)`, `db.stream(s)`, `db.run(s)`; rows as structs: `db.all<Struct>(s)`.
TEST(parity_13_prepared, execution) {
  database db;
  const auto s = mz::select(users.id, users.name).from(users).order_by(users.id);
  EXPECT_EQ(db.all(s).size(), 4U);
  EXPECT_EQ(db.get(s)->operator[](users.name), "Ann");
  EXPECT_EQ(db.get(s.limit(0)), std::nullopt);
  EXPECT_EQ(db.one(s.limit(1))[users.id], 1);
  std::string names;
  for (auto&& [id, name] : db.stream(s)) names += name;
  EXPECT_EQ(names, "AnnBobCidDora");
  const std::vector<key> keys = db.all<key>(s);
  EXPECT_EQ(keys[3].name, "Dora");
  const auto r = db.run(mz::insert_into(users).values({.id = 77, .name = "x"}));
  EXPECT_EQ(r.changes, 1);
  EXPECT_EQ(r.last_insert_rowid, 77);
}

// SQL made at run time, typed all the same: `db.raw<std::int64_t, std::string>("select id, name from users where id = ?", 1)`.
TEST(parity_13_prepared, raw) {
  database db;
  const auto rows = db.raw<std::int64_t, std::string>("select id, name from users where id = ?", 2);
  EXPECT_EQ(mz::get<1>(rows[0]), "Bob");
  EXPECT_EQ(db.raw("update users set age = 1 where id < ?", 3).changes, 2);
}

// A call without prepare() is prepared once as well: the statement is kept by its type.
TEST(parity_13_prepared, a_plain_call_is_prepared_once) {
  database db;
  const auto of = [](std::int64_t id) { return mz::select(users.name).from(users).where(users.id == id); };
  EXPECT_EQ(db.all(of(1)).size(), 1U);
  const int kept = support::kept_statements(db);
  for (std::int64_t id = 1; id != 100; ++id) (void)db.all(of(id));
  EXPECT_EQ(support::kept_statements(db), kept);
}

// A list of any length is one parameter.
TEST(parity_13_trouble, a_list_is_one_parameter) {
  database db;
  auto some =
      db.prepare(mz::select(users.id).from(users).where(users.id.in(mz::param<"ids", std::vector<std::int64_t>>())).order_by(users.id));
  EXPECT_EQ(some(std::vector<std::int64_t>{}).size(), 0U);
  std::vector<std::int64_t> many(100'000, 3);
  EXPECT_EQ(texts(some(many)), (std::vector<std::string>{"3"}));
}

// Parameters are typed, and take integers in limit and offset.
// Rejected: parameters.value_of_another_type, parameters.null_for_a_parameter_that_is_none.
TEST(parity_13_trouble, parameters_are_typed) {
  database db;
  auto first = db.prepare(mz::select(users.id).from(users).order_by(users.id).limit(mz::param<"n", std::int64_t>()));
  EXPECT_EQ(first(2).size(), 2U);
  EXPECT_EQ(first(-1).size(), 4U);
}

// No row is an empty optional, and one() throws: never a row of nothing.
TEST(parity_13_trouble, no_row_is_no_row) {
  database db;
  const auto none = mz::select(users.id).from(users).where(users.id == 99);
  static_assert(std::is_same_v<decltype(db.get(none)), std::optional<mz::row_t<decltype(none)>>>);
  EXPECT_FALSE(db.get(none).has_value());
  EXPECT_THROW((void)db.one(none), mz::error::no_row);
  EXPECT_THROW((void)db.one(mz::select(users.id).from(users)), mz::error::too_many_rows);
}
