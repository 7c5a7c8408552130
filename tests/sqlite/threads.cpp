// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <thread>

namespace {
using namespace sqlite_tests;

TEST(threads, each_with_its_own_connection_on_one_file) {
  const temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    db.create_tables(notes);
  }
  constexpr int threads = 4, rounds = 25;
  std::vector<std::thread> running;
  for (int t = 0; t != threads; ++t) {
    running.emplace_back([&, t] {
      mz::sqlite::connection db{file.path(), {.busy_timeout = 30s}};
      for (int i = 0; i != rounds; ++i) {
        db.run(note(t * 1000 + i, std::to_string(t) + '/' + std::to_string(i)));
        EXPECT_TRUE(db.get(mz::select(notes).where(notes.id == t * 1000 + i)).has_value());
      }
    });
  }
  for (auto& t : running) t.join();
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(count_notes(db), threads * rounds);
}

TEST(threads, a_transaction_that_reads_before_it_writes_loses_nothing) {
  const temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    db.create_tables(notes);
    db.run(note(1, "counter"));
  }
  constexpr int threads = 4, rounds = 25;
  std::vector<std::thread> running;
  for (int t = 0; t != threads; ++t) {
    running.emplace_back([&] {
      mz::sqlite::connection db{file.path(), {.busy_timeout = 30s}};
      for (int i = 0; i != rounds; ++i) {
        db.transaction([](auto& tx) {
          const auto row = tx.one(mz::select(notes.stars).from(notes).where(notes.id == 1));
          tx.run(mz::update(notes).set(notes.stars = row[notes.stars] + 1).where(notes.id == 1));
        });
      }
    });
  }
  for (auto& t : running) t.join();
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(db.one(mz::select(notes)).stars, threads * rounds);
}

// The number that finds a kept statement is given to its type at its first use, which may happen in several threads at once.
TEST(threads, the_first_use_of_a_statement_in_many_at_once) {
  for (int round = 0; round != 20; ++round) {
    std::vector<std::thread> running;
    for (int t = 0; t != 4; ++t) {
      running.emplace_back([t] {
        auto db = memory();
        db.run(mz::insert_into(notes).values({.id = t, .title = "t", .stars = t}).returning(notes.stars));
        EXPECT_EQ(mz::get<0>(db.one(mz::select(notes.stars, notes.id).from(notes).where(notes.id >= 0))), t);
      });
    }
    for (auto& t : running) t.join();
  }
}

TEST(threads, a_connection_can_move_from_one_to_another) {
  auto db = memory();
  std::thread{[&db] { db.run(note(1, "one")); }}.join();
  std::thread{[moved = std::move(db)]() mutable { EXPECT_EQ(count_notes(moved), 1); }}.join();
}

}  // namespace
