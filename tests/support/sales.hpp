// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <mizzle/mizzle.hpp>

#include "support/statement.hpp"

namespace mz = mizzle;
using namespace mz::literals;

/// Sales of a few shops, for what looks at several rows at once.
namespace sales_schema {

template <class As>
struct Sale {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "shop", std::string> shop{};
  mz::column<As, "amount", std::int64_t> amount{};
  mz::column<As, "note", std::optional<std::string>> note{};
};
inline constexpr mz::table<"sales", Sale> sales{};

struct database : mz::sqlite::connection {
  database() : mz::sqlite::connection{":memory:"} {
    create_tables(sales);
    run(mz::insert_into(sales).values({.id = 1, .shop = "a", .amount = 5, .note = "x"}, {.id = 2, .shop = "a", .amount = 7},
                                      {.id = 3, .shop = "b", .amount = 1}, {.id = 4, .shop = "a", .amount = 7, .note = "y"},
                                      {.id = 5, .shop = "b", .amount = -2}, {.id = 6, .shop = "c", .amount = 0}));
  }
};

/// The one integer column of a select, row by row; and that of plain SQL.
template <class S>
std::vector<std::optional<std::int64_t>> numbers(mz::sqlite::connection& db, const S& select) {
  std::vector<std::optional<std::int64_t>> result;
  for (const auto& row : db.all(select)) result.push_back(mz::get<0>(row));
  return result;
}
inline std::vector<std::optional<std::int64_t>> plain_numbers(mz::sqlite::connection& db, std::string_view sql) {
  std::vector<std::optional<std::int64_t>> result;
  for (const auto& [n] : db.raw<std::optional<std::int64_t>>(sql)) result.push_back(n);
  return result;
}

}  // namespace sales_schema
