// SPDX-License-Identifier: MIT
// Every workload of one contender, in memory and on a file in WAL mode, as Google Benchmark measures it.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>

#include "workloads.hpp"

namespace {

void measure(benchmark::State& state, const workload& w, bool on_file) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("mizzle-benchmark-" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  contender* const c = make_contender(w, on_file ? (folder / "benchmark.db").string() : "", w.items);
  const std::string_view name = w.name;
  const bool restores = name == "bulk_insert" || name == "long_list";
  std::int64_t round = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(w.run(*c, round++, w.items));
    if (restores) {
      state.PauseTiming();
      w.restore(*c);
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(state.iterations() * w.units(w.items));
  close_contender(c);
  std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
  // Memory once got from the kernel is kept: otherwise half of the time of a scan is the kernel's, or not, as the heap
  // happens to lie. The second is the most that is allowed.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TOP_PAD, 64 << 20);
  for (const workload* w = all_workloads(); w->name; ++w) {
    for (const bool on_file : {false, true}) {
      const std::string name = std::string{w->name} + (on_file ? "/file" : "/memory");
      benchmark::RegisterBenchmark(name.c_str(), [w, on_file](benchmark::State& s) { measure(s, *w, on_file); });
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
