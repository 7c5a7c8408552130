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

// A table without row ids is told by its key.
template <class As>
struct Seat {
  mz::column<As, "row", std::string, mz::primary_key, mz::collate<"nocase">> row{};
  mz::column<As, "number", std::int64_t, mz::primary_key> number{};
  mz::column<As, "guest", std::optional<std::string>> guest{};
};
inline constexpr mz::table<"seats", Seat, mz::without_rowid> seats{};
template <class As>
struct Word {
  mz::column<As, "text", std::string, mz::primary_key> text{};
  mz::column<As, "n", std::int64_t> n{};
};
inline constexpr mz::table<"words", Word, mz::without_rowid> words{};

TEST(limit, of_a_table_without_row_ids) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(seats, words, schema::ruled);
  for (const char* const row : {"a", "b"}) {
    for (int n = 1; n <= 3; ++n) db.run(mz::insert_into(seats).values({.row = row, .number = n}));
  }
  const auto s = mz::update(seats).set(seats.guest = "x").where(seats.guest.is_null()).order_by(mz::desc(seats.number), seats.row).limit(2);
  static_assert(
      mz::sql_of<decltype(s)> ==
      R"(update "seats" set "guest" = ? where ("seats"."row", "seats"."number") in (select "seats"."row", "seats"."number" from "seats" where "seats"."guest" is null order by "seats"."number" desc, "seats"."row" limit ?))");
  EXPECT_EQ(db.run(s).changes, 2);
  EXPECT_EQ((db.raw<std::string, int>("select row, number from seats where guest = 'x' order by 1")),
            (db.raw<std::string, int>("values ('a', 3), ('b', 3)")));
  EXPECT_EQ(db.all(mz::delete_from(seats).all_rows().order_by(seats.row, seats.number).limit(4).returning(seats.number)).size(), 4u);
  EXPECT_EQ((db.raw<std::string, int>("select row, number from seats order by 2")),
            (db.raw<std::string, int>("values ('b', 2), ('b', 3)")));

  db.run(mz::insert_into(words).values({.text = "one", .n = 1}));
  db.run(mz::insert_into(words).values({.text = "two", .n = 2}));
  EXPECT_SQL(db, mz::delete_from(words).all_rows().order_by(mz::desc(words.n)).limit(1),
             R"(delete from "words" where "words"."text" in (select "words"."text" from "words" order by "words"."n" desc limit ?))");
  EXPECT_EQ(db.one(mz::select(words)).text, "one");
  // A key that is a constraint.
  EXPECT_NE(mz::to_sql(mz::delete_from(schema::ruled).all_rows().limit(1)).sql.find(R"(("ruled"."region", "ruled"."code") in )"),
            std::string::npos);
}

TEST(limit, of_a_parameter) {
  free_database db;
  auto drop = db.prepare(mz::delete_from(messages)
                             .where(messages.id > mz::param<"above", std::int64_t>())
                             .order_by(messages.id)
                             .limit(mz::param<"n", std::int64_t>())
                             .returning(messages.id));
  const auto gone = drop(1, 1);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(mz::get<0>(gone[0]), 2);
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(db.run(mz::bind_values(mz::delete_from(messages).all_rows().limit(mz::param<"n", int>()), 5)).changes, 2);
}

TEST(limit, behind_common_table_expressions) {
  free_database db;
  const auto answers = mz::select(messages.id).from(messages).where(messages.thread_id.is_not_null()).as<"answers">();
  const auto s = mz::with(answers)
                     .delete_from(messages)
                     .where(messages.id.in(mz::select(answers[messages.id]).from(answers)))
                     .order_by(mz::desc(messages.id))
                     .limit(1);
  EXPECT_EQ(db.run(s).changes, 1);
  EXPECT_EQ(ids(db), (std::vector<std::int64_t>{1, 2}));
}
