// SPDX-License-Identifier: MIT
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::counters;
using schema::messages;

namespace {
constexpr auto one = mz::select(messages.id).from(messages).where(messages.id == 1);
constexpr auto gone = mz::delete_from(messages).where(messages.id == 3);
}  // namespace

static_assert(mz::Statement<decltype(one)> && mz::Statement<decltype(gone)> && mz::Statement<decltype(mz::create_table(channels))>);
static_assert(!mz::Statement<int> && !mz::Statement<decltype(messages)> && !mz::Statement<decltype(messages.id)>);
static_assert(mz::ReturnsRows<decltype(one)> && !mz::ReturnsRows<decltype(gone)> && mz::ReturnsRows<decltype(gone.returning())>);
static_assert(!mz::ReturnsRows<decltype(mz::insert_into(counters).values({.name = "a"}))>);

// The type alone tells the text: other values make no other statement.
static_assert(std::is_same_v<decltype(one), const decltype(mz::select(messages.id).from(messages).where(messages.id == 2))>);
static_assert(mz::sql_of<decltype(one)> == R"(select "messages"."id" from "messages" where "messages"."id" = ?)");
static_assert(mz::sql_of<decltype(one)&> == mz::sql_of<std::remove_cvref_t<decltype(one)>>);

TEST(statement, every_clause_returns_a_new_one) {
  schema::filled_database db;
  const auto base = mz::select(messages.id).from(messages);
  const auto some = base.where(messages.id > 1);
  const auto first = some.order_by(messages.id).limit(1);
  EXPECT_EQ(db.all(first).size(), 1u);
  EXPECT_EQ(db.all(some).size(), 2u);
  EXPECT_EQ(db.all(base).size(), 3u);
  const auto update = mz::update(messages).set(messages.body = "x").where(messages.id == 99);
  const auto guarded = update.require_changes(1);
  EXPECT_EQ(db.run(update).changes, 0);
  EXPECT_THROW(db.run(guarded), mz::error::guard_failed);
  EXPECT_EQ(db.run(update).changes, 0);
}

TEST(statement, is_given_back_when_it_is_checked) {
  schema::filled_database db;
  constexpr auto page = mz::check(mz::select(messages.id).from(messages).where(messages.id > 1));
  static_assert(std::is_same_v<decltype(page), const decltype(mz::select(messages.id).from(messages).where(messages.id > 1))>);
  EXPECT_EQ(db.all(page).size(), 2u);
  EXPECT_EQ(db.run(mz::check(mz::insert_into(counters).values({.name = "checked"}))).changes, 1);
  // The constraint of the same name stands beside it.
  constexpr auto positive = mz::check<"positive">(counters.n > 0);
  static_assert(decltype(positive)::info.name == "positive");
}

TEST(statement, can_be_a_constant) {
  schema::filled_database db;
  static constexpr auto page =
      mz::select(messages.id, messages.body).from(messages).where(messages.id > 1 && messages.body != "two").limit(5);
  EXPECT_EQ(db.one(page)[messages.id], 3);
  EXPECT_EQ(db.run(gone).changes, 1);
}

TEST(statement, knows_no_database_until_it_is_run) {
  const auto s = mz::insert_into(channels).values({.id = 1, .name = "same"});
  schema::database a, b;
  EXPECT_EQ(a.run(s).last_insert_rowid, 1);
  EXPECT_EQ(b.run(s).last_insert_rowid, 1);
  EXPECT_THROW(a.run(s), mz::error::sql_error);
}

TEST(statement, a_result_without_rows) {
  schema::filled_database db;
  EXPECT_EQ(db.run(mz::insert_into(channels).values({.id = 9, .name = "x"})), (mz::run_result{1, 9}));
  EXPECT_EQ(db.run(mz::update(messages).set(messages.body = "x").all_rows()), (mz::run_result{3, 0}));
  EXPECT_EQ(db.run(mz::delete_from(messages).where(messages.id > 99)), (mz::run_result{0, 0}));
  EXPECT_EQ(db.run(mz::create_table(channels).if_not_exists()), (mz::run_result{0, 0}));
  EXPECT_EQ(db.run(one), (mz::run_result{0, 0}));
}

TEST(statement, rows_of_outer_joins_are_optional_on_the_side_that_may_be_missing) {
  constexpr auto m2 = mz::alias<"m2">(messages);
  constexpr auto fields = mz::select(messages.id, channels.id, channels, m2.body).from(messages);
  constexpr auto left = fields.left_join(channels, channels.id == messages.channel_id).inner_join(m2, m2.id == messages.id);
  constexpr auto right = fields.inner_join(m2, m2.id == messages.id).right_join(channels, channels.id == messages.channel_id);
  using l = mz::row_t<decltype(left)>;
  using r = mz::row_t<decltype(right)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, l>, std::int64_t> &&
                std::is_same_v<std::tuple_element_t<0, r>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<1, l>, std::optional<std::int64_t>> &&
                std::is_same_v<std::tuple_element_t<1, r>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<2, l>, std::optional<mz::row_of<channels>>> &&
                std::is_same_v<std::tuple_element_t<2, r>, mz::row_of<channels>>);
  static_assert(std::is_same_v<std::tuple_element_t<3, l>, std::string> &&
                std::is_same_v<std::tuple_element_t<3, r>, std::optional<std::string>>);
  schema::filled_database db;
  EXPECT_EQ(db.all(left).size(), 3u);
  const auto rows = db.all(right.order_by(mz::nulls_last(mz::asc(messages.id))));
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[3][messages.id], std::nullopt);
  EXPECT_EQ(rows[3][channels].name, "empty");
  EXPECT_EQ(rows[3][m2.body], std::nullopt);
}

TEST(statement, coalesce_over_an_outer_join_is_optional_unless_one_operand_always_has_a_value) {
  schema::filled_database db;
  const auto from = [](const auto&... e) {
    return mz::select(e...)
        .from(channels)
        .left_join(messages, messages.channel_id == channels.id && messages.id == 1)
        .order_by(channels.id);
  };
  constexpr auto m2 = mz::alias<"m2">(messages);
  const std::optional<std::int64_t> nothing;
  const auto s =
      from(mz::coalesce(messages.thread_id, messages.id), mz::coalesce(mz::val(nothing), messages.id),
           mz::coalesce(mz::nullif(channels.id, channels.id), messages.id),
           mz::coalesce(mz::select(m2.id).from(m2).where(m2.id == 99), messages.id), mz::coalesce(messages.thread_id, channels.id),
           mz::coalesce(messages.id, 7), mz::coalesce(mz::coalesce(messages.thread_id, messages.id), channels.id),
           mz::coalesce(messages.thread_id, mz::coalesce(mz::val(nothing), messages.id)));
  using row = mz::row_t<decltype(s)>;
  static_assert(std::is_same_v<std::tuple_element_t<0, row>, std::optional<std::int64_t>> &&
                std::is_same_v<std::tuple_element_t<1, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<2, row>, std::optional<std::int64_t>> &&
                std::is_same_v<std::tuple_element_t<3, row>, std::optional<std::int64_t>>);
  static_assert(std::is_same_v<std::tuple_element_t<4, row>, std::int64_t> && std::is_same_v<std::tuple_element_t<5, row>, std::int64_t>);
  static_assert(std::is_same_v<std::tuple_element_t<6, row>, std::int64_t> &&
                std::is_same_v<std::tuple_element_t<7, row>, std::optional<std::int64_t>>);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 2u);
  const std::optional<std::int64_t> first = 1;
  EXPECT_TRUE(mz::get<0>(rows[0]) == first && mz::get<1>(rows[0]) == first && mz::get<2>(rows[0]) == first && mz::get<3>(rows[0]) == first);
  EXPECT_FALSE(mz::get<0>(rows[1]) || mz::get<1>(rows[1]) || mz::get<2>(rows[1]) || mz::get<3>(rows[1]) || mz::get<7>(rows[1]));
  EXPECT_EQ(mz::get<4>(rows[1]), 2);
  EXPECT_EQ(mz::get<5>(rows[1]), 7);
  EXPECT_EQ(mz::get<6>(rows[1]), 2);
  // Where no join can make anything absent, one operand that is never NULL is enough, and the text is the plain one.
  const auto plain =
      mz::select(mz::coalesce(messages.thread_id, mz::nullif(messages.id, 1), messages.id)).from(messages).where(messages.id == 1);
  EXPECT_SQL(
      db, plain,
      R"(select coalesce("messages"."thread_id", nullif("messages"."id", ?), "messages"."id") from "messages" where "messages"."id" = ?)");
  static_assert(std::is_same_v<std::tuple_element_t<0, mz::row_t<decltype(plain)>>, std::int64_t>);
}

TEST(statement, is_a_regular_value) {
  const auto chosen = [](std::int64_t id, bool on) {
    return mz::select(messages.id).from(messages).where(messages.id == id && mz::when(on, messages.body == "x")).limit(1);
  };
  support::expect_regular(chosen(1, true), chosen(2, true));
  support::expect_regular(chosen(1, true), chosen(1, false));
  const auto listed = [](int id) { return mz::select(messages.id).from(messages).where(messages.id.in(std::vector{id})); };
  support::expect_regular(listed(1), listed(2));
  const auto put = [](const char* name) { return mz::insert_into(channels).values({.id = 1, .name = name}); };
  support::expect_regular(put("a"), put("b"));
  support::expect_regular(put("a").require_changes(1), put("a").require_changes(2));
  support::expect_regular(put("a").on_conflict(channels.id).do_update(channels.name = "x").returning(),
                          put("b").on_conflict(channels.id).do_update(channels.name = "x").returning());
  using row = mz::new_row<channels>;
  support::expect_regular(mz::insert_into(channels).values(row{.name = "a"}), mz::insert_into(channels).values(row{.name = "b"}));
  support::expect_regular(mz::insert_into(channels).values(std::vector<row>{{.name = "a"}}),
                          mz::insert_into(channels).values(std::vector<row>{}));
  const auto edit = [](const char* name) { return mz::update(channels).set({.name = name}).where(channels.id == 1); };
  support::expect_regular(edit("a"), edit("b"));
  support::expect_regular(mz::update(channels).set(channels.name = std::string{"a"}).all_rows(),
                          mz::update(channels).set(channels.name = std::string{"b"}).all_rows());
  support::expect_regular(mz::delete_from(channels).where(channels.id == 1), mz::delete_from(channels).where(channels.id == 2));
  const std::pair create{mz::create_table(channels), mz::drop_table(channels)};
  EXPECT_TRUE(create == create);
}
