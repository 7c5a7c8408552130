// SPDX-License-Identifier: MIT
// Section 12 of the query language: dynamic queries.
#include <mizzle/sqlite/query.hpp>
#include <mizzle/statement/choice.hpp>
#include <mizzle/statement/condition.hpp>

#include "parity/support.hpp"

using namespace parity;

namespace {

/// A page of any select.
template <mz::Select Q>
auto page(const Q& query, std::int64_t number) {
  return query.limit(2).offset(2 * number);
}

struct search {
  std::optional<std::int64_t> older_than{};
  std::optional<std::string> named{};
  bool verified_only = false;
};
auto found(const search& s) {
  return mz::select(users.id)
      .from(users)
      .where(mz::when(s.older_than.has_value(), users.age > s.older_than.value_or(0)) &&
             mz::when(s.named.has_value(), users.name.contains(s.named.value_or(""))) && mz::when(s.verified_only, users.verified == true))
      .order_by(users.id);
}

struct person {
  std::int64_t id;
  std::string name;
};
/// One of two selects of different types, which could stand in another file.
mz::query<person> people(bool by_name) {
  const auto s = mz::select(users.id, users.name).from(users);
  if (by_name) return s.order_by(users.name).limit(1);
  return s.where(users.id == 3);
}

}  // namespace

// A function that refines any statement: `auto page(const auto& query, std::int64_t number) { return query.limit(2).offset(2 * number); }`.
TEST(parity_12_dynamic, a_function_over_any_select) {
  database db;
  EXPECT_EQ(texts(db.all(page(mz::select(users.id).from(users).order_by(users.id), 1))), (std::vector<std::string>{"3", "4"}));
  EXPECT_EQ(texts(db.all(page(mz::select(cities.name).from(cities).order_by(cities.name), 1))), (std::vector<std::string>{"Rome"}));
  EXPECT_EQ(db.all(page(mz::select(users.id).from(users).union_(mz::select(posts.id).from(posts)), 0)).size(), 2U);
}

// Filters that are there only sometimes: `mz::when(given, users.age > value)`; each combination is prepared once.
TEST(parity_12_dynamic, optional_filters) {
  database db;
  EXPECT_EQ(texts(db.all(found({}))), (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(texts(db.all(found({.older_than = 30}))), (std::vector<std::string>{"1", "4"}));
  EXPECT_EQ(texts(db.all(found({.named = "o"}))), (std::vector<std::string>{"2", "4"}));
  EXPECT_EQ(texts(db.all(found({.older_than = 30, .named = "o", .verified_only = true}))), (std::vector<std::string>{"4"}));
  EXPECT_EQ(mz::to_sql(found({.named = "x"})).sql,
            R"(select "users"."id" from "users" where "users"."name" like ? escape '\' order by "users"."id")");
}

// A further condition on any select must be met as well: `query.where(a).where(b)`.
TEST(parity_12_dynamic, a_further_where_narrows) {
  database db;
  const auto base = mz::select(users.id).from(users).where(users.id == 1 || users.id == 2);
  EXPECT_EQ(texts(db.all(base.where(users.age < 30 || users.id > 2))), (std::vector<std::string>{"2"}));
}

// Fields, terms of an order and groups that are there only sometimes: `mz::select(users.id, mz::when(on, users.age))`, `.order_by(mz::when(on, users.age))`.
// Rejected: optional_parts.optional_column_beside_an_aggregate.
TEST(parity_12_dynamic, optional_fields_and_terms) {
  database db;
  for (const bool on : {true, false}) {
    const auto s =
        mz::select(users.id, mz::when(on, users.age)).from(users).where(users.id < 3).order_by(mz::when(on, users.age), users.id);
    EXPECT_EQ(texts(db.all(s)), on ? (std::vector<std::string>{"2|25", "1|31"}) : (std::vector<std::string>{"1|null", "2|null"}));
  }
}

// A condition that grows in a loop, over tables that are named: `mz::condition<users> c; c &= users.age > 30; c |= ...;`, `mz::any_of(words, f)`, `mz::all_of(words, f)`.
// Rejected: conditions.part_of_another_table.
TEST(parity_12_dynamic, a_condition_that_grows) {
  database db;
  mz::condition<users> c;
  EXPECT_EQ(db.count(users, c), 4);
  for (const char* word : {"o", "b"}) c &= users.name.contains(word);
  EXPECT_EQ(db.count(users, c), 1);
  c |= users.id == 4;
  EXPECT_EQ(texts(db.all(mz::select(users.id).from(users).where(c).order_by(users.id))), (std::vector<std::string>{"2", "4"}));
  const std::vector<std::int64_t> ages{25, 40};
  EXPECT_EQ(db.count(users, mz::any_of(ages, [](std::int64_t age) { return users.age == age; })), 2);
  EXPECT_EQ(db.count(users, mz::all_of(ages, [](std::int64_t age) { return users.age == age; })), 0);
}

// A query whose type is forgotten but for its rows, which functions return: `mz::query<person> people(bool by_name);`.
// Rejected: queries.query_of_other_members.
TEST(parity_12_dynamic, queries_of_forgotten_type) {
  database db;
  EXPECT_EQ(db.one(people(true)).name, "Ann");
  EXPECT_EQ(db.one(people(false)).name, "Cid");
}

// An order and fields that are chosen by names, as a request has them; what is none of those given is refused: `.order_by(mz::order_choice("-age,name", mz::by<"age">(users.age), mz::by<"name">(users.name)))`, `mz::choose(names, users.id, users.age)`.
// Rejected: choices.order_of_a_table_that_is_not_read, choices.two_orders_of_one_name, choices.chosen_field_out_of_scope.
TEST(parity_12_dynamic, orders_and_fields_by_name) {
  database db;
  const auto ordered = [](std::string_view by) {
    return mz::select(users.id).from(users).order_by(mz::order_choice(by, mz::by<"age">(users.age), mz::by<"name">(users.name)), users.id);
  };
  EXPECT_AS_PLAIN(db, ordered("-age,name"), "select id from users order by age desc, name, id");
  EXPECT_AS_PLAIN(db, ordered(""), "select id from users order by id");
  EXPECT_THROW((void)ordered("age; drop table users"), mz::error::invalid_request);
  const auto row = db.one(mz::select(mz::choose("name", users.name, users.age)).from(users).where(users.id == 1));
  EXPECT_EQ(row[users.name], "Ann");
  EXPECT_EQ(row[users.age], std::nullopt);
}
