// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;
using schema::ruled;

static_assert(mz::Table<decltype(messages)> && mz::Source<decltype(messages)>);
static_assert(std::is_same_v<decltype(messages.id)::type, std::int64_t>);
static_assert(std::is_same_v<decltype(messages.thread_id)::type, std::optional<std::int64_t>>);

namespace {

constexpr auto other = mz::alias<"other">(messages);
static_assert(mz::Source<decltype(other)> && !mz::Table<decltype(other)>);
static_assert(!std::is_same_v<decltype(other.id), decltype(messages.id)>);

// A name with quotes and a keyword as names.
template <class As>
struct Odd {
  mz::column<As, "select", std::int64_t, mz::primary_key> select{};
  mz::column<As, "a \"b\"", std::string> quoted{};
};
constexpr mz::table<"order", Odd> odd{};

template <class As>
struct Wide {
  mz::column<As, "c0", std::int64_t, mz::primary_key> c0{};
  mz::column<As, "c1", int> c1{};
  mz::column<As, "c2", int> c2{};
  mz::column<As, "c3", int> c3{};
  mz::column<As, "c4", int> c4{};
  mz::column<As, "c5", int> c5{};
  mz::column<As, "c6", int> c6{};
  mz::column<As, "c7", int> c7{};
  mz::column<As, "c8", int> c8{};
  mz::column<As, "c9", int> c9{};
};
constexpr mz::table<"wide", Wide> wide{};

}  // namespace

namespace {

using app = mz::prefix<"app_">;
template <class As>
struct Team {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"by_name">(t.name), mz::unique_index<"short">(t.id).where(t.name == "x"));
  }
};
constexpr mz::table<"teams", Team, app> teams{};
/// The same declaration with another prefix, beside it, and without one.
constexpr mz::table<"teams", Team, mz::prefix<"it's \"old\" ">, mz::strict> old_teams{};
constexpr mz::table<"teams", Team> plain_teams{};

template <class As>
struct Player {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "team_id", std::int64_t, mz::references<teams.id>> team_id{};
  mz::column<As, "captain", std::optional<std::int64_t>, mz::references_self<"id">> captain{};
};
constexpr mz::table<"players", Player, mz::strict, app> players{};

}  // namespace

TEST(table, prefix) {
  mz::sqlite::connection db{":memory:"};
  EXPECT_SQL(db, mz::create_table(teams), R"(create table "app_teams" ("id" integer primary key, "name" text not null unique))");
  EXPECT_SQL(
      db, mz::create_table(players),
      R"(create table "app_players" ("id" integer primary key, "team_id" integer not null references "app_teams" ("id"), "captain" integer references "app_players" ("id")) strict)");
  db.create_tables(teams, players, old_teams, plain_teams);
  std::string names;
  for (const auto& [name] : db.raw<std::string>("select name from sqlite_schema where sql is not null order by name")) names += name + ", ";
  EXPECT_EQ(
      names,
      R"(app_by_name, app_players, app_short, app_teams, by_name, it's "old" by_name, it's "old" short, it's "old" teams, short, teams, )");

  db.run(mz::insert_into(teams).values({.id = 1, .name = "x"}));
  db.run(mz::insert_into(players).values({.id = 7, .team_id = 1}));
  db.run(mz::insert_into(old_teams).values({.id = 2, .name = "y"}).on_conflict(old_teams.name).do_nothing());
  const auto s = mz::select(players, teams.name).from(players).inner_join(teams, teams.id == players.team_id);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "app_players"."id", "app_players"."team_id", "app_players"."captain", "app_teams"."name" from "app_players" inner join "app_teams" on "app_teams"."id" = "app_players"."team_id")");
  EXPECT_EQ(db.one(s)[teams.name], "x");
  const auto more = mz::alias<"more">(teams);
  EXPECT_EQ(db.one(mz::select(more).where(more.id == 1)).name, "x");
  EXPECT_EQ(db.one(mz::select(old_teams)).name, "y");
  EXPECT_EQ(db.all(mz::select(plain_teams)).size(), 0u);
  // All of them in one statement.
  EXPECT_TRUE(db.all(mz::select(mz::count()).from(teams, old_teams, plain_teams, more)).size() == 1u);
}

TEST(table, describes_itself) {
  constexpr auto& s = mz::detail::source_of<std::remove_cvref_t<decltype(messages)>>;
  static_assert(s.name == "messages" && s.size == 5 && s.label() == "messages");
  static_assert(s.columns[0].primary_key && !s.columns[0].nullable && s.columns[2].nullable);
  static_assert(s.columns[1].reference.table == "channels" && s.columns[1].reference.on_delete == "cascade");
  constexpr auto& o = mz::detail::source_of<std::remove_cvref_t<decltype(other)>>;
  EXPECT_EQ(o.label(), "other");
  EXPECT_EQ(o.name, "messages");
}

TEST(table, names_are_quoted) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(odd);
  db.run(mz::insert_into(odd).values({.select = 1, .quoted = "x"}));
  const auto s = mz::select(odd).where(odd.quoted == "x");
  EXPECT_SQL(db, s, R"(select "order"."select", "order"."a ""b""" from "order" where "order"."a ""b""" = ?)");
  EXPECT_EQ(db.one(s).select, 1);
}

TEST(table, columns_keep_their_order) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(wide);
  db.run(mz::insert_into(wide).values({.c0 = 0, .c1 = 1, .c2 = 2, .c3 = 3, .c4 = 4, .c5 = 5, .c6 = 6, .c7 = 7, .c8 = 8, .c9 = 9}));
  const auto [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9] = db.one(mz::select(wide));
  EXPECT_EQ(c0, 0);
  EXPECT_EQ(c1 * 1000000 + c3 * 10000 + c5 * 100 + c9, 1030509);
  EXPECT_EQ(c2 + c4 + c6 + c7 + c8, 27);
}

TEST(table, an_alias_of_an_alias_is_one_of_the_table) {
  schema::filled_database db;
  constexpr auto first = mz::alias<"first">(messages);
  constexpr auto second = mz::alias<"second">(first);
  static_assert(std::is_same_v<std::remove_cv_t<decltype(second)>, decltype(mz::alias<"second">(messages))>);
  const auto s = mz::select(second.id).from(first).inner_join(second, second.thread_id == first.id).where(second.body == "two");
  EXPECT_SQL(
      db, s,
      R"(select "second"."id" from "messages" as "first" inner join "messages" as "second" on "second"."thread_id" = "first"."id" where "second"."body" = ?)");
  EXPECT_EQ(db.one(s)[second.id], 2);
}
