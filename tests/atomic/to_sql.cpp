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
