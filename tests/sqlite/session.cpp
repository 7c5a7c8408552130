// SPDX-License-Identifier: MIT
#include "support.hpp"

namespace {
using namespace sqlite_tests;

auto by_id(std::int64_t id) { return mz::select(notes).where(notes.id == id); }

TEST(statement_cache, the_same_type_is_prepared_once) {
  auto db = memory();
  db.run(note(1, "one"));
  (void)db.get(by_id(1));
  const int kept = kept_statements(db);
  for (int i = 0; i != 100; ++i) EXPECT_EQ(db.get(by_id(i % 2)).has_value(), i % 2 == 1);
  for (int i = 2; i != 50; ++i) db.run(note(i, "n" + std::to_string(i)));
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(statement_cache, each_connection_has_its_own) {
  auto a = memory();
  auto b = memory();
  a.run(note(1, "in a"));
  EXPECT_TRUE(a.get(by_id(1)).has_value());
  EXPECT_FALSE(b.get(by_id(1)).has_value());
}

TEST(statement_cache, a_kept_statement_remembers_no_value_of_its_last_use) {
  auto db = memory();
  db.run(mz::insert_into(notes).values({.id = 1, .title = "a", .stars = 5}));
  db.run(note(2, "b"));
  EXPECT_EQ(db.one(by_id(1)).stars, 5);
  EXPECT_EQ(db.one(by_id(2)).stars, 0);
}

TEST(statement_cache, a_statement_can_run_inside_itself) {
  auto db = memory();
  for (int i = 1; i <= 4; ++i) db.run(note(i, "n" + std::to_string(i)));
  const auto later = [](std::int64_t id) { return mz::select(notes.id).from(notes).where(notes.id > id).order_by(notes.id); };
  std::string seen;
  for (auto&& [a] : db.stream(later(0))) {
    for (auto&& [b] : db.stream(later(a))) {
      seen += std::to_string(a) + std::to_string(b) + ' ';
      for (auto&& [c] : db.stream(later(b))) seen += '.' + std::to_string(c) + ' ';
    }
  }
  EXPECT_EQ(seen, "12 .3 .4 13 .4 14 23 .4 24 34 ");
  const int kept = kept_statements(db);
  for (auto&& [a] : db.stream(later(0))) EXPECT_EQ(db.all(later(a)).size(), static_cast<std::size_t>(4 - a));
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(statement_cache, parts_that_come_and_go_are_kept_one_by_one) {
  auto db = memory();
  for (int i = 1; i <= 4; ++i) db.run(note(i, "n" + std::to_string(i)));
  const auto some = [](bool low, bool high) {
    return mz::select(notes.id).from(notes).where(mz::when(low, notes.id > 1) && mz::when(high, notes.id < 4));
  };
  for (int round = 0; round != 3; ++round) {
    EXPECT_EQ(db.all(some(false, false)).size(), 4u);
    EXPECT_EQ(db.all(some(true, false)).size(), 3u);
    EXPECT_EQ(db.all(some(false, true)).size(), 3u);
    EXPECT_EQ(db.all(some(true, true)).size(), 2u);
  }
  const int kept = kept_statements(db);
  (void)db.all(some(true, true));
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(statement_cache, a_change_of_the_schema_is_noticed) {
  auto db = memory();
  db.run(note(1, "one"));
  (void)db.one(by_id(1));
  db.raw("alter table notes add column more text");
  EXPECT_EQ(db.one(by_id(1)).title, "one");
}

TEST(statement_cache, a_statement_that_could_not_be_prepared_can_be_tried_again) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_THROW((void)db.get(by_id(1)), mz::error::sql_error);
  db.create_tables(notes);
  EXPECT_FALSE(db.get(by_id(1)).has_value());
}

TEST(statement_cache, a_type_with_very_many_shapes_keeps_some_of_them) {
  auto db = memory();
  const auto patch = [](int bits) {
    return mz::select(notes.id).from(notes).where(mz::when((bits & 1) != 0, notes.id > 0) && mz::when((bits & 2) != 0, notes.id > 1) &&
                                                  mz::when((bits & 4) != 0, notes.id > 2) && mz::when((bits & 8) != 0, notes.id > 3) &&
                                                  mz::when((bits & 16) != 0, notes.id > 4) && mz::when((bits & 32) != 0, notes.id > 5) &&
                                                  mz::when((bits & 64) != 0, notes.id > 6));
  };
  for (int i = 1; i <= 8; ++i) db.run(note(i, "n" + std::to_string(i)));
  for (int bits = 0; bits != 128; ++bits) {
    std::size_t highest = 0;
    for (std::size_t i = 0; i != 7; ++i) highest = (bits >> i & 1) != 0 ? i : highest;
    EXPECT_EQ(db.all(patch(bits)).size(), 8 - highest) << bits;
  }
  EXPECT_LT(kept_statements(db), 80);
}

}  // namespace
