// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

/// A table in which every column can be NULL, a view of it, and one whose marker may be NULL in an older file.
template <class As>
struct Loose {
  mz::column<As, "k", std::optional<std::int64_t>> k{};
  mz::column<As, "s", std::optional<std::string>> s{};
};
constexpr mz::table<"loose", Loose> loose{};
constexpr mz::table<"loose_view", Loose> loose_view{};
constexpr auto l2 = mz::alias<"l2">(loose);

template <class As>
struct Strict {
  mz::column<As, "k", std::int64_t> k{};
  mz::column<As, "s", std::optional<std::string>> s{};
};
constexpr mz::table<"strict_now", Strict> strict_now{};

template <class As>
struct Side {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "k", std::optional<std::int64_t>> k{};
};
constexpr mz::table<"sides", Side> sides{};

class presence : public testing::Test {
 protected:
  presence() {
    db.create_tables(loose, sides);
    support::execute(db, "create view loose_view as select k, s from loose");
    support::execute(db, "create table strict_now (k integer, s text)");
    support::execute(db, "insert into loose values (null, null), (1, 'one'), (null, 'none'), (2, null)");
    support::execute(db, "insert into sides values (10, null), (11, 1), (12, 2), (13, 3)");
    support::execute(db, "insert into strict_now values (1, 'x'), (null, 'y')");
  }

  template <class Row>
  static std::string spell(const std::optional<Row>& row) {
    if (!row) return "absent ";
    return (row->k ? std::to_string(*row->k) : "null") + "/" + row->s.value_or("null") + " ";
  }
  /// What field I of each row is, whichever way the rows are read.
  template <std::size_t I, class S>
  std::string seen(const S& s) {
    std::string result;
    const auto rows = db.all(s);
    for (const auto& row : rows) result += spell(mz::get<I>(row));
    std::string streamed;
    for (const auto& row : db.stream(s)) {
      const auto& field = mz::get<I>(row);
      streamed += !field ? "absent " : (field->k ? std::to_string(*field->k) : "null") + "/" + std::string{field->s.value_or("null")} + " ";
    }
    EXPECT_EQ(streamed, result);
    support::bare_d1 d1{db};
    const auto crossed = mz::run_atomic(d1, mz::atomic(s));
    EXPECT_TRUE(crossed[0_c] == rows);
    return result;
  }

  mz::sqlite::connection db{":memory:"};
};

}  // namespace

TEST_F(presence, a_row_of_nulls_is_there_in_a_left_join) {
  const auto s =
      mz::select(sides.id, loose, sides.k).from(sides).left_join(loose, loose.k.is(sides.k) && loose.s.is_null()).order_by(sides.id);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select "sides"."id", "loose"."mizzle row", "loose"."k", "loose"."s", "sides"."k" from "sides" left join )"
      R"((select 1 as "mizzle row", * from "loose") as "loose" on "loose"."k" is "sides"."k" and "loose"."s" is null order by "sides"."id")");
  EXPECT_EQ(seen<1>(s), "null/null absent 2/null absent ");
  EXPECT_EQ(mz::get<2>(db.all(s)[3]), 3);
  EXPECT_EQ(seen<0>(mz::select(loose).from(sides).left_join(loose, loose.k == sides.k).order_by(sides.id)), "absent 1/one 2/null absent ");
  EXPECT_EQ(seen<0>(mz::select(loose).from(sides).left_join(loose, loose.k.is(sides.k)).where(sides.id == 10).order_by(loose.s)),
            "null/null null/none ");
}

TEST_F(presence, a_row_of_nulls_is_there_in_right_and_full_joins) {
  const auto right = mz::select(loose, sides.id).from(loose).right_join(sides, loose.k.is(sides.k) && loose.s.is_null()).order_by(sides.id);
  static_assert(mz::sql_of<decltype(right)>.find(R"(from (select 1 as "mizzle row", * from "loose") as "loose" right join "sides" on)") !=
                std::string_view::npos);
  EXPECT_EQ(seen<0>(right), "null/null absent 2/null absent ");
  EXPECT_EQ(seen<0>(mz::select(loose).from(loose).right_join(sides, loose.k.is(sides.k) && loose.s.is_null()).order_by(sides.id)),
            "null/null absent 2/null absent ");
  EXPECT_EQ(seen<0>(mz::select(loose, sides.id).from(loose).full_join(sides, loose.k == sides.k).order_by(sides.id, loose.s)),
            "null/null null/none absent 1/one 2/null absent ");
  EXPECT_EQ(seen<1>(mz::select(sides.id, loose).from(sides).full_join(loose, loose.k == sides.k).order_by(sides.id, loose.s)),
            "null/null null/none absent 1/one 2/null absent ");
}

TEST_F(presence, of_aliases_views_and_several_tables) {
  const auto s = mz::select(l2, loose, sides.id)
                     .from(sides)
                     .left_join(loose, loose.k == sides.k)
                     .left_join(l2, l2.k.is(loose.k) && l2.s.is_null() && sides.id < 12)
                     .order_by(sides.id);
  EXPECT_NE(mz::sql_of<decltype(s)>.find(R"((select 1 as "mizzle row", * from "loose") as "l2")"), std::string_view::npos);
  EXPECT_EQ(seen<0>(s), "null/null absent absent absent ");
  EXPECT_EQ(seen<1>(s), "absent 1/one 2/null absent ");
  EXPECT_EQ(
      seen<0>(
          mz::select(loose_view).from(sides).left_join(loose_view, loose_view.k.is(sides.k) && loose_view.s.is_null()).order_by(sides.id)),
      "null/null absent 2/null absent ");
}

TEST_F(presence, in_groups_distinct_rows_and_compounds) {
  const auto joined = [&](auto&& select) { return select.from(sides).left_join(loose, loose.k.is(sides.k) && loose.s.is_null()); };
  EXPECT_EQ(db.all(joined(mz::select_distinct(loose))).size(), 3u);
  EXPECT_EQ(seen<0>(joined(mz::select_distinct(loose)).where(sides.id != 10)), "absent 2/null ");
  const auto left = joined(mz::select(sides.id, loose)).where(sides.id < 12);
  const auto inner = mz::select(sides.id, loose).from(sides).inner_join(loose, loose.k.is(sides.k) && loose.s.is_null());
  EXPECT_EQ(seen<1>(left.union_all(inner).order_by(sides.id)), "null/null null/null absent 2/null ");
  EXPECT_EQ(seen<1>(inner.union_all(left).order_by(sides.id)), "null/null null/null absent 2/null ");
  EXPECT_EQ(seen<1>(inner.union_(left).order_by(sides.id)), "null/null absent 2/null ");
  EXPECT_EQ(seen<1>(left.except(inner).order_by(sides.id)), "absent ");
  EXPECT_EQ(seen<1>(left.intersect(inner)), "null/null ");
  // What stands behind except is not yielded, and its rows are compared as they would be in SQL.
  const auto plain = inner.except(left);
  EXPECT_EQ(mz::sql_of<decltype(plain)>.find("mizzle row"), std::string_view::npos);
  const auto rows = db.all(plain);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(mz::get<1>(rows[0]).k, 2);
  EXPECT_EQ(db.all(mz::select(sides.id).from(sides).where(
                       mz::exists(mz::select(l2).from(loose).left_join(l2, l2.k == loose.k).where(loose.k == sides.k))))
                .size(),
            2u);
}

TEST_F(presence, other_statements_keep_their_text) {
  const auto columns = mz::select(sides.id, loose.k).from(sides).left_join(loose, loose.k == sides.k);
  static_assert(mz::sql_of<decltype(columns)> ==
                R"(select "sides"."id", "loose"."k" from "sides" left join "loose" on "loose"."k" = "sides"."k")");
  const auto inner = mz::select(sides, loose).from(sides).inner_join(loose, loose.k == sides.k);
  static_assert(
      mz::sql_of<decltype(inner)> ==
      R"(select "sides"."id", "sides"."k", "loose"."k", "loose"."s" from "sides" inner join "loose" on "loose"."k" = "sides"."k")");
  const auto kept = mz::select(loose, sides.id).from(loose).left_join(sides, loose.k == sides.k);
  static_assert(mz::sql_of<decltype(kept)> ==
                R"(select "loose"."k", "loose"."s", "sides"."id" from "loose" left join "sides" on "loose"."k" = "sides"."k")");
  const auto marked = mz::select(loose.k, sides).from(loose).left_join(sides, loose.k == sides.k);
  static_assert(mz::sql_of<decltype(marked)> ==
                R"(select "loose"."k", "sides"."id", "sides"."k" from "loose" left join "sides" on "loose"."k" = "sides"."k")");
}

// An older file can hold NULL where the declaration says NOT NULL.
TEST_F(presence, a_null_that_should_not_be_there_is_an_error_and_no_absent_row) {
  const auto s = mz::select(sides.id, strict_now).from(sides).left_join(strict_now, strict_now.k.is_null() || strict_now.k == sides.k);
  for (const std::int64_t id : {11, 13}) {
    try {
      (void)db.all(s.where(sides.id == id));
      FAIL() << "a NULL was read";
    } catch (const mz::error::decode_error& e) {
      EXPECT_EQ(e.column(), "k");
    }
  }
  const auto found = mz::select(strict_now).from(sides).left_join(strict_now, strict_now.k == sides.k).order_by(sides.id);
  const auto rows = db.all(found);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(mz::get<0>(rows[0]), std::nullopt);
  EXPECT_EQ(mz::get<0>(rows[1])->s, "x");
}
