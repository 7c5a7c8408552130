// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

inline std::int64_t nine() { return 9; }

// Integers of every sort as the one primary key, and keys that are none of SQLite's row ids.
template <class As>
struct Typed {
  mz::column<As, "id", user_id, mz::primary_key> id{};
  mz::column<As, "must", std::string> must{};
};
constexpr mz::table<"typed", Typed> typed{};

template <class As>
struct Worded {
  mz::column<As, "word", std::string, mz::primary_key> word{};
  mz::column<As, "maybe", std::optional<std::int64_t>, mz::unique> maybe{};
  mz::column<As, "fn", std::int64_t, mz::default_fn<nine>> fn{};
  mz::column<As, "touch", std::int64_t, mz::detail::on_update_fn<nine>> touch{};
  mz::column<As, "both", std::int64_t, mz::default_value<1>, mz::default_fn<nine>> both{};
};
constexpr mz::table<"worded", Worded> worded{};

// A value that may be left out knows whether it was given; one that may not is always there.
template <class Member>
inline constexpr bool may_be_left_out = requires(Member& m) { m.given; };

}  // namespace

static_assert(may_be_left_out<decltype(mz::new_row<typed>::id)> && !may_be_left_out<decltype(mz::new_row<typed>::must)>);
static_assert(!may_be_left_out<decltype(mz::new_row<worded>::word)> && may_be_left_out<decltype(mz::new_row<worded>::maybe)>);
static_assert(may_be_left_out<decltype(mz::new_row<worded>::fn)> && may_be_left_out<decltype(mz::new_row<worded>::touch)>);
static_assert(!may_be_left_out<decltype(mz::new_row<schema::ruled>::twice)> && may_be_left_out<decltype(mz::new_row<schema::ruled>::note)>);
static_assert(may_be_left_out<decltype(mz::patch_of<worded>::word)> && may_be_left_out<decltype(mz::patch_of<typed>::must)>);

TEST(column_info, an_integer_key_of_a_type_of_its_own_is_a_row_id) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(typed);
  EXPECT_EQ(db.run(mz::insert_into(typed).values({.must = "a"})).last_insert_rowid, 1);
  EXPECT_EQ(db.one(mz::insert_into(typed).values({.must = "b"}).returning()).id, user_id{2});
  EXPECT_EQ(db.run(mz::insert_into(typed).values({.id = user_id{70}, .must = "c"})).last_insert_rowid, 70);
  EXPECT_EQ(db.one(mz::select(typed).where(typed.id == user_id{70})).must, "c");
}

TEST(column_info, what_is_left_out_is_filled_by_its_function_before_its_default) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(worded);
  db.run(mz::insert_into(worded).values({.word = "a"}));
  const auto row = db.one(mz::select(worded));
  EXPECT_EQ(row.maybe, std::nullopt);
  EXPECT_EQ(row.fn, 9);
  EXPECT_EQ(row.touch, 9);
  EXPECT_EQ(row.both, 9);
}

TEST(column_info, a_nullable_unique_column_may_be_null_often) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(worded);
  db.run(mz::insert_into(worded).values(std::vector<mz::new_row<worded>>{{.word = "a"}, {.word = "b"}, {.word = "c", .maybe = 1}}));
  EXPECT_THROW(db.run(mz::insert_into(worded).values({.word = "d", .maybe = 1})), mz::error::sql_error);
  EXPECT_EQ(db.all(mz::select(worded)).size(), 3u);
}
