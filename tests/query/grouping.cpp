// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;
using support::fault_of;

static_assert(fault_of(mz::select(messages.id, mz::count()).from(messages)) == mz::fault::not_grouped);
static_assert(fault_of(mz::select(messages.id, mz::count()).from(messages).group_by(messages.id)) == mz::fault::none);
static_assert(fault_of(mz::select(messages.body, mz::count()).from(messages).group_by(messages.id)) == mz::fault::none);
static_assert(fault_of(mz::select(messages.id + 1, mz::count()).from(messages).group_by(messages.body)) == mz::fault::not_grouped);
static_assert(fault_of(mz::select(mz::upper(messages.body), mz::count()).from(messages).group_by(mz::upper(messages.body))) == mz::fault::none);

// What is accepted without being grouped itself depends on the primary key that is.
TEST(grouping, columns_of_a_grouped_key_have_one_value_in_each_group) {
  schema::filled_database db;
  const auto sizes = mz::select(channels.id, channels.name, mz::count().as<"total">())
                         .from(channels)
                         .inner_join(messages, messages.channel_id == channels.id)
                         .group_by(channels.id)
                         .order_by(channels.id);
  std::int64_t all = 0;
  for (const auto& row : db.all(sizes)) {
    EXPECT_EQ(row[channels.name], db.one(mz::select(channels.name).from(channels).where(channels.id == row[channels.id]))[channels.name]);
    all += mz::get<2>(row);
  }
  EXPECT_EQ(all, db.one(mz::select(mz::count()).from(messages)).at<0>());
}

TEST(grouping, having_takes_aggregates_and_grouped_columns) {
  schema::filled_database db;
  const auto busy = mz::select(messages.channel_id).from(messages).group_by(messages.channel_id).having(mz::count() > 1 && messages.channel_id > 0);
  for (const auto& row : db.all(busy)) {
    EXPECT_GT(db.one(mz::select(mz::count()).from(messages).where(messages.channel_id == row[messages.channel_id])).at<0>(), 1);
  }
  EXPECT_EQ(fault_of(mz::select(messages.channel_id).from(messages).group_by(messages.channel_id).having(messages.body == "x")), mz::fault::not_grouped);
  EXPECT_EQ(fault_of(mz::select(messages.channel_id).from(messages).group_by(mz::max(messages.id))), mz::fault::aggregate_in_where);
}
