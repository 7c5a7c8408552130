// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

namespace {

/// The text of one expression, behind `select `.
template <class E>
constexpr std::string_view text = mz::sql_of<decltype(mz::select(std::declval<const E&>()))>.substr(7);
template <class E>
std::int64_t number(mz::sqlite::connection& db, const E& e) {
  return *std::optional<std::int64_t>{mz::get<0>(db.one(mz::select(e)))};
}

// Without a table, so that the texts stay short.
constexpr auto a = mz::val(7), b = mz::val(3), c = mz::val(2);
constexpr auto p = mz::val(true), q = mz::val(false);

}  // namespace

// As few parentheses as keep the meaning, by SQLite's precedence.
static_assert(text<decltype(a + b * c)> == "? + ? * ?" && text<decltype((a + b) * c)> == "(? + ?) * ?");
static_assert(text<decltype(a - b - c)> == "? - ? - ?" && text<decltype(a - (b - c))> == "? - (? - ?)" &&
              text<decltype(a - (b + c))> == "? - (? + ?)");
static_assert(text<decltype(a * b / c)> == "? * ? / ?" && text<decltype(a / (b * c))> == "? / (? * ?)" &&
              text<decltype(a % (b % c))> == "? % (? % ?)");
static_assert(text<decltype(-a)> == "-?" && text<decltype(-(a + b))> == "-(? + ?)" && text<decltype(-a * b)> == "-? * ?" &&
              text<decltype(a - -b)> == "? - -?");
static_assert(text<decltype(a + b > c)> == "? + ? > ?" && text<decltype((a == b) == (b != c))> == "(? = ?) = (? <> ?)");
static_assert(text<decltype(!(a > b))> == "not ? > ?" && text<decltype(!(p && q))> == "not (? and ?)" &&
              text<decltype((!p) && q)> == "not ? and ?" && text<decltype((!p) == q)> == "(not ?) = ?");
static_assert(text<decltype((a == b).is_null())> == "(? = ?) is null" && text<decltype((a + b).is_null())> == "? + ? is null" &&
              text<decltype((p && q).is_null())> == "(? and ?) is null");
static_assert(text<decltype((a + b).in(b, c))> == "? + ? in (?, ?)" && text<decltype((p || q).in(p, q))> == "(? or ?) in (?, ?)" &&
              text<decltype(a.in(b + c))> == "? in (? + ?)");
static_assert(text<decltype(a.between(b + c, c* a))> == "? between ? + ? and ? * ?" &&
              text<decltype(p == a.between(b, c))> == "? = (? between ? and ?)");
static_assert(text<decltype(p.between(p && q, q))> == "? between (? and ?) and ?" &&
              text<decltype(a.between(b, c) && p)> == "? between ? and ? and ?");
static_assert(text<decltype(mz::coalesce(a > b, p || q))> == "coalesce(? > ?, ? or ?)" &&
              text<decltype(mz::cast<double>(a + b))> == "cast(? + ? as real)");
static_assert(text<decltype(mz::case_when(p || q, a + b).otherwise(c))> == "case when ? or ? then ? + ? else ? end");
static_assert(text<decltype(mz::case_when(p, a).otherwise(b) + c)> == "case when ? then ? else ? end + ?");
static_assert(text<decltype(mz::sql<"? or ?", bool>(p, q) && p)> == "(? or ?) and ?" &&
              text<decltype(mz::sql<"abs(?)", std::int64_t>(a + b) + c)> == "(abs(? + ?)) + ?");
static_assert(text<decltype(mz::concat("a", "b", mz::upper("c")))> == "? || ? || upper(?)");
static_assert(text<decltype(!mz::val("a").like("b").escape('\\'))> == "not ? like ? escape ?");

TEST(render_expression, parentheses_keep_the_meaning) {
  schema::database db;
  EXPECT_EQ(number(db, a - b - c), 2);
  EXPECT_EQ(number(db, a - (b - c)), 6);
  EXPECT_EQ(number(db, (a + b) * c), 20);
  EXPECT_EQ(number(db, a / (b / c)), 7);
  EXPECT_EQ(number(db, a / b / c), 1);
  EXPECT_EQ(number(db, a % (b % c)), 0);
  EXPECT_EQ(number(db, a * (b % c) - -c), 9);
  EXPECT_EQ(number(db, -(a - b) * c), -8);
  EXPECT_EQ(number(db, -(-a)), 7);
  EXPECT_EQ(number(db, -(-(-a))), -7);
  EXPECT_EQ(number(db, mz::cast<std::int64_t>((a > b) == (c > b))), 0);
  EXPECT_EQ(number(db, mz::cast<std::int64_t>((a + b).between(b * b, c * a))), 1);
  EXPECT_EQ(number(db, mz::cast<std::int64_t>(!p || !q)), 1);
  EXPECT_EQ(number(db, mz::cast<std::int64_t>(!(p || q))), 0);
  EXPECT_EQ(number(db, mz::cast<std::int64_t>((p && q).is_null() == q)), 1);
}
