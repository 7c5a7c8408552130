// SPDX-License-Identifier: MIT
// Tables that are made anew, with all that depends on them.
#include <mizzle/durable/migrate.hpp>

#include "../../examples/session_log/migrations.hpp"
#include "support/every_handle.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
using texts = std::vector<std::string>;

template <class As>
struct Owner {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
};
inline constexpr mz::table<"owners", Owner> owners{};

/// What the table of things becomes: `weight` is text no more, `note` is new and has a default, `kind` is new and needs a value, `colour`
/// is gone, and so is the weight of no grams.
template <class As>
struct Thing {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "owner", std::optional<std::int64_t>, mz::references<owners.id>> owner{};
  mz::column<As, "parent", std::optional<std::string>, mz::references_self<"id">> parent{};
  mz::column<As, "weight", std::int64_t, mz::check_sql<"weight > 0">> weight{};
  mz::column<As, "kind", std::string> kind{};
  mz::column<As, "note", std::string, mz::default_value<"none">> note{};
  mz::column<As, "label", std::string, mz::generated<"kind || ' ' || id", mz::stored>> label{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"things_by_kind">(t.kind), mz::index<"things_by_weight">(t.weight, t.kind));
  }
};
inline constexpr mz::table<"things", Thing> things{};

constexpr auto old_schema = R"(
  create table owners (id integer primary key, name text not null);
  create table things (id text primary key not null, owner integer references owners (id), parent text references things (id),
                       weight text, colour text);
  create table parts (id integer primary key, thing text references things (id) on delete cascade);
  create table log (text text);
  create index things_by_weight on things (weight);
  create unique index things_by_owner on things (owner, id) where owner is not null;
  create view heavy as select id from things where weight > 5;
  create view broken as select x from nowhere;
  create trigger things_log after insert on things begin insert into log values (new.id || '; in'); end;
  create trigger parts_log after insert on parts begin insert into log select id || '; has a part' from things where id = new.thing; end;
  create trigger heavy_insert instead of insert on heavy begin insert into log values ('; heavy'); end;
  insert into owners values (1, 'Ann');
  insert into things values ('b', 1, null, '7', 'red'), ('a', null, 'b', '3', 'blue'), ('c', 1, 'b', '9', null);
  delete from things where id = 'c';
  insert into parts values (1, 'b'), (2, 'a');
  delete from log
)";

auto rebuilt() {
  return mz::migration("rebuilt", mz::rebuild(things, things.weight = mz::sql<"cast(weight as integer)", std::int64_t>(),
                                              things.kind = mz::sql<"coalesce(colour, ?) || '?'", std::string>("grey")));
}
auto all() { return mz::migrations(mz::migration("old", old_schema), rebuilt()); }

struct rebuilding : testing::Test {
  mz::sqlite::connection db{":memory:"};
  rebuilding() { mz::migrate(db, mz::migrations(mz::migration("old", old_schema))); }

  std::int64_t number(const std::string& sql) { return mz::get<0>(db.raw<std::int64_t>(sql).one()); }
  std::string text(const std::string& sql) {
    std::string all;
    for (const auto& r : db.raw<std::string>(sql)) all += mz::get<0>(r) + "\n";
    return all;
  }
  /// Everything that can be seen of a database.
  std::string everything() {
    std::string all = text("select type || name || coalesce(sql, '') from sqlite_master order by 1");
    for (const char* const table : {"things", "parts", "owners", "log"})
      all += text(std::string{"select json_array("} + (std::string{table} == "things" ? "id, weight" : "*") + ") from " + table);
    return all;
  }
  void expect_settings(std::int64_t keys = 1) {
    EXPECT_EQ(number("pragma foreign_keys"), keys);
    EXPECT_EQ(number("pragma legacy_alter_table"), 0);
  }
};

TEST_F(rebuilding, copies_columns_by_name_and_fills_the_others) {
  const auto row_ids = text("select id || rowid from things order by rowid");
  EXPECT_EQ(mz::migrate(db, all()), texts{"rebuilt"});
  const auto rows = db.all(mz::select(things).order_by(mz::rowid(things)));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0], (mz::row_of<things>{
                         .id = "b", .owner = 1, .parent = std::nullopt, .weight = 7, .kind = "red?", .note = "none", .label = "red? b"}));
  EXPECT_EQ(rows[1].kind, "blue?");
  EXPECT_EQ(rows[1].parent, "b");
  EXPECT_EQ(text("select id || rowid from things order by rowid"), row_ids);
  EXPECT_EQ(number("select count(*) from pragma_table_info('things') where name = 'colour'"), 0);
  EXPECT_EQ(number("select count(*) from sqlite_master where name like 'mizzle_new%'"), 0);
  expect_settings();
}

TEST_F(rebuilding, the_table_is_what_it_would_be_if_it_were_new) {
  mz::migrate(db, all());
  mz::sqlite::connection fresh{":memory:"};
  fresh.create_tables(owners, things);
  const auto declared =
      "select replace(sql, ' if not exists', '') from sqlite_master where name in ('things', 'things_by_kind', 'things_by_weight') order by name";
  std::string expected;
  for (const auto& r : fresh.raw<std::string>(declared)) expected += mz::get<0>(r) + "\n";
  EXPECT_EQ(text(declared), expected);
}

TEST_F(rebuilding, keeps_indexes_triggers_and_views) {
  const std::string others =
      "select type || ' ' || name || coalesce(sql, '') from sqlite_master "
      "where name not in ('things', 'things_by_kind', 'things_by_weight') and name not like 'sqlite%' order by 1";
  const auto before = text(others);
  mz::migrate(db, all());
  EXPECT_EQ(text(others), before);
  EXPECT_EQ(text("select id from heavy"), "b\n");
  db.raw("insert into heavy values ('x')");
  db.run(mz::insert_into(things).values({.id = "d", .owner = 1, .weight = 8, .kind = "k"}));
  db.raw("insert into parts values (3, 'd')");
  EXPECT_EQ(text("select text from log"), "; heavy\nd; in\nd; has a part\n");
}

TEST_F(rebuilding, keeps_foreign_keys_in_both_directions) {
  mz::migrate(db, all());
  const auto add = [&](std::int64_t owner) {
    db.run(mz::insert_into(things).values({.id = "x", .owner = owner, .weight = 1, .kind = "k"}));
  };
  EXPECT_THROW(add(99), mz::error::sql_error);
  EXPECT_THROW(db.raw("insert into parts values (9, 'nowhere')"), mz::error::sql_error);
  EXPECT_EQ(number("select count(*) from parts"), 2) << "dropping the old table has deleted nothing";
  db.raw("update things set parent = null");
  db.raw("delete from things where id = 'a'");
  EXPECT_EQ(number("select count(*) from parts"), 1);
}

TEST_F(rebuilding, a_foreign_key_that_would_be_broken_fails_it) {
  const auto before = everything();
  const auto list = mz::migrations(mz::migration("old", old_schema),
                                   mz::migration("bad", mz::rebuild(things, things.weight = 1, things.kind = "k", things.owner = 99)));
  try {
    mz::migrate(db, list);
    ADD_FAILURE();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_FOREIGNKEY);
    EXPECT_STREQ(e.what(), "migration \"bad\": rebuild: the row 1 of \"things\" refers to a row of \"owners\" that is not there");
  }
  EXPECT_EQ(everything(), before);
  expect_settings();
}

TEST_F(rebuilding, a_view_that_it_breaks_fails_it_and_one_that_was_broken_does_not) {
  db.raw("create view colours as select colour from things");
  const auto before = everything();
  try {
    mz::migrate(db, all());
    ADD_FAILURE();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(std::string{e.what()}.find("migration \"rebuilt\", statement 1: "), 0u) << e.what();
    EXPECT_NE(std::string{e.what()}.find("colour"), std::string::npos) << e.what();
  }
  EXPECT_EQ(everything(), before);
  db.raw("drop view colours");
  EXPECT_EQ(mz::migrate(db, all()), texts{"rebuilt"});
}

TEST_F(rebuilding, a_trigger_that_it_breaks_fails_it_and_one_that_was_broken_does_not) {
  db.raw("create trigger was_broken after delete on owners begin delete from nowhere; end");
  struct {
    std::string trigger, table, column;
  } const broken[] = {{"after insert on things begin insert into log values (new.colour); end", "things", "new.colour"},
                      {"after update of weight on things begin insert into log values (new.colour); end", "things", "new.colour"},
                      {"before delete on things begin select old.colour; end", "things", "old.colour"},
                      {"after insert on owners begin update things set colour = 'red'; end", "owners", "colour"},
                      {"instead of delete on heavy begin delete from things where colour = old.id; end", "heavy", "colour"}};
  for (const auto& b : broken) {
    SCOPED_TRACE(b.trigger);
    db.raw("create trigger t " + b.trigger);
    const auto with = everything();
    const std::string why = "migration \"rebuilt\", statement 1: rebuild: a trigger that a write to \"" + b.table +
                            "\" sets off does not fit the new table: no such column: " + b.column;
    try {
      mz::migrate(db, all());
      ADD_FAILURE();
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.what(), why);
    }
    EXPECT_EQ(everything(), with);
    expect_settings();
    db.raw("drop trigger t");
  }
  EXPECT_EQ(mz::migrate(db, all()), texts{"rebuilt"});
  EXPECT_EQ(number("select count(*) from sqlite_master where name = 'was_broken'"), 1);
}

TEST_F(rebuilding, a_table_of_an_attached_database_is_not_taken_for_it) {
  db.raw("attach ':memory:' as other");
  db.raw("create table other.things (id text, weight text, colour text)");
  db.raw("insert into other.things values ('x', '1', 'green')");
  EXPECT_EQ(mz::migrate(db, all()), texts{"rebuilt"});
  EXPECT_EQ(number("select count(*) from other.things"), 1);
  EXPECT_EQ(number("select count(*) from main.things"), 2);

  mz::sqlite::connection alone{":memory:"};
  alone.raw("attach ':memory:' as other");
  alone.raw("create table other.things (id text, weight text, colour text)");
  EXPECT_THROW(mz::migrate(alone, mz::migrations(rebuilt())), mz::error::invalid_request);
  EXPECT_EQ(mz::get<0>(alone.raw<std::int64_t>("select count(*) from other.sqlite_master").one()), 1);
}

TEST_F(rebuilding, an_index_that_cannot_be_kept_fails_it) {
  db.raw("create index things_by_colour on things (colour)");
  const auto before = everything();
  EXPECT_THROW(mz::migrate(db, all()), mz::error::sql_error);
  EXPECT_EQ(everything(), before);
  expect_settings();
  mz::migrate(db, mz::migrations(mz::migration("old", old_schema),
                                 mz::migration("rebuilt", "drop index things_by_colour",
                                               mz::rebuild(things, things.weight = mz::sql<"cast(weight as integer)", std::int64_t>(),
                                                           things.kind = "k"))));
  EXPECT_EQ(number("select count(*) from things where kind = 'k'"), 2);
}

TEST_F(rebuilding, a_row_that_the_new_table_refuses_fails_it) {
  db.raw("update things set weight = '-1' where id = 'a'");
  const auto before = everything();
  EXPECT_THROW(mz::migrate(db, all()), mz::error::sql_error);
  EXPECT_EQ(everything(), before);
  expect_settings();
}

TEST_F(rebuilding, a_new_column_without_a_value_is_refused) {
  const auto list = mz::migrations(mz::migration("old", old_schema), mz::migration("bad", mz::rebuild(things)));
  try {
    mz::migrate(db, list);
    ADD_FAILURE();
  } catch (const mz::error::invalid_request& e) {
    EXPECT_STREQ(e.what(),
                 "migration \"bad\", statement 1: rebuild: column \"things\".\"kind\" is new and has no default; give rebuild() "
                 "an assignment for it");
  }
  expect_settings();
}

TEST_F(rebuilding, a_table_that_is_not_there_is_refused) {
  db.raw("drop table parts");
  db.raw("drop view heavy");
  db.raw("drop table things");
  EXPECT_THROW(mz::migrate(db, all()), mz::error::invalid_request);
  expect_settings();
}

TEST_F(rebuilding, something_temporary_of_the_same_name_is_refused) {
  for (const char* const name : {"table things (id text)", "trigger t after insert on main.things begin select 1; end"}) {
    db.raw(std::string{"create temp "} + name);
    EXPECT_THROW(mz::migrate(db, all()), mz::error::invalid_request);
    EXPECT_EQ(number("select count(*) from mizzle_migrations"), 1);
    expect_settings();
    db.raw(name[1] == 'a' ? "drop table temp.things" : "drop trigger t");
  }
  EXPECT_EQ(mz::migrate(db, all()), texts{"rebuilt"});
}

TEST_F(rebuilding, statements_that_were_prepared_before_read_the_new_table) {
  const auto ids = mz::select(things.id).from(things).order_by(things.id);
  EXPECT_EQ(db.all(ids).size(), 2u);
  mz::migrate(db, all());
  EXPECT_EQ(db.all(ids).size(), 2u);
  db.run(mz::insert_into(things).values({.id = "d", .weight = 8, .kind = "k"}));
  EXPECT_EQ(db.all(ids).size(), 3u);
}

TEST_F(rebuilding, readers_see_the_old_table_or_the_new_one) {
  const support::temporary_file file;
  mz::sqlite::connection writer{file.path()}, reader{file.path()};
  mz::migrate(writer, mz::migrations(mz::migration("old", old_schema)));
  reader.transaction([&](auto& tx) { EXPECT_EQ(mz::get<0>(tx.template raw<std::int64_t>("select count(colour) from things").one()), 2); },
                     mz::sqlite::behavior::deferred);
  mz::migrate(writer, all());
  EXPECT_EQ(reader.all(mz::select(things)).size(), 2u);
}

TEST_F(rebuilding, the_settings_stay_what_they_were) {
  db.raw("pragma foreign_keys = off");
  mz::migrate(db, all());
  expect_settings(0);
}

TEST_F(rebuilding, inside_a_transaction_is_refused) {
  const auto before = everything();
  db.transaction([&](auto& tx) { EXPECT_THROW(mz::migrate(tx, all()), mz::error::invalid_request); });
  EXPECT_EQ(everything(), before);
  expect_settings();
}

TEST_F(rebuilding, twice_in_one_migration_and_of_two_tables) {
  const auto once = [] { return mz::rebuild(things, things.weight = 1, things.kind = "k"); };
  mz::migrate(db,
              mz::migrations(mz::migration("old", old_schema),
                             mz::migration("all", once(), mz::rebuild(things), mz::rebuild(owners, owners.name = mz::upper(owners.name)))));
  EXPECT_EQ(text("select name from owners"), "ANN\n");
  EXPECT_EQ(number("select count(*) from things"), 2);
  EXPECT_EQ(number("select count(*) from parts"), 2);
}

TEST_F(rebuilding, a_plan_tells_its_statements) {
  const std::string plan = mz::plan_migrations(db, all()).text();
  EXPECT_NE(
      plan.find("insert into \"mizzle_new_things\" (rowid, \"id\", \"owner\", \"parent\", \"weight\", \"kind\", \"note\") select rowid, "
                "\"id\", \"owner\", \"parent\", cast(weight as integer), coalesce(colour, 'grey') || '?', \"note\" from \"things\" "
                "order by rowid;\n"),
      plan.npos)
      << plan;
  EXPECT_NE(plan.find("alter table \"mizzle_new_things\" rename to \"things\";\n"), plan.npos);
  EXPECT_NE(plan.find("create index \"things_by_kind\" on \"things\" (\"kind\");\n"), plan.npos);
}

template <class As>
struct Ticket {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement> id{};
  mz::column<As, "what", std::string> what{};
};
inline constexpr mz::table<"tickets", Ticket> tickets{};
template <class As>
struct Pair {
  mz::column<As, "a", std::int64_t, mz::primary_key> a{};
  mz::column<As, "b", std::int64_t, mz::primary_key> b{};
};
inline constexpr mz::table<"pairs", Pair, mz::strict, mz::without_rowid> pairs{};

TEST(rebuild, numbers_that_were_given_are_not_given_again) {
  mz::sqlite::connection db{":memory:"};
  const auto old = mz::migration("old",
                                 "create table Tickets (id integer primary key autoincrement, what text);"
                                 "insert into tickets values (7, 'x'); delete from tickets");
  mz::migrate(db, mz::migrations(old, mz::migration("new", mz::rebuild(tickets))));
  EXPECT_EQ(db.run(mz::insert_into(tickets).values({.what = "y"})).last_insert_rowid, 8);
}

TEST(rebuild, a_table_without_row_ids) {
  mz::sqlite::connection db{":memory:"};
  mz::migrate(db, mz::migrations(mz::migration("old", "create table pairs (b, A); insert into pairs values (1, 2), (1, 3)"),
                                 mz::migration("new", mz::rebuild(pairs)), mz::migration("again", mz::rebuild(pairs, pairs.b = pairs.a))));
  EXPECT_EQ(db.one(mz::select(pairs).where(pairs.a == 3)).b, 3);
}

// The session log of the examples, whose numbers were wrong.

struct repairing : testing::Test {
  mz::sqlite::connection db{":memory:"};
  repairing() { mz::migrate(db, mz::migrations(mz::migration("1 sessions and messages", session_log::first_schema))); }

  void session(const std::string& id, std::int64_t read, std::int64_t unread) {
    db.raw("insert into sessions values (?, null, '', null, ?, ?)", id, unread, read);
  }
  void messages(const std::string& session, const std::vector<std::pair<const char*, std::int64_t>>& rows) {
    for (const auto& [type, sequence] : rows)
      db.raw("insert into messages values (?, ?, ?, '', ?, null, 'active')", session + std::to_string(++count), session, std::string{type},
             sequence);
  }
  std::pair<std::int64_t, std::int64_t> mark(const std::string& id) {
    const auto s = db.one(mz::select(session_log::sessions).where(session_log::sessions.id == id));
    return {s.last_read_sequence, s.unread_count};
  }
  std::vector<std::int64_t> numbers(const std::string& id) {
    std::vector<std::int64_t> result;
    const auto& m = session_log::messages;
    for (const auto& r : db.all(mz::select(m.sequence).from(m).where(m.session_id == id).order_by(mz::rowid(m))))
      result.push_back(r[m.sequence]);
    return result;
  }
  int count = 0;
};
using mark_and_unread = std::pair<std::int64_t, std::int64_t>;

TEST_F(repairing, e_scenario_18_a_session_full_of_zeros) {
  session("s", 0, 3);
  messages("s", {{"user", 0}, {"assistant", 0}, {"tool", 0}, {"assistant", 0}});
  EXPECT_EQ(mz::migrate(db, session_log::migrations()), texts{"2 numbers by the database"});
  EXPECT_EQ(numbers("s"), (std::vector<std::int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(mark("s"), (mark_and_unread{-1, 3}));
  EXPECT_EQ(mz::migrate(db, session_log::migrations()), texts{});
}

TEST_F(repairing, e_15_marks_are_translated_and_counts_are_what_is_behind_them) {
  session("good", 2, 1);
  messages("good", {{"user", 0}, {"tool", 1}, {"tool", 2}, {"tool", 3}});
  session("gaps", 12, 9);
  messages("gaps", {{"tool", 10}, {"tool", 12}, {"user", 30}, {"tool", 31}});
  session("disordered", 4, 0);
  messages("disordered", {{"tool", 0}, {"tool", 9}, {"tool", 4}, {"tool", 8}});
  session("all read", 5, 0);
  messages("all read", {{"tool", 0}, {"tool", 0}, {"tool", 5}});
  session("empty", 3, 2);
  session("first read", 0, 1);
  messages("first read", {{"tool", 0}, {"tool", 1}});
  mz::migrate(db, session_log::migrations());
  EXPECT_EQ(mark("good"), (mark_and_unread{2, 1}));
  EXPECT_EQ(mark("gaps"), (mark_and_unread{1, 1}));
  EXPECT_EQ(mark("disordered"), (mark_and_unread{0, 3})) << "nothing unread is hidden behind the mark";
  EXPECT_EQ(mark("all read"), (mark_and_unread{2, 0}));
  EXPECT_EQ(mark("empty"), (mark_and_unread{-1, 0}));
  EXPECT_EQ(mark("first read"), (mark_and_unread{0, 1}));
  for (const char* const id : {"good", "gaps", "disordered"}) EXPECT_EQ(numbers(id), (std::vector<std::int64_t>{0, 1, 2, 3}));
}

TEST_F(repairing, e_15_twice_changes_nothing) {
  for (std::int64_t read = -1; read != 6; ++read) {
    for (std::int64_t unread = 0; unread != 4; ++unread) {
      const std::string id = std::to_string(read) + "/" + std::to_string(unread) + "/";
      session(id, read, unread);
      messages(id, {{unread % 2 == 0 ? "user" : "tool", 0}, {"tool", read}, {"steer", 4}, {"tool", 4}});
    }
  }
  mz::migrate(db, session_log::migrations());
  const auto everything = [&] {
    std::pair<std::vector<session_log::message>, std::vector<mz::row_of<session_log::sessions>>> all;
    for (const auto& r : db.all(mz::select(session_log::messages))) all.first.push_back(r);
    for (const auto& r : db.all(mz::select(session_log::sessions))) all.second.push_back(r);
    return all;
  };
  const auto once = everything();
  (void)mz::run_atomic(db, session_log::repair());
  EXPECT_EQ(everything(), once);
}

TEST_F(repairing, e_26_then_the_index_is_unique_and_the_log_goes_on) {
  session("s", 0, 1);
  messages("s", {{"tool", 0}, {"tool", 0}});
  mz::migrate(db, session_log::migrations());
  EXPECT_THROW(messages("s", {{"tool", 1}}), mz::error::sql_error);
  const auto added = mz::run_atomic(db, session_log::append({.id = "new",
                                                             .session_id = "s",
                                                             .type = session_log::message_type::tool,
                                                             .timestamp = "",
                                                             .sequence = 0,
                                                             .row_data = std::nullopt,
                                                             .turn_status = "active"}));
  EXPECT_EQ(added[session_log::stored_message].one().sequence, 2);
  db.run(session_log::open_session("t", ""));
  EXPECT_EQ(mark("t"), (mark_and_unread{-1, 0})) << "the new default of the mark";
}

}  // namespace
