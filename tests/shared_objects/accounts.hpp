// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/mizzle.hpp>

namespace mz = mizzle;
using namespace mz::literals;

template <class As>
struct Account {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "balance", std::int64_t> balance{};
};
inline constexpr mz::table<"accounts", Account> accounts{};

/// What a plugin does with a connection of the program that has loaded it.
struct plugin_functions {
  std::int64_t (*balance)(mz::sqlite::connection& db, std::int64_t id);
  std::int64_t (*remove)(mz::sqlite::connection& db, std::int64_t id);
  std::int64_t (*count)(mz::sqlite::connection& db);
  void (*fail)();
};
