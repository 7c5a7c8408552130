// SPDX-License-Identifier: MIT
#include <array>
#include <limits>
#include <list>
#include <tuple>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::members;
using schema::messages;

TEST(values, a_few_rows_are_a_source) {
  schema::filled_database db;
  const auto v = mz::values<"id", "label">(mz::row(1, "a"), mz::row(3, "b"), mz::row(4, "c")).as<"v">();
  const auto s = mz::select(v["label"_col], messages.body).from(v).left_join(messages, messages.id == v["id"_col]).order_by(v["id"_col]);
  EXPECT_SQL(
      db, s,
      R"(select "v"."label", "messages"."body" from (select "values"."column1" as "id", "values"."column2" as "label" from (values (?, ?), (?, ?), (?, ?)) as "values") as "v" left join "messages" on "messages"."id" = "v"."id" order by "v"."id")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1][v["label"_col]], "b");
  EXPECT_EQ(rows[1][messages.body], "three ships");
  EXPECT_EQ(rows[2][messages.body], std::nullopt);
  // Twice, by an alias, and joined by a column of one name.
  const auto w = mz::alias<"w">(mz::alias<"x">(v));
  EXPECT_EQ(db.all(mz::select(v, w).from(v).inner_join(w, mz::using_(v["id"_col]))).size(), 3u);
}

TEST(values, a_column_holds_what_all_rows_have) {
  schema::database db;
  const auto s = mz::values<"n", "maybe">(mz::row(std::int8_t{-1}, 1.5), mz::row(5'000'000'000, std::optional<double>{}));
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<double>>);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0]["n"_col], -1);
  EXPECT_EQ(rows[1]["n"_col], 5'000'000'000);
  EXPECT_EQ(rows[0]["maybe"_col], 1.5);
  EXPECT_EQ(rows[1]["maybe"_col], std::nullopt);
  // Types with codecs, and expressions.
  const auto t = mz::values<"owner", "hue", "text">(mz::row(user_id{7}, color::blue, mz::upper(mz::val("x"))));
  const auto one = db.one(t);
  EXPECT_EQ(one["owner"_col], user_id{7});
  EXPECT_EQ(one["hue"_col], color::blue);
  EXPECT_EQ(one["text"_col], "X");
}

TEST(values, stand_wherever_a_select_does) {
  schema::filled_database db;
  EXPECT_EQ(db.all(mz::select(messages).where(messages.id.in(mz::values<"id">(1, 3, 9)))).size(), 2u);
  EXPECT_EQ(db.all(mz::select(members).where(
                       mz::row(members.channel_id, members.agent_id).in(mz::values<"a", "b">(mz::row(1, 7), mz::row(2, 8)))))
                .size(),
            1u);
  const auto v = mz::cte<"v">(mz::values<"id", "name">(mz::row(8, "eight"), mz::row(9, "nine")));
  const auto s = mz::with(v).insert_into(channels).columns(channels.id, channels.name).from(mz::select(v).from(v));
  EXPECT_SQL(
      db, s,
      R"(with "v" ("id", "name") as (select "values"."column1" as "id", "values"."column2" as "name" from (values (?, ?), (?, ?)) as "values") insert into "channels" ("id", "name") select "v"."id", "v"."name" from "v")");
  EXPECT_EQ(db.all(mz::select(channels)).size(), 4u);
  const auto rest = mz::values<"id">(1, 2, 3).except(mz::select(channels.id).from(channels));
  EXPECT_EQ(db.one(rest)["id"_col], 3);
  const auto rename = mz::values<"id", "name">(mz::row(8, "acht"), mz::row(9, "neun")).as<"rename">();
  EXPECT_EQ(
      db.run(mz::update(channels).set(channels.name = rename["name"_col]).from(rename).where(rename["id"_col] == channels.id)).changes, 2);
  EXPECT_EQ(db.one(mz::select(channels.name).from(channels).where(channels.id == 9))[channels.name], "neun");
}

namespace {
struct price {
  std::int64_t id;
  std::optional<double> amount;
  std::string note;
};
}  // namespace

TEST(values, of_a_range_are_one_parameter) {
  schema::filled_database db;
  std::vector<price> list{{1, 2.5, "it's \"quoted\" \\ \n"}, {2, std::nullopt, ""}, {std::numeric_limits<std::int64_t>::max(), 3.0, "?"}};
  const auto v = mz::values<"id", "amount", "note">(list).as<"v">();
  const auto s = mz::select(v).from(v).order_by(v["id"_col]);
  EXPECT_SQL(
      db, s,
      R"(select "v"."id", "v"."amount", "v"."note" from (select json_extract("values"."value", '$[0]') as "id", json_extract("values"."value", '$[1]') as "amount", json_extract("values"."value", '$[2]') as "note" from json_each(?) as "values") as "v" order by "v"."id")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  for (std::size_t i = 0; i != rows.size(); ++i) {
    EXPECT_EQ(rows[i][v["id"_col]], list[i].id);
    EXPECT_EQ(rows[i][v["amount"_col]], list[i].amount);
    EXPECT_EQ(rows[i][v["note"_col]], list[i].note);
  }
  list.clear();
  EXPECT_TRUE(db.all(mz::values<"id", "amount", "note">(list)).empty());
  // Pairs, tuples, plain values, and optional ones; containers of all kinds.
  const std::list<std::pair<user_id, color>> pairs{{user_id{1}, color::green}};
  EXPECT_EQ(db.one(mz::values<"owner", "hue">(pairs))["hue"_col], color::green);
  const std::array<std::tuple<bool, urgency, std::string_view>, 1> tuples{{{true, urgency::high, "x"}}};
  const auto t = db.one(mz::values<"on", "urgent", "text">(tuples));
  EXPECT_EQ(t["on"_col], true);
  EXPECT_EQ(t["urgent"_col], urgency::high);
  EXPECT_EQ(t["text"_col], "x");
  const std::vector<std::optional<std::int64_t>> some{3, std::nullopt};
  EXPECT_EQ(db.all(mz::values<"n">(some))[1]["n"_col], std::nullopt);
  EXPECT_EQ(db.all(mz::select(messages).where(messages.id.in(mz::values<"n">(std::vector{1, 2})))).size(), 2u);
}

TEST(values, of_a_range_do_many_things_by_one_statement) {
  schema::filled_database db;
  std::vector<std::pair<std::string, std::int64_t>> many;
  for (int i = 0; i != 1000; ++i) many.emplace_back("n" + std::to_string(i), i);
  const auto add = mz::insert_into(counters)
                       .columns(counters.name, counters.n)
                       .from(mz::values<"name", "n">(many))
                       .on_conflict(counters.name)
                       .do_update(counters.n = counters.n + mz::excluded(counters.n));
  EXPECT_EQ(db.run(add).changes, 1000);
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(add, add))[1_c].changes, 1000);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(counters.n)).from(counters))), 3 * 999 * 500);
}

TEST(values, in_other_dialects) {
  const auto s = mz::values<"id", "label">(mz::row(1, "a"));
  static_assert(mz::sql_of<decltype(s), mz::dialect::postgres> ==
                R"(select "values"."column1" as "id", "values"."column2" as "label" from (values ($1, $2)) as "values")");
  static_assert(
      mz::sql_of<decltype(s), mz::dialect::d1> ==
      R"(select cast("values"."column1" as text) as "id", "values"."column2" as "label" from (values (cast(? as integer), ?)) as "values")");
  const auto r = mz::values<"n">(std::vector{1, 2});
  EXPECT_THROW((void)mz::to_sql<mz::dialect::postgres>(r), mz::error::invalid_request);  // no json_each of this kind
}
