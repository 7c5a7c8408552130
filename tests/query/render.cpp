// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

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
static_assert(text<decltype(a.between(b + c, c * a))> == "? between ? + ? and ? * ?" &&
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

TEST(render, parentheses_keep_the_meaning) {
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

TEST(render, columns_are_qualified_where_they_are_read_and_bare_where_they_are_written) {
  schema::filled_database db;
  const auto update = mz::update(messages).set(messages.body = mz::upper(messages.body)).where(messages.id == 1).returning(messages.body);
  static_assert(mz::sql_of<decltype(update)>.starts_with(
      R"(update "messages" set "body" = upper("messages"."body") where "messages"."id" = ? returning )"));
  EXPECT_EQ(db.one(update)[messages.body], "ONE SHIP");
  const auto insert = mz::insert_into(messages).set(messages.id = 9, messages.channel_id = 1, messages.body = "x");
  EXPECT_SQL(db, insert, R"(insert into "messages" ("id", "channel_id", "body") values (?, ?, ?))");
}

TEST(render, a_subquery_has_parentheses_of_its_own) {
  schema::filled_database db;
  const auto newest = mz::select(mz::max(messages.id)).from(messages).where(messages.channel_id == channels.id);
  const auto s = mz::select(channels.name, mz::coalesce(newest, 0) + 1)
                     .from(channels)
                     .where(channels.id + 2 == newest.as_operand() || !mz::exists(newest))
                     .order_by(channels.id);
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name", coalesce((select max("messages"."id") from "messages" where )"
      R"("messages"."channel_id" = "channels"."id"), ?) + ? )"
      R"(from "channels" where "channels"."id" + ? = (select max("messages"."id") from "messages" where )"
      R"("messages"."channel_id" = "channels"."id") )"
      R"(or not exists (select max("messages"."id") from "messages" where "messages"."channel_id" = "channels"."id") )"
      R"(order by "channels"."id")");
  EXPECT_EQ(mz::get<1>(db.one(s)), 4);
}

TEST(render, the_text_at_run_time_is_the_constant_one) {
  schema::filled_database db;
  // With every part standing, the text made at run time must be the one that sql_of promises.
  const auto s =
      mz::select(messages.id)
          .from(messages)
          .where(mz::when(true, messages.id == 1 || messages.id == 2) && mz::when(true, !(messages.body == "x")) && messages.id < 3)
          .limit(5);
  EXPECT_EQ(db.all(s).size(), 2u);
  bool found = false;
  for (sqlite3_stmt* kept = nullptr; (kept = sqlite3_next_stmt(db.native(), kept)) != nullptr;)
    found = found || mz::sql_of<decltype(s)> == sqlite3_sql(kept);
  EXPECT_TRUE(found);
}
