// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

// Ten columns, and as many as a table can have.
#define COLUMNS(d)                                                    \
  mz::column<As, "c" #d "0", std::int64_t> c##d##0 {};                \
  mz::column<As, "c" #d "1", std::string> c##d##1 {};                 \
  mz::column<As, "c" #d "2", std::optional<std::int64_t>> c##d##2 {}; \
  mz::column<As, "c" #d "3", double> c##d##3 {};                      \
  mz::column<As, "c" #d "4", std::int64_t> c##d##4 {};                \
  mz::column<As, "c" #d "5", std::optional<std::string>> c##d##5 {};  \
  mz::column<As, "c" #d "6", bool> c##d##6 {};                        \
  mz::column<As, "c" #d "7", std::int64_t> c##d##7 {};                \
  mz::column<As, "c" #d "8", std::int8_t> c##d##8 {};                 \
  mz::column<As, "c" #d "9", std::string> c##d##9 {};
#define VALUES(d)                                                                                                                    \
  .c##d##0 = d * 10, .c##d##1 = "t" #d "1", .c##d##2 = d * 10 + 2, .c##d##3 = d + 0.5, .c##d##4 = d * 10 + 4, .c##d##6 = d % 2 == 1, \
  .c##d##7 = d * 10 + 7, .c##d##8 = d, .c##d##9 = "t" #d "9"
#define EXPECT_VALUES(row, d)           \
  EXPECT_EQ(row.c##d##0, d * 10);       \
  EXPECT_EQ(row.c##d##1, "t" #d "1");   \
  EXPECT_EQ(row.c##d##2, d * 10 + 2);   \
  EXPECT_EQ(row.c##d##3, d + 0.5);      \
  EXPECT_EQ(row.c##d##4, d * 10 + 4);   \
  EXPECT_EQ(row.c##d##5, std::nullopt); \
  EXPECT_EQ(row.c##d##6, d % 2 == 1);   \
  EXPECT_EQ(row.c##d##7, d * 10 + 7);   \
  EXPECT_EQ(row.c##d##8, d);            \
  EXPECT_EQ(row.c##d##9, "t" #d "9")

namespace {

template <class As>
struct Wide {
  COLUMNS(0) COLUMNS(1) COLUMNS(2) COLUMNS(3) COLUMNS(4) COLUMNS(5) COLUMNS(6) COLUMNS(7) COLUMNS(8) COLUMNS(9)
};
constexpr mz::table<"wide", Wide> wide{};

}  // namespace

TEST(unpack, a_hundred_columns_keep_their_places) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(wide);
  const mz::new_row<wide> row{VALUES(0), VALUES(1), VALUES(2), VALUES(3), VALUES(4), VALUES(5), VALUES(6), VALUES(7), VALUES(8), VALUES(9)};
  db.run(mz::insert_into(wide).values(row));
  EXPECT_EQ(db.run(mz::insert_into(wide).values(std::vector<mz::new_row<wide>>(400, row))).changes, 400);
  const auto rows = db.all(mz::select(wide));
  ASSERT_EQ(rows.size(), 401u);
  for (const std::size_t i : {0U, 1U, 200U, 400U}) {
    EXPECT_VALUES(rows[i], 0);
    EXPECT_VALUES(rows[i], 1);
    EXPECT_VALUES(rows[i], 2);
    EXPECT_VALUES(rows[i], 3);
    EXPECT_VALUES(rows[i], 4);
    EXPECT_VALUES(rows[i], 5);
    EXPECT_VALUES(rows[i], 6);
    EXPECT_VALUES(rows[i], 7);
    EXPECT_VALUES(rows[i], 8);
    EXPECT_VALUES(rows[i], 9);
  }
  const auto some =
      db.all(mz::select(wide.c99, wide.c00, wide.c64, wide.c63).from(wide).where(wide.c98 == 9 && wide.c95.is_null()).limit(1))[0];
  EXPECT_EQ(some[wide.c99], "t99");
  EXPECT_EQ(some[wide.c00], 0);
  EXPECT_EQ(some[wide.c64], 64);
  EXPECT_EQ(some[wide.c63], 6.5);
}

// The same with defaults, which an insert may leave out.
#define DEFAULTS(d)                                                               \
  mz::column<As, "c" #d "0", std::int64_t, mz::default_value<d * 10>> c##d##0 {}; \
  mz::column<As, "c" #d "1", std::string, mz::default_value<"t" #d>> c##d##1 {};  \
  mz::column<As, "c" #d "2", std::int64_t, mz::default_value<2>> c##d##2 {};      \
  mz::column<As, "c" #d "3", double, mz::default_value<0.5>> c##d##3 {};          \
  mz::column<As, "c" #d "4", std::int64_t, mz::default_value<4>> c##d##4 {};      \
  mz::column<As, "c" #d "5", std::string, mz::default_value<"">> c##d##5 {};      \
  mz::column<As, "c" #d "6", bool, mz::default_value<true>> c##d##6 {};           \
  mz::column<As, "c" #d "7", std::int64_t, mz::default_value<7>> c##d##7 {};      \
  mz::column<As, "c" #d "8", std::int8_t, mz::default_value<8>> c##d##8 {};       \
  mz::column<As, "c" #d "9", std::string, mz::default_value<"t9">> c##d##9 {};
#define LIST(t, d) t.c##d##0, t.c##d##1, t.c##d##2, t.c##d##3, t.c##d##4, t.c##d##5, t.c##d##6, t.c##d##7, t.c##d##8, t.c##d##9
#define ALL(t) LIST(t, 0), LIST(t, 1), LIST(t, 2), LIST(t, 3), LIST(t, 4), LIST(t, 5), LIST(t, 6), LIST(t, 7), LIST(t, 8), LIST(t, 9)

namespace {

template <class As>
struct Defaulted {
  DEFAULTS(0) DEFAULTS(1) DEFAULTS(2) DEFAULTS(3) DEFAULTS(4) DEFAULTS(5) DEFAULTS(6) DEFAULTS(7) DEFAULTS(8) DEFAULTS(9)
};
constexpr mz::table<"defaulted", Defaulted> defaulted{};
constexpr auto absent = mz::alias<"absent">(defaulted);

}  // namespace

TEST(unpack, a_hundred_columns_may_be_left_out_patched_and_absent) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(defaulted);
  db.run(mz::insert_into(defaulted).values({.c00 = 1, .c64 = -64, .c99 = "last"}));
  db.run(mz::insert_into(defaulted).values({}));
  std::vector<mz::new_row<defaulted>> rows(3, {.c98 = 1});
  rows.push_back({.c63 = 1, .c64 = 2});
  EXPECT_EQ(db.run(mz::insert_into(defaulted).values(rows)).changes, 4);
  const auto row = db.one(mz::select(defaulted).where(defaulted.c00 == 1));
  EXPECT_EQ(row.c63, 0.5);
  EXPECT_EQ(row.c64, -64);
  EXPECT_EQ(row.c65, "");
  EXPECT_EQ(row.c90, 90);
  EXPECT_EQ(row.c99, "last");
  EXPECT_EQ(db.all(mz::select(defaulted).where(defaulted.c98 == 1 && defaulted.c64 == 4)).size(), 3u);
  EXPECT_EQ(db.all(mz::select(defaulted).where(defaulted.c63 == 1.0 && defaulted.c64 == 2)).size(), 1u);

  const auto patched = mz::update(defaulted)
                           .set({.c01 = "p", .c64 = 640, .c97 = 970})
                           .where(mz::when(true, defaulted.c00 == 1) && defaulted.c99 == "last" && mz::when(false, defaulted.c00 == 2));
  EXPECT_EQ(db.run(patched).changes, 1);
  EXPECT_EQ(db.all(mz::select(defaulted).where(defaulted.c01 == "p" && defaulted.c64 == 640 && defaulted.c97 == 970)).size(), 1u);

  // More than 64 fields over an outer join.
  const auto joined = db.one(mz::select(ALL(absent), defaulted.c00, absent.c99)
                                 .from(defaulted)
                                 .left_join(absent, absent.c00 == defaulted.c00 + 5)
                                 .where(defaulted.c00 == 1));
  EXPECT_EQ(joined[absent.c00], std::nullopt);
  EXPECT_EQ(joined[absent.c64], std::nullopt);
  EXPECT_EQ(joined[absent.c99], std::nullopt);
  EXPECT_EQ(joined[defaulted.c00], 1);
}

#define SET(t, d)                                                                                                            \
  t.c##d##0 = d, t.c##d##1 = "s", t.c##d##2 = d + 2, t.c##d##3 = 0.25, t.c##d##4 = d, t.c##d##5 = "five", t.c##d##6 = false, \
  t.c##d##7 = 70 + d, t.c##d##8 = d, t.c##d##9 = "nine"
#define SET_ALL(t) SET(t, 0), SET(t, 1), SET(t, 2), SET(t, 3), SET(t, 4), SET(t, 5), SET(t, 6), SET(t, 7), SET(t, 8), SET(t, 9)
#define TEN(d)                                                                                                                     \
  defaulted.c##d##0 >= 0 && defaulted.c##d##1 != "" && defaulted.c##d##2 > 1 && defaulted.c##d##3 > 0 && defaulted.c##d##4 >= 0 && \
      defaulted.c##d##5 == "five" && !defaulted.c##d##6 && defaulted.c##d##7 >= 70 && defaulted.c##d##8 < 10 && defaulted.c##d##9 != "x"

TEST(unpack, statements_of_several_hundred_words) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(defaulted);
  EXPECT_EQ(db.run(mz::insert_into(defaulted).set(SET_ALL(defaulted))).changes, 1);
  EXPECT_EQ(
      db.run(mz::insert_into(defaulted).columns(ALL(defaulted)).from(mz::select(ALL(defaulted)).from(defaulted)).on_conflict().do_nothing())
          .changes,
      1);
  const auto update = mz::update(defaulted)
                          .set(SET_ALL(defaulted))
                          .where(TEN(0) && TEN(1) && TEN(2) && TEN(3) && TEN(4) && TEN(5) && TEN(6) && TEN(7) && TEN(8) && TEN(9));
  static_assert(decltype(update)::text.words.last - decltype(update)::text.words.first > 600);
  EXPECT_EQ(db.run(update).changes, 2);
  const auto page = mz::select(defaulted.c00)
                        .from(defaulted)
                        .where(TEN(0) && TEN(1) && TEN(2) && TEN(3) && TEN(4) && TEN(5) && TEN(6) && TEN(7) && TEN(8) && TEN(9));
  EXPECT_EQ(db.all(page.order_by(defaulted.c00).offset(1)).size(), 1u);
  EXPECT_EQ(db.all(page.union_all(page)).size(), 4u);
  EXPECT_EQ(db.all(mz::select(page.limit(1))).size(), 1u);
}
