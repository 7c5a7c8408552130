// SPDX-License-Identifier: MIT
#include <mizzle/durable/effect_cache.hpp>

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace {
namespace wb = mizzle::write_behind;
using namespace std::chrono_literals;
using cache_type = wb::effect_cache<std::string, std::optional<int>>;

constexpr cache_type::time_point at(int ms) { return cache_type::time_point{std::chrono::milliseconds{ms}}; }
std::string keys(const cache_type::taken& t) {
  std::string all;
  for (const auto& [key, output] : t.outputs) all += key;
  return all;
}

TEST(effect_cache, b_35_an_output_is_found_also_if_it_is_nothing) {
  cache_type cache;
  EXPECT_EQ(cache.find("a", 1), nullptr);
  cache.put("a", std::nullopt, 1, false);
  ASSERT_NE(cache.find("a", 1), nullptr);
  EXPECT_EQ(*cache.find("a", 1), std::nullopt);
}

TEST(effect_cache, b_35_only_what_is_marked_is_written_and_only_once) {
  cache_type cache;
  cache.put("a", 1, 1, true);
  cache.put("b", 2, 1, false);
  cache.put("a", 3, 2, true);
  auto t = cache.take();
  EXPECT_EQ(keys(t), "a");
  EXPECT_EQ(*t.outputs[0].second, 3);
  cache.put("a", 4, 2, true);  // while it is being written
  EXPECT_EQ(*cache.find("a", 2), 3);
  EXPECT_EQ(keys(cache.take()), "");
  cache.written(t);
  cache.put("a", 5, 2, true);
  EXPECT_EQ(keys(cache.take()), "");
  cache.put("b", 2, 3, true);  // marked later
  EXPECT_EQ(keys(cache.take()), "b");
}

TEST(effect_cache, b_35_what_the_database_gave_is_not_written_again) {
  cache_type cache{1};
  cache.init_value("a", 1, 4);
  cache.put("a", 2, 4, true);
  EXPECT_EQ(*cache.find("a", 4), 1);
  EXPECT_EQ(keys(cache.take()), "");
  cache.put("b", 2, 4, false);
  cache.init_value("b", 3, 4);
  EXPECT_EQ(*cache.find("b", 4), 2);
}

TEST(effect_cache, b_48_counts_follow_commits_and_nothing_else) {
  cache_type cache{10};
  cache.init_value("old", 1, 1);
  cache.invalidate("old");
  cache.put("old", 2, 1, true);
  cache.put("a", 1, 1, true);
  const auto first = cache.take();
  EXPECT_EQ(keys(first), "olda");
  EXPECT_EQ(first.invalidated, 1u);
  cache.put("b", 1, 2, true);
  EXPECT_EQ(cache.stored(), 10);
  cache.written(first);
  EXPECT_EQ(cache.stored(), 11);
  const auto second = cache.take();
  EXPECT_EQ(keys(second), "b");
  cache.put_back(second);
  EXPECT_EQ(cache.stored(), 11);
  cache.put("c", 1, 2, true);
  EXPECT_EQ(keys(cache.take()), "bc");
}

TEST(effect_cache, b_22_what_is_not_written_yet_is_not_given_up) {
  cache_type cache;
  cache.put("a", 1, 1, true);
  cache.put("b", 1, 1, false);
  cache.put("c", 1, 1, false);
  (void)cache.find("c", 5);
  const auto t = cache.take();
  cache.cleanup(3);
  EXPECT_EQ(cache.held(), 2u);
  cache.written(t);
  cache.cleanup(4);
  EXPECT_EQ(cache.held(), 1u);
  EXPECT_NE(cache.find("c", 5), nullptr);
  cache.cleanup(5);
  EXPECT_EQ(cache.held(), 0u);
}

TEST(effect_cache, b_scenario_20_a_reset_keeps_counters_and_the_used_budget) {
  cache_type cache{3, wb::rate_limit{2, 100ms}};
  EXPECT_TRUE(cache.may_call(at(0)));
  cache.put("a", 1, 1, true);
  (void)cache.find("a", 1);
  cache.invalidate("x");
  EXPECT_TRUE(cache.may_call(at(1)));
  cache.reset();
  EXPECT_EQ(cache.held(), 0u);
  EXPECT_EQ(cache.unwritten(), 0u);
  const auto t = cache.take();
  EXPECT_EQ(keys(t), "");
  EXPECT_EQ(t.invalidated, 0u);
  EXPECT_EQ(cache.counted(), (cache_type::counts{1, 1}));
  EXPECT_FALSE(cache.may_call(at(99)));
  EXPECT_TRUE(cache.may_call(at(100)));
  EXPECT_EQ(cache.stored(), 3);
  cache.cleanup(9);
}
}  // namespace
