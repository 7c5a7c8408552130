// SPDX-License-Identifier: MIT
#include "support/sales.hpp"

using sales_schema::numbers;
using sales_schema::plain_numbers;
using sales_schema::sales;

TEST(window, parts_its_rows_and_orders_them) {
  sales_schema::database db;
  const auto n = mz::row_number().over(mz::partition_by(sales.shop).order_by(mz::desc(sales.amount), sales.id));
  const auto s = mz::select(sales.id, n.as<"n">()).from(sales).order_by(sales.id);
  EXPECT_SQL(
      db, s,
      R"(select "sales"."id", row_number() over (partition by "sales"."shop" order by "sales"."amount" desc, "sales"."id") as "n" from "sales" order by "sales"."id")");
  std::vector<std::int64_t> found;
  for (const auto& row : db.all(s)) found.push_back(row["n"_col]);
  EXPECT_EQ(found, (std::vector<std::int64_t>{3, 1, 1, 2, 2, 1}));
}

TEST(window, an_aggregate_over_a_window_folds_no_rows) {
  sales_schema::database db;
  const auto s = mz::select(mz::sum(sales.amount).over(mz::partition_by(sales.shop)), sales.id).from(sales).order_by(sales.id);
  EXPECT_SQL(db, s, R"(select sum("sales"."amount") over (partition by "sales"."shop"), "sales"."id" from "sales" order by "sales"."id")");
  EXPECT_EQ(numbers(db, s), plain_numbers(db, "select sum(amount) over (partition by shop) from sales order by id"));
  const auto all = mz::select(mz::count().over(), sales.id).from(sales);
  EXPECT_SQL(db, all, R"(select count(*) over (), "sales"."id" from "sales")");
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(mz::get<0>(db.one(all)))>, std::int64_t>);
}

TEST(window, over_the_groups_of_a_select) {
  sales_schema::database db;
  const auto s = mz::select(mz::sum(mz::sum(sales.amount)).over(mz::order_by(sales.shop)), sales.shop)
                     .from(sales)
                     .group_by(sales.shop)
                     .order_by(sales.shop);
  EXPECT_SQL(
      db, s,
      R"(select sum(sum("sales"."amount")) over (order by "sales"."shop"), "sales"."shop" from "sales" group by "sales"."shop" order by "sales"."shop")");
  EXPECT_EQ(numbers(db, s), (std::vector<std::optional<std::int64_t>>{19, 18, 18}));
}

TEST(window, in_order_by) {
  sales_schema::database db;
  const auto s = mz::select(sales.id).from(sales).order_by(mz::desc(mz::row_number().over(mz::order_by(sales.amount, sales.id))));
  EXPECT_SQL(db, s, R"(select "sales"."id" from "sales" order by row_number() over (order by "sales"."amount", "sales"."id") desc)");
  EXPECT_EQ(numbers(db, s), plain_numbers(db, "select id from sales order by amount desc, id desc"));
}

TEST(window, with_a_name_serves_several_functions) {
  sales_schema::database db;
  const auto w = mz::window<"w">(mz::partition_by(sales.shop).order_by(sales.id));
  const auto whole = mz::window<"the whole">(mz::order_by(sales.id));
  const auto s = mz::select(mz::row_number().over(w), mz::sum(sales.amount).over(w), mz::rank().over(whole))
                     .from(sales)
                     .window(w, whole)
                     .order_by(sales.id);
  EXPECT_SQL(
      db, s,
      R"(select row_number() over "w", sum("sales"."amount") over "w", rank() over "the whole" from "sales" )"
      R"(window "w" as (partition by "sales"."shop" order by "sales"."id"), "the whole" as (order by "sales"."id") order by "sales"."id")");
  EXPECT_EQ(numbers(db, s), plain_numbers(db, "select row_number() over (partition by shop order by id) from sales order by id"));
}

TEST(window, binds_values_where_they_stand) {
  sales_schema::database db;
  const auto s =
      mz::select(
          mz::lag(sales.amount, 2, -1)
              .over(mz::partition_by(sales.amount > 3).order_by(mz::abs(sales.id - 3), sales.id).rows(mz::preceding(4), mz::following(5))),
          mz::val(9))
          .from(sales)
          .where(sales.id < 6)
          .order_by(sales.id);
  EXPECT_SQL(
      db, s,
      R"(select lag("sales"."amount", ?, ?) over (partition by "sales"."amount" > ? order by abs("sales"."id" - ?), "sales"."id" rows between ? preceding and ? following), ? )"
      R"(from "sales" where "sales"."id" < ? order by "sales"."id")");
  EXPECT_EQ(
      numbers(db, s),
      plain_numbers(
          db,
          "select lag(amount, 2, -1) over (partition by amount > 3 order by abs(id - 3), id rows between 4 preceding and 5 following) from sales where id < 6 order by id"));
}

TEST(window, beside_an_outer_join) {
  sales_schema::database db;
  constexpr auto other = mz::alias<"other">(sales);
  const auto s = mz::select(mz::row_number().over(mz::order_by(other.note, sales.id)),
                            mz::first_value(other.amount).over(mz::partition_by(other.id)), mz::total(other.amount).over())
                     .from(sales)
                     .left_join(other, other.id == sales.id + 4);
  using row = std::remove_cvref_t<decltype(db.all(s)[0])>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, double>);
  EXPECT_EQ(db.all(s).size(), 6u);
}

// A window that is declared by one select is not that of another.
namespace {
constexpr auto w = mz::window<"w">(mz::order_by(sales.id));
constexpr auto named = mz::select(mz::rank().over(w)).from(sales);
static_assert(support::fault_of(named) == mz::detail::fault::misplaced_window);
static_assert(support::fault_of(named.window(w)) == mz::detail::fault::none);
static_assert(support::fault_of(named.window(mz::window<"w2">(mz::order_by(sales.id)))) == mz::detail::fault::misplaced_window);
static_assert(support::fault_of(named.window(w).union_all(named)) == mz::detail::fault::misplaced_window);
}  // namespace
