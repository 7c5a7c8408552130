// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <future>
#include <iostream>
#include <limits>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "migrations.hpp"
#include "produce.hpp"
#include "verify.hpp"

namespace {

using namespace session_log;
using namespace std::chrono_literals;

constexpr const char* help =
    R"(session_log: sessions whose messages the database numbers, written by many and followed while they are written

  session_log produce --db FILE [--producers N] [--turns N] [--pause MS] [--print]
      Producers write to three sessions (attic, garden, kitchen) at once, and a follower of each is shown what is stored. Killed and
      started again, they go on where they were.
      --producers N   how many, 4 by default
      --turns N       the turns of each, 100 by default: a question, the use of a tool and an answer, which is replaced once
      --pause MS      how long each waits behind a turn, 0 by default
      --print         prints each message when a follower is shown it: session, number, id and status
  session_log follow SESSION --db FILE [--from N] [--count N]
      Prints the messages of a session from a number on, and what another program adds to it.
      --count N       ends behind so many
  session_log verify --db FILE
      Looks whether numbers are without a gap and counts are right.
  session_log migrate --db FILE [--dry-run]
      Brings the schema of a file up to date, as produce does before it begins; or prints the SQL of what is missing.

Exit codes: 0 done; 1 wrong usage, or a database that cannot be used; 2 something was not stored, or is not as it should be.
)";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct arguments {
  std::string command, session, db;
  std::int64_t producers = 4, turns = 100, pause = 0, from = 0, count = std::numeric_limits<std::int64_t>::max();
  bool print = false, dry_run = false;
};

std::int64_t number(std::string_view option, std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (code != std::errc{} || end != text.data() + text.size() || n < least || n > most)
    throw usage_error{std::string{option} + " wants a number from " + std::to_string(least) + " to " + std::to_string(most)};
  return n;
}

arguments parse(int count, char** values) {
  arguments a;
  std::vector<std::string> words;
  for (int i = 1; i < count; ++i) {
    const std::string option = values[i];
    const bool has_value = option == "--db" || option == "--producers" || option == "--turns" || option == "--pause" ||
                           option == "--from" || option == "--count";
    if (has_value && i + 1 == count) throw usage_error{option + " needs a value"};
    if (option == "--db") a.db = values[++i];
    else if (option == "--producers") a.producers = number(option, values[++i], 1, 100);
    else if (option == "--turns") a.turns = number(option, values[++i], 0, 1'000'000'000);
    else if (option == "--pause") a.pause = number(option, values[++i], 0, 3'600'000);
    else if (option == "--from") a.from = number(option, values[++i], 0, std::numeric_limits<std::int64_t>::max());
    else if (option == "--count") a.count = number(option, values[++i], 0, std::numeric_limits<std::int64_t>::max());
    else if (option == "--print") a.print = true;
    else if (option == "--dry-run") a.dry_run = true;
    else if (option.starts_with("-")) throw usage_error{"unknown option " + option};
    else words.push_back(option);
  }
  if (words.empty()) throw usage_error{"a command is missing: produce, follow, verify or migrate"};
  a.command = words[0];
  if (a.command == "follow" && words.size() == 2) a.session = words[1];
  else if (a.command == "follow") throw usage_error{"follow wants one session"};
  else if (words.size() != 1) throw usage_error{"unexpected " + words[1]};
  if (a.db.empty()) throw usage_error{"--db FILE is missing"};
  return a;
}

/// A line for each message, written at once, so that what was printed is known also if the program is killed.
void print_message(const message& m) {
  static std::mutex mutex;
  const std::lock_guard lock{mutex};
  std::printf("%-8s %6lld  %-24s %s\n", m.session_id.c_str(), static_cast<long long>(m.sequence), m.id.c_str(), m.turn_status.c_str());
  std::fflush(stdout);
}

void bring_up_to_date(mz::sqlite::connection& db) {
  for (const std::string& id : mz::migrate(db, migrations())) std::fprintf(stderr, "migrated: %s\n", id.c_str());
}

/// Lets producers write until they are done, or something failed, and tells how many changes were stored.
std::int64_t run_producers(const arguments& a, database& db, const std::vector<live_session*>& sessions, std::atomic<bool>& failed) {
  std::atomic<std::int64_t> stored = 0;
  const auto apply = [&](std::size_t session, std::vector<change> transition) {
    const auto lost = sessions[session]->apply(transition);
    stored += static_cast<std::int64_t>(transition.size() - lost.size());
    if (lost.empty()) return;
    failed = true;
    std::rethrow_exception(lost[0].error);
  };
  const auto work = [&](const producer& p) {
    for (std::int64_t turn = p.next_turn(db); turn < a.turns && !failed; ++turn) {
      apply(p.session_of(turn), p.beginning_of(turn));
      apply(p.session_of(turn), p.end_of(turn));
      std::this_thread::sleep_for(std::chrono::milliseconds{a.pause});
    }
  };
  std::vector<std::future<void>> producers;
  for (int i = 1; i <= static_cast<int>(a.producers); ++i) producers.push_back(std::async(std::launch::async, work, producer{i}));
  const bool is_terminal = ::isatty(STDERR_FILENO) == 1 && !a.print;
  for (auto& p : producers) {
    while (p.wait_for(100ms) != std::future_status::ready) {
      if (is_terminal) std::fprintf(stderr, "\r%lld changes stored", static_cast<long long>(stored));
    }
  }
  if (is_terminal) std::fprintf(stderr, "\r%40s\r", "");
  for (auto& p : producers) p.get();
  return stored;
}

int produce(const arguments& a) {
  {
    mz::sqlite::connection db{a.db};
    bring_up_to_date(db);
  }
  std::atomic<int> lost = 0;
  std::atomic<bool> failed = false;
  database db = open_database(a.db, session_names.size() + 1, [&](const std::exception_ptr& e) {
    ++lost;
    try {
      std::rethrow_exception(e);
    } catch (const std::exception& why) {
      std::fprintf(stderr, "session_log: not stored: %s\n", why.what());
    }
  });
  std::list<live_session> sessions;
  std::list<follower> followers;
  std::vector<live_session*> by_number;
  for (const char* const name : session_names) {
    live_session& s = sessions.emplace_back(db, name, now());
    by_number.push_back(&s);
    followers.emplace_back(db, s, failed, [&](const update& u) {
      if (a.print) print_message(u.what);
    });
    std::printf("%-8s goes on behind %lld messages\n", name, static_cast<long long>(s.total()));
  }
  std::fflush(stdout);
  const std::int64_t stored = run_producers(a, db, by_number, failed);
  std::int64_t shown = 0;
  for (follower& f : followers) shown += f.finish();
  db.writer().flush().get();
  const auto metrics = db.writer().metrics();
  std::printf("%lld changes stored in %llu transactions, and %lld shown; each was stored when it was shown\n",
              static_cast<long long>(stored), static_cast<unsigned long long>(metrics.flushes), static_cast<long long>(shown));
  return lost == 0 && shown >= stored ? 0 : 2;  // more, if another program wrote as well
}

int follow(const arguments& a) {
  mz::sqlite::connection db{a.db, {.read_only = true}};
  std::int64_t next = a.from, left = a.count;
  while (left > 0) {
    const auto rows = db.all(messages_between(a.session, next, std::numeric_limits<std::int64_t>::max()));
    for (const message& m : rows) {
      if (left-- == 0) return 0;
      print_message(m);
      next = m.sequence + 1;
    }
    if (rows.empty()) std::this_thread::sleep_for(50ms);
  }
  return 0;
}

int verify(const arguments& a) {
  mz::sqlite::connection db{a.db, {.read_only = true}};
  bool is_right = true;
  for (const session_report& r : session_log::verify(db)) {
    std::printf("%-8s %6lld messages, %lld unread: %s\n", r.id.c_str(), static_cast<long long>(r.messages),
                static_cast<long long>(r.unread), r.faults.empty() ? "as it should be" : "wrong");
    for (const std::string& fault : r.faults) std::printf("  %s\n", fault.c_str());
    is_right = is_right && r.faults.empty();
  }
  return is_right ? 0 : 2;
}

int migrate(const arguments& a) {
  if (a.dry_run) {
    // A file that is not there yet is as empty as memory, and stays so.
    const bool is_there = std::filesystem::exists(a.db);
    mz::sqlite::connection db{is_there ? a.db : ":memory:", {.read_only = is_there}};
    std::fputs(mz::plan_migrations(db, migrations()).text().c_str(), stdout);
  } else {
    mz::sqlite::connection db{a.db};
    bring_up_to_date(db);
  }
  return 0;
}

int run(const arguments& a) {
  if (a.command == "produce") return produce(a);
  if (a.command == "follow") return follow(a);
  if (a.command == "verify") return verify(a);
  if (a.command == "migrate") return migrate(a);
  throw usage_error{"unknown command " + a.command + ": produce, follow, verify or migrate"};
}

}  // namespace

int main(int count, char** values) {
  try {
    if (std::any_of(values + 1, values + count, [](std::string_view v) { return v == "--help" || v == "-h"; })) {
      std::fputs(help, stdout);
      return 0;
    }
    const int code = run(parse(count, values));
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error{"the output cannot be written"};
    return code;
  } catch (const usage_error& e) {
    std::fprintf(stderr, "session_log: %s (see session_log --help)\n", e.what());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "session_log: %s\n", e.what());
    return 1;
  }
}
