// SPDX-License-Identifier: MIT
// Section 12 of the query language: dynamic queries.
#include "parity/support.hpp"

using namespace parity;

namespace {

/// A page of any select.
template <mz::Statement Q>
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
