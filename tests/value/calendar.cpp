// SPDX-License-Identifier: MIT
#include <mizzle/value/calendar.hpp>

#include "support/statement.hpp"

namespace mz = mizzle;
using namespace std::chrono_literals;
using std::chrono::sys_days;

namespace {

template <class As>
struct Event {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "day", std::chrono::year_month_day> day{};
  mz::column<As, "at", mz::text_time<std::chrono::seconds>, mz::default_sql<"current_timestamp">> at{};
  mz::column<As, "exact", std::optional<mz::text_time<std::chrono::milliseconds>>> exact{};
  mz::column<As, "julian", std::optional<mz::julian_time<std::chrono::milliseconds>>> julian{};
};
constexpr mz::table<"events", Event> events{};

mz::sqlite::connection memory() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(events);
  return db;
}

}  // namespace

TEST(calendar, is_stored_as_the_functions_of_sqlite_write_it) {
  auto db = memory();
  const auto at = sys_days{2024y / 2 / 29} + 17h + 5min + 9s;
  db.run(mz::insert_into(events).values({.id = 1, .day = 2024y / 2 / 29, .at = at, .exact = at + 250ms, .julian = at + 250ms}));
  const auto [day, text, exact, julian] =
      db.raw<std::string, std::string, std::string, double>("select day, at, exact, julian from events")[0];
  EXPECT_EQ(day, "2024-02-29");
  EXPECT_EQ(text, "2024-02-29 17:05:09");
  EXPECT_EQ(exact, "2024-02-29 17:05:09.250");
  const auto same = db.raw<std::string, std::string, std::string, double>(
      "select date(at), datetime(at), strftime('%Y-%m-%d %H:%M:%f', julian), julianday(exact) from events")[0];
  EXPECT_EQ(mz::get<0>(same), day);
  EXPECT_EQ(mz::get<1>(same), text);
  EXPECT_EQ(mz::get<2>(same), exact);
  EXPECT_EQ(mz::get<3>(same), julian);
  const auto row = db.one(mz::select(events));
  EXPECT_EQ(row.day, 2024y / 2 / 29);
  EXPECT_EQ(row.at, at);
  EXPECT_EQ(row.exact->time, at + 250ms);
  EXPECT_EQ(row.julian->time, at + 250ms);
}

TEST(calendar, reads_what_the_database_writes_by_itself) {
  auto db = memory();
  db.run(mz::insert_into(events).values({.id = 1, .day = 2000y / 1 / 1}));
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::chrono::sys_seconds at = db.one(mz::select(events)).at;
  EXPECT_LE(at, now);
  EXPECT_GT(at, now - 1h);
}

TEST(calendar, is_compared_and_ordered) {
  auto db = memory();
  for (int i = 1; i <= 3; ++i)
    db.run(mz::insert_into(events).values({.id = i, .day = 2024y / 1 / i, .at = sys_days{2024y / 1 / i} + 9h, .exact = {}, .julian = {}}));
  const auto s = mz::select(events.id)
                     .from(events)
                     .where(events.day >= 2024y / 1 / 2 && events.at < std::chrono::sys_seconds{sys_days{2024y / 1 / 3}})
                     .order_by(mz::desc(events.at));
  ASSERT_EQ(db.all(s).size(), 1U);
  EXPECT_EQ(db.all(s)[0][events.id], 2);
}

TEST(calendar, round_trips_over_the_whole_range) {
  for (const auto day : {0y / 1 / 1, 0y / 2 / 29, 1582y / 10 / 15, 1969y / 12 / 31, 1970y / 1 / 1, 2000y / 2 / 29, 9999y / 12 / 31}) {
    using codec = mz::codec<std::chrono::year_month_day>;
    EXPECT_TRUE(codec::accepts(codec::encode(day)));
    EXPECT_EQ(codec::decode(codec::encode(day)), day);
    for (const auto of_day : {0ms, 1ms, 43'200'000ms, 86'399'999ms}) {
      const std::chrono::sys_time<std::chrono::milliseconds> time = sys_days{day} + of_day;
      using text = mz::codec<mz::text_time<std::chrono::milliseconds>>;
      EXPECT_TRUE(text::accepts(text::encode(time)));
      EXPECT_EQ(text::decode(text::encode(time)).time, time);
      using julian = mz::codec<mz::julian_time<std::chrono::milliseconds>>;
      EXPECT_TRUE(julian::accepts(julian::encode(time)));
      EXPECT_EQ(julian::decode(julian::encode(time)).time, time);
    }
  }
}

TEST(calendar, texts_that_are_read) {
  using codec = mz::codec<mz::text_time<std::chrono::milliseconds>>;
  const std::chrono::sys_time<std::chrono::milliseconds> midnight{sys_days{2024y / 1 / 2}};
  EXPECT_EQ(codec::decode("2024-01-02").time, midnight);
  EXPECT_EQ(codec::decode("2024-01-02 03:04").time, midnight + 3h + 4min);
  EXPECT_EQ(codec::decode("2024-01-02T03:04:05Z").time, midnight + 3h + 4min + 5s);
  EXPECT_EQ(codec::decode("2024-01-02 03:04:05.6").time, midnight + 3h + 4min + 5s + 600ms);
  EXPECT_EQ(codec::decode("2024-01-02 03:04:05.678000000000").time, midnight + 3h + 4min + 5s + 678ms);
}

TEST(calendar, what_is_no_time_is_a_decode_error) {
  using codec = mz::codec<mz::text_time<std::chrono::milliseconds>>;
  for (const char* text : {"", "2024", "2024-1-2", "2024-02-30", "2024-13-01", "2024-01-02 ", "2024-01-02 24:00", "2024-01-02 03:60",
                           "2024-01-02 03:04:60", "2024-01-02 03:04:05.", "2024-01-02 03:04:05.6789", "2024-01-02 03:04:05 ",
                           "2024-01-02 03:04:05+01:00", " 2024-01-02", "x024-01-02", "-024-01-02", "2024-01-02  03:04", "2024-01-02ZZ"})
    EXPECT_FALSE(codec::accepts(text)) << text;
  EXPECT_FALSE(mz::codec<mz::text_time<std::chrono::seconds>>::accepts("2024-01-02 03:04:05.5"));
  EXPECT_TRUE(mz::codec<mz::text_time<std::chrono::seconds>>::accepts("2024-01-02 03:04:05.0"));
  EXPECT_FALSE(mz::codec<std::chrono::year_month_day>::accepts("2024-01-02 00:00"));
  auto db = memory();
  db.script("insert into events(id, day, at) values (1, '2024-02-30', '2024-01-01 00:00:00')");
  try {
    (void)db.all(mz::select(events));
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "day");
  }
}

TEST(calendar, what_has_no_text_is_refused) {
  EXPECT_THROW((void)mz::codec<std::chrono::year_month_day>::encode(2024y / 2 / 30), mz::error::invalid_request);
  EXPECT_THROW((void)mz::codec<std::chrono::year_month_day>::encode(10000y / 1 / 1), mz::error::invalid_request);
  EXPECT_THROW((void)mz::codec<std::chrono::year_month_day>::encode(-1y / 1 / 1), mz::error::invalid_request);
  EXPECT_FALSE(mz::codec<mz::julian_time<std::chrono::seconds>>::accepts(-1));
  EXPECT_FALSE(mz::codec<mz::julian_time<std::chrono::seconds>>::accepts(5373484.5));
}
