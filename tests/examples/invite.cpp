// SPDX-License-Identifier: MIT
// Runs the invite program as a user would: an owner and its gateways, each a process.
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <mizzle/remote/client.hpp>

#include "../../examples/invite/gateway.hpp"
#include "program.hpp"
#include "support/processes.hpp"

namespace {

namespace mz = mizzle;
using namespace mz::literals;
using programs::words;

/// Becomes the program.
[[noreturn]] void become(words arguments) {
  arguments.insert(arguments.begin(), INVITE_PROGRAM);
  std::vector<char*> raw;
  for (std::string& a : arguments) raw.push_back(a.data());
  raw.push_back(nullptr);
  ::execv(raw[0], raw.data());
  ::_exit(127);
}
/// Waits until something is so.
template <class F>
void until(F f) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!f()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error{"it has not come about within a minute"};
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

/// The program, running.
class program : public support::processes {
 public:
  explicit program(const words& arguments) : processes{1, [&](int) { become(arguments); }} {}

  int code() { return wait(0); }
  std::string printed() { return output(0); }
};

/// A socket that is closed at the end.
class wire {
 public:
  explicit wire(int s) : socket_{s} {
    if (s < 0) throw std::runtime_error{"there is no socket"};
  }
  wire(wire&& other) noexcept : socket_{std::exchange(other.socket_, -1)} {}
  wire& operator=(wire&&) = delete;
  ~wire() {
    if (socket_ >= 0) ::close(socket_);
  }

  static wire listen(const std::string& path) {
    wire result{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const sockaddr_un where = address(path);
    if (::bind(result.socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0 || ::listen(result.socket_, 8) != 0)
      throw std::runtime_error{"cannot listen"};
    return result;
  }
  static wire connect(const std::string& path) {
    wire result{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const sockaddr_un where = address(path);
    if (::connect(result.socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) throw std::runtime_error{"cannot connect"};
    return result;
  }
  [[nodiscard]] wire accept() const {
    await();
    return wire{::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)};
  }
  /// One whole frame: 8 bytes, the last four of which tell the size of the rest.
  [[nodiscard]] std::string frame() const {
    std::string bytes = read(8);
    std::size_t size = 0;
    for (std::size_t i = 4; i != 8; ++i) size = size << 8 | static_cast<unsigned char>(bytes[i]);
    return bytes + read(size);
  }
  void send(const std::string& bytes) const {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) throw std::runtime_error{"send"};
  }

 private:
  static sockaddr_un address(const std::string& path) {
    sockaddr_un result{};
    result.sun_family = AF_UNIX;
    path.copy(result.sun_path, sizeof result.sun_path - 1);
    return result;
  }
  void await() const {
    pollfd wanted{socket_, POLLIN, 0};
    if (::poll(&wanted, 1, 60'000) != 1) throw std::runtime_error{"nothing has come within a minute"};
  }
  [[nodiscard]] std::string read(std::size_t size) const {
    std::string bytes(size, '\0');
    for (std::size_t have = 0; have != size;) {
      await();
      const ssize_t n = ::recv(socket_, bytes.data() + have, size - have, 0);
      if (n <= 0) throw std::runtime_error{"the other side has left"};
      have += static_cast<std::size_t>(n);
    }
    return bytes;
  }

  int socket_;
};

/// A directory that goes away with the test, in which an owner has a database of invites and a socket.
class invites : public testing::Test {
 protected:
  invites() {
    mz::sqlite::connection c{db};
    invite::create_tables(c);
  }

  void make(const std::string& code, std::int64_t uses = 1, std::int64_t valid_seconds = 600) {
    mz::sqlite::connection c{db};
    mz::run_atomic(c, invite::make_invite({code, "sms", "Ada", code, uses, valid_seconds}));
  }
  /// Starts an owner, and waits until it serves.
  std::unique_ptr<program> owner() const {
    auto result = std::make_unique<program>(words{"owner", "--db", db, "--socket", socket});
    until([&] {
      if (result->ended(0)) throw std::runtime_error{"the owner has ended: " + result->printed()};
      return result->printed().find("serves") != std::string::npos;
    });
    return result;
  }
  /// The words of a gateway.
  words redemption(const std::string& code, const std::string& address, const words& more = {}) const {
    words result{"redeem", code, "--socket", socket, "--channel", "sms", "--address", address};
    result.insert(result.end(), more.begin(), more.end());
    return result;
  }
  std::int64_t uses(const std::string& code) const {
    using invite::ingress_invites;
    mz::sqlite::connection c{db};
    return c.one(mz::select(ingress_invites).where(ingress_invites.note == code)).use_count;
  }
  words addresses() const {
    mz::sqlite::connection c{db};
    words result;
    for (const auto& row : c.all(mz::select(invite::contact_channels).order_by(invite::contact_channels.id))) result.push_back(row.address);
    return result;
  }

 private:
  const programs::directory directory_;

 protected:
  const std::string db = directory_ / "invites.db", socket = directory_ / "owner.sock", other_socket = directory_ / "other.sock";
};

}  // namespace

TEST_F(invites, c_scenario_16_of_two_gateways_that_race_for_an_invite_one_redeems_it_and_the_other_is_told_why) {
  const auto serving = owner();
  for (int round = 0; round != 10; ++round) {
    const std::string code = "code " + std::to_string(round);
    make(code);
    support::processes gateways{2, [&](int i) { become(redemption(code, code + " by " + std::to_string(i))); }};
    const int codes[] = {gateways.wait(0), gateways.wait(1)};
    const int winner = codes[0] == 0 ? 0 : 1, loser = 1 - winner;
    EXPECT_EQ(codes[winner], 0) << gateways.output(winner);
    EXPECT_EQ(codes[loser], 2) << gateways.output(loser);
    EXPECT_EQ(gateways.output(winner), "redeemed: use 1 of 1\n");
    EXPECT_EQ(gateways.output(loser), "refused: it is used up: 1 of 1\n");
    EXPECT_EQ(uses(code), 1);
    EXPECT_EQ(addresses().back(), code + " by " + std::to_string(winner));
    EXPECT_EQ(addresses().size(), static_cast<std::size_t>(round) + 1);
  }
}

TEST_F(invites, c_10_an_invite_that_is_revoked_while_its_redemption_waits_is_not_redeemed) {
  make("spring");
  const auto serving = owner();
  const support::shared<std::atomic<bool>> go{false};
  support::processes gateway{1, [&](int) {
    until([&] { return go->load(); });
    become(redemption("spring", "@anna"));
  }};
  {
    mz::sqlite::connection c{db};
    c.transaction([&](auto& tx) {
      tx.run(invite::revoke("spring", "sms"));
      *go = true;
      // It cannot come to an end before this transaction has, which holds the lock.
      std::this_thread::sleep_for(std::chrono::milliseconds{300});
      EXPECT_FALSE(gateway.ended(0));
    });
  }
  EXPECT_EQ(gateway.wait(0), 2);
  EXPECT_EQ(gateway.output(0), "refused: it was revoked\n");
  EXPECT_EQ(uses("spring"), 0);
  EXPECT_EQ(addresses(), words{});
}

TEST_F(invites, c_10_an_invite_for_two_is_used_up_after_two) {
  make("family", 2);
  const auto serving = owner();
  program first{redemption("family", "@a")};
  EXPECT_EQ(first.code(), 0);
  EXPECT_EQ(first.printed(), "redeemed: use 1 of 2\n");
  program second{redemption("family", "@b")};
  EXPECT_EQ(second.code(), 0);
  EXPECT_EQ(second.printed(), "redeemed: use 2 of 2\n");
  program third{redemption("family", "@c")};
  EXPECT_EQ(third.code(), 2);
  EXPECT_EQ(third.printed(), "refused: it is used up: 2 of 2\n");
  EXPECT_EQ(addresses(), (words{"@a", "@b"}));
}

TEST_F(invites, an_invite_that_has_expired_or_is_not_there_leaves_nothing_behind) {
  make("winter", 1, 0);
  make("spring");
  const auto serving = owner();
  program late{redemption("winter", "@a")};
  EXPECT_EQ(late.code(), 2);
  EXPECT_EQ(late.printed(), "refused: it has expired\n");
  program wrong{redemption("sprung", "@a")};
  EXPECT_EQ(wrong.code(), 2);
  EXPECT_EQ(wrong.printed(), "refused: there is no such invite\n");
  program elsewhere{{"redeem", "spring", "--socket", socket, "--channel", "mail", "--address", "@a"}};
  EXPECT_EQ(elsewhere.code(), 2);
  EXPECT_EQ(elsewhere.printed(), "refused: there is no such invite\n");
  EXPECT_EQ(addresses(), words{});
  EXPECT_EQ(uses("winter"), 0);
}

TEST_F(invites, c_scenario_8_where_no_owner_runs_it_says_so_and_that_nothing_happened) {
  for (const words& command : {redemption("spring", "@a", {"--patience", "0"}), words{"list", "--socket", socket}}) {
    program gateway{command};
    EXPECT_EQ(gateway.code(), 3);
    EXPECT_EQ(gateway.printed().find("invite: the owner does not answer"), 0u) << gateway.printed();
    EXPECT_NE(gateway.printed().find("cannot connect to"), std::string::npos) << gateway.printed();
  }
}

TEST_F(invites, an_owner_that_was_killed_is_replaced_by_another_and_all_that_was_acknowledged_is_there) {
  make("family", 2);
  auto serving = owner();
  program first{redemption("family", "@a")};
  EXPECT_EQ(first.code(), 0);
  EXPECT_TRUE(serving->kill(0));
  program second{redemption("family", "@b", {"--patience", "60"})};  // begun while there is none
  serving = owner();
  EXPECT_EQ(second.code(), 0) << second.printed();
  EXPECT_EQ(second.printed(), "redeemed: use 2 of 2\n");
  EXPECT_EQ(addresses(), (words{"@a", "@b"}));
}

TEST_F(invites, of_eight_gateways_five_redeem_an_invite_for_five_though_the_owner_is_killed_again_and_again) {
  make("party", 5);
  auto serving = owner();
  support::processes gateways{8, [&](int i) { become(redemption("party", "@" + std::to_string(i), {"--patience", "100"})); }};
  for (int times = 0; times != 5; ++times) {
    std::this_thread::sleep_for(std::chrono::milliseconds{3 * times});
    EXPECT_TRUE(serving->kill(0));
    serving = owner();
  }
  words redeemed;
  for (int i = 0; i != gateways.size(); ++i) {
    if (gateways.wait(i) == 0) {
      EXPECT_EQ(gateways.output(i).find("redeemed: use "), 0u) << gateways.output(i);
      redeemed.push_back("@" + std::to_string(i));
    } else {
      EXPECT_EQ(gateways.wait(i), 2);
      EXPECT_EQ(gateways.output(i), "refused: it is used up: 5 of 5\n");
    }
  }
  EXPECT_EQ(redeemed.size(), 5u);
  EXPECT_EQ(uses("party"), 5);
  words there = addresses();
  std::sort(there.begin(), there.end());
  EXPECT_EQ(there, redeemed);
}

TEST_F(invites, c_scenario_15_a_redemption_whose_answer_was_cut_off_is_sent_again_and_counts_once) {
  make("family", 2);
  const auto serving = owner();
  const wire between = wire::listen(other_socket);
  const auto asked = [&](const std::string& request) {
    const wire to_owner = wire::connect(socket);
    to_owner.send(request);
    return to_owner.frame();
  };
  words command = redemption("family", "@a", {"--patience", "60"});
  command[3] = other_socket;
  program gateway{command};
  std::string request;
  {
    const wire first = between.accept();
    request = first.frame();
    (void)asked(request);  // the owner does it, and the answer is lost
  }
  EXPECT_EQ(uses("family"), 1);
  const wire second = between.accept();
  EXPECT_EQ(second.frame(), request);
  second.send(asked(request));
  EXPECT_EQ(gateway.code(), 0);
  EXPECT_EQ(gateway.printed(), "redeemed: use 1 of 2, by an earlier attempt of this request\n");
  EXPECT_EQ(uses("family"), 1);
}

TEST_F(invites, c_6_whoever_has_no_more_patience_is_told_that_nobody_knows_and_can_ask_again_under_the_same_request) {
  make("family", 2);
  auto serving = owner();
  {
    const wire between = wire::listen(other_socket);
    words command = redemption("family", "@a", {"--patience", "0", "--request", "r 1"});
    command[3] = other_socket;
    program gateway{command};
    (void)between.accept().frame();
    EXPECT_EQ(gateway.code(), 4);
    EXPECT_NE(gateway.printed().find("repeat it with --request r 1"), std::string::npos) << gateway.printed();
  }
  for (const char* const answer : {"redeemed: use 1 of 2\n", "redeemed: use 1 of 2, by an earlier attempt of this request\n"}) {
    program again{redemption("family", "@a", {"--request", "r 1"})};
    EXPECT_EQ(again.code(), 0);
    EXPECT_EQ(again.printed(), answer);
  }
  program other{redemption("family", "@b", {"--request", "r 1"})};
  EXPECT_EQ(other.code(), 1);
  EXPECT_NE(other.printed().find("was used for another list"), std::string::npos) << other.printed();
  EXPECT_EQ(addresses(), words{"@a"});
}

TEST_F(invites, whoever_has_the_socket_can_run_the_statements_of_the_program_and_no_others) {
  using invite::ingress_invites;
  make("spring");
  const auto serving = owner();
  mz::proxy::client thief{socket};
  EXPECT_THROW(thief.run(mz::update(ingress_invites).set(ingress_invites.max_uses = 1000).all_rows()), mz::error::invalid_request);
  EXPECT_THROW(thief.all(mz::select(ingress_invites.invite_code_hash).from(ingress_invites)), mz::error::invalid_request);
  EXPECT_THROW(mz::run_atomic(thief, invite::make_invite({"mine", "sms", "Eve", {}})), mz::error::invalid_request);
  EXPECT_THROW(mz::run_atomic(thief, mz::atomic(invite::redemption({"spring", "sms", "@t", "@t"}), invite::revoke("spring", "sms"))),
               mz::error::invalid_request);
  EXPECT_THROW(mz::run_atomic(thief, mz::once("k", mz::atomic(invite::revoke("spring", "sms")))), mz::error::invalid_request);
  EXPECT_THROW(thief.run(mz::delete_from(mz::once_rows).all_rows()), mz::error::invalid_request);
  EXPECT_EQ(thief.all(invite::all_invites()).size(), 1u);
  EXPECT_EQ(uses("spring"), 0);
}

TEST_F(invites, a_gateway_may_as_well_be_the_process_that_has_the_database) {
  make("family", 2);
  mz::sqlite::connection c{db};
  const invite::visitor v{"family", "sms", "@a", "@a"};
  const auto once = [] { return false; };
  for (const bool repeated : {false, true}) {
    const invite::answer answer = invite::redeem(c, "r", v, once);
    const auto* const done = std::get_if<invite::redeemed>(&answer);
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(done->use_count, 1);
    EXPECT_EQ(done->repeated, repeated);
  }
  EXPECT_TRUE(std::holds_alternative<invite::redeemed>(invite::redeem(c, "another r", v, once)));
  const invite::answer third = invite::redeem(c, "a third r", v, once);
  ASSERT_TRUE(std::holds_alternative<invite::refused>(third));
  EXPECT_EQ(std::get<invite::refused>(third).why, "it is used up: 2 of 2");
}

TEST_F(invites, where_the_database_is_busy_nothing_has_happened) {
  make("spring");
  mz::sqlite::connection holder{db}, c{db, {.busy_timeout = std::chrono::milliseconds{0}}};
  const invite::visitor v{"spring", "sms", "@a", "@a"};
  int asked = 0;
  holder.transaction([&](auto&) {
    const invite::answer answer = invite::redeem(c, "r", v, [&] { return ++asked < 3; });
    ASSERT_TRUE(std::holds_alternative<invite::unanswered>(answer));
    EXPECT_FALSE(std::get<invite::unanswered>(answer).outcome_unknown);
  });
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(uses("spring"), 0);
}

TEST_F(invites, the_owner_stops_cleanly_when_it_is_told_to) {
  const auto serving = owner();
  const std::string printed = serving->printed();
  const pid_t process = std::stoi(printed.substr(printed.find("process ") + 8));
  EXPECT_TRUE(std::filesystem::exists(socket));
  ASSERT_EQ(::kill(process, SIGTERM), 0);
  EXPECT_EQ(serving->code(), 0);
  EXPECT_NE(serving->printed().find("owner: stopped\n"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST_F(invites, what_the_owner_makes_and_revokes_is_listed_by_a_gateway) {
  program made{{"make", "spring", "--db", db, "--channel", "sms", "--contact", "Ada", "--uses", "3", "--note", "the first"}};
  EXPECT_EQ(made.code(), 0) << made.printed();
  program twice{{"make", "spring", "--db", db, "--channel", "sms", "--contact", "Ben"}};
  EXPECT_EQ(twice.code(), 1);
  EXPECT_NE(twice.printed().find("UNIQUE"), std::string::npos) << twice.printed();
  const auto serving = owner();
  program gateway{redemption("spring", "@a")};
  EXPECT_EQ(gateway.code(), 0);
  program revoked{{"revoke", "spring", "--db", db, "--channel", "sms"}};
  EXPECT_EQ(revoked.code(), 0);
  program again{{"revoke", "spring", "--db", db, "--channel", "sms"}};
  EXPECT_EQ(again.code(), 2);
  program list{{"list", "--socket", socket}};
  EXPECT_EQ(list.code(), 0);
  EXPECT_EQ(list.printed(),
            "contact      channel    uses   status    note\n"
            "Ada          sms        1/3    revoked   the first\n"
            "\n"
            "contact      channel    address\n"
            "Ada          sms        @a\n");
}

TEST_F(invites, what_is_wrong_with_a_command_is_said) {
  const std::pair<words, const char*> wrong[] = {
      {{}, "the command is missing"},
      {{"redeem"}, "the code is missing"},
      {{"redeem", "spring", "--channel"}, "--channel needs a value"},
      {{"list"}, "--socket is missing"},
      {{"list", "--socket", ""}, "--socket is missing"},
      {{"list", "--socket", "s", "more"}, "there is no place for \"more\""},
      {{"list", "--socket", "s", "--db", "d"}, "--db has no place here"},
      {{"make", "spring", "--db", db, "--channel", "sms", "--contact", "Ada", "--uses", "many"}, "--uses needs a number"},
      {{"make", "spring", "--db", db, "--channel", "sms", "--contact", "Ada", "--uses", "0"}, "--uses needs at least 1"},
      {{"fly"}, "there is no command \"fly\""},
  };
  for (const auto& [command, why] : wrong) {
    program p{command};
    EXPECT_EQ(p.code(), 1);
    EXPECT_EQ(p.printed(), "invite: " + std::string{why} + " (see invite --help)\n");
  }
}
