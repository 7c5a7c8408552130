// SPDX-License-Identifier: MIT
#include "support/sales.hpp"
#include "support/schema.hpp"

using sales_schema::sales;
using schema::channels;
using schema::messages;

namespace {
const auto sums = mz::select(sales.shop, mz::sum(sales.amount).as<"total">(), mz::count()).from(sales).group_by(sales.shop).as<"sums">();

template <class Row, std::size_t I>
using column_type = std::tuple_element_t<I, std::remove_cvref_t<Row>>;
}  // namespace

TEST(named_query, is_written_where_it_stands) {
  sales_schema::database db;
  const auto s =
      mz::select(sums[sales.shop], sums["total"_col], sums[mz::count()]).from(sums).where(sums["total"_col] > 0).order_by(sums[sales.shop]);
  EXPECT_SQL(
      db, s,
      R"(select "sums"."shop", "sums"."total", "sums"."column 3" from (select "sales"."shop", sum("sales"."amount") as "total", count(*) as "column 3" from "sales" group by "sales"."shop") as "sums" )"
      R"(where "sums"."total" > ? order by "sums"."shop")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0][sums[sales.shop]], "a");
  EXPECT_EQ(rows[0]["total"_col], 19);
  EXPECT_EQ(mz::get<2>(rows[0]), 3);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 0>, std::string>);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 1>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 2>, std::int64_t>);
}

TEST(named_query, binds_its_values_where_it_stands) {
  sales_schema::database db;
  const auto big = mz::select(sales.id, (sales.amount * 10).as<"tenfold">())
                       .from(sales)
                       .where(sales.amount > 4 && mz::when(true, sales.shop == "a"))
                       .limit(5)
                       .as<"big">();
  const auto s = mz::select(mz::val("first"), big["tenfold"_col] + 1, sales.id)
                     .from(sales)
                     .inner_join(big, big[sales.id] == sales.id + 2)
                     .where(sales.id < 3)
                     .limit(7);
  EXPECT_SQL(
      db, s,
      R"(select ?, "big"."tenfold" + ?, "sales"."id" from "sales" inner join (select "sales"."id", "sales"."amount" * ? as "tenfold" from "sales" where "sales"."amount" > ? and "sales"."shop" = ? limit ?) as "big" )"
      R"(on "big"."id" = "sales"."id" + ? where "sales"."id" < ? limit ?)");
  const auto [first, tenfold, id] = db.one(s);
  EXPECT_EQ(first, "first");
  EXPECT_EQ(tenfold, 71);
  EXPECT_EQ(id, 2);
}

TEST(named_query, leaves_out_parts_that_do_not_stand) {
  sales_schema::database db;
  for (const bool on : {true, false}) {
    const auto q = mz::select(sales.id).from(sales).where(mz::when(on, sales.amount > 6)).as<"q">();
    const auto s =
        mz::select(q[sales.id]).from(q).where(mz::when(!on, q[sales.id] < 3) && mz::when(on, q[sales.id] < 4)).order_by(q[sales.id]);
    EXPECT_EQ(sales_schema::numbers(db, s), sales_schema::plain_numbers(db, on ? "select id from sales where amount > 6 and id < 4"
                                                                               : "select id from sales where id < 3"));
  }
}

TEST(named_query, behind_an_outer_join_its_columns_are_optional) {
  sales_schema::database db;
  const auto s = mz::select(sales.id, sums[sales.shop], sums["total"_col], sums[mz::count()])
                     .from(sales)
                     .left_join(sums, sums[sales.shop] == sales.shop && sales.id > 5)
                     .order_by(sales.id);
  const auto rows = db.all(s);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 0>, std::int64_t>);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 1>, std::optional<std::string>>);
  static_assert(std::is_same_v<column_type<decltype(rows[0]), 3>, std::optional<std::int64_t>>);
  ASSERT_EQ(rows.size(), 6u);
  EXPECT_EQ(rows[0][sums[sales.shop]], std::nullopt);
  EXPECT_EQ(rows[5][sums[sales.shop]], "c");
  EXPECT_EQ(rows[5][sums[mz::count()]], 1);
}

TEST(named_query, keeps_what_an_outer_join_within_it_makes_optional) {
  schema::filled_database db;
  const auto q =
      mz::select(channels.id, messages.id, messages.body).from(channels).left_join(messages, messages.channel_id == channels.id).as<"q">();
  const auto s = mz::select(q[channels.id], q[messages.id]).from(q).where(q[messages.body].is_null());
  EXPECT_SQL(
      db, s,
      R"(select "q"."id", "q"."id 2" from (select "channels"."id", "messages"."id" as "id 2", "messages"."body" from "channels" left join "messages" on "messages"."channel_id" = "channels"."id") as "q" where "q"."body" is null)");
  const auto row = db.one(s);
  static_assert(std::is_same_v<column_type<decltype(row), 1>, std::optional<std::int64_t>>);
  EXPECT_EQ(mz::get<1>(row), std::nullopt);
}

TEST(named_query, of_a_whole_table_has_its_columns) {
  schema::filled_database db;
  const auto q = mz::select(messages, channels.name).from(messages).inner_join(channels, channels.id == messages.channel_id).as<"q">();
  const auto s = mz::select(q[messages.body], q["name"_col], q[messages.thread_id]).from(q).order_by(q[messages.id]);
  EXPECT_SQL(
      db, s,
      R"(select "q"."body", "q"."name", "q"."thread_id" from (select "messages"."id", "messages"."channel_id", "messages"."thread_id", "messages"."body", "messages"."created_at", "channels"."name" from "messages" )"
      R"(inner join "channels" on "channels"."id" = "messages"."channel_id") as "q" order by "q"."id")");
  EXPECT_EQ(db.all(s).size(), 3u);
  static_assert(std::is_same_v<column_type<decltype(db.all(s)[0]), 2>, std::optional<std::int64_t>>);
}

TEST(named_query, of_whole_tables_that_may_be_absent) {
  schema::filled_database db;
  const auto q = mz::select(channels, messages).from(channels).left_join(messages, messages.channel_id == channels.id).as<"q">();
  const auto s = mz::select(q[channels.name], q[messages.body]).from(q);
  static_assert(std::is_same_v<column_type<decltype(db.all(s)[0]), 0>, std::string>);
  static_assert(std::is_same_v<column_type<decltype(db.all(s)[0]), 1>, std::optional<std::string>>);
  EXPECT_EQ(db.all(s).size(), 4u);
}

TEST(named_query, selected_by_itself_stands_for_its_columns) {
  sales_schema::database db;
  const auto s = mz::select(sums).order_by(sums[sales.shop]);
  EXPECT_SQL(
      db, s,
      R"(select "sums"."shop", "sums"."total", "sums"."column 3" from (select "sales"."shop", sum("sales"."amount") as "total", count(*) as "column 3" from "sales" group by "sales"."shop") as "sums" order by "sums"."shop")");
  EXPECT_EQ(db.all(s)[2]["total"_col], 0);
  const auto beside = mz::select(sales.id, sums, sales.amount).from(sales).inner_join(sums, sums[sales.shop] == sales.shop);
  EXPECT_EQ(db.all(beside).size(), 6u);
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(db.all(beside)[0])>> == 5);
  // from() after it says anew where it reads, and brings the values once.
  const auto parts = mz::select(sales.id).from(sales).where(sales.id > 2).as<"parts">();
  EXPECT_EQ(db.all(mz::select(parts).from(parts).cross_join(sums)).size(), 12u);
}

TEST(named_query, of_a_set_operation) {
  sales_schema::database db;
  const auto q = mz::select(sales.id.as<"n">()).from(sales).union_all(mz::select(sales.amount).from(sales)).as<"q">();
  const auto s = mz::select(mz::count(), mz::sum(q["n"_col])).from(q);
  EXPECT_SQL(
      db, s,
      R"(select count(*), sum("q"."n") from (select "sales"."id" as "n" from "sales" union all select "sales"."amount" from "sales") as "q")");
  const auto [count, sum] = db.one(s);
  EXPECT_EQ(count, 12);
  EXPECT_EQ(sum, 39);
}

TEST(named_query, within_another_one_and_twice_by_alias) {
  sales_schema::database db;
  const auto inner = mz::select(sales.id, sales.amount).from(sales).where(sales.id > 1).as<"inner">();
  const auto outer = mz::select(inner[sales.id].as<"n">()).from(inner).where(inner[sales.amount] > 0).as<"outer">();
  const auto other = mz::alias<"other">(outer);
  const auto s = mz::select(outer["n"_col], other["n"_col]).from(outer).inner_join(other, other["n"_col] > outer["n"_col]);
  EXPECT_SQL(
      db, s,
      R"(select "outer"."n", "other"."n" from (select "inner"."id" as "n" from (select "sales"."id", "sales"."amount" from "sales" where "sales"."id" > ?) as "inner" where "inner"."amount" > ?) as "outer" )"
      R"(inner join (select "inner"."id" as "n" from (select "sales"."id", "sales"."amount" from "sales" where "sales"."id" > ?) as "inner" where "inner"."amount" > ?) as "other" on "other"."n" > "outer"."n")");
  EXPECT_EQ(db.all(s).size(), 3u);
}

TEST(named_query, in_a_subquery_and_an_insert) {
  sales_schema::database db;
  const auto top = mz::select(sales.id, sales.shop, sales.amount,
                              mz::row_number().over(mz::partition_by(sales.shop).order_by(mz::desc(sales.amount), sales.id)).as<"n">())
                       .from(sales)
                       .as<"top">();
  constexpr auto mine = mz::alias<"mine">(sales);
  const auto best =
      mz::select(mine.id).from(mine).where(mine.id.in(mz::select(top[sales.id]).from(top).where(top["n"_col] == 1))).order_by(mine.id);
  EXPECT_EQ(sales_schema::numbers(db, best), (std::vector<std::optional<std::int64_t>>{2, 3, 6}));
  EXPECT_EQ(db.run(mz::insert_into(sales)
                       .columns(sales.shop, sales.amount)
                       .from(mz::select(top[sales.shop], top[sales.amount]).from(top).where(top["n"_col] == 1)))
                .changes,
            3);
}

TEST(named_query, runs_in_lists_and_streams) {
  sales_schema::database db;
  const auto s = mz::select(sums[sales.shop], sums["total"_col]).from(sums).order_by(sums[sales.shop]);
  std::string seen;
  for (auto&& [shop, total] : db.stream(s)) seen += std::string{shop} + std::to_string(*total) + ' ';
  EXPECT_EQ(seen, "a19 b-1 c0 ");
  const auto results = mz::run_atomic(db, mz::atomic(mz::update(sales).set(sales.amount = sales.amount + 1).all_rows(), s));
  EXPECT_EQ(results[1_c][0]["total"_col], 22);
}

TEST(named_query, tells_the_column_that_cannot_be_read) {
  sales_schema::database db;
  support::execute(db, "pragma ignore_check_constraints = on; update sales set amount = 'many' where id = 1");
  const auto q = mz::select(sales.id, sales.amount).from(sales).as<"q">();
  try {
    (void)db.all(mz::select(q[sales.id], q[sales.amount]).from(q));
    FAIL() << "a text was read as an integer";
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.table(), "q");
    EXPECT_EQ(e.column(), "amount");
  }
}
