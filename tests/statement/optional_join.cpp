// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::loose;
using schema::members;
using schema::messages;

TEST(optional_join, a_left_join_that_is_left_out_reads_as_no_row) {
  schema::filled_database db;
  const auto q = [](bool on) {
    return mz::select(messages.id, channels.name, channels)
        .from(messages)
        .left_join(mz::when(on, channels), channels.id == messages.channel_id)
        .order_by(messages.id);
  };
  static_assert(mz::sql_of<decltype(mz::select(messages.id).from(messages).left_join(mz::when(true, channels), channels.id == 1))> ==
                R"(select "messages"."id" from "messages" left join "channels" on "channels"."id" = ?)");
  for (const bool on : {true, false, true}) {
    const auto rows = db.all(q(on));
    static_assert(std::same_as<std::remove_cvref_t<decltype(rows[0][channels.name])>, std::optional<std::string>>);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0][channels.name].has_value(), on);
    EXPECT_EQ(rows[0][channels].has_value(), on);
    support::bare one_by_one{db};
    EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(q(on)))[0_c], rows);
    support::bare_d1 d1{db};
    EXPECT_EQ(mz::run_atomic(d1, mz::atomic(q(on)))[0_c], rows);
  }
  EXPECT_EQ(mz::to_sql(mz::select(messages.id, channels.name).from(messages).left_join(mz::when(false, channels), channels.id == 1)).sql,
            R"(select "messages"."id", "channels"."name" from "messages" left join (select null as "id", null as "name" where false) as )"
            R"("channels" on true)");
}

TEST(optional_join, an_inner_join_that_is_left_out_leaves_no_row_out) {
  schema::filled_database db;
  for (const bool on : {true, false}) {
    const auto q = mz::select(channels.id, members.agent_id)
                       .from(channels)
                       .inner_join(mz::when(on, members), members.channel_id == channels.id && members.agent_id == 8);
    const auto rows = db.all(q);
    static_assert(std::same_as<std::remove_cvref_t<decltype(rows[0][members.agent_id])>, std::optional<std::int64_t>>);
    EXPECT_EQ(rows.size(), on ? 1u : 2u);
    EXPECT_EQ(rows[0][members.agent_id], on ? std::optional<std::int64_t>{8} : std::nullopt);
  }
}

TEST(optional_join, values_and_parts_around_it_keep_their_places) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(messages);
  for (unsigned bits = 0; bits != 16; ++bits) {
    const bool field = bits & 1, join = bits & 2, part = bits & 4, where = bits & 8;
    const auto q = mz::select(mz::when(field, messages.id * 10), messages.id, other.id)
                       .from(messages)
                       .left_join(mz::when(join, other), other.thread_id == messages.id && mz::when(part, other.id > 2))
                       .where(mz::when(where, messages.id < 2) && messages.id != 3)
                       .order_by(messages.id, other.id)
                       .limit(10);
    const auto rows = db.all(q);
    // Message 1 has the answers 2 and 3, message 2 has none.
    const std::size_t answers = join ? (part ? 1 : 2) : 1;
    ASSERT_EQ(rows.size(), answers + (where ? 0 : 1)) << bits;
    EXPECT_EQ(mz::get<0>(rows[0]), field ? std::optional<std::int64_t>{10} : std::nullopt);
    EXPECT_EQ(rows[0][other.id], join ? std::optional<std::int64_t>{part ? 3 : 2} : std::nullopt);
  }
}

TEST(optional_join, of_a_named_query_with_parts_and_of_a_table_without_columns_that_tell) {
  schema::filled_database db;
  db.create_tables(loose);
  db.run(mz::insert_into(loose).values({.b = 1}));
  for (unsigned bits = 0; bits != 8; ++bits) {
    const bool join = bits & 1, inner = bits & 2, whole = bits & 4;
    const auto answers = mz::select(messages.thread_id, mz::count().as<"n">())
                             .from(messages)
                             .where(mz::when(inner, messages.id > 2) && messages.body != "")
                             .group_by(messages.thread_id)
                             .as<"answers">();
    constexpr auto top = mz::alias<"top">(messages);
    const auto q = mz::select(top.id, answers["n"_col], loose)
                       .from(top)
                       .left_join(mz::when(join, answers), answers[messages.thread_id] == top.id)
                       .left_join(mz::when(whole, loose), loose.b == top.id)
                       .where(top.id == 1);
    const auto row = db.one(q);
    EXPECT_EQ(row[answers["n"_col]], join ? std::optional<std::int64_t>{inner ? 1 : 2} : std::nullopt) << bits;
    EXPECT_EQ(row[loose].has_value(), whole) << bits;
  }
}

TEST(optional_join, beside_other_joins) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(messages);
  for (unsigned bits = 0; bits != 4; ++bits) {
    const bool first = bits & 1, second = bits & 2;
    const auto q = mz::select(messages.id, channels.name, other.id, members)
                       .from(messages)
                       .inner_join(mz::when(first, channels), channels.id == messages.channel_id && channels.name != "none")
                       .left_join(other, other.id == messages.thread_id)
                       .left_join(mz::when(second, members), members.channel_id == channels.id && members.agent_id == 7)
                       .order_by(messages.id);
    const auto rows = db.all(q);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[1][channels.name].has_value(), first);
    EXPECT_EQ(rows[1][other.id], 1);
    // Its condition names what the other join brings, which is NULL where that is left out.
    EXPECT_EQ(rows[1][members].has_value(), first && second);
  }
}

TEST(optional_join, in_an_update_with_from_and_in_a_subquery) {
  schema::filled_database db;
  for (const bool on : {true, false}) {
    constexpr auto source = mz::alias<"source">(messages);
    const auto edit = mz::update(messages)
                          .set(messages.body = mz::coalesce(channels.name, "none"))
                          .from(source)
                          .left_join(mz::when(on, channels), channels.id == source.channel_id)
                          .where(source.id == messages.id && messages.id == 1);
    EXPECT_EQ(db.run(edit).changes, 1);
    EXPECT_EQ(db.one(mz::select(messages).where(messages.id == 1)).body, on ? "general" : "none");
  }
  for (const bool on : {true, false}) {
    const auto named = mz::select(messages.id)
                           .from(messages)
                           .left_join(mz::when(on, channels), channels.id == messages.channel_id)
                           .where(channels.name == "general");
    constexpr auto all = mz::alias<"all">(messages);
    EXPECT_EQ(db.all(mz::select(all.id).from(all).where(all.id.in(named))).size(), on ? 3u : 0u);
  }
}
