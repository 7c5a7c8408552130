// SPDX-License-Identifier: MIT
// Kills the session_log program by kill -9, again and again, and looks what its file has.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "../../examples/session_log/verify.hpp"
#include "program.hpp"

namespace {

namespace mz = mizzle;
using namespace std::chrono_literals;
using session_log::messages;

/// A message as it was printed: shown to a follower.
struct printed {
  std::string session;
  std::int64_t number = 0;
  std::string status;
};

struct session_log_killed : testing::Test {
  programs::directory in;
  std::string file = in / "log.db";
  std::map<std::string, printed> shown;  // by id, of all runs

  /// Reads what a program printed. The last line can be cut off.
  void read_output() {
    std::string text = programs::content(in / "stdout");
    text.resize(text.rfind('\n') == text.npos ? 0 : text.rfind('\n') + 1);
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
      if (line.find('/') == line.npos) continue;
      std::istringstream parts{line};
      printed p;
      std::string id;
      parts >> p.session >> p.number >> id >> p.status;
      const auto before = shown.find(id);
      EXPECT_TRUE(before == shown.end() || before->second.number == p.number) << id << " keeps its number";
      shown[id] = p;
    }
  }
  /// What was shown is there, nothing is half there, and gives the number of messages.
  std::int64_t expect_whole() {
    mz::sqlite::connection db{file};
    if (mz::get<0>(db.raw<std::int64_t>("select count(*) from sqlite_master where name = 'mizzle_migrations'").one()) == 0) return 0;
    if (mz::get<0>(db.raw<std::int64_t>("select count(*) from mizzle_migrations").one()) < 2) return 0;
    EXPECT_EQ(mz::get<0>(db.raw<std::string>("pragma integrity_check").one()), "ok");
    for (const auto& r : session_log::verify(db)) EXPECT_TRUE(r.faults.empty()) << r.id << ": " << r.faults[0];
    std::map<std::string, mz::row_of<messages>> stored;
    for (const auto& m : db.all(mz::select(messages))) stored[m.id] = m;
    for (const auto& [id, p] : shown) {
      const auto found = stored.find(id);
      if (found == stored.end()) {
        ADD_FAILURE() << id << " was shown and is not there";
        continue;
      }
      EXPECT_EQ(found->second.session_id, p.session);
      EXPECT_EQ(found->second.sequence, p.number);
      EXPECT_TRUE(p.status == "active" || found->second.turn_status == "done") << id;
    }
    // Each producer wrote in its own order: what comes later in a turn is there only with what comes before, and so are turns.
    for (const auto& entry : stored) {
      const std::string& id = entry.first;
      const std::size_t first = id.find('/'), second = id.rfind('/');
      const std::string producer = id.substr(0, first), what = id.substr(second + 1);
      const int turn = std::stoi(id.substr(first + 1, second - first - 1));
      const auto expect_there = [&](int t, const char* w) {
        const auto found = stored.find(producer + "/" + std::to_string(t) + "/" + w);
        EXPECT_TRUE(found != stored.end() && found->second.turn_status == "done") << id << " is there without turn " << t << ", " << w;
      };
      if (what != "question") expect_there(turn, "question");
      if (what == "answer") expect_there(turn, "tool");
      if (turn != 0) expect_there(turn - 1, "answer");
    }
    return static_cast<std::int64_t>(stored.size());
  }
};

TEST_F(session_log_killed, at_100_moments_it_loses_nothing_and_goes_on) {
  std::mt19937 random{2026};
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  const auto lines_printed = [&] {
    const std::string text = programs::content(in / "stdout");
    return static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
  };
  std::int64_t messages_before = 0;
  int grew = 0;
  for (int round = 0; round != 100; ++round) {
    SCOPED_TRACE(round);
    programs::write(in / "stdout", "");
    const pid_t child =
        programs::start(SESSION_LOG_PROGRAM, in, {"produce", "--db", file, "--producers", "3", "--turns", "1000000", "--print"});
    // A quarter is killed at its start, the others behind some of their messages.
    const unsigned lines = below(4) == 0 ? 0 : 1 + below(60);
    const auto hangs = std::chrono::steady_clock::now() + 60s;
    while (lines_printed() < lines && std::chrono::steady_clock::now() < hangs) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(std::chrono::microseconds{below(lines == 0 ? 30000 : 5000)});
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_GE(lines_printed(), lines) << "it has stopped to show anything";
    ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << programs::content(in / "stderr");
    read_output();
    const std::int64_t now = expect_whole();
    EXPECT_GE(now, messages_before);
    grew += now > messages_before ? 1 : 0;
    messages_before = now;
    if (HasFailure()) return;
  }
  EXPECT_GE(grew, 50);

  // Left alone it ends.
  mz::sqlite::connection db{file};
  const auto turns = 3 + mz::get<0>(db.raw<std::int64_t>("select count(*) from messages where id like '%/question'").one());
  const auto end =
      programs::run(SESSION_LOG_PROGRAM, in, {"produce", "--db", file, "--producers", "3", "--turns", std::to_string(turns), "--print"});
  EXPECT_EQ(end.code, 0) << end.err;
  read_output();
  EXPECT_EQ(expect_whole(), 3 * 3 * turns);
}

}  // namespace
