// SPDX-License-Identifier: MIT
// Section 13 of the parity list: parameters wherever a value can stand, and the life of a prepared statement.
#include "support.hpp"

#include "support/handles.hpp"
#include "support/schema.hpp"

namespace {
using namespace sqlite_tests;
using schema::channels;
using schema::counters;
using schema::messages;

template <class Row>
std::string first_column(const Row& rows) {
  std::string seen;
  for (const auto& row : rows) seen += std::to_string(mz::get<0>(row)) + " ";
  return seen;
}
constexpr auto id_param = mz::param<"id", std::int64_t>();

TEST(prepared, section_13_in_limit_and_offset) {
  schema::filled_database db;
  auto page = db.prepare(mz::select(messages.id)
                             .from(messages)
                             .order_by(messages.id)
                             .limit(mz::param<"n", std::int64_t>())
                             .offset(mz::param<"skip", std::int64_t>()));
  EXPECT_EQ(first_column(page(2, 1)), "2 3 ");
  EXPECT_EQ(first_column(page(-1, 0)), "1 2 3 ");
  EXPECT_EQ(first_column(page(0, 0)), "");
  auto rest = db.prepare(mz::select(messages.id).from(messages).order_by(messages.id).offset(mz::param<"skip", std::int64_t>()));
  EXPECT_EQ(first_column(rest(2)), "3 ");
  auto both = db.prepare(mz::select(messages.id)
                             .from(messages)
                             .union_all(mz::select(messages.id).from(messages))
                             .order_by(mz::sql<"1", std::int64_t>())
                             .limit(mz::param<"n", std::int64_t>()));
  EXPECT_EQ(first_column(both(3)), "1 1 2 ");
}

// Known trouble: a placeholder inside of in().
TEST(prepared, section_13_in_a_range_of_any_length) {
  schema::filled_database db;
  auto find = db.prepare(
      mz::select(messages.id).from(messages).where(messages.id.in(mz::param<"ids", std::vector<std::int64_t>>())).order_by(messages.id));
  EXPECT_EQ(first_column(find(std::vector<std::int64_t>{3, 1, 3})), "1 3 ");
  EXPECT_EQ(first_column(find(std::vector<std::int64_t>{})), "");
  std::vector<std::int64_t> many(100'000);
  for (std::size_t i = 0; i != many.size(); ++i) many[i] = static_cast<std::int64_t>(i);
  EXPECT_EQ(find(many).size(), 3u);
  auto without =
      db.prepare(mz::select(messages.id).from(messages).where(messages.body.not_in(mz::param<"texts", std::vector<std::string>>())));
  EXPECT_EQ(first_column(without(std::vector<std::string>{"two", "it's \"quoted\""})), "1 3 ");
}

struct filter {
  std::vector<std::int64_t> ids{};
  std::optional<std::string> body{};
  std::int64_t most = 10;
};
TEST(prepared, section_13_members_of_a_struct_may_be_ranges) {
  schema::filled_database db;
  auto find =
      db.prepare(mz::select(messages.id)
                     .from(messages)
                     .where(messages.id.in(mz::param<&filter::ids>()) && messages.body != mz::coalesce(mz::param<&filter::body>(), ""))
                     .order_by(messages.id)
                     .limit(mz::param<&filter::most>()));
  EXPECT_EQ(first_column(find({.ids = {3, 1}})), "1 3 ");
  EXPECT_EQ(first_column(find({.ids = {3, 1}, .body = "one ship"})), "3 ");
  EXPECT_EQ(first_column(find({.ids = {3, 1}, .most = 1})), "1 ");
  EXPECT_EQ(first_column(find({})), "");
  const filter one{.ids = {2}};
  std::string seen;
  for (auto&& [id] : find.stream(one)) seen += std::to_string(id);
  EXPECT_EQ(seen, "2");
}

TEST(prepared, section_13_in_inserts_and_conflicts) {
  schema::filled_database db;
  auto put = db.prepare(mz::insert_into(counters)
                            .set(counters.name = mz::param<"name", std::string>(), counters.n = mz::param<"n", std::int64_t>())
                            .on_conflict(counters.name)
                            .do_update(counters.n = counters.n + mz::param<"n", std::int64_t>() + mz::param<"more", std::int64_t>())
                            .where(counters.n < mz::param<"most", std::int64_t>())
                            .returning(counters.n));
  EXPECT_EQ(mz::get<0>(put.one("a", 1, 10, 100)), 1);
  EXPECT_EQ(mz::get<0>(put.one("a", 1, 10, 100)), 12);
  EXPECT_EQ(put.get("a", 1, 10, 12), std::nullopt);
  auto from = db.prepare(mz::insert_into(counters)
                             .columns(counters.name, counters.n)
                             .from(mz::select(channels.name, id_param).from(channels).where(channels.id == id_param)));
  EXPECT_EQ(from(2).changes, 1);
  EXPECT_EQ(db.one(mz::select(counters).where(counters.name == "empty")).n, 2);
}

TEST(prepared, section_13_in_groups_compounds_and_common_table_expressions) {
  schema::filled_database db;
  auto groups = db.prepare(mz::select(messages.channel_id, mz::count())
                               .from(messages)
                               .group_by(messages.channel_id)
                               .having(mz::count() >= mz::param<"least", std::int64_t>()));
  EXPECT_EQ(groups(3).size(), 1u);
  EXPECT_EQ(groups(4).size(), 0u);
  auto compound = db.prepare(mz::select(messages.id)
                                 .from(messages)
                                 .where(messages.id == id_param)
                                 .union_all(mz::select(messages.id).from(messages).where(messages.thread_id == id_param))
                                 .order_by(messages.id));
  EXPECT_EQ(first_column(compound(1)), "1 2 3 ");
  const auto thread = mz::select(messages.id, messages.body).from(messages).where(messages.thread_id == id_param).as<"thread">();
  auto with = db.prepare(
      mz::with(thread).select(thread[messages.id]).from(thread).where(thread[messages.body].like(mz::param<"like", std::string>())));
  EXPECT_EQ(first_column(with(1, "%ship%")), "3 ");
  auto exists = db.prepare(
      mz::select(channels.id)
          .from(channels)
          .where(mz::exists(mz::select(messages.id).from(messages).where(messages.channel_id == channels.id && messages.id == id_param))));
  EXPECT_EQ(first_column(exists(1)), "1 ");
}

TEST(prepared, section_13_in_updates_deletes_and_guards) {
  schema::filled_database db;
  auto edit = db.prepare(
      mz::update(messages).set(messages.body = mz::param<"body", std::string>()).where(messages.id == id_param).require_changes(1));
  EXPECT_EQ(edit("new", 1).changes, 1);
  EXPECT_THROW((void)edit("new", 99), mz::error::guard_failed);
  auto gone = db.prepare(mz::delete_from(messages).where(messages.id == id_param).require_exactly(1).returning(messages.body));
  EXPECT_EQ(mz::get<0>(gone.one(3)), "three ships");
  EXPECT_THROW((void)gone.one(3), mz::error::guard_failed);
}

TEST(prepared, section_13_bound_statements_stand_in_lists_of_every_policy) {
  schema::filled_database db;
  support::bare one_by_one{db};
  support::fake_batch batch{db};
  const auto edit =
      mz::update(messages).set(messages.created_at = mz::param<"at", std::int64_t>()).where(messages.id == id_param).require_changes(1);
  std::int64_t at = 100;
  const auto use = [&](auto& h) {
    ++at;
    (void)mz::run_atomic(h, mz::atomic(mz::bind_values(edit, at, 1), mz::bind_values(edit, at, 2)));
    (void)mz::run_atomic(h, std::vector<mz::any_write>{mz::bind_values(edit, at, 3)});
    EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.created_at == at)).size(), 3u);
    EXPECT_THROW((void)mz::run_atomic(h, mz::atomic(mz::bind_values(edit, at, 99))), mz::error::guard_failed);
  };
  use(db);
  use(batch);
  use(one_by_one);
  const std::vector<std::int64_t> ids{1, 2, 3};
  (void)mz::run_atomic(db, mz::atomic(mz::each(ids, [&](std::int64_t id) { return mz::bind_values(edit, 7, id); })));
  EXPECT_EQ(db.all(mz::select(messages.id).from(messages).where(messages.created_at == 7)).size(), 3u);
  EXPECT_EQ(mz::to_sql(mz::bind_values(edit, 7, 1)).with_values(), R"(update "messages" set "created_at" = 7 where "messages"."id" = 1)");
}

TEST(prepared, section_13_a_number_that_does_not_fit_is_refused) {
  schema::filled_database db;
  auto tiny = db.prepare(
      mz::select(schema::everything.id).from(schema::everything).where(schema::everything.tiny == mz::param<"t", std::int8_t>()));
  EXPECT_THROW((void)tiny(300), mz::error::invalid_request);
  EXPECT_TRUE(tiny(100).empty());
}

TEST(prepared, section_13_the_schema_may_change_between_two_calls) {
  schema::filled_database db;
  auto find = db.prepare(mz::select(messages.id, messages.body).from(messages).where(messages.id == id_param));
  EXPECT_EQ(find(1).size(), 1u);
  db.script("alter table messages add column mood text default 'good'");
  EXPECT_EQ(mz::get<1>(find.one(1)), "one ship");
  db.script("pragma foreign_keys = off; alter table messages rename to old");
  try {
    (void)find(1);
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.sql(), R"(select "messages"."id", "messages"."body" from "messages" where "messages"."id" = ?)");
  }
  db.script("alter table old rename to messages; create index by_body on messages (body)");
  EXPECT_EQ(find(2).size(), 1u);
}

TEST(prepared, section_13_in_a_transaction_of_its_connection) {
  schema::filled_database db;
  auto find = db.prepare(mz::select(messages.body).from(messages).where(messages.id == id_param));
  auto edit = db.prepare(mz::update(messages).set(messages.body = "x").where(messages.id == id_param));
  db.transaction([&](auto& tx) {
    auto inside = tx.prepare(mz::update(messages).set(messages.body = "inside").where(messages.id == id_param));
    EXPECT_EQ(inside(1).changes, 1);
    EXPECT_EQ(mz::get<0>(find.one(1)), "inside");
    EXPECT_THROW((void)edit(1), mz::error::invalid_request);
  });
  EXPECT_EQ(edit(1).changes, 1);
  db.snapshot(
      [&](auto& tx) { EXPECT_EQ(tx.prepare(mz::select(messages.body).from(messages).where(messages.id == id_param))(1).size(), 1u); });
}

TEST(prepared, section_21_a_stream_of_it_runs_while_it_is_called_again) {
  schema::filled_database db;
  auto above = db.prepare(mz::select(messages.id, messages.body)
                              .from(messages)
                              .where(messages.id > id_param && messages.body != mz::param<"not", std::string>())
                              .order_by(messages.id));
  std::string seen;
  for (auto&& [id, body] : above.stream(0, std::string(100, 'x'))) {  // the text is gone when the stream runs
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(body)>, std::string_view>);
    seen += std::to_string(id) + "(";
    for (auto&& [inner, text] : above.stream(id, "two")) {
      seen += std::to_string(inner);
      break;
    }
    seen += ")" + std::to_string(above(id, "").size()) + " ";
  }
  EXPECT_EQ(seen, "1(3)2 2(3)1 3()0 ");
  // Nothing runs any more.
  EXPECT_EQ(sqlite3_next_stmt(db.native(), nullptr) == nullptr, false);
  for (sqlite3_stmt* s = nullptr; (s = sqlite3_next_stmt(db.native(), s)) != nullptr;) EXPECT_EQ(sqlite3_stmt_busy(s), 0) << sqlite3_sql(s);
}

TEST(prepared, section_13_is_copied_with_its_own_values) {
  schema::filled_database db;
  const std::string word = "ship";
  auto find = db.prepare(
      mz::select(messages.id).from(messages).where(messages.body.contains(word) && messages.id >= id_param).order_by(messages.id));
  const auto copy = find;
  EXPECT_EQ(first_column(find(2)), "3 ");
  EXPECT_EQ(first_column(copy(1)), "1 3 ");
}

}  // namespace
