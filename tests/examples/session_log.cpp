// SPDX-License-Identifier: MIT
// Runs the session_log program as a user would, and looks into its file instead of believing it.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../../examples/session_log/migrations.hpp"
#include "../../examples/session_log/verify.hpp"
#include "program.hpp"

namespace {

namespace mz = mizzle;
using programs::words;

struct session_log_program : testing::Test {
  programs::directory in;
  std::string file = in / "log.db";

  programs::finished run(words arguments) {
    arguments.insert(arguments.end(), {"--db", file});
    return programs::run(SESSION_LOG_PROGRAM, in, arguments);
  }
  std::int64_t number(std::string_view sql) {
    mz::sqlite::connection db{file, {.read_only = true}};
    return mz::get<0>(db.raw<std::int64_t>(sql)[0]);
  }
  void expect_right(std::int64_t messages) {
    mz::sqlite::connection db{file, {.read_only = true}};
    std::int64_t count = 0;
    for (const auto& r : session_log::verify(db)) {
      EXPECT_TRUE(r.faults.empty()) << r.id << ": " << r.faults[0];
      count += r.messages;
    }
    EXPECT_EQ(count, messages);
  }
};

TEST_F(session_log_program, all_that_is_shown_is_stored_and_a_second_run_goes_on) {
  const auto first = run({"produce", "--producers", "4", "--turns", "20", "--print"});
  EXPECT_EQ(first.code, 0) << first.err;
  expect_right(240);
  std::set<std::string> shown;
  std::istringstream lines{first.out};
  for (std::string line; std::getline(lines, line);) {
    if (line.find('/') == line.npos) continue;
    EXPECT_TRUE(shown.insert(line).second) << line;
  }
  EXPECT_EQ(shown.size(), 320u) << first.out;
  EXPECT_EQ(number("select count(*) from messages where turn_status = 'active'"), 0);

  const auto second = run({"produce", "--producers", "5", "--turns", "30"});
  EXPECT_EQ(second.code, 0) << second.err;
  expect_right(450);
  EXPECT_NE(second.out.find("garden   goes on behind 8"), std::string::npos) << second.out;
  const auto verified = run({"verify"});
  EXPECT_EQ(verified.code, 0);
  EXPECT_EQ(std::count(verified.out.begin(), verified.out.end(), '\n'), 3);
}

TEST_F(session_log_program, two_programs_at_once_number_one_log) {
  (void)run({"migrate"});
  const pid_t other =
      programs::start(SESSION_LOG_PROGRAM, in, {"produce", "--db", file, "--producers", "6", "--turns", "20"}, in / "other");
  const auto mine = run({"produce", "--producers", "3", "--turns", "20"});
  int status = -1;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(mine.code, 0) << mine.err;
  EXPECT_EQ(status, 0) << programs::content(in / "other");
  expect_right(360);
}

TEST_F(session_log_program, who_follows_is_shown_what_another_program_adds) {
  (void)run({"migrate"});
  const pid_t follower =
      programs::start(SESSION_LOG_PROGRAM, in, {"follow", "attic", "--from", "2", "--count", "10", "--db", file}, in / "seen");
  const auto produced = run({"produce", "--producers", "2", "--turns", "10"});
  EXPECT_EQ(produced.code, 0) << produced.err;
  int status = -1;
  ::waitpid(follower, &status, 0);
  EXPECT_EQ(status, 0);
  std::istringstream seen{programs::content(in / "seen")};
  std::int64_t expected = 2;
  for (std::string session, n, id, state; seen >> session >> n >> id >> state; ++expected) {
    EXPECT_EQ(session, "attic");
    EXPECT_EQ(n, std::to_string(expected));
    EXPECT_EQ(number("select sequence from messages where id = '" + id + "'"), expected);
  }
  EXPECT_EQ(expected, 12);
}

TEST_F(session_log_program, a_file_of_the_first_days_is_repaired_before_anybody_writes) {
  {
    mz::sqlite::connection db{file};
    mz::migrate(db, mz::migrations(mz::migration("1 sessions and messages", session_log::first_schema)));
    db.raw("insert into sessions (id, last_activity_at) values ('attic', '10:00')");
    db.raw(
        "insert into messages (id, session_id, type, timestamp, sequence) values ('a', 'attic', 'user', '10:00', 0), ('b', 'attic', 'tool', '10:00', 0)");
  }
  EXPECT_NE(programs::run(SESSION_LOG_PROGRAM, in, {"migrate", "--dry-run", "--db", in / "new.db"}).out.find("create table sessions"),
            std::string::npos);
  EXPECT_EQ(programs::run(SESSION_LOG_PROGRAM, in, {"verify", "--db", in / "new.db"}).code, 1) << "a plan makes no file";
  const auto plan = run({"migrate", "--dry-run"});
  EXPECT_EQ(plan.code, 0) << plan.err;
  EXPECT_NE(plan.out.find("-- 1 sessions and messages: applied\n-- 2 numbers by the database\nbegin immediate;\n"), std::string::npos)
      << plan.out;
  EXPECT_EQ(number("select count(*) from mizzle_migrations"), 1);
  EXPECT_EQ(run({"produce", "--turns", "3"}).code, 0);
  expect_right(38);
  EXPECT_EQ(number("select sequence from messages where id = 'b'"), 1);
}

TEST_F(session_log_program, a_log_with_a_gap_is_told) {
  EXPECT_EQ(run({"produce", "--turns", "3"}).code, 0);
  {
    mz::sqlite::connection db{file};
    db.raw("delete from messages where session_id = 'garden' and sequence = 4");
  }
  const auto verified = run({"verify"});
  EXPECT_EQ(verified.code, 2);
  EXPECT_NE(verified.out.find("wrong\n  the next number is 12 and not 11\n"), std::string::npos) << verified.out;
}

TEST_F(session_log_program, what_is_refused_is_told_and_not_shown) {
  (void)run({"migrate"});
  {
    mz::sqlite::connection db{file};
    db.raw("create trigger refuse before insert on messages when new.id = 'p1/3/tool' begin select raise(abort, 'no tools today'); end");
  }
  const auto produced = run({"produce", "--producers", "1", "--turns", "5", "--print"});
  EXPECT_EQ(produced.code, 1);
  EXPECT_EQ(produced.err.find("session_log: no tools today"), 0u) << produced.err;
  EXPECT_EQ(produced.out.find("p1/3/tool"), std::string::npos);
  EXPECT_NE(produced.out.find("p1/3/answer"), std::string::npos) << "its neighbours are stored";
  expect_right(11);
  const auto others = run({"produce", "--producers", "2", "--turns", "1000000"});
  EXPECT_EQ(others.code, 1) << "who cannot write ends it for all";
}

TEST_F(session_log_program, wrong_usage_is_said_on_stderr) {
  for (const words& wrong :
       {words{}, words{"produce"}, words{"dance", "--db", "x"}, words{"follow", "--db", file}, words{"produce", "x", "--db", file},
        words{"produce", "--db", file, "--turns"}, words{"produce", "--db", file, "--producers", "0"},
        words{"produce", "--db", file, "--turns", "1.5"}, words{"verify", "--db", in / "not there.db"},
        words{"produce", "--db", in / "no such folder/x.db"}, words{"verify", "--loud", "--db", file}}) {
    const auto end = programs::run(SESSION_LOG_PROGRAM, in, wrong);
    EXPECT_EQ(end.code, 1);
    EXPECT_EQ(end.out, "");
    EXPECT_EQ(end.err.find("session_log: "), 0u) << end.err;
  }
  EXPECT_EQ(programs::run(SESSION_LOG_PROGRAM, in, {"--help"}).code, 0);
}

}  // namespace
