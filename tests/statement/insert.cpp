// SPDX-License-Identifier: MIT
#include <array>
#include <list>
#include <ranges>
#include <span>
#include <sstream>

#include "support/ranges.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::deliveries;
using schema::everything;
using schema::members;
using schema::messages;
using schema::ruled;

TEST(insert, one_row) {
  schema::filled_database db;
  const auto s = mz::insert_into(messages).values({.id = 10, .channel_id = 1, .thread_id = 1, .body = "x", .created_at = 5});
  EXPECT_SQL(db, s, R"(insert into "messages" ("id", "channel_id", "thread_id", "body", "created_at") values (?, ?, ?, ?, ?))");
  const auto r = db.run(mz::insert_into(messages).values({.channel_id = 1, .body = "y"}));
  EXPECT_EQ(r.changes, 1);
  EXPECT_EQ(r.last_insert_rowid, 11);
  const auto row = db.one(mz::select(messages).where(messages.id == 11));
  EXPECT_EQ(row.thread_id, std::nullopt);
  EXPECT_GT(row.created_at, 1'500'000'000);
}

TEST(insert, returning) {
  schema::filled_database db;
  const auto some = mz::insert_into(messages)
                        .values({.id = 10, .channel_id = 1, .body = "x", .created_at = 7})
                        .returning(messages.id, (messages.created_at * 2).as<"twice">());
  static_assert(
      mz::sql_of<decltype(some)> ==
      R"(insert into "messages" ("id", "channel_id", "thread_id", "body", "created_at") values (?, ?, ?, ?, ?) returning "messages"."id", "messages"."created_at" * ? as "twice")");
  const auto row = db.one(some);
  EXPECT_EQ(row[messages.id], 10);
  EXPECT_EQ(row["twice"_col], 14);
  const auto whole = db.one(mz::insert_into(messages).values({.channel_id = 1, .body = "y"}).returning());
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(whole)>, mz::row_of<messages>>);
  EXPECT_EQ(whole.body, "y");
}

TEST(insert, ranges) {
  schema::database db;
  db.run(mz::insert_into(channels).values({.id = 1, .name = "c"}));
  std::vector<mz::new_row<messages>> rows;
  EXPECT_EQ(db.run(mz::insert_into(messages).values(rows)).changes, 0);
  EXPECT_TRUE(db.all(mz::insert_into(messages).values(rows).returning(messages.id)).empty());
  rows.push_back({.channel_id = 1, .body = "a"});
  EXPECT_EQ(db.run(mz::insert_into(messages).values(rows)).changes, 1);
  rows.push_back({.id = 50, .channel_id = 1, .body = "b"});
  rows.push_back({.channel_id = 1, .thread_id = 1, .body = "c", .created_at = 3});
  const auto back = db.all(mz::insert_into(messages).values(rows).returning(messages.id, messages.body, messages.created_at));
  ASSERT_EQ(back.size(), 3u);
  EXPECT_EQ(back[0][messages.body], "a");
  EXPECT_EQ(back[1][messages.id], 50);
  EXPECT_EQ(back[2][messages.created_at], 3);

  const std::array<mz::new_row<channels>, 2> array{{{.id = 5, .name = "five"}, {.id = 6, .name = "six"}}};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(array)).changes, 2);
  const std::list<mz::new_row<channels>> list{{.id = 7, .name = "seven"}};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(list)).changes, 1);
  const mz::new_row<channels> plain[] = {{.id = 8, .name = "eight"}, {.name = "nine"}};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(std::span{plain})).changes, 2);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(channels))), 6);
}

TEST(insert, many_rows_that_leave_out_different_columns) {
  schema::database db;
  db.run(mz::insert_into(channels).values({.id = 1, .name = "c"}));
  std::vector<mz::new_row<messages>> rows;
  for (int i = 0; i < 40'000; ++i) {
    mz::new_row<messages> row{.channel_id = 1, .body = std::to_string(i)};
    if (i % 2 == 0) row.id = 100'000 + i;
    if (i % 3 == 0) row.thread_id = 100'000;
    if (i % 5 == 0) row.created_at = i;
    rows.push_back(std::move(row));
  }
  const auto r = db.run(mz::insert_into(messages).values(rows).require_exactly(40'000));
  EXPECT_EQ(r.changes, 40'000);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(messages))), 40'000);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.thread_id.is_null()))), 40'000 - 13'334);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(messages).where(messages.created_at < 40'000))), 8'000);
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 100'030)).created_at, 30);
}

TEST(insert, a_range_happens_as_a_whole_or_not_at_all) {
  schema::database db;
  std::vector<mz::new_row<channels>> rows;
  for (int i = 1; i <= 1000; ++i) rows.push_back({.id = i, .name = "n" + std::to_string(i)});
  rows.push_back({.name = "n1"});
  EXPECT_THROW(db.run(mz::insert_into(channels).values(rows)), mz::error::sql_error);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(channels))), 0);
  rows.pop_back();
  EXPECT_THROW(db.run(mz::insert_into(channels).values(rows).require_exactly(999)), mz::error::guard_failed);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(channels))), 0);
}

TEST(insert, set_takes_expressions) {
  schema::filled_database db;
  const auto s = mz::insert_into(messages).set(messages.id = 20, messages.channel_id = 7 - mz::val(6), messages.body = mz::upper("x"),
                                               messages.thread_id = std::nullopt);
  EXPECT_SQL(db, s, R"(insert into "messages" ("id", "channel_id", "body", "thread_id") values (?, ? - ?, upper(?), ?))");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 20)).body, "X");
}

TEST(insert, columns_from_a_select) {
  schema::filled_database db;
  const std::int64_t id = 1, sender = 8;
  const auto s =
      mz::insert_into(deliveries)
          .columns(deliveries.message_id, deliveries.agent_id)
          .from(mz::select(mz::val(id), members.agent_id).from(members).where(members.channel_id == 1 && members.agent_id != sender));
  EXPECT_SQL(
      db, s,
      R"(insert into "deliveries" ("message_id", "agent_id") select ?, "members"."agent_id" from "members" where "members"."channel_id" = ? and "members"."agent_id" <> ?)");
  const auto row = db.one(mz::select(deliveries));
  EXPECT_EQ(row.agent_id, 7);
  EXPECT_EQ(row.state, "new");
}

TEST(insert, default_values) {
  schema::database db;
  const auto s = mz::insert_into(everything).default_values();
  EXPECT_SQL(db, s, R"(insert into "everything" default values)");
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.hue, color::red);
  EXPECT_EQ(row.urgent, urgency::low);
  EXPECT_TRUE(row.bytes.empty());
  EXPECT_EQ(row.maybe_t, std::nullopt);
  EXPECT_EQ(db.run(mz::insert_into(everything).values({})).last_insert_rowid, 2);
}

TEST(insert, default_fn_is_called_once_for_each_row_that_leaves_the_column_out) {
  schema::database db;
  schema::made = 100;
  const auto one = mz::insert_into(ruled).values({.region = "eu", .code = "a"});
  EXPECT_EQ(schema::made, 101);
  db.run(one);
  EXPECT_EQ(schema::made, 101);
  std::vector<mz::new_row<ruled>> rows;
  for (int i = 0; i < 10; ++i) rows.push_back({.region = "us", .code = std::to_string(i)});
  rows[3].serial = 7;
  db.run(mz::insert_into(ruled).values(rows));
  EXPECT_EQ(schema::made, 110);
  EXPECT_FALSE(rows[0].serial.given);
  EXPECT_EQ(db.all(mz::select_distinct(ruled.serial).from(ruled)).size(), 11u);
  EXPECT_EQ(db.one(mz::select(ruled).where(ruled.code == "3")).serial, 7);
}

TEST(insert, defaults_of_the_database) {
  schema::database db;
  const auto s = mz::insert_into(ruled).values({.region = "eu", .code = "A"});
  EXPECT_SQL(db, s,
             R"(insert into "ruled" ("region", "code", "amount", "rate", "note", "serial", "version") values (?, ?, ?, ?, ?, ?, ?))");
  const auto row = db.one(mz::select(ruled));
  EXPECT_EQ(row.amount, 5);
  EXPECT_EQ(row.rate, 1.5);
  EXPECT_EQ(row.note, "it's new");
  EXPECT_EQ(row.twice, 10);
  EXPECT_EQ(row.shown, "eu-A");
  EXPECT_THROW(db.run(mz::insert_into(ruled).values({.region = "eu", .code = "a"})), mz::error::sql_error);
  EXPECT_THROW(db.run(mz::insert_into(ruled).values({.region = "us", .code = "a", .amount = -1})), mz::error::sql_error);
}

TEST(insert, null_is_something_else_than_left_out) {
  schema::filled_database db;
  const auto row = db.one(mz::insert_into(messages).values({.channel_id = 1, .thread_id = std::nullopt, .body = "x"}).returning());
  EXPECT_EQ(row.thread_id, std::nullopt);
  const std::optional<int> thread = 1;
  EXPECT_EQ(db.one(mz::insert_into(messages).values({.channel_id = 1, .thread_id = thread, .body = "x"}).returning()).thread_id, 1);
}

TEST(insert, a_statement_can_run_again) {
  schema::filled_database db;
  const auto s = mz::insert_into(messages).values({.channel_id = 1, .body = "again"});
  EXPECT_EQ(db.run(s).last_insert_rowid, 4);
  EXPECT_EQ(db.run(s).last_insert_rowid, 5);
}

TEST(insert, ranges_that_are_walked_once_or_cannot_be_constant) {
  schema::database db;
  const auto row = [](int i) { return mz::new_row<channels>{.id = i, .name = std::to_string(i)}; };
  EXPECT_EQ(db.run(mz::insert_into(channels).values(support::walked_once<mz::new_row<channels>>{{row(20), row(21)}})).changes, 2);
  support::walked_once<mz::new_row<channels>> more{{row(22)}};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(more)).changes, 1);
  EXPECT_EQ(db.all(mz::select(channels)).size(), 3u);
#ifdef MIZZLE_TEST_VIEWS
  const std::vector<int> numbers{1, 2, 3, 4, 5, 6, 7};
  auto odd = numbers | std::views::filter([](int i) { return i % 2 == 1; });
  EXPECT_EQ(db.run(mz::insert_into(channels).values(odd | std::views::transform(row))).changes, 4);
  std::vector<mz::new_row<channels>> rows{{.id = 2, .name = "2"}, {.id = 4, .name = "4"}, {.id = 5, .name = "5"}};
  auto missing = rows | std::views::filter([](const auto& r) { return r.name.value != "5"; });
  EXPECT_EQ(db.run(mz::insert_into(channels).values(missing)).changes, 2);
  EXPECT_EQ(rows[0].name.value, "2");
  std::istringstream text{"8 9"};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(std::ranges::istream_view<int>(text) | std::views::transform(row))).changes, 2);
  EXPECT_EQ(
      mz::get<0>(db.raw<std::string>("select group_concat(name, '') from (select name from channels where id < 20 order by id)").one()),
      "12345789");
#endif
}

TEST(insert, a_few_rows_in_place) {
  schema::database db;
  EXPECT_EQ(db.run(mz::insert_into(channels).values({.id = 1, .name = "a"}, {.name = "b"})).changes, 2);
  const auto back = db.all(mz::insert_into(channels).values({.name = "c"}, {.id = 9, .name = "d"}, {.name = "e"}).returning());
  ASSERT_EQ(back.size(), 3u);
  EXPECT_EQ(back[0].id, 3);
  EXPECT_EQ(back[1].id, 9);
  EXPECT_EQ(back[2].name, "e");
  EXPECT_EQ(db.run(mz::insert_into(channels)
                       .values({.name = "1"}, {.name = "2"}, {.name = "3"}, {.name = "4"}, {.name = "5"}, {.name = "6"}, {.name = "7"},
                               {.name = "8"})
                       .require_exactly(8))
                .changes,
            8);
  const mz::new_row<channels> row{.name = "kept"};
  EXPECT_EQ(db.run(mz::insert_into(channels).values(row, {.name = "a"}).on_conflict(channels.name).do_nothing()).changes, 1);
  // Like a range of these rows, and of its type.
  static_assert(std::is_same_v<decltype(mz::insert_into(channels).values(row, row)),
                               decltype(mz::insert_into(channels).values(std::vector{row, row}))>);
}

TEST(insert, an_empty_range_runs_nothing_and_opens_nothing) {
  schema::database db;
  static int begun = 0;
  begun = 0;
  sqlite3_trace_v2(db.native(), SQLITE_TRACE_STMT, [](unsigned, void*, void*, void*) { return ++begun, 0; }, nullptr);
  const std::vector<mz::new_row<channels>> none;
  const auto s = mz::insert_into(channels).values(none);
  EXPECT_EQ(db.run(s), mz::run_result{});
  EXPECT_TRUE(db.all(s.returning()).empty());
  EXPECT_EQ(db.get(s.returning(channels.id)).has_value(), false);
  EXPECT_THROW((void)db.one(s.returning(channels.id)), mz::error::no_row);
  EXPECT_NO_THROW(db.run(s.require_exactly(0)));
  EXPECT_THROW(db.run(s.require_exactly(2)), mz::error::guard_failed);
  EXPECT_THROW(db.run(s.require_changes(1)), mz::error::guard_failed);
  EXPECT_EQ(begun, 0);
  EXPECT_EQ(db.run(mz::insert_into(channels).values({.name = "a"}, {.name = "b"})).changes, 2);
  EXPECT_GT(begun, 0);
}
