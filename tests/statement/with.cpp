// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/sales.hpp"

using sales_schema::numbers;
using sales_schema::plain_numbers;
using sales_schema::sales;

namespace {
using numbers_of = std::vector<std::optional<std::int64_t>>;
const auto big = mz::cte<"big">(mz::select(sales.id, sales.shop, sales.amount).from(sales).where(sales.amount > 4));
template <class As>
struct Staff {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "boss", std::optional<std::int64_t>, mz::references_self<"id">> boss{};
};
constexpr mz::table<"staff", Staff> staff{};
/// All below number 1, with how far below.
constexpr auto under = mz::cte<"under">(mz::select(staff.id, mz::lit<std::int64_t{0}>.as<"depth">()).from(staff).where(staff.id == 1))
                           .union_all([](const auto& self) {
  return mz::select(staff.id, self["depth"_col] + 1).from(staff).inner_join(self, staff.boss == self[staff.id]);
});
constexpr const char* plain_under =
    "with recursive under(id, depth) as (select id, 0 from staff where id = 1 union all select s.id, depth + 1 from staff s join under u on s.boss = u.id ";

struct staff_database : mz::sqlite::connection {
  staff_database() : mz::sqlite::connection{":memory:"} {
    create_tables(staff);
    run(mz::insert_into(staff).values({.id = 1}, {.id = 2, .boss = 1}, {.id = 3, .boss = 1}, {.id = 4, .boss = 2}, {.id = 5, .boss = 3},
                                      {.id = 6, .boss = 2}, {.id = 7, .boss = 4}));
  }
};
}  // namespace

TEST(with, stands_in_front_of_a_select) {
  sales_schema::database db;
  const auto s = mz::with(big).select(big[sales.id]).from(big).where(big[sales.shop] == "a").order_by(big[sales.id]);
  EXPECT_SQL(
      db, s,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) select "big"."id" from "big" where "big"."shop" = ? order by "big"."id")");
  EXPECT_EQ(numbers(db, s), (numbers_of{1, 2, 4}));
  EXPECT_EQ(db.all(mz::with(big).select(big)).size(), 3u);
  EXPECT_EQ(db.all(mz::with(big).select_distinct(big[sales.shop]).from(big)).size(), 1u);
  EXPECT_EQ(db.all(mz::with(big).select(big).from(big).inner_join(sales, sales.id == big[sales.id] - 1)).size(), 2u);
}

TEST(with, a_table_expression_reads_those_before_it) {
  sales_schema::database db;
  const auto few = mz::cte<"few">(mz::select(big[sales.id], (big[sales.amount] * 2).as<"double">()).from(big).where(big[sales.id] < 3));
  const auto s = mz::with(big, few)
                     .select(few["double"_col], big[sales.amount])
                     .from(few)
                     .inner_join(big, big[sales.id] == few["id"_col])
                     .where(few["double"_col] > 10);
  EXPECT_SQL(
      db, s,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?), )"
      R"("few" ("id", "double") as (select "big"."id", "big"."amount" * ? as "double" from "big" where "big"."id" < ?) )"
      R"(select "few"."double", "big"."amount" from "few" inner join "big" on "big"."id" = "few"."id" where "few"."double" > ?)");
  EXPECT_EQ(numbers(db, s), (numbers_of{14}));
}

TEST(with, is_seen_in_subqueries) {
  sales_schema::database db;
  constexpr auto other = mz::alias<"other">(sales);
  const auto s = mz::with(big)
                     .select(other.id)
                     .from(other)
                     .where(mz::exists(mz::select(big[sales.id]).from(big).where(big[sales.id] == other.id + 1)) ||
                            other.id.in(mz::select(big[sales.id]).from(big).where(big[sales.id] > 3)))
                     .order_by(other.id);
  EXPECT_SQL(
      db, s,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) select "other"."id" from "sales" as "other" )"
      R"(where exists (select "big"."id" from "big" where "big"."id" = "other"."id" + ?) or "other"."id" in (select "big"."id" from "big" where "big"."id" > ?) order by "other"."id")");
  EXPECT_EQ(numbers(db, s), (numbers_of{1, 3, 4}));
}

TEST(with, an_alias_lets_it_stand_twice) {
  sales_schema::database db;
  const auto again = mz::alias<"again">(big);
  const auto s = mz::with(big)
                     .select(big[sales.id], again[sales.id])
                     .from(big)
                     .inner_join(again, again[sales.id] > big[sales.id])
                     .order_by(big[sales.id], again[sales.id]);
  EXPECT_SQL(
      db, s,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) )"
      R"(select "big"."id", "again"."id" from "big" inner join "big" as "again" on "again"."id" > "big"."id" order by "big"."id", "again"."id")");
  EXPECT_EQ(db.all(s).size(), 3u);
}

TEST(with, takes_a_query_that_as_has_named) {
  sales_schema::database db;
  const auto few = mz::select(sales.id).from(sales).where(sales.id < 3).as<"few">();
  const auto s = mz::with(few).select(few[sales.id]).from(few).where(few[sales.id] > 1);
  EXPECT_SQL(
      db, s,
      R"(with "few" ("id") as (select "sales"."id" from "sales" where "sales"."id" < ?) select "few"."id" from "few" where "few"."id" > ?)");
  EXPECT_EQ(numbers(db, s), (numbers_of{2}));
  EXPECT_EQ(db.all(mz::with(few).select(few)).size(), 2u);
}

TEST(with, in_front_of_insert_update_and_delete) {
  sales_schema::database db;
  const auto i = mz::with(big)
                     .insert_into(sales)
                     .columns(sales.shop, sales.amount)
                     .from(mz::select(big[sales.shop], big[sales.amount] + 100).from(big))
                     .returning(sales.amount);
  EXPECT_SQL(
      db, i,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) )"
      R"(insert into "sales" ("shop", "amount") select "big"."shop", "big"."amount" + ? from "big" returning "sales"."amount")");
  EXPECT_EQ(db.all(i).size(), 6u);
  const auto set =
      mz::with(big).insert_into(sales).set(sales.shop = "d", sales.amount = mz::coalesce(mz::select(mz::count()).from(big), 0));
  EXPECT_EQ(db.run(set).changes, 1);
  EXPECT_EQ(db.one(mz::select(sales.amount).from(sales).where(sales.shop == "d"))[sales.amount], 12);
  const auto u =
      mz::with(big).update(sales).set(sales.note = mz::select(mz::max(big[sales.shop])).from(big)).where(sales.id == 6).require_exactly(1);
  EXPECT_SQL(
      db, u,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) )"
      R"(update "sales" set "note" = (select max("big"."shop") from "big") where "sales"."id" = ?)");
  EXPECT_EQ(db.one(mz::select(sales.note).from(sales).where(sales.id == 6))[sales.note], "d");
  const auto d = mz::with(big).delete_from(sales).where(sales.id.in(mz::select(big[sales.id]).from(big)));
  EXPECT_SQL(
      db, d,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) )"
      R"(delete from "sales" where "sales"."id" in (select "big"."id" from "big"))");
  EXPECT_EQ(db.all(mz::select(sales.id).from(sales).where(sales.amount > 4)).size(), 0u);
}

TEST(with, a_recursive_one_yields_the_wider_type) {
  sales_schema::database db;
  const auto count = mz::cte<"count">(mz::select(mz::val(std::int8_t{1}).as<"n">())).union_all([](const auto& self) {
    return mz::select(self["n"_col] * 100).from(self).where(self["n"_col] < 100000);
  });
  const auto s = mz::with(count).select(count["n"_col]).from(count);
  EXPECT_SQL(
      db, s,
      R"(with recursive "count" ("n") as (select ? as "n" union all select "count"."n" * ? from "count" where "count"."n" < ?) select "count"."n" from "count")");
  EXPECT_EQ(numbers(db, s), (numbers_of{1, 100, 10000, 1000000}));
}

TEST(with, a_recursive_one_walks_a_tree_and_leaves_a_circle) {
  sales_schema::database db;
  // Each sale points to the one with the number of its amount.
  const auto walk = mz::cte<"walk">(mz::select(sales.id, sales.amount).from(sales).where(sales.id == 1)).union_([](const auto& self) {
    return mz::select(sales.id, sales.amount)
        .from(sales)
        .inner_join(self, self[sales.amount] == sales.id || self[sales.id] == sales.amount + 4);
  });
  const auto s = mz::with(walk).select(walk[sales.id]).from(walk).order_by(walk[sales.id]);
  EXPECT_EQ(
      numbers(db, s),
      plain_numbers(
          db,
          "with recursive walk(id, amount) as (select id, amount from sales where id = 1 union select s.id, s.amount from sales as s join walk as w on w.amount = s.id or w.id = s.amount + 4) select id from walk order by id"));
}

TEST(with, runs_in_lists_of_every_kind) {
  sales_schema::database db;
  const auto d = mz::with(big).delete_from(sales).where(sales.id.in(mz::select(big[sales.id]).from(big))).returning(sales.id);
  const auto results = mz::run_atomic(db, mz::atomic(d, mz::with(big).select(big)));
  EXPECT_EQ(results[0_c].size(), 3u);
  EXPECT_EQ(results[1_c].size(), 0u);
  std::vector<mz::any_write> list{mz::with(big).select(big)};
  EXPECT_EQ(mz::run_atomic(db, list)[0].rows.size(), 0u);
}

TEST(with, its_values_come_before_those_of_repeated_groups) {
  sales_schema::database db;
  const auto some = mz::cte<"some">(mz::select(sales.shop, (sales.amount + 1).as<"more">()).from(sales).where(sales.id > 0));
  const auto named = mz::select(sales.shop, sales.id).from(sales).where(sales.id < 7 && sales.shop != "z").as<"named">();
  const auto s =
      mz::with(some)
          .select(mz::sum(some["more"_col]) + 2, some["more"_col] % 3, mz::sum(mz::count()).over(mz::partition_by(some["more"_col] % 3)))
          .from(named)
          .inner_join(some, some[sales.shop] == named[sales.shop])
          .group_by(some["more"_col] % 3)
          .having(some["more"_col] % 3 >= -1)
          .order_by(some["more"_col] % 3);
  const auto plain = db.raw<std::optional<std::int64_t>, std::optional<std::int64_t>, std::optional<std::int64_t>>(
      "with some(shop, more) as (select shop, amount + 1 from sales where id > 0) select sum(more) + 2, more % 3, sum(count(*)) over (partition by more % 3) "
      "from (select shop, id from sales where id < 7 and shop != 'z') as named join some on some.shop = named.shop group by more % 3 having more % 3 >= -1 order by more % 3");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), plain.size());
  for (std::size_t i = 0; i != rows.size(); ++i) {
    EXPECT_EQ(mz::get<0>(rows[i]), mz::get<0>(plain[i]));
    EXPECT_EQ(mz::get<1>(rows[i]), mz::get<1>(plain[i]));
    EXPECT_EQ(mz::get<2>(rows[i]), mz::get<2>(plain[i]));
  }
  EXPECT_THROW((void)mz::with(some).select(some["more"_col] % 3, mz::count()).from(some).group_by(some["more"_col] % 4),
               mz::error::invalid_request);
}

TEST(with, in_front_of_a_set_operation_an_upsert_and_other_dialects) {
  sales_schema::database db;
  const auto both = mz::with(big)
                        .select(big[sales.id])
                        .from(big)
                        .where(big[sales.id] > 1)
                        .union_all(mz::select(big[sales.amount]).from(big).where(big[sales.id] == 1))
                        .order_by(sales.id);
  EXPECT_EQ(sales_schema::numbers(db, mz::with(big)
                                          .select(big["id"_col])
                                          .from(big)
                                          .where(big["id"_col] > 1)
                                          .union_all(mz::select(big[sales.amount]).from(big).where(big["id"_col] == 1))
                                          .order_by(big["id"_col])),
            (numbers_of{2, 4, 5}));
  static_assert(support::fault_of(both) == mz::detail::fault::set_operands);
  const auto upsert = mz::with(big)
                          .insert_into(sales)
                          .columns(sales.id, sales.shop, sales.amount)
                          .from(mz::select(big[sales.id], big[sales.shop], big[sales.amount]).from(big))
                          .on_conflict(sales.id)
                          .do_update(sales.amount = mz::excluded(sales.amount) + 1000)
                          .where(sales.id != 4)
                          .returning(sales.amount);
  EXPECT_SQL(
      db, upsert,
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > ?) )"
      R"(insert into "sales" ("id", "shop", "amount") select "big"."id", "big"."shop", "big"."amount" from "big" where true on conflict ("id") )"
      R"(do update set "amount" = excluded."amount" + ? where "sales"."id" <> ? returning "sales"."amount")");
  EXPECT_EQ(db.all(upsert).size(), 2u);
  const auto s = mz::with(big).select(big[sales.id], big[sales.shop]).from(big).where(big[sales.id] > 1);
  static_assert(
      mz::sql_of<std::remove_const_t<decltype(s)>, mz::dialect::d1> ==
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > cast(? as integer)) )"
      R"(select cast("big"."id" as text), "big"."shop" from "big" where "big"."id" > cast(? as integer))");
  static_assert(
      mz::sql_of<std::remove_const_t<decltype(s)>, mz::dialect::postgres> ==
      R"(with "big" ("id", "shop", "amount") as (select "sales"."id", "sales"."shop", "sales"."amount" from "sales" where "sales"."amount" > $1) )"
      R"(select "big"."id", "big"."shop" from "big" where "big"."id" > $2)");
}

TEST(with, declares_by_an_alias_what_it_is_an_alias_of) {
  sales_schema::database db;
  const auto again = mz::alias<"again">(big);
  const auto s = mz::with(again).select(again[sales.id]).from(again).order_by(again[sales.id]);
  EXPECT_EQ(numbers(db, s), (numbers_of{1, 2, 4}));
  const auto count = mz::cte<"count">(mz::select(mz::val(3).as<"n">())).union_all([](const auto& self) {
    return mz::select(self["n"_col] + 1).from(self).where(self["n"_col] < 5);
  });
  const auto other = mz::alias<"other">(count);
  EXPECT_EQ(numbers(db, mz::with(other).select(other["n"_col]).from(other)), (numbers_of{3, 4, 5}));
}

TEST(with, yields_the_same_by_every_road) {
  sales_schema::database db;
  support::bare one_by_one{db};
  support::fake_batch batch{db};
  const auto ranked =
      mz::select(big[sales.id], mz::row_number().over(mz::order_by(mz::desc(big[sales.amount]), big[sales.id])).as<"place">())
          .from(big)
          .as<"ranked">();
  const auto s =
      mz::with(big).select(ranked["id"_col], ranked["place"_col]).from(ranked).where(ranked["place"_col] < 3).order_by(ranked["place"_col]);
  using pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;
  const auto pairs_of = [](const auto& rows) {
    pairs result;
    for (auto&& [id, place] : rows) result.emplace_back(id, place);
    return result;
  };
  const pairs expected = pairs_of(db.raw<std::int64_t, std::int64_t>(
      "with big as (select id, amount from sales where amount > 4) select id, place from (select id, row_number() over (order by amount desc, id) as place from big) where place < 3 order by place"));
  ASSERT_EQ(expected.size(), 2u);
  EXPECT_EQ(pairs_of(db.all(s)), expected);
  pairs streamed;
  for (auto&& [id, place] : db.stream(s)) streamed.emplace_back(id, place);
  EXPECT_EQ(streamed, expected);
  const auto first = db.get(s);
  ASSERT_TRUE(first);
  EXPECT_EQ(mz::get<0>(*first), expected[0].first);
  EXPECT_EQ(mz::get<0>(db.one(s.limit(1))), expected[0].first);
  const auto lists = [&](auto& h) {
    EXPECT_EQ(pairs_of(mz::run_atomic(h, mz::atomic(s))[0_c]), expected);
    const std::vector<mz::any_write> list{s};
    EXPECT_EQ(pairs_of(mz::run_atomic(h, list)[0].template as<std::remove_const_t<decltype(s)>>()), expected);
  };
  lists(db);
  lists(batch);
  lists(one_by_one);
}

TEST(with, hints_about_materialization) {
  schema::filled_database db;
  using schema::messages;
  const auto a = mz::cte<"a">(mz::select(messages.id, messages.body).from(messages).where(messages.id > 1));
  const auto b = mz::select(mz::count().as<"n">()).from(messages).as<"b">();
  const auto s = mz::with(mz::materialized(a), mz::not_materialized(b)).select(a["id"_col], b["n"_col]).from(a, b).order_by(a["id"_col]);
  EXPECT_SQL(
      db, s,
      R"(with "a" ("id", "body") as materialized (select "messages"."id", "messages"."body" from "messages" where "messages"."id" > ?), )"
      R"("b" ("n") as not materialized (select count(*) as "n" from "messages") select "a"."id", "b"."n" from "a", "b" order by "a"."id")");
  EXPECT_EQ(db.all(s).size(), 2U);
  const auto numbers = mz::cte<"numbers">(mz::select(mz::val(std::int64_t{1}).as<"n">())).union_all([](const auto& n) {
    return mz::select((n["n"_col] + 1).template as<"n">()).from(n).where(n["n"_col] < 5);
  });
  EXPECT_EQ(db.all(mz::with(mz::materialized(numbers)).select(numbers["n"_col]).from(numbers)).size(), 5U);
}

TEST(with, a_recursive_one_has_an_order_and_a_limit) {
  staff_database db;
  const auto deep = under.order_by([](const auto& self) { return mz::desc(self["depth"_col]); });
  const auto s = mz::with(deep).select(deep[staff.id]).from(deep);
  EXPECT_SQL(
      db, s,
      R"(with recursive "under" ("id", "depth") as (select "staff"."id", 0 as "depth" from "staff" where "staff"."id" = ? union all select "staff"."id", "under"."depth" + ? from "staff" inner join "under" on "staff"."boss" = "under"."id" order by 2 desc) select "under"."id" from "under")");
  EXPECT_EQ(numbers(db, s), plain_numbers(db, std::string{plain_under} + "order by 2 desc) select id from under"));
  EXPECT_NE(numbers(db, s), numbers(db, mz::with(under).select(under[staff.id]).from(under)));
  // A term that the first part selects, several terms, a limit and an offset.
  const auto some = under.order_by(mz::desc(staff.id), [](const auto& self) { return self["depth"_col]; }).limit(4).offset(1);
  EXPECT_EQ(numbers(db, mz::with(some).select(some["id"_col]).from(some)),
            plain_numbers(db, std::string{plain_under} + "order by 1 desc, 2 limit 4 offset 1) select id from under"));
  EXPECT_EQ(numbers(db, mz::with(under.limit(2)).select(mz::count()).from(under.limit(2))), (numbers_of{2}));
  const auto all = under.limit(-1);
  EXPECT_EQ(numbers(db, mz::with(all).select(all["depth"_col]).from(all).order_by(mz::desc(all["depth"_col])).limit(1)), (numbers_of{3}));
}

TEST(with, a_recursive_one_begins_with_a_limited_select_and_has_several_parts) {
  staff_database db;
  const auto below =
      mz::cte<"below">(mz::select(staff.id).from(staff).where(staff.id > 1).order_by(staff.id).limit(1)).union_([](const auto& self) {
    return mz::select(staff.id).from(staff).inner_join(self, staff.boss == self[staff.id]);
  });
  const auto s = mz::with(below).select(below[staff.id]).from(below).order_by(below[staff.id]);
  EXPECT_SQL(
      db, s,
      R"(with recursive "below" ("id") as (select * from (select "staff"."id" from "staff" where "staff"."id" > ? order by "staff"."id" limit ?) union select "staff"."id" from "staff" inner join "below" on "staff"."boss" = "below"."id") select "below"."id" from "below" order by "below"."id")");
  EXPECT_EQ(numbers(db, s), (numbers_of{2, 4, 6, 7}));
  const auto around = mz::cte<"around">(mz::select(staff.id).from(staff).where(staff.id == 4)).union_([](const auto& self) {
    return mz::select(staff.id)
        .from(staff)
        .inner_join(self, staff.boss == self[staff.id])
        .union_(mz::select(mz::coalesce(staff.boss, 1)).from(staff).inner_join(self, staff.id == self[staff.id]));
  });
  EXPECT_EQ(numbers(db, mz::with(around).select(around[staff.id]).from(around).order_by(around[staff.id])),
            (numbers_of{1, 2, 3, 4, 5, 6, 7}));
}

TEST(with, one_is_a_value_that_several_statements_share) {
  staff_database db;
  const auto count = mz::with(under).select(mz::count()).from(under);
  const auto edit = mz::with(under)
                        .update(staff)
                        .set(staff.boss = std::nullopt)
                        .where(staff.id.in(mz::select(under[staff.id]).from(under).where(under["depth"_col] == 1)));
  const auto gone = mz::with(under).delete_from(staff).where(staff.id.in(mz::select(under[staff.id]).from(under)));
  EXPECT_EQ(numbers(db, count), (numbers_of{7}));
  const auto results = mz::run_atomic(db, mz::atomic(edit, count, gone));
  EXPECT_EQ(results[0_c].changes, 2);
  EXPECT_EQ(mz::get<0>(results[1_c].one()), 1);
  EXPECT_EQ(results[2_c].changes, 1);
  // A copy of it, under another name, in one statement with it.
  const auto again = mz::alias<"again">(under);
  EXPECT_EQ(numbers(db, mz::with(under).select(mz::count()).from(under).inner_join(again, again[staff.id] == under[staff.id])),
            (numbers_of{0}));
  EXPECT_EQ(db.all(mz::with(mz::materialized(under)).select(under)).size(), 0U);
}
