// SPDX-License-Identifier: MIT
// `count_CONTENDER WORKLOAD ROUNDS ITEMS [PATH]` runs a workload and prints a digest of the results, one of the tables, and
// the heap allocations and their bytes. Instructions are counted from outside, while measured_rounds() runs.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "workloads.hpp"

namespace {
std::uint64_t allocations = 0, bytes = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  bytes += size;
  if (void* const p = std::malloc(size)) return p;
  throw std::bad_alloc{};
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

[[gnu::noinline]] static std::uint64_t warm_up_rounds(const workload& w, contender& c, std::int64_t first, std::int64_t last,
                                                      std::int64_t items) {
  std::uint64_t sum = 0;
  for (std::int64_t round = first; round != last; ++round) sum += w.run(c, round, items);
  return sum;
}
// A copy under a name of its own, which the one above must not share.
[[gnu::noinline]] static std::uint64_t measured_rounds(const workload& w, contender& c, std::int64_t first, std::int64_t last,
                                                       std::int64_t items) {
  asm volatile("");
  std::uint64_t sum = 0;
  for (std::int64_t round = first; round != last; ++round) sum += w.run(c, round, items);
  return sum;
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const workload& w = *find_workload(argv[1]);
  const std::int64_t rounds = std::atoll(argv[2]), items = std::atoll(argv[3]);
  contender* const c = make_contender(w, argc > 4 ? argv[4] : "", items);
  // Four rounds, after which every text of a workload has been prepared once.
  std::uint64_t sum = warm_up_rounds(w, *c, 0, 4, items);
  w.restore(*c);
  const std::uint64_t allocations_before = allocations, bytes_before = bytes;
  sum += measured_rounds(w, *c, 4, 4 + rounds, items);
  const std::uint64_t allocated = allocations - allocations_before, allocated_bytes = bytes - bytes_before;
  std::printf("%llu %llu %llu %llu %lld\n", static_cast<unsigned long long>(sum), static_cast<unsigned long long>(digest_of_tables(*c)),
              static_cast<unsigned long long>(allocated), static_cast<unsigned long long>(allocated_bytes),
              static_cast<long long>(rounds * w.units(items)));
  close_contender(c);
}
