// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::everything;
using schema::messages;

namespace {

constexpr auto m2 = mz::alias<"m2">(messages);

template <class P>
std::size_t count_where(mz::sqlite::connection& db, const P& condition) {
  return db.all(mz::select(messages.id).from(messages).where(condition)).size();
}

}  // namespace

TEST(row_value, comparisons_from_the_first_on) {
  schema::filled_database db;
  const auto s =
      mz::select(messages.id).from(messages).where(mz::row(messages.channel_id, messages.id) < mz::row(7, 2)).order_by(messages.id);
  EXPECT_SQL(
      db, s,
      R"(select "messages"."id" from "messages" where ("messages"."channel_id", "messages"."id") < (?, ?) order by "messages"."id")");
  for (const std::int64_t id : {1, 2, 3}) {
    const auto row = mz::row(messages.channel_id, messages.id);
    const auto plain = [&](const char* op) {
      return db.raw<std::int64_t>(std::string{"select id from messages where (channel_id, id) "} + op + " (7, ?)", id).size();
    };
    EXPECT_EQ(count_where(db, row < mz::row(7, id)), plain("<"));
    EXPECT_EQ(count_where(db, row <= mz::row(7, id)), plain("<="));
    EXPECT_EQ(count_where(db, row > mz::row(7, id)), plain(">"));
    EXPECT_EQ(count_where(db, row >= mz::row(7, id)), plain(">="));
    EXPECT_EQ(count_where(db, row == mz::row(7, id)), plain("="));
    EXPECT_EQ(count_where(db, row != mz::row(7, id)), plain("<>"));
  }
}

TEST(row_value, values_on_either_side) {
  schema::filled_database db;
  const auto s = mz::select(messages.id).from(messages).where(mz::row("two", messages.id) == mz::row(messages.body, 2));
  EXPECT_SQL(db, s, R"(select "messages"."id" from "messages" where (?, "messages"."id") = ("messages"."body", ?))");
  EXPECT_EQ(db.all(s).size(), 1U);
}

TEST(row_value, in_rows_and_in_a_select) {
  schema::filled_database db;
  const auto row = mz::row(messages.body, messages.id);
  const auto listed = mz::select(messages.id).from(messages).where(row.in(mz::row("two", 2), mz::row("two", 3)));
  EXPECT_SQL(db, listed, R"(select "messages"."id" from "messages" where ("messages"."body", "messages"."id") in (values (?, ?), (?, ?)))");
  EXPECT_EQ(db.all(listed).size(), 1U);
  EXPECT_EQ(count_where(db, row.not_in(mz::row("two", 2), mz::row("two", 3))), 2U);
  EXPECT_EQ(count_where(db, row.in(mz::row("two", 2))), 1U);
  const auto selected = mz::select(messages.id).from(messages).where(row.in(mz::select(m2.body, m2.id).from(m2).where(m2.id > 1)));
  EXPECT_SQL(
      db, selected,
      R"(select "messages"."id" from "messages" where ("messages"."body", "messages"."id") in (select "m2"."body", "m2"."id" from "messages" as "m2" where "m2"."id" > ?))");
  EXPECT_EQ(db.all(selected).size(), 2U);
  EXPECT_EQ(count_where(db, row.not_in(mz::select(m2.body, m2.id).from(m2).where(m2.id > 1))), 1U);
}

TEST(row_value, null_makes_it_unknown_unless_is) {
  schema::filled_database db;
  const auto row = mz::row(messages.thread_id, messages.id);
  static_assert(std::is_same_v<decltype(row == mz::row(1, 1))::type, std::optional<bool>>);
  static_assert(std::is_same_v<decltype(row.is(mz::row(1, 1)))::type, bool>);
  const auto plain = [&](const char* where) {
    return db.raw<std::int64_t>(std::string{"select id from messages as m where "} + where).size();
  };
  EXPECT_EQ(count_where(db, row == row), plain("(thread_id, id) = (thread_id, id)"));
  EXPECT_EQ(count_where(db, row.is(row)), plain("(thread_id, id) is (thread_id, id)"));
  EXPECT_EQ(count_where(db, row.is_not(mz::row(1, 2))), plain("(thread_id, id) is not (1, 2)"));
  EXPECT_EQ(count_where(db, row.is(row)), 3U);
}

TEST(row_value, own_types_are_encoded_beside_their_column) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .hue = color::green, .owner = user_id{9}}));
  const auto s =
      mz::select(everything.id).from(everything).where(mz::row(everything.hue, everything.owner) == mz::row(color::green, user_id{9}));
  EXPECT_EQ(db.all(s).size(), 1U);
}
