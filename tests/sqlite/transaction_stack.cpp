// SPDX-License-Identifier: MIT
// That it holds when memory or the disk fails is tested in tests/faults.
#include "support.hpp"

#include <set>

namespace {
using namespace sqlite_tests;
using mz::detail::sqlite::transaction_stack;
using mz::sqlite::behavior;

struct stack : testing::Test {
  mz::sqlite::connection db = memory();
  sqlite3* const engine = db.native();
  [[nodiscard]] bool open() const { return sqlite3_get_autocommit(engine) == 0; }
  [[nodiscard]] std::set<std::string> prepared() const {
    std::set<std::string> result;
    for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(engine, s)) != nullptr;) result.insert(sqlite3_sql(s));
    return result;
  }
};

TEST_F(stack, what_ends_a_transaction_is_prepared_before_it_begins) {
  transaction_stack t;
  t.begin(engine, behavior::immediate);
  EXPECT_TRUE(prepared().contains("commit") && prepared().contains("rollback"));
  t.begin(engine, behavior::immediate);
  EXPECT_TRUE(prepared().contains("release mizzle") && prepared().contains("rollback to mizzle"));
  EXPECT_EQ(t.level(), 2);
  t.leave(engine);
  t.leave(engine);
  EXPECT_FALSE(open());
}

TEST_F(stack, levels_are_kept_and_undone_one_by_one) {
  transaction_stack t;
  t.begin(engine, behavior::deferred);
  support::execute(db, "insert into notes (title) values ('a')");
  t.begin(engine, behavior::immediate);
  support::execute(db, "insert into notes (title) values ('b')");
  t.leave(engine);
  t.begin(engine, behavior::immediate);
  support::execute(db, "insert into notes (title) values ('c')");
  t.commit(engine);
  EXPECT_TRUE(t.sound(engine));
  t.commit(engine);
  EXPECT_TRUE(t.sound(engine));
  EXPECT_FALSE(open());
  EXPECT_EQ(count_notes(db), 2);
}

TEST_F(stack, a_transaction_that_the_engine_has_ended_cannot_be_kept) {
  transaction_stack t;
  t.begin(engine, behavior::immediate);
  t.begin(engine, behavior::immediate);
  support::execute(db, "rollback");
  EXPECT_TRUE(t.ended(engine));
  EXPECT_FALSE(t.sound(engine));
  EXPECT_THROW(t.commit(engine), mz::error::invalid_request);
  t.leave(engine);
  EXPECT_THROW(t.commit(engine), mz::error::invalid_request);
  t.leave(engine);
  EXPECT_TRUE(t.sound(engine));
  EXPECT_EQ(t.level(), 0);
}

TEST_F(stack, inside_a_transaction_of_the_program_all_are_savepoints) {
  transaction_stack t;
  support::execute(db, "begin");
  t.begin(engine, behavior::immediate);
  support::execute(db, "insert into notes (title) values ('a')");
  t.commit(engine);
  EXPECT_TRUE(open());
  t.begin(engine, behavior::exclusive);
  support::execute(db, "insert into notes (title) values ('b')");
  t.leave(engine);
  EXPECT_TRUE(open());
  support::execute(db, "commit");
  EXPECT_EQ(count_notes(db), 1);
  t.begin(engine, behavior::immediate);
  EXPECT_TRUE(open());
  t.commit(engine);
  EXPECT_FALSE(open());
}

}  // namespace
