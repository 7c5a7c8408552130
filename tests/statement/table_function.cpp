// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

namespace {

template <class As>
struct ColumnInfo {
  mz::column<As, "name", std::string> name{};
  mz::column<As, "notnull", bool> not_null{};
  mz::column<As, "pk", std::int64_t> pk{};
};
template <class As>
struct TableName {
  mz::column<As, "name", std::string> name{};
};

}  // namespace

TEST(table_function, has_the_columns_that_are_declared) {
  schema::filled_database db;
  const auto info = mz::table_function<"pragma_table_info", ColumnInfo>("members");
  const auto s = mz::select(info.name, info.not_null).from(info).where(info.pk > 0).order_by(info.pk);
  EXPECT_SQL(
      db, s,
      R"(select "pragma_table_info"."name", "pragma_table_info"."notnull" from pragma_table_info(?) as "pragma_table_info" where "pragma_table_info"."pk" > ? order by "pragma_table_info"."pk")");
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][info.name], "channel_id");
  EXPECT_TRUE(rows[0][info.not_null]);
}

TEST(table_function, takes_columns_of_a_source_before_it) {
  schema::filled_database db;
  const auto tables = mz::table_function<"pragma_table_list", TableName>().as<"tables">();
  const auto info = mz::table_function<"pragma_table_info", ColumnInfo>(tables.name).as<"info">();
  const auto s = mz::select(mz::count()).from(tables).inner_join(info, info.pk > 0).where(tables.name.in("members", "messages"));
  EXPECT_SQL(
      db, s,
      R"(select count(*) from pragma_table_list() as "tables" inner join pragma_table_info("tables"."name") as "info" on "info"."pk" > ? where "tables"."name" in (?, ?))");
  EXPECT_EQ(mz::get<0>(db.one(s)), 3);
}

TEST(table_function, that_is_not_there_is_told_by_name) {
  schema::filled_database db;
  const auto none = mz::table_function<"no_such_rows", TableName>(1);
  try {
    (void)db.all(mz::select(none.name).from(none));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_NE(std::string_view{e.what()}.find("no_such_rows"), std::string_view::npos);
  }
}
