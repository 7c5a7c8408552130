// SPDX-License-Identifier: MIT
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.hpp"
#include "import.hpp"
#include "threads.hpp"

namespace {

namespace mz = mizzle;
using namespace mz::literals;
using relay::id_type;

constexpr const char* help = R"(relay: a small messaging engine in one SQLite file

  relay import FILE.jsonl --db FILE [--policy transaction|batch|sequential | --threads N]
  relay inbox AGENT --db FILE          what was delivered to AGENT and is not read yet
  relay read AGENT MESSAGE --db FILE   marks a message as read
  relay stats --db FILE                how much of everything there is

A transcript has one JSON object a line:
  {"id": 1, "ts": 1700000000, "agent": "ann", "channel": "general", "reply_to": null, "text": "hello @bob"}

The author joins the channel with the first message there. The channel's name says what it is:
  @name       a one-to-one message from the author to `name`
  dm/x,y      the same between the agents x and y, one of whom is the author
  group/...   a group conversation
  others      an open channel, in which `@name` mentions a member
A line with `reply_to` replies in the thread of that message, in the same channel.

A line that cannot be imported is reported on stderr and changes nothing; the rest goes on. A message whose id exists is
skipped, so that an import that was interrupted can be run again.

Policies: `transaction` and `batch` send each message as a whole or not at all. `sequential` runs one statement after
another, so that an interrupted import can leave one message half sent, which the next run completes.

Threads: N threads parse, and one writes, many messages in one transaction. What is imported is the same, and sooner done.

Exit codes: 0 done; 1 wrong usage, or a file, database or output that cannot be used; 2 lines refused, or nothing to read.
)";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct arguments {
  std::vector<std::string> words;
  std::string db, policy, threads;
};

arguments parse(int count, char** values) {
  arguments result;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = values[i];
    if (word == "--db" || word == "--policy" || word == "--threads") {
      if (++i == count) throw usage_error{std::string{word} + " needs a value"};
      (word == "--db" ? result.db : word == "--policy" ? result.policy : result.threads) = values[i];
    } else if (word.starts_with("--")) {
      throw usage_error{"unknown option " + std::string{word}};
    } else {
      result.words.emplace_back(word);
    }
  }
  if (result.words.empty()) throw usage_error{"no command"};
  return result;
}

void expect(const arguments& a, std::size_t words, const char* form) {
  if (a.words.size() != words) throw usage_error{std::string{"expected: relay "} + form};
  if (a.db.empty()) throw usage_error{"--db FILE is missing"};
  if (!a.policy.empty() && a.words[0] != "import") throw usage_error{"--policy belongs to import"};
  if (!a.threads.empty() && a.words[0] != "import") throw usage_error{"--threads belongs to import"};
}

/// How many threads an import is told to use; 0 if it is not told.
std::size_t threads_of(const arguments& a) {
  if (a.threads.empty()) return 0;
  std::size_t result = 0;
  const auto [end, code] = std::from_chars(a.threads.data(), a.threads.data() + a.threads.size(), result);
  if (code != std::errc{} || end != a.threads.data() + a.threads.size() || result == 0 || result > 256)
    throw usage_error{"--threads needs a number from 1 to 256"};
  if (!a.policy.empty() && a.policy != "transaction") throw usage_error{"--threads needs the policy transaction"};
  return result;
}

/// A text on one line: control characters are escaped, so that it can neither break the line nor move the cursor.
std::string on_one_line(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      char code[8];
      std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      result += code;
    } else {
      result += c;
    }
  }
  return result;
}

/// A bar on stderr, if that is a terminal.
class progress_bar {
 public:
  explicit progress_bar(std::uintmax_t whole) : whole_{std::max<std::uintmax_t>(whole, 1)}, shown_{::isatty(STDERR_FILENO) == 1} {}
  ~progress_bar() { clear(); }
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;

  void show(std::uintmax_t done) {
    const auto percent = static_cast<int>(std::min<std::uintmax_t>(done * 100 / whole_, 100));
    if (!shown_ || percent == percent_) return;
    percent_ = percent;
    std::string bar(static_cast<std::size_t>(percent) / 2, '#');
    std::fprintf(stderr, "\r[%-50s] %3d%%", bar.c_str(), percent);
  }
  void clear() {
    if (shown_ && percent_ >= 0) std::fprintf(stderr, "\r%60s\r", "");
    percent_ = -1;
  }

 private:
  std::uintmax_t whole_;
  bool shown_;
  int percent_ = -1;
};

int import(const arguments& a) {
  expect(a, 2, "import FILE.jsonl --db FILE [--policy transaction|batch|sequential | --threads N]");
  const std::size_t threads = threads_of(a);
  const std::string policy = a.policy.empty() ? "transaction" : a.policy;
  if (policy != "transaction" && policy != "batch" && policy != "sequential")
    throw usage_error{"unknown policy " + policy + ": transaction, batch or sequential"};
  const std::string& file = a.words[1];
  std::error_code failed;
  const auto size = std::filesystem::is_regular_file(file, failed) ? std::filesystem::file_size(file, failed) : 0;
  std::ifstream in{file, std::ios::binary};
  if (!in || std::filesystem::is_directory(file, failed)) throw usage_error{"cannot read " + file};

  mz::sqlite::connection db{a.db, {.synchronous = mz::sqlite::synchronous::normal}};
  relay::create_tables(db);
  progress_bar bar{size};
  const auto report = [&](std::size_t line, const std::string& why) {
    bar.clear();
    std::fprintf(stderr, "%s:%zu: %s\n", file.c_str(), line, on_one_line(why).c_str());
  };
  const auto progress = [&](std::size_t done) { bar.show(done); };
  const auto run = [&](auto& handle) { return relay::import_file(handle, db, in, report, progress); };

  relay::import_counts counts;
  if (threads != 0) {
    counts = relay::import_file(std::move(db), threads, in, report, progress);
  } else if (policy == "batch") {
    relay::batch_handle handle{db};
    counts = run(handle);
  } else if (policy == "sequential") {
    relay::sequential_handle handle{db};
    counts = run(handle);
  } else {
    counts = run(db);
  }
  bar.clear();
  std::printf("added: %zu\nskipped: %zu\nrefused: %zu\n", counts.added, counts.skipped, counts.refused);
  return counts.refused == 0 ? 0 : 2;
}

mz::sqlite::connection open_existing(const std::string& path) {
  return mz::sqlite::connection{path, {.synchronous = mz::sqlite::synchronous::normal, .create = false}};
}

/// On a medium that is read-only as a whole, the files that WAL needs beside the database cannot be made.
mz::sqlite::connection open_to_read(const std::string& path) {
  struct statvfs medium{};
  const bool immutable = ::statvfs(path.c_str(), &medium) == 0 && (medium.f_flag & ST_RDONLY) != 0;
  return mz::sqlite::connection{path, {.read_only = true, .immutable = immutable, .create = false}};
}

int inbox(const arguments& a) {
  expect(a, 2, "inbox AGENT --db FILE");
  using relay::agents, relay::channels, relay::deliveries, relay::messages;
  mz::sqlite::connection db = open_to_read(a.db);
  const id_type agent = relay::agent_of(db, a.words[1]);
  const auto unread = mz::select(messages.id, channels.name, agents.name, deliveries.reason, messages.body)
                          .from(deliveries)
                          .inner_join(messages, messages.id == deliveries.message_id)
                          .inner_join(channels, channels.id == messages.channel_id)
                          .inner_join(agents, agents.id == messages.agent_id)
                          .where(deliveries.agent_id == agent && deliveries.status == "accepted")
                          .order_by(messages.id);
  for (auto&& [id, channel, sender, reason, body] : db.stream(unread)) {
    std::printf("%lld\t%s\t%s\t%s\t%s\n", static_cast<long long>(id), on_one_line(channel).c_str(), on_one_line(sender).c_str(),
                on_one_line(reason).c_str(), on_one_line(body).c_str());
  }
  return 0;
}

int read(const arguments& a) {
  expect(a, 3, "read AGENT MESSAGE --db FILE");
  const std::string& number = a.words[2];
  id_type message = 0;
  const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), message);
  if (code != std::errc{} || end != number.data() + number.size()) throw usage_error{"\"" + number + "\" is not a message id"};
  mz::sqlite::connection db = open_existing(a.db);
  const auto receipt = relay::mark_read(db, db, message, relay::agent_of(db, a.words[1]), static_cast<std::int64_t>(std::time(nullptr)));
  if (!receipt) {
    std::fprintf(stderr, "relay: no message %s for %s\n", number.c_str(), a.words[1].c_str());
    return 2;
  }
  std::printf("message %lld read at %lld\n", static_cast<long long>(receipt->message_id), static_cast<long long>(receipt->read_at));
  return 0;
}

int stats(const arguments& a) {
  expect(a, 1, "stats --db FILE");
  mz::sqlite::connection db = open_to_read(a.db);
  const auto print = [&](const char* name, const auto& from) {
    std::printf("%s: %lld\n", name, static_cast<long long>(db.one(from)["n"_col]));
  };
  const auto rows_of = [](const auto& table) { return mz::select(mz::count().as<"n">()).from(table); };
  print("agents", rows_of(relay::agents));
  print("channels", rows_of(relay::channels));
  print("members", rows_of(relay::channel_members));
  print("participants", rows_of(relay::dm_participants));
  print("messages", rows_of(relay::messages));
  print("replies", rows_of(relay::messages).where(relay::messages.thread_id.is_not_null()));
  print("deliveries", rows_of(relay::deliveries));
  print("logs", rows_of(relay::message_logs));
  print("receipts", rows_of(relay::read_receipts));
  return 0;
}

int run(int count, char** values) {
  if (std::any_of(values + 1, values + count, [](std::string_view v) { return v == "--help" || v == "-h"; })) {
    std::fputs(help, stdout);
    return 0;
  }
  const arguments a = parse(count, values);
  if (a.words[0] == "import") return import(a);
  if (a.words[0] == "inbox") return inbox(a);
  if (a.words[0] == "read") return read(a);
  if (a.words[0] == "stats") return stats(a);
  throw usage_error{"unknown command " + a.words[0]};
}

}  // namespace

int main(int count, char** values) {
  try {
    const int code = run(count, values);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error{"the output cannot be written"};
    return code;
  } catch (const usage_error& e) {
    std::fprintf(stderr, "relay: %s (see relay --help)\n", e.what());
    return 1;
  } catch (const relay::refused& e) {
    std::fprintf(stderr, "relay: %s\n", e.what());
    return 2;
  } catch (const mz::error::sql_error& e) {
    std::fprintf(stderr, "relay: %s%s%s\n", e.what(), e.sql().empty() ? "" : ": ", e.sql().c_str());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "relay: %s\n", e.what());
    return 1;
  }
}
