// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"
#include "support/value.hpp"

using schema::messages;

TEST(lit, stands_in_the_text) {
  schema::filled_database db;
  const auto s = mz::select(mz::lit<1>, mz::lit<"it's">, mz::lit<true>, mz::lit<false>, mz::lit<-7>, mz::lit<color::green>)
                     .from(messages)
                     .where(messages.id == mz::lit<2>);
  EXPECT_SQL(db, s, R"(select 1, 'it''s', 1, 0, -7, 1 from "messages" where "messages"."id" = 2)");
  const auto row = db.one(s);
  using row_type = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row_type>, int>);
  static_assert(std::is_same_v<std::tuple_element_t<1, row_type>, std::string>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row_type>, bool>);
  EXPECT_EQ(mz::get<1>(row), "it's");
  EXPECT_EQ(mz::get<2>(row), true);
  EXPECT_EQ(mz::get<4>(row), -7);
  EXPECT_EQ(mz::get<5>(row), color::green);
}

TEST(lit, binds_nothing) {
  constexpr auto s = mz::select(mz::lit<1>);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(s.values)>, mz::detail::none>);
  static_assert(mz::sql_of<decltype(s)> == "select 1");
}

TEST(lit, a_sign_stays_a_sign) {
  schema::database db;
  EXPECT_SAME(db, -mz::lit<-5>, "-(-5)");
  EXPECT_SAME(db, mz::val(3) - mz::lit<-5>, "3 - -5");
  EXPECT_SAME(db, mz::lit<-5> - mz::lit<-5>, "-5 - -5");
  EXPECT_SAME(db, ~mz::lit<-5>, "~(-5)");
  EXPECT_EQ(support::value_of(db, mz::lit<std::numeric_limits<std::int64_t>::min()>), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(support::value_of(db, mz::lit<std::numeric_limits<std::int64_t>::max()>), std::numeric_limits<std::int64_t>::max());
}

TEST(lit, the_planner_sees_it) {
  schema::filled_database db;
  db.raw<>("create index pinned on messages(body) where channel_id = 7");
  const auto uses_index = [&](const auto& s) {
    bool uses = false;
    for (const auto& row : db.raw<std::int64_t, std::int64_t, std::int64_t, std::string>(
             std::string{"explain query plan "} + std::string{mz::sql_of<std::remove_cvref_t<decltype(s)>>}))
      uses = uses || mz::get<3>(row).find("pinned") != std::string::npos;
    return uses;
  };
  EXPECT_TRUE(uses_index(mz::select(messages.id).from(messages).where(messages.channel_id == mz::lit<7> && messages.body == mz::lit<"x">)));
}
