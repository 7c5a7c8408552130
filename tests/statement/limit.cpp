// SPDX-License-Identifier: MIT
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;

namespace {

/// Messages that can be deleted in any order.
struct free_database : schema::filled_database {
  free_database() { script("pragma foreign_keys = off"); }
};
std::vector<std::int64_t> ids(mz::sqlite::connection& db) {
  std::vector<std::int64_t> result;
  for (auto&& [id] : db.stream(mz::select(messages.id).from(messages).order_by(messages.id))) result.push_back(id);
  return result;
}

}  // namespace

TEST(limit, of_a_delete) {
  free_database db;
  const auto s = mz::delete_from(messages).where(messages.id > 0).order_by(mz::desc(messages.id)).limit(1);
  EXPECT_SQL(
      db, s,
      R"(delete from "messages" where "messages"."rowid" in (select "messages"."rowid" from "messages" where "messages"."id" > ? order by "messages"."id" desc limit ?))");
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(db.run(mz::delete_from(messages).all_rows().order_by(messages.id).limit(1)).changes, 1);
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{2}));
  EXPECT_EQ(db.run(mz::delete_from(messages).where(messages.id > 100).limit(5)).changes, 0);
  EXPECT_EQ(db.run(mz::delete_from(messages).all_rows().limit(-1)).changes, 1);
}

TEST(limit, of_an_update) {
  free_database db;
  const auto s = mz::update(messages)
                     .set(messages.body = "first two")
                     .where(messages.channel_id == 1 && messages.id.not_in({9, 10}))
                     .order_by(messages.created_at, messages.id)
                     .limit(2)
                     .returning(messages.id);
  EXPECT_SQL(
      db, s,
      R"(update "messages" set "body" = ? where "messages"."rowid" in (select "messages"."rowid" from "messages" where "messages"."channel_id" = ? )"
      R"(and "messages"."id" not in (select value from json_each(?)) order by "messages"."created_at", "messages"."id" limit ?) returning "messages"."id")");
  const auto plain = db.raw<std::int64_t>("select count(*) from messages where body = 'first two'");
  EXPECT_EQ(mz::get<0>(plain[0]),
            std::min<std::int64_t>(2, mz::get<0>(db.raw<std::int64_t>("select count(*) from messages where channel_id = 1")[0])));
}

TEST(limit, with_values_of_all_parts_in_their_order) {
  free_database db;
  const auto s = mz::update(messages)
                     .set(messages.body = mz::concat(messages.body, "!"), messages.created_at = 77)
                     .where(messages.id >= 2)
                     .order_by(mz::desc(messages.id + 100))
                     .limit(1);
  EXPECT_EQ(db.run(s).changes, 1);
  const auto row = db.one(mz::select(messages).where(messages.created_at == 77));
  EXPECT_EQ(row.id, 3);
  EXPECT_EQ(row.body, "three ships!");
}

TEST(limit, with_parts_that_may_be_left_out) {
  free_database db;
  const auto s = [](bool on) {
    return mz::delete_from(messages).where(messages.id > 0 && mz::when(on, messages.body == "two")).order_by(messages.id).limit(1);
  };
  EXPECT_EQ(db.run(s(true)).changes, 1);
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(db.run(s(false)).changes, 1);
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{3}));
}

TEST(limit, in_a_list_with_a_guard) {
  free_database db;
  EXPECT_THROW((void)mz::run_atomic(db, mz::atomic(mz::delete_from(messages).all_rows().limit(2).require_exactly(2),
                                                   mz::delete_from(messages).all_rows().limit(2).require_exactly(2))),
               mz::error::guard_failed);
  EXPECT_EQ(ids(db).size(), 3U);
}

TEST(limit, its_scope_is_checked) {
  const auto s = mz::delete_from(messages).all_rows().order_by(channels.name).limit(1);
  static_assert(support::fault_of(s) == mz::detail::fault::out_of_scope);
}
