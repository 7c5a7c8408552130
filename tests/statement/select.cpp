// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::deliveries;
using schema::members;
using schema::messages;

TEST(select, one_table) {
  schema::filled_database db;
  const auto s = mz::select(messages);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "messages"."channel_id", "messages"."thread_id", "messages"."body", "messages"."created_at" from "messages")");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0])>, mz::row_of<messages>>);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].thread_id, std::nullopt);
  EXPECT_EQ(rows[1].thread_id, 1);
  EXPECT_EQ(rows[2].body, "three ships");
  const auto filtered = mz::select(messages).where(messages.id == 2);
  EXPECT_SQL(
      db, filtered,
      R"(select "messages"."id", "messages"."channel_id", "messages"."thread_id", "messages"."body", "messages"."created_at" from "messages" where "messages"."id" = ?)");
}

TEST(select, every_clause) {
  schema::filled_database db;
  const auto page = mz::select(messages.id, messages.body, channels.name)
                        .from(messages)
                        .inner_join(channels, channels.id == messages.channel_id)
                        .where(messages.body.like("%ship%") && mz::when(true, messages.thread_id.is_not_null()))
                        .order_by(mz::desc(messages.id))
                        .limit(20);
  EXPECT_SQL(
      db, page,
      R"(select "messages"."id", "messages"."body", "channels"."name" from "messages" inner join "channels" on "channels"."id" = "messages"."channel_id" )"
      R"(where "messages"."body" like ? and "messages"."thread_id" is not null order by "messages"."id" desc limit ?)");
  const auto row = db.get(page);
  ASSERT_TRUE(row.has_value());
  EXPECT_EQ((*row)[messages.id], 3);
  EXPECT_EQ((*row)[channels.name], "general");

  const auto all = mz::select(messages.channel_id, mz::count().as<"n">())
                       .from(messages)
                       .where(messages.id > 0)
                       .group_by(messages.channel_id)
                       .having(mz::count() > 0)
                       .order_by(mz::count(), messages.channel_id)
                       .limit(5)
                       .offset(0);
  EXPECT_SQL(
      db, all,
      R"(select "messages"."channel_id", count(*) as "n" from "messages" where "messages"."id" > ? group by "messages"."channel_id" having count(*) > ? )"
      R"(order by count(*), "messages"."channel_id" limit ? offset ?)");
  EXPECT_EQ(db.one(all)["n"_col], 3);
}

TEST(select, distinct) {
  schema::filled_database db;
  const auto s = mz::select_distinct(members.agent_id).from(members).order_by(members.agent_id);
  EXPECT_SQL(db, s, R"(select distinct "members"."agent_id" from "members" order by "members"."agent_id")");
  EXPECT_EQ(db.all(s).size(), 2u);
}

TEST(select, order) {
  schema::filled_database db;
  const auto s = mz::select(messages.id)
                     .from(messages)
                     .order_by(mz::nulls_last(mz::asc(messages.thread_id)), mz::nulls_first(mz::desc(messages.body)), messages.id + 1);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id" from "messages" order by "messages"."thread_id" asc nulls last, "messages"."body" desc nulls first, "messages"."id" + ?)");
  const auto rows = db.all(s);
  EXPECT_EQ(rows[0][messages.id], 2);
  EXPECT_EQ(rows[2][messages.id], 1);
}

TEST(select, limit_and_offset) {
  schema::filled_database db;
  const auto base = mz::select(messages.id).from(messages).order_by(messages.id);
  const auto offset = base.offset(1);
  EXPECT_SQL(db, offset, R"(select "messages"."id" from "messages" order by "messages"."id" limit -1 offset ?)");
  EXPECT_EQ(db.all(offset).size(), 2u);
  EXPECT_EQ(db.all(base.limit(0)).size(), 0u);
  EXPECT_EQ(db.all(base.limit(2).offset(2)).size(), 1u);
  EXPECT_EQ(db.all(base.limit(-1)).size(), 3u);
}

TEST(select, left_join_makes_the_right_side_optional) {
  schema::filled_database db;
  const auto s = mz::select(channels, messages, messages.body)
                     .from(channels)
                     .left_join(messages, messages.channel_id == channels.id && messages.id == 1)
                     .order_by(channels.id);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id", "channels"."name", "messages"."id", "messages"."channel_id", "messages"."thread_id", "messages"."body", "messages"."created_at", "messages"."body" )"
      R"(from "channels" left join "messages" on "messages"."channel_id" = "channels"."id" and "messages"."id" = ? order by "channels"."id")");
  const auto rows = db.all(s);
  using row = std::remove_cvref_t<decltype(rows[0])>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, mz::row_of<channels>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<mz::row_of<messages>>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::string>>);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][channels].name, "general");
  ASSERT_TRUE(rows[0][messages].has_value());
  EXPECT_EQ(rows[0][messages]->body, "one ship");
  EXPECT_EQ(rows[0][messages]->thread_id, std::nullopt);
  EXPECT_EQ(rows[1][messages].has_value(), false);
  EXPECT_EQ(rows[1][messages.body], std::nullopt);
}

TEST(select, right_join_makes_the_left_side_optional) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, messages, channels.name)
                     .from(messages)
                     .right_join(channels, channels.id == messages.channel_id)
                     .order_by(channels.id, messages.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "messages"."id", "messages"."channel_id", "messages"."thread_id", "messages"."body", "messages"."created_at", "channels"."name" )"
      R"(from "messages" right join "channels" on "channels"."id" = "messages"."channel_id" order by "channels"."id", "messages"."id")");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0][messages.id])>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0][channels.name])>, std::string>);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[3][messages.id], std::nullopt);
  EXPECT_FALSE(rows[3][messages].has_value());
  EXPECT_EQ(rows[3][channels.name], "empty");
}

TEST(select, full_join_makes_both_sides_optional) {
  schema::filled_database db;
  const auto s = mz::select(messages.id, channels).from(messages).full_join(channels, channels.id == messages.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "channels"."id", "channels"."name" from "messages" full join "channels" on "channels"."id" = "messages"."id")");
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<mz::row_of<channels>>>);
  EXPECT_EQ(db.all(s).size(), 3u);
}

TEST(select, expressions_over_an_outer_join_are_optional) {
  schema::filled_database db;
  const auto s = mz::select(mz::upper(messages.body), messages.id + channels.id, messages.id.is_null(), mz::coalesce(messages.body, "none"),
                            mz::coalesce(messages.body, channels.name), mz::cast<std::string>(messages.id), mz::max(messages.id, 1))
                     .from(channels)
                     .left_join(messages, messages.channel_id == channels.id)
                     .where(channels.id == 2);
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, bool>);
  static_assert(std::is_same_v<std::tuple_element_t<3, row>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<5, row>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<6, row>, std::optional<std::int64_t>>);
  const auto found = db.one(s);
  EXPECT_EQ(mz::get<0>(found), std::nullopt);
  EXPECT_TRUE(mz::get<2>(found));
  EXPECT_EQ(mz::get<3>(found), "none");
  EXPECT_EQ(mz::get<4>(found), "empty");
  EXPECT_EQ(mz::get<6>(found), std::nullopt);
}

TEST(select, cross_join_and_several_sources) {
  schema::filled_database db;
  const auto cross = mz::select(channels.id, members.agent_id).from(channels).cross_join(members);
  EXPECT_SQL(db, cross, R"(select "channels"."id", "members"."agent_id" from "channels" cross join "members")");
  EXPECT_EQ(db.all(cross).size(), 6u);
  const auto comma = mz::select(channels.id, members.agent_id).from(channels, members).where(channels.id == members.channel_id);
  EXPECT_SQL(db, comma,
             R"(select "channels"."id", "members"."agent_id" from "channels", "members" where "channels"."id" = "members"."channel_id")");
  EXPECT_EQ(db.all(comma).size(), 3u);
}

TEST(select, an_alias_stands_beside_its_table) {
  schema::filled_database db;
  constexpr auto parent = mz::alias<"parent">(messages);
  const auto s =
      mz::select(messages.id, parent.body).from(messages).inner_join(parent, parent.id == messages.thread_id).order_by(messages.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", "parent"."body" from "messages" inner join "messages" as "parent" on "parent"."id" = "messages"."thread_id" order by "messages"."id")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][parent.body], "one ship");
  const auto alone = mz::select(parent).where(parent.id == 2);
  EXPECT_SQL(
      db, alone,
      R"(select "parent"."id", "parent"."channel_id", "parent"."thread_id", "parent"."body", "parent"."created_at" from "messages" as "parent" where "parent"."id" = ?)");
  EXPECT_EQ(db.one(alone).body, "two");
}

TEST(select, a_select_as_a_value) {
  schema::filled_database db;
  const auto s =
      mz::select(channels.name, mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id),
                 mz::select(messages.body).from(messages).where(messages.channel_id == channels.id).order_by(messages.id).limit(1))
          .from(channels)
          .order_by(channels.id);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name", (select count(*) from "messages" where "messages"."channel_id" = "channels"."id"), )"
      R"((select "messages"."body" from "messages" where "messages"."channel_id" = "channels"."id" order by "messages"."id" limit ?) from "channels" order by "channels"."id")");
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::string>>);
  const auto rows = db.all(s);
  EXPECT_EQ(mz::get<1>(rows[0]), 3);
  EXPECT_EQ(mz::get<2>(rows[0]), "one ship");
  EXPECT_EQ(mz::get<1>(rows[1]), 0);
  EXPECT_EQ(mz::get<2>(rows[1]), std::nullopt);
  constexpr auto any = mz::alias<"any">(messages);
  const auto newest = mz::select(messages.body).from(messages).where(messages.id == mz::select(mz::max(any.id)).from(any));
  EXPECT_SQL(db, newest,
             R"(select "messages"."body" from "messages" where "messages"."id" = (select max("any"."id") from "messages" as "any"))");
  EXPECT_EQ(db.one(newest)[messages.body], "three ships");
}

TEST(select, exists) {
  schema::filled_database db;
  const auto s = mz::select(channels.name)
                     .from(channels)
                     .where(mz::exists(mz::select(messages.id).from(messages).where(messages.channel_id == channels.id)));
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name" from "channels" where exists (select "messages"."id" from "messages" where "messages"."channel_id" = "channels"."id"))");
  EXPECT_EQ(db.one(s)[channels.name], "general");
  const auto n =
      mz::select(channels.name)
          .from(channels)
          .where(mz::not_exists(mz::select(messages.id).from(messages).where(messages.channel_id == channels.id)) && channels.id > 0);
  EXPECT_SQL(
      db, n,
      R"(select "channels"."name" from "channels" where not exists (select "messages"."id" from "messages" where "messages"."channel_id" = "channels"."id") and "channels"."id" > ?)");
  EXPECT_EQ(db.one(n)[channels.name], "empty");
}

TEST(select, values_keep_their_places) {
  schema::filled_database db;
  const auto s = mz::select(mz::val("a"), messages.id * 10, mz::val("b"))
                     .from(messages)
                     .inner_join(channels, channels.id == messages.channel_id && channels.name == "general")
                     .where(messages.id == 2 && messages.body == "two")
                     .order_by(messages.id + 5)
                     .limit(7)
                     .offset(0);
  const auto [a, ten, b] = db.one(s);
  EXPECT_EQ(a, "a");
  EXPECT_EQ(ten, 20);
  EXPECT_EQ(b, "b");
}

TEST(select, clauses_do_not_change_the_statement_they_are_called_on) {
  schema::filled_database db;
  const auto base = mz::select(messages.id).from(messages);
  const auto narrow = base.where(messages.id == 1);
  EXPECT_EQ(db.all(narrow).size(), 1u);
  EXPECT_EQ(db.all(base).size(), 3u);
}

TEST(select, a_scalar_subquery_is_never_null_only_if_it_always_has_its_row) {
  auto db = schema::filled_database();
  const auto count = mz::select(mz::count()).from(messages);
  const auto having = count.having(mz::count() > 99);
  const auto differing = count.except(mz::select(mz::val(std::int64_t{3})));
  const auto s = mz::select(count, having, differing, count.where(messages.id > 99), count.intersect(mz::select(mz::val(std::int64_t{4}))),
                            count.limit(0));
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t> && std::is_same_v<std::tuple_element_t<3, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>> &&
                std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row>, std::optional<std::int64_t>> &&
                std::is_same_v<std::tuple_element_t<5, row>, std::optional<std::int64_t>>);
  const auto found = db.one(s);
  EXPECT_EQ(mz::get<0>(found), 3);
  EXPECT_EQ(mz::get<1>(found), std::nullopt);
  EXPECT_EQ(mz::get<2>(found), std::nullopt);
  EXPECT_EQ(mz::get<3>(found), 0);
  EXPECT_EQ(mz::get<4>(found), std::nullopt);
  EXPECT_EQ(mz::get<5>(found), std::nullopt);
}
