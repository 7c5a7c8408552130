// SPDX-License-Identifier: MIT
#include <algorithm>
#include <compare>
#include <numeric>
#include <ranges>
#include <span>

#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

/// A value that must stand at an address of its own kind.
struct alignas(64) wide {
  std::int64_t number = 0;
  friend bool operator==(const wide&, const wide&) = default;
};
template <>
struct mizzle::codec<wide> : mizzle::strong<wide, &wide::number> {};

namespace {

template <class As>
struct Wide {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "w", wide> w{};
  mz::column<As, "maybe", std::optional<wide>> maybe{};
};
inline constexpr mz::table<"wides", Wide> wides{};

bool aligned(const wide& w) { return reinterpret_cast<std::uintptr_t>(&w) % alignof(wide) == 0; }

template <class As>
struct Point {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  friend constexpr std::strong_ordering operator<=>(const Point& a, const Point& b)
    requires std::same_as<As, mz::detail::as_row>
  {
    return a.id <=> b.id;
  }
};
inline constexpr mz::table<"points", Point> points{};

const auto bodies = mz::select(messages.body).from(messages).order_by(messages.id);

}  // namespace

TEST(rows, is_a_sequence) {
  schema::filled_database db;
  auto rows = db.all(bodies);
  EXPECT_EQ(rows.size(), 3u);
  EXPECT_FALSE(rows.empty());
  EXPECT_EQ(rows.front()[messages.body], "one ship");
  EXPECT_EQ(rows.back()[messages.body], "three ships");
  EXPECT_EQ(rows.at(1)[messages.body], "two");
  EXPECT_THROW((void)rows.at(3), std::out_of_range);
  EXPECT_EQ(rows.end() - rows.begin(), 3);
}

TEST(rows, copy_and_move) {
  schema::filled_database db;
  auto rows = db.all(bodies);
  const auto copy = rows;
  const auto moved = std::move(rows);
  ASSERT_EQ(copy.size(), 3u);
  ASSERT_EQ(moved.size(), 3u);
  EXPECT_TRUE(copy[2] == moved[2]);
  EXPECT_NE(copy.data(), moved.data());
}

TEST(rows, reads_like_a_vector) {
  schema::filled_database db;
  using rows = decltype(db.all(bodies));
  using vector = std::vector<rows::value_type>;
  static_assert(std::ranges::contiguous_range<rows> && std::ranges::sized_range<rows> && std::ranges::common_range<const rows>);
  static_assert(std::is_same_v<rows::size_type, vector::size_type> && std::is_same_v<rows::difference_type, vector::difference_type>);
  static_assert(std::is_same_v<rows::reference, vector::reference> && std::is_same_v<rows::const_reference, vector::const_reference>);
  static_assert(std::is_same_v<rows::pointer, vector::pointer> && std::is_same_v<rows::const_pointer, vector::const_pointer>);
  static_assert(std::is_same_v<std::iter_value_t<rows::iterator>, rows::value_type>);
  static_assert(std::is_same_v<std::iter_reference_t<rows::const_iterator>, const rows::value_type&>);
  static_assert(std::is_same_v<std::iter_reference_t<rows::reverse_iterator>, rows::value_type&>);
  static_assert(std::is_same_v<std::iter_reference_t<rows::const_reverse_iterator>, const rows::value_type&>);
  static_assert(std::is_nothrow_move_constructible_v<rows> && std::is_nothrow_default_constructible_v<rows>);

  auto all = db.all(bodies);
  EXPECT_EQ(all.data(), &all[0]);
  EXPECT_EQ(all.cend() - all.cbegin(), 3);
  EXPECT_EQ((*all.rbegin())[messages.body], "three ships");
  EXPECT_EQ(all.crend() - std::as_const(all).rbegin(), 3);
  const std::span<const rows::value_type> span{all};
  EXPECT_EQ(span.size(), 3u);
  EXPECT_EQ(std::size(all) + static_cast<std::size_t>(std::ssize(all)), 6u);
  mz::get<0>(all.at(1)) += "!";
  mz::get<0>(all.front()) += "!";
  EXPECT_EQ(all[1][messages.body] + all.front()[messages.body], "two!one ship!");
  std::ranges::sort(all, {}, [](const auto& row) { return row[messages.body]; });
  EXPECT_EQ(all.back()[messages.body], "two!");
  std::ranges::reverse(all);
  EXPECT_EQ(all[0][messages.body], "two!");
  const auto found = std::ranges::find_if(all, [](const auto& row) { return row[messages.body].starts_with("three"); });
  EXPECT_EQ(found - all.begin(), 1);
  EXPECT_EQ(std::accumulate(all.begin(), all.end(), std::size_t{0},
                            [](std::size_t sum, const auto& row) { return sum + row[messages.body].size(); }),
            24u);
}

TEST(rows, move_into_a_vector) {
  schema::filled_database db;
  std::vector<mz::row_of<messages>> whole = db.all(mz::select(messages).order_by(messages.id));
  ASSERT_EQ(whole.size(), 3u);
  EXPECT_EQ(whole[2].body, "three ships");
  whole = db.all(mz::select(messages).where(messages.id == 2));
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(whole[0].body, "two");
  auto rows = db.all(bodies);
  const void* const text = rows[2][messages.body].data();
  mz::get<0>(rows[0]) = std::string(100, 'x');
  const void* const heap = rows[0][messages.body].data();
  const std::vector copied(rows.begin(), rows.end());
  const std::vector<decltype(rows)::value_type> copy = rows;
  EXPECT_TRUE(rows == copy && copied == copy);
  const std::vector<decltype(rows)::value_type> moved = std::move(rows);
  EXPECT_TRUE(moved == copy);
  EXPECT_EQ(moved[0][messages.body].data(), heap);
  EXPECT_NE(moved[2][messages.body].data(), text);
  EXPECT_TRUE(
      (mz::run_atomic(db, mz::atomic(mz::select(messages)))[0_c] == std::vector<mz::row_of<messages>>{db.all(mz::select(messages))}));
}

TEST(rows, are_ordered_where_their_rows_are) {
  schema::filled_database db;
  const auto of = [&](std::int64_t most) { return db.all(mz::select(points).where(points.id <= most).order_by(points.id)); };
  static_assert(std::three_way_comparable<decltype(of(1))> && !std::three_way_comparable<decltype(db.all(bodies))>);
  db.create_tables(points);
  db.run(mz::insert_into(points).values({.id = 1}));
  db.run(mz::insert_into(points).values({.id = 2}));
  EXPECT_TRUE(of(1) < of(2) && of(2) > of(0) && of(2) <= of(2));
  const auto second = db.all(mz::select(points).where(points.id == 2));
  EXPECT_TRUE(of(2) < second && second != of(2));
}

TEST(rows, share_the_code_for_rows_of_the_same_values) {
  schema::filled_database db;
  const auto names = db.all(mz::select(schema::channels.name).from(schema::channels));
  const auto texts = db.all(bodies);
  using name = decltype(names)::value_type;
  using text = decltype(texts)::value_type;
  static_assert(!std::is_same_v<name, text> && !std::equality_comparable_with<name, text>);
  static_assert(std::is_same_v<mz::detail::row_values_t<name>, mz::detail::row_values_t<text>>);
}

TEST(rows, many) {
  schema::database db;
  db.run(mz::insert_into(schema::channels).values({.id = 1, .name = "c"}));
  std::vector<mz::new_row<messages>> many;
  for (int i = 0; i < 3000; ++i)
    many.push_back({.channel_id = 1, .body = "a text that is too long for a small string " + std::to_string(i)});
  db.run(mz::insert_into(messages).values(many));
  const auto rows = db.all(bodies);
  ASSERT_EQ(rows.size(), 3000u);
  for (std::size_t i = 0; i != rows.size(); ++i) ASSERT_EQ(rows[i][messages.body], many[i].body.value);
}

TEST(rows, of_values_with_a_wide_alignment) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(wides);
  std::vector<mz::new_row<wides>> many;
  for (int i = 1; i != 100; ++i) many.push_back({.id = i, .w = wide{i}, .maybe = wide{-i}});
  db.run(mz::insert_into(wides).values(many));
  const auto q = mz::select(wides.id, wides.w, wides.maybe).from(wides).order_by(wides.id);
  const auto check = [](const auto& rows) {
    ASSERT_EQ(rows.size(), 99u);
    for (const auto& row : rows) {
      EXPECT_TRUE(aligned(row[wides.w]) && aligned(*row[wides.maybe]));
      EXPECT_EQ(row[wides.w].number, row[wides.id]);
    }
  };
  check(db.all(q));
  const auto rows = db.all(q);
  const auto copy = rows;
  check(copy);
  check(mz::run_atomic(db, mz::atomic(q))[0_c]);
  for (const auto& row : db.all(mz::select(wides))) EXPECT_TRUE(aligned(row.w) && row.w.number == row.id);
  const auto results = mz::run_atomic(db, mz::atomic(mz::select(wides)));
  for (const auto& row : results[0_c]) EXPECT_TRUE(aligned(row.w));
  for (const auto& row : db.stream(q)) EXPECT_TRUE(aligned(row[wides.w]));
  const auto one = db.get(q);
  EXPECT_TRUE(aligned((*one)[wides.w]));
  // A statement that keeps such values, with its type forgotten.
  const mz::any_write erased = mz::insert_into(wides).values({.id = 200, .w = wide{200}});
  EXPECT_EQ(mz::run_atomic(db, std::vector<mz::any_write>{erased})[0].changes, 1);
}

TEST(rows, equality) {
  schema::filled_database db;
  const auto rows = db.all(bodies);
  EXPECT_TRUE(rows == db.all(bodies));
  EXPECT_TRUE(db.get(bodies) == db.get(bodies));
  const auto fewer = db.all(mz::select(messages.body).from(messages).where(messages.id < 3).order_by(messages.id));
  EXPECT_FALSE(rows == fewer);
  db.run(mz::update(messages).set(messages.body = "other").where(messages.id == 1));
  EXPECT_FALSE(rows == db.all(bodies));
  EXPECT_FALSE(db.get(bodies) == std::nullopt);
}

TEST(rows, one) {
  schema::filled_database db;
  EXPECT_THROW((void)db.one(bodies), mz::error::too_many_rows);
  EXPECT_THROW((void)db.all(bodies).one(), mz::error::too_many_rows);
  const auto none = mz::select(messages.body).from(messages).where(messages.id == 0);
  EXPECT_THROW((void)db.one(none), mz::error::no_row);
  EXPECT_THROW((void)db.one(mz::select(messages).where(messages.id == 0)), mz::error::no_row);
  EXPECT_EQ(db.one(mz::select(messages.body).from(messages).where(messages.id == 1))[messages.body], "one ship");
}

TEST(optional_row, a_row_or_none) {
  schema::filled_database db;
  auto first = db.get(bodies);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ((*first)[messages.body], "one ship");
  auto copy = first;
  first = {};
  EXPECT_FALSE(first);
  EXPECT_EQ(copy.value()[messages.body], "one ship");
  EXPECT_THROW((void)first.value(), std::bad_optional_access);
  const auto none = db.get(mz::select(messages.body).from(messages).where(messages.id == 0));
  EXPECT_TRUE(none == std::nullopt);
  const std::optional<mz::row_of<messages>> whole = db.get(mz::select(messages).where(messages.id == 2));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->body, "two");
}

TEST(rows, are_regular_values) {
  schema::filled_database db;
  const auto q = mz::select(messages.body, messages, mz::count().as<"n">()).from(messages).group_by(messages.id).order_by(messages.id);
  support::expect_regular(db.all(q), decltype(db.all(q)){});
  support::expect_regular(db.all(q)[0], db.all(q)[1]);
  support::expect_regular(db.get(q), decltype(db.get(q)){});
}
