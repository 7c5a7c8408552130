// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

TEST(script, runs_all_of_its_statements) {
  mz::sqlite::connection db{":memory:"};
  db.script(R"(
    -- the schema
    create table notes (id integer primary key, title text unique, stars integer not null default 0);;
    create trigger starred after insert on notes begin
      update notes set stars = 5 where id = new.id; select 1;
    end;
    insert into notes(id, title) values (1, 'semi;colon'), (2, 'two'); /* between */
    select * from notes;
    pragma user_version = 7
  )");
  EXPECT_EQ(count_notes(db), 2);
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 1)).stars, 5);
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 1)).title, "semi;colon");
  EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>("pragma user_version")[0]), 7);
}

TEST(script, of_nothing_does_nothing) {
  auto db = memory();
  db.script("");
  db.script(" ; -- nothing\n /* at all */ ;;");
  EXPECT_EQ(count_notes(db), 0);
}

TEST(script, the_first_that_fails_ends_it_and_tells_its_number) {
  auto db = memory();
  try {
    db.script(
        "insert into notes(id, title) values (1, 'a'); insert into notes(id, title) values (2, 'a'); insert into notes(id, title) values (3, 'c')");
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.step(), 1U);
    EXPECT_NE(e.sql().find("values (2, 'a')"), std::string::npos);
  }
  EXPECT_EQ(count_notes(db), 1);
  try {
    db.script("insert into notes(id, title) values (4, 'd'); no sql at all");
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.step(), 1U);
  }
  EXPECT_EQ(count_notes(db), 2);
}

TEST(script, in_a_transaction_all_of_it_or_nothing) {
  auto db = memory();
  EXPECT_THROW(db.transaction([](auto& tx) { tx.script("insert into notes(id, title) values (1, 'a'); insert into nowhere values (1)"); }),
               mz::error::sql_error);
  EXPECT_EQ(count_notes(db), 0);
  db.transaction([&](auto& tx) {
    EXPECT_THROW(tx.script("insert into notes(id, title) values (1, 'a'); commit"), mz::error::invalid_request);
    EXPECT_THROW(db.script("insert into notes(id, title) values (2, 'b')"), mz::error::invalid_request);
    EXPECT_TRUE(tx.in_transaction());
  });
  EXPECT_EQ(count_notes(db), 1);
}

TEST(script, has_no_values_and_no_zero_byte) {
  auto db = memory();
  EXPECT_THROW(db.script("insert into notes(id, title) values (1, ?)"), mz::error::invalid_request);
  EXPECT_THROW(db.script(std::string_view{"select 1;\0 select 2", 19}), mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 0);
}

}  // namespace
