// SPDX-License-Identifier: MIT
// Sections 9, 10 and 11 of the parity list: what others get wrong when they write, and what stands together.
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::members;
using schema::messages;

namespace {

/// Whether a statement gives what the same in plain SQL gives.
template <class... Column>
void expect_same(mz::sqlite::connection& db, const auto& rows, const char* sql) {
  const auto plain = db.raw<Column...>(sql);
  ASSERT_EQ(rows.size(), plain.size());
  for (std::size_t i = 0; i != plain.size(); ++i) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      EXPECT_TRUE(((mz::get<I>(rows[i]) == mz::get<I>(plain[i])) && ...)) << "row " << i;
    }(std::index_sequence_for<Column...>{});
  }
}

// 9. Insert

TEST(write_troubles, section_9_a_column_that_is_not_given_gets_the_default_of_the_database) {
  mz::sqlite::connection db{":memory:"};
  db.script("create table counters (name text primary key, n integer not null default 42)");
  db.run(mz::insert_into(counters).values({.name = "a"}));
  db.run(mz::insert_into(counters).values(std::vector<mz::new_row<counters>>{{.name = "b"}, {.name = "c", .n = 1}}));
  expect_same<std::string, std::int64_t>(db, db.all(mz::select(counters.name, counters.n).from(counters).order_by(counters.name)),
                                         "values ('a', 42), ('b', 42), ('c', 1)");
}

TEST(write_troubles, section_9_more_rows_than_an_engine_takes_values_for) {
  schema::database db;
  std::vector<mz::new_row<counters>> rows;
  for (int i = 0; i != 40'000; ++i) rows.push_back({.name = std::to_string(i), .n = i});
  EXPECT_EQ(db.run(mz::insert_into(counters).values(rows)).changes, 40'000);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::sum(counters.n)).from(counters))), 40'000LL * 39'999 / 2);
}

TEST(write_troubles, section_9_the_condition_of_a_conflict_target_stands_before_what_is_done) {
  const auto s =
      mz::insert_into(schema::ruled).values({.region = "a", .code = "b", .serial = 1}).on_conflict(schema::ruled.serial).do_nothing();
  EXPECT_NE(mz::to_sql(s).sql.find(R"(on conflict ("serial") where "serial" > 0 do nothing)"), std::string::npos) << mz::to_sql(s).sql;
}

TEST(write_troubles, section_9_what_a_conflict_may_keep_back_is_optional) {
  schema::filled_database db;
  const auto s = mz::insert_into(channels).values({.id = 1, .name = "again"}).on_conflict(channels.id).do_nothing().returning(channels.id);
  static_assert(std::is_same_v<decltype(db.get(s)), std::optional<mz::row_t<decltype(s)>>>);
  EXPECT_EQ(db.get(s), std::nullopt);
  EXPECT_THROW((void)db.one(s), mz::error::no_row);
}

TEST(write_troubles, section_9_from_selects_of_every_kind_with_a_conflict) {
  schema::filled_database db;
  const auto upsert = [](const auto& select) {
    return mz::insert_into(counters)
        .columns(counters.name, counters.n)
        .from(select)
        .on_conflict(counters.name)
        .do_update(counters.n = counters.n + mz::excluded(counters.n));
  };
  const auto total = [&] { return mz::get<0>(db.raw<std::optional<std::int64_t>>("select sum(n) from counters")[0]).value_or(0); };
  const auto plain = mz::select(channels.name, channels.id).from(channels);
  EXPECT_EQ(db.run(upsert(plain)).changes, 2);
  EXPECT_EQ(total(), 3);
  EXPECT_EQ(db.run(upsert(plain)).changes, 2);
  EXPECT_EQ(total(), 6);
  // Without a source; a compound; one whose last operand has an order and a limit; a join; a named query; a table function; groups.
  EXPECT_EQ(db.run(upsert(mz::select(mz::val("x"), mz::val(std::int64_t{1})))).changes, 1);
  EXPECT_EQ(total(), 7);
  EXPECT_EQ(db.run(upsert(plain.union_all(mz::select(channels.name, channels.id).from(channels)))).changes, 4);
  EXPECT_EQ(total(), 13);
  EXPECT_EQ(db.run(upsert(plain.union_all(mz::select(channels.name, channels.id).from(channels).order_by(channels.id).limit(1)))).changes,
            3);
  EXPECT_EQ(total(), 17);
  EXPECT_EQ(db.run(upsert(plain.inner_join(messages, messages.channel_id == channels.id))).changes, 3);
  EXPECT_EQ(total(), 20);
  const auto named = plain.as<"q">();
  EXPECT_EQ(db.run(upsert(mz::select(named))).changes, 2);
  EXPECT_EQ(total(), 23);
  const auto each = mz::json_each<std::int64_t>(std::vector<std::int64_t>{1, 2});
  EXPECT_EQ(db.run(upsert(mz::select(mz::val("j"), each.value).from(each))).changes, 2);
  EXPECT_EQ(total(), 26);
  EXPECT_EQ(db.run(upsert(mz::select(channels.name, mz::count()).from(channels).group_by(channels.name))).changes, 2);
  EXPECT_EQ(total(), 28);
  // With common table expressions in front of it.
  const auto with = mz::with(named)
                        .insert_into(counters)
                        .columns(counters.name, counters.n)
                        .from(mz::select(named[channels.name], named[channels.id]).from(named))
                        .on_conflict(counters.name)
                        .do_nothing();
  EXPECT_EQ(db.run(with).changes, 0);
  // A value in the select that looks like a keyword of the clause.
  EXPECT_EQ(db.run(upsert(mz::select(mz::val("on conflict"), mz::val(std::int64_t{2})).from(channels).limit(1))).changes, 1);
  EXPECT_EQ(total(), 30);
}

TEST(write_troubles, section_9_conflict_clauses_are_asked_in_their_order_and_the_last_needs_no_columns) {
  schema::filled_database db;
  const auto put = [](std::int64_t id, const char* name) {
    return mz::insert_into(channels)
        .values({.id = id, .name = name})
        .on_conflict(channels.id)
        .do_update(channels.name = mz::concat(mz::excluded(channels.name), "?"))
        .on_conflict()
        .do_nothing();
  };
  static_assert(
      mz::sql_of<decltype(put(1, ""))> ==
      R"(insert into "channels" ("id", "name") values (?, ?) on conflict ("id") do update set "name" = excluded."name" || ? on conflict do nothing)");
  EXPECT_EQ(db.run(put(1, "new")).changes, 1);                   // by its id
  EXPECT_EQ(db.run(put(9, "empty")).changes, 0);                 // by its name
  EXPECT_EQ(db.run(put(1, "empty?")).changes, 1);                // both: the first one is asked first
  EXPECT_THROW(db.run(put(2, "empty?")), mz::error::sql_error);  // the update itself meets another key, and no clause is asked about that
  db.script("pragma foreign_keys = off");
  const auto both = mz::insert_into(channels)
                        .values({.id = 5, .name = "empty"})
                        .on_conflict(channels.name)
                        .do_update(channels.id = mz::excluded(channels.id))
                        .where(channels.id == 2)
                        .on_conflict()
                        .do_update(channels.name = "never")
                        .returning(channels.id, channels.name);
  EXPECT_EQ(db.one(both)[channels.id], 5);
}

TEST(write_troubles, section_9_insert_or_and_on_conflict_are_asked_about_different_keys) {
  schema::filled_database db;
  const auto put = [](std::int64_t id, const char* name) {
    return mz::insert_or<mz::conflict::ignore>(channels)
        .values({.id = id, .name = name})
        .on_conflict(channels.id)
        .do_update(channels.name = mz::concat(channels.name, "!"));
  };
  EXPECT_EQ(db.run(put(1, "x")).changes, 1);
  EXPECT_EQ(db.run(put(9, "empty")).changes, 0);
  EXPECT_EQ(db.one(mz::select(channels).where(channels.id == 1)).name, "general!");
  const auto replace =
      mz::insert_or<mz::conflict::replace>(channels).values({.id = 9, .name = "empty"}).on_conflict(channels.id).do_nothing();
  EXPECT_EQ(db.run(replace).changes, 1);
  EXPECT_EQ(db.one(mz::select(channels).where(channels.name == "empty")).id, 9);
}

TEST(write_troubles, section_9_a_row_of_defaults_comes_back) {
  schema::database db;
  db.create_tables(schema::ticks, schema::loose);
  EXPECT_EQ(db.one(mz::insert_into(schema::ticks).default_values().returning()).n, 3);
  EXPECT_EQ(mz::get<0>(db.one(mz::insert_into(schema::loose).default_values().returning(schema::loose.a.is_null().as<"gone">()))), true);
  EXPECT_EQ(db.run(mz::insert_into(schema::ticks).values({})).last_insert_rowid, 2);
  const auto once = mz::insert_into(schema::ticks).values({}).on_conflict().do_nothing().returning(schema::ticks.id);
  EXPECT_EQ(mz::get<0>(db.one(once)), 3);
}

// returning of expressions: on each road, also in lists of all policies.
TEST(write_troubles, section_9_returning_takes_expressions) {
  schema::filled_database db;
  constexpr auto other = mz::alias<"other">(messages);
  const auto s = mz::update(messages)
                     .set(messages.created_at = messages.created_at + 1)
                     .where(messages.id < 3)
                     .returning(messages.id, mz::upper(messages.body).as<"shout">(),
                                mz::case_when(messages.thread_id.is_null(), "root").otherwise("answer").as<"kind">(),
                                mz::scalar(mz::select(mz::count()).from(other).where(other.thread_id == messages.id)).as<"answers">(),
                                (messages.created_at * 2 + 1).as<"odd">(), mz::lit<7>, mz::coalesce(messages.thread_id, 0).as<"thread">());
  const auto check = [](const auto& rows) {
    ASSERT_EQ(rows.size(), 2u);
    const auto& row = rows[rows[0][messages.id] == 1 ? 0 : 1];
    EXPECT_EQ(row["shout"_col], "ONE SHIP");
    EXPECT_EQ(row["kind"_col], "root");
    EXPECT_EQ(row["answers"_col], 2);
    EXPECT_EQ(row["odd"_col] % 2, 1);
    EXPECT_EQ(row["thread"_col], 0);
  };
  check(db.all(s));
  check(mz::run_atomic(db, mz::atomic(s))[0_c]);
  support::fake_batch batch{db};
  check(mz::run_atomic(batch, mz::atomic(s))[0_c]);
  support::bare_d1 d1{db};
  check(mz::run_atomic(d1, mz::atomic(s))[0_c]);
  check(mz::run_atomic(db, std::vector<mz::any_write>{s})[0].as<decltype(s)>());
}

// 10. Update

TEST(write_troubles, section_10_parameters_in_set_are_typed) {
  schema::filled_database db;
  auto rename = db.prepare(
      mz::update(messages)
          .set(messages.body = mz::param<"body", std::string>(), messages.thread_id = mz::param<"thread", std::optional<std::int64_t>>())
          .where(messages.id == mz::param<"id", std::int64_t>())
          .require_exactly(1));
  EXPECT_EQ(rename.run("new", std::nullopt, 3).changes, 1);
  EXPECT_THROW(rename.run("new", 1, 99), mz::error::guard_failed);
  const auto row = db.one(mz::select(messages).where(messages.id == 3));
  EXPECT_EQ(row.body, "new");
  EXPECT_EQ(row.thread_id, std::nullopt);
}

TEST(write_troubles, section_10_a_value_is_not_taken_for_another_tables) {
  schema::filled_database db;
  // The same name in both tables: "id", which only the qualifier tells apart.
  const auto s = mz::update(messages)
                     .set(messages.created_at = channels.id)
                     .from(channels)
                     .where(channels.id == messages.channel_id)
                     .returning(messages.id, messages.created_at);
  for (const auto& row : db.all(s)) EXPECT_EQ(row[messages.created_at], 1) << row[messages.id];
  EXPECT_EQ(db.all(s).size(), 3u);
}

TEST(write_troubles, section_10_an_empty_patch_is_no_statement) {
  schema::filled_database db;
  EXPECT_THROW((void)mz::update(messages).set(mz::patch_of<messages>{}), mz::error::invalid_request);
}

// 11. Delete

TEST(write_troubles, section_11_a_condition_of_nothing_deletes_nothing) {
  schema::filled_database db;
  EXPECT_EQ(db.run(mz::delete_from(members).where(members.agent_id.in(std::vector<std::int64_t>{}))).changes, 0);
  EXPECT_EQ(
      db.run(mz::delete_from(members).where(members.agent_id > 0 && mz::when(false, members.channel_id == 1) && members.agent_id == 9))
          .changes,
      0);
  // A condition of which all parts are optional does not compile: where_that_could_vanish.
  EXPECT_EQ(db.all(mz::select(members)).size(), 3u);
}

TEST(write_troubles, section_11_a_delete_gives_back_what_is_gone) {
  schema::filled_database db;
  const auto s = mz::delete_from(members).where(members.channel_id == 1).returning(members.agent_id, (members.agent_id + 1).as<"next">());
  expect_same<std::int64_t, std::int64_t>(db, db.all(s), "values (7, 8), (8, 9)");
  EXPECT_TRUE(db.all(s).empty());
}

}  // namespace
