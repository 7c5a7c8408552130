// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(case_when, first_that_is_true) {
  schema::filled_database db;
  const auto s = mz::select(mz::case_when(messages.id == 1, "one").when(messages.id < 3, "few").otherwise("many").as<"size">()).from(messages).order_by(messages.id);
  EXPECT_SQL(db, s, R"(select case when "messages"."id" = ? then ? when "messages"."id" < ? then ? else ? end as "size" from "messages" order by "messages"."id")");
  const auto rows = db.all(s);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(rows[0]["size"_col])>, std::string>);
  EXPECT_EQ(rows[0]["size"_col], "one");
  EXPECT_EQ(rows[1]["size"_col], "few");
  EXPECT_EQ(rows[2]["size"_col], "many");
}

TEST(case_when, without_otherwise_it_can_be_null) {
  schema::filled_database db;
  const auto s = mz::select(mz::case_when(messages.id == 1 || messages.id == 2, messages.id + 1)).from(messages).order_by(mz::desc(messages.id));
  EXPECT_SQL(db, s, R"(select case when "messages"."id" = ? or "messages"."id" = ? then "messages"."id" + ? end from "messages" order by "messages"."id" desc)");
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
  const auto second = mz::select(mz::case_when(messages.id > 9, 0).when(messages.id < 9, messages.thread_id).otherwise(0)).from(messages).order_by(messages.id);
  EXPECT_EQ(mz::get<0>(db.all(second)[0]), std::nullopt);

  constexpr auto other = mz::alias<"other">(messages);
  const auto outer = mz::select(mz::case_when(messages.id < 9, other.body).otherwise("none")).from(messages).left_join(other, other.id == messages.thread_id).order_by(messages.id);
  EXPECT_EQ(mz::get<0>(db.all(outer)[0]), std::nullopt);
  EXPECT_EQ(mz::get<0>(db.all(outer)[1]), "one ship");
}
