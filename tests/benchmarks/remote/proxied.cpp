// SPDX-License-Identifier: MIT
// What a list costs through the proxy, against the same list on a connection of one's own, and what the proxy itself costs, its socket and its
// encoding, against a process that only sends back as many bytes.
#include <mizzle/mizzle.hpp>
#include <mizzle/remote/proxy.hpp>

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace {
namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Reading {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "sensor", std::string> sensor{};
  mz::column<As, "value", double> value{};
  mz::column<As, "at", std::int64_t> at{};
};
inline constexpr mz::table<"readings", Reading> readings{};

mz::new_row<readings> reading(std::int64_t i) {
  return {.sensor = "sensor " + std::to_string(i % 100), .value = static_cast<double>(i) / 7, .at = 1'700'000'000'000 + i};
}
auto one_row(std::int64_t i) { return mz::atomic(mz::insert_into(readings).values(reading(i))); }
auto thousand_rows() {
  std::vector<mz::new_row<readings>> rows;
  for (std::int64_t i = 0; i != 1'000; ++i) rows.push_back(reading(i));
  return mz::atomic(mz::insert_into(readings).values(std::move(rows)));
}

struct database {
  std::string path;
  mz::sqlite::connection db;
  explicit database(std::string p) : path{std::move(p)}, db{path, {.synchronous = mz::sqlite::synchronous::normal}} {
    db.create_tables(readings);
  }
};

template <class F>
pid_t process(F&& f) {
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error{errno, std::generic_category(), "fork"};
  if (child != 0) return child;
  f();
  ::_exit(0);
}

void read_all(int socket, char* to, std::size_t size) {
  while (size != 0) {
    const ssize_t n = ::read(socket, to, size);
    if (n <= 0) ::_exit(0);
    to += n;
    size -= static_cast<std::size_t>(n);
  }
}
void write_all(int socket, const char* from, std::size_t size) {
  while (size != 0) {
    const ssize_t n = ::write(socket, from, size);
    if (n <= 0) ::_exit(0);
    from += n;
    size -= static_cast<std::size_t>(n);
  }
}

/// A process that takes so many bytes and gives so many.
class echo {
 public:
  echo(std::size_t request, std::size_t answer) : request_(request), answer_(answer) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::system_error{errno, std::generic_category(), "socketpair"};
    child_ = process([&] {
      ::close(ends[0]);
      for (;;) {
        read_all(ends[1], request_.data(), request_.size());
        write_all(ends[1], answer_.data(), answer_.size());
      }
    });
    ::close(ends[1]);
    socket_ = ends[0];
  }
  echo(const echo&) = delete;
  echo& operator=(const echo&) = delete;
  ~echo() {
    ::close(socket_);
    ::waitpid(child_, nullptr, 0);
  }
  void operator()() {
    write_all(socket_, request_.data(), request_.size());
    read_all(socket_, answer_.data(), answer_.size());
  }

 private:
  std::vector<char> request_, answer_;
  pid_t child_ = -1;
  int socket_ = -1;
};

/// Microseconds of one call each, sorted.
template <class F>
std::vector<double> times(int calls, F&& f) {
  std::vector<double> all;
  for (int i = 0; i != calls; ++i) {
    const auto start = std::chrono::steady_clock::now();
    f(i);
    all.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(all.begin(), all.end());
  return all;
}
double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}
double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double y : x) sum += y;
  return sum / static_cast<double>(x.size());
}

/// A database that does nothing, so that what is left is the proxy.
struct idle {
  using dialect = mz::dialect::sqlite;
  template <class F>
  auto transaction(F&& f) {
    return f(*this);
  }
  mz::statement_reply execute(const mz::bound_statement&) { return {1, 1, {}}; }
};

struct figures {
  std::vector<double> all;
  void add(double x) { all.push_back(x); }
  [[nodiscard]] double middle() const { return median(all); }
  [[nodiscard]] double least() const { return *std::min_element(all.begin(), all.end()); }
};

/// One line of the table: the medians of several rounds, in which all of them take turns.
template <class Build>
void measure(const char* name, int calls, int rounds, database& local, mz::proxy::client& owner, mz::proxy::client& nobody, Build&& build) {
  using namespace mz::detail;
  erased_list list;
  const auto erase_one = [&](int i) {
    list = {};
    erase_writes<dialect_id::sqlite>(list, build(i), max_parameters_of(nobody), false);
  };
  erase_one(0);
  proxy::frame_writer request, answer;
  pack(request, list.statements);
  pack(answer, nobody.execute_batch(list.statements));
  echo back{request.bytes.size(), answer.bytes.size()};

  figures here, there, slower, fewer, erasing, own, bare, times_bare;
  for (int round = -1; round != rounds; ++round) {
    const auto l = times(calls, [&](int i) { (void)mz::run_atomic(local.db, build(i)); });
    const auto p = times(calls, [&](int i) { (void)mz::run_atomic(owner, build(i)); });
    const auto x = times(calls, erase_one);
    const auto o = times(calls, [&](int) { (void)nobody.execute_batch(list.statements); });
    const auto e = times(calls, [&](int) { back(); });
    if (round < 0) continue;  // to warm up
    here.add(median(l));
    there.add(median(p));
    slower.add(median(p) / median(l));
    fewer.add(mean(p) / mean(l));
    erasing.add(median(x));
    own.add(median(o));
    bare.add(median(e));
    times_bare.add(median(o) / median(e));
  }
  std::printf("| %s | %zu + %zu | %.1f | %.1f | %.2f (%.2f) | %.2f (%.2f) | %.1f | %.1f | %.1f | %.2f (%.2f) |\n", name,
              request.bytes.size(), answer.bytes.size(), here.middle(), there.middle(), slower.middle(), slower.least(), fewer.middle(),
              fewer.least(), erasing.middle(), own.middle(), bare.middle(), times_bare.middle(), times_bare.least());
  std::fflush(stdout);
}

template <class Open>
pid_t serve(const std::string& socket, Open&& open) {
  const pid_t server = process([&] {
    auto handle = open();
    mz::proxy::server{handle, socket}.run();
  });
  while (!std::filesystem::exists(socket)) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  return server;
}
}  // namespace

// The number of rounds can be given.
int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 11;
  const auto folder = std::filesystem::temp_directory_path() / ("mizzle_remote_" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const pid_t owner_process = serve(folder / "owner", [&] { return database{folder / "there.db"}.db; });
  const pid_t nobody_process = serve(folder / "nobody", [] { return idle{}; });
  {
    database local{folder / "here.db"};
    mz::proxy::client owner{folder / "owner"}, nobody{folder / "nobody"};
    std::puts(
        "# Lists through the proxy\n\nMedians in microseconds, and the least of a ratio in parentheses. The proxy's own cost, its socket and its encoding, is that of a "
        "server whose database does nothing.\n\n"
        "| | bytes there + back | local | proxy | latency, proxy / local | time for many, proxy / local | making the list | the proxy's own "
        "| echo of as many bytes | own / echo |\n|---|---|---|---|---|---|---|---|---|---|");
    measure("a list of one row", 2'000, rounds, local, owner, nobody, [](int i) { return one_row(i); });
    measure("an insert of 1,000 rows", 50, rounds, local, owner, nobody, [rows = thousand_rows()](int) -> const auto& { return rows; });
  }
  for (const pid_t server : {owner_process, nobody_process}) {
    ::kill(server, SIGTERM);
    ::waitpid(server, nullptr, 0);
  }
  std::filesystem::remove_all(folder);
}
