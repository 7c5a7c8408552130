// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::deliveries;
using schema::members;

namespace {

template <std::size_t N>
constexpr std::size_t moved(const std::string_view (&wanted)[N], const std::string_view (&names)[N]) {
  return mz::detail::find_moved(wanted, names, N);
}

template <class As>
struct Edge {
  mz::column<As, "source", std::int64_t> source{};
  mz::column<As, "target", std::int64_t> target{};
  mz::column<As, "depth", std::int64_t, mz::default_value<0>> depth{};
};
constexpr mz::table<"edges", Edge> edges{};

}  // namespace

// Names that have changed places, in twos, in threes, and among others.
static_assert(moved({"a", "b"}, {"b", "a"}) == 0);
static_assert(moved({"a", "b", "c"}, {"b", "c", "a"}) == 0);
static_assert(moved({"x", "a", "b"}, {"", "b", "a"}) == 1);
static_assert(moved({"x", "y", "a", "b"}, {"x", "z", "b", "a"}) == 2);
static_assert(moved({"a", "b", "c"}, {"b", "a", "b"}) == 0);
// Names that have not: the same ones, others, none, and some of which the other place is taken by a stranger.
static_assert(moved({"a", "b"}, {"a", "b"}) == 2);
static_assert(moved({"a", "b"}, {"c", "d"}) == 2);
static_assert(moved({"a", "b"}, {"", ""}) == 2);
static_assert(moved({"a", "b"}, {"b", "c"}) == 2);
static_assert(moved({"a", "b"}, {"a", "a"}) == 2);
static_assert(moved({"a", "b"}, {"b", "b"}) == 2);
static_assert(moved({"id", "id"}, {"id", "id"}) == 2);
static_assert(moved({"", ""}, {"a", ""}) == 2);

TEST(positions, fields_of_other_names_are_matched_by_position) {
  schema::filled_database db;
  db.create_tables(edges);
  db.run(mz::insert_into(edges).columns(edges.source, edges.target).from(mz::select(members.channel_id, members.agent_id).from(members)));
  db.run(mz::insert_into(edges).columns(edges.target, edges.source).from(mz::select(edges.target, edges.source).from(edges).limit(1)));
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(edges).where(edges.source < edges.target))), 4);
}

TEST(positions, a_name_of_its_own_says_that_another_place_is_meant) {
  schema::database db;
  db.create_tables(edges);
  db.run(mz::insert_into(edges).values({.source = 1, .target = 2}));
  const auto back = mz::select(edges.target.as<"source">(), edges.source.as<"target">()).from(edges);
  db.run(mz::insert_into(edges).columns(edges.source, edges.target).from(back));
  const auto both =
      db.all(mz::select(edges.source, edges.target).from(edges).where(edges.source == 1).union_all(back.where(edges.source == 2)));
  ASSERT_EQ(both.size(), 2u);
  for (const auto& row : both) {
    EXPECT_EQ(row[edges.source], 1);
    EXPECT_EQ(row[edges.target], 2);
  }
  // What is no column and has no name belongs to no place.
  const auto computed =
      mz::select(edges.source, edges.target).from(edges).union_(mz::select(edges.target + 0, edges.source + 0).from(edges));
  EXPECT_EQ(db.all(computed).size(), 2u);
}
