// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::messages;

TEST(aggregate_order, stands_inside_of_the_call) {
  const auto s = mz::select(mz::group_concat(messages.body, mz::order_by(messages.id)),
                            mz::group_concat(messages.body, ", ", mz::order_by(mz::desc(messages.created_at), messages.id + 1)),
                            mz::json_group_array(messages.id, mz::order_by(messages.body)),
                            mz::aggregate<"string_agg", std::string>(messages.body, mz::order_by(mz::asc(messages.id))))
                     .from(messages);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(select group_concat("messages"."body" order by "messages"."id"), group_concat("messages"."body", ? order by "messages"."created_at" desc, "messages"."id" + ?), )"
      R"(json_group_array("messages"."id" order by "messages"."body"), string_agg("messages"."body" order by "messages"."id" asc) from "messages")");
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(s)>>, std::optional<std::string>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, mz::row_t<decltype(s)>>, std::string>);
}

TEST(aggregate_order, is_an_aggregate_still) {
  const auto s = mz::select(messages.id, mz::group_concat(messages.body, mz::order_by(messages.id))).from(messages);
  static_assert(support::fault_of(s) == mz::detail::fault::not_grouped);
}
