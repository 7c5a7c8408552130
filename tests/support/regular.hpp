// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace support {

/// Copies, moves and assigns two values, alone and inside the standard's types, and compares them if they can be.
template <class T>
void expect_regular(T one, T other) {
  // Merely to ask must be allowed, whatever the answer is.
  [[maybe_unused]] constexpr bool asked[] = {std::is_default_constructible_v<T>, std::is_nothrow_default_constructible_v<T>,
                                             std::is_default_constructible_v<std::pair<T, int>>,
                                             std::is_default_constructible_v<std::tuple<T, int>>};
  static_assert(std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T> && std::is_move_constructible_v<T> &&
                std::is_move_assignable_v<T>);

  std::pair<T, int> pair{one, 1};
  std::pair<T, int> pair_copy = pair;
  pair_copy = pair;
  pair_copy = std::move(pair);
  const auto made = std::make_pair(one, other);
  std::tuple<T> single{one};
  std::tuple<T> single_copy = single;
  single = single_copy;
  std::tuple<int, T, T> tuple{1, one, other};
  auto tuple_copy = tuple;
  tuple = tuple_copy;
  std::optional<T> optional;
  optional = one;
  optional.emplace(other);
  std::optional<T> optional_copy{one};
  std::swap(optional, optional_copy);
  optional_copy = std::nullopt;
  std::map<int, T> map;
  map.emplace(1, one);
  map.insert({2, other});
  map.insert_or_assign(1, other);
  auto map_copy = map;
  map_copy = map;
  std::vector<T> vector{one, other};
  vector.push_back(one);
  vector.insert(vector.begin(), other);
  auto vector_copy = vector;
  vector_copy.erase(vector_copy.begin());
  vector_copy = vector;
  std::variant<int, T> variant{one};
  variant = other;
  std::swap(one, other);
  std::swap(one, other);
  EXPECT_EQ(vector_copy.size(), 4u);
  EXPECT_TRUE(optional.has_value());
  if constexpr (std::equality_comparable<T>) {
    EXPECT_TRUE(one == one);
    EXPECT_TRUE(one != other);
    EXPECT_TRUE(pair_copy.first == one);
    EXPECT_TRUE(made.first == one && made.second == other);
    EXPECT_TRUE(tuple == tuple_copy);
    EXPECT_TRUE(*optional == one);
    EXPECT_TRUE(map.at(1) == other && map_copy == map);
    EXPECT_TRUE(vector_copy == vector && vector[0] == other && vector[1] == one);
    EXPECT_TRUE(std::get<1>(variant) == other);
  }
}

}  // namespace support
