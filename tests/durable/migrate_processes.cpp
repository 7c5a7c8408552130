// SPDX-License-Identifier: MIT
// Migrations by many processes at once, and by processes that are killed.
#include <mizzle/durable/migrate.hpp>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "support/every_handle.hpp"
#include "support/processes.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;

const mz::sqlite::options patient{.busy_timeout = std::chrono::minutes{2}, .synchronous = mz::sqlite::synchronous::off};

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "round", std::int64_t> round{};
  mz::column<As, "text", std::string> text{};
};
inline constexpr mz::table<"items", Item> items{};

/// The first makes a table, and each of the others counts up all of its rows, in pieces, and notes that it has been there; every fifth by
/// making the table anew.
auto list() {
  const auto count_up = [](int i) {
    const std::string n = std::to_string(i);
    return mz::migration(n, "update items set round = round + 1 where id % 2 = 0; insert into visits values (" + n +
                                "); update items set round = round + 1 where id % 2 = 1");
  };
  const auto make_anew = [](int i) {
    const std::string n = std::to_string(i);
    return mz::migration(n, "insert into visits values (" + n + ")", mz::rebuild(items, items.round = items.round + 1));
  };
  return [&]<int... I>(std::integer_sequence<int, I...>) {
    const auto one = [&]<int N>(std::integral_constant<int, N>) {
      if constexpr (N % 5 == 4) return make_anew(N + 1);
      else return count_up(N + 1);
    };
    return mz::migrations(mz::migration("0",
                                        "create table visits (number integer primary key);"
                                        "create table items (id integer primary key, round integer not null, text text not null);"
                                        "create index items_by_round on items (round);"
                                        "create trigger items_stay before delete on items begin select raise(abort, 'no'); end;"
                                        "insert into items with recursive n(i) as (select 1 union all select i + 1 from n where i < 500) "
                                        "select i, 0, hex(randomblob(20)) from n"),
                          one(std::integral_constant<int, I>{})...);
  }(std::make_integer_sequence<int, 19>{});
}

/// What is in a file is what its record says, whole: gives the number of migrations.
std::int64_t expect_whole(const std::string& path) {
  mz::sqlite::connection db{path, patient};
  const auto number = [&](const char* sql) { return mz::get<0>(db.raw<std::int64_t>(sql).one()); };
  if (number("select count(*) from sqlite_master where name = 'mizzle_migrations'") == 0) return 0;
  const std::int64_t applied = number("select count(*) from mizzle_migrations");
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("pragma integrity_check").one()), "ok");
  EXPECT_EQ(number("select count(*) from sqlite_master where name like 'mizzle_new%'"), 0);
  if (applied == 0) return 0;
  EXPECT_EQ(number("select count(*) from visits"), applied - 1);
  EXPECT_EQ(number("select count(*) from items"), 500);
  EXPECT_EQ(number("select min(round) from items"), applied - 1);
  EXPECT_EQ(number("select max(round) from items"), applied - 1);
  EXPECT_EQ(number("select count(*) from sqlite_master where name in ('items_by_round', 'items_stay')"), 2);
  return applied;
}

TEST(migrate_processes, each_migration_is_run_by_one_of_eight_that_start_at_once) {
  for (int round = 0; round != 3; ++round) {
    const support::temporary_file file;
    support::processes all{8, [&](int) {
      mz::sqlite::connection db{file.path(), patient};
      std::string ran;
      for (const std::string& id : mz::migrate(db, list())) ran += id + " ";
      EXPECT_EQ(db.all(mz::select(mz::applied_migrations)).size(), 20u) << "it returns when all of them are there";
      return ran;
    }};
    EXPECT_TRUE(all.succeeded());
    std::size_t ran = 0;
    for (const std::string& ids : all.results()) ran += static_cast<std::size_t>(std::count(ids.begin(), ids.end(), ' '));
    EXPECT_EQ(ran, 20u);
    EXPECT_EQ(expect_whole(file.path()), 20);
  }
}

TEST(migrate_processes, one_that_is_killed_leaves_whole_migrations_and_the_next_goes_on) {
  const auto migrate = [](const std::string& path) {
    mz::sqlite::connection db{path, patient};
    mz::migrate(db, list());
  };
  const support::temporary_file undisturbed;
  const auto start = std::chrono::steady_clock::now();
  {
    support::processes one{1, [&](int) { migrate(undisturbed.path()); }};
    EXPECT_TRUE(one.succeeded());
  }
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  std::mt19937 random{11};
  for (int round = 0; round != 40; ++round) {
    const support::temporary_file file;
    std::int64_t before = 0;
    for (int attempt = 0; attempt != 2; ++attempt) {
      support::processes one{1, [&](int) { migrate(file.path()); }};
      std::this_thread::sleep_for(std::chrono::microseconds{std::uniform_int_distribution<std::int64_t>{0, duration}(random)});
      one.kill(0);
      EXPECT_TRUE(one.succeeded());
      const std::int64_t now = expect_whole(file.path());
      EXPECT_GE(now, before);
      before = now;
    }
    migrate(file.path());
    EXPECT_EQ(expect_whole(file.path()), 20);
  }
}

}  // namespace
