// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

mz::statement_reply execute(mz::sqlite::connection& db, const std::string& sql) { return db.execute({sql, {}, true, {}}); }
std::string nth(int i) { return "select " + std::to_string(i); }

TEST(kept_texts, a_text_is_prepared_once) {
  auto db = memory();
  (void)execute(db, "select 1");
  const int kept = kept_statements(db);
  for (int i = 0; i != 10; ++i) EXPECT_EQ(std::get<std::int64_t>(execute(db, "select 1").rows.at(0).at(0)), 1);
  EXPECT_EQ(kept_statements(db), kept);
  (void)execute(db, "select  1");
  EXPECT_EQ(kept_statements(db), kept + 1);
}

TEST(kept_texts, a_text_takes_its_values_anew) {
  auto db = memory();
  const std::string sql = "insert into notes (id, title) values (?, ?) returning title";
  EXPECT_EQ(std::get<std::string>(db.execute({sql, {std::int64_t{1}, std::string{"a"}}, true, {}}).rows.at(0).at(0)), "a");
  EXPECT_EQ(std::get<std::string>(db.execute({sql, {std::int64_t{2}, std::string{"b"}}, true, {}}).rows.at(0).at(0)), "b");
  EXPECT_THROW((void)db.execute({sql, {std::int64_t{2}, std::string{"c"}}, true, {}}), mz::error::sql_error);
  EXPECT_THROW((void)db.execute({sql, {std::int64_t{3}}, true, {}}), mz::error::invalid_request);
  EXPECT_EQ(std::get<std::string>(db.execute({sql, {std::int64_t{3}, std::string{"c"}}, true, {}}).rows.at(0).at(0)), "c");
}

TEST(kept_texts, there_is_room_for_some_and_the_one_that_waited_longest_goes) {
  auto db = memory();
  (void)execute(db, nth(0));
  const int before = kept_statements(db) - 1;
  const int most = static_cast<int>(mz::detail::sqlite::kept_texts::most_texts);
  for (int i = 1; i != most; ++i) (void)execute(db, nth(i));
  EXPECT_EQ(kept_statements(db), before + most);
  (void)execute(db, nth(0));
  for (int i = 0; i != most - 1; ++i) (void)execute(db, nth(1000 + i));
  EXPECT_EQ(kept_statements(db), before + most);
  bool first_is_kept = false;
  for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;)
    first_is_kept = first_is_kept || sqlite3_sql(s) == nth(0);
  EXPECT_TRUE(first_is_kept);
}

TEST(kept_texts, all_columns_are_those_of_now) {
  auto db = memory();
  db.run(note(1, "one"));
  const std::size_t columns = execute(db, "select * from notes").rows.at(0).size();
  db.raw("alter table notes add column more text default 'x'");
  EXPECT_EQ(execute(db, "select * from notes").rows.at(0).size(), columns + 1);
  db.raw("drop table notes");
  EXPECT_THROW((void)execute(db, "select * from notes"), mz::error::sql_error);
}

TEST(kept_texts, what_neither_reads_nor_changes_rows_is_not_kept) {
  auto db = memory();
  const int kept = kept_statements(db);
  (void)execute(db, "pragma user_version");
  (void)execute(db, "create table more (a)");
  db.raw("select 1");
  EXPECT_EQ(kept_statements(db), kept);
}

}  // namespace
