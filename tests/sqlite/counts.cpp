// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

template <class As>
struct Label {
  mz::column<As, "name", std::string, mz::primary_key> name{};
  mz::column<As, "n", std::int64_t, mz::default_value<0>> n{};
};
inline constexpr mz::table<"labels", Label, mz::without_rowid> labels{};

struct row_ids : testing::Test {
  mz::sqlite::connection db = memory();
  row_ids() {
    db.create_tables(labels);
    db.run(note(41, "older"));
  }
};

auto upsert(std::int64_t id, std::string title) {
  return mz::insert_into(notes)
      .values({.id = id, .title = std::move(title)})
      .on_conflict(notes.title)
      .do_update(notes.stars = notes.stars + 1);
}

TEST_F(row_ids, an_upsert_that_updates_has_none) {
  EXPECT_EQ(db.run(upsert(50, "new")), (mz::run_result{1, 50}));
  db.run(note(60, "newest"));
  EXPECT_EQ(db.run(upsert(70, "new")), (mz::run_result{1, 0}));
  EXPECT_EQ(db.run(mz::insert_into(notes).values({.title = "newest"}).on_conflict(notes.title).do_nothing()), (mz::run_result{0, 0}));
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(upsert(70, "new")))[0_c], (mz::run_result{1, 0}));
  EXPECT_EQ(mz::run_atomic(db, std::vector<mz::any_write>{upsert(70, "new")})[0].last_insert_rowid, 0);
}

TEST_F(row_ids, of_a_range_it_is_that_of_the_last_row_inserted) {
  using rows = std::vector<mz::new_row<notes>>;
  const auto many = [](rows r) { return mz::insert_into(notes).values(std::move(r)).on_conflict(notes.title).do_update(notes.stars = 1); };
  EXPECT_EQ(db.run(many({{.id = 7, .title = "a"}, {.id = 8, .title = "b"}})), (mz::run_result{2, 8}));
  EXPECT_EQ(db.run(many({{.id = 9, .title = "c"}, {.id = 10, .title = "a"}, {.id = 11, .title = "b"}})), (mz::run_result{3, 9}));
  EXPECT_EQ(db.run(many({{.id = 12, .title = "a"}, {.id = 13, .title = "b"}})), (mz::run_result{2, 0}));
}

TEST_F(row_ids, a_table_without_row_ids_has_none) {
  EXPECT_EQ(db.run(mz::insert_into(labels).values({.name = "a"})), (mz::run_result{1, 0}));
  EXPECT_EQ(db.raw("insert into labels (name) values (?)", "b"), (mz::run_result{1, 0}));
  EXPECT_EQ(db.execute({"replace into labels (name) values ('b')", {}}).last_insert_rowid, 0);
}

TEST_F(row_ids, sql_of_ones_own_reports_only_what_it_inserts) {
  EXPECT_EQ(db.raw("insert into notes (id, title) values (5, 'x')"), (mz::run_result{1, 5}));
  EXPECT_EQ(db.raw("with n(i) as (values (6)) insert into notes (id, title) select i, 'y' from n"), (mz::run_result{1, 6}));
  EXPECT_EQ(db.raw("with n(i) as (values (6)) update notes set stars = 1 where id in n"), (mz::run_result{1, 0}));
  EXPECT_EQ(db.raw("with n(i) as (values (6)) delete from notes where id in n"), (mz::run_result{1, 0}));
  EXPECT_EQ(db.raw("insert into notes (title) values ('x') on conflict (title) do update set stars = 2"), (mz::run_result{1, 0}));
  EXPECT_EQ(db.raw("insert or ignore into notes (title) values ('x')"), (mz::run_result{0, 0}));
  EXPECT_EQ(db.raw("create table other (a)"), (mz::run_result{0, 0}));
  EXPECT_EQ(db.raw("pragma user_version = 3"), (mz::run_result{0, 0}));
}

// The function last_insert_rowid() goes on to tell of the latest insert, whatever has run since.
TEST_F(row_ids, the_engines_own_is_left_as_it_is) {
  const auto last = [&] { return mz::get<0>(db.raw<std::int64_t>("select last_insert_rowid()").one()); };
  db.run(upsert(70, "older"));
  EXPECT_EQ(last(), 41);
  db.raw("insert into labels (name) values ('c')");
  EXPECT_EQ(last(), 41);
  EXPECT_THROW(db.raw("insert into notes (id, title) values (42, 'older')"), mz::error::sql_error);
  EXPECT_EQ(last(), 41);
  EXPECT_EQ(db.raw("insert into notes (title) values ('after ' || last_insert_rowid())").changes, 1);
  EXPECT_EQ(db.one(mz::select(notes.title).from(notes).where(notes.id == 42))[notes.title], "after 41");
  EXPECT_EQ(last(), 42);
}

TEST_F(row_ids, extremes) {
  for (const std::int64_t id : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), std::int64_t{-1}}) {
    EXPECT_EQ(db.run(upsert(id, std::to_string(id))), (mz::run_result{1, id}));
    EXPECT_EQ(db.raw("insert into notes (id, title) values (? / 2, ?)", id, "half of " + std::to_string(id)), (mz::run_result{1, id / 2}));
  }
}

}  // namespace
