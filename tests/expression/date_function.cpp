// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

TEST(date_function, of_a_time) {
  schema::database db;
  EXPECT_SAME(db, mz::date("2024-02-29 12:34:56"), "date('2024-02-29 12:34:56')");
  EXPECT_SAME(db, mz::time("2024-02-29 12:34:56"), "time('2024-02-29 12:34:56')");
  EXPECT_SAME(db, mz::datetime("2024-02-29 12:34:56", "+1 year"), "datetime('2024-02-29 12:34:56', '+1 year')");
  EXPECT_SAME(db, mz::julianday("2024-02-29 12:34:56"), "julianday('2024-02-29 12:34:56')");
  EXPECT_SAME(db, mz::strftime("%Y/%j", "2024-02-29"), "strftime('%Y/%j', '2024-02-29')");
  EXPECT_SAME(db, mz::unixepoch("2024-02-29", "start of year"), "unixepoch('2024-02-29', 'start of year')");
  EXPECT_SAME(db, mz::date(1'700'000'000, "unixepoch", "weekday 0"), "date(1700000000, 'unixepoch', 'weekday 0')");
  EXPECT_EQ(support::value_of(db, mz::date("2024-02-29", "+1 year")), "2025-03-01");
}

TEST(date_function, what_is_no_time_is_null) {
  schema::database db;
  EXPECT_EQ(support::value_of(db, mz::date("no date")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::julianday("2024-13-01")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::strftime("%Y", "x")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::unixepoch("x")), std::nullopt);
  EXPECT_EQ(support::value_of(db, mz::time(std::optional<std::string>{})), std::nullopt);
}

TEST(date_function, of_now) {
  schema::database db;
  const auto s = mz::select(mz::date(), mz::time(), mz::datetime(), mz::julianday(), mz::strftime("%s"), mz::unixepoch(), mz::current_date,
                            mz::current_time, mz::current_timestamp);
  EXPECT_SQL(db, s,
             "select date(), time(), datetime(), julianday(), strftime(?), unixepoch(), current_date, current_time, current_timestamp");
  const auto row = db.one(s);
  using row_type = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row_type>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<3, row_type>, double>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row_type>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<8, row_type>, std::string>);
  // One statement has one now.
  EXPECT_EQ(mz::get<0>(row), mz::get<6>(row));
  EXPECT_EQ(mz::get<1>(row), mz::get<7>(row));
  EXPECT_EQ(mz::get<2>(row), mz::get<8>(row));
  EXPECT_EQ(mz::get<2>(row), mz::get<0>(row) + " " + mz::get<1>(row));
  EXPECT_EQ(mz::get<4>(row), std::to_string(mz::get<5>(row)));
  EXPECT_GT(mz::get<3>(row), 2'459'580.5);  // 2022
}

TEST(date_function, of_a_column) {
  schema::filled_database db;
  using schema::messages;
  const auto s = mz::select(mz::strftime("%Y", messages.created_at, "unixepoch").as<"year">(), mz::count().as<"n">())
                     .from(messages)
                     .group_by(mz::strftime("%Y", messages.created_at, "unixepoch"));
  EXPECT_SQL(
      db, s,
      R"(select strftime(?, "messages"."created_at", ?) as "year", count(*) as "n" from "messages" group by strftime(?, "messages"."created_at", ?))");
}
