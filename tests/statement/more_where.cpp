// SPDX-License-Identifier: MIT
#include <mizzle/statement/condition.hpp>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

// Functions that refine any query.
auto page(mz::Select auto q, int n) { return q.limit(2).offset(2 * n); }
template <mz::Select Q>
auto since(const Q& q, std::int64_t id) {
  return q.where(messages.id >= id);
}
template <mz::Select Q>
auto newest_first(const Q& q) {
  return q.order_by(mz::desc(messages.id));
}

}  // namespace

static_assert(mz::Select<decltype(mz::select(messages))> && !mz::Select<decltype(mz::delete_from(messages).all_rows())> &&
              !mz::Select<int>);
static_assert(mz::Select<decltype(mz::union_(mz::select(messages.id).from(messages), mz::select(channels.id).from(channels)))>);

TEST(more_where, every_condition_must_be_met) {
  schema::filled_database db;
  const auto base = mz::select(messages.id).from(messages);
  const auto s = base.where(messages.id == 1 || messages.id == 3).where(messages.body != "" || messages.id == 2).where(messages.id > 1);
  EXPECT_SQL(db, s,
             R"(select "messages"."id" from "messages" where ("messages"."id" = ? or "messages"."id" = ?) and )"
             R"(("messages"."body" <> ? or "messages"."id" = ?) and "messages"."id" > ?)");
  EXPECT_EQ(db.one(s)[messages.id], 3);
  for (unsigned bits = 0; bits != 4; ++bits) {
    const auto some = base.where(mz::when(bits & 1, messages.id > 1)).where(mz::when(bits & 2, messages.id < 3)).order_by(messages.id);
    EXPECT_EQ(db.all(some).size(), bits == 0 ? 3u : bits == 3 ? 1u : 2u);
  }
  mz::condition<messages> c = messages.id == 2;
  EXPECT_EQ(db.all(base.where(c).where(c).where(messages.id == 2)).size(), 1u);
  const auto compound =
      mz::union_all(mz::select(messages.id).from(messages).where(messages.id == 1), base.where(messages.id > 1).where(messages.id < 3));
  EXPECT_EQ(db.all(compound).size(), 2u);
}

TEST(more_where, functions_refine_any_query) {
  schema::filled_database db;
  const auto all = mz::select(messages.id, messages.body).from(messages);
  EXPECT_EQ(db.all(page(newest_first(all), 0)).size(), 2u);
  EXPECT_EQ(db.one(page(newest_first(all), 1))[messages.id], 1);
  EXPECT_EQ(db.all(page(newest_first(since(all.where(messages.id != 2), 2)), 0))[0][messages.id], 3);
  const auto joined = mz::select(messages, channels.name).from(messages).inner_join(channels, channels.id == messages.channel_id);
  EXPECT_EQ(db.all(page(newest_first(since(joined, 2)), 0))[1][messages].id, 2);
  const auto both = mz::union_all(mz::select(messages.id).from(messages), mz::select(channels.id).from(channels)).order_by(messages.id);
  EXPECT_EQ(db.all(page(both, 2)).size(), 1u);
  const auto with = mz::cte<"late">(mz::select(messages.id).from(messages).where(messages.id > 1));
  EXPECT_EQ(db.all(page(mz::with(with).select(with).from(with), 0)).size(), 2u);
}
