// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

template <class As>
struct Log {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement> id{};
  mz::column<As, "price", double, mz::default_value<-0.25>> price{};
  mz::column<As, "least", std::int64_t, mz::default_value<std::numeric_limits<std::int64_t>::min()>> least{};
  mz::column<As, "on", bool, mz::default_value<true>> on{};
  mz::column<As, "data", std::optional<mz::blob>> data{};
};
constexpr mz::table<"log", Log> logs{};

template <class As>
struct Pair {
  mz::column<As, "a", std::string, mz::primary_key> a{};
  mz::column<As, "b", std::int64_t, mz::primary_key> b{};
};
constexpr mz::table<"pairs", Pair, mz::strict> pairs{};

}  // namespace

TEST(ddl, every_attribute_and_constraint) {
  mz::sqlite::connection db{":memory:"};
  const auto channels = mz::create_table(schema::channels);
  EXPECT_SQL(db, channels, R"(create table "channels" ("id" integer primary key, "name" text not null unique))");
  const auto messages = mz::create_table(schema::messages);
  EXPECT_SQL(
      db, messages,
      R"(create table "messages" ("id" integer primary key, "channel_id" integer not null references "channels" ("id") on delete cascade, )"
      R"("thread_id" integer references "messages" ("id"), "body" text not null, "created_at" integer not null default (unixepoch())))");
  const auto members = mz::create_table(schema::members);
  EXPECT_SQL(
      db, members,
      R"(create table "members" ("channel_id" integer not null references "channels" ("id") on delete cascade, "agent_id" integer not null, )"
      R"(primary key ("channel_id", "agent_id")) without rowid)");
  const auto ruled = mz::create_table(schema::ruled);
  EXPECT_SQL(
      db, ruled,
      R"(create table "ruled" ("region" text not null, "code" text not null collate nocase, "amount" integer not null default 5 check (amount >= 0), )"
      R"("rate" real not null default 1.5, "note" text not null default 'it''s new', "serial" integer not null, "version" integer not null, )"
      R"("twice" integer not null generated always as (amount * 2) stored, "shown" text not null generated always as (region || '-' || code) virtual, )"
      R"(primary key ("region", "code"), constraint "not_huge" check ("amount" < 1000000 and "note" <> 'it''s ?')) strict, without rowid)");
  const auto log = mz::create_table(logs);
  EXPECT_SQL(db, log,
             R"(create table "log" ("id" integer primary key autoincrement, "price" real not null default -0.25, )"
             R"("least" integer not null default -9223372036854775808, "on" integer not null default 1, "data" blob))");
  const auto pair = mz::create_table(pairs);
  EXPECT_SQL(db, pair, R"(create table "pairs" ("a" text not null, "b" integer not null, primary key ("a", "b")) strict)");
}

TEST(ddl, if_not_exists_and_drop) {
  mz::sqlite::connection db{":memory:"};
  const auto create = mz::create_table(schema::channels).if_not_exists();
  EXPECT_SQL(db, create, R"(create table if not exists "channels" ("id" integer primary key, "name" text not null unique))");
  EXPECT_NO_THROW(db.run(create));
  EXPECT_THROW(db.run(mz::create_table(schema::channels)), mz::error::sql_error);
  const auto drop = mz::drop_table(schema::channels);
  EXPECT_SQL(db, drop, R"(drop table "channels")");
  EXPECT_THROW(db.run(drop), mz::error::sql_error);
  const auto again = mz::drop_table(schema::channels).if_exists();
  EXPECT_SQL(db, again, R"(drop table if exists "channels")");
}

TEST(ddl, create_tables_makes_indexes_and_can_run_again) {
  schema::filled_database db;
  db.create_tables(schema::channels, schema::messages, schema::ruled);
  const auto sql = [&](const char* name) {
    return mz::get<0>(db.raw<std::string>("select sql from sqlite_schema where name = ?", name)[0]);
  };
  EXPECT_NE(sql("messages_by_channel").find(R"(on "messages" ("channel_id", "id"))"), std::string::npos);
  EXPECT_NE(sql("ruled_serial").find(R"(on "ruled" ("serial") where "serial" > 0)"), std::string::npos);
  EXPECT_NE(sql("ruled_amount").find(R"(on "ruled" ("amount" desc, "rate"))"), std::string::npos);
  EXPECT_EQ(db.all(mz::select(schema::messages)).size(), 3u);
}

TEST(ddl, defaults_are_what_was_declared) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(logs);
  db.run(mz::insert_into(logs).default_values());
  const auto row = db.one(mz::select(logs));
  EXPECT_EQ(row.price, -0.25);
  EXPECT_EQ(row.least, std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(row.on);
  EXPECT_EQ(row.data, std::nullopt);
}
