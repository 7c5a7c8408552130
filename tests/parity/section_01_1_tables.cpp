// SPDX-License-Identifier: MIT
// Section 1.1 of the query language: tables.
#include "parity/support.hpp"

using namespace parity;

namespace {

using app = mz::prefix<"app_">;
constexpr mz::table<"cities", City, app> app_cities{};

}  // namespace

// A table under another name, also an alias of one, for a join with itself: `constexpr auto u2 = mz::alias<"u2">(users);`.
// Rejected: statements.duplicate_alias.
TEST(parity_1_1_tables, alias) {
  database db;
  constexpr auto younger = mz::alias<"younger">(mz::alias<"other">(users));
  EXPECT_AS_PLAIN(
      db, mz::select(users.name, younger.name).from(users).inner_join(younger, younger.age < users.age).order_by(users.id, younger.id),
      "select u.name, y.name from users u join users y on y.age < u.age order by u.id, y.id");
}

// All columns of a table but some, as fields of their own: `mz::all_of(users).except(users.age)`.
TEST(parity_1_1_tables, all_columns_but_some) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(mz::all_of(users).except(users.age, users.verified)).from(users), "select id, name, city_id from users");
}

// Tables whose names begin alike, so that one declaration stands in a file several times: `mz::table<"cities", City, mz::prefix<"app_">>`.
TEST(parity_1_1_tables, prefix) {
  database db;
  db.create_tables(app_cities);
  db.run(mz::insert_into(app_cities).values({.name = "Ulm"}));
  EXPECT_EQ(plain(db, "select name from app_cities"), (std::vector<std::string>{"Ulm"}));
  EXPECT_EQ(db.count(cities), 3);
}
