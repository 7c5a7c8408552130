// SPDX-License-Identifier: MIT
// What callers send who are broken or mean no good. The server is a process of its own, under whatever sanitizer the build has.
#include <mizzle/remote/proxy.hpp>

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <mizzle/atomic/once.hpp>
#include <mizzle/mizzle.hpp>

#include "support/processes.hpp"
#include "support/temporary_file.hpp"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace {
namespace mz = mizzle;
using namespace mz::literals;
using namespace std::chrono_literals;
using namespace mz::detail;
using mz::detail::proxy::frame_header_size;
using mz::detail::proxy::frame_kind;
using mz::detail::proxy::frame_writer;
using support::processes;
using support::shared;

template <class As>
struct Counter {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "count", std::int64_t, mz::default_value<0>> count{};
};
inline constexpr mz::table<"counters", Counter> counters{};

template <class As>
struct Sample {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "ratio", std::optional<double>> ratio{};
  mz::column<As, "bytes", std::optional<mz::blob>> bytes{};
};
inline constexpr mz::table<"samples", Sample> samples{};

mz::blob bytes_of(std::string_view text) {
  const auto view = std::as_bytes(std::span{text});
  return {view.begin(), view.end()};
}
auto increment(std::int64_t id) { return mz::update(counters).set(counters.count = counters.count + 1).where(counters.id == id); }
auto sample(std::string name) {
  return mz::insert_into(samples).values({.name = std::move(name), .ratio = -0.0, .bytes = bytes_of({"\0\xff\x93z", 4})});
}
std::vector<mz::new_row<samples>> many_samples() {
  std::vector<mz::new_row<samples>> rows;
  for (std::int64_t i = 0; i != 60; ++i)
    rows.push_back({.id = INT64_MIN + i, .name = std::string(static_cast<std::size_t>(i), 'x'), .ratio = 1.0 / static_cast<double>(i + 1)});
  return rows;
}
auto all_samples() { return mz::select(samples).order_by(samples.id); }
auto all_counters() { return mz::select(counters).order_by(counters.id); }

template <class H>
void prepare(H& h) {
  mz::run_atomic(h, mz::atomic(mz::create_table(counters), mz::create_table(samples), mz::create_table(mz::once_rows)));
  for (std::int64_t id = 1; id != 4; ++id) h.run(mz::insert_into(counters).values({.id = id}));
}

/// A server with a database of its own, in a process of its own.
class server_process {
 public:
  explicit server_process(mz::proxy::server_options options = {}, rlim_t most_memory = RLIM_INFINITY)
      : children_{1, [&, options](int) { serve(options, most_memory); }, 300s} {
    for (int i = 0; i != 60'000 && *process_ == 0 && !children_.ended(0); ++i) std::this_thread::sleep_for(1ms);
  }
  [[nodiscard]] std::string socket() const { return file_.path() + ".sock"; }
  [[nodiscard]] bool alive() { return !children_.ended(0); }
  /// The memory that it has now, in MiB.
  [[nodiscard]] std::size_t memory() const {
    std::ifstream status{"/proc/" + std::to_string(*process_) + "/status"};
    for (std::string word; status >> word;) {
      std::size_t kilobytes = 0;
      if (word == "VmRSS:" && status >> kilobytes) return kilobytes >> 10;
    }
    return 0;
  }
  /// Asks it to leave, as a service manager does, and tells whether it was well until then.
  testing::AssertionResult stop() {
    if (alive()) ::kill(*process_, SIGTERM);
    return children_.succeeded();
  }

 private:
  void serve(const mz::proxy::server_options& options, rlim_t most_memory) {
    mz::sqlite::connection db{":memory:"};
    prepare(db);
    mz::proxy::server server{db, socket(), options};
    if (most_memory != RLIM_INFINITY) {
      const rlimit most{most_memory, most_memory};
      ::setrlimit(RLIMIT_AS, &most);
    }
    *process_ = ::getpid();
    server.run();
#ifdef __SANITIZE_ADDRESS__
    EXPECT_EQ(__lsan_do_recoverable_leak_check(), 0);
#endif
  }

  support::temporary_file file_;
  shared<std::atomic<pid_t>> process_{0};
  processes children_;
};

/// A connection that sends what it likes.
class raw_client {
 public:
  explicit raw_client(const std::string& path) : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const auto to = mz::detail::proxy::endpoint_of(path);
    if (::connect(socket_, to.data(), static_cast<socklen_t>(to.size())) != 0)
      throw std::system_error{errno, std::generic_category(), "connect"};
  }
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;
  ~raw_client() { ::close(socket_); }

  /// Sends all of it, unless the server leaves before.
  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void end() const { ::shutdown(socket_, SHUT_WR); }
  /// Up to so many bytes; fewer only if the server ends the connection.
  [[nodiscard]] std::string receive(std::size_t size) const {
    std::string result(size, '\0');
    std::size_t got = 0;
    while (got != size) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, 60'000) == 0) throw std::runtime_error{"the server is silent"};
      const ssize_t n = ::recv(socket_, result.data() + got, size - got, 0);
      if (n <= 0) break;
      got += static_cast<std::size_t>(n);
    }
    result.resize(got);
    return result;
  }
  /// One frame, or what there is of it.
  [[nodiscard]] std::string frame() const {
    std::string result = receive(frame_header_size);
    if (result.size() == frame_header_size) result += receive(mz::detail::proxy::read_frame_header(result).size);
    return result;
  }
  [[nodiscard]] std::string rest() const {
    std::string result;
    for (std::string piece; !(piece = receive(4096)).empty();) result += piece;
    return result;
  }
  /// Waits until the server has ended the connection, without reading what it has sent.
  [[nodiscard]] bool left() const {
    pollfd gone{socket_, POLLRDHUP, 0};
    return ::poll(&gone, 1, 60'000) == 1;
  }

 private:
  int socket_;
};

/// The error that a frame tells; empty if it tells none.
std::string failure_in(std::string_view frame) {
  if (frame.size() < frame_header_size || frame[3] < static_cast<char>(frame_kind::failure)) return {};
  message_reader from{frame.substr(frame_header_size)};
  try {
    mz::detail::proxy::throw_failure(from, {});
  } catch (const mz::error::invalid_request& e) {
    return std::string{"invalid_request: "} + e.what();
  } catch (const mz::error::transport_error& e) {
    return std::string{"transport_error: "} + e.what();
  } catch (const mz::error::base& e) {
    return e.what();
  }
}

/// What an unharmed client sends: the requests themselves, as they go through the socket.
class recording {
 public:
  template <class F>
  static std::string of(F&& request) {
    const support::temporary_file file;
    const std::string path = file.path() + ".sock";
    const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto at = mz::detail::proxy::endpoint_of(path);
    if (::bind(listening, at.data(), static_cast<socklen_t>(at.size())) != 0 || ::listen(listening, 1) != 0)
      throw std::system_error{errno, std::generic_category(), "listen"};
    std::string bytes;
    {
      // Nobody answers: what was sent stays in the socket.
      mz::proxy::client client{path, {.answer_timeout = 20ms}};
      try {
        request(client);
        ADD_FAILURE() << "there was an answer from nobody";
      } catch (const mz::error::transport_error& e) {
        EXPECT_TRUE(e.outcome_unknown());
      }
    }
    const int from = ::accept(listening, nullptr, nullptr);
    char piece[4096];
    for (ssize_t n; (n = ::read(from, piece, sizeof piece)) > 0;) bytes.append(piece, static_cast<std::size_t>(n));
    ::close(from);
    ::close(listening);
    ::unlink(path.c_str());
    return bytes;
  }
};

std::vector<std::string> record() {
  const auto list = [](const auto&... s) { return recording::of([&](auto& client) { (void)mz::run_atomic(client, mz::atomic(s...)); }); };
  const auto once = [](const char* key, bool keeps) {
    return recording::of([&](auto& client) {
      const auto pay = mz::once(key, mz::atomic(increment(1), sample("once"), mz::select(mz::count()).from(samples)));
      (void)mz::run_atomic(client, keeps ? pay.keep_results() : pay);
    });
  };
  return {list(increment(1)),
          list(increment(2).require_changes(1), sample("two").returning(samples.id)),
          list(increment(1), increment(9).require_changes(1), increment(2)),
          list(increment(3).require_exactly(1), mz::insert_into(counters).values({.id = 1})),
          list(all_counters()),
          list(mz::select(samples).where(samples.name == "two" && samples.id < 9)),
          list(mz::delete_from(samples).all_rows()),
          list(mz::delete_from(samples).all_rows(), mz::insert_into(samples).values(many_samples()), increment(3)),
          list(sample(std::string(700, '\x93')), mz::update(samples).set(samples.ratio = 0.1).where(samples.id > INT64_MIN)),
          once("k1", false),
          once("k2", true),
          once("a key that is somewhat longer, with \"quotes\"", true)};
}

/// The requests of a client of good faith.
const std::vector<std::string>& corpus() {
  static const std::vector<std::string> frames = record();
  return frames;
}

/// Makes wrong requests of right ones, the same for the same seed.
class mutator {
 public:
  mutator(std::vector<std::string> frames, std::uint64_t seed) : frames_{std::move(frames)}, random_{seed} {}

  std::string operator()() {
    std::string bytes = any_frame();
    for (std::size_t times = 1 + below(3); times != 0; --times) change(bytes);
    return bytes;
  }
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

 private:
  const std::string& any_frame() { return frames_[below(frames_.size())]; }
  char any_byte() { return static_cast<char>(random_()); }
  /// A byte by which MessagePack tells a type or a size.
  char telling_byte() {
    constexpr unsigned char bytes[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x96, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc6, 0xc7,
                                       0xca, 0xcb, 0xcc, 0xcf, 0xd0, 0xd3, 0xd4, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff};
    return static_cast<char>(bytes[below(sizeof bytes)]);
  }
  void change(std::string& bytes) {
    if (bytes.empty()) bytes = any_frame();
    const std::size_t at = below(bytes.size()), length = 1 + below(64);
    switch (below(14)) {
      case 0:
      case 1:
        bytes[at] = any_byte();
        break;
      case 2:
        bytes[at] = telling_byte();
        break;
      case 3:
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8));
        break;
      case 4:
        bytes.resize(at);
        break;
      case 5:
        bytes += any_frame();
        break;
      case 6:
        bytes += bytes;
        break;
      case 7:
        bytes = bytes.substr(0, at) + any_frame().substr(below(30));
        break;
      case 8:
        fit(bytes.erase(at, length));
        break;
      case 9:
        fit(bytes.insert(at, bytes.substr(at, length)));
        break;
      case 10:
        fit(bytes.insert(at, std::string(length, telling_byte())));
        break;
      case 11:
        inflate(bytes);
        break;
      case 12:
        announce(bytes);
        break;
      default:
        bytes.insert(below(2) ? 0 : bytes.size(), std::string(length, any_byte()));
    }
  }
  /// Corrects the size that the frame tells, so that what it holds is read.
  static void fit(std::string& bytes) {
    if (bytes.size() >= frame_header_size) write_size(bytes, bytes.size() - frame_header_size);
  }
  static void write_size(std::string& bytes, std::size_t size) {
    for (std::size_t i = 0; i != 4; ++i) bytes[4 + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  void announce(std::string& bytes) {
    if (bytes.size() < frame_header_size) return;
    constexpr std::size_t sizes[] = {0, 1, 8, 0xff, 0xffff, 0xff'ffff, (16 << 20) - 1, 16 << 20, (16 << 20) + 1, 0x7fff'ffff, 0xffff'ffff};
    const std::size_t size = bytes.size() - frame_header_size;
    write_size(bytes, below(2) ? sizes[below(std::size(sizes))] : size + below(9) - 4);
  }
  /// Lets a list, text or blob tell more than it has.
  void inflate(std::string& bytes) {
    std::vector<std::size_t> places;
    for (std::size_t i = frame_header_size; i < bytes.size(); ++i) {
      const auto c = static_cast<unsigned char>(bytes[i]);
      if ((c >= 0x90 && c < 0xc0) || (c >= 0xc4 && c <= 0xc6) || (c >= 0xd9 && c <= 0xdd)) places.push_back(i);
    }
    if (places.empty()) return;
    const std::size_t at = places[below(places.size())];
    if (below(3) == 0) {
      bytes[at] = static_cast<char>(bytes[at] + 1);
    } else {
      const char wide[] = {static_cast<char>(below(2)   ? 0xdd
                                             : below(2) ? 0xdb
                                                        : 0xc6),
                           static_cast<char>(below(2) ? 0xff : 0x00), any_byte(), any_byte(), any_byte()};
      bytes.replace(at, 1, wide, sizeof wide);
    }
    fit(bytes);
  }

  std::vector<std::string> frames_;
  std::mt19937_64 random_;
};

/// What a server must answer, and what its database must be: the same requests run here.
class model {
 public:
  mz::sqlite::connection db{":memory:"};
  std::size_t most = mz::proxy::server_options{}.max_message;

  model() { prepare(db); }

  struct course {
    std::string answers;
    bool refused = false;  // the connection ends, after a word about why
    bool over = true;      // there is nothing left that waits for the rest of a frame
  };
  course of(std::string_view bytes) {
    course result;
    while (bytes.size() >= frame_header_size) {
      try {
        const auto header = mz::detail::proxy::read_frame_header(bytes);
        if (header.size > most) throw malformed_message{"too big"};
        if (bytes.size() < frame_header_size + header.size) break;
        result.answers += answer(header.kind, bytes.substr(frame_header_size, header.size));
        bytes.remove_prefix(frame_header_size + header.size);
      } catch (const malformed_message&) {
        result.refused = true;
        return result;
      }
    }
    result.over = bytes.empty();
    return result;
  }
  [[nodiscard]] std::size_t acted() const { return acted_; }

 private:
  std::string answer(frame_kind kind, std::string_view message) {
    using mz::detail::proxy::pack;
    message_reader from{message};
    once_request request;
    if (kind == frame_kind::once) {
      request = mz::detail::proxy::unpack_once_request(from);
    } else if (kind != frame_kind::list) {
      throw malformed_message{"neither"};
    }
    const auto list = unpack_statements(from);
    from.end();
    request.statements = list;
    try {
      if (kind == frame_kind::list && list.empty()) throw mz::error::invalid_request{"a request needs at least one statement"};
      if (kind == frame_kind::once && request.key.empty()) throw mz::error::invalid_request{"once(): the key is empty"};
      permit_bound_list(list);
      std::string frame = db.transaction([&](auto& tx) {
        frame_writer to;
        if (kind == frame_kind::list) {
          mz::detail::pack(to, run_bound_list(tx, list));
          return std::move(to).finish(frame_kind::replies);
        }
        pack(to, run_bound_list_once(tx, request));
        return std::move(to).finish(frame_kind::once_replies);
      });
      ++acted_;
      return frame;
    } catch (...) {
      return mz::detail::proxy::current_failure_frame();
    }
  }

  std::size_t acted_ = 0;
};

template <class H>
void expect_same_contents(H& h, mz::sqlite::connection& expected) {
  const auto keys =
      mz::select(mz::once_rows.key, mz::once_rows.digest, mz::once_rows.results).from(mz::once_rows).order_by(mz::once_rows.key);
  const auto of = [&](auto& db) {
    frame_writer to;
    erased_list list;
    erase_writes<dialect_id::sqlite>(list, mz::atomic(all_counters(), all_samples(), keys), 999, false);
    if constexpr (requires { db.execute_batch(list.statements); }) {
      pack(to, db.execute_batch(list.statements));
    } else {
      pack(to, run_bound_list(db, list.statements));
    }
    return to.bytes;
  };
  EXPECT_TRUE(of(h) == of(expected)) << "the database is not what the accepted requests made of it";
}

/// A client of good faith is served.
void expect_served(const std::string& path, model& expected) {
  mz::proxy::client client{path};
  const auto work = mz::atomic(increment(1).require_changes(1), sample("good").returning(samples.id));
  const auto here = mz::run_atomic(expected.db, work);
  const auto there = mz::run_atomic(client, work);
  EXPECT_EQ(there[1_c].one()[samples.id], here[1_c].one()[samples.id]);
}

TEST(hostile, a_hundred_thousand_mutated_frames_do_nothing_but_what_is_right) {
  constexpr std::uint64_t seed = 20'240'607;
  constexpr int frames = 100'000;
  server_process server;
  ASSERT_TRUE(server.alive()) << server.stop();
  const std::vector<std::string>& good = corpus();
  mutator mutate{good, seed};
  model expected;

  std::optional<raw_client> client;
  std::size_t memory_before = 0;
  int refused = 0;
  for (int i = 0; i != frames; ++i) {
    SCOPED_TRACE("frame " + std::to_string(i) + " of seed " + std::to_string(seed));
    if (!client) client.emplace(server.socket());
    // Some are right, so that what they have changed shows whether something wrong went before.
    const std::string sent = mutate.below(50) == 0 ? good[mutate.below(good.size())] : mutate();
    const std::size_t way = mutate.below(20), middle = mutate.below(sent.size() + 1);
    if (way == 0 && sent.size() < 200) {
      for (const char c : sent) client->send({&c, 1});
    } else if (way < 4) {
      client->send(std::string_view{sent}.substr(0, middle));
      client->send(std::string_view{sent}.substr(middle));
    } else {
      client->send(sent);
    }
    const model::course course = expected.of(sent);
    if (!course.over) client->end();
    const std::string answers = client->receive(course.answers.size());
    ASSERT_TRUE(answers == course.answers) << failure_in(answers) << " instead of " << failure_in(course.answers);
    if (course.refused || !course.over) {
      const std::string last = client->rest();
      if (course.refused) {
        ++refused;
        ASSERT_EQ(failure_in(last).substr(0, 17), "invalid_request: ");
      } else {
        ASSERT_EQ(last, "");
      }
      client.reset();
    }
    if (i % 1000 == 999) {
      expect_served(server.socket(), expected);
      mz::proxy::client reader{server.socket()};
      expect_same_contents(reader, expected.db);
      ASSERT_FALSE(HasFailure());
      // It grows no more, but for the rows.
      if (i == frames / 10 - 1) memory_before = server.memory();
      (void)reader.run(mz::delete_from(samples).all_rows());
      expected.db.run(mz::delete_from(samples).all_rows());
    }
  }
  std::cout << refused << " refused, " << expected.acted() << " acted, " << memory_before << " -> " << server.memory() << " MiB\n";
  EXPECT_GT(refused, frames / 10) << "the mutations are too mild";
  EXPECT_GT(expected.acted(), static_cast<std::size_t>(frames / 50)) << "the mutations are too wild";
  EXPECT_LT(server.memory(), memory_before + 256);
  EXPECT_TRUE(server.stop());
}

/// Runs f with a server and the model of what it must be, then looks whether all is well.
template <class F>
void against(const mz::proxy::server_options& options, F&& f) {
  server_process server{options};
  ASSERT_TRUE(server.alive()) << server.stop();
  model expected;
  f(server, expected);
  expect_served(server.socket(), expected);
  mz::proxy::client reader{server.socket()};
  expect_same_contents(reader, expected.db);
  EXPECT_TRUE(server.stop());
}

TEST(hostile, a_request_that_ends_at_any_byte_does_nothing) {
  against({}, [&](server_process& server, model& expected) {
    for (const std::string& frame : corpus()) {
      for (std::size_t size = 0; size < frame.size(); size += size < 300 ? 1 : 37) {
        raw_client client{server.socket()};
        client.send(std::string_view{frame}.substr(0, size));
        if (size % 2 == 0) continue;  // closed both ways
        client.end();
        ASSERT_EQ(client.rest(), "") << "after " << size << " of " << frame.size();
      }
      // What is whole is carried out, also if nobody waits for the answer.
      raw_client client{server.socket()};
      client.send(frame);
      client.end();
      EXPECT_TRUE(client.left());
      (void)expected.of(frame);
      expect_served(server.socket(), expected);
    }
  });
}

TEST(hostile, a_thousand_requests_in_one_write_are_answered_one_after_another) {
  against({}, [&](server_process& server, model& expected) {
    std::string all, answers;
    for (int i = 0; i != 100; ++i) {
      for (const std::string& frame : corpus()) all += frame;
    }
    raw_client client{server.socket()};
    std::thread sender{[&] {
      client.send(all);
      client.end();
    }};
    answers = client.rest();
    sender.join();
    EXPECT_TRUE(answers == expected.of(all).answers);
  });
}

TEST(hostile, who_falls_silent_within_a_request_is_told_and_left) {
  against({.message_timeout = 100ms}, [&](server_process& server, model& expected) {
    const std::string frame = corpus().front();
    for (const std::size_t size : {std::size_t{1}, frame_header_size, frame.size() - 1}) {
      raw_client client{server.socket()};
      client.send(frame);
      EXPECT_EQ(client.frame(), expected.of(frame).answers);
      client.send(std::string_view{frame}.substr(0, size));
      EXPECT_EQ(failure_in(client.rest()).substr(0, 17), "transport_error: ");
    }
    // The time counts from the first byte: who sends one now and then is left as well.
    raw_client slow{server.socket()};
    for (std::size_t i = 0; i != frame.size() - 1; ++i) {
      slow.send({&frame[i], 1});
      std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(failure_in(slow.rest()).substr(0, 17), "transport_error: ");
  });
}

TEST(hostile, who_never_reads_its_answer_is_left_and_nothing_is_put_into_it) {
  against({.message_timeout = 200ms}, [&](server_process& server, model& expected) {
    const std::string work =
        recording::of([](auto& client) { client.run(mz::update(samples).set(samples.name = std::string(100'000, 'n')).all_rows()); });
    const std::string fill = corpus()[7], ask = recording::of([](auto& client) { (void)client.all(all_samples()); });
    for (const std::size_t taken : {0u, 40'000u, 400'000u}) {
      SCOPED_TRACE(taken);
      const std::string whole = expected.of(fill + work + ask).answers;
      raw_client client{server.socket()};
      client.send(fill + work + ask + ask);
      std::this_thread::sleep_for(50ms);  // until the socket is full; then what is taken makes room for a word, but not for much
      const std::string first = client.receive(taken);
      ASSERT_TRUE(client.left());
      const std::string all = first + client.rest();
      EXPECT_LT(all.size(), whole.size());
      EXPECT_TRUE(all == whole.substr(0, all.size())) << "other words stand in the middle of an answer";
    }
  });
}

TEST(hostile, more_connections_than_the_server_takes_are_told_so) {
  against({.max_clients = 20}, [&](server_process& server, model& expected) {
    for (int round = 0; round != 5; ++round) {
      std::vector<std::unique_ptr<raw_client>> idle;
      for (int i = 0; i != 200; ++i) idle.push_back(std::make_unique<raw_client>(server.socket()));
      for (std::size_t i = 20; i != idle.size(); ++i) {
        EXPECT_EQ(failure_in(idle[i]->rest()), "transport_error: the server has as many clients as it takes");
      }
      mz::proxy::client client{server.socket()};
      try {
        (void)client.run(increment(1));
        ADD_FAILURE() << "there was room";
      } catch (const mz::error::transport_error& e) {
        EXPECT_FALSE(e.outcome_unknown());
      }
      idle.clear();
      // The server sees that they have gone in its own time.
      for (bool served = false; !served;) {
        try {
          (void)client.run(increment(2));
          served = true;
        } catch (const mz::error::transport_error& e) {
          ASSERT_FALSE(e.outcome_unknown());
        }
      }
      expected.db.run(increment(2));
    }
  });
}

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool memory_can_run_out = false;  // the sanitizers reserve more than there is
#else
constexpr bool memory_can_run_out = true;
#endif

TEST(hostile, a_server_without_memory_goes_on) {
  if (!memory_can_run_out) GTEST_SKIP();
  server_process server{{}, rlim_t{200} << 20};
  ASSERT_TRUE(server.alive()) << server.stop();
  // A list whose elements need far more memory than their bytes.
  std::string frame(frame_header_size + (15 << 20), '\xc0');
  frame.replace(0, frame_header_size + 5, std::string_view{"mz\1\1\0\xf0\0\0\xdd\0\xef\xff\xfb", frame_header_size + 5});
  for (int i = 0; i != 3; ++i) {
    raw_client client{server.socket()};
    client.send(frame);
    client.end();
    EXPECT_NE(failure_in(client.rest()), "");
  }
  // More requests at once than there is room for.
  std::vector<std::unique_ptr<raw_client>> many;
  for (int i = 0; i != 30; ++i) {
    many.push_back(std::make_unique<raw_client>(server.socket()));
    many.back()->send(std::string_view{frame}.substr(0, frame.size() - 1));
  }
  many.clear();
  model expected;
  expect_served(server.socket(), expected);
  EXPECT_TRUE(server.stop());
}
}  // namespace
