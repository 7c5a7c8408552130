// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include <mizzle/remote/client.hpp>

#include "gateway.hpp"
#include "owner.hpp"

namespace {

namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;

constexpr const char* help = R"(invite: invites that one process owns and others redeem.

The owner of the database:
  invite owner  --db FILE --socket PATH              serves gateways until SIGINT or SIGTERM
  invite make   CODE --db FILE --channel C --contact NAME [--uses N] [--valid SECONDS] [--note TEXT]
  invite revoke CODE --db FILE --channel C

Gateways, which see the socket only:
  invite redeem CODE --socket PATH --channel C --address A [--chat ID] [--request ID] [--patience SECONDS]
  invite list        --socket PATH

A redemption is sent again while the owner does not answer, for --patience seconds (5). It counts once for each --request.

Exit codes: 0 done; 1 wrong usage, or an error; 2 refused; 3 the owner does not answer, and nothing happened;
4 nobody knows whether it happened: repeat it with the same --request.
)";

struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The words of a command, and its options, each with a value.
class arguments {
 public:
  arguments(int count, char** values) {
    for (int i = 1; i < count; ++i) {
      const std::string word = values[i];
      if (!word.starts_with("--")) {
        words_.push_back(word);
      } else if (++i < count) {
        options_[word] = values[i];
      } else {
        throw usage_error{word + " needs a value"};
      }
    }
  }
  [[nodiscard]] std::string word(std::size_t i, const char* what) const {
    if (i >= words_.size()) throw usage_error{std::string{what} + " is missing"};
    return words_[i];
  }
  std::string take(const char* name) {
    auto value = take_if(name);
    if (!value || value->empty()) throw usage_error{std::string{name} + " is missing"};
    return *std::move(value);
  }
  std::optional<std::string> take_if(const char* name) {
    const auto node = options_.extract(name);
    return node ? std::optional{node.mapped()} : std::nullopt;
  }
  std::int64_t take_number(const char* name, std::int64_t otherwise) {
    const auto text = take_if(name);
    if (!text) return otherwise;
    std::int64_t result = 0;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), result);
    if (failed != std::errc{} || end != text->data() + text->size()) throw usage_error{std::string{name} + " needs a number"};
    return result;
  }
  void expect_no_more(std::size_t words) const {
    if (words_.size() > words) throw usage_error{"there is no place for \"" + words_[words] + "\""};
    if (!options_.empty()) throw usage_error{options_.begin()->first + " has no place here"};
  }

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::string, std::less<>> options_;
};

int owner(arguments& a) {
  const std::string database = a.take("--db"), socket = a.take("--socket");
  a.expect_no_more(1);
  invite::serve(database, socket, [&] {
    std::printf("owner: process %d serves %s at %s\n", ::getpid(), database.c_str(), socket.c_str());
    std::fflush(stdout);
  });
  std::puts("owner: stopped");
  return 0;
}

int make(arguments& a) {
  const invite::new_invite i{.code = a.word(1, "the code"),
                             .channel = a.take("--channel"),
                             .contact = a.take("--contact"),
                             .note = a.take_if("--note"),
                             .max_uses = a.take_number("--uses", 1),
                             .valid_seconds = a.take_number("--valid", 7 * 24 * 60 * 60)};
  const std::string database = a.take("--db");
  a.expect_no_more(2);
  if (i.max_uses < 1) throw usage_error{"--uses needs at least 1"};
  mz::sqlite::connection db{database};
  invite::create_tables(db);
  mz::run_atomic(db, invite::make_invite(i));
  std::printf("made: %s for %s\n", i.code.c_str(), i.contact.c_str());
  return 0;
}

int revoke(arguments& a) {
  const std::string code = a.word(1, "the code"), channel = a.take("--channel"), database = a.take("--db");
  a.expect_no_more(2);
  mz::sqlite::connection db{database, {.create = false}};
  const auto done = mz::try_atomic(db, mz::atomic(invite::revoke(code, channel)));
  if (done.error<mz::error::guard_failed>()) {
    std::puts("refused: there is no active invite with this code");
    return 2;
  }
  (void)done.value();
  std::printf("revoked: %s\n", code.c_str());
  return 0;
}

std::string new_request() {
  std::random_device random;
  char text[40];
  std::snprintf(text, sizeof text, "%08x%08x%08x%08x", random(), random(), random(), random());
  return text;
}

int redeem(arguments& a) {
  invite::visitor v{.code = a.word(1, "the code"), .channel = a.take("--channel"), .address = a.take("--address"), .chat = {}};
  v.chat = a.take_if("--chat").value_or(v.address);
  const std::string request = a.take_if("--request").value_or(new_request());
  const std::chrono::seconds patience{std::clamp<std::int64_t>(a.take_number("--patience", 5), 0, 24 * 60 * 60)};
  mz::proxy::client owner{a.take("--socket")};
  a.expect_no_more(2);
  const auto until = std::chrono::steady_clock::now() + patience;
  const invite::answer answer = invite::redeem(owner, request, v, [&] {
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(100ms, patience));
    return std::chrono::steady_clock::now() < until;
  });
  if (const auto* done = std::get_if<invite::redeemed>(&answer)) {
    std::printf("redeemed: use %lld of %lld%s\n", static_cast<long long>(done->use_count), static_cast<long long>(done->max_uses),
                done->repeated ? ", by an earlier attempt of this request" : "");
    return 0;
  }
  if (const auto* no = std::get_if<invite::refused>(&answer)) {
    std::printf("refused: %s\n", no->why.c_str());
    return 2;
  }
  const auto& none = std::get<invite::unanswered>(answer);
  if (!none.outcome_unknown) {
    std::fprintf(stderr, "invite: the owner does not answer, and nothing happened: %s\n", none.why.c_str());
    return 3;
  }
  std::fprintf(stderr, "invite: it may have happened or not: %s\ninvite: repeat it with --request %s\n", none.why.c_str(), request.c_str());
  return 4;
}

void print_all(mz::proxy::client& owner) {
  const auto all = mz::run_atomic(owner, mz::atomic(invite::all_invites(), invite::all_channels()));
  std::printf("%-12s %-10s %-6s %-9s %s\n", "contact", "channel", "uses", "status", "note");
  for (const auto& row : all[0_c]) {
    const auto& i = row[invite::ingress_invites];
    const std::string uses = std::to_string(i.use_count) + "/" + std::to_string(i.max_uses);
    const bool expired = i.status == invite::status::active && row["expired"_col];
    std::printf("%-12s %-10s %-6s %-9s %s\n", row[invite::contacts.display_name].c_str(), i.source_channel.c_str(), uses.c_str(),
                expired ? "expired" : std::string{mz::codec<invite::status>::text(i.status)}.c_str(), i.note.value_or("").c_str());
  }
  std::printf("\n%-12s %-10s %s\n", "contact", "channel", "address");
  for (const auto& [name, type, address] : all[1_c]) std::printf("%-12s %-10s %s\n", name.c_str(), type.c_str(), address.c_str());
}

int list(arguments& a) {
  mz::proxy::client owner{a.take("--socket")};
  a.expect_no_more(1);
  try {
    print_all(owner);
    return 0;
  } catch (const mz::error::transport_error& e) {
    std::fprintf(stderr, "invite: the owner does not answer: %s\n", e.what());
    return 3;
  }
}

int run(int count, char** values) {
  for (int i = 1; i < count; ++i) {
    if (std::string_view{values[i]} != "--help") continue;
    std::fputs(help, stdout);
    return 0;
  }
  arguments a{count, values};
  const std::string command = a.word(0, "the command");
  if (command == "owner") return owner(a);
  if (command == "make") return make(a);
  if (command == "revoke") return revoke(a);
  if (command == "redeem") return redeem(a);
  if (command == "list") return list(a);
  throw usage_error{"there is no command \"" + command + "\""};
}

}  // namespace

int main(int count, char** values) {
  try {
    const int code = run(count, values);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) throw std::runtime_error{"the output cannot be written"};
    return code;
  } catch (const usage_error& e) {
    std::fprintf(stderr, "invite: %s (see invite --help)\n", e.what());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "invite: %s\n", e.what());
  }
  return 1;
}
