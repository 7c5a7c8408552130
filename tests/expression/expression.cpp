// SPDX-License-Identifier: MIT
#include <limits>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

template <class E>
using type_of_expression = typename std::remove_cvref_t<E>::type;

/// The value that the engine makes of an expression without columns.
template <class E>
auto evaluate(mz::sqlite::connection& db, const E& expression) {
  return mz::get<0>(db.one(mz::select(expression)));
}

}  // namespace

static_assert(mz::Expression<decltype(messages.id)> && mz::Expression<decltype(messages.id + 1)> && mz::Expression<decltype(mz::val(1))>);
static_assert(!mz::Expression<decltype(messages)> && !mz::Expression<int>);
static_assert(mz::Condition<decltype(messages.id == 1)> && mz::Condition<decltype(messages.thread_id == 1)> &&
              mz::Condition<decltype(everything.flag)>);
static_assert(!mz::Condition<decltype(messages.id)> && !mz::Condition<decltype(messages.body)>);

// A result can be NULL when an operand can, except where the operator says otherwise.
static_assert(std::is_same_v<type_of_expression<decltype(messages.id == 1)>, bool>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.thread_id == 1)>, std::optional<bool>>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.id == messages.thread_id)>, std::optional<bool>>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.thread_id.is_null())>, bool>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.thread_id.is(1))>, bool>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.thread_id.in(1, 2))>, std::optional<bool>>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.id + messages.thread_id)>, std::optional<std::int64_t>>);
static_assert(std::is_same_v<type_of_expression<decltype(mz::upper(messages.body))>, std::string>);
static_assert(std::is_same_v<type_of_expression<decltype(mz::upper(everything.maybe_t))>, std::optional<std::string>>);
static_assert(std::is_same_v<type_of_expression<decltype(mz::coalesce(messages.thread_id, messages.id))>, std::int64_t>);
static_assert(std::is_same_v<type_of_expression<decltype(messages.id == 1 && messages.thread_id == 1)>, std::optional<bool>>);

TEST(expression, val_is_a_parameter_of_the_values_own_type) {
  schema::database db;
  EXPECT_EQ(evaluate(db, mz::val(5)), 5);
  EXPECT_EQ(evaluate(db, mz::val(true)), true);
  EXPECT_EQ(evaluate(db, mz::val(2.5)), 2.5);
  EXPECT_EQ(evaluate(db, mz::val("text")), "text");
  EXPECT_EQ(evaluate(db, mz::val(std::string_view{"view"})), "view");
  EXPECT_EQ(evaluate(db, mz::val(mz::blob{std::byte{1}})), mz::blob{std::byte{1}});
  EXPECT_EQ(evaluate(db, mz::val(color::blue)), color::blue);
  EXPECT_EQ(evaluate(db, mz::val(urgency::high)), urgency::high);
  EXPECT_EQ(evaluate(db, mz::val(user_id{4})), user_id{4});
  EXPECT_EQ(evaluate(db, mz::val(std::chrono::seconds{-3})), std::chrono::seconds{-3});
  EXPECT_EQ(evaluate(db, mz::val(std::optional<int>{})), std::nullopt);
  EXPECT_EQ(evaluate(db, mz::val(std::optional{std::string{"some"}})), "some");
  static_assert(mz::sql_of<decltype(mz::select(mz::val(1), mz::val("a"), mz::val(std::optional<int>{})))> == "select ?, ?, ?");
}

TEST(expression, numbers_beside_a_column_keep_their_own_value) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .tiny = 5, .ratio = 2.0}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(everything.id).from(everything).where(condition)).size() == 1; };
  // No value is cut to the width of the column that it is compared with.
  EXPECT_TRUE(found(everything.tiny != 5 + 256));
  EXPECT_TRUE(found(everything.tiny < std::numeric_limits<std::int64_t>::max()));
  EXPECT_TRUE(found(everything.tiny < 5.5));
  EXPECT_FALSE(found(everything.tiny == 5.5));
  EXPECT_TRUE(found(everything.ratio == 2));
  EXPECT_TRUE(found(everything.ratio == 2u));
  EXPECT_TRUE(found(everything.qword < std::uint64_t{1}));
  EXPECT_THROW((void)(everything.qword < std::numeric_limits<std::uint64_t>::max()), mz::error::invalid_request);
}

TEST(expression, every_kind_of_text_can_stand_beside_text) {
  schema::database db;
  db.run(mz::insert_into(channels).values({.id = 1, .name = "ab"}));
  const auto found = [&](const auto& condition) { return db.all(mz::select(channels.id).from(channels).where(condition)).size() == 1; };
  const char* const pointer = "ab";
  const char array[] = {'a', 'b', '\0'};
  EXPECT_TRUE(found(channels.name == "ab"));
  EXPECT_TRUE(found(channels.name == pointer));
  EXPECT_TRUE(found(channels.name == array));
  EXPECT_TRUE(found(channels.name == std::string{"ab"}));
  EXPECT_TRUE(found(channels.name == std::string_view{"abc"}.substr(0, 2)));
  EXPECT_FALSE(found(channels.name == ""));
}

TEST(expression, is_a_value_that_can_be_used_again) {
  schema::filled_database db;
  const auto low = messages.id < 3;
  const auto both = low && messages.body != "two";
  EXPECT_EQ(db.all(mz::select(messages.id, low).from(messages).where(low)).size(), 2u);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(!both)).size(), 2u);
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(both || low).order_by(mz::desc(both)))[0][messages.id], 1);
}
