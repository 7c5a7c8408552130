// SPDX-License-Identifier: MIT
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
  mz::column<As, "id",      std::int64_t, mz::primary_key>                                    id{};
  mz::column<As, "serial",  std::int64_t, mz::default_fn<number>>                             serial{};
  mz::column<As, "note",    std::optional<std::string>, mz::default_fn<[] { return "made"; }>> note{};
  mz::column<As, "changed", std::string, mz::on_update_fn<change>>                            changed{};
  mz::column<As, "both",    std::string, mz::default_fn<[] { return "inserted"; }>, mz::on_update_fn<[] { return "updated"; }>> both{};
  mz::column<As, "twice",   std::int64_t, mz::generated<"serial * 2">>                        twice{};
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
