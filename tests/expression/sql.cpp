// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(sql, text_of_your_own_with_arguments) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"strftime('%Y', ?, 'unixepoch')", std::string>(messages.created_at).as<"year">())
                     .from(messages)
                     .where(messages.id == 1);
  EXPECT_SQL(db, s, R"(select strftime('%Y', "messages"."created_at", 'unixepoch') as "year" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(db.one(s)["year"_col], "1970");
}

TEST(sql, parentheses_beside_an_operator) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"? + 1", std::int64_t>(messages.id) * 2, mz::sql<"1", std::int64_t>())
                     .from(messages)
                     .where(mz::sql<"? or ?", bool>(messages.id == 2, false) && messages.id > 0);
  EXPECT_SQL(db, s, R"(select ("messages"."id" + 1) * ?, 1 from "messages" where (("messages"."id" = ?) or ?) and "messages"."id" > ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), 6);
}

TEST(sql, a_question_mark_in_quotes_is_text) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"'it''s?' || ?", std::string>(messages.body)).from(messages).where(messages.id == 2);
  EXPECT_SQL(db, s, R"(select 'it''s?' || "messages"."body" from "messages" where "messages"."id" = ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), "it's?two");
}

TEST(sql, each_kind_of_quote_ends_with_its_own) {
  mz::sqlite::connection db{":memory:"};
  const auto s = mz::select(mz::sql<R"((select "it's?" from (select 1 as "it's?")) + ?)", std::int64_t>(2));
  EXPECT_SQL(db, s, R"(select (select "it's?" from (select 1 as "it's?")) + ?)");
  EXPECT_EQ(mz::get<0>(db.one(s)), 3);
}

namespace {

template <class E>
auto value_of(mz::sqlite::connection& db, const E& expression) {
  return mz::get<0>(db.one(mz::select(expression).from(messages).where(messages.id == 3)));
}

}  // namespace

TEST(sql, an_operand_in_a_hole_is_one_operand) {
  schema::filled_database db;
  const auto sum = messages.id + messages.channel_id;  // 3 + 1
  const auto either = messages.id == 3 || messages.id == 1;
  EXPECT_EQ(value_of(db, mz::sql<"? * 2", std::int64_t>(sum)), 8);
  EXPECT_EQ(value_of(db, mz::sql<"2 * ? * 2", std::int64_t>(sum)), 16);
  EXPECT_EQ(value_of(db, mz::sql<"-?", std::int64_t>(sum)), -4);
  EXPECT_EQ(value_of(db, mz::sql<"- ?", std::int64_t>(-sum)), 4);
  EXPECT_EQ(value_of(db, mz::sql<"-?", std::int64_t>(-messages.id)), 3);
  EXPECT_EQ(value_of(db, mz::sql<"abs(? * 10)", std::int64_t>(sum)), 40);
  EXPECT_EQ(value_of(db, mz::sql<"abs(10 * ?)", std::int64_t>(sum)), 40);
  EXPECT_EQ(value_of(db, mz::sql<"max(1, ? * 2, 3)", std::int64_t>(sum)), 8);
  EXPECT_EQ(value_of(db, mz::sql<"(? and 0)", bool>(either)), false);
  EXPECT_EQ(value_of(db, mz::sql<"? and 0", bool>(either)), false);
  EXPECT_EQ(value_of(db, mz::sql<"not ?", bool>(either)), false);
  EXPECT_EQ(value_of(db, mz::sql<"? = ?", bool>(messages.id == 3, messages.id == 3)), true);
  EXPECT_EQ(value_of(db, mz::sql<"? is null", bool>(messages.id == 3)), false);
  EXPECT_EQ(value_of(db, mz::sql<"? collate nocase = 'AB'", bool>(mz::concat("a", "b"))), true);
  EXPECT_EQ(value_of(db, mz::sql<"? like ? escape ?", bool>(mz::concat("a", "%"), mz::concat("a", "!%"), "!")), true);
  EXPECT_EQ(value_of(db, mz::sql<"? between ? and ?", bool>(sum, sum - 1, sum + 1)), true);
  EXPECT_EQ(value_of(db, mz::sql<"? between ? and ?", bool>(messages.id, messages.id == 3 && messages.id == 3, 5)), true);
  EXPECT_EQ(value_of(db, mz::sql<"? in (?, ?)", bool>(sum, sum, 1)), true);
  EXPECT_EQ(value_of(db, mz::sql<"case ? when ? then ? else ? + 1 end", std::int64_t>(sum, sum, sum * 2, either)), 8);
  EXPECT_EQ(value_of(db, mz::sql<"?||?", std::string>(messages.id + 1, messages.id + 2)), "45");
  EXPECT_EQ(value_of(db, mz::sql<"? << ?", std::int64_t>(mz::val(1) + 1, messages.id + 1)), 32);
  EXPECT_EQ(value_of(db, mz::sql<"? * 2", std::int64_t>(mz::case_when(either, 1).otherwise(2))), 2);
  EXPECT_EQ(value_of(db, mz::sql<"-? + ?", std::int64_t>(mz::cast<std::int64_t>(sum), mz::coalesce(messages.thread_id, 5))), -3);
  EXPECT_EQ(value_of(db, mz::sql<"not ?", bool>(messages.id.in(3, 4))), false);
  EXPECT_EQ(value_of(db, mz::sql<"? + 1", std::int64_t>(messages.id.in(std::vector{3, 4}))), 2);
  EXPECT_EQ(value_of(db, mz::sql<"? + 1", std::int64_t>(messages.id.between(3, 4))), 2);
  EXPECT_EQ(value_of(db, mz::sql<"? + 1", std::int64_t>(mz::exists(mz::select(messages.id)))), 2);
  EXPECT_EQ(value_of(db, mz::sql<"? + 1", std::int64_t>(messages.body.like("%+%%").escape('+'))), 1);
}

TEST(sql, text_of_your_own_inside_another_and_beside_operators) {
  schema::filled_database db;
  const auto sum = mz::sql<"? + ?", std::int64_t>(messages.id, 1);  // 4
  EXPECT_EQ(value_of(db, mz::sql<"? * 2", std::int64_t>(sum)), 8);
  EXPECT_EQ(value_of(db, mz::sql<"10 - ?", std::int64_t>(sum)), 6);
  EXPECT_EQ(value_of(db, mz::sql<"abs(?)", std::int64_t>(sum)), 4);
  EXPECT_EQ(value_of(db, sum * sum), 16);
  EXPECT_EQ(value_of(db, -sum), -4);
  EXPECT_EQ(value_of(db, 10 - sum), 6);
  EXPECT_EQ(value_of(db, sum == 4), true);
  EXPECT_EQ(value_of(db, sum.between(4, sum)), true);
  EXPECT_EQ(value_of(db, sum.in(4, 5)), true);
  EXPECT_EQ(value_of(db, sum.is_null()), false);
  EXPECT_EQ(value_of(db, mz::case_when(sum > 3, sum).otherwise(0)), 4);
  EXPECT_EQ(value_of(db, mz::cast<std::string>(sum)), "4");
  EXPECT_EQ(value_of(db, mz::concat(sum, sum)), "44");
  const auto choice = mz::sql<"? or ?", bool>(false, messages.id == 3);
  EXPECT_EQ(value_of(db, choice && mz::val(false)), false);
  EXPECT_EQ(value_of(db, !choice), false);
  EXPECT_EQ(value_of(db, choice.is(true)), true);
  const auto s = mz::select(messages.id, mz::count())
                     .from(messages)
                     .where(choice || messages.id > 0)
                     .group_by(sum, messages.id)
                     .order_by(mz::desc(mz::sql<"? collate binary", std::int64_t>(sum)), choice);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id", count(*) from "messages" where (? or ("messages"."id" = ?)) or "messages"."id" > ? group by "messages"."id" + ?, "messages"."id" )"
      R"(order by ("messages"."id" + ?) collate binary desc, ? or ("messages"."id" = ?))");
  EXPECT_EQ(db.all(s)[0][messages.id], 3);
}

TEST(sql, an_operand_alone_in_parentheses_needs_none) {
  schema::filled_database db;
  const auto s = mz::select(mz::sql<"max( ?, ? ) + (?)", std::int64_t>(messages.id + 1, messages.id - 1, messages.id * 2)).from(messages);
  EXPECT_SQL(db, s, R"(select max( "messages"."id" + ?, "messages"."id" - ? ) + ("messages"."id" * ?) from "messages")");
  const auto comment = mz::select(mz::sql<"2 * -- (\n?\n, ?", std::int64_t>(messages.id + 1, 2)).from(messages);
  static_assert(mz::sql_of<decltype(comment)>.find("(\n(\"messages\"") != std::string_view::npos);
}

namespace {

template <class As>
struct Ranked {
  mz::column<As, "a", std::int64_t> a{};
  mz::column<As, "b", std::int64_t> b{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::check<"product">(mz::sql<"? * ? < 100", bool>(t.a + t.b, -5 + t.b)),
                           mz::index<"doubled">(mz::sql<"? * 2", std::int64_t>(t.a + t.b)),
                           mz::index<"some">(t.a).where(mz::sql<"? and ?", bool>(t.a > 1 || t.b > 1, t.a != t.b)));
  }
};
constexpr mz::table<"ranked", Ranked> ranked{};

}  // namespace

TEST(sql, in_constraints_and_indexes) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(ranked);
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select sql from sqlite_schema where name = 'doubled'").one()),
            R"(CREATE INDEX "doubled" on "ranked" (("a" + "b") * 2))");
  EXPECT_EQ(mz::get<0>(db.raw<std::string>("select sql from sqlite_schema where name = 'some'").one()),
            R"(CREATE INDEX "some" on "ranked" ("a") where ("a" > 1 or "b" > 1) and ("a" <> "b"))");
  EXPECT_NO_THROW(db.run(mz::insert_into(ranked).values({.a = 9, .b = 10})));
  EXPECT_THROW(db.run(mz::insert_into(ranked).values({.a = 100, .b = 10})), mz::error::sql_error);
}
