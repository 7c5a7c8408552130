// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <stdexcept>

namespace {
using namespace sqlite_tests;

mz::sqlite::connection some(int n) {
  auto db = memory();
  for (int i = 1; i <= n; ++i) db.run(note(i, "n" + std::to_string(i)));
  return db;
}
auto later(std::int64_t id, bool few = false) {
  return mz::select(notes.id).from(notes).where(notes.id > id && mz::when(few, notes.id < id + 2)).order_by(notes.id);
}
auto titled(std::string title) { return mz::select(notes.id, mz::val(title)).from(notes).where(notes.title == title); }

TEST(start, a_type_runs_several_times_at_once_with_values_of_its_own) {
  auto db = some(3);
  auto first = db.stream(titled("n1"));
  auto second = db.stream(titled("n2"));
  auto third = db.stream(titled("n3"));
  auto a = first.begin();
  auto c = third.begin();
  auto b = second.begin();
  EXPECT_EQ(mz::get<0>(*a), 1);
  EXPECT_EQ(mz::get<0>(*b), 2);
  EXPECT_EQ(mz::get<0>(*c), 3);
  EXPECT_EQ(mz::get<1>(*b), "n2");
  EXPECT_EQ(mz::get<0>(db.one(titled("n2"))), 2);
  EXPECT_EQ(mz::get<1>(*a), "n1");
  ++b;
  EXPECT_TRUE(b == second.end());
  EXPECT_EQ(mz::get<1>(*c), "n3");
}

TEST(start, shapes_run_inside_one_another) {
  auto db = some(4);
  std::string seen;
  for (auto&& [a] : db.stream(later(0))) {
    for (auto&& [b] : db.stream(later(a, true))) {
      for (auto&& [c] : db.stream(later(b, true))) seen += std::to_string(a) + std::to_string(b) + std::to_string(c) + ' ';
    }
  }
  EXPECT_EQ(seen, "123 234 ");
}

TEST(start, a_statement_that_is_left_by_an_exception_can_run_again_at_once) {
  auto db = some(4);
  for (int i = 0; i != 5; ++i) {
    EXPECT_THROW(
        for (auto&& [a] : db.stream(later(0))) {
          for (auto&& [b] : db.stream(later(a))) {
            if (b == 3) throw std::runtime_error{"enough"};
          }
        },
        std::runtime_error);
  }
  EXPECT_EQ(db.all(later(0)).size(), 4u);
  const int kept = kept_statements(db);
  EXPECT_EQ(db.all(later(0)).size(), 4u);
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(start, a_statement_that_failed_can_run_again_at_once) {
  auto db = some(1);
  for (int i = 0; i != 3; ++i) {
    EXPECT_THROW(db.run(note(1, "x")), mz::error::sql_error);
    EXPECT_THROW((void)db.all(mz::insert_into(notes).values({.title = "n1"}).returning()), mz::error::sql_error);
  }
  EXPECT_EQ(db.run(note(2, "x")).changes, 1);
  EXPECT_EQ(db.one(mz::insert_into(notes).values({.title = "y"}).returning()).id, 3);
}

TEST(start, rows_of_many_shapes_in_one_call) {
  auto db = memory();
  std::vector<mz::new_row<notes>> rows;
  for (int i = 1; i <= 200; ++i) {
    mz::new_row<notes> row{.title = std::to_string(i)};
    if (i % 3 == 0) row.id = i;
    if (i % 4 == 0) row.stars = i;
    rows.push_back(row);
  }
  for (int round = 0; round != 2; ++round) {
    EXPECT_EQ(db.run(mz::insert_into(notes).values(rows)).changes, 200);
    for (const auto& row : db.all(mz::select(notes))) {
      EXPECT_EQ(std::to_string(row.id), row.title);
      EXPECT_EQ(row.stars, row.id % 4 == 0 ? row.id : 0);
    }
    db.run(mz::delete_from(notes).all_rows());
  }
}

TEST(start, the_number_of_values_can_be_limited) {
  auto db = memory();
  sqlite3_limit(db.native(), SQLITE_LIMIT_VARIABLE_NUMBER, 10);
  std::vector<mz::new_row<notes>> rows;
  for (int i = 1; i <= 50; ++i) rows.push_back({.id = i, .title = std::to_string(i), .stars = i});
  EXPECT_EQ(db.run(mz::insert_into(notes).values(rows)).changes, 50);
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 50)).stars, 50);
}

TEST(start, a_changed_schema_is_noticed_amid_everything) {
  auto db = some(3);
  const auto all = mz::select(notes).order_by(notes.id);
  EXPECT_EQ(db.all(all).size(), 3u);
  db.raw("create index by_stars on notes (stars)");
  EXPECT_EQ(db.all(all).size(), 3u);
  db.raw("alter table notes rename column stars to points");
  EXPECT_THROW((void)db.all(all), mz::error::sql_error);
  db.raw("alter table notes rename column points to stars");
  EXPECT_EQ(db.all(all).size(), 3u);
  db.raw("drop table notes");
  EXPECT_THROW((void)db.all(all), mz::error::sql_error);
  EXPECT_THROW(db.run(note(1, "x")), mz::error::sql_error);
  db.create_tables(notes);
  EXPECT_EQ(db.run(note(1, "x")).changes, 1);
  EXPECT_EQ(db.all(all).size(), 1u);
}

}  // namespace
