// SPDX-License-Identifier: MIT
// What is measured: for each workload, the data that it starts from and one operation.
#pragma once

#include "contender.hpp"

struct workload {
  const char* name;
  /// How many items there are when the time is measured; fewer when instructions are counted.
  std::int64_t items;
  /// How many operations one measured call stands for, for instance the rows of a scan.
  std::int64_t (*units)(std::int64_t items);
  void (*prepare)(contender& c, std::int64_t items);
  std::uint64_t (*run)(contender& c, std::int64_t round, std::int64_t items);
  /// Undoes what would let the next call do other work; not measured.
  void (*restore)(contender& c);
};

/// All workloads, up to one without a name.
const workload* all_workloads();
const workload* find_workload(std::string_view name);

/// A contender with schema and data, in memory or on an empty file.
contender* make_contender(const workload& w, const std::string& path, std::int64_t items);
/// What the tables hold, as one number.
std::uint64_t digest_of_tables(contender& c);
