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
