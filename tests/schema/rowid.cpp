// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::deliveries;

TEST(rowid, of_a_table_and_an_alias) {
  schema::filled_database db;
  support::execute(db, "insert into deliveries (rowid, message_id, agent_id) values (70, 1, 77)");
  constexpr auto d = mz::alias<"d">(deliveries);
  const auto s = mz::select(mz::rowid(deliveries), mz::rowid(d))
                     .from(deliveries)
                     .inner_join(d, mz::rowid(d) == mz::rowid(deliveries))
                     .where(mz::rowid(deliveries) > 60);
  EXPECT_SQL(
      db, s,
      R"(select "deliveries"."rowid", "d"."rowid" from "deliveries" inner join "deliveries" as "d" on "d"."rowid" = "deliveries"."rowid" where "deliveries"."rowid" > ?)");
  const auto row = db.one(s);
  EXPECT_EQ(mz::get<0>(row), 70);
  EXPECT_EQ(row[mz::rowid(d)], 70);
  EXPECT_EQ(db.run(mz::delete_from(deliveries).where(mz::rowid(deliveries) == 70)).changes, 1);
}
