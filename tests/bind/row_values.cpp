// SPDX-License-Identifier: MIT
#include <span>

#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::counters;
using schema::everything;
using schema::messages;

namespace {

int numbers = 0, changes = 0;
std::int64_t number() { return ++numbers; }
std::string change() { return "change " + std::to_string(++changes); }

template <class As>
struct Item {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "serial", std::int64_t, mz::default_fn<number>> serial{};
  mz::column<As, "note", std::optional<std::string>, mz::default_fn<[] { return "made"; }>> note{};
  mz::column<As, "changed", std::string, mz::detail::on_update_fn<change>> changed{};
  mz::column<As, "both", std::string, mz::default_fn<[] { return "inserted"; }>, mz::detail::on_update_fn<[] { return "updated"; }>> both{};
  mz::column<As, "twice", std::int64_t, mz::generated<"serial * 2">> twice{};
};
constexpr mz::table<"items", Item> items{};

struct item_database : mz::sqlite::connection {
  item_database() : connection{":memory:"} {
    numbers = changes = 0;
    create_tables(items);
  }
};

}  // namespace

TEST(row_values, columns_left_out_get_the_databases_default) {
  schema::filled_database db;
  const auto before = mz::get<0>(db.raw<std::int64_t>("select unixepoch()")[0]);
  const auto row = db.one(mz::insert_into(messages).values({.channel_id = 1, .body = "x"}).returning());
  EXPECT_EQ(row.id, 4);
  EXPECT_GE(row.created_at, before);
  EXPECT_EQ(row.thread_id, std::nullopt);
  EXPECT_EQ(db.one(mz::insert_into(counters).values({.name = "a"}).returning()).n, 0);
}

TEST(row_values, each_combination_of_given_columns) {
  for (unsigned bits = 0; bits != 16; ++bits) {
    schema::database db;
    mz::new_row<everything> row{};
    if ((bits & 1) != 0) row.id = 70;
    if ((bits & 2) != 0) row.label = "given";
    if ((bits & 4) != 0) row.maybe_n = 9;
    if ((bits & 8) != 0) row.urgent = urgency::high;
    db.run(mz::insert_into(everything).values(row));
    db.run(mz::insert_into(everything).values(std::vector<mz::new_row<everything>>{{.id = 90}}));
    const auto read = db.all(mz::select(everything).order_by(everything.id))[0];
    EXPECT_EQ(read.id, (bits & 1) != 0 ? 70 : 1);
    EXPECT_EQ(read.label, (bits & 2) != 0 ? "given" : "");
    EXPECT_EQ(read.maybe_n, (bits & 4) != 0 ? std::optional{9} : std::nullopt);
    EXPECT_EQ(read.urgent, (bits & 8) != 0 ? urgency::high : urgency::low);
  }
}

TEST(row_values, a_function_is_called_once_for_each_row_that_leaves_its_column_out) {
  item_database db;
  const auto statement = mz::insert_into(items).values({});
  EXPECT_EQ(numbers, 1);
  db.run(statement);
  db.run(mz::insert_into(items).values({.serial = 50, .note = std::nullopt, .changed = "mine"}));
  EXPECT_EQ(numbers, 1);
  std::vector<mz::new_row<items>> rows(5);
  rows[2].serial = 60;
  db.run(mz::insert_into(items).values(rows));
  EXPECT_EQ(numbers, 5);

  const auto read = db.all(mz::select(items).order_by(items.id));
  ASSERT_EQ(read.size(), 7u);
  const std::int64_t serials[] = {1, 50, 2, 3, 60, 4, 5};
  for (std::size_t i = 0; i != 7; ++i) {
    EXPECT_EQ(read[i].serial, serials[i]);
    EXPECT_EQ(read[i].twice, 2 * serials[i]);
    EXPECT_EQ(read[i].note, i == 1 ? std::nullopt : std::optional<std::string>{"made"});
    EXPECT_EQ(read[i].both, "inserted");
  }
  EXPECT_EQ(read[0].changed, "change 1");
  EXPECT_EQ(read[1].changed, "mine");
  EXPECT_EQ(read[2].changed, "change 2");
}

TEST(row_values, an_update_calls_the_functions_of_columns_that_it_does_not_set) {
  item_database db;
  db.run(mz::insert_into(items).values(std::vector<mz::new_row<items>>(2)));
  const auto s = mz::update(items).set(items.serial = 8).where(items.id == 1);
  EXPECT_SQL(db, s, R"(update "items" set "serial" = ?, "changed" = ?, "both" = ? where "items"."id" = ?)");
  const auto first = db.one(mz::select(items).where(items.id == 1));
  EXPECT_EQ(first.changed, "change 3");
  EXPECT_EQ(first.both, "updated");
  EXPECT_EQ(first.note, "made");
  EXPECT_EQ(numbers, 2);

  db.run(mz::update(items).set({.serial = 9}).where(items.id == 2));
  db.run(mz::update(items).set({.changed = "mine", .both = "mine too"}).where(items.id == 1));
  EXPECT_EQ(changes, 4);
  EXPECT_EQ(db.one(mz::select(items).where(items.id == 2)).changed, "change 4");
  EXPECT_EQ(db.one(mz::select(items).where(items.id == 2)).both, "updated");
  EXPECT_EQ(db.one(mz::select(items).where(items.id == 1)).changed, "mine");
  EXPECT_EQ(db.one(mz::select(items).where(items.id == 1)).both, "mine too");
}

TEST(row_values, a_patch_writes_what_it_names_null_included) {
  schema::filled_database db;
  mz::patch_of<messages> patch;
  EXPECT_THROW((void)mz::update(messages).set(patch), mz::error::invalid_request);
  patch.thread_id = std::nullopt;
  db.run(mz::update(messages).set(patch).where(messages.id == 2));
  patch.body = "patched";
  db.run(mz::update(messages).set(patch).where(messages.id == 3));
  const auto rows = db.all(mz::select(messages).order_by(messages.id));
  EXPECT_EQ(rows[1].thread_id, std::nullopt);
  EXPECT_EQ(rows[1].body, "two");
  EXPECT_EQ(rows[2].thread_id, std::nullopt);
  EXPECT_EQ(rows[2].body, "patched");
  EXPECT_EQ(rows[2].created_at, 30);
}

namespace {

int calls = 0;
std::int64_t count_call() { return ++calls; }

// Every source of a value that an insert leaves out, alone and beside the next one; each with one that is nullable.
template <class As>
struct Source {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "fn", std::int64_t, mz::default_fn<count_call>> fn{};
  mz::column<As, "fn_null", std::optional<std::int64_t>, mz::default_fn<count_call>> fn_null{};
  mz::column<As, "fn_first", std::string, mz::default_value<"table">, mz::detail::on_update_fn<[] { return "update"; }>,
             mz::default_fn<[] { return "function"; }>>
      fn_first{};
  mz::column<As, "table", std::string, mz::default_value<"table">, mz::detail::on_update_fn<[] { return "update"; }>> table{};
  mz::column<As, "table_sql", std::optional<std::string>, mz::detail::on_update_fn<[] { return "update"; }>,
             mz::default_sql<"upper('table')">>
      table_sql{};
  mz::column<As, "update", std::string, mz::detail::on_update_fn<[] { return "update"; }>> update{};
  mz::column<As, "up_null", std::optional<std::string>, mz::detail::on_update_fn<[] { return "update"; }>> up_null{};
  mz::column<As, "plain", std::optional<std::string>> plain{};
  mz::column<As, "note", std::string, mz::default_value<"">> note{};
};
constexpr mz::table<"sources", Source> sources{};

/// The same table, of which the file has a default that the declaration does not know.
struct source_database : mz::sqlite::connection {
  source_database() : connection{":memory:"} {
    create_tables(sources);
    auto sql = mz::get<0>(raw<std::string>("select sql from sqlite_schema where name = 'sources'")[0]);
    const std::string plain = "\"plain\" text";
    sql.insert(sql.find(plain) + plain.size(), " default 'of the file'");
    raw("drop table sources");
    raw(sql);
    calls = 0;
  }
  /// The row that a statement inserts, but for its key and its counters, as one text.
  template <class S>
  std::string inserted(const S& s) {
    run(s);
    const auto all_rows = all(mz::select(sources));
    std::string text;
    for (const auto& r : all_rows)
      text += r.fn_first + ' ' + r.table + ' ' + r.table_sql.value_or("-") + ' ' + r.update + ' ' + r.up_null.value_or("-") + ' ' +
              r.plain.value_or("-") + (r.fn_null ? "" : " no") + ';';
    run(mz::delete_from(sources).all_rows());
    return text;
  }
};

}  // namespace

TEST(row_values, what_an_insert_leaves_out_has_the_same_value_on_every_road) {
  source_database db;
  const std::string left_out = "function table TABLE update update of the file;";
  using row = mz::new_row<sources>;
  const auto into = mz::insert_into(sources);
  EXPECT_EQ(db.inserted(into.values({})), left_out);
  EXPECT_EQ(db.inserted(into.values({.note = "n"})), left_out);
  EXPECT_EQ(db.inserted(into.values(std::vector<row>(2))), left_out + left_out);
  EXPECT_EQ(db.inserted(into.values({.note = "n"}, {})), left_out + left_out);
  const row rows[2]{{.note = "a"}, {.id = 9}};
  EXPECT_EQ(db.inserted(into.values(std::span{rows})), left_out + left_out);
  EXPECT_EQ(db.inserted(into.set(sources.note = "n")), left_out);
  EXPECT_EQ(db.inserted(into.default_values()), left_out);
  EXPECT_EQ(db.inserted(into.columns(sources.note).from(mz::select(mz::val("n")).union_all(mz::select(mz::val("m"))))),
            left_out + left_out);
  EXPECT_EQ(db.inserted(into.values({}).on_conflict(sources.id).do_nothing()), left_out);
  EXPECT_EQ(calls, 2 * 12);  // of two columns; the two rows of the select share their calls

  const std::string given = "a b c d e f;";
  EXPECT_EQ(db.inserted(into.values(
                {.fn = 1, .fn_null = 2, .fn_first = "a", .table = "b", .table_sql = "c", .update = "d", .up_null = "e", .plain = "f"})),
            given);
  EXPECT_EQ(db.inserted(into.set(sources.fn = 1, sources.fn_null = 2, sources.fn_first = "a", sources.table = "b", sources.table_sql = "c",
                                 sources.update = "d", sources.up_null = "e", sources.plain = "f")),
            given);
  EXPECT_EQ(calls, 24);
  EXPECT_EQ(db.inserted(into.values({.fn_null = std::nullopt, .table_sql = std::nullopt, .up_null = std::nullopt, .plain = std::nullopt})),
            "function table - update - - no;");
}

TEST(row_values, what_an_update_leaves_out_is_touched_by_on_update_fn_alone) {
  source_database db;
  const auto texts = [&] {
    const auto r = db.one(mz::select(sources));
    return r.fn_first + ' ' + r.table + ' ' + *r.table_sql + ' ' + r.update + ' ' + *r.up_null + ' ' + *r.plain;
  };
  const auto old = mz::insert_into(sources).values(
      {.id = 1, .fn = 1, .fn_null = 2, .fn_first = "a", .table = "b", .table_sql = "c", .update = "d", .up_null = "e", .plain = "f"});
  const std::string touched = "update update update update update f";
  const auto check = [&](const auto& change) {
    db.run(mz::delete_from(sources).all_rows());
    db.run(old);
    db.run(change);
    EXPECT_EQ(texts(), touched);
    EXPECT_EQ(db.one(mz::select(sources)).fn, 1);
  };
  check(mz::update(sources).set(sources.note = "n").all_rows());
  check(mz::update(sources).set({.note = "n"}).all_rows());
  check(old.on_conflict(sources.id).do_update(sources.note = "n"));
}

TEST(row_values, a_row_of_nullable_columns_may_give_nothing) {
  mz::sqlite::connection db{":memory:"};
  db.raw("create table loose (a text default 'of the file', b integer)");
  using row = mz::new_row<schema::loose>;
  const auto into = mz::insert_into(schema::loose);
  EXPECT_EQ(db.run(into.values({})).changes, 1);
  EXPECT_EQ(db.run(into.values({}).on_conflict().do_nothing()).changes, 1);
  EXPECT_EQ(db.run(into.values(std::vector<row>{{}, {}, {.b = 1}, {}})).changes, 4);
  EXPECT_EQ(db.run(into.values(std::vector<row>(3)).on_conflict().do_nothing()).changes, 3);
  const auto rows = db.all(mz::select(schema::loose));
  ASSERT_EQ(rows.size(), 9u);
  for (const auto& r : rows) EXPECT_EQ(r.a, "of the file");
}

namespace {

int seeds = 0;

// Functions that give SQL: without values, with some, and with more than one.
template <class As>
struct Computed {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "made", std::int64_t, mz::default_fn<[] { return mz::unixepoch(); }>> made{};
  mz::column<As, "mixed", std::optional<std::string>,
             mz::default_fn<[] { return mz::concat(mz::upper("a"), mz::cast<std::string>(mz::val(++seeds))); }>>
      mixed{};
  mz::column<As, "stamp", std::int64_t, mz::default_value<0>,
             mz::detail::on_update_fn<[] { return mz::sql<"stamp + ?", std::int64_t>(1); }>>
      stamp{};
  mz::column<As, "who", std::string, mz::default_fn<[] { return mz::lower("INSERT"); }>,
             mz::detail::on_update_fn<[] { return mz::lower("UPDATE"); }>>
      who{};
  mz::column<As, "key", std::string, mz::unique, mz::default_fn<[] { return mz::sql<"hex(randomblob(8))", std::string>(); }>> key{};
};
constexpr mz::table<"computed", Computed> computed{};

struct computed_database : mz::sqlite::connection {
  computed_database() : connection{":memory:"} {
    create_tables(computed);
    seeds = 0;
  }
  std::vector<mz::row_of<computed>> rows() { return all(mz::select(computed).order_by(computed.id)); }
};

}  // namespace

TEST(row_values, a_function_may_give_sql) {
  computed_database db;
  const auto one = mz::insert_into(computed).values({.name = "x"});
  EXPECT_EQ(
      mz::detail::render(decltype(one)::text, mz::detail::dialect_id::sqlite, mz::detail::shape_of(one.values, {})),
      R"(insert into "computed" ("name", "made", "mixed", "who", "key") values (?, unixepoch(), upper(?) || cast(? as text), lower(?), hex(randomblob(8))))");
  EXPECT_EQ(db.run(one).changes, 1);
  const auto row = db.rows()[0];
  EXPECT_GT(row.made, 1'500'000'000);
  EXPECT_EQ(row.mixed, "A1");
  EXPECT_EQ(row.stamp, 0);
  EXPECT_EQ(row.who, "insert");
  EXPECT_EQ(row.key.size(), 16u);
  db.run(mz::insert_into(computed).values({.name = "y", .made = 5, .mixed = std::nullopt, .stamp = 6, .who = "w", .key = "k"}));
  EXPECT_EQ(db.rows()[1].made, 5);
  EXPECT_EQ(db.rows()[1].mixed, std::nullopt);
  EXPECT_EQ(db.rows()[1].key, "k");
  EXPECT_EQ(seeds, 1);
}

TEST(row_values, the_sql_of_a_function_stands_on_every_road) {
  computed_database db;
  using row = mz::new_row<computed>;
  std::vector<row> many(100, {.name = "m"});
  for (std::size_t i = 0; i < many.size(); i += 3) many[i].mixed = "given";
  for (std::size_t i = 0; i < many.size(); i += 7) many[i].made = 7;
  const auto check = [&](std::size_t size) {
    const auto rows = db.rows();
    ASSERT_EQ(rows.size(), size);
    for (std::size_t i = 0; i != size; ++i) {
      EXPECT_EQ(rows[i].made == 7, size == 100 && i % 7 == 0);
      EXPECT_EQ(rows[i].mixed, size == 100 && i % 3 == 0 ? "given" : "A" + std::to_string(seeds = size == 100 ? seeds + 1 : 1));
      EXPECT_EQ(rows[i].who, "insert");
    }
    db.run(mz::delete_from(computed).all_rows());
    seeds = 0;
  };
  db.run(mz::insert_into(computed).values(many));
  seeds = 0;
  check(100);
  support::all_or_nothing batch{db};
  (void)mz::run_atomic(batch, mz::atomic(mz::insert_into(computed).values(many)));
  seeds = 0;
  check(100);
  (void)mz::run_atomic(db, std::vector<mz::any_write>{mz::insert_into(computed).values(many)});
  seeds = 0;
  check(100);
  db.run(mz::insert_into(computed).set(computed.name = "s"));
  check(1);
  const auto select = mz::select(mz::val("a")).union_all(mz::select(mz::val("b"))).limit(5);
  const auto from = mz::insert_into(computed).columns(computed.name).from(select);
  EXPECT_SQL(
      db, from,
      R"(insert into "computed" ("name", "made", "mixed", "who", "key") select *, unixepoch(), upper(?) || cast(? as text), lower(?), hex(randomblob(8)) from (select ? union all select ? limit ?) as "mizzle")");
  EXPECT_NE(db.rows()[0].key, db.rows()[1].key);
  check(2);
  const auto conflict =
      mz::insert_into(computed).columns(computed.name).from(select).on_conflict(computed.key).do_nothing().returning(computed.name);
  EXPECT_EQ(db.all(conflict).size(), 2u);
  check(2);
}

TEST(row_values, the_sql_of_on_update_fn_stands_in_sets_patches_and_upserts) {
  computed_database db;
  db.run(mz::insert_into(computed).values({.id = 1, .name = "x"}));
  const auto stamp = [&] { return db.rows()[0].stamp; };
  db.run(mz::update(computed).set(computed.name = "a").all_rows());
  EXPECT_EQ(stamp(), 1);
  EXPECT_EQ(db.rows()[0].who, "update");
  const auto patch = mz::update(computed).set({.name = "b", .who = "me"}).where(computed.id == 1);
  EXPECT_EQ(mz::detail::render(decltype(patch)::text, mz::detail::dialect_id::sqlite, mz::detail::shape_of(patch.values, {})),
            R"(update "computed" set "name" = ?, "stamp" = stamp + ?, "who" = ? where "computed"."id" = ?)");
  db.run(patch);
  EXPECT_EQ(stamp(), 2);
  EXPECT_EQ(db.rows()[0].who, "me");
  db.run(mz::update(computed).set({.stamp = 50}).all_rows());
  EXPECT_EQ(stamp(), 50);
  db.run(mz::insert_into(computed)
             .values({.id = 1, .name = "c"})
             .on_conflict(computed.id)
             .do_update(computed.name = mz::excluded(computed.name)));
  EXPECT_EQ(stamp(), 51);
  EXPECT_EQ(db.rows()[0].who, "update");
  EXPECT_EQ(db.rows()[0].name, "c");
  EXPECT_EQ(db.rows()[0].mixed, "A1");
}

namespace {
template <class As>
struct Automatic {
  mz::column<As, "a", std::optional<std::string>, mz::default_fn<[] { return mz::upper("a"); }>> a{};
  mz::column<As, "b", std::int8_t, mz::default_fn<[] { return seeds; }>> b{};
};
constexpr mz::table<"automatic", Automatic> automatic{};
}  // namespace

TEST(row_values, a_row_whose_columns_all_have_functions_gives_what_they_give) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(automatic);
  seeds = 5;
  db.run(mz::insert_into(automatic).values({}));
  db.run(mz::insert_into(automatic).values(std::vector<mz::new_row<automatic>>(3)).on_conflict().do_nothing());
  const auto defaults = mz::insert_into(automatic).default_values();
  EXPECT_SQL(db, defaults, R"(insert into "automatic" ("a", "b") values (upper(?), ?))");
  const auto rows = db.all(mz::select(automatic));
  ASSERT_EQ(rows.size(), 5u);
  for (const auto& r : rows) {
    EXPECT_EQ(r.a, "A");
    EXPECT_EQ(r.b, 5);
  }
  // What a function gives is checked like what a row gives.
  seeds = 500;
  EXPECT_THROW((void)mz::insert_into(automatic).values({}), mz::error::invalid_request);
  EXPECT_THROW((void)mz::insert_into(automatic).default_values(), mz::error::invalid_request);
}
