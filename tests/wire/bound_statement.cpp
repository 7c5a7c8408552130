// SPDX-License-Identifier: MIT
#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::everything;
using schema::messages;

namespace {

/// What a statement yields when it is erased, and what it yields directly, each on a database of its own.
template <class S>
void expect_same(const S& s) {
  schema::filled_database direct, other;
  support::recorder h{other};
  const auto erased = mz::run_atomic(h, mz::atomic(s));
  if constexpr (mz::ReturnsRows<S>) {
    const auto expected = direct.all(s);
    ASSERT_EQ(erased[boost::hana::size_c<0>].size(), expected.size());
    ASSERT_GT(expected.size(), 0u);
    for (std::size_t i = 0; i != expected.size(); ++i) EXPECT_TRUE(erased[boost::hana::size_c<0>][i] == expected[i]) << i;
  } else {
    const auto expected = direct.run(s);
    EXPECT_EQ(erased[boost::hana::size_c<0>], expected);
    EXPECT_GT(expected.changes, 0);
  }
  EXPECT_EQ(h.sent.at(0).returns_rows, mz::ReturnsRows<S>);
  const auto rows = [](auto& db) {
    return db.all(mz::select(messages.id, messages.thread_id, messages.body).from(messages).order_by(messages.id));
  };
  const auto left = rows(direct), right = rows(other);
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i != left.size(); ++i) EXPECT_TRUE(left[i] == right[i]) << i;
}

}  // namespace

TEST(bound_statement, does_what_the_typed_statement_does) {
  expect_same(
      mz::select(messages.id, messages.thread_id, messages.body, mz::val(2.5), mz::val("x"), messages.thread_id == 1)
          .from(messages)
          .where(messages.id.in(std::vector{1, 2, 3}) && mz::when(false, messages.id == 9) && mz::when(true, messages.body != "two"))
          .order_by(mz::desc(messages.id))
          .limit(2));
  expect_same(mz::select(channels.name, messages.body, mz::coalesce(messages.id, 0))
                  .from(channels)
                  .left_join(messages, messages.channel_id == channels.id && messages.id > 1)
                  .order_by(channels.id, messages.id));
  expect_same(mz::insert_into(messages).values({.id = 20, .channel_id = 1, .thread_id = 1, .body = std::string("a\0b", 3)}));
  expect_same(mz::insert_into(messages).values({.channel_id = 2, .body = ""}).returning(messages.id, messages.thread_id, messages.body));
  expect_same(mz::insert_into(messages)
                  .columns(messages.channel_id, messages.body)
                  .from(mz::select(channels.id, channels.name).from(channels).where(channels.id > 1)));
  expect_same(mz::update(messages)
                  .set(messages.body = mz::concat(messages.body, "!"), messages.thread_id = 2)
                  .where(messages.id > 1)
                  .returning(messages.id, messages.body));
  expect_same(mz::update(messages).set({.thread_id = std::nullopt}).where(messages.id > 1));
  expect_same(mz::delete_from(messages).where(messages.id > 1 && messages.body.like("%ships")));
}

TEST(bound_statement, whole_rows_come_back_as_their_struct) {
  schema::filled_database db;
  support::recorder h{db};
  db.run(mz::insert_into(everything)
             .values({.id = 1,
                      .tiny = -1,
                      .ratio = 3,
                      .bytes = mz::blob{std::byte{9}},
                      .hue = color::green,
                      .urgent = urgency::high,
                      .owner = user_id{5}}));
  const auto r =
      mz::run_atomic(h, mz::atomic(mz::select(everything), mz::select(channels.id, messages)
                                                               .from(channels)
                                                               .left_join(messages, messages.channel_id == channels.id && messages.id == 2)
                                                               .order_by(channels.id)));
  const auto& row = r[boost::hana::size_c<0>].one();
  EXPECT_EQ(row.tiny, -1);
  EXPECT_EQ(row.ratio, 3.0);
  EXPECT_EQ(row.bytes, mz::blob{std::byte{9}});
  EXPECT_EQ(row.hue, color::green);
  EXPECT_EQ(row.urgent, urgency::high);
  EXPECT_EQ(row.owner, user_id{5});
  EXPECT_EQ(row.maybe_t, std::nullopt);
  EXPECT_EQ(r[boost::hana::size_c<1>][0][messages]->body, "two");
  EXPECT_EQ(r[boost::hana::size_c<1>][1][messages], std::nullopt);
}

TEST(bound_statement, its_values_are_its_own) {
  schema::filled_database db;
  support::recorder h{db};
  {
    const std::string body(100, 'b');
    (void)mz::run_atomic(h, mz::atomic(mz::update(messages).set(messages.body = body).where(messages.id == 1)));
  }
  ASSERT_EQ(h.sent.size(), 1u);
  EXPECT_EQ(std::get<std::string>(h.sent[0].values[0]), std::string(100, 'b'));
  EXPECT_EQ(std::get<std::int64_t>(h.sent[0].values[1]), 1);
}

TEST(bound_statement, carries_its_guard) {
  schema::filled_database db;
  support::recorder h{db};
  (void)mz::run_atomic(
      h, mz::atomic(mz::update(messages).set(messages.body = "x").all_rows().require_exactly(3),
                    mz::insert_into(counters).values({.name = "a"}).require_changes(1), mz::delete_from(counters).all_rows()));
  EXPECT_EQ(h.sent[0].guard, (mz::guard{3, true}));
  EXPECT_EQ(h.sent[1].guard, (mz::guard{1, false}));
  EXPECT_FALSE(h.sent[2].guard.exists());
}
