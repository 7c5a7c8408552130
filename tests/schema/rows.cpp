// SPDX-License-Identifier: MIT
#include "support/regular.hpp"
#include "support/schema.hpp"

#include <gtest/gtest.h>

using schema::channels;
using schema::everything;
using schema::messages;

static_assert(std::is_same_v<decltype(mz::row_of<messages>::body), std::string>);
static_assert(std::is_same_v<decltype(mz::row_of<messages>::thread_id), std::optional<std::int64_t>>);
static_assert(std::is_aggregate_v<mz::row_of<messages>> && std::is_aggregate_v<mz::new_row<messages>>);

TEST(row_of, is_a_plain_struct) {
  const mz::row_of<channels> row{.id = 1, .name = "general"};
  const auto [id, name] = row;
  EXPECT_EQ(id, 1);
  EXPECT_EQ(name, "general");
}

TEST(new_row, tells_what_was_given) {
  const mz::new_row<messages> row{.channel_id = 1, .thread_id = std::nullopt, .body = "x"};
  EXPECT_FALSE(row.id.given);
  EXPECT_TRUE(row.thread_id.given);
  EXPECT_EQ(row.thread_id.value, std::nullopt);
  EXPECT_FALSE(row.created_at.given);
  EXPECT_EQ(row.body.value, "x");
}

TEST(new_row, takes_values_that_convert) {
  const std::string_view view = "view";
  const std::optional<int> seven = 7;
  const mz::new_row<messages> row{.id = short{3}, .channel_id = 1u, .thread_id = seven, .body = view};
  EXPECT_EQ(row.id.value, 3);
  EXPECT_EQ(row.channel_id.value, 1);
  EXPECT_EQ(row.thread_id.value, 7);
  EXPECT_EQ(row.body.value, "view");
}

TEST(new_row, a_number_that_does_not_fit_is_an_invalid_request) {
  EXPECT_THROW((void)(mz::new_row<everything>{.byte = 256}), mz::error::invalid_request);
  EXPECT_THROW((void)(mz::new_row<everything>{.maybe_n = std::int64_t{1} << 40}), mz::error::invalid_request);
  EXPECT_EQ((mz::new_row<everything>{.byte = 255}).byte.value, 255);
}

TEST(patch_of, everything_may_be_left_out) {
  mz::patch_of<messages> patch{.thread_id = std::nullopt};
  EXPECT_TRUE(patch.thread_id.given);
  EXPECT_FALSE(patch.body.given);
  patch.body = "x";
  EXPECT_TRUE(patch.body.given);
}

namespace {

template <class As>
struct Place {
  mz::column<As, "x", std::int64_t, mz::primary_key> x{};
  mz::column<As, "y", std::int64_t, mz::primary_key> y{};
  mz::column<As, "what", std::optional<std::string>> what{};
};
constexpr mz::table<"places", Place> places{};

template <class As>
struct Slot {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "what", std::optional<std::string>> what{};
};
constexpr mz::table<"slots", Slot> slots{};
constexpr mz::table<"fixed_slots", Slot, mz::without_rowid> fixed_slots{};
constexpr auto other = mz::alias<"other">(fixed_slots);

template <class M>
concept omittable = requires(M m) { m.given; };

}  // namespace

static_assert(omittable<decltype(mz::new_row<slots>::id)> && !omittable<decltype(mz::new_row<fixed_slots>::id)>);
static_assert(!omittable<decltype(mz::new_row<places>::x)> && !omittable<decltype(mz::new_row<places>::y)> &&
              omittable<decltype(mz::new_row<places>::what)>);

TEST(new_row, an_integer_key_that_is_no_row_id_is_required) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(slots, fixed_slots, places);
  db.run(mz::insert_into(slots).values({.what = "a"}));
  db.run(mz::insert_into(fixed_slots).values({.id = 5, .what = "b"}));
  std::vector<mz::new_row<places>> rows;
  for (int i = 0; i != 100; ++i) rows.push_back({.x = i, .y = -i});
  EXPECT_EQ(db.run(mz::insert_into(places).values(rows)).changes, 100);
  EXPECT_EQ(db.one(mz::select(slots)).id, 1);
  EXPECT_EQ(db.one(mz::select(other.id).from(other))[other.id], 5);
  EXPECT_EQ(db.one(mz::select(places).where(places.x == 7)).y, -7);
  static_assert(mz::sql_of<decltype(mz::create_table(fixed_slots))> ==
                R"(create table "fixed_slots" ("id" integer primary key not null, "what" text) without rowid)");
}

TEST(new_row, takes_views_of_blobs) {
  const mz::blob bytes{std::byte{1}, std::byte{0}};
  const mz::new_row<everything> row{.bytes = mz::blob_view{bytes}, .maybe_b = std::optional<mz::blob_view>{bytes}};
  EXPECT_EQ(row.bytes.value, bytes);
  EXPECT_EQ(row.maybe_b.value, bytes);
  EXPECT_TRUE((mz::new_row<everything>{.bytes = mz::blob_view{}}).bytes.value.empty());
  schema::database db;
  db.run(mz::insert_into(everything).values(row));
  EXPECT_EQ(db.one(mz::select(everything)).bytes, bytes);
}

TEST(new_row, is_a_regular_value) {
  using row = mz::new_row<schema::messages>;
  support::expect_regular(row{.id = 1, .channel_id = 7, .body = "x"}, row{.id = 1, .channel_id = 7, .body = "y"});
  support::expect_regular(row{.channel_id = 7, .body = "x"}, row{.channel_id = 7, .thread_id = std::nullopt, .body = "x"});
  using ruled = mz::new_row<schema::ruled>;
  support::expect_regular(ruled{.region = "r", .code = "7"}, ruled{.region = "r", .code = "8"});
}

TEST(patch_of, is_a_regular_value) {
  using patch = mz::patch_of<schema::messages>;
  support::expect_regular(patch{.thread_id = std::nullopt}, patch{});
}

TEST(row_of, is_a_regular_value) {
  using row = mz::row_of<schema::everything>;
  support::expect_regular(row{.id = 1}, row{.id = 1, .maybe_b = mz::blob{}});
  static_assert(std::is_default_constructible_v<row>);
}
