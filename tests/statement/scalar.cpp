// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

TEST(scalar, a_select_with_a_name) {
  schema::filled_database db;
  const auto n = mz::scalar(mz::select(mz::count()).from(messages).where(messages.channel_id == channels.id)).as<"messages">();
  const auto s = mz::select(channels.name, n).from(channels).where(n >= 0).order_by(mz::desc(n));
  EXPECT_SQL(
      db, s,
      R"(select "channels"."name", (select count(*) from "messages" where "messages"."channel_id" = "channels"."id") as "messages" from "channels" )"
      R"(where (select count(*) from "messages" where "messages"."channel_id" = "channels"."id") >= ? )"
      R"(order by (select count(*) from "messages" where "messages"."channel_id" = "channels"."id") desc)");
  const auto rows = db.all(s);
  const auto plain = db.raw<std::string, std::int64_t>(
      "select name, (select count(*) from messages where channel_id = channels.id) as n from channels order by n desc");
  ASSERT_EQ(rows.size(), plain.size());
  for (std::size_t i = 0; i != rows.size(); ++i) EXPECT_EQ(rows[i]["messages"_col], mz::get<1>(plain[i]));
}

TEST(scalar, of_no_row_is_null) {
  schema::filled_database db;
  const auto s = mz::select(mz::scalar(mz::select(messages.body).from(messages).where(messages.id == 99)).as<"body">());
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::optional<std::string>>);
  EXPECT_EQ(db.one(s)["body"_col], std::nullopt);
}

TEST(scalar, a_table_of_no_select_around_is_out_of_scope) {
  const auto s = mz::select(mz::scalar(mz::select(messages.body).from(messages).where(messages.channel_id == channels.id)).as<"body">());
  static_assert(support::fault_of(s) == mz::detail::fault::out_of_scope);
}
