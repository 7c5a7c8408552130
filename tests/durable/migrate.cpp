// SPDX-License-Identifier: MIT
// Migrations: what is run, what is refused, and what a failure leaves.
#include <mizzle/durable/migrate.hpp>

#include <random>

#include "../../examples/session_log/migrations.hpp"
#include "support/every_handle.hpp"
#include "support/fake_clock.hpp"
#include "support/locale.hpp"
#include "support/served.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
using mz::detail::migrating::split_statements;
using texts = std::vector<std::string>;

std::int64_t number(mz::sqlite::handle& db, const std::string& sql) { return mz::get<0>(db.raw<std::int64_t>(sql).one()); }
bool has(mz::sqlite::handle& db, const std::string& name) {
  return mz::get<0>(db.raw<std::int64_t>("select count(*) from sqlite_master where name = ?", name).one()) == 1;
}
template <class F>
std::string refusal_of(F&& f) {
  try {
    f();
  } catch (const mz::error::invalid_request& e) {
    return e.what();
  }
  return "nothing";
}

auto one() { return mz::migration("one", "create table a (x integer); insert into a values (1)"); }
auto two() { return mz::migration("two", mz::create_table(counters), counter(1, "a")); }
auto three() {
  return mz::migration("three",
                       "create trigger log_a after insert on a begin\n"
                       "  insert into counters (id, label) values (new.x + 100, 'from; a');\n"
                       "  select case when new.x < 0 then raise(abort, 'no; end;') end;\n"
                       "end;",
                       mz::any_write{"insert into a values (?)", {mz::value{std::int64_t{2}}}}, increment(102).require_changes(1));
}
auto all_three() { return mz::migrations(one(), two(), three()); }

/// Calls f(handle, reads) on each kind of handle that can run migrations.
template <class F>
void each_handle(F&& f) {
  {
    SCOPED_TRACE("connection");
    mz::sqlite::connection db{":memory:"};
    f(db, db);
  }
  {
    SCOPED_TRACE("inside a transaction");
    mz::sqlite::connection db{":memory:"};
    db.transaction([&](auto& tx) { f(tx, tx); });
  }
  {
    SCOPED_TRACE("batch");
    mz::sqlite::connection db{":memory:"};
    fake_batch batch{db};
    f(batch, db);
  }
}

TEST(migrate, runs_what_is_missing_once) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(mz::migrate(h, mz::migrations(one())), texts{"one"});
    EXPECT_EQ(mz::migrate(h, all_three()), (texts{"two", "three"}));
    EXPECT_EQ(mz::migrate(h, all_three()), texts{});
    EXPECT_EQ(number(reads, "select sum(x) from a"), 3);
    EXPECT_EQ(number(reads, "select sum(count) from counters"), 1);
    EXPECT_EQ(number(reads, "select count(*) from mizzle_migrations"), 3);
  });
}

TEST(migrate, over_a_server) {
  const support::served server{[](auto&) {}};
  auto client = server.client();
  EXPECT_EQ(mz::migrate(client, all_three()).size(), 3u);
  EXPECT_EQ(mz::migrate(client, all_three()).size(), 0u);
  EXPECT_EQ(client.all(mz::select(mz::applied_migrations)).size(), 3u);
}

TEST(migrate, nothing_at_all) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_EQ(mz::migrate(db, mz::migrations()), texts{});
}

TEST(migrate, a_list_that_is_known_at_run_time) {
  mz::sqlite::connection db{":memory:"};
  std::vector list{mz::migration("0", "create table a (x)")};
  for (int i = 1; i != 5; ++i) {
    const std::string n = std::to_string(i);
    list.push_back(mz::migration(n, "insert into a values (" + n + ")"));
    EXPECT_EQ(mz::migrate(db, mz::migrations(list)).back(), n);
  }
  EXPECT_EQ(number(db, "select sum(x) from a"), 10);
  list.push_back(list.front());
  EXPECT_EQ(refusal_of([&] { (void)mz::migrations(list); }), "migrations: two have the id \"0\"");
}

TEST(migrate, records_when_each_was_run) {
  mz::sqlite::connection db{":memory:"};
  support::fake_clock clock;
  const auto start = clock.now();
  mz::migrate(db, mz::migrations(one()), {.now = clock.reader()});
  clock.move(5s);
  mz::migrate(db, all_three(), {.now = clock.reader()});
  const auto rows = db.all(mz::select(mz::applied_migrations).order_by(mz::applied_migrations.number));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].id, "one");
  EXPECT_EQ(rows[0].applied_at, start);
  EXPECT_EQ(rows[2].applied_at, start + 5s);
}

TEST(migrate, a_start_that_has_nothing_to_do_does_not_wait_for_a_writer) {
  const support::temporary_file file;
  mz::sqlite::connection db{file.path()}, other{file.path(), {.busy_timeout = 0ms}};
  mz::migrate(db, all_three());
  db.transaction([&](auto&) { EXPECT_EQ(mz::migrate(other, all_three()), texts{}); });
  mz::sqlite::connection reader{file.path(), {.read_only = true}};
  EXPECT_EQ(mz::migrate(reader, all_three()), texts{});
}

TEST(migrate, refuses_a_history_that_was_edited_before_anything_is_run) {
  each_handle([](auto& h, auto& reads) {
    mz::migrate(h, mz::migrations(one(), two()));
    const auto refused = [&](const auto& list) {
      const std::string why = refusal_of([&] { mz::migrate(h, list); });
      EXPECT_EQ(why, refusal_of([&] { (void)mz::plan_migrations(h, list); }));
      return why;
    };
    const auto edited = mz::migration("one", "create table a (x integer); insert into a values (2)");
    const auto of_a_newer_day = mz::migration("zero", "create table z (x)");
    EXPECT_EQ(refused(mz::migrations(edited, two(), three())),
              "migration \"one\" is not what was applied to this database; put it back, and write a new one for the change");
    EXPECT_EQ(
        refused(mz::migrations(one(), three())),
        "migration \"two\" was applied to this database and is not in the list; do not remove it, or run the newer program that has it");
    EXPECT_EQ(
        refused(mz::migrations(one())),
        "migration \"two\" was applied to this database and is not in the list; do not remove it, or run the newer program that has it");
    EXPECT_EQ(refused(mz::migrations(two(), one(), three())),
              "migration \"two\" stands before \"one\", which was applied earlier; keep their order");
    EXPECT_EQ(refused(mz::migrations(one(), of_a_newer_day, two())),
              "migration \"zero\" stands before \"two\", which was applied already; put it behind the last one");
    EXPECT_FALSE(has(reads, "z"));
    EXPECT_FALSE(has(reads, "log_a"));
    EXPECT_EQ(mz::migrate(h, all_three()), texts{"three"});
  });
}

TEST(migrate, several_owners_have_lists_of_their_own_in_one_database) {
  each_handle([](auto& h, auto& reads) {
    const auto of_library =
        mz::migrations(mz::migration("one", "create table library (x)"), mz::migration("two", "insert into library values (1)"));
    EXPECT_EQ(mz::migrate(h, mz::migrations(one())), texts{"one"});
    EXPECT_EQ(mz::plan_migrations(h, of_library, {.owner = "library"}).missing(), 2u);
    EXPECT_EQ(mz::migrate(h, of_library, {.owner = "library"}), (texts{"one", "two"}));
    EXPECT_EQ(mz::migrate(h, all_three()), (texts{"two", "three"}));
    EXPECT_EQ(mz::migrate(h, of_library, {.owner = "library"}), texts{});
    EXPECT_EQ(mz::migrate(h, all_three()), texts{});
    EXPECT_EQ(mz::plan_migrations(h, of_library, {.owner = "library"}).missing(), 0u);
    EXPECT_EQ(number(reads, "select count(*) from library"), 1);
    EXPECT_EQ(number(reads, "select count(*) from mizzle_migrations where owner = 'library'"), 2);
    const auto edited = mz::migrations(mz::migration("one", "create table library (y)"));
    EXPECT_EQ(refusal_of([&] { mz::migrate(h, edited, {.owner = "library"}); }),
              "migration \"one\" is not what was applied to this database; put it back, and write a new one for the change");
  });
}

TEST(migrate, a_migration_that_reads_otherwise_can_be_accepted) {
  each_handle([](auto& h, auto& reads) {
    mz::migrate(h, mz::migrations(one(), two()));
    const auto rewritten = mz::migration("one", "create table a (x integer)", "insert into a select 1");
    const auto list = mz::migrations(rewritten, two(), three());
    EXPECT_NE(refusal_of([&] { mz::migrate(h, list); }), "nothing");
    EXPECT_NE(refusal_of([&] { mz::migrate(h, list, {.accept = {"two"}}); }), "nothing") << "only what is named";
    EXPECT_EQ(refusal_of([&] { mz::migrate(h, list, {.accept = {"on"}}); }),
              "migrate: accept has \"on\", which is no migration of the list");
    EXPECT_EQ(refusal_of([&] { (void)mz::plan_migrations(h, list, {.accept = {"on"}}); }),
              "migrate: accept has \"on\", which is no migration of the list");
    EXPECT_EQ(mz::plan_migrations(h, list, {.accept = {"one"}}).missing(), 1u);
    EXPECT_EQ(mz::migrate(h, list, {.accept = {"one", "three"}}), texts{"three"});
    EXPECT_EQ(mz::migrate(h, list, {.accept = {"one"}}), texts{});
    EXPECT_EQ(mz::migrate(h, all_three()), texts{}) << "the record stays, and the older program goes on";
    EXPECT_EQ(number(reads, "select sum(x) from a"), 3);
    const auto reordered = mz::migrations(two(), rewritten, three());
    EXPECT_NE(refusal_of([&] { mz::migrate(h, reordered, {.accept = {"one", "two"}}); }), "nothing") << "the order is not accepted";
  });
}

TEST(migrate, a_temporary_table_that_hides_the_record_is_refused) {
  mz::sqlite::connection db{":memory:"};
  mz::migrate(db, mz::migrations(one()));
  db.raw("create temp table Mizzle_Migrations as select * from main.mizzle_migrations where 0");
  const std::string why = "migrate: this connection has a temporary table or view \"mizzle_migrations\", which hides the record";
  EXPECT_EQ(refusal_of([&] { mz::migrate(db, all_three()); }), why);
  EXPECT_EQ(refusal_of([&] { (void)mz::plan_migrations(db, all_three()); }), why);
  db.raw("drop table temp.mizzle_migrations");
  EXPECT_EQ(mz::migrate(db, all_three()), (texts{"two", "three"}));
}

TEST(migrate, a_record_that_lacks_one_is_refused) {
  each_handle([](auto& h, auto& reads) {
    mz::migrate(h, all_three());
    reads.raw("delete from mizzle_migrations where id = 'two'");
    EXPECT_EQ(refusal_of([&] { mz::migrate(h, all_three()); }),
              "migration \"two\" stands before \"three\", which was applied already; put it behind the last one");
  });
}

TEST(migrate, knows_a_migration_by_its_statements_values_and_guards) {
  const auto digest = [](const auto&... parts) { return mz::migration("a", parts...).digest; };
  const auto same = digest(counter(1, "a"));
  EXPECT_EQ(digest(counter(1, "a")), same);
  EXPECT_EQ(digest(mz::atomic(counter(1, "a"))), same);
  EXPECT_NE(digest(counter(1, "b")), same);
  EXPECT_NE(digest(counter(2, "a")), same);
  EXPECT_NE(digest(counter(1, "a").require_changes(1)), same);
  EXPECT_NE(digest(counter(1, "a").require_exactly(1)), digest(counter(1, "a").require_changes(1)));
  EXPECT_NE(digest(counter(1, "a"), counter(2, "b")), digest(counter(2, "b"), counter(1, "a")));
  EXPECT_EQ(digest("select 1; select 2"), digest("select 1", "  select 2 ;;"));
  EXPECT_NE(digest("select 1"), digest("select  1"));
  EXPECT_NE(digest(mz::any_write{"select ?", {mz::value{std::string{"1"}}}}),
            digest(mz::any_write{"select ?", {mz::value{std::int64_t{1}}}}));
  EXPECT_NE(digest(mz::any_write{"select ?", {mz::value{}}}), digest(mz::any_write{"select ?", {mz::value{std::string{"null"}}}}));
}

TEST(migrate, a_failure_names_the_migration_and_the_statement_and_leaves_nothing_of_it) {
  each_handle([](auto& h, auto& reads) {
    const auto list = [](const char* text) {
      return mz::migrations(one(), mz::migration("bad one", "create table b (x); insert into b values (1)", text), two());
    };
    try {
      mz::migrate(h, list("insert into nowhere values (1)"));
      ADD_FAILURE();
    } catch (const mz::error::sql_error& e) {
      EXPECT_STREQ(e.what(), "migration \"bad one\", statement 3: no such table: nowhere");
      EXPECT_EQ(e.step(), 2u);
      EXPECT_EQ(e.code(), SQLITE_ERROR);
      EXPECT_EQ(e.sql(), "insert into nowhere values (1)");
    }
    EXPECT_EQ(number(reads, "select count(*) from mizzle_migrations"), 1);
    EXPECT_EQ(number(reads, "select count(*) from a"), 1);
    EXPECT_FALSE(has(reads, "b"));
    EXPECT_FALSE(has(reads, "counters"));
    EXPECT_EQ(mz::migrate(h, list("insert into b values (2)")), (texts{"bad one", "two"})) << "what was not applied may be changed";
  });
}

TEST(migrate, a_guard_that_is_not_met_fails_it) {
  each_handle([](auto& h, auto& reads) {
    const auto list =
        mz::migrations(mz::migration("guarded", mz::create_table(counters), counter(1, "a"), increment(7).require_changes(1)));
    const std::string why = refusal_of([&] { mz::migrate(h, list); });
    EXPECT_EQ(why.find("migration \"guarded\", statement 3: "), 0u) << why;
    EXPECT_FALSE(has(reads, "counters"));
  });
}

TEST(migrate, a_failing_commit_leaves_nothing) {
  mz::sqlite::connection db{":memory:"};
  const auto list = mz::migrations(one());
  mz::migrate(db, mz::migrations());
  {
    sqlite3_commit_hook(db.native(), [](void*) { return 1; }, nullptr);
    try {
      mz::migrate(db, list);
      ADD_FAILURE();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(std::string{e.what()}.find("migration \"one\": "), 0u) << e.what();
    }
    sqlite3_commit_hook(db.native(), nullptr, nullptr);
  }
  EXPECT_FALSE(has(db, "a"));
  EXPECT_EQ(mz::migrate(db, list), texts{"one"});
}

TEST(migrate, an_answer_that_is_lost_is_found_in_the_database) {
  mz::sqlite::connection db{":memory:"};
  fake_batch batch{db};
  mz::migrate(batch, mz::migrations());
  int answers = 0;
  const std::function<void()> lose_the_third = [&] {
    if (++answers == 3) throw mz::error::transport_error{"the answer was lost", true};
    batch.after = lose_the_third;
  };
  batch.after = lose_the_third;
  mz::migrate(batch, mz::migrations(one(), two()));
  EXPECT_EQ(number(db, "select count(*) from mizzle_migrations"), 2);
  EXPECT_EQ(number(db, "select count(*) from a"), 1);
}

TEST(migrate, somebody_else_is_faster) {
  mz::sqlite::connection db{":memory:"};
  fake_batch batch{db};
  mz::migrate(batch, mz::migrations());
  int reads = 0;
  const std::function<void()> interfere = [&] {
    if (++reads == 3) mz::migrate(db, mz::migrations(one(), two()));
    else batch.before = interfere;
  };
  batch.before = interfere;
  EXPECT_EQ(mz::migrate(batch, all_three()), texts{"three"});
  EXPECT_EQ(number(db, "select sum(x) from a"), 3);
}

TEST(migrate, what_is_no_list_is_refused) {
  EXPECT_EQ(refusal_of([] { (void)mz::migrations(one(), two(), one()); }), "migrations: two have the id \"one\"");
  EXPECT_EQ(refusal_of([] { (void)mz::migration("", "select 1"); }), "migration: its id is empty");
  EXPECT_EQ(refusal_of([] { (void)mz::migration("a", " -- nothing\n;; /* at all */ "); }), "migration \"a\": it has no statement");
  for (const char* const word : {"commit", "begin", "pragma foreign_keys = off", "vacuum", "attach 'x' as y", "savepoint a"}) {
    const std::string why = refusal_of([&] { (void)mz::migration("a", std::string{"select 1; "} + word); });
    EXPECT_EQ(why.find("migration \"a\", statement 2: "), 0u) << why;
  }
}

TEST(migrate, a_plan_is_readable_sql_and_changes_nothing) {
  mz::sqlite::connection db{":memory:"};
  const auto list = mz::migrations(
      one(),
      mz::migration("text\nand values", mz::create_table(counters), counter(1, "it's ?"),
                    mz::any_write{"insert into a values (?), ('?'), (?), (?), (?)",
                                  {mz::value{1.5}, mz::value{std::int64_t{-7}}, mz::value{}, mz::value{mz::blob{std::byte{0xab}}}}}));
  EXPECT_EQ(mz::plan_migrations(db, list).missing(), 2u);
  EXPECT_FALSE(has(db, "mizzle_migrations"));
  mz::migrate(db, mz::migrations(one()));
  const auto plan = mz::plan_migrations(db, list);
  EXPECT_EQ(plan.missing(), 1u);
  ASSERT_EQ(plan.items.size(), 2u);
  EXPECT_TRUE(plan.items[0].applied);
  EXPECT_EQ(plan.items[1].statements.size(), 3u);
  EXPECT_EQ(plan.text(),
            "-- one: applied\n"
            "-- text and values\n"
            "begin immediate;\n"
            "create table \"counters\" (\"id\" integer primary key, \"label\" text not null unique, "
            "\"count\" integer not null default 0);\n"
            "insert into \"counters\" (\"id\", \"label\") values (1, 'it''s ?');\n"
            "insert into a values (15e-1), ('?'), (-7), (null), (x'ab');\n"
            "commit;\n");
  EXPECT_FALSE(has(db, "counters"));
}

TEST(migrate, a_plan_under_a_decimal_comma) {
  const support::decimal_comma locale;
  if (!locale.set) GTEST_SKIP() << "there is no German locale";
  mz::sqlite::connection db{":memory:"};
  const auto list = mz::migrations(mz::migration("a", mz::any_write{"create table t as select ? as x", {mz::value{0.25}}}));
  EXPECT_NE(mz::plan_migrations(db, list).text().find("select 25e-2 as x"), std::string::npos);
}

TEST(migrate, the_text_of_a_plan_does_what_the_migrations_do) {
  mz::sqlite::connection planned{":memory:"}, migrated{":memory:"};
  const auto plan = mz::plan_migrations(planned, all_three());
  for (const auto& item : plan.items) {
    for (const auto& sql : item.statements) planned.raw(sql);
  }
  mz::migrate(migrated, all_three());
  const auto rows = [](auto& db) {
    std::string all;
    for (const auto& r : db.template raw<std::int64_t, std::string, std::int64_t>("select id, label, count from counters order by id"))
      all += std::to_string(mz::get<0>(r)) + mz::get<1>(r) + std::to_string(mz::get<2>(r)) + " ";
    return all;
  };
  EXPECT_EQ(rows(planned), rows(migrated));
  EXPECT_EQ(rows(migrated), "1a0 102from; a1 ");
}

TEST(split_statements, at_semicolons_alone) {
  EXPECT_EQ(split_statements(""), texts{});
  EXPECT_EQ(split_statements(" ;; -- a; b\n /* c; d */ ; "), texts{});
  EXPECT_EQ(split_statements("a"), texts{"a"});
  EXPECT_EQ(split_statements("a;b ; c"), (texts{"a", "b", "c"}));
  EXPECT_EQ(split_statements("-- first; one\na -- of; it\n b; /* and ; */ c /* ; "), (texts{"a -- of; it\n b", "c"}));
  EXPECT_EQ(split_statements("a ';' \";\" `;` [;] 'it''s ;';b"), (texts{"a ';' \";\" `;` [;] 'it''s ;'", "b"}));
  EXPECT_EQ(split_statements("a 'not closed; b"), texts{"a 'not closed; b"});
  EXPECT_EQ(split_statements("a-b;c--"), (texts{"a-b", "c"}));
  EXPECT_EQ(split_statements("\xc3\xa4;\xc3\xb6"), (texts{"\xc3\xa4", "\xc3\xb6"}));
}

TEST(split_statements, not_inside_a_trigger) {
  const std::string body = " trigger t after insert on a begin select 1; select case when 1 then 2 end; end";
  for (const char* const head : {"create", "CREATE", "create temp", "create /* ; */ temporary", "explain create"})
    EXPECT_EQ(split_statements(head + body + "; x;"), (texts{head + body, "x"}));
  EXPECT_EQ(split_statements("create table trigger_a (b); c"), (texts{"create table trigger_a (b)", "c"}));
  EXPECT_EQ(split_statements("create temp table a (trigger); end; c"), (texts{"create temp table a (trigger)", "end", "c"}));
  EXPECT_EQ(split_statements("create trigger t begin a; 'end'; end /* ; */ ;x"), (texts{"create trigger t begin a; 'end'; end", "x"}));
  EXPECT_EQ(split_statements("create trigger t begin a; b"), texts{"create trigger t begin a; b"});
}

/// The same by asking SQLite at each semicolon whether the statement is complete, as lists of tokens.
std::vector<texts> split_by_sqlite(const std::string& sql) {
  std::vector<texts> all;
  const auto add = [&](const std::string& piece) {
    mz::detail::migrating::sql_tokens tokens{piece};
    texts& list = all.emplace_back();
    for (std::string_view token; !(token = tokens.next()).empty();) list.emplace_back(token);
    while (!list.empty() && list.back() == ";") list.pop_back();
    if (list.empty()) all.pop_back();
  };
  std::size_t start = 0;
  for (std::size_t at = 0; at != sql.size(); ++at) {
    if (sql[at] != ';' || sqlite3_complete(sql.substr(start, at + 1 - start).c_str()) == 0) continue;
    add(sql.substr(start, at + 1 - start));
    start = at + 1;
  }
  add(sql.substr(start));
  return all;
}

TEST(split_statements, where_sqlite_finds_them_complete) {
  const texts pieces{";",     ";",  "; end;", "end",  "create", "temp", "TEMPORARY", "trigger", "explain", "query",
                     "begin", "a",  "'",      "'x;'", "\"",     "[",    "]",         "`",       "--",      "\n",
                     "/*",    "*/", "-",      "/",    "1",      "\xc3", "end_",      "''"};
  std::mt19937 random{5};
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>{0, n - 1}(random); };
  std::size_t several = 0;
  for (int i = 0; i != 20000; ++i) {
    std::string sql = below(2) == 0 ? "create trigger " : "";
    for (std::size_t n = below(14); n != 0; --n) sql += pieces[below(pieces.size())] + (below(4) == 0 ? "" : " ");
    std::vector<texts> ours;
    for (const std::string& statement : split_statements(sql)) {
      mz::detail::migrating::sql_tokens tokens{statement};
      texts& list = ours.emplace_back();
      for (std::string_view token; !(token = tokens.next()).empty();) list.emplace_back(token);
      while (!list.empty() && list.back() == ";") list.pop_back();
    }
    ASSERT_EQ(ours, split_by_sqlite(sql)) << sql;
    several += ours.size() > 1 ? 1u : 0u;
  }
  EXPECT_GT(several, 1000u);
}

}  // namespace
