// SPDX-License-Identifier: MIT
#include <mizzle/remote/allow_list.hpp>

#include "support/every_handle.hpp"
#include "support/served.hpp"

namespace {
using namespace atomic_tests;
using mz::proxy::allow_list;

/// The text that would be sent for a statement.
template <class S>
std::vector<std::string> texts_of(const S& s) {
  support::told<mz::dialect::sqlite> engine;
  (void)mz::try_atomic(engine, mz::atomic(s));
  std::vector<std::string> texts = support::texts_of(engine.sent);
  return texts;
}
template <class S>
void expect_allowed(allow_list& allowed, const S& s, bool expected = true) {
  const auto texts = texts_of(s);
  ASSERT_FALSE(texts.empty());
  for (const std::string& text : texts) EXPECT_EQ(allowed.allows(text), expected) << text.substr(0, 300);
}

template <class As>
struct Wide {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "a", std::optional<std::int64_t>> a{};
  mz::column<As, "ab", std::optional<std::int64_t>> ab{};
  mz::column<As, "must", std::int64_t> must{};
  mz::column<As, "b", std::optional<std::string>> b{};
  mz::column<As, "c", std::int64_t, mz::default_value<7>> c{};
};
constexpr mz::table<"wide", Wide> wide{};

mz::new_row<wide> wide_row(unsigned bits) {
  mz::new_row<wide> row{.must = 1};
  if (bits & 1) row.id = 1;
  if (bits & 2) row.a = 2;
  if (bits & 4) row.ab = 3;
  if (bits & 8) row.b = "b";
  if (bits & 16) row.c = 5;
  return row;
}

TEST(allow_list, a_statement_without_parts_is_one_text) {
  allow_list allowed;
  allowed.add(increment(1)).add("select count(*) from counters");
  expect_allowed(allowed, increment(77));
  EXPECT_TRUE(allowed.allows("select count(*) from counters"));
  EXPECT_FALSE(allowed.allows("select count(*)  from counters"));
  EXPECT_FALSE(allowed.allows(""));
  expect_allowed(allowed, mz::delete_from(counters).where(counters.id == 1), false);
  expect_allowed(allowed, mz::delete_from(counters).all_rows(), false);
}
TEST(allow_list, a_row_is_known_with_every_choice_of_columns) {
  allow_list allowed;
  allowed.add(mz::insert_into(wide).values(wide_row(0)));
  for (unsigned bits = 0; bits != 32; ++bits) {
    expect_allowed(allowed, mz::insert_into(wide).values(wide_row(bits)));
    expect_allowed(allowed, mz::insert_into(wide).values(wide_row(bits)).returning(wide.id), false);
  }
  expect_allowed(allowed, mz::insert_into(wide).values(std::vector{wide_row(3), wide_row(3)}), false);
}
TEST(allow_list, rows_are_known_in_every_number) {
  const auto insert = [](unsigned bits, std::size_t rows) {
    return mz::insert_into(wide).values(std::vector(rows, wide_row(bits))).on_conflict(wide.id).do_update(wide.c = 1).returning(wide.id);
  };
  allow_list allowed;
  allowed.add<decltype(insert(0, 0))>();
  for (const unsigned bits : {0u, 1u, 6u, 31u}) {
    for (const std::size_t rows : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{999}, std::size_t{7000}})
      expect_allowed(allowed, insert(bits, rows));
  }
  const std::string text = texts_of(insert(31, 3))[0];
  for (std::size_t cut = 0; cut != text.size(); ++cut) {
    EXPECT_FALSE(allowed.allows(text.substr(0, cut) + text.substr(cut + 1))) << "without character " << cut;
  }
  EXPECT_FALSE(allowed.allows(text + " "));
}
auto stamp() { return mz::coalesce(mz::val(std::int64_t{7}), mz::unixepoch()); }
template <class As>
struct Stamped {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string> name{};
  mz::column<As, "at", std::int64_t, mz::default_fn<stamp>> at{};
};
constexpr mz::table<"stamped", Stamped> stamped{};

TEST(allow_list, rows_with_parentheses_of_their_own_are_known_in_every_number) {
  const auto rows = [](std::size_t count) {
    return mz::insert_into(stamped).values(std::vector<mz::new_row<stamped>>(count, {.name = "n"}));
  };
  allow_list allowed;
  allowed.add(rows(1));
  for (const std::size_t count : {1u, 2u, 3u, 100u}) expect_allowed(allowed, rows(count));
}
TEST(allow_list, optional_parts_stand_or_not) {
  const auto find = [](bool a, bool b, bool c, bool d) {
    return mz::select(wide.id)
        .from(wide)
        .where(mz::when(a, wide.a == 1) && mz::when(b, wide.a == 1) && mz::when(c, wide.ab > 2 || wide.b.is_null()) && wide.must == 1 &&
               mz::when(d, wide.c > 3))
        .order_by(wide.must);
  };
  allow_list allowed;
  allowed.add(find(true, true, true, true));
  for (unsigned bits = 0; bits != 16; ++bits) expect_allowed(allowed, find(bits & 1, bits & 2, bits & 4, bits & 8));
  EXPECT_FALSE(allowed.allows(R"(select "id" from "wide")"));
}
TEST(allow_list, a_patch_names_what_it_changes) {
  allow_list allowed;
  const auto edit = [](const mz::patch_of<wide>& patch) { return mz::update(wide).set(patch).where(wide.id == 1); };
  allowed.add<decltype(edit({}))>();
  expect_allowed(allowed, edit({.a = 1}));
  expect_allowed(allowed, edit({.a = std::nullopt, .b = "x"}));
  expect_allowed(allowed, edit({.id = 1, .a = 1, .ab = 1, .must = 1, .b = "b", .c = 2}));
  EXPECT_FALSE(allowed.allows(R"(update "wide" set "a" = ?)"));
}
TEST(allow_list, a_list_allows_its_statements) {
  const auto list = mz::atomic(counter(1, "a"), mz::when(false, increment(1)),
                               mz::each(std::vector{1}, [](const int& id) { return mz::delete_from(counters).where(counters.id == id); }));
  allow_list allowed;
  allowed.add(list);
  expect_allowed(allowed, counter(1, "a"));
  expect_allowed(allowed, increment(1));
  expect_allowed(allowed, mz::delete_from(counters).where(counters.id == 1));
  expect_allowed(allowed, mz::select(counters), false);
}

// Who gets hold of the socket cannot ask for anything else.
TEST(allow_list, a_server_refuses_all_others) {
  allow_list allowed;
  allowed.add<decltype(mz::atomic(counter(1, ""), increment(1)))>().add(mz::select(counters));
  support::served owner{[](auto& db) { db.create_tables(counters); }, {.allowed = allowed}};
  auto client = owner.client();
  EXPECT_TRUE(mz::try_atomic(client, mz::atomic(counter(1, "a"), increment(1).require_changes(1))).ok());
  EXPECT_EQ(client.all(mz::select(counters)).size(), 1u);
  const auto stolen = mz::try_atomic(client, mz::atomic(increment(1), mz::delete_from(counters).all_rows()));
  ASSERT_TRUE(stolen.error<mz::error::invalid_request>());
  EXPECT_EQ(stolen.error()->step(), 1u);
  EXPECT_STREQ(stolen.error()->what(), R"(this statement is not among those that the server allows: delete from "counters")");
  EXPECT_EQ(client.all(mz::select(counters))[0].count, 1);
  const auto bound = mz::try_atomic(client, std::vector<mz::any_write>{{R"(select * from sqlite_schema)", {}}});
  EXPECT_TRUE(bound.error<mz::error::invalid_request>());
}
}  // namespace
