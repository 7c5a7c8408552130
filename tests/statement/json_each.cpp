// SPDX-License-Identifier: MIT
#include "support/sales.hpp"

using sales_schema::sales;

TEST(json_each, of_a_text) {
  sales_schema::database db;
  const auto ids = mz::json_each<std::int64_t>("[4, 1, 9]").as<"ids">();
  const auto s = mz::select(ids.key, sales.id, ids.value).from(ids).left_join(sales, sales.id == ids.value).order_by(ids.key);
  EXPECT_SQL(
      db, s,
      R"(select "ids"."key", "sales"."id", "ids"."value" from json_each(?) as "ids" left join "sales" on "sales"."id" = "ids"."value" order by "ids"."key")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][ids.value], 4);
  EXPECT_EQ(rows[1][sales.id], 1);
  EXPECT_EQ(rows[2][sales.id], std::nullopt);
}

TEST(json_each, of_a_range_keeps_its_order) {
  sales_schema::database db;
  const std::vector<std::string> shops{"c", "a", "quoted \" and \\ and \n"};
  const auto names = mz::json_each<std::string>(shops);
  const auto s = mz::select(names.value, names.key).from(names).order_by(mz::desc(names.key));
  EXPECT_SQL(db, s, R"(select "json_each"."value", "json_each"."key" from json_each(?) as "json_each" order by "json_each"."key" desc)");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0][names.value], shops[2]);
  EXPECT_EQ(rows[2][names.key], 0);
}

TEST(json_each, of_a_column_of_the_table_beside_it) {
  sales_schema::database db;
  db.run(mz::update(sales).set(sales.note = "[1, 2.5, \"x\", null]").where(sales.id == 3));
  const auto parts = mz::json_each<std::optional<std::string>>(sales.note).as<"parts">();
  const auto s = mz::select(parts.type, parts.fullkey).from(sales, parts).where(sales.id == 3).order_by(parts.key);
  EXPECT_SQL(
      db, s,
      R"(select "parts"."type", "parts"."fullkey" from "sales", json_each("sales"."note") as "parts" where "sales"."id" = ? order by "parts"."key")");
  std::string types;
  for (const auto& [type, key] : db.all(s)) types += type + key + ' ';
  EXPECT_EQ(types, "integer$[0] real$[1] text$[2] null$[3] ");
}

TEST(json_each, of_an_object_has_names) {
  sales_schema::database db;
  const auto o = mz::json_each<std::int64_t, std::string>(R"({"a": 1, "b": 2})").as<"o">();
  const auto s = mz::select(sales.id, o.value).from(sales).inner_join(o, o.key == sales.shop).order_by(sales.id);
  EXPECT_EQ(db.all(s).size(), 5u);
}

TEST(json_each, an_element_of_another_type_is_a_decode_error) {
  sales_schema::database db;
  const auto j = mz::json_each<std::int64_t>("[1, \"x\"]");
  EXPECT_THROW((void)db.all(mz::select(j.value).from(j)), mz::error::decode_error);
}

TEST(json_each, of_what_is_at_a_path) {
  sales_schema::database db;
  db.run(mz::update(sales).set(sales.note = R"({"tags": ["a", "b"], "n": 3})").where(sales.id < 3));
  const auto tags = mz::json_each<std::string>(sales.note, "$.tags").as<"tags">();
  const auto s = mz::select(sales.id, tags.value).from(sales).cross_join(tags).where(sales.id < 3).order_by(sales.id, tags.key);
  EXPECT_SQL(
      db, s,
      R"(select "sales"."id", "tags"."value" from "sales" cross join json_each("sales"."note", ?) as "tags" where "sales"."id" < ? order by "sales"."id", "tags"."key")");
  std::string all;
  for (const auto& [id, tag] : db.all(s)) all += std::to_string(id) + tag + ' ';
  EXPECT_EQ(all, "1a 1b 2a 2b ");
  // A path that is not there has no elements; under an outer join, the row stays.
  const auto none = mz::json_each<std::string>(sales.note, "$.none").as<"none">();
  EXPECT_TRUE(db.all(mz::select(none.value).from(sales, none).where(sales.id == 1)).empty());
  const auto outer = mz::select(sales.id, none.value).from(sales).left_join(none, none.key >= 0).where(sales.id == 1);
  EXPECT_EQ(db.one(outer)[none.value], std::nullopt);
}

TEST(json_each, stands_twice_under_two_names_also_of_an_alias) {
  sales_schema::database db;
  const auto a = mz::json_each<std::int64_t>("[1, 2]");
  const auto b = mz::alias<"b">(mz::alias<"x">(a));
  const auto s = mz::select(a.value, b.value).from(a).cross_join(b).where(a.value < b.value);
  EXPECT_SQL(
      db, s,
      R"(select "json_each"."value", "b"."value" from json_each(?) as "json_each" cross join json_each(?) as "b" where "json_each"."value" < "b"."value")");
  EXPECT_EQ(db.all(s).size(), 1u);
}

TEST(json_each, of_the_statement_around_a_subquery) {
  sales_schema::database db;
  db.run(mz::update(sales).set(sales.note = "[1, 2, 4]").where(sales.id == 3));
  db.run(mz::update(sales).set(sales.note = "[]").where(sales.id != 3));
  const auto n = mz::json_each<std::int64_t>(sales.note).as<"n">();
  const auto s = mz::select(sales.id, mz::select(mz::sum(n.value)).from(n)).from(sales).where(mz::exists(mz::select(n.id).from(n)));
  const auto row = db.one(s);
  EXPECT_EQ(mz::get<0>(row), 3);
  EXPECT_EQ(mz::get<1>(row), 7);
  // In a common table expression, and in one that is read twice.
  const auto ids = mz::json_each<std::int64_t>("[1, 2]").as<"ids">();
  const auto wanted = mz::cte<"wanted">(mz::select(ids.value).from(ids));
  EXPECT_EQ(db.run(mz::with(wanted).delete_from(sales).where(sales.id.in(mz::select(wanted)))).changes, 2);
}

TEST(json_tree, of_a_text) {
  sales_schema::database db;
  const auto tree = mz::json_tree<std::string>(R"({"a": [1, {"b": 2}], "c": null})");
  const auto s = mz::select(tree.fullkey, tree.type, tree.id, tree.parent, tree.path).from(tree).order_by(tree.id);
  EXPECT_SQL(
      db, s,
      R"(select "json_tree"."fullkey", "json_tree"."type", "json_tree"."id", "json_tree"."parent", "json_tree"."path" from json_tree(?) as "json_tree" order by "json_tree"."id")");
  const auto rows = db.all(s);
  const auto plain = db.raw<std::string, std::string, std::int64_t, std::optional<std::int64_t>, std::string>(
      R"(select fullkey, type, id, parent, path from json_tree('{"a": [1, {"b": 2}], "c": null}') order by id)");
  ASSERT_EQ(rows.size(), plain.size());
  ASSERT_EQ(rows.size(), 6u);
  for (std::size_t i = 0; i != rows.size(); ++i) {
    EXPECT_EQ(mz::get<0>(rows[i]), mz::get<0>(plain[i]));
    EXPECT_EQ(mz::get<1>(rows[i]), mz::get<1>(plain[i]));
    EXPECT_EQ(mz::get<2>(rows[i]), mz::get<2>(plain[i]));
    EXPECT_EQ(mz::get<3>(rows[i]), mz::get<3>(plain[i]));
    EXPECT_EQ(mz::get<4>(rows[i]), mz::get<4>(plain[i]));
  }
  EXPECT_EQ(rows[0][tree.parent], std::nullopt);
}

TEST(json_tree, values_are_read_as_what_they_are) {
  sales_schema::database db;
  const auto numbers = mz::json_tree<std::int64_t>(R"({"a": [1, {"b": 2}]})", "$.a").as<"numbers">();
  const auto s =
      mz::select(numbers.value, numbers.atom, numbers.fullkey).from(numbers).where(numbers.type == "integer").order_by(numbers.id);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][numbers.value], 1);
  EXPECT_EQ(rows[1][numbers.atom], 2);
  EXPECT_EQ(rows[1][numbers.fullkey], "$.a[1].b");
  EXPECT_THROW((void)db.all(mz::select(numbers.value).from(numbers)), mz::error::decode_error);  // the array
  const auto names = mz::json_tree<std::string>(R"({"a": {"b": 2}})");
  const auto keys = db.all(mz::select(names.key).from(names).order_by(names.id));
  ASSERT_EQ(keys.size(), 3u);
  EXPECT_EQ(keys[0][names.key], std::nullopt);
  EXPECT_EQ(keys[2][names.key], "b");
  // A whole table of a query that reads a tree.
  const auto q = mz::select(names.key, names.type).from(names).as<"q">();
  EXPECT_EQ(db.all(mz::select(q).where(q[names.type] == "object")).size(), 2u);
}

TEST(json_tree, is_a_source_of_sqlite) {
  const auto tree = mz::json_tree<std::string>("[1]");
  const auto s = mz::select(tree.id).from(tree);
  static_assert(mz::sql_of<decltype(s), mz::dialect::d1> == R"(select cast("json_tree"."id" as text) from json_tree(?) as "json_tree")");
  EXPECT_THROW((void)mz::to_sql<mz::dialect::postgres>(s), mz::error::invalid_request);
}

TEST(generate_series, counts_where_the_database_has_it) {
  sales_schema::database db;
  const auto days = mz::generate_series(1, 7, 3).as<"days">();
  const auto s = mz::select(days.value, sales.shop).from(days).left_join(sales, sales.id == days.value).order_by(days.value);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "days"."value", "sales"."shop" from generate_series(?, ?, ?) as "days" left join "sales" on "sales"."id" = "days"."value" order by "days"."value")");
  if (!db.raw<std::string>("select name from pragma_module_list where name = 'generate_series'").empty()) {
    const auto rows = db.all(s);
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[2][days.value], 7);
  } else {
    try {
      (void)db.all(s);
      FAIL();
    } catch (const mz::error::sql_error& e) {
      EXPECT_NE(std::string_view{e.what()}.find("generate_series"), std::string_view::npos);
    }
  }
}
