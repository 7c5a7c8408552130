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
