// SPDX-License-Identifier: MIT
#include <type_traits>

#include "support/handles.hpp"
#include "support/schema.hpp"
#include "support/statement.hpp"

using schema::channels;
using schema::messages;
namespace error = mz::error;

template <class... E>
inline constexpr bool all_are_errors = (std::is_base_of_v<error::base, E> && ...) && (std::is_copy_constructible_v<E> && ...) &&
                                       (std::is_base_of_v<std::runtime_error, E> && ...);
static_assert(all_are_errors<error::sql_error, error::busy, error::guard_failed, error::invalid_request, error::transport_error,
                             error::decode_error, error::no_row, error::too_many_rows>);

TEST(error, codes_are_primary_and_extended) {
  const error::sql_error unique{2067, "taken", "insert"};
  EXPECT_EQ(unique.code(), 19);
  EXPECT_EQ(unique.extended_code(), 2067);
  EXPECT_STREQ(unique.what(), "taken");
  EXPECT_EQ(unique.sql(), "insert");
  const error::busy snapshot{517};
  EXPECT_EQ(snapshot.code(), 5);
  EXPECT_EQ(snapshot.extended_code(), 517);
}

TEST(error, a_step_is_known_only_where_there_is_a_list) {
  schema::filled_database db;
  const auto taken = mz::insert_into(channels).values({.id = 1, .name = "again"});
  const auto step_of = [](auto&& f) {
    try {
      f();
    } catch (const error::base& e) {
      return e.step();
    }
    return std::optional<std::size_t>{99};
  };
  EXPECT_EQ(step_of([&] { db.run(taken); }), std::nullopt);
  EXPECT_EQ(step_of([&] { (void)mz::run_atomic(db, mz::atomic(taken)); }), 0u);
  EXPECT_EQ(step_of([&] { (void)mz::run_atomic(db, mz::atomic(mz::delete_from(messages).all_rows(), taken)); }), 1u);
}

TEST(error, a_guard_tells_what_it_wanted_and_what_it_got) {
  schema::filled_database db;
  const auto failure = [&](const auto& statement) {
    try {
      db.run(statement);
    } catch (const error::guard_failed& e) {
      return e;
    }
    return error::guard_failed{99, 0, 0};
  };
  const auto update = mz::update(messages).set(messages.body = "x").where(messages.id > 1);
  const auto least = failure(update.require_changes(5));
  EXPECT_EQ(least.required(), 5);
  EXPECT_EQ(least.actual(), 2);
  EXPECT_FALSE(least.exactly());
  EXPECT_STREQ(least.what(), "step 0 changed 2 rows, required at least 5");
  const auto exact = failure(update.require_exactly(1));
  EXPECT_TRUE(exact.exactly());
  EXPECT_STREQ(exact.what(), "step 0 changed 2 rows, required exactly 1");
}

TEST(error, a_decode_error_names_the_column_in_its_message) {
  schema::filled_database db;
  support::execute(db, "update messages set body = x'00' where id = 2");
  try {
    (void)db.all(mz::select(messages.id, messages.body).from(messages));
    FAIL();
  } catch (const error::decode_error& e) {
    EXPECT_EQ(e.column(), "body");
    EXPECT_NE(std::string_view{e.what()}.find("\"body\""), std::string_view::npos) << e.what();
    EXPECT_STREQ(e.why(), "it holds a blob where a text was declared");
    EXPECT_NE(e.sql().find("from \"messages\""), std::string::npos) << e.sql();
  }
}

TEST(error, a_decode_error_tells_why_with_a_table_and_without) {
  EXPECT_STREQ((error::decode_error{"c", "no", {}, "t"}.why()), "no");
  EXPECT_STREQ((error::decode_error{"c", "no"}.why()), "no");
}

TEST(error, a_copy_is_the_same_error) {
  error::sql_error e{1, "no such table: t", "select 1"};
  e.set_step(3);
  e.set_stayed(2);
  const error::sql_error copy = e;
  EXPECT_STREQ(copy.what(), "no such table: t");
  EXPECT_EQ(copy.sql(), "select 1");
  EXPECT_EQ(copy.step(), 3u);
  EXPECT_EQ(copy.stayed(), 2u);
}

// Every error tells the text of its statement, on every road.

/// The error of type E that f throws.
template <class E, class F>
std::optional<E> thrown(F&& f) {
  try {
    f();
  } catch (const E& e) {
    return e;
  } catch (const error::base& e) {
    ADD_FAILURE() << "another error: " << e.what();
    return std::nullopt;
  }
  ADD_FAILURE() << "nothing was thrown";
  return std::nullopt;
}
template <class E, class F>
std::string sql_of_error(F&& f) {
  const auto e = thrown<E>(f);
  return e ? e->sql() : std::string{};
}

const auto absent = mz::select(messages.body).from(messages).where(messages.id == 99);
const auto several = mz::select(messages.body).from(messages).where(messages.id > 0);
const auto guarded = mz::update(messages).set(messages.body = "x").where(messages.id == 99).require_changes(1);
const auto taken = mz::insert_into(channels).values({.id = 1, .name = "again"});
constexpr std::string_view absent_sql = mz::sql_of<decltype(absent)>;
constexpr std::string_view guarded_sql = mz::sql_of<decltype(guarded)>;
constexpr std::string_view taken_sql = mz::sql_of<decltype(taken)>;

TEST(error, of_a_statement_on_a_connection_tells_its_text) {
  schema::filled_database db;
  EXPECT_EQ(sql_of_error<error::sql_error>([&] { db.run(taken); }), taken_sql);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { db.run(guarded); }), guarded_sql);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)db.one(guarded.returning(messages.id)); }),
            mz::sql_of<decltype(guarded.returning(messages.id))>);
  EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)db.one(absent); }), absent_sql);
  EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)db.all(absent).one(); }), absent_sql);
  EXPECT_EQ(sql_of_error<error::too_many_rows>([&] { (void)db.one(several); }), mz::sql_of<decltype(several)>);
  const auto written = mz::update(messages).set(messages.body = "x").all_rows().returning(messages.id);
  EXPECT_EQ(sql_of_error<error::too_many_rows>([&] { (void)db.one(written); }), mz::sql_of<decltype(written)>);
  const auto nan = mz::update(schema::everything).set(schema::everything.ratio = 0.0 / 0.0 * -1).all_rows();
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.run(nan); }), mz::sql_of<decltype(nan)>);
  db.transaction([&](auto&) { EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.run(taken); }), taken_sql); });
}

TEST(error, tells_the_text_that_the_values_have_shaped) {
  schema::filled_database db;
  for (const bool on : {false, true}) {
    const auto shaped = mz::select(messages.body).from(messages).where(messages.id == 99 && mz::when(on, messages.body == "x"));
    const std::string text = mz::to_sql(shaped).sql;
    EXPECT_EQ(text.find("\"body\" = ?") != text.npos, on);
    EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)db.one(shaped); }), text);
    const auto edit =
        mz::update(messages).set(messages.body = "x").where(messages.id == 99 && mz::when(on, messages.body == "x")).require_changes(1);
    const std::string edit_text = mz::to_sql(edit).sql;
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { db.run(edit); }), edit_text);
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, mz::atomic(edit)); }), edit_text);
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{edit}); }), edit_text);
    // Rows that have left their statement know its words: all parts of them stand.
    EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)db.all(shaped).one(); }), mz::sql_of<decltype(shaped)>);
  }
}

TEST(error, of_a_range_of_rows_tells_the_text_of_the_first) {
  schema::filled_database db;
  std::vector<mz::new_row<channels>> rows{{.id = 8, .name = "a"}, {.id = 9, .name = "b"}};
  const auto many = mz::insert_into(channels).values(rows).require_changes(3);
  const std::string_view text = R"(insert into "channels" ("id", "name") values (?, ?))";
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { db.run(many); }), text);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, mz::atomic(many)); }), text);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{many}); }), text);
  rows.clear();
  const auto nothing = mz::insert_into(channels).values(rows).require_changes(1);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { db.run(nothing); }), text);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, mz::atomic(nothing)); }), text);
  EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{nothing}); }), text);
}

/// Calls f(handle) with a handle of each policy.
template <class F>
void with_each_policy(F&& f) {
  schema::filled_database db;
  support::bare one_by_one{db};
  support::bare_d1 d1{db};
  support::fake_batch batch{db};
  const auto use = [&](auto& h, const char* name) {
    SCOPED_TRACE(name);
    f(h);
  };
  use(db, "transaction");
  use(batch, "batch");
  use(one_by_one, "sequential");
  use(d1, "sequential, in other words");
}

TEST(error, of_a_list_tells_the_text_of_its_step) {
  const auto good = mz::update(messages).set(messages.body = "good").where(messages.id == 1);
  with_each_policy([&](auto& h) {
    using D = typename std::remove_cvref_t<decltype(h)>::dialect;
    const auto text = [](const auto& s) { return mz::to_sql<D>(s).sql; };
    EXPECT_EQ(sql_of_error<error::sql_error>([&] { (void)mz::run_atomic(h, mz::atomic(good, taken)); }), text(taken));
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(h, mz::atomic(good, guarded)); }), text(guarded));
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(h, mz::atomic(good, mz::when(true, guarded))); }),
              text(guarded));
    const std::vector<int> ids{99, 1};
    const auto each = mz::each(ids, [](int) { return guarded; });
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(h, mz::atomic(each)); }), text(guarded));
    EXPECT_EQ(sql_of_error<error::sql_error>([&] { (void)mz::run_atomic(h, std::vector<mz::any_write>{good, taken}); }), text(taken));
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(h, std::vector<mz::any_write>{good, guarded}); }),
              text(guarded));
    const mz::any_write own{"update messages set body = ? where id = 99", {"y"}, {1}};
    EXPECT_EQ(sql_of_error<error::guard_failed>([&] { (void)mz::run_atomic(h, std::vector<mz::any_write>{good, own}); }),
              "update messages set body = ? where id = 99");
    auto results = mz::run_atomic(h, mz::atomic(absent, several));
    EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)results[0_c].one(); }), text(absent));
    EXPECT_EQ(sql_of_error<error::too_many_rows>([&] { (void)results[1_c].one(); }), text(several));
    auto any = mz::run_atomic(h, std::vector<mz::any_write>{absent});
    EXPECT_EQ(sql_of_error<error::no_row>([&] { (void)any[0].template as<decltype(absent)>().one(); }), absent_sql);
  });
}

TEST(error, of_an_outcome_tells_the_text) {
  schema::filled_database db;
  const auto o = mz::try_atomic(db, mz::atomic(guarded));
  ASSERT_TRUE(o.error<error::guard_failed>());
  EXPECT_EQ(o.error()->sql(), guarded_sql);
}

TEST(error, of_rows_that_cannot_be_read_tells_the_text) {
  schema::filled_database db;
  support::execute(db, "update messages set body = x'00' where id = 2");
  const std::string_view text = mz::sql_of<decltype(several)>;
  EXPECT_EQ(sql_of_error<error::decode_error>([&] { (void)db.all(several); }), text);
  EXPECT_EQ(sql_of_error<error::decode_error>([&] {
    for (auto&& row : db.stream(several)) (void)row;
  }),
            text);
  EXPECT_EQ(sql_of_error<error::decode_error>([&] { (void)mz::run_atomic(db, mz::atomic(several)); }), text);
  auto any = mz::run_atomic(db, std::vector<mz::any_write>{several});
  EXPECT_EQ(sql_of_error<error::decode_error>([&] { (void)any[0].as<decltype(several)>(); }), text);
}

TEST(error, of_sql_of_ones_own_tells_the_text) {
  schema::filled_database db;
  EXPECT_EQ(sql_of_error<error::sql_error>([&] { (void)db.execute({taken_sql, {std::int64_t{1}, "x"}, false, {}}); }), taken_sql);
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { (void)db.execute({taken_sql, {}, false, {}}); }), taken_sql);
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw("select ?"); }), "select ?");
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw<int>("select 1, 2"); }), "select 1, 2");
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw("select 1; select 2"); }), "select 1; select 2");
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw(" "); }), " ");
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw<double>("select ?", 0.0 / 0.0); }), "select ?");
  EXPECT_EQ(sql_of_error<error::invalid_request>([&] { (void)mz::any_write{"pragma user_version", {}}; }), "pragma user_version");
  db.transaction([&](auto& tx) {
    EXPECT_EQ(sql_of_error<error::invalid_request>([&] { tx.raw("commit"); }), "commit");
    EXPECT_EQ(sql_of_error<error::invalid_request>([&] { db.raw("delete from messages"); }), "delete from messages");
  });
}

TEST(error, of_a_database_that_is_locked_tells_the_text) {
  const std::string file = testing::TempDir() + "mizzle_error_busy.db";
  std::remove(file.c_str());
  mz::sqlite::connection db{file, {.busy_timeout = std::chrono::milliseconds{0}}};
  db.create_tables(channels);
  mz::sqlite::connection other{file};
  other.transaction([&](auto&) {
    EXPECT_EQ(sql_of_error<error::busy>([&] { db.run(taken); }), taken_sql);
    EXPECT_EQ(sql_of_error<error::busy>([&] { (void)mz::run_atomic(db, mz::atomic(taken)); }), "begin immediate");
  });
  std::remove(file.c_str());
}

TEST(error, tells_values_only_if_it_is_asked_to) {
  schema::filled_database silent;
  const auto secret = mz::insert_into(channels).values({.id = 1, .name = "it's secret"});
  const auto quiet = thrown<error::sql_error>([&] { silent.run(secret); });
  EXPECT_EQ(quiet->sql_with_values(), "");
  EXPECT_EQ(std::string_view{quiet->what()}.find("secret"), std::string_view::npos);

  mz::sqlite::connection db{":memory:", {.values_in_errors = true}};
  db.create_tables(channels, messages);
  db.run(mz::insert_into(channels).values({.id = 1, .name = "general"}));
  const std::string_view told = R"(insert into "channels" ("id", "name") values (1, 'it''s secret'))";
  const auto values_of = [](auto&& e) { return e->sql_with_values(); };
  const auto e = thrown<error::sql_error>([&] { db.run(secret); });
  EXPECT_EQ(e->sql(), mz::sql_of<decltype(secret)>);
  EXPECT_EQ(e->sql_with_values(), told);
  EXPECT_EQ(std::string_view{e->what()}.find("secret"), std::string_view::npos);
  EXPECT_EQ(values_of(thrown<error::sql_error>([&] { (void)mz::run_atomic(db, mz::atomic(secret)); })), told);
  EXPECT_EQ(values_of(thrown<error::sql_error>([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{secret}); })), told);
  EXPECT_EQ(values_of(thrown<error::sql_error>(
                [&] { (void)db.execute({mz::sql_of<decltype(secret)>, {std::int64_t{1}, "it's secret"}, false, {}}); })),
            told);
  EXPECT_EQ(values_of(thrown<error::no_row>([&] { (void)db.one(absent); })),
            R"(select "messages"."body" from "messages" where "messages"."id" = 99)");
  const std::string_view guard = R"(update "messages" set "body" = 'x' where "messages"."id" = 99)";
  EXPECT_EQ(values_of(thrown<error::guard_failed>([&] { db.run(guarded); })), guard);
  EXPECT_EQ(values_of(thrown<error::guard_failed>([&] { (void)mz::run_atomic(db, mz::atomic(guarded)); })), guard);
  EXPECT_EQ(values_of(thrown<error::guard_failed>([&] { (void)mz::run_atomic(db, std::vector<mz::any_write>{guarded}); })), guard);
  const std::vector<mz::new_row<channels>> none;
  EXPECT_EQ(values_of(thrown<error::guard_failed>([&] { db.run(mz::insert_into(channels).values(none).require_changes(1)); })), "");
}
