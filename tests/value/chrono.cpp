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
  for (int i = 1; i <= 3; ++i)
    db.run(mz::insert_into(everything).values({.id = i, .seconds = std::chrono::sys_seconds{std::chrono::seconds{i * 10}}}));
  const auto s = mz::select(everything.id)
                     .from(everything)
                     .where(everything.seconds > std::chrono::sys_seconds{10s})
                     .order_by(mz::desc(everything.seconds));
  EXPECT_SQL(db, s, R"(select "everything"."id" from "everything" where "everything"."seconds" > ? order by "everything"."seconds" desc)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][everything.id], 3);
}

namespace {

using short_seconds = std::chrono::duration<std::int32_t>;
using parts = std::chrono::duration<double>;
template <class As>
struct Span {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "length", short_seconds> length{};
  mz::column<As, "at", std::optional<std::chrono::sys_time<short_seconds>>> at{};
  mz::column<As, "exact", parts, mz::default_value<0.5>> exact{};
};
constexpr mz::table<"spans", Span> spans{};

}  // namespace

TEST(chrono, more_ticks_than_fit_are_a_decode_error) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(spans);
  db.run(
      mz::insert_into(spans).values({.id = 1, .length = short_seconds{-7}, .at = std::chrono::sys_time<short_seconds>{short_seconds{8}}}));
  EXPECT_EQ(db.one(mz::select(spans)).length, short_seconds{-7});
  EXPECT_EQ(db.one(mz::select(spans)).at->time_since_epoch(), short_seconds{8});
  for (const char* const column : {"length", "at"}) {
    support::execute(db, "update spans set length = 1, at = 2");
    support::execute(db, (std::string{"update spans set "} + column + " = 5000000000").c_str());
    try {
      (void)db.all(mz::select(spans));
      FAIL() << column;
    } catch (const mz::error::decode_error& e) {
      EXPECT_EQ(e.column(), column);
    }
  }
}

TEST(chrono, ticks_that_are_reals_stay_reals) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(spans);
  db.run(mz::insert_into(spans).values({.id = 1, .length = short_seconds{1}, .exact = parts{0.25}}));
  EXPECT_EQ(db.one(mz::select(spans)).exact, parts{0.25});
  EXPECT_EQ(mz::get<0>(db.raw<double>("select exact from spans").one()), 0.25);
}
