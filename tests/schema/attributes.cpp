// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

enum class weekday : std::int8_t { sunday = -1, monday = 1 };

template <class As>
struct Owner {
  mz::column<As, "id", std::int64_t, mz::primary_key, mz::autoincrement> id{};
  mz::column<As, "name", std::string, mz::unique, mz::collate<"nocase">> name{};
};
constexpr mz::table<"owners", Owner> owners{};

template <class As>
struct Pet {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "cascade", std::int64_t, mz::references<owners.id, mz::on_delete::cascade, mz::on_update::restrict_>> cascade{};
  mz::column<As, "null", std::optional<std::int64_t>, mz::references<owners.id, mz::on_delete::set_null, mz::on_update::cascade>> null{};
  mz::column<As, "default", std::int64_t, mz::default_value<1>,
             mz::references<owners.id, mz::on_delete::set_default, mz::on_update::no_action>>
      set_default{};
  mz::column<As, "late", std::optional<std::int64_t>, mz::references<owners.id, mz::deferred>> late{};
  mz::column<As, "mother", std::optional<std::string>, mz::references_self<"id", mz::on_delete::set_null>> mother{};
};
constexpr mz::table<"pets", Pet> pets{};

template <class As>
struct Default {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "least", std::int64_t, mz::default_value<std::numeric_limits<std::int64_t>::min()>> least{};
  mz::column<As, "most", std::int64_t, mz::default_value<std::numeric_limits<std::int64_t>::max()>> most{};
  mz::column<As, "real", double, mz::default_value<-12.0625>> real{};
  mz::column<As, "tenth", double, mz::default_value<0.1>> tenth{};
  mz::column<As, "off", bool, mz::default_value<false>> off{};
  mz::column<As, "text", std::string, mz::default_value<"a 'b' \"c\" ?">> text{};
  mz::column<As, "empty", std::string, mz::default_value<"">> empty{};
  mz::column<As, "day", weekday, mz::default_value<weekday::sunday>> day{};
  mz::column<As, "urgent", urgency, mz::default_value<"high">> urgent{};
  mz::column<As, "sum", std::int64_t, mz::default_sql<"1 + 2">> sum{};
  mz::column<As, "bytes", mz::blob, mz::default_sql<"x'00ff'">> bytes{};
  mz::column<As, "optional", std::optional<std::int64_t>, mz::default_value<5>> optional{};
  mz::column<As, "even", std::int64_t, mz::default_value<2>, mz::check_sql<"even % 2 = 0">> even{};
  mz::column<As, "stored", std::int64_t, mz::generated<"even * 2", mz::stored>> stored{};
  mz::column<As, "virtual", std::optional<std::string>, mz::generated<"nullif(text, '')", mz::virtual_>> virtual_{};
};
constexpr mz::table<"defaults", Default> defaults{};

}  // namespace

TEST(attributes, keys_and_collation) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(owners);
  EXPECT_SQL(db, s, R"(create table "owners" ("id" integer primary key autoincrement, "name" text not null unique collate nocase))");
  EXPECT_EQ(db.run(mz::insert_into(owners).values({.name = "Ann"})).last_insert_rowid, 1);
  EXPECT_THROW(db.run(mz::insert_into(owners).values({.name = "ANN"})), mz::error::sql_error);
  EXPECT_EQ(db.one(mz::select(owners).where(owners.name == "ann")).id, 1);
  // With autoincrement a number is not used twice.
  db.run(mz::delete_from(owners).all_rows());
  EXPECT_EQ(db.run(mz::insert_into(owners).values({.name = "Bob"})).last_insert_rowid, 2);
}

TEST(attributes, references_and_their_actions) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(owners);
  const auto s = mz::create_table(pets);
  EXPECT_SQL(db, s,
             R"(create table "pets" ("id" text primary key not null, )"
             R"("cascade" integer not null references "owners" ("id") on delete cascade on update restrict, )"
             R"("null" integer references "owners" ("id") on delete set null on update cascade, )"
             R"("default" integer not null default 1 references "owners" ("id") on delete set default on update no action, )"
             R"("late" integer references "owners" ("id") deferrable initially deferred, )"
             R"("mother" text references "pets" ("id") on delete set null))");
  for (int i = 1; i <= 4; ++i) db.run(mz::insert_into(owners).values({.id = i, .name = std::to_string(i)}));
  db.run(mz::insert_into(pets).values({.id = "cat", .cascade = 1, .null = 2, .set_default = 3}));
  db.run(mz::insert_into(pets).values({.id = "kitten", .cascade = 4, .mother = "cat"}));
  db.run(mz::delete_from(owners).where(owners.id == 2 || owners.id == 3));
  const auto cat = db.one(mz::select(pets).where(pets.id == "cat"));
  EXPECT_EQ(cat.null, std::nullopt);
  EXPECT_EQ(cat.set_default, 1);
  EXPECT_THROW(db.run(mz::update(owners).set(owners.id = 9).where(owners.id == 4)), mz::error::sql_error);
  db.run(mz::update(pets).set(pets.set_default = 4).all_rows());
  db.run(mz::delete_from(owners).where(owners.id == 1));
  const auto kitten = db.one(mz::select(pets));
  EXPECT_EQ(kitten.id, "kitten");
  EXPECT_EQ(kitten.mother, std::nullopt);
  EXPECT_THROW(db.run(mz::update(pets).set(pets.mother = "nobody").all_rows()), mz::error::sql_error);
  db.transaction([](auto& tx) {
    tx.run(mz::update(pets).set(pets.late = 50).all_rows());
    tx.run(mz::insert_into(owners).values({.id = 50, .name = "late"}));
  });
  EXPECT_EQ(db.one(mz::select(pets)).late, 50);
}

TEST(attributes, defaults_of_every_kind) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(defaults);
  EXPECT_SQL(
      db, s,
      R"(create table "defaults" ("id" integer primary key, "least" integer not null default -9223372036854775808, )"
      R"("most" integer not null default 9223372036854775807, "real" real not null default -12.0625, "tenth" real not null default 0.1, )"
      R"("off" integer not null default 0, "text" text not null default 'a ''b'' "c" ?', "empty" text not null default '', )"
      R"("day" integer not null default -1, "urgent" text not null default 'high', "sum" integer not null default (1 + 2), )"
      R"("bytes" blob not null default (x'00ff'), "optional" integer default 5, "even" integer not null default 2 check (even % 2 = 0), )"
      R"("stored" integer not null generated always as (even * 2) stored, "virtual" text generated always as (nullif(text, '')) virtual))");
  db.run(mz::insert_into(defaults).values({}));
  const auto row = db.one(mz::select(defaults));
  EXPECT_EQ(row.least, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.most, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(row.real, -12.0625);
  EXPECT_EQ(row.tenth, 0.1);
  EXPECT_FALSE(row.off);
  EXPECT_EQ(row.text, "a 'b' \"c\" ?");
  EXPECT_EQ(row.empty, "");
  EXPECT_EQ(row.day, weekday::sunday);
  EXPECT_EQ(row.urgent, urgency::high);
  EXPECT_EQ(row.sum, 3);
  EXPECT_EQ(row.bytes, (mz::blob{std::byte{0}, std::byte{255}}));
  EXPECT_EQ(row.optional, 5);
  EXPECT_EQ(row.stored, 4);
  EXPECT_EQ(row.virtual_, row.text);
}

TEST(attributes, a_default_is_something_else_than_null_and_than_a_value) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(defaults);
  db.run(mz::insert_into(defaults).values({.text = "", .optional = std::nullopt, .even = 6}));
  const auto row = db.one(mz::select(defaults));
  EXPECT_EQ(row.optional, std::nullopt);
  EXPECT_EQ(row.stored, 12);
  EXPECT_EQ(row.virtual_, std::nullopt);
  EXPECT_THROW(db.run(mz::update(defaults).set(defaults.even = 7).all_rows()), mz::error::sql_error);
  db.run(mz::update(defaults).set(defaults.even = 8).all_rows());
  EXPECT_EQ(db.one(mz::select(defaults)).stored, 16);
}
