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

TEST(stream, section_21_two_of_one_statement_run_at_once) {
  auto db = ten();
  auto a = db.stream(titles());
  auto b = db.stream(titles());
  auto at_a = a.begin();
  auto at_b = b.begin();
  ++at_b;
  ++at_b;
  EXPECT_EQ(mz::get<1>(*at_a), "n1");
  EXPECT_EQ(mz::get<1>(*at_b), "n3");
  ++at_a;
  EXPECT_EQ(mz::get<1>(*at_b), "n3");
  EXPECT_EQ(mz::get<1>(*at_a), "n2");
  std::size_t pairs = 0;
  for (auto&& [x, y] : db.stream(titles())) {
    for (auto&& [u, v] : db.stream(titles())) pairs += x == u && y == v;
  }
  EXPECT_EQ(pairs, 10u);
}

TEST(stream, section_21_rows_that_are_deleted_ahead_of_it_do_not_come) {
  auto db = ten();
  std::string seen;
  for (auto&& [id, title] : db.stream(titles())) {
    seen += std::string{title} + " ";
    if (id == 2) db.run(mz::delete_from(notes).where(notes.id > 4));
  }
  EXPECT_EQ(seen, "n1 n2 n3 n4 ");
  expect_usable(db, 4);
}

TEST(stream, section_21_a_rollback_beside_it_is_no_end_of_rows) {
  auto db = ten();
  for (const bool schema : {false, true}) {
    std::size_t seen = 0;
    bool failed = false;
    try {
      for (auto&& row : db.stream(titles())) {
        if (++seen == 3) {
          db.transaction([&](auto& tx) {
            tx.run(note(50, "gone"));
            if (schema) tx.raw("create table other (x)");
            tx.rollback();
          });
        }
        (void)row;
      }
    } catch (const mz::error::sql_error& e) {
      failed = true;
      EXPECT_EQ(e.sql(), mz::sql_of<decltype(titles())>);
    }
    EXPECT_TRUE(failed || seen == 10) << seen;
  }
  expect_usable(db, 10);
}

TEST(stream, section_21_inside_of_a_transaction_sees_its_writes) {
  auto db = ten();
  db.transaction([](auto& tx) {
    tx.run(mz::update(notes).set(notes.title = "new").where(notes.id == 1));
    for (auto&& [id, title] : tx.stream(titles())) {
      if (id == 1) {
        EXPECT_EQ(title, "new");
      }
      if (id == 5) break;
    }
    tx.rollback();
  });
  expect_usable(db, 10);
}

TEST(stream, section_21_texts_and_blobs_of_any_kind_are_views) {
  auto db = memory();
  db.run(note(1, std::string{"a\0b", 3}));
  const auto s = mz::select(notes.title, mz::sql<"x'00ff'", mz::blob>(), mz::sql<"null", std::optional<std::string>>(),
                            mz::sql<"''", std::optional<std::string>>(), mz::sql<"x''", mz::blob>())
                     .from(notes);
  std::size_t rows = 0;
  for (auto&& [text, bytes, none, empty, no_bytes] : db.stream(s)) {
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(bytes)>, mz::blob_view>);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(none)>, std::optional<std::string_view>>);
    EXPECT_EQ(text, (std::string_view{"a\0b", 3}));
    EXPECT_EQ(bytes.size(), 2u);
    EXPECT_EQ(none, std::nullopt);
    EXPECT_EQ(empty, "");
    EXPECT_TRUE(no_bytes.empty());
    ++rows;
  }
  EXPECT_EQ(rows, 1u);
}

static_assert(std::input_iterator<decltype(std::declval<mz::sqlite::connection&>().stream(titles()).begin())>);

}  // namespace
