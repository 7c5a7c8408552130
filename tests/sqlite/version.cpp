// SPDX-License-Identifier: MIT
#include <sqlite3.h>

#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

template <class S>
std::string what_of(const S&, int library) {
  try {
    mz::detail::sqlite::demand_version(S::text, library);
    return "";
  } catch (const mz::error::invalid_request& e) {
    return e.what();
  }
}

}  // namespace

TEST(version, a_word_that_the_library_does_not_have_is_named) {
  const auto joined = mz::select(channels.name).from(channels).right_join(messages, messages.channel_id == channels.id);
  EXPECT_EQ(what_of(joined, 3'038'005), "this statement needs SQLite 3.39 for \" right join \", and runs with 3.38.5");
  EXPECT_EQ(what_of(joined, 3'039'000), "");
  const auto ordered = mz::select(mz::group_concat(messages.body, ", ", mz::order_by(mz::desc(messages.id)))).from(messages);
  EXPECT_EQ(what_of(ordered, 3'040'001),
            "this statement needs SQLite 3.44 for \"group_concat(..., ... order by ...)\", and runs with 3.40.1");
  EXPECT_EQ(what_of(ordered, 3'044'000), "");
}

TEST(version, also_inside_of_another_statement) {
  const auto inner = mz::select(channels.id).from(channels).right_join(messages, messages.channel_id == channels.id);
  EXPECT_NE(what_of(mz::select(messages.id).from(messages).where(messages.id.in(inner)), 3'038'000), "");
  EXPECT_NE(what_of(mz::select(mz::scalar(inner).as<"n">()), 3'038'000), "");
  const auto named = inner.as<"q">();
  EXPECT_NE(what_of(mz::select(named), 3'038'000), "");
  EXPECT_NE(what_of(mz::with(named).select(named["id"_col]).from(named), 3'038'000), "");
  EXPECT_EQ(what_of(mz::select(messages), 3'038'000), "");
}

TEST(version, runs_or_is_refused_as_the_library_at_hand_is) {
  schema::filled_database db;
  const auto s = mz::select(mz::group_concat(messages.id, "-", mz::order_by(mz::desc(messages.id)))).from(messages);
  if (sqlite3_libversion_number() >= 3'044'000) {
    EXPECT_EQ(mz::get<0>(db.one(s)), "3-2-1");
  } else {
    try {
      (void)db.one(s);
      FAIL();
    } catch (const mz::error::invalid_request& e) {
      EXPECT_EQ(e.sql(), mz::sql_of<decltype(s)>);
    }
    EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::update(messages)
                                                         .set(messages.body = "x")
                                                         .where(messages.id.in(mz::select(mz::cast<std::int64_t>(mz::group_concat(
                                                                                              mz::alias<"m">(messages).id,
                                                                                              mz::order_by(mz::alias<"m">(messages).id))))
                                                                                   .from(mz::alias<"m">(messages)))))),
                 mz::error::invalid_request);
    EXPECT_EQ(db.one(mz::select(messages.body).from(messages).where(messages.id == 1))[messages.body], "one ship");
  }
}

TEST(version, is_looked_for_in_every_part_of_a_statement) {
  using schema::counters;
  constexpr auto other = mz::alias<"other">(messages);
  const auto newer = mz::select(channels.id).from(channels).right_join(other, other.channel_id == channels.id);
  const auto in = [&](const auto& s) { return !what_of(s, 3'038'000).empty() && what_of(s, 3'039'000).empty(); };
  const auto one = mz::select(messages.id).from(messages);
  EXPECT_TRUE(in(one.order_by(mz::scalar(newer))));
  EXPECT_TRUE(in(one.group_by(messages.id).having(mz::count() > mz::scalar(newer))));
  EXPECT_TRUE(in(one.inner_join(channels, mz::exists(newer))));
  EXPECT_TRUE(in(one.where(mz::case_when(mz::exists(newer), 1).otherwise(2) == 1)));
  EXPECT_TRUE(in(one.union_all(newer)));
  EXPECT_TRUE(in(one.union_all(newer.order_by(channels.id).limit(1))));
  EXPECT_TRUE(in(mz::select(mz::alias<"a">(newer.as<"q">()))));
  EXPECT_TRUE(in(mz::with(mz::materialized(newer.as<"q">())).select(messages.id).from(messages)));
  EXPECT_TRUE(
      in(mz::insert_into(counters)
             .columns(counters.name)
             .from(mz::select(mz::coalesce(channels.name, "none")).from(channels).right_join(other, other.channel_id == channels.id))
             .on_conflict(counters.name)
             .do_nothing()));
  EXPECT_TRUE(in(mz::insert_into(counters).set(counters.name = "x", counters.n = mz::coalesce(mz::scalar(newer), 0))));
  EXPECT_TRUE(in(mz::insert_into(counters)
                     .values({.name = "x"})
                     .on_conflict(counters.name)
                     .do_update(counters.n = mz::coalesce(mz::scalar(newer), 0))));
  EXPECT_TRUE(in(mz::insert_into(counters).values({.name = "x"}).returning(mz::scalar(newer))));
  EXPECT_TRUE(in(mz::update(messages).set(messages.body = "x").from(newer.as<"q">()).where(messages.id == 1)));
  EXPECT_TRUE(in(mz::update(messages).set(messages.thread_id = mz::scalar(newer)).all_rows()));
  EXPECT_TRUE(in(mz::delete_from(messages).where(messages.id.in(newer)).order_by(messages.id).limit(1)));
}

// What is as old as the oldest library that mizzle works with is asked for by nobody.
TEST(version, the_words_of_the_oldest_library_need_no_newer_one) {
  using schema::counters;
  constexpr int oldest = 3'038'000;
  const auto q = mz::select(messages.id, messages.body).from(messages).as<"q">();
  EXPECT_EQ(what_of(mz::with(mz::not_materialized(q)).select(q[messages.id]).from(q), oldest), "");
  EXPECT_EQ(
      what_of(mz::update(messages).set(messages.body = channels.name).from(channels).where(channels.id == messages.channel_id), oldest),
      "");
  EXPECT_EQ(what_of(mz::insert_into(counters)
                        .values({.name = "x"})
                        .on_conflict(counters.name)
                        .do_nothing()
                        .on_conflict()
                        .do_nothing()
                        .returning(counters.n),
                    oldest),
            "");
  EXPECT_EQ(
      what_of(mz::select(mz::iif(messages.id > 1, "a", "b"), mz::unixepoch(), mz::sqrt(messages.id), mz::json_get(messages.body, "$.a"),
                         mz::row_number().over(mz::order_by(mz::nulls_last(mz::desc(messages.thread_id)))).as<"n">())
                  .from(messages),
              oldest),
      "");
}

// A function that the library was built without is named by SQLite, and the error tells the statement.
TEST(version, a_function_that_the_library_was_built_without_is_named) {
  schema::filled_database db;
  sqlite3_create_function(db.native(), "sqrt", 1, SQLITE_UTF8, nullptr, nullptr, nullptr, nullptr);
  const auto s = mz::select(mz::sqrt(messages.id)).from(messages);
  try {
    (void)db.all(s);
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_NE(std::string_view{e.what()}.find("sqrt"), std::string_view::npos) << e.what();
    EXPECT_EQ(e.sql(), mz::sql_of<decltype(s)>);
  }
}
