// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using namespace std::chrono_literals;

static_assert(mz::codec<std::chrono::sys_seconds>::encode(std::chrono::sys_seconds{90s}) == 90);
static_assert(mz::codec<std::chrono::sys_seconds>::decode(-1) == std::chrono::sys_seconds{-1s});
static_assert(mz::codec<std::chrono::milliseconds>::encode(1500ms) == 1500);
static_assert(mz::codec<std::chrono::minutes>::decode(3) == 3min);

TEST(chrono, points_in_time_are_ticks_since_1970) {
  schema::database db;
  const std::chrono::sys_seconds before{-5s};
  const std::chrono::sys_time<std::chrono::milliseconds> later{1'700'000'000'123ms};
  db.run(mz::insert_into(everything).values({.id = 1, .seconds = before, .millis = later}));
  const auto [seconds, millis] = db.raw<std::int64_t, std::int64_t>("select seconds, millis from everything")[0];
  EXPECT_EQ(seconds, -5);
  EXPECT_EQ(millis, 1'700'000'000'123);
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.seconds, before);
  EXPECT_EQ(row.millis, later);
}

TEST(chrono, points_in_time_are_compared_and_ordered) {
  schema::database db;
  for (int i = 1; i <= 3; ++i) db.run(mz::insert_into(everything).values({.id = i, .seconds = std::chrono::sys_seconds{std::chrono::seconds{i * 10}}}));
  const auto s = mz::select(everything.id).from(everything).where(everything.seconds > std::chrono::sys_seconds{10s}).order_by(mz::desc(everything.seconds));
  EXPECT_SQL(db, s, R"(select "everything"."id" from "everything" where "everything"."seconds" > ? order by "everything"."seconds" desc)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][everything.id], 3);
}
