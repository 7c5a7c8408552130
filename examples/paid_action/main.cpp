// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "action.hpp"
#include "worker.hpp"

namespace {

namespace mz = mizzle;
using namespace std::chrono_literals;
using namespace paid_action;

constexpr const char* help = R"(paid_action: processes that ask for the same drawing at once, which is made and paid once

  paid_action --db FILE [--processes N] [--kill] [--key KEY] [--subject TEXT] [--price CENTS] [--lease MS]

  --db FILE         the database; an account with 10.00 EUR is opened in a new one
  --processes N     how many ask, 8 by default
  --kill            the first one is killed by kill -9 in the middle of its work
  --key KEY         the name of the request, "order-1" by default: to ask again with the same is answered and not charged
  --subject TEXT    what to draw, "a fox" by default: with a key that was used for something else, it is refused
  --price CENTS     120 by default
  --lease MS        how long the key of a process that was killed stays its own, 1000 by default

Exit codes: 0 all were answered; 1 wrong usage, or a database that cannot be used; 2 some were refused.
)";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct arguments {
  std::string db;
  order what{.key = "order-1", .caller = "ann", .subject = "a fox", .price = 120};
  std::int64_t processes = 8, lease = 1000;
  bool kill = false;
};

std::int64_t number(std::string_view option, std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (code != std::errc{} || end != text.data() + text.size() || n < least || n > most)
    throw usage_error{std::string{option} + " wants a number from " + std::to_string(least) + " to " + std::to_string(most)};
  return n;
}

arguments parse(int count, char** values) {
  arguments result;
  for (int i = 1; i < count; ++i) {
    const std::string_view option = values[i];
    if (option == "--kill") {
      result.kill = true;
      continue;
    }
    const bool known = option == "--db" || option == "--processes" || option == "--key" || option == "--subject" || option == "--price" ||
                       option == "--lease";
    if (!known) throw usage_error{"unknown option " + std::string{option}};
    if (++i == count) throw usage_error{std::string{option} + " needs a value"};
    const std::string value = values[i];
    if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
      throw usage_error{std::string{option} + " must be one line of text"};
    if (option == "--db") result.db = value;
    if (option == "--processes") result.processes = number(option, value, 1, 100);
    if (option == "--key") result.what.key = value;
    if (option == "--subject") result.what.subject = value;
    if (option == "--price") result.what.price = number(option, value, 1, 1'000'000'000);
    if (option == "--lease") result.lease = number(option, value, 1, 3'600'000);
  }
  if (result.db.empty()) throw usage_error{"--db FILE is missing"};
  if (result.what.key.empty()) throw usage_error{"--key must not be empty"};
  return result;
}

/// What one process does: asks for the drawing, and tells what became of it.
void ask(const arguments& a, int process, const worker::say& say) {
  mz::sqlite::connection db{a.db};
  const auto draw = [&] {
    say("working");
    std::this_thread::sleep_for(200ms);
    while (a.kill && process == 1) ::pause();  // its work never ends
    return receipt{"a drawing of " + a.what.subject, process};
  };
  const auto text_of = [](const receipt& r) { return r.drawing + ", drawn by process " + std::to_string(r.drawn_by); };
  try {
    const auto done = draw_once(db, a.what, std::chrono::milliseconds{a.lease}, draw);
    if (const auto* const refused = done.refusal()) return say("refused\t" + refused->message);
    say((done.was_executed() ? "executed\t" : "replayed\t") + text_of(done.value()));
  } catch (const not_enough_money& e) {
    say(std::string{"refused\t"} + e.what());
  } catch (const mz::error::guard_failed&) {
    say("lost\tthe key was taken over by another process, and nothing was charged here");
  }
}

std::string money(std::int64_t cents) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(cents / 100), static_cast<long long>(cents % 100));
  return text;
}

/// Prints what a process has answered, which begins with this line; whether it was answered itself.
bool print_answer(std::size_t process, worker& w, std::string line) {
  while (line == "working") line = w.next();
  if (line.empty()) line = "killed\tin the middle of its work";
  const std::string what = line.substr(0, line.find('\t')), answer = line.substr(line.find('\t') + 1);
  std::printf("%7zu  %-8s  %s\n", process, what.c_str(), answer.c_str());
  return what == "executed" || what == "replayed" || what == "killed";
}

void print_account(mz::sqlite::connection& db, const std::string& caller) {
  const auto& t = ledger::transactions;
  std::printf("\naccount of %s (EUR)\n", caller.c_str());
  for (const auto& row : db.all(mz::select(t).where(t.caller_id == caller).order_by(t.created_at, t.id))) {
    const bool credit = row.type == ledger::movement::credit;
    std::printf("%c%9s  balance %9s  %s\n", credit ? '+' : '-', money(row.amount).c_str(), money(row.balance_after.value_or(0)).c_str(),
                row.reference.value_or("").c_str());
  }
  const auto account = db.one(mz::select(ledger::balances).where(ledger::balances.caller_id == caller));
  std::printf("balance: %s\n", money(account.balance).c_str());
}

int run(const arguments& a) {
  {
    mz::sqlite::connection db{a.db};
    open_account(db, a.what.caller);
  }
  std::vector<worker> workers;
  const auto start = [&] {
    const int process = static_cast<int>(workers.size()) + 1;
    workers.emplace_back([&](const worker::say& say) { ask(a, process, say); });
  };
  start();
  // Who is to be killed must have begun; if the key is completed already, nobody works.
  std::string first = a.kill ? workers[0].next() : "";
  while (workers.size() != static_cast<std::size_t>(a.processes)) start();
  if (first == "working") workers[0].kill();

  std::printf("process  what      answer\n");
  bool answered = true;
  for (std::size_t i = 0; i != workers.size(); ++i) {
    const bool is_heard = i == 0 && a.kill;
    answered = print_answer(i + 1, workers[i], is_heard ? first : workers[i].next()) && answered;
  }
  workers.clear();

  mz::sqlite::connection db{a.db};
  print_account(db, a.what.caller);
  return answered ? 0 : 2;
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
    std::fprintf(stderr, "paid_action: %s (see paid_action --help)\n", e.what());
    return 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "paid_action: %s\n", e.what());
    return 1;
  }
}
