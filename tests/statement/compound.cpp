// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(compound, set_operations_read_from_left_to_right) {
  auto db = schema::filled_database();
  const auto a = mz::select(channels.id).from(channels);
  const auto b = mz::select(messages.channel_id).from(messages);
  const auto all = a.union_all(b);
  EXPECT_SQL(db, all, R"(select "channels"."id" from "channels" union all select "messages"."channel_id" from "messages")");
  EXPECT_SQL(db, a.union_(b), R"(select "channels"."id" from "channels" union select "messages"."channel_id" from "messages")");
  EXPECT_SQL(db, a.intersect(b), R"(select "channels"."id" from "channels" intersect select "messages"."channel_id" from "messages")");
  EXPECT_SQL(
      db, mz::except(a, b, a),
      R"(select "channels"."id" from "channels" except select "messages"."channel_id" from "messages" except select "channels"."id" from "channels")");
  EXPECT_EQ(db.all(all).size(), db.all(a).size() + db.all(b).size());
  EXPECT_EQ(db.all(mz::except(a, b, a)).size(), 0U);
}

TEST(compound, order_and_limit_belong_to_the_whole) {
  auto db = schema::filled_database();
  const auto s = mz::select(channels.id)
                     .from(channels)
                     .where(channels.id > 0)
                     .union_(mz::select(messages.id).from(messages))
                     .order_by(mz::desc(channels.id))
                     .limit(2);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id" from "channels" where "channels"."id" > ? union select "messages"."id" from "messages" order by "channels"."id" desc limit ?)");
  EXPECT_LE(db.all(s).size(), 2U);
}

TEST(compound, a_field_can_be_null_if_it_can_be_on_either_side_of_a_union) {
  auto db = schema::filled_database();
  const auto never = mz::select(channels.id, channels.name).from(channels).where(channels.id == 2);
  const auto declared = mz::select(messages.thread_id, messages.body).from(messages).where(messages.id == 1);
  const auto joined =
      mz::select(channels.id, messages.body).from(channels).left_join(messages, messages.channel_id == channels.id).where(channels.id == 2);
  using both = std::tuple_element<0, mz::row_t<decltype(never.union_(declared))>>;
  static_assert(std::is_same_v<both::type, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(never.union_(declared))>>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(never.union_all(joined))>>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(joined.union_all(never))>>, std::optional<std::string>>);
  static_assert(std::is_same_v<mz::detail::fields_of<decltype(never.union_(never))>, mz::detail::fields_of<decltype(never)>>);
  // What is left of the left side is as it was.
  static_assert(std::is_same_v<mz::detail::fields_of<decltype(never.except(declared))>, mz::detail::fields_of<decltype(never)>>);
  static_assert(std::is_same_v<mz::detail::fields_of<decltype(never.intersect(declared))>, mz::detail::fields_of<decltype(never)>>);

  const auto s = never.union_all(declared).union_all(joined);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id", "channels"."name" from "channels" where "channels"."id" = ? union all select "messages"."thread_id", "messages"."body" from "messages" where "messages"."id" = ? union all select "channels"."id", "messages"."body" from "channels" left join "messages" on "messages"."channel_id" = "channels"."id" where "channels"."id" = ?)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][channels.id], 2);
  EXPECT_EQ(rows[1][channels.id], std::nullopt);
  EXPECT_EQ(rows[2][channels.name], std::nullopt);
  const auto whole = mz::select(channels.id, messages)
                         .from(channels)
                         .inner_join(messages, messages.channel_id == channels.id)
                         .union_all(mz::select(channels.id, messages)
                                        .from(channels)
                                        .left_join(messages, messages.channel_id == channels.id)
                                        .where(channels.id == 2));
  const auto all = db.all(whole);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0][messages]->body, "one ship");
  EXPECT_EQ(all[3][messages], std::nullopt);
}

TEST(compound, a_field_holds_what_both_sides_yield) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 5'000'000'000, .tiny = -3, .dword = 4294967295U, .ratio = 0.5}));
  const auto tiny = mz::select(everything.tiny).from(everything);
  const auto wide = mz::select(everything.id).from(everything);
  const auto real = mz::select(everything.ratio).from(everything);
  const auto maybe = mz::select(everything.maybe_n).from(everything);
  const auto both = db.all(tiny.union_all(wide));
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(tiny.union_all(wide))>>, std::int64_t>);
  EXPECT_EQ(both[0][everything.tiny], -3);
  EXPECT_EQ(both[1][everything.tiny], 5'000'000'000);
  EXPECT_EQ(mz::get<0>(db.all(wide.union_(tiny).order_by(everything.id))[0]), -3);
  const auto three = db.all(tiny.union_all(maybe).union_all(mz::select(everything.dword).from(everything)));
  static_assert(std::is_same_v<decltype(mz::get<0>(three[0])), const std::optional<std::int64_t>&>);
  EXPECT_EQ(three[1][everything.tiny], std::nullopt);
  EXPECT_EQ(three[2][everything.tiny], 4294967295);
  const auto mixed = db.all(tiny.union_all(real).union_all(mz::select(mz::val(5'000'000'000))));
  EXPECT_EQ(mixed[0][everything.tiny], -3.0);
  EXPECT_EQ(mixed[1][everything.tiny], 0.5);
  EXPECT_EQ(mixed[2][everything.tiny], 5e9);
  EXPECT_EQ(
      mz::get<0>(db.one(mz::select(mz::val(1).as<"n">()).union_(mz::select(mz::val(1.0))).intersect(mz::select(mz::val(std::int64_t{1}))))),
      1.0);
  EXPECT_EQ(mz::get<0>(db.one(tiny.except(wide))), -3);
  EXPECT_EQ(db.one(mz::select(mz::val(std::int8_t{-3}).as<"n">()).union_all(tiny).intersect(mz::select(mz::val(-3))))["n"_col], -3);
  for (auto&& row : db.stream(tiny.union_all(wide).limit(1).offset(1))) EXPECT_EQ(mz::get<0>(row), 5'000'000'000);
  // Under an outer join, and as one value among others.
  const auto outer = mz::select(everything.tiny).from(channels).left_join(everything, everything.id == channels.id).union_all(wide);
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(outer)>>, std::optional<std::int64_t>>);
  EXPECT_EQ(mz::get<0>(db.one(outer)), 5'000'000'000);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::select(mz::val(std::int8_t{1})).union_all(wide).limit(1).offset(1)))), 5'000'000'000);
  // What is like already stays as it is.
  static_assert(std::is_same_v<mz::detail::fields_of<decltype(tiny.union_(tiny))>, mz::detail::fields_of<decltype(tiny)>>);
  static_assert(std::is_same_v<mz::detail::fields_of<decltype(wide.union_(tiny))>, mz::detail::fields_of<decltype(wide)>>);
}

TEST(compound, a_column_that_is_real_in_one_of_its_selects_crosses_to_d1_as_a_number) {
  const auto s = mz::select(everything.tiny, everything.id)
                     .from(everything)
                     .union_all(mz::select(everything.ratio, everything.dword).from(everything));
  static_assert(
      mz::sql_of<decltype(s), mz::dialect::d1> ==
      R"(with "mizzle" ("c1", "c2") as (select "everything"."tiny", "everything"."id" from "everything" union all select "everything"."ratio", "everything"."dword" from "everything") )"
      R"(select "c1", cast("c2" as text) from "mizzle")");
}

// SQL takes only what one of the selects yields; each of these must be accepted by SQLite too, and order as it says.
TEST(compound, is_ordered_by_what_its_selects_yield) {
  schema::filled_database db;
  constexpr auto c2 = mz::alias<"c2">(channels);
  constexpr auto both = mz::select(channels.id, mz::upper(channels.name).as<"name">())
                            .from(channels)
                            .union_all(mz::select(c2.id + 10, c2.name).from(c2).where(c2.id > 0));
  const auto ids = [&](const auto& s) {
    std::string result;
    for (const auto& row : db.all(s)) result += std::to_string(row[channels.id]) + " ";
    return result;
  };
  EXPECT_EQ(ids(both.order_by(mz::desc(channels.id))), "12 11 2 1 ");
  EXPECT_EQ(ids(both.order_by(mz::upper(channels.name), channels.id)), "2 1 12 11 ");
  EXPECT_EQ(ids(both.order_by(mz::nulls_last(mz::desc(c2.name)), mz::desc(channels.id))), "11 12 1 2 ");
  EXPECT_EQ(ids(both.order_by(mz::desc(mz::sql<"1", std::int64_t>())).limit(2)), "12 11 ");
  const auto whole = mz::select(channels).union_(mz::select(c2)).order_by(mz::desc(channels.name));
  EXPECT_EQ(db.all(whole).front().name, "general");
  const auto counted = mz::select(mz::count(), messages.channel_id)
                           .from(messages)
                           .group_by(messages.channel_id)
                           .union_(mz::select(mz::count(), channels.id).from(channels).group_by(channels.id));
  EXPECT_EQ(db.all(counted.order_by(mz::desc(mz::count()), messages.channel_id)).size(), 3u);
  using support::fault_of;
  static_assert(fault_of(both.order_by(channels.name)) == mz::detail::fault::set_operands);
  static_assert(fault_of(both.order_by(channels.id, c2.id)) == mz::detail::fault::set_operands);
  static_assert(fault_of(both.order_by(c2.id + 10)) == mz::detail::fault::set_operands);
  static_assert(fault_of(both.order_by(mz::count())) == mz::detail::fault::set_operands);
  static_assert(fault_of(both.order_by(mz::sql<"abs(?)", std::int64_t>(channels.id))) == mz::detail::fault::set_operands);
  // So does SQLite.
  EXPECT_FALSE(
      support::prepares(db, R"(select "id" from "channels" union all select "id" + 10 from "channels" as "c2" order by "c2"."name")"));
}

TEST(compound, a_set_operation_within_another_one_is_done_first) {
  auto db = schema::filled_database();
  const auto a = mz::select(channels.id).from(channels);
  const auto b = mz::select(messages.channel_id).from(messages).where(messages.id > 0);
  const auto c = mz::select(messages.id).from(messages);
  const auto s = a.union_all(b.intersect(c)).order_by(channels.id).limit(100);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id" from "channels" union all select * from (select "messages"."channel_id" from "messages" where "messages"."id" > ? intersect select "messages"."id" from "messages") )"
      R"(order by "channels"."id" limit ?)");
  const auto flat = a.union_all(b).intersect(c);
  EXPECT_NE(mz::sql_of<std::remove_const_t<decltype(s)>>, mz::sql_of<std::remove_const_t<decltype(flat)>>);
  EXPECT_EQ(
      db.all(s).size(),
      db.raw<std::int64_t>(
            "select id from channels union all select * from (select channel_id from messages where id > 0 intersect select id from messages)")
          .size());
  const auto deep = a.except(b.union_(c.except(a)));
  EXPECT_EQ(
      db.all(deep).size(),
      db.raw<std::int64_t>(
            "select id from channels except select * from (select channel_id from messages union select * from (select id from messages except select id from channels))")
          .size());
}

TEST(compound, an_operand_keeps_its_own_order_and_limit) {
  auto db = schema::filled_database();
  const auto newest = mz::select(messages.id).from(messages).order_by(mz::desc(messages.id)).limit(1);
  const auto s = mz::select(channels.id).from(channels).where(channels.id == 1).union_all(newest);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."id" from "channels" where "channels"."id" = ? union all select * from (select "messages"."id" from "messages" order by "messages"."id" desc limit ?))");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(mz::get<0>(rows[0]), 1);
  EXPECT_EQ(mz::get<0>(rows[1]), 3);
  // The first one as a named query; and order and limit of the whole behind them.
  const auto first = newest.as<"first">();
  const auto both = mz::select(first).union_all(mz::select(channels.id).from(channels).order_by(channels.id).limit(1)).limit(1);
  EXPECT_EQ(mz::get<0>(db.one(both)), 3);
  EXPECT_EQ(db.all(mz::select(channels.id).from(channels).except(newest).order_by(mz::desc(channels.id))).size(),
            db.all(mz::select(channels.id).from(channels)).size());
}

TEST(compound, the_first_operand_keeps_its_own_order_and_limit) {
  auto db = schema::filled_database();
  constexpr auto newest = mz::select(messages.id, messages.body).from(messages).order_by(mz::desc(messages.id)).limit(1);
  constexpr auto rest = mz::select(channels.id, channels.name.as<"body">()).from(channels);
  constexpr auto s = newest.union_all(rest);
  EXPECT_SQL(
      db, s,
      R"(select * from (select "messages"."id", "messages"."body" from "messages" order by "messages"."id" desc limit ?) union all select "channels"."id", "channels"."name" as "body" from "channels")");
  // Its fields are still found by its columns.
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][messages.id], 3);
  EXPECT_EQ(rows[0][messages.body], "three ships");
  EXPECT_EQ(rows[1][messages.body], "general");
  // The whole has an order and a limit, too, also by what only the operands in parentheses yield.
  const auto ordered = s.order_by(mz::nulls_last(mz::desc(messages.id)), channels.id).limit(2);
  EXPECT_SQL(
      db, ordered,
      R"(select * from (select "messages"."id", "messages"."body" from "messages" order by "messages"."id" desc limit ?) union all select "channels"."id", "channels"."name" as "body" from "channels" order by 1 desc nulls last, "channels"."id" limit ?)");
  EXPECT_EQ(db.all(ordered)[1][messages.id], 2);
  // Both operands, and the whole as an operand again.
  const auto both = newest.union_all(rest.limit(1));
  EXPECT_EQ(db.all(both).size(), 2U);
  EXPECT_EQ(db.all(both.order_by(messages.body)).front()[messages.body], "general");
  EXPECT_EQ(db.all(mz::except(both.limit(1), rest)).size(), 1U);
  EXPECT_EQ(db.all(mz::union_all(newest, newest, rest.limit(1), newest)).size(), 4U);
  using support::fault_of;
  static_assert(fault_of(s.order_by(messages.thread_id)) == mz::detail::fault::set_operands);
}

TEST(compound, operands_in_parentheses_stand_wherever_a_select_does) {
  auto db = schema::filled_database();
  const auto newest = mz::select(messages.id, messages.channel_id).from(messages).order_by(mz::desc(messages.id)).limit(1);
  const auto s = newest.union_all(mz::select(channels.id, channels.id).from(channels).order_by(channels.id).limit(1));
  const auto q = s.as<"q">();
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(q[messages.id])).from(q))), 4);
  const auto named = mz::select(q).order_by(q[messages.id]);
  EXPECT_SQL(
      db, named,
      R"(select "q"."id", "q"."channel_id" from (select * from (select "messages"."id", "messages"."channel_id" from "messages" order by "messages"."id" desc limit ?) union all select * from (select "channels"."id", "channels"."id" from "channels" order by "channels"."id" limit ?)) as "q" order by "q"."id")");
  const auto common = mz::cte<"common">(s);
  EXPECT_EQ(db.all(mz::with(common).select(common)).size(), 2U);
  EXPECT_EQ(db.all(mz::select(channels.name).from(channels).where(mz::row(channels.id, channels.id).in(s))).size(), 1U);
  // Two fields of one name, as a named query.
  const auto twice = mz::select(messages.id, messages.id.as<"id">())
                         .from(messages)
                         .limit(1)
                         .union_all(mz::select(channels.id, channels.id).from(channels))
                         .order_by(messages.id);
  EXPECT_EQ(db.all(twice).size(), 3U);
  // What is inserted.
  const auto copy = mz::insert_into(schema::members)
                        .columns(schema::members.channel_id, schema::members.agent_id)
                        .from(mz::select(channels.id, mz::val(90))
                                  .from(channels)
                                  .limit(1)
                                  .union_all(mz::select(channels.id, mz::val(91)).from(channels).limit(1)))
                        .on_conflict()
                        .do_nothing();
  EXPECT_EQ(db.run(copy).changes, 2);
  EXPECT_EQ(db.run(copy).changes, 0);
}

TEST(compound, an_outer_join_in_the_first_operand_in_parentheses) {
  auto db = schema::filled_database();
  const auto outer = mz::select(channels.id, messages.body)
                         .from(channels)
                         .left_join(messages, messages.channel_id == channels.id)
                         .order_by(mz::desc(channels.id))
                         .limit(1);
  const auto s = outer.union_all(mz::select(messages.id, messages.body).from(messages).where(messages.id == 1));
  static_assert(std::is_same_v<std::tuple_element_t<1, mz::row_t<decltype(s)>>, std::optional<std::string>>);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0][messages.body], std::nullopt);
  EXPECT_EQ(rows[1][messages.body], "one ship");
  static_assert(
      mz::sql_of<decltype(s), mz::dialect::d1> ==
      R"(with "mizzle" ("c1", "c2") as (select * from (select "channels"."id", "messages"."body" from "channels" left join "messages" on "messages"."channel_id" = "channels"."id" order by "channels"."id" desc limit cast(? as integer)) union all select "messages"."id", "messages"."body" from "messages" where "messages"."id" = cast(? as integer)) select cast("c1" as text), "c2" from "mizzle")");
}

TEST(compound, unions_of_one_kind_need_no_parentheses) {
  auto db = schema::filled_database();
  const auto a = mz::select(channels.id).from(channels);
  const auto b = mz::select(messages.id).from(messages);
  EXPECT_SQL(
      db, a.union_all(b.union_all(a)),
      R"(select "channels"."id" from "channels" union all select "messages"."id" from "messages" union all select "channels"."id" from "channels")");
  EXPECT_SQL(
      db, a.union_(b.union_(a)),
      R"(select "channels"."id" from "channels" union select "messages"."id" from "messages" union select "channels"."id" from "channels")");
  EXPECT_SQL(
      db, a.union_(b.union_all(a)),
      R"(select "channels"."id" from "channels" union select * from (select "messages"."id" from "messages" union all select "channels"."id" from "channels"))");
  EXPECT_SQL(
      db, a.except(b.except(a)),
      R"(select "channels"."id" from "channels" except select * from (select "messages"."id" from "messages" except select "channels"."id" from "channels"))");
}

TEST(compound, an_operand_may_have_common_table_expressions) {
  auto db = schema::filled_database();
  const auto common = mz::cte<"common">(mz::select(channels.id).from(channels).where(channels.id > 1));
  const auto right = mz::select(messages.id).from(messages).where(messages.id > 2).union_all(mz::with(common).select(common));
  EXPECT_SQL(
      db, right,
      R"(select "messages"."id" from "messages" where "messages"."id" > ? union all select * from (with "common" ("id") as (select "channels"."id" from "channels" where "channels"."id" > ?) select "common"."id" from "common"))");
  EXPECT_EQ(db.all(right).size(), 2U);
  // In front of the whole, both sides see them.
  const auto left = mz::with(common).select(common).limit(5).union_all(mz::select(common).limit(1));
  EXPECT_SQL(
      db, left,
      R"(with "common" ("id") as (select "channels"."id" from "channels" where "channels"."id" > ?) select * from (select "common"."id" from "common" limit ?) union all select * from (select "common"."id" from "common" limit ?))");
  EXPECT_EQ(db.all(left).size(), 2U);
}
