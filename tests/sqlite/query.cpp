// SPDX-License-Identifier: MIT
#include <mizzle/sqlite/query.hpp>
#include <mizzle/statement/condition.hpp>

#include "support/handles.hpp"
#include "support/regular.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

namespace {

struct summary {
  std::int64_t id;
  std::string body;
  std::optional<std::string> channel;
  friend bool operator==(const summary&, const summary&) = default;
};

auto newest_select(int n) {
  return mz::select(messages.id, messages.body, channels.name)
      .from(messages)
      .left_join(channels, channels.id == messages.channel_id)
      .order_by(mz::desc(messages.id))
      .limit(n);
}
mz::query<summary> newest(int n) { return newest_select(n); }
mz::query<mz::row_of<messages>> all_messages(bool late) {
  return mz::select(messages).where(mz::when(late, messages.id > 1) && messages.id > 0);
}
/// One of two selects, which no `auto` could return.
mz::query<summary> oldest_or_newest(bool oldest) {
  if (oldest)
    return mz::select(messages.id, mz::upper(messages.body), mz::val(std::optional<std::string>{"it's"}))
        .from(messages)
        .order_by(messages.id)
        .limit(1);
  return newest(1);
}

}  // namespace

TEST(query, gives_the_rows_of_its_select) {
  schema::filled_database db;
  for (const int n : {0, 1, 2, 10}) {
    const std::vector<summary> expected = db.all<summary>(newest_select(n));
    EXPECT_EQ(db.all(newest(n)), expected);
    std::vector<summary> streamed;
    for (summary s : db.stream(newest(n))) streamed.push_back(std::move(s));
    EXPECT_EQ(streamed, expected);
    EXPECT_EQ(db.get(newest(n)).has_value(), n != 0);
  }
  EXPECT_EQ(db.one(newest(1)), (summary{3, "three ships", "general"}));
  EXPECT_THROW((void)db.one(newest(0)), mz::error::no_row);
  EXPECT_THROW((void)db.one(newest(2)), mz::error::too_many_rows);
  EXPECT_EQ(db.one(oldest_or_newest(true)), (summary{1, "ONE SHIP", "it's"}));
  EXPECT_EQ(db.one(oldest_or_newest(false)), db.one(newest(1)));
  EXPECT_EQ(db.all(all_messages(true)).size(), 2u);
  EXPECT_EQ(db.all(all_messages(false))[0].body, "one ship");
}

TEST(query, of_records_set_operations_and_common_table_expressions) {
  schema::filled_database db;
  mz::query q = mz::select(messages.id, channels.name.as<"name">()).from(messages).left_join(channels, channels.id == messages.channel_id);
  const auto rows = db.all(q);
  EXPECT_EQ(rows[0]["name"_col], "general");
  EXPECT_EQ(rows[0][messages.id], 1);
  mz::query both = mz::union_all(mz::select(messages.id).from(messages), mz::select(channels.id).from(channels)).order_by(messages.id);
  EXPECT_EQ(db.all(both).size(), 5u);
  const auto late = mz::cte<"late">(mz::select(messages.id).from(messages).where(messages.id > 1));
  const mz::query<std::remove_cvref_t<decltype(db.one(mz::select(messages.id).from(messages).limit(1)))>> plain =
      mz::select(messages.id).from(messages);
  EXPECT_EQ(db.all(plain).size(), 3u);
  mz::query common = mz::with(late).select(late[messages.id]).from(late);
  EXPECT_EQ(db.all(common).size(), 2u);
  mz::condition<messages> c = messages.body == "two";
  mz::query<mz::row_of<messages>> made = mz::select(messages).where(c);
  EXPECT_EQ(db.one(made).id, 2);
}

TEST(query, is_a_regular_value) {
  schema::filled_database db;
  support::expect_regular(newest(1), newest(2));
  EXPECT_EQ(newest(3), newest(3));
  EXPECT_NE(newest(3), oldest_or_newest(true));
  mz::query<summary> a = newest(1), b = oldest_or_newest(true);
  std::swap(a, b);
  EXPECT_EQ(db.one(a).id, 1);
  const mz::query<summary> copy = a;
  a = newest(2);
  EXPECT_EQ(db.one(copy).id, 1);
  EXPECT_EQ(db.all(a).size(), 2u);
}

TEST(query, on_every_handle_and_in_lists) {
  schema::filled_database db;
  const auto expected = db.all(newest(2));
  support::bare one_by_one{db};
  EXPECT_EQ(mz::run_atomic(one_by_one, mz::atomic(newest(2)))[0_c], expected);
  support::bare_d1 d1{db};
  EXPECT_EQ(mz::run_atomic(d1, mz::atomic(newest(2)))[0_c], expected);
  support::fake_batch batch{db};
  const auto edit = mz::update(messages).set(messages.body = "x").where(messages.id == 3);
  const auto results = mz::run_atomic(batch, mz::atomic(edit, newest(2), all_messages(true)));
  EXPECT_EQ(results[1_c][0].body, "x");
  EXPECT_EQ(results[2_c].size(), 2u);
  EXPECT_EQ(mz::run_atomic(db, mz::atomic(edit, newest(1)))[1_c][0].body, "x");
  std::vector<mz::any_write> list{edit, newest(2)};
  EXPECT_EQ(mz::run_atomic(db, list)[1].rows.size(), 2u);
  EXPECT_EQ(mz::run_atomic(one_by_one, list)[1].rows.size(), 2u);
  db.transaction([&](auto& tx) { EXPECT_EQ(tx.all(newest(1))[0].body, "x"); });
  EXPECT_EQ(mz::to_sql(newest(4)).with_values(), mz::to_sql(newest_select(4)).with_values());
  EXPECT_EQ(mz::to_sql<mz::dialect::d1>(newest(4)).sql, mz::to_sql<mz::dialect::d1>(newest_select(4)).sql);
}

TEST(query, is_kept_by_its_select_and_reads_as_strictly) {
  schema::filled_database db;
  (void)db.all(newest_select(1));
  const int kept = support::kept_statements(db);
  (void)db.all(newest(7));
  EXPECT_EQ(support::kept_statements(db), kept);
  support::execute(db, "insert into everything (id, tiny) values (1, 1000)");
  struct wide {
    std::int64_t tiny;
  };
  const mz::query<wide> q = mz::select(everything.tiny).from(everything);
  support::bare one_by_one{db};
  try {
    (void)db.all(q);
    FAIL();
  } catch (const mz::error::decode_error& e) {
    EXPECT_EQ(e.column(), "tiny");
  }
  EXPECT_THROW((void)mz::run_atomic(one_by_one, mz::atomic(q)), mz::error::decode_error);
  EXPECT_THROW(
      {
        for (wide w : db.stream(q)) (void)w;
      },
      mz::error::decode_error);
}
