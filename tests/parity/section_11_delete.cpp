// SPDX-License-Identifier: MIT
// Section 11 of the query language: delete.
#include <mizzle/statement/condition.hpp>

#include "parity/support.hpp"

using namespace parity;

// A condition, or all rows by name: `mz::delete_from(posts).where(posts.likes == 0)`, `.all_rows()`.
// Rejected: statements.delete_without_where, statements.delete_without_where_in_a_list, sources.from_of_a_delete.
TEST(parity_11_delete, where_or_all_rows) {
  database db;
  EXPECT_EQ(db.run(mz::delete_from(posts).where(posts.likes == 0)).changes, 1);
  EXPECT_EQ(db.run(mz::delete_from(posts).where(posts.owner_id.in(mz::select(users.id).from(users).where(users.name == "Cid")))).changes,
            1);
  EXPECT_EQ(db.run(mz::delete_from(posts).all_rows()).changes, 2);
}

// An order and a limit, on any build of SQLite, and what was deleted: `.order_by(mz::desc(posts.id)).limit(2).returning(posts.title)`.
TEST(parity_11_delete, order_by_limit_and_returning) {
  database db;
  EXPECT_EQ(texts(db.all(mz::delete_from(posts)
                             .where(posts.id > 0)
                             .order_by(mz::desc(posts.likes), posts.id)
                             .limit(2)
                             .returning(posts.id, mz::upper(posts.title)))),
            (std::vector<std::string>{"2|SECOND", "4|ANN"}));
  EXPECT_EQ(plain(db, "select id from posts"), (std::vector<std::string>{"1", "3"}));
}

// The limit as a parameter: `.limit(mz::param<"n", std::int64_t>())`.
TEST(parity_11_delete, limit_as_a_parameter) {
  database db;
  auto drop = db.prepare(mz::delete_from(posts).all_rows().order_by(posts.id).limit(mz::param<"n", std::int64_t>()));
  EXPECT_EQ(drop(3).changes, 3);
  EXPECT_EQ(plain(db, "select id from posts"), (std::vector<std::string>{"4"}));
}

// With common table expressions: `mz::with(c).delete_from(posts)`.
TEST(parity_11_delete, with) {
  database db;
  const auto c = mz::cte<"c">(mz::select(mz::max(posts.likes).as<"most">()).from(posts));
  EXPECT_EQ(db.run(mz::with(c).delete_from(posts).where(posts.likes.in(mz::select(c["most"_col]).from(c)))).changes, 2);
}

// A delete without a condition, or with one that may vanish, does not compile; all_rows() says that it is meant.
// Rejected: statements.delete_without_where, statements.where_that_could_vanish.
TEST(parity_11_trouble, a_filter_cannot_vanish) {
  database db;
  const auto s = [](bool on) { return mz::delete_from(posts).where(posts.likes < 1 && mz::when(on, posts.id == 1)); };
  EXPECT_EQ(db.run(s(true)).changes, 0);
  EXPECT_EQ(db.run(s(false)).changes, 1);
}

// A delete through an alias would name a table that is not there; it does not compile.
// Rejected: parity.delete_through_an_alias, parity.update_through_an_alias.
TEST(parity_11_trouble, an_alias_stands_in_subqueries_only) {
  database db;
  constexpr auto p2 = mz::alias<"p2">(posts);
  const auto newer = mz::select(p2.id).from(p2).where(p2.owner_id == posts.owner_id && p2.id > posts.id);
  EXPECT_EQ(db.run(mz::delete_from(posts).where(mz::exists(newer))).changes, 1);
}

// A condition made at run time that has become empty is refused, too.
TEST(parity_11_trouble, an_empty_condition_deletes_nothing) {
  database db;
  const mz::condition<posts> c;
  EXPECT_THROW((void)mz::delete_from(posts).where(c), mz::error::invalid_request);
  EXPECT_EQ(db.count(posts), 4);
}
