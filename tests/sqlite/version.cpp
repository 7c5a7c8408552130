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
