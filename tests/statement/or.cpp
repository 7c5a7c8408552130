// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

std::size_t count_channels(mz::sqlite::connection& db) { return db.all(mz::select(channels.id).from(channels)).size(); }

}  // namespace

TEST(or_, texts) {
  schema::filled_database db;
  EXPECT_SQL(db, mz::insert_or<mz::conflict::ignore>(channels).values({.id = 1, .name = "again"}),
             R"(insert or ignore into "channels" ("id", "name") values (?, ?))");
  EXPECT_SQL(db, mz::insert_or<mz::conflict::abort>(channels).set(channels.id = 77, channels.name = "set"),
             R"(insert or abort into "channels" ("id", "name") values (?, ?))");
  EXPECT_SQL(db, mz::insert_or<mz::conflict::fail>(channels).columns(channels.name).from(mz::select(mz::val("selected"))),
             R"(insert or fail into "channels" ("name") select ?)");
  EXPECT_SQL(db, mz::update_or<mz::conflict::replace>(channels).set(channels.name = "set").where(channels.id == 2),
             R"(update or replace "channels" set "name" = ? where "channels"."id" = ?)");
  static_assert(mz::sql_of<decltype(mz::insert_or<mz::conflict::rollback>(channels).set(channels.name = "x").returning(channels.id))> ==
                R"(insert or rollback into "channels" ("name") values (?) returning "channels"."id")");
  static_assert(mz::sql_of<decltype(mz::update_or<mz::conflict::ignore>(channels).set(channels.name = "x").all_rows())> ==
                R"(update or ignore "channels" set "name" = ?)");
}

TEST(or_, ignore_leaves_out_and_counts_what_was_written) {
  schema::filled_database db;
  std::vector<mz::new_row<channels>> rows{{.id = 1, .name = "again"}, {.id = 8, .name = "new"}, {.id = 8, .name = "twice"}};
  EXPECT_EQ(db.run(mz::insert_or<mz::conflict::ignore>(channels).values(rows)).changes, 1);
  EXPECT_EQ(db.all(mz::insert_or<mz::conflict::ignore>(channels).values(rows).returning(channels.id)).size(), 0U);
  EXPECT_EQ(db.one(mz::select(channels.name).from(channels).where(channels.id == 8))[channels.name], "new");
  EXPECT_EQ(db.get(mz::insert_or<mz::conflict::ignore>(channels).values({.id = 1, .name = "x"}).returning(channels.id)), std::nullopt);
}

TEST(or_, replace_deletes_what_is_in_the_way) {
  schema::filled_database db;
  const auto before = count_channels(db);
  EXPECT_EQ(db.run(mz::insert_or<mz::conflict::replace>(channels).values({.id = 2, .name = "replaced"})).changes, 1);
  EXPECT_EQ(count_channels(db), before);
  EXPECT_EQ(db.one(mz::select(channels.name).from(channels).where(channels.id == 2))[channels.name], "replaced");
}

TEST(or_, fail_keeps_what_it_has_done_and_abort_does_not) {
  schema::filled_database db;
  const auto before = count_channels(db);
  const auto select = mz::select(messages.id + 1, mz::concat("c", messages.id)).from(messages).order_by(mz::desc(messages.id));
  EXPECT_THROW(db.run(mz::insert_or<mz::conflict::abort>(channels).columns(channels.id, channels.name).from(select)), mz::error::sql_error);
  EXPECT_EQ(count_channels(db), before);
  EXPECT_THROW(db.run(mz::insert_or<mz::conflict::fail>(channels).columns(channels.id, channels.name).from(select)), mz::error::sql_error);
  EXPECT_EQ(count_channels(db), before + 2);
}

TEST(or_, rollback_ends_the_transaction_which_is_told) {
  schema::filled_database db;
  const auto before = count_channels(db);
  EXPECT_THROW(db.transaction([](auto& tx) {
    tx.run(mz::insert_into(channels).values({.id = 50, .name = "gone"}));
    EXPECT_THROW(tx.run(mz::insert_or<mz::conflict::rollback>(channels).values({.id = 1, .name = "x"})), mz::error::sql_error);
    tx.run(mz::insert_into(channels).values({.id = 51, .name = "never"}));
  }),
               mz::error::invalid_request);
  EXPECT_EQ(count_channels(db), before);
  EXPECT_FALSE(db.in_transaction());
}

TEST(or_, in_a_list) {
  schema::filled_database db;
  const auto before = count_channels(db);
  const auto results = mz::run_atomic(db, mz::atomic(mz::insert_or<mz::conflict::ignore>(channels).values({.id = 1, .name = "x"}),
                                                     mz::insert_or<mz::conflict::ignore>(channels).values({.id = 60, .name = "y"})));
  EXPECT_EQ(results[0_c].changes, 0);
  EXPECT_EQ(results[1_c].changes, 1);
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::insert_into(channels).values({.id = 61, .name = "gone"}),
                                                   mz::insert_or<mz::conflict::rollback>(channels).values({.id = 1, .name = "x"}))),
               mz::error::sql_error);
  EXPECT_EQ(count_channels(db), before + 1);
}

TEST(or_, behind_common_table_expressions) {
  schema::filled_database db;
  const auto few = mz::cte<"few">(mz::select(messages.id, messages.body).from(messages).where(messages.id < 3));
  const auto s = mz::with(few)
                     .insert_or<mz::conflict::ignore>(channels)
                     .columns(channels.id, channels.name)
                     .from(mz::select(few["id"_col], few["body"_col]).from(few));
  EXPECT_SQL(db, s,
             R"(with "few" ("id", "body") as (select "messages"."id", "messages"."body" from "messages" where "messages"."id" < ?) )"
             R"(insert or ignore into "channels" ("id", "name") select "few"."id", "few"."body" from "few")");
  const auto u = mz::with(few)
                     .update_or<mz::conflict::ignore>(channels)
                     .set(channels.name = "x")
                     .where(channels.id.in(mz::select(few["id"_col]).from(few)));
  EXPECT_EQ(db.run(u).changes, 1);
}
