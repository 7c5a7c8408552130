// SPDX-License-Identifier: MIT
// `writer [DIRECTORY [SECONDS]]`: how many units a second are committed on a file in WAL mode, each an insert: by mz::writer, and each in
// a transaction of its own, by connections of their own and through mz::gate. In each of three rounds all take their turns, because what
// else the machine does comes and goes; told is the round in the middle. Prints tables in Markdown.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <mizzle/durable/gate.hpp>
#include <mizzle/durable/writer.hpp>
#include <mizzle/mizzle.hpp>

namespace {

namespace mz = mizzle;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

template <class As>
struct Event {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "body", std::string> body{};
};
inline constexpr mz::table<"events", Event> events{};

auto unit(std::int64_t producer, std::int64_t number) {
  return mz::atomic(
      mz::insert_into(events).values({.id = producer * 1'000'000'000 + number, .body = "what happened, in a sentence of some length"}));
}

/// What one producer does until it is told to stop: it notes how long each unit took, in seconds.
using producer = std::function<void(std::int64_t number, const std::atomic<bool>& over, std::vector<double>& latencies)>;

struct figures {
  double per_second = 0, median = 0, p99 = 0;
};

double seconds_since(clock_type::time_point began) { return std::chrono::duration<double>(clock_type::now() - began).count(); }

figures measure(int producers, std::chrono::duration<double> time, const producer& produce) {
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(producers));
  std::atomic<bool> over = false;
  const auto began = clock_type::now();
  {
    std::vector<std::jthread> running;
    for (int p = 0; p != producers; ++p) running.emplace_back([&, p] { produce(p, over, latencies[static_cast<std::size_t>(p)]); });
    std::this_thread::sleep_for(time);
    over = true;
  }
  const double whole = seconds_since(began);
  std::vector<double> all;
  for (const auto& l : latencies) all.insert(all.end(), l.begin(), l.end());
  std::sort(all.begin(), all.end());
  if (all.empty()) return {};
  return {static_cast<double>(all.size()) / whole, all[all.size() / 2], all[all.size() * 99 / 100]};
}

/// One unit after another.
producer one_by_one(std::function<void(std::int64_t, std::int64_t)> run) {
  return [run = std::move(run)](std::int64_t p, const std::atomic<bool>& over, std::vector<double>& latencies) {
    for (std::int64_t i = 0; !over; ++i) {
      const auto began = clock_type::now();
      run(p, i);
      latencies.push_back(seconds_since(began));
    }
  };
}

struct contender {
  const char* name;
  int producers;
  std::function<figures()> run;
  std::vector<figures> rounds{};
};

void compare(const std::string& path, mz::sqlite::synchronous synchronous, std::chrono::duration<double> time) {
  const mz::sqlite::options options{.busy_timeout = 10min, .synchronous = synchronous};
  const auto fresh = [&] {
    for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    mz::sqlite::connection db{path, options};
    db.create_tables(events);
    return db;
  };
  const auto connections = [&](int producers) {
    const auto keep = fresh();
    return measure(producers, time, [&](std::int64_t p, const std::atomic<bool>& over, std::vector<double>& latencies) {
      mz::sqlite::connection own{path, options};
      one_by_one([&](std::int64_t n, std::int64_t i) { mz::run_atomic(own, unit(n, i)); })(p, over, latencies);
    });
  };
  const auto by_writer = [&](int producers) {
    mz::writer writer{fresh()};
    return measure(producers, time, one_by_one([&](std::int64_t p, std::int64_t i) { (void)writer.submit(unit(p, i)).get(); }));
  };
  // Each producer has up to 64 units under way, and waits for the older half of them when there are as many.
  const auto ahead = [&](int producers) {
    mz::writer writer{fresh()};
    return measure(producers, time, [&](std::int64_t p, const std::atomic<bool>& over, std::vector<double>& latencies) {
      std::deque<std::pair<clock_type::time_point, decltype(writer.submit(unit(0, 0)))>> under_way;
      const auto await = [&](std::size_t left) {
        for (; under_way.size() > left; under_way.pop_front()) {
          (void)under_way.front().second.get();
          latencies.push_back(seconds_since(under_way.front().first));
        }
      };
      for (std::int64_t i = 0; !over; ++i) {
        under_way.emplace_back(clock_type::now(), writer.submit(unit(p, i)));
        if (under_way.size() == 64) await(32);
      }
      await(0);
    });
  };
  std::vector<contender> all{{"16 producers, each its own connection", 16, [&] { return connections(16); }},
                             {"16 producers, gate", 16,
                              [&] {
    mz::gate gate{fresh()};
    return measure(16, time, one_by_one([&](std::int64_t p, std::int64_t i) { mz::run_atomic(gate, unit(p, i)); }));
  }},
                             {"16 producers, writer", 16, [&] { return by_writer(16); }},
                             {"16 producers, writer, 64 under way each", 16, [&] { return ahead(16); }},
                             {"1 producer, its own connection", 1, [&] { return connections(1); }},
                             {"1 producer, writer", 1, [&] { return by_writer(1); }},
                             {"1 producer, writer, 64 under way", 1, [&] { return ahead(1); }}};
  for (int round = 0; round != 3; ++round) {
    for (contender& c : all) c.rounds.push_back(c.run());
  }
  std::printf("\n| synchronous=%s | units a second | ratio | median | 99th percentile |\n|---|---|---|---|---|\n",
              synchronous == mz::sqlite::synchronous::full ? "full" : "normal");
  double base = 0;
  int base_of = 0;
  for (contender& c : all) {
    std::sort(c.rounds.begin(), c.rounds.end(), [](const auto& a, const auto& b) { return a.per_second < b.per_second; });
    const figures& middle = c.rounds[1];
    if (c.producers != base_of) base = middle.per_second, base_of = c.producers;
    std::printf("| %s | %.0f | %.2f | %.3f ms | %.3f ms |\n", c.name, middle.per_second, middle.per_second / base, middle.median * 1e3,
                middle.p99 * 1e3);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path directory = count > 1 ? arguments[1] : std::filesystem::temp_directory_path();
  const std::chrono::duration<double> time{count > 2 ? std::atof(arguments[2]) : 1.0};
  const std::string path = (directory / "mizzle_writer_benchmark.db").string();
  std::printf("Committed units, each an insert of a row of 50 bytes; each contender %.1f s, the middle of three rounds.\n", time.count());
  compare(path, mz::sqlite::synchronous::full, time);
  compare(path, mz::sqlite::synchronous::normal, time);
  for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
}
