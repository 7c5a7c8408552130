// SPDX-License-Identifier: MIT
#include <mizzle/remote/server.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/every_handle.hpp"
#include "support/processes.hpp"
#include "support/served.hpp"

namespace {
using namespace atomic_tests;
namespace error = mizzle::error;
namespace proxy = mizzle::detail::proxy;
using namespace std::string_literals;
using support::raw_socket;

/// The frame of a list as a client sends it.
std::string frame_of(const std::vector<mz::bound_statement>& list) {
  proxy::frame_writer to;
  mz::detail::pack(to, list);
  return std::move(to).finish(proxy::frame_kind::list);
}
const std::string insert_one = frame_of({{"insert into counters (id, label) values (1, 'a')", {}}});
const std::string insert_two = frame_of({{"insert into counters (id, label) values (2, 'b')", {}}});

/// The next answer: the sentence of an error, "ok", or "closed".
std::string answer(const raw_socket& s) {
  const std::string header = s.receive(proxy::frame_header_size);
  if (header.size() != proxy::frame_header_size) return "closed";
  const auto h = proxy::read_frame_header(header);
  const std::string bytes = s.receive(h.size);
  if (h.kind != proxy::frame_kind::failure && h.kind != proxy::frame_kind::refusal) return "ok";
  mz::detail::message_reader from{bytes};
  try {
    proxy::throw_failure(from, {});
  } catch (const error::base& e) {
    return e.what();
  }
}

struct proxy_server : testing::Test {
  explicit proxy_server(std::chrono::milliseconds patience = 60s)
      : owner{[](auto& db) { db.create_tables(counters); }, {.max_message = 10'000, .max_clients = 3, .message_timeout = patience}} {}
  support::served owner;

  raw_socket connect() {
    raw_socket s;
    s.connect(owner.path());
    return s;
  }
  /// The server turns away who sends this, says why, does nothing, and goes on serving others.
  void expect_refused(const std::string& bytes, const char* why) {
    const raw_socket s = connect();
    s.send(bytes);
    EXPECT_EQ(answer(s), why);
    EXPECT_EQ(answer(s), "closed");
    EXPECT_EQ(owner.client().all(mz::select(counters)).size(), 0u);
  }
};

struct hasty_proxy_server : proxy_server {
  hasty_proxy_server() : proxy_server{100ms} {}
};

TEST_F(proxy_server, turns_away_what_is_no_request) {
  expect_refused("GET / HTTP/1.1\r\n\r\n", "what was sent is no frame of mizzle's proxy");
  expect_refused("mz\2\1\0\0\0\1\x90"s, "the frame is of version 2 of the protocol, and version 1 is spoken here");
  expect_refused("mz\1\1\0\1\0\0"s, "the request has 65536 bytes, and this server takes at most 10000");
  expect_refused("mz\1\1\xff\xff\xff\xff"s, "the request has 4294967295 bytes, and this server takes at most 10000");
  expect_refused("mz\1\1\0\0\0\0"s, "the request cannot be read: the message ends too early");
  expect_refused("mz\1\1\0\0\0\1\xc0"s, "the request cannot be read: the message has something else where a list is expected");
  expect_refused("mz\1\x63\0\0\0\1\x90"s, "the request cannot be read: it is of a kind that is not known here");
  expect_refused("mz\1\x10\0\0\0\1\x90"s, "the request cannot be read: it is of a kind that is not known here");
  expect_refused("mz\1\1\0\0\0\2\x90\x90"s, "the request cannot be read: the message has more in it than is expected");
  std::string one_more = insert_one;
  one_more[7] = static_cast<char>(one_more[7] + 1);
  expect_refused(one_more + "x", "the request cannot be read: the message has more in it than is expected");
}
TEST_F(proxy_server, does_nothing_with_a_request_that_is_cut_off) {
  for (std::size_t size = 0; size != insert_one.size(); ++size) {
    raw_socket s = connect();
    s.send(insert_one.substr(0, size));
    s.close();
  }
  EXPECT_EQ(owner.client().all(mz::select(counters)).size(), 0u);
}
TEST_F(hasty_proxy_server, turns_away_who_does_not_finish_a_request) {
  const raw_socket s = connect();
  s.send(insert_one.substr(0, 20));
  EXPECT_EQ(answer(s), "the rest of a message did not come, or was not taken, in time");
  EXPECT_EQ(answer(s), "closed");
  EXPECT_EQ(owner.client().all(mz::select(counters)).size(), 0u);
}
TEST_F(hasty_proxy_server, lets_a_client_be_silent_between_requests) {
  const raw_socket s = connect();
  s.send(insert_one);
  EXPECT_EQ(answer(s), "ok");
  std::this_thread::sleep_for(400ms);
  s.send(insert_two);
  EXPECT_EQ(answer(s), "ok");
}
TEST_F(proxy_server, takes_a_request_in_pieces_and_several_at_once) {
  const raw_socket s = connect();
  for (const char c : insert_one) s.send({&c, 1});
  EXPECT_EQ(answer(s), "ok");
  s.send(insert_two + insert_one + insert_two.substr(0, 30));
  EXPECT_EQ(answer(s), "ok");
  EXPECT_EQ(answer(s), "UNIQUE constraint failed: counters.id");
  s.send(insert_two.substr(30));
  EXPECT_EQ(answer(s), "UNIQUE constraint failed: counters.id");
}
// Who does not take his answers is not waited for, and nobody else waits for him.
TEST_F(hasty_proxy_server, turns_away_who_does_not_take_answers) {
  const raw_socket greedy = connect();
  const std::string ask = frame_of({{"select hex(zeroblob(4000))", {}, true}});
  int sent = 0;
  // It stops reading us when it cannot write to us, so that we get stuck as well, until it ends the connection.
  std::thread flood{[&] {
    while (greedy.send(ask)) ++sent;
  }};
  for (int i = 0; i != 5; ++i) {
    auto client = owner.client();
    EXPECT_EQ(client.all(mz::select(counters)).size(), 0u);
  }
  flood.join();
  EXPECT_GT(sent, 0);
}
TEST_F(proxy_server, takes_so_many_clients_and_no_more) {
  std::vector<raw_socket> clients;
  for (int i = 0; i != 3; ++i) {
    clients.push_back(connect());
    clients.back().send(frame_of({{"select 1", {}, true}}));
    EXPECT_EQ(answer(clients.back()), "ok");
  }
  EXPECT_EQ(answer(connect()), "the server has as many clients as it takes");
  clients.pop_back();
  for (int i = 0;; ++i) {  // it may not yet have seen that one has gone
    const raw_socket s = connect();
    s.send(frame_of({{"select 1", {}, true}}));
    if (answer(s) == "ok") break;
    ASSERT_LT(i, 10'000);
  }
}
TEST_F(proxy_server, its_file_belongs_to_its_owner_alone) {
  struct stat found{};
  ASSERT_EQ(::stat(owner.path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777u, 0600u);
  EXPECT_EQ(found.st_uid, ::geteuid());
  EXPECT_FALSE(std::filesystem::exists(owner.path() + ".new"));
  const std::string path = owner.path();
  owner.stop();
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".lock"));
}
TEST_F(proxy_server, there_is_one_server_at_a_path) {
  mz::sqlite::connection other{":memory:"};
  try {
    mz::proxy::server second{other, owner.path()};
    FAIL();
  } catch (const error::transport_error& e) {
    EXPECT_EQ(e.what(), "cannot listen at \"" + owner.path() + "\": another server listens there");
  }
  EXPECT_EQ(owner.client().all(mz::select(counters)).size(), 0u);  // the first is not disturbed
}
TEST(proxy_server_file, what_is_no_socket_stays) {
  const support::temporary_file file;
  std::ofstream{file.path()} << "precious";
  mz::sqlite::connection db{":memory:"};
  EXPECT_THROW((mz::proxy::server{db, file.path()}), error::transport_error);
  EXPECT_EQ(std::filesystem::file_size(file.path()), 8u);
  EXPECT_THROW((mz::proxy::server{db, "/nowhere/at/all.sock"}), error::transport_error);
  for (const std::string& path : {""s, std::string(104, 'x'), "\0hidden"s})
    EXPECT_THROW((mz::proxy::server{db, path}), error::invalid_request);
}

// A signal ends it; what it has begun it finishes.
TEST(proxy_server_end, a_signal_ends_it_behind_the_answer_that_it_is_giving) {
  const support::temporary_file file, socket;
  support::processes server{1, [&](int) {
    mz::sqlite::connection db{file.path()};
    db.create_tables(counters);
    mz::proxy::server s{db, socket.path()};
    s.run();
    return "ended well"s;
  }};
  auto connected = [&] {
    for (;;) {
      try {
        raw_socket s;
        s.connect(socket.path());
        return s;
      } catch (const std::runtime_error&) {
        if (server.ended(0)) throw;
        std::this_thread::sleep_for(1ms);
      }
    }
  };
  const raw_socket busy = connected(), idle = connected();
  // An answer that the kernel cannot take at once.
  busy.send(frame_of({{"insert into counters (id, label) values (1, 'a')", {}}, {"select zeroblob(8000000)", {}, true}}));
  const std::string header = busy.receive(proxy::frame_header_size);
  server.signal(0, SIGTERM);
  EXPECT_EQ(answer(idle), "closed");
  const auto h = proxy::read_frame_header(header);
  EXPECT_EQ(busy.receive(h.size).size(), h.size);
  EXPECT_EQ(server.result(0), "ended well");
  EXPECT_TRUE(server.succeeded());
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(db.all(mz::select(counters)).size(), 1u);
}
TEST(proxy_server_end, what_a_killed_server_left_behind_is_replaced) {
  const support::temporary_file file, socket;
  const auto serve = [&](int) {
    mz::sqlite::connection db{file.path()};
    db.create_tables(counters);
    mz::proxy::server s{db, socket.path()};
    s.run();
  };
  for (int i = 1; i != 4; ++i) {
    support::processes server{1, serve};
    mz::proxy::client client{socket.path()};
    for (;;) {
      const auto o = mz::try_atomic(client, mz::atomic(counter(i, std::to_string(i))));
      if (o.ok()) break;
      ASSERT_TRUE(o.error<error::transport_error>() && !o.error()->outcome_unknown()) << o.error()->what();
      std::this_thread::sleep_for(1ms);
    }
    EXPECT_TRUE(server.kill(0));
    EXPECT_TRUE(std::filesystem::exists(socket.path()));
  }
  mz::sqlite::connection db{file.path()};
  EXPECT_EQ(db.all(mz::select(counters)).size(), 3u);
}
}  // namespace
