// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::messages;

namespace {

struct guard : testing::Test {
  schema::filled_database db;
  template <class S>
  bool met(const S& s) {
    try {
      db.run(s);
      return true;
    } catch (const mz::error::guard_failed&) {
      return false;
    }
  }
  std::int64_t renamed() { return mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.body == "x"))); }
};

/// Renames the messages up to an id, of which there are three.
auto rename_to(std::int64_t last) { return mz::update(messages).set(messages.body = "x").where(messages.id <= last); }

}  // namespace

TEST_F(guard, at_least_and_exactly) {
  EXPECT_TRUE(met(rename_to(0).require_changes(0)));
  EXPECT_FALSE(met(rename_to(0).require_changes(1)));
  EXPECT_TRUE(met(rename_to(2).require_changes(1)));
  EXPECT_TRUE(met(rename_to(2).require_changes(2)));
  EXPECT_FALSE(met(rename_to(2).require_changes(3)));
  EXPECT_TRUE(met(rename_to(0).require_exactly(0)));
  EXPECT_FALSE(met(rename_to(2).require_exactly(0)));
  EXPECT_FALSE(met(rename_to(2).require_exactly(1)));
  EXPECT_TRUE(met(rename_to(2).require_exactly(2)));
  EXPECT_FALSE(met(rename_to(2).require_exactly(3)));
}

TEST_F(guard, one_that_is_not_met_undoes_its_statement) {
  EXPECT_FALSE(met(rename_to(2).require_exactly(1)));
  EXPECT_FALSE(met(rename_to(3).require_changes(4)));
  EXPECT_FALSE(met(rename_to(2).require_exactly(0)));
  EXPECT_EQ(renamed(), 0);
  EXPECT_THROW((void)db.all(rename_to(2).require_exactly(1).returning(messages.id)), mz::error::guard_failed);
  EXPECT_THROW((void)db.get(rename_to(2).require_exactly(1).returning(messages.id)), mz::error::guard_failed);
  EXPECT_THROW((void)db.one(rename_to(1).require_exactly(2).returning(messages.id)), mz::error::guard_failed);
  EXPECT_EQ(renamed(), 0);
  EXPECT_EQ(db.all(rename_to(2).require_exactly(2).returning(messages.id)).size(), 2u);
  EXPECT_EQ(renamed(), 2);
  EXPECT_FALSE(db.in_transaction());
}

TEST_F(guard, is_kept_by_what_follows_it) {
  EXPECT_FALSE(met(mz::update(messages).set(messages.body = "x").require_exactly(1).where(messages.id < 3)));
  EXPECT_FALSE(met(mz::update(messages).set(messages.body = "x").require_exactly(1).all_rows()));
  EXPECT_FALSE(met(mz::delete_from(messages).where(messages.id > 1).require_exactly(1).returning()));
  EXPECT_EQ(db.all(mz::select(messages)).size(), 3u);
  EXPECT_TRUE(met(mz::delete_from(messages).where(messages.id > 1).returning().require_exactly(2)));
}

TEST_F(guard, the_last_one_counts) {
  EXPECT_TRUE(met(rename_to(2).require_exactly(1).require_exactly(2)));
  EXPECT_TRUE(met(rename_to(2).require_exactly(1).require_changes(1)));
  EXPECT_FALSE(met(rename_to(2).require_changes(1).require_exactly(1)));
}

TEST_F(guard, of_inserts_counts_what_is_written) {
  const auto fresh = mz::insert_into(counters).values({.name = "a", .n = 1}).on_conflict(counters.name);
  EXPECT_TRUE(met(fresh.do_nothing().require_changes(1)));
  EXPECT_FALSE(met(fresh.do_nothing().require_changes(1)));
  EXPECT_TRUE(met(fresh.do_update(counters.n = counters.n + 1).require_exactly(1)));
  EXPECT_FALSE(met(fresh.do_update(counters.n = counters.n + 1).where(counters.n > 99).require_exactly(1)));
  EXPECT_EQ(db.one(mz::select(counters)).n, 2);

  std::vector<mz::new_row<channels>> rows;
  for (int i = 0; i != 300; ++i) rows.push_back({.name = "n" + std::to_string(i)});
  EXPECT_FALSE(met(mz::insert_into(channels).values(rows).require_exactly(299)));
  EXPECT_FALSE(met(mz::insert_into(channels).values(rows).require_changes(301)));
  EXPECT_EQ(db.all(mz::select(channels)).size(), 2u);
  EXPECT_TRUE(met(mz::insert_into(channels).values(rows).require_exactly(300)));
  EXPECT_FALSE(met(mz::insert_into(channels).values(std::vector<mz::new_row<channels>>{}).require_changes(1)));
  EXPECT_TRUE(met(mz::insert_into(channels).values(std::vector<mz::new_row<channels>>{}).require_exactly(0)));
}

// What a cascade deletes is not counted.
TEST_F(guard, counts_the_rows_of_its_own_table) {
  EXPECT_TRUE(met(mz::delete_from(channels).where(channels.id == 1).require_exactly(1)));
  EXPECT_TRUE(db.all(mz::select(messages)).empty());
}

TEST_F(guard, a_negative_number_is_refused_before_anything_runs) {
  EXPECT_THROW((void)rename_to(1).require_changes(-1), mz::error::invalid_request);
  EXPECT_THROW((void)mz::insert_into(counters).values({.name = "a"}).require_exactly(-1), mz::error::invalid_request);
}
