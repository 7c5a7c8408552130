// SPDX-License-Identifier: MIT
// What a list costs through the proxy, against the same list on a connection of one's own, and what of it is the proxy's: the socket and the
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

/// What a list and its answer have in bytes.
template <class Writes>
std::pair<std::size_t, std::size_t> sizes(mz::sqlite::connection& db, const Writes& writes) {
  using namespace mz::detail;
  proxy::frame_writer request, answer;
  erased_list list;
  erase_writes<dialect_id::sqlite>(list, writes, hooks_of(dialect_id::sqlite).max_parameters, false);
  pack(request, list.statements);
  pack(answer, db.transaction([&](auto& tx) { return run_bound_list(tx, list.statements); }));
  return {request.bytes.size(), answer.bytes.size()};
}

template <class Build>
void measure(const char* name, int calls, int rounds, database& local, mz::proxy::client& client, Build&& build) {
  const auto [request, answer] = sizes(local.db, build(0));
  echo back{request, answer};
  std::vector<double> here, there, bare, ratio, own, least_own;
  for (int round = -1; round != rounds; ++round) {
    const auto l = times(calls, [&](int i) { (void)mz::run_atomic(local.db, build(i)); });
    const auto p = times(calls, [&](int i) { (void)mz::run_atomic(client, build(i)); });
    const auto e = times(calls, [&](int) { back(); });
    if (round < 0) continue;  // to warm up
    here.push_back(median(l));
    there.push_back(median(p));
    bare.push_back(median(e));
    ratio.push_back(mean(p) / mean(l));
    own.push_back((median(p) - median(l)) / median(e));
  }
  std::printf("| %s | %zu + %zu | %.1f | %.1f | %.2f (%.2f) | %.1f | %.1f | %.2f (%.2f) |\n", name, request, answer, median(here),
              median(there), median(ratio), *std::min_element(ratio.begin(), ratio.end()), median(bare), median(there) - median(here),
              median(own), *std::min_element(own.begin(), own.end()));
  std::fflush(stdout);
}
}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 11;
  const auto folder = std::filesystem::temp_directory_path() / ("mizzle_remote_" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string socket = folder / "socket";
  const pid_t server = process([&] {
    database there{folder / "there.db"};
    mz::proxy::server{there.db, socket}.run();
  });
  while (!std::filesystem::exists(socket)) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  {
    database local{folder / "here.db"};
    mz::proxy::client client{socket};
    std::puts(
        "| | bytes, request + answer | local, us | proxy, us | proxy / local in throughput (least) | echo, us | the proxy's own, us | own / echo "
        "(least) |\n|---|---|---|---|---|---|---|---|");
    measure("a list of one row", 2'000, rounds, local, client, [](int i) { return one_row(i); });
    measure("an insert of 1,000 rows", 50, rounds, local, client, [rows = thousand_rows()](int) -> const auto& { return rows; });
  }
  ::kill(server, SIGTERM);
  ::waitpid(server, nullptr, 0);
  std::filesystem::remove_all(folder);
}
