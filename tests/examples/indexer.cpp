// SPDX-License-Identifier: MIT
// Runs the indexer as a user would, kills it, and compares what it leaves with a straight recomputation.
#include <chrono>
#include <random>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "../../examples/indexer/indexer.hpp"
#include "../../examples/indexer/verify.hpp"
#include "program.hpp"
#include "support/processes.hpp"

namespace {
namespace mz = mizzle;
namespace wb = mz::write_behind;
using programs::words;

class indexer_program : public testing::Test {
 protected:
  programs::finished run(const words& arguments) { return programs::run(INDEXER_PROGRAM, in, arguments); }
  static mz::sqlite::connection open(const std::string& file) {
    return mz::sqlite::connection{file, {.busy_timeout = std::chrono::seconds{60}}};
  }
  static indexer::verdict verify(const std::string& file) {
    auto db = open(file);
    return indexer::verify(db);
  }
  static void expect_verified(const indexer::verdict& v) {
    const std::size_t n = v.differences.size();
    if (n != 0) ADD_FAILURE() << n << " differences, such as:\n" << v.differences.front() << '\n' << v.differences.back();
  }

  const programs::directory in;
  const std::string file = in / "indexed.db";
};

/// All that is stored of the entities, as text.
std::string entities_in(const std::string& file) {
  mz::sqlite::connection db{file, {.read_only = true, .create = false}};
  std::string all;
  for (const auto& t : db.all(mz::select(indexer::tokens).order_by(indexer::tokens.id))) all += t.id + ": " + indexer::text_of(t) + "\n";
  for (const auto& b : db.all(mz::select(indexer::balances).order_by(indexer::balances.id)))
    all += b.id + ": " + indexer::text_of(b) + "\n";
  for (const auto& a : db.all(mz::select(indexer::accounts).order_by(indexer::accounts.id)))
    all += a.id + ": " + indexer::text_of(a) + "\n";
  return all;
}

}  // namespace

TEST_F(indexer_program, works_off_all_chains_and_what_it_stores_is_what_a_recomputation_gives) {
  const auto done = run({"run", file, "--blocks", "300", "--chains", "3", "--seed", "7"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("900 blocks of 3 chains are stored\n"), std::string::npos) << done.out;
  EXPECT_NE(done.err.find("100%"), std::string::npos) << done.err;
  const auto verified = run({"verify", file});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  const auto v = verify(file);
  expect_verified(v);
  EXPECT_TRUE(v.is_complete);
  EXPECT_GT(v.entities, 300u);

  const auto again = run({"run", file});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.out.find("0 events worked off now"), std::string::npos) << again.out;
}

TEST_F(indexer_program, what_differs_is_told) {
  EXPECT_EQ(run({"run", file, "--blocks", "100"}).code, 0);
  {
    auto db = open(file);
    const auto b = db.get(mz::select(indexer::balances).limit(1)).value();
    db.run(mz::update(indexer::balances).set(indexer::balances.amount = b.amount + 1).where(indexer::balances.id == b.id));
    const auto a = db.get(mz::select(indexer::accounts).limit(1)).value();
    db.run(mz::delete_from(indexer::accounts).where(indexer::accounts.id == a.id));
    db.run(mz::insert_into(indexer::tokens).values({.id = "1/token 1000", .supply = 1, .holders = 1}));
    db.run(mz::update(wb::chains).set(wb::chains.events_processed = 1).where(wb::chains.id == 2));
    const auto verified = run({"verify", file});
    EXPECT_EQ(verified.code, 2);
    for (const std::string& difference : {"balances: " + b.id + " is ", "accounts: " + a.id + " is missing",
                                          std::string{"tokens: 1/token 1000 should not be there"}, std::string{"chain 2: 1 events"}})
      EXPECT_NE(verified.out.find(difference), std::string::npos) << difference << '\n' << verified.out;
  }
  EXPECT_EQ(run({"run", file, "--blocks", "101"}).code, 1);
  EXPECT_EQ(run({"verify", in / "nothing.db"}).code, 1);
  EXPECT_EQ(run({"run", file, "--target", "none"}).code, 1);
}

TEST_F(indexer_program, b_scenario_9_reorganisations_during_stalled_writes_come_to_the_same_as_without_any_concurrency) {
  const indexer::settings made{.seed = 3, .chains = 2, .blocks = 300, .reorganisations = 40};
  const std::string other = in / "one by one.db";
  indexer::begin(file, made);
  indexer::begin(other, made);
  indexer::indexer stalled{file, {.target = 100'000, .slow_writes = std::chrono::milliseconds{20}}};
  stalled.run([] {});
  EXPECT_GT(stalled.done().found_during_writes, 0);
  indexer::indexer one_by_one{other, {.slow_writes = std::chrono::milliseconds{0}, .one_by_one = true}};
  one_by_one.run([] {});
  EXPECT_EQ(one_by_one.done().found_during_writes, 0);
  EXPECT_EQ(one_by_one.done().behind.writes, one_by_one.done().behind.batches);
  EXPECT_LT(stalled.done().behind.writes, stalled.done().behind.batches);
  EXPECT_EQ(entities_in(file), entities_in(other));
  for (const std::string& f : {file, other}) {
    const auto v = verify(f);
    expect_verified(v);
    EXPECT_TRUE(v.is_complete);
  }
}

TEST_F(indexer_program, b_scenario_16_what_was_reorganised_while_nobody_looked_is_taken_back_by_the_next) {
  struct enough {};
  // Some of the last blocks are replaced at nearly every tick.
  const indexer::settings made{.seed = 5, .chains = 2, .blocks = 300, .reorganisations = 200};
  indexer::begin(file, made);
  int taken_back = 0;
  for (bool complete = false; !complete;) {
    indexer::indexer next{file, {.prune_interval = std::chrono::milliseconds{0}}};
    const std::int64_t before = next.blocks();
    try {
      int rounds = 0;
      next.run([&] {
        if (rounds == 0 && before != 0 && next.done().reorganisations != 0) ++taken_back;
        if (++rounds == 20) throw enough{};
      });
      complete = true;
    } catch (const enough&) {}
    next.close();
    const auto v = verify(file);
    expect_verified(v);
    EXPECT_TRUE(v.is_complete || !complete);
  }
  EXPECT_GT(taken_back, 1);
}

TEST_F(indexer_program, of_two_on_one_file_the_one_that_began_last_writes) {
  struct enough {};
  const indexer::settings made{.seed = 1, .chains = 2, .blocks = 100, .reorganisations = 10};
  indexer::begin(file, made);
  indexer::indexer first{file};
  int rounds = 0;
  EXPECT_THROW(first.run([&] {
    if (++rounds == 3) throw enough{};
  }),
               enough);
  indexer::indexer second{file};
  EXPECT_THROW(first.run([] {}), mz::error::guard_failed);
  second.run([] {});
  const auto v = verify(file);
  expect_verified(v);
  EXPECT_TRUE(v.is_complete);
}

TEST_F(indexer_program, killed_at_a_hundred_moments_it_leaves_whole_batches_and_goes_on_from_there) {
  std::mt19937 random{11};
  int kills = 0, in_the_middle = 0;
  for (int seed = 1; kills != 100; ++seed) {
    const std::string path = in / (std::to_string(seed) + ".db");
    bool begun = false;
    wb::checkpoint before = 0;
    for (bool complete = false; !complete;) {
      words arguments{INDEXER_PROGRAM, "run", path,       "--seed", std::to_string(seed), "--blocks", "400", "--reorganisations", "40",
                      "--slow-writes", "2",   "--target", "400"};
      support::processes program{1, [&](int) {
        std::vector<char*> raw;
        for (std::string& a : arguments) raw.push_back(a.data());
        raw.push_back(nullptr);
        ::execv(raw[0], raw.data());
        ::_exit(127);
      }};
      if (kills != 100) {
        std::this_thread::sleep_for(std::chrono::milliseconds{random() % 200});
        if (program.kill(0)) ++kills;
      }
      if (const int code = program.wait(0); code != -SIGKILL) {
        ASSERT_EQ(code, 0) << program.output(0);
      }
      auto db = open(path);
      if (!begun) {  // it may have been killed before it had made the file
        const auto tables = db.raw<std::int64_t>("select count(*) from sqlite_schema where name = 'world'");
        if (mz::get<0>(tables[0]) == 0 || !db.get(mz::select(indexer::world))) continue;
        begun = true;
      }
      const auto v = indexer::verify(db);
      expect_verified(v);
      ASSERT_FALSE(HasFailure()) << "seed " << seed << ", after " << kills << " kills";
      const wb::checkpoint last = mz::get<0>(db.one(mz::select(mz::coalesce(mz::max(wb::checkpoints.id), 0)).from(wb::checkpoints)));
      EXPECT_GE(last, before);
      before = last;
      complete = v.is_complete;
      if (!complete && last != 0) ++in_the_middle;
    }
  }
  EXPECT_GT(in_the_middle, 0);
}
