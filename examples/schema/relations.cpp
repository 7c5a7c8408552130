// SPDX-License-Identifier: MIT
// Composite keys, references with actions, a self reference, checks, and partial and descending indexes: the DDL is a
// constant of the program.
#include <mizzle/mizzle.hpp>

namespace mz = mizzle;

template <class As>
struct Team {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement> id{};
  mz::column<As, "name", std::string, mz::unique, mz::collate<"nocase">> name{};
  mz::column<As, "parent_id", std::optional<std::int64_t>, mz::references_self<"id", mz::on_delete::set_null>> parent_id{};
};
inline constexpr mz::table<"teams", Team> teams{};

template <class As>
struct Membership {
  mz::column<As, "team_id", std::int64_t, mz::references<teams.id, mz::on_delete::cascade>> team_id{};
  mz::column<As, "person", std::string> person{};
  mz::column<As, "share", double, mz::default_value<1.0>, mz::check_sql<"share between 0 and 1">> share{};
  mz::column<As, "since", std::int64_t, mz::default_sql<"unixepoch()">> since{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::primary_key_on(t.team_id, t.person), mz::check<"named">(t.person != ""),
                           mz::index<"newest_members">(mz::desc(t.since)),
                           mz::unique_index<"one_full_share">(t.team_id).where(t.share == 1.0));
  }
};
inline constexpr mz::table<"memberships", Membership, mz::strict, mz::without_rowid> memberships{};

static_assert(mz::sql_of<decltype(mz::create_table(teams))> ==
              R"(create table "teams" ("id" integer primary key autoincrement, "name" text not null unique collate nocase, )"
              R"("parent_id" integer references "teams" ("id") on delete set null))");

static_assert(mz::sql_of<decltype(mz::create_table(memberships))> ==
              R"(create table "memberships" ("team_id" integer not null references "teams" ("id") on delete cascade, )"
              R"("person" text not null, "share" real not null default 1.0 check (share between 0 and 1), )"
              R"("since" integer not null default (unixepoch()), primary key ("team_id", "person"), )"
              R"(constraint "named" check ("person" <> '')) strict, without rowid)");

int main() {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(teams, memberships);
  const auto team = mz::get<0>(db.one(mz::insert_into(teams).values({.name = "core"}).returning(teams.id)));
  const auto join = mz::insert_into(memberships)
                        .values({.team_id = team, .person = "ann"})
                        .on_conflict(memberships.team_id, memberships.person)
                        .do_update(memberships.share = mz::excluded(memberships.share));
  db.run(join);
  db.run(join);
  return db.all(mz::select(memberships)).size() == 1 ? 0 : 1;
}
