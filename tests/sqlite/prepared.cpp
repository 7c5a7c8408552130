// SPDX-License-Identifier: MIT
#include "support.hpp"

#include "support/schema.hpp"

namespace {
using namespace sqlite_tests;
using schema::channels;
using schema::everything;
using schema::messages;

TEST(prepared, is_called_with_its_values) {
  schema::filled_database db;
  auto find = db.prepare(mz::select(messages.body).from(messages).where(messages.id == mz::param<"id", std::int64_t>()));
  EXPECT_EQ(find(2).size(), 1U);
  EXPECT_EQ(mz::get<0>(find.one(2)), "two");
  EXPECT_EQ(mz::get<0>(find.one(1)), "one ship");
  EXPECT_EQ(find.get(99), std::nullopt);
  const int kept = kept_statements(db);
  EXPECT_EQ(find(3).size(), 1U);
  EXPECT_EQ(kept_statements(db), kept);
}

TEST(prepared, a_name_that_stands_twice_is_given_once) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, mz::param<"id", std::int64_t>() + 100)
                     .from(messages)
                     .where(messages.body.like(mz::param<"pattern", std::string>()) && messages.id >= mz::param<"id", std::int64_t>())
                     .order_by(messages.id)
                     .limit(mz::param<"n", int>())
                     .offset(mz::param<"skip", int>());
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "messages"."id", ? + ? from "messages" where "messages"."body" like ? and "messages"."id" >= ? order by "messages"."id" limit ? offset ?)");
  auto find = db.prepare(s);
  const auto rows = find(1, "%ship%", 5, 1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(mz::get<0>(rows[0]), 3);
  EXPECT_EQ(mz::get<1>(rows[0]), 101);
  EXPECT_EQ(find(1, "%ship%", 5, 0).size(), 2U);
}

TEST(prepared, a_struct_gives_values_their_names) {
  schema::filled_database db;
  struct key {
    std::int64_t id;
    std::string body;
    std::optional<std::int64_t> thread;
  };
  auto find = db.prepare(
      mz::select(messages.id).from(messages).where(messages.body == mz::param<&key::body>() && messages.id == mz::param<&key::id>()));
  EXPECT_EQ(find({.id = 2, .body = "two", .thread = {}}).size(), 1U);
  EXPECT_EQ(find({.id = 1, .body = "two", .thread = {}}).size(), 0U);
  EXPECT_EQ(find.get({.id = 1, .body = "two", .thread = {}}), std::nullopt);
  auto put = db.prepare(mz::update(messages)
                            .set(messages.body = mz::param<&key::body>(), messages.thread_id = mz::param<&key::thread>())
                            .where(messages.id == mz::param<&key::id>()));
  EXPECT_EQ(put({.id = 2, .body = "new", .thread = 1}).changes, 1);
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 2)).thread_id, 1);
  EXPECT_EQ(put({.id = 2, .body = "new", .thread = std::nullopt}).changes, 1);
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 2)).thread_id, std::nullopt);
}

TEST(prepared, in_a_list_of_values) {
  schema::filled_database db;
  auto find = db.prepare(
      mz::select(messages.id).from(messages).where(messages.id.in(mz::param<"ids", std::vector<std::int64_t>>())).order_by(messages.id));
  EXPECT_EQ(find(std::vector<std::int64_t>{1, 3, 9}).size(), 2U);
  EXPECT_EQ(find(std::vector<std::int64_t>{}).size(), 0U);
}

TEST(prepared, values_of_all_types_and_null) {
  schema::database db;
  auto put = db.prepare(mz::insert_into(everything)
                            .set(everything.id = mz::param<"id", std::int64_t>(), everything.hue = mz::param<"hue", color>(),
                                 everything.maybe_t = mz::param<"text", std::optional<std::string>>(),
                                 everything.maybe_n = mz::param<"number", std::optional<std::int32_t>>()));
  put(1, color::green, "text", 7);
  put(2, color::red, std::nullopt, std::optional<std::int32_t>{});
  EXPECT_EQ(db.one(mz::select(everything).where(everything.id == 1)).maybe_t, "text");
  EXPECT_EQ(db.one(mz::select(everything).where(everything.id == 2)).maybe_n, std::nullopt);
  EXPECT_EQ(db.one(mz::select(everything).where(everything.hue == color::green)).id, 1);
  EXPECT_THROW(put(3, color::red, "x", 5'000'000'000), mz::error::invalid_request);
}

TEST(prepared, in_subqueries_and_optional_parts) {
  schema::filled_database db;
  const auto in_channel = mz::select(channels.id).from(channels).where(channels.name == mz::param<"channel", std::string>());
  const auto s = [&](bool on) {
    return mz::select(messages.id)
        .from(messages)
        .where(messages.channel_id.in(in_channel) && mz::when(on, messages.id > mz::param<"above", std::int64_t>()));
  };
  EXPECT_EQ(db.prepare(s(true))("general", 1).size(), db.all(mz::select(messages.id).from(messages).where(messages.id > 1)).size());
  EXPECT_EQ(db.prepare(s(false))("general", 1).size(), 3U);
}

TEST(prepared, bound_statements_run_in_lists_and_keep_their_text) {
  schema::filled_database db;
  const auto rename = mz::update(channels)
                          .set(channels.name = mz::param<"name", std::string>())
                          .where(channels.id == mz::param<"id", std::int64_t>())
                          .require_changes(1);
  const auto results = mz::run_atomic(db, mz::atomic(mz::bind_values(rename, "a", 1), mz::bind_values(rename, "b", 2)));
  EXPECT_EQ(results[1_c].changes, 1);
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::bind_values(rename, "c", 1), mz::bind_values(rename, "d", 99))),
               mz::error::guard_failed);
  EXPECT_EQ(db.one(mz::select(channels).where(channels.id == 1)).name, "a");
  EXPECT_EQ(mz::to_sql(mz::bind_values(rename, "x", 1)).with_values(), R"(update "channels" set "name" = 'x' where "channels"."id" = 1)");
}

}  // namespace
