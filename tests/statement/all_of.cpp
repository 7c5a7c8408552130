// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(all_of, columns_are_fields_of_their_own) {
  schema::filled_database db;
  const auto s = mz::select(mz::all_of(channels)).from(channels).order_by(channels.id);
  EXPECT_SQL(db, s, R"(select "channels"."id", "channels"."name" from "channels" order by "channels"."id")");
  EXPECT_EQ(db.all(s)[0][channels.name], "general");
  static_assert(std::tuple_size_v<mz::row_t<decltype(s)>> == 2);
}

TEST(all_of, some_are_left_out) {
  schema::filled_database db;
  constexpr auto m = mz::alias<"m">(messages);
  const auto s = mz::select(mz::all_of(m).except(m.created_at, m.thread_id), mz::lit<1>, mz::all_of(channels).except(channels.id))
                     .from(m)
                     .left_join(channels, channels.id == m.channel_id);
  EXPECT_SQL(
      db, s,
      R"(select "m"."id", "m"."channel_id", "m"."body", 1, "channels"."name" from "messages" as "m" left join "channels" on "channels"."id" = "m"."channel_id")");
  static_assert(std::is_same_v<std::tuple_element_t<4, mz::row_t<decltype(s)>>, std::optional<std::string>>);
  EXPECT_EQ(db.all(s)[0][m.body], "one ship");
  EXPECT_EQ(db.all(mz::select(mz::all_of(messages).except(messages.created_at).except(messages.body)).from(messages)).size(), 3U);
}

TEST(all_of, in_a_union_and_an_insert) {
  schema::filled_database db;
  constexpr auto c = mz::alias<"c">(channels);
  EXPECT_EQ(db.all(mz::select(mz::all_of(channels)).from(channels).union_(mz::select(mz::all_of(c)).from(c))).size(),
            db.all(mz::select(channels)).size());
}
