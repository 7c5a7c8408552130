// SPDX-License-Identifier: MIT
// `write_behind [DIRECTORY]`: what a store in memory that is written behind costs and gives, on a file in WAL mode: peak memory at three
// sizes, each in a process of its own; batches a second against writing each batch before the next; and the cost of a change by how many
// entities are held. Prints tables in Markdown.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <mizzle/durable/write_behind.hpp>
#include <mizzle/mizzle.hpp>

namespace write_behind_benchmark {
namespace mz = mizzle;
namespace wb = mz::write_behind;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "owner", std::string> owner{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};
using store_type = wb::store<mz::sqlite::connection, accounts>;

double seconds_since(clock_type::time_point began) { return std::chrono::duration<double>(clock_type::now() - began).count(); }

/// A file with the tables.
class database {
 public:
  explicit database(const std::string& directory, const std::string& name = {})
      : path_{directory + "/mizzle_write_behind_benchmark" + name + ".db"} {
    remove();
    auto db = open();
    (void)mz::run_atomic(mz::require_atomic, db, store_type::create_tables());
  }
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  ~database() { remove(); }
  [[nodiscard]] mz::sqlite::connection open(mz::sqlite::synchronous s = mz::sqlite::synchronous::off) const {
    return mz::sqlite::connection{path_, {.synchronous = s}};
  }

 private:
  void remove() const {
    for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
  }
  std::string path_;
};

wb::batch next_batch(const store_type& s, bool with_history) {
  const wb::checkpoint at = s.processed() + 1;
  return {.checkpoints = {{.id = at, .chain_id = 1, .block_number = at, .block_hash = std::nullopt, .events_processed = 1}},
          .progress = {{.chain = 1, .progress_block = at, .source_block = at, .events_processed = at}},
          .with_history = with_history};
}

long peak_kilobytes() {
  std::ifstream status{"/proc/self/status"};
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atol(line.c_str() + 6);
  }
  return 0;
}

/// 1,000,000 changes in batches of 1,000 to random ones of as many entities.
void memory(const std::string& directory, std::size_t target) {
  const database file{directory};
  auto reader = file.open();
  store_type store{reader, {.target = target}};
  wb::runner run{store, file.open()};
  std::mt19937_64 random{1};
  const auto began = clock_type::now();
  const long before = peak_kilobytes();
  std::size_t most = 0;
  for (int batch = 0; batch != 1000; ++batch) {
    (void)run.process([&](store_type& s) {
      const wb::checkpoint at = s.processed() + 1;
      for (int i = 0; i != 1000; ++i) {
        const auto id = static_cast<std::int64_t>(random() % 1'000'000);
        s.set<accounts>({id, "the owner of an account, " + std::to_string(id), batch}, at);
      }
      const auto held = s.held();
      most = std::max(most, held.unwritten + held.loaded);
      return next_batch(s, false);
    });
    run.await_capacity().get();
  }
  run.close().get();
  const auto m = run.metrics();
  std::printf("| %zu | %.1f MB | %zu | %llu | %llu | %.1f s |\n", target, static_cast<double>(peak_kilobytes() - before) / 1024, most,
              static_cast<unsigned long long>(m.writes), static_cast<unsigned long long>(m.stalls), seconds_since(began));
}

/// A connection each of whose transactions takes a while longer: as that of a store elsewhere, or on a slow disk.
struct delayed {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection db;
  clock_type::duration delay;

  template <class F>
  auto transaction(F&& f) {
    std::this_thread::sleep_for(delay);
    return db.transaction(std::forward<F>(f));
  }
};

struct speed {
  double one_by_one = 0, behind = 0;
  unsigned long long writes = 0;
};
/// Batches that each take a while to work off and change 10 entities; a second.
speed batches_a_second(const std::string& directory, clock_type::duration handler, clock_type::duration write, int batches) {
  speed result;
  for (const bool behind : {false, true}) {
    const database file{directory};
    auto reader = file.open();
    store_type store{reader};
    wb::runner<store_type, delayed> run{store, delayed{file.open(), write}};
    const auto began = clock_type::now();
    for (int batch = 0; batch != batches; ++batch) {
      (void)run.process([&](store_type& s) {
        std::this_thread::sleep_for(handler);
        const wb::checkpoint at = s.processed() + 1;
        for (std::int64_t i = 0; i != 10; ++i) s.set<accounts>({(batch * 10 + i) % 5000, "ann", batch}, at);
        return next_batch(s, true);
      });
      if (behind) run.await_capacity().get();
      else run.flush().get();
    }
    run.close().get();
    (behind ? result.behind : result.one_by_one) = batches / seconds_since(began);
    result.writes = run.metrics().writes;
  }
  return result;
}

/// A store that holds some of 1,000,000 stored entities.
class held_entities {
 public:
  held_entities(const std::string& directory, std::int64_t held) : held_{held}, file_{directory, std::to_string(held)} {
    reader_.raw(
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < 999999) "
        "insert into accounts select i, 'ann', 0 from n");
    for (std::int64_t first = 0; first < held; first += 10'000) {
      (void)run_.process([&](store_type& s) {
        const wb::checkpoint at = s.processed() + 1;
        for (std::int64_t i = first; i != first + 10'000; ++i) s.log<accounts>().get(i * (all / held_), at, [](const auto&) {});
        s.log<accounts>().send_loads();
        return next_batch(s, false);
      });
    }
    run_.flush().get();
  }
  /// Nanoseconds of processor time a change and its share of the write, where 5,000 change that are so far from one another.
  double cost(std::int64_t distance) {
    constexpr int batches = 50, changes = 1000;
    const std::clock_t began = std::clock();
    for (int batch = 0; batch != batches; ++batch) {
      (void)run_.process([&](store_type& s) {
        const wb::checkpoint at = s.processed() + 1;
        for (int i = 0; i != changes; ++i) {
          const auto id = static_cast<std::int64_t>(random_() % 5000) * distance;
          const auto before = s.get<accounts>(id, at);
          s.set<accounts>({id, "ann", before->balance + 1}, at);
        }
        return next_batch(s, false);
      });
      run_.flush().get();
    }
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC / (batches * changes) * 1e9;
  }

 private:
  static constexpr std::int64_t all = 1'000'000;
  std::int64_t held_;
  database file_;
  mz::sqlite::connection reader_ = file_.open();
  store_type store_{reader_, {.target = 100'000'000}};
  wb::runner<store_type, mz::sqlite::connection> run_{store_, file_.open()};
  std::mt19937_64 random_{1};
};

void compare_speeds(const std::string& directory) {
  std::printf(
      "\nBatches of 10 changes a second, with a handler of 2 ms and a store whose transactions take longer by a fixed time.\n\n"
      "| write | at most | one by one | behind | ratio | writes |\n|---|---|---|---|---|---|\n");
  for (const int write : {2, 8, 18}) {
    const speed s = batches_a_second(directory, 2ms, std::chrono::milliseconds{write}, 400);
    std::printf("| %d ms | %.0f | %.0f | %.0f | %.2f | %llu |\n", write, (2.0 + write) / 2, s.one_by_one, s.behind, s.behind / s.one_by_one,
                s.writes);
  }
}
void compare_costs(const std::string& directory) {
  constexpr int rounds = 9;
  held_entities few{directory, 10'000}, many{directory, 1'000'000};
  std::printf(
      "\nNanoseconds of processor time a change with its share of the write; the same 5,000 of 1,000,000 stored entities change, in "
      "batches of\n1,000; the middle of %d rounds in which both take their turns.\n\n"
      "| that change | 10,000 held | 1,000,000 held | ratio |\n|---|---|---|---|\n",
      rounds);
  // 10,000 that are held are 100 apart.
  for (const std::int64_t distance : {100, 200}) {
    std::vector<double> of_few, of_many;
    for (int round = -1; round != rounds; ++round) {
      const double f = few.cost(distance), m = many.cost(distance);
      if (round < 0) continue;  // what SQLite has to read first is not counted
      of_few.push_back(f);
      of_many.push_back(m);
    }
    for (auto* all : {&of_few, &of_many}) std::sort(all->begin(), all->end());
    std::printf("| every %lldth | %.0f | %.0f | %.2f |\n", static_cast<long long>(distance), of_few[rounds / 2], of_many[rounds / 2],
                of_many[rounds / 2] / of_few[rounds / 2]);
  }
}
}  // namespace write_behind_benchmark

int main(int count, char** arguments) {
  using namespace write_behind_benchmark;
  const std::string directory = count > 1 ? arguments[1] : std::filesystem::temp_directory_path().string();
  if (count > 2) {
    memory(directory, static_cast<std::size_t>(std::atoll(arguments[2])));
    return 0;
  }
  std::printf(
      "1,000,000 changes of 1,000,000 entities of about 100 bytes, in batches of 1,000.\n\n"
      "| target | peak above the start | held at most | writes | stalls | time |\n|---|---|---|---|---|---|\n");
  std::fflush(stdout);
  for (const char* const target : {"10000", "100000", "400000"}) {
    if (std::system(("'" + std::string{arguments[0]} + "' '" + directory + "' " + target).c_str()) != 0) return 1;
  }
  compare_speeds(directory);
  compare_costs(directory);
}
