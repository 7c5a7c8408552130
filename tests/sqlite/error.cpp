// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

TEST(errors, primary_and_extended_codes) {
  auto db = memory();
  db.run(note(1, "one"));
  try {
    db.run(note(2, "one"));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_CONSTRAINT);
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_UNIQUE);
    EXPECT_NE(std::string{e.what()}.find("notes.title"), std::string::npos);
    EXPECT_NE(e.sql().find(R"(insert into "notes")"), std::string::npos);
    EXPECT_FALSE(e.step().has_value());
    EXPECT_EQ(e.stayed(), 0u);
  }
  try {
    db.run(note(1, "two"));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
  }
}

TEST(errors, a_failed_statement_leaves_nothing_behind) {
  auto db = memory();
  db.run(note(1, "one"));
  for (int i = 0; i != 3; ++i) EXPECT_THROW(db.run(note(2, "one")), mz::error::sql_error);
  db.run(note(2, "two"));
  EXPECT_EQ(count_notes(db), 2);
}

TEST(errors, one_finds_none_or_several) {
  auto db = memory();
  EXPECT_THROW((void)db.one(mz::select(notes)), mz::error::no_row);
  db.run(note(1, "one"));
  db.run(note(2, "two"));
  EXPECT_THROW((void)db.one(mz::select(notes)), mz::error::too_many_rows);
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 2)).title, "two");
}

TEST(errors, a_row_that_does_not_decode_names_its_column_everywhere) {
  auto db = memory();
  db.run(note(1, "one"));
  db.raw("update notes set stars = 'many'");
  const auto expect_stars = [](auto&& f) {
    try {
      f();
      FAIL();
    } catch (const mz::error::decode_error& e) {
      EXPECT_EQ(e.column(), "stars");
      EXPECT_NE(e.sql().find("notes"), std::string::npos);
    }
  };
  expect_stars([&] { (void)db.all(mz::select(notes)); });
  expect_stars([&] { (void)db.get(mz::select(notes)); });
  expect_stars([&] { (void)db.one(mz::select(notes)); });
  expect_stars([&] { (void)db.all(mz::select(notes.id, notes.stars).from(notes)); });
  expect_stars([&] {
    for (auto&& row : db.stream(mz::select(notes))) (void)row;
  });
  db.raw("drop table notes");
}

// Without a write-ahead log a writer shuts readers out as well.
struct locked : testing::Test {
  temporary_file file;
  mz::sqlite::connection holder{file.path(), {.journal = mz::sqlite::rollback_journal}};
  mz::sqlite::connection db{file.path(), {.busy_timeout = 10ms, .journal = mz::sqlite::keep}};
  locked() {
    holder.create_tables(notes);
    holder.run(note(1, "one"));
    (void)count_notes(db);
  }
};

TEST_F(locked, busy_is_never_an_empty_result) {
  support::execute(holder, "begin exclusive");
  EXPECT_THROW(db.run(note(2, "two")), mz::error::busy);
  EXPECT_THROW((void)db.all(mz::select(notes)), mz::error::busy);
  EXPECT_THROW((void)db.all(mz::select(notes.id).from(notes)), mz::error::busy);
  EXPECT_THROW((void)db.get(mz::select(notes)), mz::error::busy);
  EXPECT_THROW((void)db.one(mz::select(notes)), mz::error::busy);
  EXPECT_THROW((void)db.all(note(2, "two").returning()), mz::error::busy);
  EXPECT_THROW((void)db.get(note(2, "two").returning()), mz::error::busy);
  EXPECT_THROW(for (auto&& row : db.stream(mz::select(notes)))(void) row, mz::error::busy);
  EXPECT_THROW((void)db.raw<std::int64_t>("select id from notes"), mz::error::busy);
  EXPECT_THROW((void)db.execute({"select id from notes", {}, true}), mz::error::busy);
  support::execute(holder, "rollback");
  EXPECT_EQ(db.all(mz::select(notes)).size(), 1u);
  db.run(note(2, "two"));
}

TEST_F(locked, busy_at_begin) {
  support::execute(holder, "begin immediate");
  bool entered = false;
  try {
    db.transaction([&](auto&) { entered = true; });
    FAIL();
  } catch (const mz::error::busy& e) {
    EXPECT_EQ(e.code(), SQLITE_BUSY);
    EXPECT_EQ(e.extended_code() & 0xff, SQLITE_BUSY);
  }
  EXPECT_FALSE(entered);
  EXPECT_FALSE(db.in_transaction());
  EXPECT_EQ(db.all(mz::select(notes)).size(), 1u);
  const auto o = mz::try_atomic(db, mz::atomic(note(2, "two")));
  EXPECT_NE(o.error<mz::error::busy>(), nullptr);
  support::execute(holder, "commit");
  EXPECT_TRUE(mz::try_atomic(db, mz::atomic(note(2, "two"))).ok());
}

TEST_F(locked, busy_at_commit_undoes_the_transaction) {
  {
    auto reading = holder.stream(mz::select(notes));
    const auto at = reading.begin();
    EXPECT_THROW(db.transaction([](auto& tx) { tx.run(note(2, "two")); }), mz::error::busy);
    EXPECT_NE(sqlite3_get_autocommit(db.native()), 0);
    EXPECT_EQ((*at).title, "one");
  }
  EXPECT_EQ(count_notes(db), 1);
  db.transaction([](auto& tx) { tx.run(note(2, "two")); });
  EXPECT_EQ(count_notes(holder), 2);
}

TEST_F(locked, busy_inside_a_deferred_transaction) {
  support::execute(holder, "begin immediate");
  EXPECT_THROW(db.transaction(
                   [](auto& tx) {
    EXPECT_EQ(tx.all(mz::select(notes)).size(), 1u);
    tx.run(note(2, "two"));
  }, mz::sqlite::behavior::deferred),
               mz::error::busy);
  support::execute(holder, "commit");
  EXPECT_EQ(count_notes(db), 1);
}

}  // namespace
