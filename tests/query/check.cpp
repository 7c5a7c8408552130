// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

#include <gtest/gtest.h>

using schema::channels;
using schema::messages;
using support::fault_of;

namespace {

template <class S>
constexpr mz::diagnosis found = mz::inspect(S::text);
template <class S>
std::string_view says(const S&) {
  return found<S>.says.chars;
}
constexpr auto other = mz::alias<"other">(messages);
constexpr auto from_messages = mz::select(messages.id).from(messages);

}  // namespace

static_assert(fault_of(from_messages.where(messages.id == 1).order_by(messages.body)) == mz::fault::none);
static_assert(fault_of(from_messages.where(channels.id == 1)) == mz::fault::out_of_scope);
static_assert(fault_of(from_messages.order_by(channels.id)) == mz::fault::out_of_scope);
static_assert(fault_of(mz::select(channels.id).from(messages)) == mz::fault::out_of_scope);
static_assert(fault_of(mz::select(channels).from(messages)) == mz::fault::out_of_scope);
static_assert(fault_of(mz::select(other.id).from(messages)) == mz::fault::out_of_scope);
static_assert(fault_of(mz::delete_from(messages).where(channels.id == 1)) == mz::fault::out_of_scope);
static_assert(fault_of(from_messages.left_join(messages, messages.id == 1)) == mz::fault::duplicate_source);
static_assert(fault_of(from_messages.left_join(other, other.id == messages.id)) == mz::fault::none);
static_assert(fault_of(from_messages.where(mz::count() > 1)) == mz::fault::aggregate_in_where);
static_assert(fault_of(from_messages.limit(1).where(messages.id == 1)) == mz::fault::clause_order);
static_assert(fault_of(from_messages.where(messages.id == 1).where(messages.id == 2)) == mz::fault::clause_order);

// A column of the statement around a subquery is in scope inside it, but not the other way round.
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(from_messages.where(messages.channel_id == channels.id)))) == mz::fault::none);
static_assert(fault_of(mz::select(channels.id).from(channels).where(mz::exists(from_messages) && messages.id == 1)) == mz::fault::out_of_scope);

TEST(check, a_sentence_names_clause_thing_and_cure) {
  const std::string_view sentence = says(from_messages.where(channels.name == "x"));
  for (const char* part : {"mizzle: where()", "column channels.name", "needs table channels", "not in from() or a join"}) EXPECT_NE(sentence.find(part), std::string_view::npos) << sentence;
}
