// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <stdexcept>

namespace {
using namespace sqlite_tests;

mz::sqlite::connection ten() {
  auto db = memory();
  for (int i = 1; i <= 10; ++i) db.run(note(i, "n" + std::to_string(i)));
  return db;
}
auto titles() { return mz::select(notes.id, notes.title).from(notes).order_by(notes.id); }

// Nothing runs any more: a statement still running would keep SQLite from changing the table.
void expect_usable(mz::sqlite::connection& db, std::int64_t rows) {
  for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;) EXPECT_EQ(sqlite3_stmt_busy(s), 0) << sqlite3_sql(s);
  EXPECT_EQ(count_notes(db), rows);
  db.transaction([](auto& tx) { tx.run(note(100, "after")); });
  EXPECT_EQ(count_notes(db), rows + 1);
  db.raw("alter table notes rename to notes2");
}

TEST(stream, gives_every_row_in_order) {
  auto db = ten();
  std::int64_t next = 1;
  for (auto&& [id, title] : db.stream(titles())) {
    EXPECT_EQ(id, next);
    EXPECT_EQ(title, "n" + std::to_string(next));
    ++next;
  }
  EXPECT_EQ(next, 11);
  expect_usable(db, 10);
}

TEST(stream, texts_are_views) {
  auto db = ten();
  for (auto&& [id, title] : db.stream(titles())) static_assert(std::is_same_v<std::remove_cvref_t<decltype(title)>, std::string_view>);
}

TEST(stream, no_rows_is_no_error) {
  auto db = memory();
  for (auto&& row : db.stream(titles())) FAIL() << mz::get<0>(row);
  expect_usable(db, 0);
}

TEST(stream, left_early) {
  auto db = ten();
  for (auto&& [id, title] : db.stream(titles())) {
    if (id == 3) break;
  }
  expect_usable(db, 10);
}

TEST(stream, never_begun) {
  auto db = ten();
  { const auto s = db.stream(titles()); }
  expect_usable(db, 10);
}

TEST(stream, thrown_out_of) {
  auto db = ten();
  EXPECT_THROW(
      for (auto&& [id, title] : db.stream(titles())) {
        if (id == 2) throw std::runtime_error{"enough"};
      },
      std::runtime_error);
  expect_usable(db, 10);
}

TEST(stream, a_row_that_does_not_decode) {
  auto db = ten();
  db.raw("update notes set title = x'00ff' where id = 4");
  int seen = 0;
  try {
    for (auto&& row : db.stream(titles())) seen += mz::get<0>(row) > 0;
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "title");
  }
  EXPECT_EQ(seen, 3);
  expect_usable(db, 10);
}

TEST(stream, an_error_amid_the_rows_is_no_end_of_rows) {
  auto db = ten();
  int seen = 0;
  EXPECT_THROW(for (auto&& row : db.stream(
                        mz::select(mz::sql<"case when ? > 4 then json_extract('{', '$') else ? end", std::int64_t>(notes.id, notes.id))
                            .from(notes)
                            .order_by(notes.id))) { seen += mz::get<0>(row) > 0; },
               mz::error::sql_error);
  EXPECT_EQ(seen, 4);
  expect_usable(db, 10);
}

TEST(stream, the_values_may_be_gone_while_it_runs) {
  auto db = ten();
  auto rows = db.stream(mz::select(notes.title).from(notes).where(notes.title == std::string(3, 'x') || notes.title == std::string{"n7"}));
  int n = 0;
  for (auto&& [title] : rows) n += title == "n7";
  EXPECT_EQ(n, 1);
}

TEST(stream, writes_may_go_on_beside_it) {
  auto db = ten();
  for (auto&& [id, title] : db.stream(titles())) db.run(mz::update(notes).set(notes.stars = id).where(notes.id == id));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(notes.stars)).from(notes))), 55);
}

TEST(stream, a_commit_beside_it_succeeds) {
  auto db = ten();
  auto rows = db.stream(titles());
  auto i = rows.begin();
  db.transaction([](auto& tx) { tx.run(note(11, "n11")); });
  std::size_t n = 0;
  for (; i != rows.end(); ++i) ++n;
  EXPECT_GE(n, 10u);
}

TEST(stream, get_leaves_the_statement_behind_the_first_row) {
  auto db = ten();
  EXPECT_EQ(mz::get<0>(*db.get(titles())), 1);
  expect_usable(db, 10);
}

}  // namespace
