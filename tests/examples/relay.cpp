// SPDX-License-Identifier: MIT
// Runs the relay program as a user would: imports, interrupted imports, bad lines, and what it prints.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <locale>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <mizzle/mizzle.hpp>
#include <nlohmann/json.hpp>

#include "program.hpp"

namespace {

namespace mz = mizzle;
using json = nlohmann::json;
using programs::content;
using programs::directory;
using programs::finished;
using programs::words;
using programs::write;

pid_t start(const directory& in, const words& arguments, const std::string& output = {}) {
  return programs::start(RELAY_PROGRAM, in, arguments, output);
}
programs::finished run(const directory& in, const words& arguments) { return programs::run(RELAY_PROGRAM, in, arguments); }

std::int64_t number(mz::sqlite::connection& db, std::string_view sql) { return mz::get<0>(db.raw<std::int64_t>(sql)[0]); }
std::string text(mz::sqlite::connection& db, std::string_view sql) { return std::string{mz::get<0>(db.raw<std::string>(sql)[0])}; }

/// What an import of a transcript must give, worked out from the file alone.
std::string expected_stats(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::set<std::string> agents;
  std::map<std::string, std::set<std::string>> open, closed;  // who belongs to a channel, a conversation
  long messages = 0, replies = 0, deliveries = 0;
  for (std::string line; std::getline(in, line);) {
    const json m = json::parse(line);
    const std::string agent = m["agent"], name = m["channel"];
    agents.insert(agent);
    std::set<std::string>* belong = nullptr;
    if (name[0] == '@' || name.starts_with("dm/")) {
      std::set<std::string> both{agent};
      if (name[0] == '@') {
        both.insert(name.substr(1));
      } else {
        both = {name.substr(3, name.find(',') - 3), name.substr(name.find(',') + 1)};
      }
      agents.insert(both.begin(), both.end());
      belong = &closed["dm/" + *both.begin() + "," + *both.rbegin()];
      belong->insert(both.begin(), both.end());
    } else {
      belong = &(name.starts_with("group/") ? closed : open)[name];
      belong->insert(agent);
    }
    ++messages;
    replies += !m["reply_to"].is_null();
    deliveries += static_cast<long>(belong->size()) - 1;
  }
  const auto people = [](const auto& channels) {
    std::size_t n = 0;
    for (const auto& [name, who] : channels) n += who.size();
    return n;
  };
  std::ostringstream out;
  out.imbue(std::locale::classic());  // as the program prints, whatever the locale
  out << "agents: " << agents.size() << "\nchannels: " << open.size() + closed.size() << "\nmembers: " << people(open)
      << "\nparticipants: " << people(closed) << "\nmessages: " << messages << "\nreplies: " << replies << "\ndeliveries: " << deliveries
      << "\nlogs: " << messages << "\nreceipts: 0\n";
  return out.str();
}

/// Messages without their log, or without as many deliveries as there were other members at that moment: those who had
/// written there before, or the other one of two.
constexpr std::string_view incomplete = R"(
  select count(*) from messages m join channels c on c.id = m.channel_id
  where not exists (select 1 from message_logs l where l.message_id = m.id)
     or (select count(*) from deliveries d where d.message_id = m.id) <>
        case c.channel_type when 1
          then (select count(*) - 1 from dm_participants p join dm_conversations v on v.id = p.conversation_id where v.channel_id = c.id)
          else (select count(distinct e.agent_id) from messages e where e.channel_id = c.id and e.id <= m.id and e.agent_id <> m.agent_id) end)";

void expect_sound(const std::string& file) {
  mz::sqlite::connection db{file};
  EXPECT_EQ(text(db, "pragma integrity_check"), "ok");
  EXPECT_EQ(number(db, "select count(*) from pragma_foreign_key_check"), 0);
  EXPECT_EQ(number(db, incomplete), 0);
}

/// The words of an import by a policy, or by threads.
words import_by(const std::string& how, const std::string& transcript, const std::string& db) {
  words result{"import", transcript, "--db", db};
  if (how == "threads") {
    result.insert(result.end(), {"--threads", "3"});
  } else {
    result.insert(result.end(), {"--policy", how});
  }
  return result;
}

void import_twice(const std::string& transcript, const std::string& how) {
  if (!std::filesystem::exists(transcript)) GTEST_SKIP() << "there is no transcript " << transcript;
  const directory dir;
  const std::string db = dir / "relay.db", expected = expected_stats(transcript);
  const finished first = run(dir, import_by(how, transcript, db));
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(first.err, "");
  EXPECT_EQ(run(dir, {"stats", "--db", db}).out, expected);
  expect_sound(db);
  const finished second = run(dir, import_by(how, transcript, db));
  EXPECT_EQ(second.code, 0);
  EXPECT_EQ(second.out.find("added: 0\nskipped: "), 0u) << second.out;
  EXPECT_EQ(run(dir, {"stats", "--db", db}).out, expected);
}

class relay_policy : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(each, relay_policy, testing::Values("transaction", "batch", "sequential", "threads"),
                         [](const auto& each) { return std::string{each.param}; });

TEST_P(relay_policy, imports_the_short_transcript) { import_twice(RELAY_TRANSCRIPT, GetParam()); }
TEST_P(relay_policy, imports_the_big_transcript) {
  const char* const folder = std::getenv("MIZZLE_TEST_DATA");
  if (!folder) GTEST_SKIP() << "the big transcript is not part of the repository: MIZZLE_TEST_DATA names its folder (tests/README.md)";
  import_twice(std::string{folder} + "/transcript.jsonl", GetParam());
}

/// The short transcript again and again under new ids.
std::string repeated(int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    std::ifstream in{RELAY_TRANSCRIPT, std::ios::binary};
    for (std::string line; std::getline(in, line);) {
      json m = json::parse(line);
      m["id"] = m["id"].get<long>() + i * 1000;
      if (!m["reply_to"].is_null()) m["reply_to"] = m["reply_to"].get<long>() + i * 1000;
      result += m.dump() + "\n";
    }
  }
  return result;
}

TEST_P(relay_policy, survives_kill_at_fifty_moments) {
  const directory dir;
  const std::string db = dir / "relay.db", file = dir / "long.jsonl", policy = GetParam();
  write(file, repeated(60));
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_EQ(run(dir, {"--help"}).code, 0);
  const auto startup = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  int killed = 0, in_the_middle = 0;
  for (int moment = 0; moment < 50; ++moment) {
    const pid_t child = start(dir, import_by(policy, file, db));
    std::this_thread::sleep_for(startup / 2 + std::chrono::microseconds{moment * (policy == "threads" ? 2000 : 300)});
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status);
    if (!std::filesystem::exists(db)) continue;
    mz::sqlite::connection check{db};
    if (number(check, "select count(*) from sqlite_schema where name = 'read_receipts'") == 0) continue;
    in_the_middle += number(check, "select count(*) from messages") > 0;
    // Without any means of atomicity, at most the message that was being sent can be incomplete.
    ASSERT_LE(number(check, incomplete), policy == "sequential" ? 1 : 0) << "after " << moment << " kills";
    ASSERT_EQ(number(check, "select count(*) from pragma_foreign_key_check"), 0);
  }
  EXPECT_GT(killed, 0);
  EXPECT_GT(in_the_middle, 0);
  ASSERT_EQ(run(dir, import_by(policy, file, db)).code, 0);
  EXPECT_EQ(run(dir, {"stats", "--db", db}).out, expected_stats(file));
  expect_sound(db);
}

TEST(relay, reports_bad_lines_and_goes_on) {
  const directory dir;
  const std::string good_1 = R"({"id":1,"ts":5,"agent":"ann","channel":"c","reply_to":null,"text":"one"})",
                    good_2 = R"({"id":2,"ts":6,"agent":"ben","channel":"c","reply_to":1,"text":"two"})";
  const std::pair<std::string, std::string> bad[] = {
      {R"({"id":3,)", "not valid JSON"},
      {"", "not valid JSON"},
      {"{\"id\":3,\"ts\":5,\"agent\":\"bad\",\"channel\":\"bad\",\"reply_to\":null,\"text\":\"\xff\"}", "not valid JSON"},
      {R"([1, 2])", "not a JSON object"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"bad","reply_to":null})", "\"text\" is missing"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"bad","text":"x"})", "\"reply_to\" is missing"},
      {R"({"id":"3","ts":5,"agent":"bad","channel":"bad","reply_to":null,"text":"x"})", "\"id\" must be a 64-bit integer"},
      {R"({"id":9223372036854775808,"ts":5,"agent":"bad","channel":"bad","reply_to":null,"text":"x"})", "\"id\" must be a 64-bit integer"},
      {R"({"id":3,"ts":5.5,"agent":"bad","channel":"bad","reply_to":null,"text":"x"})", "\"ts\" must be a 64-bit integer"},
      {R"({"id":3,"ts":5,"agent":null,"channel":"bad","reply_to":null,"text":"x"})", "\"agent\" must be a string"},
      {R"({"id":3,"ts":5,"agent":"","channel":"bad","reply_to":null,"text":"x"})", "\"agent\" must not be empty"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"bad","reply_to":99,"text":"x"})", "message 99, which does not exist"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"bad","reply_to":3,"text":"x"})", "message 3, which does not exist"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"bad","reply_to":1,"text":"x"})", "another channel"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"dm/bad","reply_to":null,"text":"x"})", "must name two agents"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"dm/x,y","reply_to":null,"text":"x"})", "takes no part"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"@","reply_to":null,"text":"x"})", "names no agent"},
      {R"({"id":3,"ts":5,"agent":"bad","channel":"@x,y","reply_to":null,"text":"x"})", "comma"},
  };
  for (const auto& [line, why] : bad) {
    for (const char* const how : {"transaction", "threads"}) {
      std::filesystem::remove(dir / "relay.db");
      write(dir / "t.jsonl", good_1 + "\n" + line + "\n" + good_2 + "\n");
      const finished f = run(dir, import_by(how, dir / "t.jsonl", dir / "relay.db"));
      EXPECT_EQ(f.code, 2) << line;
      EXPECT_EQ(f.out, "added: 2\nskipped: 0\nrefused: 1\n") << line;
      EXPECT_EQ(f.err.find((dir / "t.jsonl") + ":2: "), 0u) << f.err;
      EXPECT_NE(f.err.find(why), std::string::npos) << f.err;
      EXPECT_EQ(run(dir, {"stats", "--db", dir / "relay.db"}).out,
                "agents: 2\nchannels: 1\nmembers: 2\nparticipants: 0\nmessages: 2\nreplies: 1\ndeliveries: 1\nlogs: 2\nreceipts: 0\n")
          << line;
    }
  }
}

TEST(relay, tells_recipients_why) {
  const directory dir;
  const std::string file = dir / "relay.db";
  ASSERT_EQ(run(dir, {"import", RELAY_TRANSCRIPT, "--db", file}).code, 0);
  mz::sqlite::connection db{file};
  const auto reason = [&](int message, const std::string& agent) {
    return text(db, "select reason from deliveries d join agents a on a.id = d.agent_id where d.message_id = " + std::to_string(message) +
                        " and a.name = '" + agent + "'");
  };
  EXPECT_EQ(reason(8, "ann"), "mention");
  EXPECT_EQ(reason(8, "ben-o"), "mention");
  EXPECT_EQ(reason(15, "dee"), "message");
  EXPECT_EQ(reason(37, "cléo"), "mention");
  EXPECT_EQ(reason(10, "dee"), "thread-reply");
  EXPECT_EQ(reason(11, "dee"), "dm");
  EXPECT_EQ(number(db, "select mention_count from message_logs where message_id = 8"), 2);
  EXPECT_EQ(number(db, "select mention_count from message_logs where message_id = 15"), 0);
  EXPECT_EQ(number(db, "select thread_id from messages where id = 25"), 23) << "a reply to a reply belongs to the first message";
  EXPECT_EQ(number(db, "select count(*) from deliveries where message_id = 26"), 0) << "a note to oneself";
}

TEST(relay, reads_and_shows_the_inbox) {
  const directory dir;
  const std::string file = dir / "relay.db";
  ASSERT_EQ(run(dir, {"import", RELAY_TRANSCRIPT, "--db", file}).code, 0);
  const std::string before = run(dir, {"inbox", "dee", "--db", file}).out;
  EXPECT_EQ(before.find("10\tgeneral\tann\tthread-reply\tWelcome, @dee!\n11\tdm/ann,dee\tann\tdm\tAsk me"), 0u) << before;
  EXPECT_NE(before.find("Tabs\\tor spaces?\\x0d\\nAsking"), std::string::npos) << before;
  const finished first = run(dir, {"read", "dee", "10", "--db", file});
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(first.out.find("message 10 read at "), 0u);
  EXPECT_EQ(run(dir, {"inbox", "dee", "--db", file}).out, before.substr(before.find('\n') + 1));
  EXPECT_EQ(run(dir, {"read", "dee", "10", "--db", file}).out, first.out) << "the first time of reading stays";

  EXPECT_EQ(run(dir, {"read", "dee", "2", "--db", file}).code, 0);
  mz::sqlite::connection db{file};
  EXPECT_EQ(
      number(
          db,
          "select last_read_id from channel_members m join agents a on a.id = m.agent_id where a.name = 'dee' and last_read_id is not null"),
      10)
      << "the mark moves only forward";
  EXPECT_NE(run(dir, {"stats", "--db", file}).out.find("receipts: 2\n"), std::string::npos);

  EXPECT_EQ(run(dir, {"read", "dee", "27", "--db", file}).code, 2) << "a conversation of others";
  EXPECT_EQ(run(dir, {"read", "dee", "9999", "--db", file}).err, "relay: no message 9999 for dee\n");
  EXPECT_EQ(run(dir, {"inbox", "nobody", "--db", file}).code, 2);
}

TEST(relay, refuses_wrong_usage) {
  const directory dir;
  const words wrong[] = {{},
                         {"fly"},
                         {"import"},
                         {"import", RELAY_TRANSCRIPT},
                         {"stats"},
                         {"stats", "--db"},
                         {"stats", "--db", dir / "none.db"},
                         {"inbox", "--db", dir / "x.db"},
                         {"read", "ann", "one", "--db", dir / "x.db"},
                         {"import", dir / "none.jsonl", "--db", dir / "x.db"},
                         {"import", dir / ".", "--db", dir / "x.db"},
                         {"import", RELAY_TRANSCRIPT, "--db", dir / "x.db", "--policy", "maybe"},
                         {"import", RELAY_TRANSCRIPT, "--db", dir / "x.db", "--threads", "0"},
                         {"import", RELAY_TRANSCRIPT, "--db", dir / "x.db", "--threads", "many"},
                         {"import", RELAY_TRANSCRIPT, "--db", dir / "x.db", "--threads", "2", "--policy", "batch"},
                         {"stats", "--db", dir / "x.db", "--threads", "2"},
                         {"stats", "--db", dir / "x.db", "--loud"}};
  for (const words& w : wrong) {
    const finished f = run(dir, w);
    EXPECT_EQ(f.code, 1) << testing::PrintToString(w);
    EXPECT_EQ(f.err.find("relay: "), 0u) << testing::PrintToString(w) << f.err;
    EXPECT_EQ(std::count(f.err.begin(), f.err.end(), '\n'), 1) << f.err;
  }
  EXPECT_EQ(run(dir, {"--help"}).code, 0);
}

TEST(relay, output_that_cannot_be_written_is_an_error) {
  const directory dir;
  const std::string file = dir / "relay.db";
  ASSERT_EQ(run(dir, {"import", RELAY_TRANSCRIPT, "--db", file}).code, 0);
  for (const words& command :
       {words{"inbox", "dee", "--db", file}, words{"stats", "--db", file}, words{"read", "dee", "11", "--db", file}, words{"--help"}}) {
    int status = 0;
    ::waitpid(start(dir, command, "/dev/full"), &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 1) << command[0];
    EXPECT_NE(content(dir / "stderr").find("cannot be written"), std::string::npos) << command[0];
  }
}

TEST(relay, reads_from_a_read_only_medium) {
  const directory dir, medium;
  const std::string at = medium / "", file = medium / "relay.db";
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("none", at.c_str(), "tmpfs", 0, nullptr) != 0) {
    GTEST_SKIP() << "this needs the right to mount";
  }
  ASSERT_EQ(run(dir, {"import", RELAY_TRANSCRIPT, "--db", file}).code, 0);
  const std::string inbox = run(dir, {"inbox", "dee", "--db", file}).out, stats = run(dir, {"stats", "--db", file}).out;
  ASSERT_EQ(::mount("none", at.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
  EXPECT_EQ(run(dir, {"inbox", "dee", "--db", file}).out, inbox);
  EXPECT_EQ(run(dir, {"stats", "--db", file}).out, stats);
  EXPECT_FALSE(inbox.empty());
  EXPECT_EQ(run(dir, {"read", "dee", "11", "--db", file}).code, 1);
  EXPECT_EQ(run(dir, {"stats", "--db", medium / "none.db"}).code, 1);
  EXPECT_EQ(::umount(at.c_str()), 0);
}

}  // namespace
