// SPDX-License-Identifier: MIT
#include <algorithm>

#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::everything;
using schema::messages;

TEST(run_time, a_row_names_the_columns_that_it_gives) {
  schema::filled_database db;
  support::recorder h{db};
  (void)mz::run_atomic(
      h, mz::atomic(mz::insert_into(channels).values({.name = "x"}), mz::insert_into(channels).values({.id = 9, .name = "y"})));
  EXPECT_EQ(texts_of(h.sent), (std::vector<std::string>{R"(insert into "channels" ("name") values (?))",
                                                        R"(insert into "channels" ("id", "name") values (?, ?))"}));
  // NULL is a value, which is something else than a column that is left out.
  (void)mz::run_atomic(h, mz::atomic(mz::insert_into(messages).values({.channel_id = 1, .body = "x"})));
  EXPECT_EQ(h.sent.back().text, R"(insert into "messages" ("channel_id", "body") values (?, ?))");
  (void)mz::run_atomic(h, mz::atomic(mz::insert_into(messages).values({.channel_id = 1, .thread_id = std::nullopt, .body = "x"})));
  EXPECT_EQ(h.sent.back().text, R"(insert into "messages" ("channel_id", "thread_id", "body") values (?, ?, ?))");
}

TEST(run_time, a_patch_names_the_columns_that_it_gives) {
  schema::filled_database db;
  support::recorder h{db};
  (void)mz::run_atomic(h, mz::atomic(mz::update(messages).set({.body = "x"}).where(messages.id == 1),
                                     mz::update(messages).set({.thread_id = std::nullopt, .created_at = 5}).where(messages.id == 2)));
  EXPECT_EQ(texts_of(h.sent),
            (std::vector<std::string>{R"(update "messages" set "body" = ? where "messages"."id" = ?)",
                                      R"(update "messages" set "thread_id" = ?, "created_at" = ? where "messages"."id" = ?)"}));
}

TEST(run_time, rows_are_cut_into_few_statements_without_losing_one) {
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 127U, 128U, 129U, 1000U}) {
    schema::database db;
    support::recorder h{db};
    std::vector<mz::new_row<channels>> rows;
    for (std::size_t i = 0; i != size; ++i) rows.push_back({.id = static_cast<std::int64_t>(i) + 1, .name = "n" + std::to_string(i + 1)});
    const auto r = mz::run_atomic(h, mz::atomic(mz::insert_into(channels).values(rows)));
    EXPECT_EQ(r[0_c].changes, static_cast<std::int64_t>(size));
    std::size_t values = 0;
    for (std::size_t i = 0; i != h.sent.size(); ++i) {
      values += h.sent[i].values.size();
      EXPECT_EQ(h.sent[i].values.size(), static_cast<std::size_t>(std::count(h.sent[i].text.begin(), h.sent[i].text.end(), '?')));
    }
    EXPECT_EQ(values, 2 * size);
    EXPECT_LE(h.sent.size(), size / 64 + 7);
    const auto wrong = mz::select(mz::count()).from(channels).where(channels.name != mz::concat("n", mz::cast<std::string>(channels.id)));
    EXPECT_EQ(mz::get<0>(db.one(wrong)), 0);
    EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::count()).from(channels))), static_cast<std::int64_t>(size));
  }
}

TEST(run_time, rows_keep_their_order_when_their_columns_differ) {
  schema::database db;
  std::vector<mz::new_row<channels>> rows;
  for (int i = 1; i <= 300; ++i) {
    mz::new_row<channels> row{.name = std::to_string(i)};
    if (i % 7 == 0) row.id = i;
    rows.push_back(row);
  }
  const auto back = db.all(mz::insert_into(channels).values(rows).returning());
  ASSERT_EQ(back.size(), rows.size());
  for (std::size_t i = 0; i != back.size(); ++i) {
    EXPECT_EQ(back[i].name, std::to_string(i + 1));
    // Row ids follow one another, so that each row has its own number only if none changed its place.
    EXPECT_EQ(back[i].id, static_cast<std::int64_t>(i) + 1);
  }
}

TEST(run_time, an_upsert_of_many_rows) {
  schema::database db;
  using schema::counters;
  std::vector<mz::new_row<counters>> rows;
  for (int i = 0; i != 200; ++i) rows.push_back({.name = "c" + std::to_string(i % 50), .n = 1});
  const auto s =
      mz::insert_into(counters).values(rows).on_conflict(counters.name).do_update(counters.n = counters.n + mz::excluded(counters.n));
  EXPECT_EQ(db.run(s).changes, 200);
  const auto all = db.all(mz::select(counters));
  ASSERT_EQ(all.size(), 50u);
  for (const auto& row : all) EXPECT_EQ(row.n, 4) << row.name;
}

TEST(run_time, a_statement_can_have_128_optional_parts) {
  schema::database db;
  db.run(mz::insert_into(everything).values({.id = 1, .flag = false}));
  const auto& flag = everything.flag;
  for (const int on : {0, 1, 63, 64, 65, 127, 128}) {
    int part = 0;
    const auto one = [&] { return mz::when(part++ == on, flag); };
    const auto four = [&] { return one() && one() && one() && one(); };
    const auto sixteen = [&] { return four() && four() && four() && four(); };
    const auto half = [&] { return sixteen() && sixteen() && sixteen() && sixteen(); };
    const auto first = half();
    const auto all = first && half();
    // The flag is false: the one part that stands hides the row.
    EXPECT_EQ(db.all(mz::select(everything.id).from(everything).where(all)).size(), on < 128 ? 0u : 1u) << on;
    EXPECT_THROW((void)db.all(mz::select(everything.id).from(everything).where(all && one())), mz::error::invalid_request) << on;
  }
}

namespace {

template <class As>
struct Ticket {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "state", std::string, mz::default_value<"new">> state{};
  mz::column<As, "shout", std::string, mz::generated<"upper(state)">> shout{};
};
constexpr mz::table<"tickets", Ticket> tickets{};

}  // namespace

TEST(run_time, rows_that_give_nothing_are_all_inserted_also_beside_a_generated_column) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(tickets);
  std::vector<mz::new_row<tickets>> rows(5);
  rows.push_back({.state = "old"});
  rows.push_back({.state = "old"});
  rows.resize(10);
  EXPECT_EQ(db.run(mz::insert_into(tickets).values(rows)).changes, 10);
  const auto all = db.all(mz::select(tickets).order_by(tickets.id));
  ASSERT_EQ(all.size(), 10u);
  for (std::size_t i = 0; i != 10; ++i) EXPECT_EQ(all[i].shout, i == 5 || i == 6 ? "OLD" : "NEW") << i;
}
