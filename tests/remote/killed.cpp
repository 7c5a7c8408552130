// SPDX-License-Identifier: MIT
// A server that is killed again and again, and what its clients may believe.
#include <mizzle/remote/proxy.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <mizzle/atomic/once.hpp>
#include <mizzle/mizzle.hpp>

#include "support/processes.hpp"
#include "support/temporary_file.hpp"

namespace {
namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;
using support::processes;
using support::shared;

constexpr int clients = 4;
constexpr std::int64_t lists_of_each = 2'500;
constexpr std::int64_t all_lists = clients * lists_of_each;

template <class As>
struct Entry {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "list", std::int64_t> list{};
  mz::column<As, "text", std::string> text{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::index<"entries_by_list">(t.list)); }
};
inline constexpr mz::table<"entries", Entry> entries{};

template <class As>
struct Total {
  mz::column<As, "list", std::int64_t> list{};
  mz::column<As, "entries", std::int64_t> entries{};
};
inline constexpr mz::table<"totals", Total> totals{};

/// Three rows in two tables, nothing of which says whether it is there twice.
auto list(std::int64_t n) {
  return mz::atomic(mz::insert_into(entries).values({.list = n, .text = "first"}).returning(entries.id),
                    mz::insert_into(entries).values({.list = n, .text = std::string(static_cast<std::size_t>(n % 500), 'x')}),
                    mz::insert_into(totals)
                        .columns(totals.list, totals.entries)
                        .from(mz::select(mz::val(n), mz::count()).from(entries).where(entries.list == n)));
}

enum class fate : unsigned char { untried, acknowledged, unknown };
struct account {
  std::atomic<std::int64_t> answered{0};
  std::array<std::atomic<fate>, all_lists> fates{};
  std::array<std::atomic<std::int64_t>, all_lists> first_entry{};
};

void serve(const std::string& file, const std::string& socket) {
  mz::sqlite::connection db{file, {.journal = mz::sqlite::wal, .synchronous = mz::sqlite::synchronous::normal}};
  db.create_tables(entries, totals);
  mz::proxy::server{db, socket}.run();
}

/// Runs f(client, n) for the lists of each client in a process of its own while the server is killed ten times and started anew, each time
/// when a random number of lists has been answered. Nothing of a killed server is taken away by hand.
template <class F>
void while_killed(const support::temporary_file& file, const shared<account>& book, std::uint64_t seed, F f) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const std::string socket = file.path() + ".sock";
  processes callers{clients, [&](int me) {
    mz::proxy::client owner{socket};
    for (std::int64_t i = 0; i != lists_of_each; ++i) {
      f(owner, me * lists_of_each + i);
      ++book->answered;
    }
  }, 300s};
  std::mt19937_64 random{seed};
  std::vector<std::int64_t> moments;
  for (int i = 0; i != 10; ++i) moments.push_back(static_cast<std::int64_t>(random() % all_lists));
  std::sort(moments.begin(), moments.end());
  const auto anybody_left = [&] {
    for (int i = 0; i != clients; ++i) {
      if (!callers.ended(i)) return true;
    }
    return false;
  };
  for (const std::int64_t moment : moments) {
    processes server{1, [&](int) { serve(file.path(), socket); }, 300s};
    while (book->answered < moment && anybody_left()) std::this_thread::yield();
    ASSERT_TRUE(server.kill(0)) << server.output(0);
  }
  processes server{1, [&](int) { serve(file.path(), socket); }, 300s};
  EXPECT_TRUE(callers.succeeded());
  EXPECT_TRUE(server.kill(0)) << server.output(0);
}

/// What there is of a list.
struct found {
  std::int64_t entries = 0, first = 0, totals = 0, told = 0;
};
std::map<std::int64_t, found> read(const std::string& file) {
  std::map<std::int64_t, found> lists;
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  const auto each = [&](const char* sql, auto f) {
    sqlite3_stmt* s = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db, sql, -1, &s, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    while (sqlite3_step(s) == SQLITE_ROW) f([&](int i) { return sqlite3_column_int64(s, i); }, s);
    EXPECT_EQ(sqlite3_finalize(s), SQLITE_OK) << sqlite3_errmsg(db);
  };
  each("pragma integrity_check",
       [](auto, sqlite3_stmt* s) { EXPECT_STREQ(reinterpret_cast<const char*>(sqlite3_column_text(s, 0)), "ok"); });
  each("select list, count(*), min(id) from entries group by list", [&](auto column, auto) {
    lists[column(0)].entries = column(1);
    lists[column(0)].first = column(2);
  });
  each("select list, count(*), max(entries) from totals group by list", [&](auto column, auto) {
    lists[column(0)].totals = column(1);
    lists[column(0)].told = column(2);
  });
  EXPECT_EQ(sqlite3_close(db), SQLITE_OK);
  return lists;
}
bool whole_once(const found& f) { return f.entries == 2 && f.totals == 1 && f.told == 2; }
bool absent(const found& f) { return f.entries == 0 && f.totals == 0; }

TEST(killed, ten_thousand_lists_are_each_whole_or_absent_and_acknowledged_ones_are_there) {
  const support::temporary_file file;
  const shared<account> book;
  while_killed(file, book, 101, [&](mz::proxy::client& owner, std::int64_t n) {
    const auto i = static_cast<std::size_t>(n);
    for (;;) {
      try {
        const auto results = mz::run_atomic(mz::require_atomic, owner, list(n));
        book->first_entry[i] = results[0_c].one()[entries.id];
        book->fates[i] = fate::acknowledged;
        return;
      } catch (const mz::error::transport_error& e) {
        if (e.outcome_unknown()) {
          book->fates[i] = fate::unknown;
          return;
        }
        std::this_thread::sleep_for(1ms);  // the server is away; nothing has happened
      }
    }
  });
  auto there = read(file.path());
  int unknown = 0;
  for (std::int64_t n = 0; n != all_lists; ++n) {
    const auto i = static_cast<std::size_t>(n);
    const found& f = there[n];
    if (book->fates[i] == fate::acknowledged) {
      ASSERT_TRUE(whole_once(f)) << "list " << n << " was acknowledged: " << f.entries << " entries, " << f.totals << " totals";
      ASSERT_EQ(book->first_entry[i], f.first);
    } else {
      ++unknown;
      ASSERT_EQ(book->fates[i], fate::unknown) << "list " << n;
      ASSERT_TRUE(whole_once(f) || absent(f)) << "list " << n << " is there by half: " << f.entries << " entries, " << f.totals
                                              << " totals";
    }
  }
  EXPECT_EQ(there.size(), static_cast<std::size_t>(all_lists)) << "nobody has sent anything else";
  // A client can also meet the socket of a server that is just being taken apart, so that it is more than one for each client and kill.
  EXPECT_LE(unknown, 10 * clients * 10);
}

TEST(killed, ten_thousand_lists_under_keys_are_each_there_once) {
  const support::temporary_file file;
  const shared<account> book;
  while_killed(file, book, 102, [&](mz::proxy::client& owner, std::int64_t n) {
    const auto i = static_cast<std::size_t>(n);
    const auto pay = mz::once("list " + std::to_string(n), list(n)).keep_results();
    bool maybe = false;
    for (;;) {
      try {
        const auto done = mz::run_atomic(owner, pay);
        EXPECT_TRUE(maybe || !done.repeated()) << "what was known not to have happened has happened";
        book->first_entry[i] = done[0_c].one()[entries.id];
        book->fates[i] = fate::acknowledged;
        return;
      } catch (const mz::error::transport_error& e) {
        maybe = maybe || e.outcome_unknown();
        std::this_thread::sleep_for(1ms);
      }
    }
  });
  auto there = read(file.path());
  for (std::int64_t n = 0; n != all_lists; ++n) {
    const auto i = static_cast<std::size_t>(n);
    ASSERT_EQ(book->fates[i], fate::acknowledged) << "list " << n;
    ASSERT_TRUE(whole_once(there[n])) << "list " << n << ": " << there[n].entries << " entries, " << there[n].totals << " totals";
    ASSERT_EQ(book->first_entry[i], there[n].first) << "list " << n << ", whose results are those of its one time";
  }
  EXPECT_EQ(there.size(), static_cast<std::size_t>(all_lists));
}
}  // namespace
