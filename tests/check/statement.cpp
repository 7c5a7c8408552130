// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

#include <gtest/gtest.h>

using schema::channels;
using schema::messages;
using support::fault_of;

namespace {

template <class S>
constexpr mz::detail::diagnosis found = mz::detail::inspect(S::text);
template <class S>
std::string_view says(const S&) {
  return found<S>.says.chars;
}
constexpr auto from_messages = mz::select(messages.id).from(messages);
constexpr auto upsert = mz::insert_into(channels).set(channels.name = "a").on_conflict(channels.name);

}  // namespace

static_assert(fault_of(from_messages.where(mz::count() > 1)) == mz::detail::fault::aggregate_in_where);
static_assert(fault_of(from_messages.limit(1).where(messages.id == 1)) == mz::detail::fault::clause_order);
static_assert(fault_of(from_messages.where(messages.id == 1).order_by(messages.id).where(messages.id == 2)) ==
              mz::detail::fault::clause_order);
static_assert(fault_of(upsert.do_nothing().returning(mz::count())) == mz::detail::fault::aggregate_in_where);
static_assert(fault_of(mz::delete_from(channels).all_rows().returning(mz::max(channels.id) + 1)) == mz::detail::fault::aggregate_in_where);

TEST(check, a_sentence_names_clause_thing_and_cure) {
  const std::string_view sentence = says(from_messages.where(channels.name == "x"));
  for (const char* part : {"mizzle: where()", "column channels.name", "needs table channels", "not in from() or a join"})
    EXPECT_NE(sentence.find(part), std::string_view::npos) << sentence;
}
