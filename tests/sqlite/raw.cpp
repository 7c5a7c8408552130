// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

TEST(raw, rows_are_typed) {
  auto db = memory();
  db.run(note(1, "one"));
  const auto rows =
      db.raw<std::int64_t, std::string, std::optional<double>>("select id, title, null from notes where id = ? and title = ?", 1, "one");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(mz::get<0>(rows[0]), 1);
  EXPECT_EQ(mz::get<1>(rows[0]), "one");
  EXPECT_FALSE(mz::get<2>(rows[0]).has_value());
}

TEST(raw, values_of_every_kind_are_bound) {
  auto db = memory();
  const mz::blob bytes{std::byte{0}, std::byte{255}};
  const auto row =
      db.raw<std::string, std::string, std::string, std::string, std::string>(
            "select typeof(?), typeof(?), typeof(?), typeof(?), typeof(?)", 1, 1.5, "it's", bytes, std::optional<std::int64_t>{})
          .one();
  EXPECT_EQ(mz::get<0>(row) + mz::get<1>(row) + mz::get<2>(row) + mz::get<3>(row) + mz::get<4>(row), "integerrealtextblobnull");
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select ?", "'; drop table notes; --").one()), "'; drop table notes; --");
}

TEST(raw, a_write_tells_its_changes) {
  auto db = memory();
  const auto inserted = db.raw("insert into notes (id, title) values (7, ?)", "seven");
  EXPECT_EQ(inserted.changes, 1);
  EXPECT_EQ(inserted.last_insert_rowid, 7);
  EXPECT_EQ(db.raw("update notes set stars = 1 where id = ?", 8).changes, 0);
  EXPECT_EQ(db.raw("create table more (a)").changes, 0);
}

TEST(raw, f_5_only_an_insert_has_a_row_id) {
  auto db = memory();
  db.run(note(7, "seven"));
  EXPECT_EQ(db.raw("update notes set stars = 1").last_insert_rowid, 0);
  EXPECT_EQ(db.raw("delete from notes").last_insert_rowid, 0);
  EXPECT_EQ(db.raw("  -- a comment\n insert into notes (id, title) values (8, 'eight')").last_insert_rowid, 8);
  EXPECT_EQ(db.raw("with n(x) as (select 9) insert into notes (id, title) select x, 'nine' from n").last_insert_rowid, 9);
  EXPECT_EQ(db.raw("replace into notes (id, title) values (10, 'ten')").last_insert_rowid, 10);
}

TEST(raw, another_number_of_columns_is_refused) {
  auto db = memory();
  EXPECT_THROW((void)db.raw<std::int64_t>("select id, title from notes"), mz::error::invalid_request);
  EXPECT_THROW((void)(db.raw<std::int64_t, std::string>("select id from notes")), mz::error::invalid_request);
  EXPECT_THROW((void)db.raw<std::int64_t>("delete from notes"), mz::error::invalid_request);
}

TEST(raw, a_write_with_another_number_of_columns_writes_nothing) {
  auto db = memory();
  EXPECT_THROW((void)(db.raw<std::int64_t, std::string>("insert into notes (title) values ('x') returning id")),
               mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(raw, another_number_of_values_is_refused) {
  auto db = memory();
  EXPECT_THROW((void)db.raw<std::int64_t>("select id from notes where id = ?"), mz::error::invalid_request);
  EXPECT_THROW((void)db.raw<std::int64_t>("select id from notes where id = ?", 1, 2), mz::error::invalid_request);
  EXPECT_THROW(db.raw("insert into notes (title) values ('x')", 1), mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 0);
}

TEST(raw, one_statement_at_a_time) {
  auto db = memory();
  EXPECT_THROW(db.raw("insert into notes (title) values ('a'); insert into notes (title) values ('b')"), mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 0);
  db.raw("insert into notes (title) values ('a') ; \n\t ");
  EXPECT_EQ(count_notes(db), 1);
  for (const char* const end : {"; -- note", ";-- a; b\n--c\n", " /* a; b */ ; /* c */", "; /* open", ";\r\n\f;"}) {
    EXPECT_EQ(mz::get<0>(db.raw<std::int64_t>(std::string{"select 1"} + end).one()), 1) << end;
  }
  EXPECT_THROW(db.raw("select 1; -- note\n select 2"), mz::error::invalid_request);
  EXPECT_THROW(db.raw("select 1; /* a */ b"), mz::error::invalid_request);
}

TEST(raw, an_empty_statement_is_refused) {
  auto db = memory();
  EXPECT_THROW(db.raw(""), mz::error::invalid_request);
  EXPECT_THROW(db.raw("   "), mz::error::invalid_request);
  EXPECT_THROW(db.raw("-- nothing but a comment"), mz::error::invalid_request);
  EXPECT_THROW(db.raw(";"), mz::error::invalid_request);
}

TEST(raw, a_value_that_does_not_fit_is_a_decode_error) {
  auto db = memory();
  try {
    (void)db.raw<std::int64_t>("select 'x' as n");
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "n");
    EXPECT_EQ(e.sql(), "select 'x' as n");
  }
  EXPECT_THROW((void)db.raw<std::int64_t>("select null"), mz::error::decode_error);
  EXPECT_THROW((void)db.raw<std::int8_t>("select 300"), mz::error::decode_error);
}

TEST(raw, an_error_of_syntax_keeps_the_text) {
  auto db = memory();
  try {
    db.raw("selct 1");
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_ERROR);
    EXPECT_EQ(e.sql(), "selct 1");
    EXPECT_NE(std::string{e.what()}.find("selct"), std::string::npos);
  }
}

TEST(raw, is_not_kept) {
  auto db = memory();
  const int kept = kept_statements(db);
  for (int i = 0; i != 5; ++i) (void)db.raw<std::int64_t>("select id from notes");
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(raw, works_inside_a_transaction) {
  auto db = memory();
  db.transaction([](auto& tx) { tx.raw("insert into notes (title) values (?)", "a"); });
  EXPECT_EQ(count_notes(db), 1);
}

TEST(raw, a_zero_byte_in_the_sql_is_refused) {
  auto db = memory();
  db.run(note(1, "one"));
  const std::string sql{"delete from notes\0 where id = 99", 33};
  EXPECT_THROW(db.raw(sql), mz::error::invalid_request);
  EXPECT_THROW((void)db.raw<std::int64_t>(sql), mz::error::invalid_request);
  EXPECT_THROW((void)db.execute({sql, {}}), mz::error::invalid_request);
  EXPECT_THROW((void)mz::run_atomic(db, std::vector<mz::any_write>{{sql, {}}}), mz::error::invalid_request);
  EXPECT_EQ(count_notes(db), 1);
  EXPECT_EQ(db.raw("insert into notes (title) values (?)", std::string{"a\0b", 3}).changes, 1);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select title from notes where id = 2").one()).size(), 3u);
}

}  // namespace
