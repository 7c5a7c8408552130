// SPDX-License-Identifier: MIT
// Section 4 of the query language: aggregates.
#include "parity/support.hpp"

using namespace parity;

namespace {

template <class S, std::size_t I>
using field = std::tuple_element_t<I, mz::row_t<S>>;

}  // namespace

// The number of rows, of values, of different values: `mz::count()`, `mz::count(x)`, `mz::count_distinct(x)`, never NULL.
TEST(parity_4_aggregates, count) {
  database db;
  const auto s = mz::select(mz::count(), mz::count(users.age), mz::count_distinct(users.city_id)).from(users);
  static_assert(std::is_same_v<field<decltype(s), 0>, std::int64_t> && std::is_same_v<field<decltype(s), 1>, std::int64_t>);
  EXPECT_AS_PLAIN(db, s, "select count(*), count(age), count(distinct city_id) from users");
}

// Sums and averages, also of different values: `mz::sum(x)`, `mz::sum(mz::distinct(x))`, `mz::avg(x)`, `mz::total(x)`; numbers, and NULL of no row but for total().
// Rejected: mistakes.sum_of_texts.
TEST(parity_4_aggregates, sum_and_avg) {
  database db;
  const auto s = mz::select(mz::sum(posts.likes), mz::sum(mz::distinct(posts.likes)), mz::avg(posts.likes),
                            mz::avg(mz::distinct(posts.likes)), mz::total(posts.likes))
                     .from(posts);
  static_assert(std::is_same_v<field<decltype(s), 0>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<field<decltype(s), 2>, std::optional<double>>);
  static_assert(std::is_same_v<field<decltype(s), 4>, double>);
  EXPECT_AS_PLAIN(db, s, "select sum(likes), sum(distinct likes), avg(likes), avg(distinct likes), total(likes) from posts");
  EXPECT_AS_PLAIN(db, s.where(posts.id > 100),
                  "select sum(likes), sum(distinct likes), avg(likes), avg(distinct likes), total(likes) from posts where 0");
}

// The least and the greatest, of the type of what is asked, also of an expression: `mz::min(x)`, `mz::max(mz::length(x))`.
TEST(parity_4_aggregates, min_and_max) {
  database db;
  const auto s = mz::select(mz::min(users.name), mz::max(mz::length(users.name) * 10), mz::max(users.verified)).from(users);
  static_assert(std::is_same_v<field<decltype(s), 0>, std::optional<std::string>>);
  static_assert(std::is_same_v<field<decltype(s), 1>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<field<decltype(s), 2>, std::optional<bool>>);
  EXPECT_AS_PLAIN(db, s, "select min(name), max(length(name) * 10), max(verified) from users");
}

// Texts and JSON of all rows: `mz::group_concat(x, ", ")`, `mz::json_group_array(x)`, `mz::json_group_object(k, v)`.
TEST(parity_4_aggregates, texts_and_json) {
  database db;
  EXPECT_AS_PLAIN(
      db,
      mz::select(mz::group_concat(users.name, ", "), mz::json_group_array(users.age), mz::json_group_object(users.name, users.id))
          .from(users),
      "select group_concat(name, ', '), json_group_array(age), json_group_object(name, id) from users");
}

// Of some rows, in an order where SQLite is new enough, and over a window: `mz::count().filter(c)`, `mz::group_concat(x, ", ", mz::order_by(y))`, `mz::sum(x).over(w)`.
// Rejected: windows.filter_without_a_condition, windows.filter_of_a_column.
TEST(parity_4_aggregates, filtered_ordered_and_over_windows) {
  database db;
  EXPECT_AS_PLAIN(db, mz::select(mz::count().filter(users.age > 30), mz::sum(users.age).filter(users.verified == true)).from(users),
                  "select count(*) filter (where age > 30), sum(age) filter (where verified) from users");
  EXPECT_AS_PLAIN(db, mz::select(users.id, mz::sum(users.id).over(mz::order_by(users.id))).from(users),
                  "select id, sum(id) over (order by id) from users");
  const auto ordered = mz::select(mz::group_concat(users.name, "-", mz::order_by(mz::desc(users.id)))).from(users);
  if (sqlite3_libversion_number() >= 3044000) {
    EXPECT_EQ(texts(db.all(ordered)), (std::vector<std::string>{"Dora-Cid-Bob-Ann"}));
  } else {
    EXPECT_THROW((void)db.all(ordered), mz::error::invalid_request);
  }
}

// Any other aggregate: `mz::aggregate<"sum", std::optional<std::int64_t>>(posts.likes)`.
TEST(parity_4_aggregates, any_aggregate) {
  database db;
  EXPECT_AS_PLAIN(
      db, mz::select(posts.owner_id, mz::aggregate<"sum", std::optional<std::int64_t>>(posts.likes)).from(posts).group_by(posts.owner_id),
      "select owner_id, sum(likes) from posts group by owner_id");
}

// Aggregates are numbers and not texts.
TEST(parity_4_trouble, aggregates_of_numbers_are_numbers) {
  database db;
  const auto row = db.one(mz::select(mz::avg(posts.likes).as<"avg">(), mz::sum(posts.likes).as<"sum">()).from(posts));
  EXPECT_EQ(row["avg"_col].value() * 2, 6.5);
  EXPECT_EQ(row["sum"_col].value() + 1, 14);
}
