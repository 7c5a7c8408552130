// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

template <class As>
struct Price {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "note", std::optional<std::string>> note{};
  mz::column<As, "cents", std::int64_t> cents{};
  mz::column<As, "rate", double> rate{};
  mz::column<As, "hue", color> hue{};
  mz::column<As, "on", bool> on{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"range">(t.cents.between(-5, 1000) && t.rate * 2 < 1.25),
                           mz::check<"names">(t.name != "it's" && t.name != "\"?\"" && t.name != ""),
                           mz::check<"kinds">(t.hue.in(color::red, color::blue) || !t.on || (t.on == false)),
                           mz::check<"note">(t.note.is_null() || mz::length(t.note) > 2),
                           mz::index<"prices_loud">(mz::upper(t.name), mz::desc(t.cents + t.id)),
                           mz::index<"prices_cheap">(t.cents).where(t.cents < 10 && t.on && t.name != "?"),
                           mz::unique_index<"prices_name">(t.name, t.hue));
  }
};
constexpr mz::table<"prices", Price> prices{};

struct price_database : mz::sqlite::connection {
  price_database() : connection{":memory:"} { create_tables(prices); }
  std::string sql_of_index(const char* name) {
    return mz::get<0>(raw<std::string>("select sql from sqlite_schema where name = ?", name)[0]);
  }
  bool takes(const mz::new_row<prices>& row) {
    try {
      run(mz::insert_into(prices).values(row));
      run(mz::delete_from(prices).all_rows());
      return true;
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.code(), SQLITE_CONSTRAINT);
      return false;
    }
  }
};

}  // namespace

TEST(ddl_writer, constants_stand_in_the_text) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(prices);
  EXPECT_SQL(db, s,
             R"(create table "prices" ("id" integer primary key, "name" text not null, "note" text, "cents" integer not )"
             R"(null, "rate" real not null, )"
             R"("hue" integer not null, "on" integer not null, )"
             R"(constraint "range" check ("cents" between -5 and 1000 and "rate" * 2 < 1.25), )"
             R"(constraint "names" check ("name" <> 'it''s' and "name" <> '"?"' and "name" <> ''), )"
             R"(constraint "kinds" check ("hue" in (0, 2) or not "on" or "on" = 0), )"
             R"(constraint "note" check ("note" is null or length("note") > 2)))");
}

TEST(ddl_writer, checks_hold) {
  price_database db;
  EXPECT_TRUE(db.takes({.name = "a", .note = "long", .cents = 1, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_TRUE(db.takes({.name = "its", .cents = -5, .rate = 0.5, .hue = color::green, .on = false}));
  EXPECT_FALSE(db.takes({.name = "it's", .cents = 1, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "\"?\"", .cents = 1, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "", .cents = 1, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "a", .cents = -6, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "a", .cents = 1001, .rate = 0.5, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "a", .cents = 1, .rate = 0.625, .hue = color::red, .on = true}));
  EXPECT_FALSE(db.takes({.name = "a", .cents = 1, .rate = 0.5, .hue = color::green, .on = true}));
  EXPECT_FALSE(db.takes({.name = "a", .note = "no", .cents = 1, .rate = 0.5, .hue = color::red, .on = true}));
}

TEST(ddl_writer, indexes_over_expressions_and_partial_ones) {
  price_database db;
  EXPECT_EQ(db.sql_of_index("prices_loud"), R"(CREATE INDEX "prices_loud" on "prices" (upper("name"), "cents" + "id" desc))");
  EXPECT_EQ(db.sql_of_index("prices_cheap"),
            R"(CREATE INDEX "prices_cheap" on "prices" ("cents") where "cents" < 10 and "on" and "name" <> '?')");
  EXPECT_EQ(db.sql_of_index("prices_name"), R"(CREATE UNIQUE INDEX "prices_name" on "prices" ("name", "hue"))");
}

TEST(ddl_writer, the_table_is_what_was_declared) {
  schema::database db;
  const auto column = [&](const char* table, const char* name) {
    const auto row = db.raw<std::string, std::int64_t, std::int64_t>(
                           R"(select upper(type), "notnull", pk from pragma_table_xinfo(?) where name = ?)", table, name)
                         .one();
    return mz::get<0>(row) + std::to_string(mz::get<1>(row)) + std::to_string(mz::get<2>(row));
  };
  EXPECT_EQ(column("messages", "id"), "INTEGER01");
  EXPECT_EQ(column("messages", "thread_id"), "INTEGER00");
  EXPECT_EQ(column("messages", "body"), "TEXT10");
  EXPECT_EQ(column("members", "agent_id"), "INTEGER12");
  EXPECT_EQ(column("counters", "name"), "TEXT11");
  EXPECT_EQ(column("everything", "ratio"), "REAL10");
  EXPECT_EQ(column("everything", "maybe_b"), "BLOB00");
  EXPECT_EQ(column("everything", "urgent"), "TEXT10");
}

namespace {

template <class As>
struct Odd {
  mz::column<As, "it's \"?\"", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  mz::column<As, "r", double> r{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"signs">(t.b > -mz::val(-2) && -mz::val(-1.5) > t.r && t.b > -5 && t.b - mz::val(-1) > 0),
                           mz::check<"quotes">(t.a > 1 && t.a != 7 && t.b != 8));
  }
};
constexpr mz::table<"odd", Odd> odd{};

}  // namespace

TEST(ddl_writer, signs_are_kept_apart_and_names_hold_quotes) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::create_table(odd);
  EXPECT_SQL(db, s,
             R"(create table "odd" ("it's ""?""" integer not null, "b" integer not null, "r" real not null, )"
             R"(constraint "signs" check ("b" > - -2 and - -1.5 > "r" and "b" > -5 and "b" - -1 > 0), )"
             R"(constraint "quotes" check ("it's ""?""" > 1 and "it's ""?""" <> 7 and "b" <> 8)))");
  EXPECT_NO_THROW(db.run(mz::insert_into(odd).values({.a = 2, .b = 3, .r = 1})));
  EXPECT_THROW(db.run(mz::insert_into(odd).values({.a = 2, .b = 2, .r = 1})), mz::error::sql_error);
  EXPECT_THROW(db.run(mz::insert_into(odd).values({.a = 7, .b = 3, .r = 1})), mz::error::sql_error);
}

namespace {

#if defined(__clang__) && __clang_major__ < 15
// This compiler makes no std::string in a constant expression; only literals can be constants of a schema.
constexpr const char a_view[] = "a text that is too long to be kept in place, it's";
constexpr const char a_pointer[] = "p";
#define A_STRING "another text that is too long to be kept in place"
#else
inline constexpr std::string_view a_view = "a text that is too long to be kept in place, it's";
inline constexpr const char* a_pointer = "p";
#define A_STRING std::string{"another text that is too long to be kept in place"}
#endif
const auto sums = [](const auto& x) { return x + x + x + x + x + x + x + x + x + x; };

template <class As>
struct Spelt {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a_rather_long_name_of_a_column", std::int64_t, mz::default_value<0>> a{};
  mz::column<As, "text", std::string, mz::default_value<"text">> text{};
  mz::column<As, "urgent", urgency, mz::default_value<urgency::low>> urgent{};
  mz::column<As, "maybe", std::optional<urgency>> maybe{};
  mz::column<As, "at", std::chrono::sys_seconds, mz::default_value<0>> at{};
  mz::column<As, "owner", user_id, mz::default_value<0>> owner{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(
        mz::check<"long">(sums(t.a) + sums(t.a) + sums(t.a) + sums(t.a) + sums(t.a) < 100 && t.text != "\"a'?\""),
        mz::check<"texts">(t.text != a_view && t.text != a_pointer && t.text != A_STRING),
        mz::check<"names">(t.urgent == urgency::low || (t.urgent.in(urgency::low, urgency::high) && t.maybe.is(urgency::high))),
        mz::check<"codecs">(t.at < std::chrono::sys_seconds{std::chrono::seconds{1000}} && t.owner != user_id{7}),
        mz::unique_index<"spelt_urgent">(t.urgent).where(t.urgent != urgency::low && t.text == a_view));
  }
};
constexpr mz::table<"spelt", Spelt> spelt{};

}  // namespace

TEST(ddl_writer, conditions_may_be_long_and_name_texts_and_enumerators) {
  mz::sqlite::connection db{":memory:"};
  constexpr std::string_view sql = mz::sql_of<decltype(mz::create_table(spelt))>;
  static_assert(sql.size() > 2000);
  static_assert(
      sql.find(
          R"(constraint "texts" check ("text" <> 'a text that is too long to be kept in place, it''s' and "text" <> 'p' and "text" <> 'another text that is too long to be kept in place'))") !=
      sql.npos);
  static_assert(sql.find(R"(check ("urgent" = 'low' or "urgent" in ('low', 'high') and "maybe" is 'high'))") != sql.npos);
  static_assert(sql.find(R"(check ("at" < 1000 and "owner" <> 7))") != sql.npos);
  db.create_tables(spelt);
  const auto index = mz::get<0>(db.raw<std::string>("select sql from sqlite_schema where name = 'spelt_urgent'")[0]);
  EXPECT_TRUE(index.ends_with(R"( where "urgent" <> 'low' and "text" = 'a text that is too long to be kept in place, it''s')")) << index;
  const auto takes = [&](const mz::new_row<spelt>& row) {
    try {
      return db.run(mz::insert_into(spelt).values(row)).changes == 1;
    } catch (const mz::error::sql_error& e) {
      EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_CHECK);
      return false;
    }
  };
  EXPECT_TRUE(takes({.a = 1}));
  EXPECT_FALSE(takes({.a = 2}));
  for (const std::string_view text :
       std::initializer_list<std::string_view>{a_view, std::string_view{"\"a'?\""}, std::string_view{a_pointer}})
    EXPECT_FALSE(takes({.text = std::string{text}}));
  EXPECT_TRUE(takes({.text = "?"}));
  EXPECT_FALSE(takes({.urgent = urgency::high}));
  EXPECT_FALSE(takes({.urgent = urgency::high, .maybe = urgency::low}));
  EXPECT_TRUE(takes({.urgent = urgency::high, .maybe = urgency::high}));
  EXPECT_FALSE(takes({.owner = user_id{7}}));
}
