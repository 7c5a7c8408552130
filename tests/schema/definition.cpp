// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

template <class As>
struct Single {
  mz::column<As, "only", std::string, mz::primary_key> only{};
};
constexpr mz::table<"single", Single> single{};

// Members named otherwise than their columns, in an order that is neither's, and types of one kind.
template <class As>
struct Mixed {
  mz::column<As, "b", std::int64_t> a{};
  mz::column<As, "a", std::int64_t> b{};
  mz::column<As, "d", std::int64_t> c{};
  mz::column<As, "c", std::int64_t, mz::primary_key> d{};
};
constexpr mz::table<"mixed", Mixed> mixed{};
constexpr mz::table<"mixed too", Mixed, mz::strict> mixed_too{};

}  // namespace

TEST(definition, one_column) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(single);
  EXPECT_EQ(db.run(mz::insert_into(single).values(std::vector<mz::new_row<single>>{{.only = "a"}, {.only = "b"}})).changes, 2);
  EXPECT_EQ(db.all(mz::select(single))[1].only, "b");
  db.run(mz::update(single).set({.only = "c"}).where(single.only == "a"));
  const auto [only] = db.one(mz::select(single).where(single.only != "b"));
  EXPECT_EQ(only, "c");
  for (auto&& [text] : db.stream(mz::select(single.only).from(single).order_by(single.only).limit(1))) EXPECT_EQ(text, "b");
}

TEST(definition, columns_are_found_by_their_own_name) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(mixed);
  EXPECT_SQL(db, s, R"(create table "mixed" ("b" integer not null, "a" integer not null, "d" integer not null, "c" integer primary key))");
  db.run(mz::insert_into(mixed).values({.a = 1, .b = 2, .c = 3, .d = 4}));
  const auto raw = db.raw<std::int64_t, std::int64_t, std::int64_t, std::int64_t>("select b, a, d, c from mixed").one();
  EXPECT_EQ(mz::get<0>(raw) * 1000 + mz::get<1>(raw) * 100 + mz::get<2>(raw) * 10 + mz::get<3>(raw), 1234);
  const auto row = db.one(mz::select(mixed));
  EXPECT_EQ(row.a * 1000 + row.b * 100 + row.c * 10 + row.d, 1234);
  const auto some = db.one(mz::select(mixed.c, mixed.a).from(mixed).where(mixed.d == 4));
  EXPECT_EQ(some[mixed.c], 3);
  EXPECT_EQ(some["b"_col], 1);
}

TEST(definition, serves_several_tables) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(mixed, mixed_too);
  db.run(mz::insert_into(mixed_too).values({.a = 1, .b = 2, .c = 3}));
  EXPECT_TRUE(db.all(mz::select(mixed)).empty());
  const auto s = mz::select(mixed_too.a).from(mixed_too).left_join(mixed, mixed.d == mixed_too.d);
  EXPECT_SQL(db, s, R"(select "mixed too"."b" from "mixed too" left join "mixed" on "mixed"."c" = "mixed too"."c")");
  EXPECT_EQ(db.all(s).size(), 1u);
}
