// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

struct seen {
  std::string sql, with_values;
  std::int64_t rows;
};
auto into(std::vector<seen>& log) {
  return [&log](const mz::sqlite::statement_event& e) {
    EXPECT_GE(e.time().count(), 0);
    log.push_back({std::string{e.sql()}, e.sql_with_values(), e.rows()});
  };
}

TEST(statement_log, tells_text_values_rows_and_time) {
  auto db = memory();
  std::vector<seen> log;
  db.on_statement(into(log));
  db.run(note(1, "it's"));
  db.run(note(2, "two"));
  (void)db.all(mz::select(notes.title).from(notes).where(notes.id > 0));
  (void)db.all(mz::select(notes.title).from(notes).where(notes.id > 5));
  ASSERT_EQ(log.size(), 4U);
  EXPECT_EQ(log[0].sql, R"(insert into "notes" ("id", "title") values (?, ?))");
  EXPECT_EQ(log[0].with_values, R"(insert into "notes" ("id", "title") values (1, 'it''s'))");
  EXPECT_EQ(log[0].rows, 0);
  EXPECT_EQ(log[2].sql, R"(select "notes"."title" from "notes" where "notes"."id" > ?)");
  EXPECT_EQ(log[2].rows, 2);
  EXPECT_EQ(log[3].with_values, R"(select "notes"."title" from "notes" where "notes"."id" > 5)");
  EXPECT_EQ(log[3].rows, 0);
}

TEST(statement_log, tells_of_transactions_and_of_what_fails) {
  auto db = memory();
  std::vector<seen> log;
  db.on_statement(into(log));
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(note(1, "a"));
    tx.run(note(1, "b"));
  }),
               mz::error::sql_error);
  std::string all;
  for (const seen& s : log) all += s.sql.substr(0, s.sql.find(' ')) + ' ';
  EXPECT_EQ(all, "begin insert insert rollback ");
}

TEST(statement_log, section_19_every_road_is_told_of_once) {
  auto db = memory();
  std::vector<seen> log;
  db.on_statement(into(log));
  const auto texts = [&](auto&& f) {
    log.clear();
    f();
    std::string all;
    for (const seen& s : log) all += s.sql.substr(0, s.sql.find(' ')) + ' ';
    return all;
  };
  const auto rename = mz::update(notes).set(notes.title = "x").where(notes.id == mz::param<"id", std::int64_t>()).require_changes(1);
  EXPECT_EQ(texts([&] { db.script("insert into notes (title) values ('s'); select 1; -- nothing\n"); }), "insert select ");
  EXPECT_EQ(texts([&] { db.raw("delete from notes"); }), "delete ");
  EXPECT_EQ(texts([&] { (void)db.execute({"insert into notes (id, title) values (?, 'e')", {std::int64_t{1}}, false, {}}); }), "insert ");
  EXPECT_EQ(texts([&] { db.prepare(rename)(1); }), "begin update commit ");  // because of its guard
  EXPECT_EQ(texts([&] { EXPECT_THROW(db.prepare(rename)(9), mz::error::guard_failed); }), "begin update rollback ");
  EXPECT_EQ(texts([&] { (void)mz::run_atomic(db, mz::atomic(note(2, "a"), mz::select(notes))); }), "begin insert select commit ");
  EXPECT_EQ(texts([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{note(3, "b"), {"delete from notes where id = 3", {}}}); }),
            "begin insert delete commit ");
  EXPECT_EQ(texts([&] {
    for (auto&& row : db.stream(mz::select(notes))) (void)row;
  }),
            "select ");
  EXPECT_EQ(texts([&] { db.transaction([](auto& tx) { tx.savepoint("s", [](auto& inner) { inner.run(note(4, "c")); }); }); }),
            "begin savepoint insert release commit ");
  EXPECT_EQ(texts([&] { (void)mz::explain(db, mz::select(notes)); }), "explain ");
  EXPECT_EQ(texts([&] { EXPECT_THROW(db.raw("selct"), mz::error::sql_error); }), "");  // it has not run
  db.raw("create trigger t after insert on notes begin update notes set stars = 1; end");
  EXPECT_EQ(texts([&] { db.run(note(5, "d")); }), "insert insert ");  // SQLite begins, finds the schema changed, and begins anew
  EXPECT_EQ(texts([&] { db.run(note(6, "e")); }), "insert ");         // what it sets off is part of it
}

TEST(statement_log, section_19_what_it_throws_ends_the_program) {
  auto db = memory();
  db.on_statement([](const mz::sqlite::statement_event&) { throw 1; });
  EXPECT_DEATH(db.run(note(1, "a")), "");
}

TEST(statement_log, streams_that_run_at_once_have_their_own_rows) {
  auto db = memory();
  for (int i = 1; i <= 3; ++i) db.run(note(i, std::to_string(i)));
  std::vector<seen> log;
  db.on_statement(into(log));
  {
    auto outer = db.stream(mz::select(notes.id).from(notes));
    for (auto&& [id] : outer) {
      for (auto&& [title] : db.stream(mz::select(notes.title).from(notes).where(notes.id <= id))) EXPECT_FALSE(title.empty());
    }
  }
  ASSERT_EQ(log.size(), 4U);
  EXPECT_EQ(log[0].rows, 1);
  EXPECT_EQ(log[1].rows, 2);
  EXPECT_EQ(log[2].rows, 3);
  EXPECT_EQ(log[3].rows, 3);
}

TEST(statement_log, one_that_is_left_half_way_is_told_of) {
  auto db = memory();
  for (int i = 1; i <= 3; ++i) db.run(note(i, std::to_string(i)));
  std::vector<seen> log;
  db.on_statement(into(log));
  for (auto&& [id] : db.stream(mz::select(notes.id).from(notes))) {
    if (id == 2) break;
  }
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0].rows, 2);
}

TEST(statement_log, can_be_replaced_taken_away_and_moved) {
  auto db = memory();
  int first = 0, second = 0;
  db.on_statement([&](const auto&) { ++first; });
  db.run(note(1, "a"));
  db.on_statement([&](const auto&) { ++second; });
  db.run(note(2, "b"));
  mz::sqlite::connection other = std::move(db);
  other.run(note(3, "c"));
  other.on_statement(nullptr);
  other.run(note(4, "d"));
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 2);
}

}  // namespace
