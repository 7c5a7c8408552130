// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(to_sql, text_and_values) {
  const auto built =
      mz::to_sql(mz::select(messages.id).from(messages).where(messages.body == "it's ?" && messages.id.in(std::vector{1, 2})));
  EXPECT_EQ(
      built.sql,
      R"(select "messages"."id" from "messages" where "messages"."body" = ? and "messages"."id" in (select value from json_each(?)))");
  ASSERT_EQ(built.values.size(), 2U);
  EXPECT_EQ(std::get<std::string>(built.values[0]), "it's ?");
  EXPECT_EQ(std::get<std::string>(built.values[1]), "[1,2]");
  EXPECT_EQ(
      built.with_values(),
      R"(select "messages"."id" from "messages" where "messages"."body" = 'it''s ?' and "messages"."id" in (select value from json_each('[1,2]')))");
}

TEST(to_sql, what_stands_between_the_values_is_no_placeholder) {
  const auto built = mz::to_sql(mz::select(mz::lit<"what?">, (messages.id + 1).as<"next?">()).from(messages));
  EXPECT_EQ(built.with_values(), R"(select 'what?', "messages"."id" + 1 as "next?" from "messages")");
}

TEST(to_sql, values_of_all_kinds_mean_the_same) {
  schema::database db;
  const auto same = [&](const auto& value) {
    const auto literal = mz::to_sql(mz::select(mz::val(value))).with_values();
    EXPECT_EQ(mz::get<0>(db.raw<std::string>("select quote(v) from (" + literal + " as v)")[0]),
              mz::get<0>(db.one(mz::select(mz::quote(mz::val(value))))))
        << literal;
  };
  same(std::numeric_limits<std::int64_t>::min());
  same(std::numeric_limits<std::int64_t>::max());
  same(0.1);
  same(-1e300);
  same(std::numeric_limits<double>::infinity());
  same(-std::numeric_limits<double>::infinity());
  same("it's");
  same("");
  same(mz::blob{std::byte{0}, std::byte{0xab}});
  same(std::optional<int>{});
}

TEST(to_sql, of_what_its_values_shape) {
  std::vector<mz::new_row<channels>> rows{{.id = 8, .name = "a"}, {.id = 9, .name = "b"}};
  EXPECT_EQ(mz::to_sql(mz::insert_into(channels).values(rows)).with_values(),
            R"(insert into "channels" ("id", "name") values (8, 'a'), (9, 'b'))");
  rows.clear();
  EXPECT_EQ(mz::to_sql(mz::insert_into(channels).values(rows)).sql, "");
  const auto search = [](bool on) {
    return mz::select(messages.id).from(messages).where(messages.id > 0 && mz::when(on, messages.body == "x"));
  };
  EXPECT_EQ(mz::to_sql(search(false)).with_values(), R"(select "messages"."id" from "messages" where "messages"."id" > 0)");
  EXPECT_EQ(mz::to_sql(search(true)).with_values(),
            R"(select "messages"."id" from "messages" where "messages"."id" > 0 and "messages"."body" = 'x')");
}

TEST(to_sql, in_other_dialects) {
  const auto s = mz::select(messages.id).from(messages).where(messages.id == 5);
  EXPECT_EQ(mz::to_sql<mz::dialect::d1>(s).sql,
            R"(select cast("messages"."id" as text) from "messages" where "messages"."id" = cast(? as integer))");
  EXPECT_EQ(mz::to_sql<mz::dialect::postgres>(s).sql, R"(select "messages"."id" from "messages" where "messages"."id" = $1)");
}

TEST(to_sql, numbered_placeholders_get_their_values) {
  const auto s = mz::select(messages.id).from(messages).where(messages.id == 5 && messages.body == "$1 ?");
  EXPECT_EQ(mz::to_sql<mz::dialect::postgres>(s).with_values(),
            R"(select "messages"."id" from "messages" where "messages"."id" = 5 and "messages"."body" = '$1 ?')");
  EXPECT_EQ(
      mz::to_sql<mz::dialect::d1>(s).with_values(),
      R"(select cast("messages"."id" as text) from "messages" where "messages"."id" = cast('5' as integer) and "messages"."body" = '$1 ?')");
  const std::vector<mz::any_write> own{{"update t set a = ?2, b = ?1, c = ?, d = '?1', e = \"?\" where x = ?12", {std::int64_t{1}, "two"}}};
  EXPECT_EQ(mz::to_sql(own)[0].with_values(), "update t set a = 'two', b = 1, c = 'two', d = '?1', e = \"?\" where x = ?12");
}

// The literal text of each kind of statement finds what the statement finds.
TEST(to_sql, section_13_of_statements_of_every_kind) {
  const auto check = [](const auto& s) {
    schema::filled_database one, other, third;
    const auto built = mz::to_sql(s);
    EXPECT_EQ(built.sql, mz::sql_of<std::remove_cvref_t<decltype(s)>>);
    const auto literal = built.with_values();
    EXPECT_EQ(literal.find('?'), literal.npos) << literal;
    // As text of one's own with the values, as text of one's own without any, and as it is.
    const auto a = mz::run_atomic(one, std::vector<mz::any_write>{{built.sql, built.values}});
    const auto b = mz::run_atomic(other, std::vector<mz::any_write>{{literal, {}}});
    const auto c = mz::run_atomic(third, std::vector<mz::any_write>{s});
    EXPECT_EQ(a[0].rows, c[0].rows) << literal;
    EXPECT_EQ(b[0].rows, c[0].rows) << literal;
    EXPECT_EQ(a[0].changes, c[0].changes) << literal;
    EXPECT_EQ(b[0].changes, c[0].changes) << literal;
    EXPECT_FALSE(mz::explain(one, s).steps.empty()) << literal;
    EXPECT_FALSE(mz::explain(one, s).tree().empty());
    EXPECT_FALSE(mz::to_sql<mz::dialect::postgres>(s).sql.empty());
    EXPECT_FALSE(mz::to_sql<mz::dialect::d1>(s).sql.empty());
  };
  const auto ids = mz::select(messages.id).from(messages).where(messages.id > 1);
  check(ids.union_(mz::select(channels.id).from(channels).where(channels.name != "x")).order_by(messages.id).limit(2));
  check(mz::select(messages.id).from(messages).except(ids.intersect(mz::select(channels.id).from(channels))));
  const auto late = ids.as<"late">();
  check(mz::with(late).select(late[messages.id]).from(late).where(late[messages.id] < 3));
  check(mz::with(late).update(messages).set(messages.body = "x").where(messages.id.in(mz::select(late[messages.id]).from(late))));
  check(mz::insert_into(schema::counters)
            .columns(schema::counters.name, schema::counters.n)
            .from(mz::select(channels.name, channels.id + 10).from(channels).where(channels.id > 0))
            .on_conflict(schema::counters.name)
            .do_update(schema::counters.n = 7));
  check(mz::update(messages)
            .set(messages.body = mz::concat(channels.name, "!"))
            .from(channels)
            .where(channels.id == messages.channel_id && messages.id > 1)
            .returning(messages.id, messages.body));
  check(mz::delete_from(schema::members).where(schema::members.agent_id == 7).order_by(schema::members.channel_id).limit(1));
  check(
      mz::select(messages.id, mz::row_number().over(mz::order_by(mz::desc(messages.id))).as<"n">()).from(messages).where(messages.id > 0));
}

TEST(to_sql, of_lists) {
  const auto writes = mz::atomic(mz::delete_from(messages).where(messages.id == 1).require_changes(1),
                                 mz::when(false, mz::delete_from(messages).where(messages.id == 2)),
                                 mz::insert_into(channels).values({.id = 8, .name = "a"}));
  const auto built = mz::to_sql(writes);
  ASSERT_EQ(built.size(), 2U);
  EXPECT_EQ(built[0].with_values(), R"(delete from "messages" where "messages"."id" = 1)");
  EXPECT_EQ(built[0].required.count, 1);
  EXPECT_EQ(built[1].with_values(), R"(insert into "channels" ("id", "name") values (8, 'a'))");
  std::vector<mz::any_write> erased{mz::delete_from(messages).where(messages.id == 1), mz::any_write{"analyze", {}}};
  EXPECT_EQ(mz::to_sql(erased)[0].with_values(), built[0].with_values());
  EXPECT_EQ(mz::to_sql(erased)[1].sql, "analyze");
}
