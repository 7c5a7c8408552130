// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::everything;
using schema::messages;

TEST(assignment, a_value_of_every_type) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1}));
  const std::string text = "text";
  const mz::blob bytes{std::byte{7}};
  const auto s = mz::update(everything)
                     .set(everything.tiny = -3, everything.qword = 9u, everything.flag = true, everything.ratio = 2,
                          everything.label = text, everything.bytes = bytes, everything.maybe_n = 5, everything.maybe_t = "literal",
                          everything.hue = color::blue, everything.urgent = urgency::high,
                          everything.seconds = std::chrono::sys_seconds{std::chrono::seconds{8}}, everything.owner = user_id{6})
                     .where(everything.id == 1);
  EXPECT_SQL(db, s,
             R"(update "everything" set "tiny" = ?, "qword" = ?, "flag" = ?, "ratio" = ?, "label" = ?, "bytes" = ?, "maybe_n" = ?, )"
             R"("maybe_t" = ?, "hue" = ?, "urgent" = ?, "seconds" = ?, "owner" = ? where "everything"."id" = ?)");
  const auto row = db.one(mz::select(everything));
  EXPECT_EQ(row.tiny, -3);
  EXPECT_EQ(row.qword, 9u);
  EXPECT_TRUE(row.flag);
  EXPECT_EQ(row.ratio, 2.0);
  EXPECT_EQ(row.label, "text");
  EXPECT_EQ(row.bytes, bytes);
  EXPECT_EQ(row.maybe_n, 5);
  EXPECT_EQ(row.maybe_t, "literal");
  EXPECT_EQ(row.hue, color::blue);
  EXPECT_EQ(row.urgent, urgency::high);
  EXPECT_EQ(row.seconds.time_since_epoch().count(), 8);
  EXPECT_EQ(row.owner, user_id{6});
}

TEST(assignment, null_and_optionals) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .maybe_n = 1, .maybe_r = 1, .maybe_t = "1", .maybe_b = mz::blob{std::byte{1}}}));
  const std::optional<std::string> nothing;
  db.run(mz::update(everything)
             .set(everything.maybe_n = std::nullopt, everything.maybe_t = nothing, everything.maybe_b = std::optional<mz::blob>{},
                  everything.maybe_r = std::optional{2.5})
             .all_rows());
  const auto row = db.one(mz::select(everything));
  EXPECT_FALSE(row.maybe_n || row.maybe_t || row.maybe_b);
  EXPECT_EQ(row.maybe_r, 2.5);
  // A narrower optional is checked like a narrower value.
  EXPECT_THROW((void)(everything.maybe_n = std::optional{std::int64_t{1} << 40}), mz::error::invalid_request);
  db.run(mz::update(everything).set(everything.maybe_n = std::optional<std::int8_t>{-5}).all_rows());
  EXPECT_EQ(db.one(mz::select(everything)).maybe_n, -5);
}

TEST(assignment, expressions_and_selects) {
  schema::filled_database db;
  const auto s = mz::update(messages)
                     .set(messages.created_at = messages.created_at + messages.id * 2, messages.thread_id = messages.id,
                          messages.body = mz::concat(messages.body, "!", mz::upper(messages.body)))
                     .where(messages.id == 2);
  EXPECT_SQL(db, s,
             R"(update "messages" set "created_at" = "messages"."created_at" + "messages"."id" * ?, "thread_id" = "messages"."id", )"
             R"("body" = "messages"."body" || ? || upper("messages"."body") where "messages"."id" = ?)");
  const auto row = db.one(mz::select(messages).where(messages.id == 2));
  EXPECT_EQ(row.created_at, 24);
  EXPECT_EQ(row.thread_id, 2);
  EXPECT_EQ(row.body, "two!TWO");

  const auto from_select = mz::update(messages)
                               .set(messages.thread_id = mz::select(mz::max(channels.id)).from(channels), messages.body = "x")
                               .where(messages.id == 3);
  EXPECT_SQL(db, from_select,
             R"(update "messages" set "thread_id" = (select max("channels"."id") from "channels"), "body" = ? where "messages"."id" = ?)");
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 3)).thread_id, 2);
}

// SQL assigns all columns at once, from the row as it was.
TEST(assignment, the_right_sides_see_the_old_row) {
  schema::filled_database db;
  db.run(mz::update(messages)
             .set(messages.created_at = messages.channel_id, messages.channel_id = messages.created_at - 9)
             .where(messages.id == 1));
  const auto row = db.one(mz::select(messages).where(messages.id == 1));
  EXPECT_EQ(row.created_at, 1);
  EXPECT_EQ(row.channel_id, 1);
}

TEST(assignment, the_same_item_serves_insert_update_and_upsert) {
  schema::database db;
  const auto n = counters.n = 3;
  db.run(mz::insert_into(counters).set(counters.name = "a", n));
  EXPECT_EQ(db.one(mz::select(counters)).n, 3);
  db.run(mz::update(counters).set(counters.n = counters.n + 5).all_rows());
  EXPECT_EQ(db.one(mz::select(counters)).n, 8);
  db.run(mz::insert_into(counters).values({.name = "a"}).on_conflict(counters.name).do_update(n));
  EXPECT_EQ(db.one(mz::select(counters)).n, 3);
}

TEST(assignment, keeps_its_value) {
  schema::filled_database db;
  const auto s = [] {
    const std::string gone(100, 'g');
    return mz::update(messages).set(messages.body = std::string_view{gone}).where(messages.id == 1);
  }();
  db.run(s);
  EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 1)).body, std::string(100, 'g'));
}
