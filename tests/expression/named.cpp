// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(named, text) {
  schema::filled_database db;
  const auto s = mz::select(messages.id.as<"number">(), (messages.id == 1 || messages.id == 2).as<"is low">(), mz::count().as<"a \"b\"">())
                     .from(messages)
                     .group_by(messages.id);
  EXPECT_SQL(db, s,
             R"(select "messages"."id" as "number", "messages"."id" = ? or "messages"."id" = ? as "is low", count(*) as "a ""b""" )"
             R"(from "messages" group by "messages"."id")");
  const auto row = db.all(s)[2];
  EXPECT_EQ(row["number"_col], 3);
  EXPECT_FALSE(row["is low"_col]);
  EXPECT_EQ(row["a \"b\""_col], 1);
}

TEST(named, a_name_finds_its_own_column_only) {
  schema::filled_database db;
  // Each column has the other's name.
  const auto row = db.all(mz::select(messages.id.as<"body">(), messages.body.as<"id">()).from(messages).order_by(messages.id))[1];
  EXPECT_EQ(row["body"_col], 2);
  EXPECT_EQ(row["id"_col], "two");
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(row["body"_col])>, std::int64_t>);
}

TEST(named, columns_without_a_name_have_that_of_their_column) {
  schema::filled_database db;
  const auto rows = db.all(mz::select(messages.body, channels.name, (messages.id + 0).as<"id">())
                               .from(messages)
                               .inner_join(channels, channels.id == messages.channel_id)
                               .order_by(messages.id));
  EXPECT_EQ(rows[0]["body"_col], "one ship");
  EXPECT_EQ(rows[0]["name"_col], "general");
  EXPECT_EQ(rows[0]["id"_col], 1);
}

TEST(named, keeps_type_nullability_and_values) {
  schema::filled_database db;
  const auto s =
      mz::select(mz::val("a").as<"first">(), messages.thread_id.as<"thread">(), (messages.id * 10).as<"ten">(), mz::val(2.5).as<"last">())
          .from(messages)
          .where(messages.id == 1);
  const auto row = db.one(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(row["thread"_col])>, std::optional<std::int64_t>>);
  EXPECT_EQ(row["first"_col], "a");
  EXPECT_EQ(row["thread"_col], std::nullopt);
  EXPECT_EQ(row["ten"_col], 10);
  EXPECT_EQ(row["last"_col], 2.5);
}

TEST(named, of_an_outer_join_becomes_optional) {
  schema::filled_database db;
  const auto s = mz::select(channels.id, messages.body.as<"text">(), mz::count(messages.id).as<"n">())
                     .from(channels)
                     .left_join(messages, messages.channel_id == channels.id)
                     .where(channels.id == 2)
                     .group_by(channels.id, messages.body);
  const auto row = db.one(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(row["text"_col])>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(row["n"_col])>, std::int64_t>);
  EXPECT_EQ(row["text"_col], std::nullopt);
  EXPECT_EQ(row["n"_col], 0);
}

TEST(named, in_streams_returning_and_unions) {
  schema::filled_database db;
  for (auto&& row : db.stream(mz::select(messages.body.as<"text">()).from(messages).where(messages.id == 2)))
    EXPECT_EQ(row["text"_col], "two");
  const auto changed =
      db.one(mz::update(messages).set(messages.body = "x").where(messages.id == 2).returning(mz::upper(messages.body).as<"loud">()));
  EXPECT_EQ(changed["loud"_col], "X");
  const auto both = mz::select(messages.id.as<"n">())
                        .from(messages)
                        .union_all(mz::select(channels.id.as<"other">()).from(channels))
                        .order_by(messages.id);
  EXPECT_EQ(db.all(both).size(), 5u);
  EXPECT_EQ(db.all(both)[4]["n"_col], 3);
}

TEST(named, stands_for_its_expression_elsewhere) {
  schema::filled_database db;
  constexpr auto total = mz::count().as<"total">();
  const auto s = mz::select(messages.channel_id, total)
                     .from(messages)
                     .group_by(messages.channel_id)
                     .having(total > 0)
                     .order_by(mz::desc(total), messages.channel_id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."channel_id", count(*) as "total" from "messages" group by "messages"."channel_id" having count(*) > ? order by count(*) desc, "messages"."channel_id")");
  EXPECT_EQ(db.all(s)[0][total], db.all(s)[0]["total"_col]);

  const auto folded = mz::lower(messages.body).as<"folded">();
  const auto g = mz::select(folded, mz::count()).from(messages).group_by(folded).order_by(folded);
  EXPECT_SQL(
      db, g,
      R"(select lower("messages"."body") as "folded", count(*) from "messages" group by lower("messages"."body") order by lower("messages"."body"))");
  EXPECT_EQ(db.all(g)[0][folded], "one ship");
}

TEST(named, its_name_is_never_taken_for_a_column) {
  schema::filled_database db;
  // By its name SQLite would order by the column in an expression, and by the field in a term alone.
  const auto id = (0 - messages.id).as<"id">();
  const auto s = mz::select(id).from(messages).where(id < -1).order_by(id + 0);
  EXPECT_SQL(db, s, R"(select ? - "messages"."id" as "id" from "messages" where ? - "messages"."id" < ? order by ? - "messages"."id" + ?)");
  EXPECT_EQ(db.all(s)[0][id], -3);
}

TEST(named, an_aggregate_by_its_name_is_one_still) {
  constexpr auto total = mz::count().as<"total">();
  const auto s = mz::select(messages.channel_id, total).from(messages).where(total > 0);
  static_assert(support::fault_of(s) == mz::detail::fault::aggregate_in_where);
}
