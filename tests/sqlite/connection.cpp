// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <memory>
#include <optional>
#include <thread>

namespace {
using namespace sqlite_tests;

std::string pragma_text(mz::sqlite::connection& db, const char* sql) { return mz::get<0>(db.raw<std::string>(sql).one()); }
std::int64_t pragma_number(mz::sqlite::connection& db, const char* sql) { return mz::get<0>(db.raw<std::int64_t>(sql).one()); }

TEST(connection, a_16_a_file_has_foreign_keys_a_timeout_and_wal) {
  const temporary_file file;
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(pragma_number(db, "pragma foreign_keys"), 1);
  EXPECT_EQ(pragma_number(db, "pragma busy_timeout"), 5000);
  EXPECT_EQ(pragma_text(db, "pragma journal_mode"), "wal");
  EXPECT_EQ(pragma_number(db, "pragma synchronous"), 2);
}

TEST(connection, options_are_obeyed) {
  const temporary_file file;
  mz::sqlite::connection db{
      file.path(),
      {.busy_timeout = 70ms, .foreign_keys = false, .journal = mz::sqlite::truncate, .synchronous = mz::sqlite::synchronous::normal}};
  EXPECT_EQ(pragma_number(db, "pragma foreign_keys"), 0);
  EXPECT_EQ(pragma_number(db, "pragma busy_timeout"), 70);
  EXPECT_EQ(pragma_text(db, "pragma journal_mode"), "truncate");
  EXPECT_EQ(pragma_number(db, "pragma synchronous"), 1);
}

TEST(connection, the_journal_of_a_file_can_be_kept_as_it_is) {
  const temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    db.create_tables(notes);
  }
  mz::sqlite::connection db{file.path(), {.journal = mz::sqlite::keep}};
  EXPECT_EQ(pragma_text(db, "pragma journal_mode"), "wal");
}

TEST(connection, a_15_a_database_in_memory_belongs_to_one_connection) {
  auto a = memory();
  mz::sqlite::connection b{":memory:"};
  a.run(note(1, "mine"));
  EXPECT_EQ(count_notes(a), 1);
  EXPECT_THROW((void)count_notes(b), mz::error::sql_error);
}

TEST(connection, a_file_that_is_not_there_is_made_only_if_asked) {
  const temporary_file file;
  EXPECT_THROW((mz::sqlite::connection{file.path(), {.create = false}}), mz::error::sql_error);
  EXPECT_FALSE(std::filesystem::exists(file.path()));
  mz::sqlite::connection db{file.path()};
  EXPECT_TRUE(std::filesystem::exists(file.path()));
}

TEST(connection, a_path_that_cannot_be_opened_tells_it) {
  try {
    const mz::sqlite::connection db{"/there/is/no/such/folder/x.db"};
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_CANTOPEN);
    EXPECT_NE(std::string{e.what()}.find("no/such/folder"), std::string::npos);
  }
}

TEST(connection, read_only_reads_and_refuses_writes) {
  const temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    db.create_tables(notes);
    db.run(note(1, "kept"));
  }
  mz::sqlite::connection db{file.path(), {.read_only = true}};
  EXPECT_EQ(count_notes(db), 1);
  try {
    db.run(note(2, "refused"));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.code(), SQLITE_READONLY);
  }
  EXPECT_EQ(count_notes(db), 1);
}

TEST(connection, a_moved_connection_takes_its_statements_along) {
  auto a = memory();
  a.run(note(1, "one"));
  (void)count_notes(a);
  sqlite3* const native = a.native();
  mz::sqlite::connection b = std::move(a);
  EXPECT_EQ(b.native(), native);
  const int kept = kept_statements(b);
  b.run(note(2, "two"));
  EXPECT_EQ(count_notes(b), 2);
  EXPECT_EQ(kept_statements(b), kept);
}

TEST(connection, assignment_moves_too) {
  auto a = memory();
  auto b = memory();
  a.run(note(1, "of a"));
  b = std::move(a);
  EXPECT_EQ(b.one(mz::select(notes.title).from(notes))[notes.title], "of a");
}

TEST(connection, tables_are_created_once) {
  auto db = memory();
  db.run(note(1, "kept"));
  db.create_tables(notes);
  EXPECT_EQ(count_notes(db), 1);
}

TEST(connection, a_new_file_becomes_wal_and_an_existing_one_stays_as_it_is) {
  for (const auto& [how, name] : {std::pair{mz::sqlite::rollback_journal, "delete"}, std::pair{mz::sqlite::wal, "wal"}}) {
    const temporary_file file;
    {
      mz::sqlite::connection db{file.path(), {.journal = how}};
      db.create_tables(notes);
    }
    mz::sqlite::connection db{file.path()};
    db.run(note(1, "one"));
    EXPECT_EQ(pragma_text(db, "pragma journal_mode"), name);
    mz::sqlite::connection asked{file.path(), {.journal = mz::sqlite::wal}};
  }
  const temporary_file empty;
  std::fclose(std::fopen(empty.path().c_str(), "w"));
  mz::sqlite::connection db{empty.path()};
  EXPECT_EQ(pragma_text(db, "pragma journal_mode"), "wal");
}

TEST(connection, a_name_in_double_quotes_is_never_a_text) {
  mz::sqlite::connection db{":memory:"};
  db.raw("create table notes (id integer primary key, title text)");
  EXPECT_THROW((void)db.raw<std::string>("select \"stars\" from notes"), mz::error::sql_error);
  EXPECT_THROW(db.raw("create unique index i on notes (\"stars\")"), mz::error::sql_error);
  EXPECT_THROW(db.raw("insert into notes (title) values (\"x\")"), mz::error::sql_error);
}

template <class As>
struct OlderNote {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "title", std::string> title{};
  mz::column<As, "email", std::optional<std::string>> email{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"by_email">(t.email)); }
};
inline constexpr mz::table<"older_notes", OlderNote> older_notes{};

TEST(connection, create_tables_on_an_older_file_makes_no_index_over_a_text) {
  mz::sqlite::connection db{":memory:"};
  db.raw("create table older_notes (id integer primary key, title text not null)");
  EXPECT_THROW(db.create_tables(older_notes), mz::error::sql_error);
  EXPECT_TRUE(db.raw<std::string>("select name from sqlite_schema where type = 'index'").empty());
  db.raw("insert into older_notes (title) values ('a'), ('b')");
  db.raw("alter table older_notes add column email text");
  db.create_tables(older_notes);
  EXPECT_EQ(db.all(mz::select(older_notes)).size(), 2u);
}

TEST(connection, a_very_long_timeout_is_the_longest) {
  for (const auto wait :
       {std::chrono::milliseconds::max(), std::chrono::milliseconds{INT32_MAX} + 1ms, std::chrono::milliseconds{INT32_MAX}}) {
    mz::sqlite::connection db{":memory:", {.busy_timeout = wait}};
    EXPECT_EQ(pragma_number(db, "pragma busy_timeout"), INT32_MAX);
  }
}

TEST(connection, it_can_be_opened_again_by_another_thread) {
  const temporary_file file;
  auto first = std::make_unique<mz::sqlite::connection>(
      file.path(), mz::sqlite::options{.busy_timeout = 70ms, .foreign_keys = false, .synchronous = mz::sqlite::synchronous::normal});
  first->raw("create table t (x)");
  const auto open = first->open_again();
  ASSERT_TRUE(open);
  const auto use = [copy = *open] {
    mz::sqlite::connection other = copy();
    EXPECT_EQ(pragma_number(other, "pragma busy_timeout"), 70);
    EXPECT_EQ(pragma_number(other, "pragma foreign_keys"), 0);
    EXPECT_EQ(pragma_number(other, "pragma synchronous"), 1);
    EXPECT_EQ(pragma_text(other, "pragma journal_mode"), "wal");
    other.raw("insert into t values (1)");
  };
  std::thread{use}.join();
  EXPECT_EQ(pragma_number(*first, "select count(*) from t"), 1);
  first.reset();
  use();  // it has nothing in common with the connection that it comes from
}

TEST(connection, what_only_one_connection_sees_cannot_be_opened_again) {
  EXPECT_FALSE(mz::sqlite::connection{":memory:"}.open_again());
  EXPECT_FALSE(mz::sqlite::connection{""}.open_again());
}

TEST(connection, opened_again_it_is_the_same_file_with_the_same_options) {
  const temporary_file file, other_file;
  mz::sqlite::connection db{file.path()};
  db.raw("create table t (x)");
  mz::sqlite::connection other{other_file.path(), {.foreign_keys = false}};
  other = std::move(db);
  mz::sqlite::connection moved = std::move(other);
  mz::sqlite::connection again = (*moved.open_again())();
  EXPECT_EQ(pragma_number(again, "select count(*) from t"), 0);
  EXPECT_EQ(pragma_number(again, "pragma foreign_keys"), 1);
  mz::sqlite::connection read_only = (*mz::sqlite::connection{file.path(), {.read_only = true}}.open_again())();
  EXPECT_THROW(read_only.raw("insert into t values (1)"), mz::error::sql_error);
  mz::sqlite::connection immutable = (*mz::sqlite::connection{file.path(), {.immutable = true}}.open_again())();
  EXPECT_THROW(immutable.raw("insert into t values (1)"), mz::error::sql_error);
}

TEST(connection, a_file_that_is_gone_is_not_made_anew_by_opening_it_again) {
  std::optional<mz::sqlite::opener> open;
  {
    const temporary_file file;
    open = mz::sqlite::connection{file.path()}.open_again();
  }
  EXPECT_THROW((void)(*open)(), mz::error::sql_error);
}

TEST(connection, an_immutable_file_is_read_without_any_other) {
  const temporary_file file;
  const std::string odd = file.path() + "?a=b#c%41";
  {
    mz::sqlite::connection db{odd};
    db.create_tables(notes);
    db.run(note(1, "one"));
  }
  mz::sqlite::connection db{odd, {.immutable = true}};
  EXPECT_EQ(count_notes(db), 1);
  EXPECT_FALSE(std::filesystem::exists(odd + "-shm"));
  EXPECT_THROW(db.run(note(2, "two")), mz::error::sql_error);
  EXPECT_THROW((mz::sqlite::connection{file.path() + "none", {.immutable = true}}), mz::error::sql_error);
  EXPECT_FALSE(std::filesystem::exists(file.path() + "none"));
  std::filesystem::remove(odd);
}

}  // namespace
