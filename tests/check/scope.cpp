// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

#include <gtest/gtest.h>

using schema::channels;
using schema::messages;
using support::fault_of;

namespace {

constexpr auto other = mz::alias<"other">(messages);
constexpr auto from_messages = mz::select(messages.id).from(messages);

}  // namespace

static_assert(fault_of(from_messages.where(messages.id == 1).order_by(messages.body)) == mz::detail::fault::none);
static_assert(fault_of(from_messages.where(channels.id == 1)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(from_messages.order_by(channels.id)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(mz::select(channels.id).from(messages)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(mz::select(channels).from(messages)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(mz::select(other.id).from(messages)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(mz::delete_from(messages).where(channels.id == 1)) == mz::detail::fault::out_of_scope);
static_assert(fault_of(from_messages.left_join(messages, messages.id == 1)) == mz::detail::fault::duplicate_source);
static_assert(fault_of(from_messages.left_join(other, other.id == messages.id)) == mz::detail::fault::none);

// A column of the statement around a subquery is in scope inside it, but not the other way round.
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(from_messages.where(messages.channel_id == channels.id)))) ==
              mz::detail::fault::none);
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(from_messages) && messages.id == 1)) ==
              mz::detail::fault::out_of_scope);

namespace {

constexpr auto shouted = mz::alias<"CHANNELS">(messages);
constexpr auto as_channels = mz::alias<"channels">(messages);

}  // namespace

// A name stands once in scope, in whatever letters and from whichever table.
static_assert(fault_of(mz::select(channels.id).from(channels, as_channels)) == mz::detail::fault::duplicate_source);
static_assert(fault_of(mz::select(channels.id).from(channels).inner_join(shouted, shouted.channel_id == channels.id)) ==
              mz::detail::fault::duplicate_source);
static_assert(fault_of(from_messages.where(mz::exists(from_messages))) == mz::detail::fault::duplicate_source);
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(mz::select(shouted.id).from(shouted)))) ==
              mz::detail::fault::duplicate_source);
static_assert(fault_of(mz::select(mz::select(mz::count()).from(messages)).from(messages)) == mz::detail::fault::duplicate_source);
static_assert(fault_of(mz::delete_from(messages).where(messages.id.in(from_messages))) == mz::detail::fault::duplicate_source);
static_assert(fault_of(mz::delete_from(messages).where(messages.id.in(mz::select(other.id).from(other)))) == mz::detail::fault::none);
// Beside one another, in two subqueries, in the selects of a compound, and in an insert from a select it may stand again.
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(from_messages) && mz::not_exists(from_messages))) ==
              mz::detail::fault::none);
static_assert(fault_of(from_messages.union_all(from_messages)) == mz::detail::fault::none);
static_assert(fault_of(mz::select(channels.id).from(channels).where(channels.id.in(from_messages.union_(from_messages)))) ==
              mz::detail::fault::none);
static_assert(fault_of(mz::insert_into(messages)
                           .columns(messages.channel_id, messages.body)
                           .from(mz::select(messages.channel_id, messages.body).from(messages))) == mz::detail::fault::none);

// What is written comes back without what it met.
constexpr auto upsert = mz::insert_into(channels).set(channels.name = "a").on_conflict(channels.name);
static_assert(fault_of(upsert.do_update(channels.name = "b").returning(mz::excluded(channels.name))) == mz::detail::fault::out_of_scope);
static_assert(fault_of(upsert.do_update(channels.name = "b").returning(mz::select(mz::count()).from(messages))) == mz::detail::fault::none);
static_assert(fault_of(upsert.do_update(channels.name = "b")
                           .where(mz::exists(from_messages.where(messages.body == mz::excluded(channels.name))))
                           .returning()) == mz::detail::fault::none);

TEST(scope, a_subquery_of_a_conflict_sees_what_was_to_be_inserted) {
  schema::filled_database db;
  const auto put = mz::insert_into(channels)
                       .values({.id = 5, .name = "general"})
                       .on_conflict(channels.name)
                       .do_update(channels.name = "met")
                       .where(mz::exists(mz::select(messages.id).from(messages).where(mz::excluded(channels.id) == messages.id + 2)))
                       .returning(channels.id, mz::select(mz::count()).from(messages));
  const auto row = db.one(put);
  EXPECT_EQ(mz::get<0>(row), 1);
  EXPECT_EQ(mz::get<1>(row), 3);
}
