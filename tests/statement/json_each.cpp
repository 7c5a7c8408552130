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
