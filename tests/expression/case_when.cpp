// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

TEST(case_when, first_that_is_true) {
  schema::filled_database db;
  const auto s = mz::select(mz::case_when(messages.id == 1, "one").when(messages.id < 3, "few").otherwise("many").as<"size">())
                     .from(messages)
                     .order_by(messages.id);
  EXPECT_SQL(
      db, s,
      R"(select case when "messages"."id" = ? then ? when "messages"."id" < ? then ? else ? end as "size" from "messages" order by "messages"."id")");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["size"_col])>, std::string>);
  EXPECT_EQ(rows[0]["size"_col], "one");
  EXPECT_EQ(rows[1]["size"_col], "few");
  EXPECT_EQ(rows[2]["size"_col], "many");
}

TEST(case_when, without_otherwise_it_can_be_null) {
  schema::filled_database db;
  const auto s =
      mz::select(mz::case_when(messages.id == 1 || messages.id == 2, messages.id + 1)).from(messages).order_by(mz::desc(messages.id));
  EXPECT_SQL(
      db, s,
      R"(select case when "messages"."id" = ? or "messages"."id" = ? then "messages"."id" + ? end from "messages" order by "messages"."id" desc)");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(mz::get<0>(rows[0]))>, std::optional<std::int64_t>>);
  EXPECT_EQ(mz::get<0>(rows[0]), std::nullopt);
  EXPECT_EQ(mz::get<0>(rows[1]), 3);
}

TEST(case_when, stands_beside_operators) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).where(mz::case_when(messages.id > 1, 10).otherwise(0) + messages.id == 12);
  EXPECT_EQ(db.one(s)[messages.id], 2);
}

TEST(case_when, is_null_where_a_branch_is) {
  schema::filled_database db;
  const auto first = mz::select(mz::case_when(messages.id < 9, messages.thread_id).otherwise(0)).from(messages).order_by(messages.id);
  EXPECT_EQ(mz::get<0>(db.all(first)[0]), std::nullopt);
  const auto second = mz::select(mz::case_when(messages.id > 9, 0).when(messages.id < 9, messages.thread_id).otherwise(0))
                          .from(messages)
                          .order_by(messages.id);
  EXPECT_EQ(mz::get<0>(db.all(second)[0]), std::nullopt);

  constexpr auto other = mz::alias<"other">(messages);
  const auto outer = mz::select(mz::case_when(messages.id < 9, other.body).otherwise("none"))
                         .from(messages)
                         .left_join(other, other.id == messages.thread_id)
                         .order_by(messages.id);
  EXPECT_EQ(mz::get<0>(db.all(outer)[0]), std::nullopt);
  EXPECT_EQ(mz::get<0>(db.all(outer)[1]), "one ship");
}

TEST(case_when, its_type_holds_every_branch) {
  schema::filled_database db;
  db.run(mz::insert_into(everything).values({.id = 1, .tiny = -3, .dword = 4294967295U, .ratio = 0.5}));
  const auto of = [&](const auto& expression) { return mz::get<0>(db.one(mz::select(expression).from(everything))); };
  const auto other = everything.id != 1;
  const auto big = of(mz::case_when(other, 1).otherwise(5'000'000'000));
  static_assert(std::is_same_v<decltype(big), const std::int64_t>);
  EXPECT_EQ(big, 5'000'000'000);
  EXPECT_EQ(of(mz::case_when(other, 1).when(other, 5'000'000'000).otherwise(2.5)), 2.5);
  EXPECT_EQ(of(mz::case_when(other, 1).when(everything.id == 1, 1.5)), 1.5);
  EXPECT_EQ(of(mz::case_when(other, everything.tiny).otherwise(everything.dword)), 4294967295);
  EXPECT_EQ(of(mz::case_when(other, everything.tiny).otherwise(-300)), -300);
  EXPECT_EQ(of(mz::case_when(other, everything.tiny).otherwise(everything.ratio)), 0.5);
  EXPECT_EQ(of(mz::case_when(other, everything.ratio).otherwise(everything.tiny)), -3.0);
  static_assert(std::is_same_v<decltype(mz::case_when(other, everything.tiny).otherwise(everything.tiny))::type, std::int8_t>);
  static_assert(
      std::is_same_v<decltype(mz::case_when(other, everything.maybe_n).otherwise(std::int64_t{1}))::type, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<decltype(mz::case_when(other, color::red).otherwise(everything.hue))::type, color>);
}

TEST(case_when, optional_values_in_branches) {
  schema::filled_database db;
  const auto of = [&](const auto& expression) { return mz::get<0>(db.one(mz::select(expression))); };
  const auto yes = mz::val(1) == 1;
  const auto narrow = of(mz::case_when(!yes, std::int8_t{1}).otherwise(std::optional{1000}));
  static_assert(std::is_same_v<decltype(narrow), const std::optional<int>>);
  EXPECT_EQ(narrow, 1000);
  EXPECT_EQ(of(mz::case_when(yes, 1).otherwise(std::optional<std::int64_t>{})), 1);
  EXPECT_EQ(of(mz::case_when(!yes, "a").when(yes, std::optional<std::string>{}).otherwise("b")), std::nullopt);
  EXPECT_EQ(of(mz::case_when(yes, std::optional<int>{}).otherwise(2.5)), std::nullopt);
}
