// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

std::vector<mz::new_row<notes>> rows_from(std::int64_t first, std::int64_t count) {
  std::vector<mz::new_row<notes>> rows;
  for (std::int64_t i = first; i != first + count; ++i)
    rows.push_back({.id = i, .title = "a title that is no small string " + std::to_string(i)});
  return rows;
}
const auto titles = mz::select(notes.id, notes.title).from(notes).order_by(notes.id);

TEST(run, statements_that_share_a_type_of_values_or_rows_do_not_mix) {
  auto db = memory();
  db.run(mz::insert_into(notes).values(rows_from(1, 3)));
  const auto above = mz::select(notes.id, notes.title).from(notes).where(notes.id > 1);
  const auto below = mz::select(notes.stars, notes.title).from(notes).where(notes.id < 3);
  EXPECT_EQ(db.all(above).size(), 2u);
  EXPECT_EQ((*db.get(below))[notes.stars], 0);
  EXPECT_EQ(db.all(below).size(), 2u);
  EXPECT_EQ((*db.get(above))[notes.id], 2);
}

TEST(run, the_rows_of_a_write_are_all_taken_and_the_first_alone_is_kept) {
  auto db = memory();
  const auto all = db.all(mz::insert_into(notes).values(rows_from(1, 5)).returning(notes.id));
  ASSERT_EQ(all.size(), 5u);
  for (std::size_t i = 0; i != 5; ++i) EXPECT_EQ(all[i][notes.id], static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ((*db.get(mz::insert_into(notes).values(rows_from(6, 5)).returning(notes.id)))[notes.id], 6);
  EXPECT_EQ((*db.get(mz::update(notes).set(notes.stars = 1).all_rows().returning(notes.id, notes.stars)))[notes.stars], 1);
  EXPECT_EQ(db.all(mz::select(notes.id).from(notes).where(notes.stars == 1)).size(), 10u);
}

TEST(run, an_insert_of_many_rows_takes_the_rows_of_each_execution) {
  auto db = memory();
  const auto ids = db.all(mz::insert_into(notes).values(rows_from(1, 300)).returning(notes.id));
  ASSERT_EQ(ids.size(), 300u);
  EXPECT_EQ(ids.back()[notes.id], 300);
  EXPECT_EQ(db.get(mz::insert_into(notes).values(rows_from(301, 300)).returning(notes))->id, 301);
}

TEST(run, a_row_that_cannot_be_read_ends_the_statement_and_what_was_kept_goes) {
  auto db = memory();
  db.run(mz::insert_into(notes).values(rows_from(1, 20)));
  support::execute(db, "update notes set title = x'00' where id = 15");
  EXPECT_THROW((void)db.all(titles), mz::error::decode_error);
  EXPECT_EQ((*db.get(titles))[notes.id], 1);
  EXPECT_THROW((void)db.all(mz::update(notes).set(notes.stars = 9).all_rows().returning(notes.id, notes.title)), mz::error::decode_error);
  EXPECT_EQ(db.all(mz::select(notes.id).from(notes).where(notes.stars == 9)).size(), 0u);
  support::execute(db, "update notes set title = 'x' where id = 15");
  const auto rows = db.all(titles);
  ASSERT_EQ(rows.size(), 20u);
  EXPECT_EQ(rows[14][notes.title], "x");
  EXPECT_EQ(rows[19][notes.title], "a title that is no small string 20");
}

}  // namespace
