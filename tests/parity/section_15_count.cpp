// SPDX-License-Identifier: MIT
// Section 15 of the query language: counts.
#include "parity/support.hpp"

using namespace parity;

// How many rows a table, an alias, a named query or a select has, with a condition or without: `db.count(users)`, `db.count(users, users.age > 30)`, `db.count(select)`.
TEST(parity_15_count, of_sources_and_selects) {
  database db;
  constexpr auto u = mz::alias<"u">(users);
  EXPECT_EQ(db.count(users), 4);
  EXPECT_EQ(db.count(users, users.age > 30), 2);
  EXPECT_EQ(db.count(u, u.name == "Bob" || mz::when(false, u.id == 1)), 1);
  const auto page =
      mz::select(users.name, posts.title).from(users).inner_join(posts, posts.owner_id == users.id).order_by(posts.id).limit(3);
  EXPECT_EQ(db.count(page), 3);
  EXPECT_EQ(db.count(page.as<"page">()), 3);
  EXPECT_EQ(db.count(mz::select(users.id).from(users).union_(mz::select(posts.id + 2).from(posts))), 6);
  db.transaction([](auto& tx) { EXPECT_EQ(tx.count(cities), 3); });
}

// As a statement of its own, and inside another one, where it sees the tables around it: `mz::count_of(posts, posts.owner_id == users.id)`.
TEST(parity_15_count, as_a_statement_and_as_a_value) {
  database db;
  const auto s = mz::count_of(users, users.age > 30);
  static_assert(mz::sql_of<decltype(s)> == R"(select count(*) from "users" where "users"."age" > ?)");
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(s))[0_c].size(), 1U);
  EXPECT_EQ(mz::get<0>(db.one(s)), 2);
  db.run(mz::update(users).set(users.age = 50).where(users.id == 3));
  EXPECT_EQ(mz::get<0>(db.one(s)), 3);  // it counts again
  const auto n = mz::scalar(mz::count_of(posts, posts.owner_id == users.id)).as<"posts">();
  EXPECT_AS_PLAIN(db, mz::select(users.name, n).from(users).where(n > 0).order_by(mz::desc(n), users.id),
                  "select name, (select count(*) from posts where owner_id = users.id) n from users where n > 0 order by n desc, id");
}
