// SPDX-License-Identifier: MIT
// `writer [DIRECTORY [SECONDS]]`: how many units a second are committed on a file in WAL mode, each a row at the end of a log: by mz::writer,
// and each in a transaction of its own, by connections of their own and through mz::gate. In each of five rounds all take their turns,
// because what else the machine does comes and goes; told is the middle of each figure, and of the rounds' ratios. Prints tables in Markdown.
#include <sys/resource.h>

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

auto unit() { return mz::atomic(mz::insert_into(events).values({.body = "what happened, in a sentence of some length"})); }

/// What one producer does until it is told to stop: it notes how long each unit took, in seconds.
using producer = std::function<void(const std::atomic<bool>& over, std::vector<double>& latencies)>;

struct figures {
  double per_second = 0, median = 0, p99 = 0, sleeps = 0;
};

double seconds_since(clock_type::time_point began) { return std::chrono::duration<double>(clock_type::now() - began).count(); }
/// How often a thread of this program went to sleep.
double sleeps_so_far() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_nvcsw);
}

figures measure(int producers, std::chrono::duration<double> time, const producer& produce) {
  std::vector<std::vector<double>> latencies(static_cast<std::size_t>(producers));
  std::atomic<bool> over = false;
  const double slept = sleeps_so_far();
  const auto began = clock_type::now();
  {
    std::vector<std::jthread> running;
    for (auto& l : latencies) running.emplace_back([&] { produce(over, l); });
    std::this_thread::sleep_for(time);
    over = true;
  }
  const double whole = seconds_since(began), sleeps = sleeps_so_far() - slept;
  std::vector<double> all;
  for (const auto& l : latencies) all.insert(all.end(), l.begin(), l.end());
  std::sort(all.begin(), all.end());
  if (all.empty()) return {};
  const auto count = static_cast<double>(all.size());
  return {count / whole, all[all.size() / 2], all[all.size() * 99 / 100], sleeps / count};
}

/// One unit after another.
producer one_by_one(std::function<void()> run) {
  return [run = std::move(run)](const std::atomic<bool>& over, std::vector<double>& latencies) {
    while (!over) {
      const auto began = clock_type::now();
      run();
      latencies.push_back(seconds_since(began));
    }
  };
}

constexpr std::size_t rounds = 5;

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
    return measure(producers, time, [&](const std::atomic<bool>& over, std::vector<double>& latencies) {
      mz::sqlite::connection own{path, options};
      one_by_one([&] { mz::run_atomic(own, unit()); })(over, latencies);
    });
  };
  const auto by_gate = [&](int producers) {
    mz::gate gate{fresh()};
    return measure(producers, time, one_by_one([&] { mz::run_atomic(gate, unit()); }));
  };
  const auto runs = [&](int producers) {
    mz::writer writer{fresh()};
    return measure(producers, time, one_by_one([&] { (void)writer.run(unit()); }));
  };
  const auto submits = [&](int producers) {
    mz::writer writer{fresh()};
    return measure(producers, time, one_by_one([&] { (void)writer.submit(unit()).get(); }));
  };
  // Each producer has up to 64 units under way, and waits for the older half of them when there are as many.
  const auto ahead = [&](int producers) {
    mz::writer writer{fresh()};
    return measure(producers, time, [&](const std::atomic<bool>& over, std::vector<double>& latencies) {
      std::deque<std::pair<clock_type::time_point, decltype(writer.submit(unit()))>> under_way;
      const auto await = [&](std::size_t left) {
        for (; under_way.size() > left; under_way.pop_front()) {
          (void)under_way.front().second.get();
          latencies.push_back(seconds_since(under_way.front().first));
        }
      };
      while (!over) {
        under_way.emplace_back(clock_type::now(), writer.submit(unit()));
        if (under_way.size() == 64) await(32);
      }
      await(0);
    });
  };
  std::vector<contender> all;
  for (const int producers : {16, 1}) {
    const auto add = [&](const char* name, const auto& run) {
      all.push_back({name, producers, [&run, producers] { return run(producers); }});
    };
    add("a connection of its own", connections);
    add("a gate", by_gate);
    add("a writer, run()", runs);
    add("a writer, submit().get()", submits);
    add("a writer, 64 units under way", ahead);
  }
  for (std::size_t round = 0; round != rounds; ++round) {
    for (contender& c : all) c.rounds.push_back(c.run());
  }
  std::printf(
      "\n| synchronous=%s: producers, each with | units a second | times the first | half within | 99 of 100 within | went to sleep for a unit |\n"
      "|---|---|---|---|---|---|\n",
      synchronous == mz::sqlite::synchronous::full ? "full" : "normal");
  const contender* first = nullptr;
  for (const contender& c : all) {
    if (!first || c.producers != first->producers) first = &c;
    const auto middle = [&](const auto& of) {
      std::vector<double> values;
      for (std::size_t r = 0; r != rounds; ++r) values.push_back(of(c.rounds[r], first->rounds[r]));
      std::sort(values.begin(), values.end());
      return values[rounds / 2];
    };
    std::printf("| %d: %s | %.0f | %.2f | %.3f ms | %.3f ms | %.2f |\n", c.producers, c.name,
                middle([](const figures& f, const figures&) { return f.per_second; }),
                middle([](const figures& f, const figures& to) { return f.per_second / to.per_second; }),
                middle([](const figures& f, const figures&) { return f.median * 1e3; }),
                middle([](const figures& f, const figures&) { return f.p99 * 1e3; }),
                middle([](const figures& f, const figures&) { return f.sleeps; }));
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::filesystem::path directory = count > 1 ? arguments[1] : std::filesystem::temp_directory_path();
  const std::chrono::duration<double> time{count > 2 ? std::atof(arguments[2]) : 1.0};
  const std::string path = (directory / "mizzle_writer_benchmark.db").string();
  std::printf("## Units a second, each a row of 50 bytes; %.1f s for each line, the middle of %zu rounds\n", time.count(), rounds);
  compare(path, mz::sqlite::synchronous::full, time);
  compare(path, mz::sqlite::synchronous::normal, time);
  for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
}
