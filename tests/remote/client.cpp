// SPDX-License-Identifier: MIT
// Lists that cross to the process that owns the database: here a thread, over a real socket. Other processes are in killed.cpp.
#include <mizzle/remote/client.hpp>

#include <limits>

#include "support/every_handle.hpp"
#include "support/failing.hpp"
#include "support/served.hpp"

namespace {
using namespace atomic_tests;
namespace error = mizzle::error;
using support::raw_socket;

static_assert(mz::policy_of<mz::proxy::client> == mz::policy::batch);

template <class As>
struct Anything {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "n", std::optional<std::int64_t>> n{};
  mz::column<As, "r", std::optional<double>> r{};
  mz::column<As, "t", std::optional<std::string>> t{};
  mz::column<As, "b", std::optional<mz::blob>> b{};
};
constexpr mz::table<"anything", Anything> anything{};

struct proxy_client : testing::Test {
  support::served owner{[](auto& db) { db.create_tables(counters, anything); }};
  mz::proxy::client client = owner.client();

  std::int64_t size() { return mz::get<0>(client.one(mz::select(mz::count()).from(counters))); }
  std::int64_t count_of(std::int64_t id) {
    return mz::get<0>(client.one(mz::select(counters.count).from(counters).where(counters.id == id)));
  }
};

TEST_F(proxy_client, c_scenario_1_two_inserts) {
  const auto r = mz::run_atomic(mz::require_atomic, client, mz::atomic(counter(1, "a"), counter(2, "b")));
  EXPECT_EQ(r[0_c].changes, 1);
  EXPECT_EQ(r[1_c].changes, 1);
  EXPECT_EQ(size(), 2);
}
TEST_F(proxy_client, c_scenario_2_a_constraint_undoes_what_went_before) {
  client.run(counter(2, "mine"));
  const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a"), counter(2, "b")));
  const auto* const e = o.error<error::sql_error>();
  ASSERT_NE(e, nullptr);
  EXPECT_STREQ(e->what(), "UNIQUE constraint failed: counters.id");
  EXPECT_EQ(e->code(), SQLITE_CONSTRAINT);
  EXPECT_EQ(e->extended_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
  EXPECT_EQ(e->step(), 1u);
  EXPECT_EQ(e->sql(), R"(insert into "counters" ("id", "label") values (?, ?))");
  EXPECT_FALSE(e->committed());
  EXPECT_EQ(size(), 1);
}
TEST_F(proxy_client, c_scenario_3_an_unmet_guard_undoes_what_went_before) {
  const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a"), increment(99).require_changes(1), counter(3, "c")));
  const auto* const e = o.error<error::guard_failed>();
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(e->step(), 1u);
  EXPECT_EQ(e->actual(), 0);
  EXPECT_EQ(e->required(), 1);
  EXPECT_FALSE(e->exactly());
  EXPECT_STREQ(e->what(), "step 1 changed 0 rows, required at least 1");
  EXPECT_EQ(size(), 0);
}
TEST_F(proxy_client, c_scenario_4_a_met_guard) {
  client.run(counter(1, "a"));
  const auto r = mz::run_atomic(client, mz::atomic(increment(1).require_changes(1), counter(2, "b")));
  EXPECT_EQ(r[0_c].changes, 1);
  EXPECT_EQ(count_of(1), 1);
}
// A list without steps is sent to nobody; a request without steps, which somebody else may send, is refused.
TEST_F(proxy_client, c_scenario_5_no_steps) {
  EXPECT_TRUE(mz::try_atomic(client, mz::atomic()).ok());
  try {
    (void)client.execute_batch({});
    FAIL();
  } catch (const error::invalid_request& e) {
    EXPECT_STREQ(e.what(), "a request needs at least one statement");
  }
}
TEST_F(proxy_client, c_scenario_6_the_row_id) {
  EXPECT_EQ(client.run(counter(7, "a")).last_insert_rowid, 7);
  EXPECT_EQ(mz::run_atomic(client, mz::atomic(counter(9, "b")))[0_c].last_insert_rowid, 9);
  EXPECT_EQ(client.run(increment(9)).last_insert_rowid, 0);
}
TEST_F(proxy_client, c_scenario_7_results_are_as_they_are) {
  const auto r =
      mz::run_atomic(client, mz::atomic(counter(1, "a"),
                                        mz::insert_into(counters).values({.label = "b", .count = 5}).returning(counters.id, counters.label),
                                        mz::select(counters).order_by(counters.id), mz::when(false, counter(3, "c")),
                                        mz::each(std::vector{1, 2}, [](const int& id) { return increment(id); })));
  EXPECT_EQ(r[1_c].one()[counters.label], "b");
  EXPECT_EQ(r[2_c].size(), 2u);
  EXPECT_EQ(r[2_c][1].count, 5);
  EXPECT_FALSE(r[3_c].has_value());
  EXPECT_EQ(r[4_c].size(), 2u);
  EXPECT_EQ(count_of(2), 6);
}
TEST_F(proxy_client, c_scenario_8_nobody_listens) {
  mz::proxy::client nobody{owner.path() + ".nobody"};
  const auto o = mz::try_atomic(nobody, mz::atomic(increment(1)));
  const auto* const e = o.error<error::transport_error>();
  ASSERT_NE(e, nullptr);
  EXPECT_FALSE(e->outcome_unknown());
  EXPECT_EQ(e->what(), "cannot connect to \"" + owner.path() + ".nobody\": " + std::generic_category().message(ENOENT));
}
TEST_F(proxy_client, c_scenario_9_an_error_keeps_text_and_code) {
  // Not in SQL, not in the list, not in the unit: each comes out as what it is.
  const auto told = [&](const mz::any_write& w) { return mz::try_atomic(client, std::vector<mz::any_write>{counter(1, "a"), w}); };
  const auto syntax = told({"selec 1", {}});
  ASSERT_TRUE(syntax.error<error::sql_error>());
  EXPECT_STREQ(syntax.error()->what(), R"(near "selec": syntax error)");
  EXPECT_EQ(syntax.error()->step(), 1u);
  const auto missing = told({"delete from nowhere", {}});
  ASSERT_TRUE(missing.error<error::sql_error>());
  EXPECT_STREQ(missing.error()->what(), "no such table: nowhere");
  EXPECT_EQ(missing.error<error::sql_error>()->sql(), "delete from nowhere");
  const auto count = told({"delete from counters where id = ?", {}});
  ASSERT_TRUE(count.error<error::invalid_request>());
  EXPECT_EQ(count.error()->step(), 1u);
  EXPECT_EQ(size(), 0);
}

/// A server that reads one request and answers it with what it is told to.
class scripted {
 public:
  explicit scripted(std::string answer) : answer_{std::move(answer)} {
    listening_.listen(path_.path());
    thread_ = std::thread{[this] {
      const raw_socket with = listening_.accept();
      const auto header = mz::detail::proxy::read_frame_header(with.receive(mz::detail::proxy::frame_header_size));
      (void)with.receive(header.size);
      with.send(answer_);
    }};
  }
  scripted(const scripted&) = delete;
  scripted& operator=(const scripted&) = delete;
  ~scripted() { thread_.join(); }
  [[nodiscard]] const std::string& path() const { return path_.path(); }

 private:
  support::temporary_file path_;
  raw_socket listening_;
  std::string answer_;
  std::thread thread_;
};

/// What becomes of a request that is answered with these bytes.
error::transport_error transport_failure(const std::string& answer) {
  const scripted server{answer};
  mz::proxy::client client{server.path()};
  try {
    client.run(increment(1));
  } catch (const error::transport_error& e) {
    return e;
  }
  throw std::logic_error{"there was no transport_error"};
}

TEST(proxy_answer, c_scenario_10_an_error_without_a_kind_is_no_error_of_the_owner) {
  namespace proxy = mz::detail::proxy;
  proxy::frame_writer to;
  to.array(10);
  to.integer(99);  // no kind
  to.text("oh");
  to.integer(-1);
  to.boolean(false);
  to.boolean(false);
  to.integer(0);
  to.integer(0);
  to.boolean(false);
  to.text("");
  to.text("");
  const auto e = transport_failure(std::move(to).finish(proxy::frame_kind::failure));
  EXPECT_TRUE(e.outcome_unknown());
  EXPECT_NE(std::string{e.what()}.find("an error of a kind that is not known here"), std::string::npos) << e.what();
}
TEST(proxy_answer, that_cannot_be_read) {
  using namespace std::string_literals;
  namespace proxy = mz::detail::proxy;
  const auto expect = [](const std::string& answer, const char* what) {
    const auto e = transport_failure(answer);
    EXPECT_TRUE(e.outcome_unknown());
    EXPECT_NE(std::string{e.what()}.find(what), std::string::npos) << e.what();
  };
  expect("HTTP/1.1 200 OK\r\n", "what was sent is no frame");
  expect("mz\x02\x10\0\0\0\x01\x90"s, "version 2 of the protocol, and version 1 is spoken here");
  expect("mz\x01\x10\x7f\0\0\0"s, "more than the 67108864 of max_message");
  expect("mz\x01\x10\0\0\0\x09\x90"s, "closed before an answer came");
  expect("mz\x01\x01\0\0\0\x01\x90"s, "another kind");
  proxy::frame_writer to;
  mz::detail::pack(to, std::vector<mz::statement_reply>{});
  expect(std::move(to).finish(proxy::frame_kind::replies), "the engine answered 0 of 1 statements");
}

TEST_F(proxy_client, c_scenario_11_texts_and_values_arrive_unchanged) {
  using limits = std::numeric_limits<std::int64_t>;
  using namespace std::string_literals;
  const std::vector<mz::row_of<anything>> rows{
      {.id = limits::min(), .n = limits::max(), .r = std::numeric_limits<double>::denorm_min(), .t = "a\0b"s, .b = mz::blob{}},
      {.id = 1, .n = std::nullopt, .r = std::nullopt, .t = std::nullopt, .b = std::nullopt},
      {.id = 2, .n = (std::int64_t{1} << 53) + 1, .r = 1.0, .t = "", .b = mz::blob{std::byte{0}, std::byte{255}}},
      {.id = 3, .n = -1, .r = std::numeric_limits<double>::infinity(), .t = "\xff\xfe", .b = mz::blob(100'000)},
  };
  for (const auto& r : rows) client.run(mz::insert_into(anything).values({r.id, r.n, r.r, r.t, r.b}));
  const auto back = client.all(mz::select(anything).order_by(anything.id));
  ASSERT_EQ(back.size(), rows.size());
  for (std::size_t i = 0; i != rows.size(); ++i) {
    EXPECT_EQ(back[i].n, rows[i].n);
    EXPECT_EQ(back[i].r, rows[i].r);
    EXPECT_EQ(back[i].t, rows[i].t);
    EXPECT_EQ(back[i].b, rows[i].b);
  }
  const auto types = client.execute_batch(std::vector<mz::bound_statement>{{"select typeof(r) from anything where id = 2", {}, true}});
  EXPECT_EQ(types[0].rows[0][0], mz::value{"real"s});
}

TEST(proxy_callers, c_scenario_12_only_listed_callers) {
  std::string turned_away;
  {
    support::served owner{[](auto& db) { db.create_tables(counters); },
                          {.callers = {::geteuid() + 1}, .on_refused = [&](const mz::proxy::peer& who, std::string_view why) {
      turned_away = std::to_string(who.user == ::geteuid() && who.process == ::getpid()) + " " + std::string{why};
    }}};
    auto client = owner.client();
    const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a")));
    ASSERT_TRUE(o.error<error::invalid_request>());
    EXPECT_EQ(o.error()->what(), "user " + std::to_string(::geteuid()) + " is not among the callers of this server");
    auto& db = owner.stop();
    EXPECT_TRUE(db.all(mz::select(counters)).empty());
  }
  EXPECT_EQ(turned_away, "1 user " + std::to_string(::geteuid()) + " is not among the callers of this server");
}

// Who has put a socket of his own in the server's place is told nothing.
TEST_F(proxy_client, a_server_of_another_user_is_not_asked) {
  auto careful = owner.client({.servers = {::geteuid() + 1}});
  const auto o = mz::try_atomic(careful, mz::atomic(counter(1, "a")));
  ASSERT_TRUE(o.error<error::transport_error>());
  EXPECT_FALSE(o.error()->outcome_unknown());
  EXPECT_EQ(o.error()->what(),
            "\"" + owner.path() + "\" is served by user " + std::to_string(::geteuid()) + ", who is not among the servers of this client");
  EXPECT_EQ(size(), 0);
}

TEST_F(proxy_client, c_scenario_13_a_guard_on_the_first_step) {
  const auto o = mz::try_atomic(client, mz::atomic(increment(99).require_exactly(1), counter(1, "a")));
  ASSERT_TRUE(o.error<error::guard_failed>());
  EXPECT_EQ(o.error<error::guard_failed>()->step(), 0u);
  EXPECT_TRUE(o.error<error::guard_failed>()->exactly());
  EXPECT_EQ(size(), 0);
}
TEST(proxy_commit, c_scenario_14_a_commit_that_fails_is_no_guard_that_fails) {
  std::optional<support::failing_commit> failing;
  support::served owner{[&](auto& db) {
    db.create_tables(counters);
    failing.emplace(db);
  }};
  auto client = owner.client();
  const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a").require_changes(1)));
  const auto* const e = o.error<error::sql_error>();
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(e->extended_code(), SQLITE_CONSTRAINT_COMMITHOOK);
  auto& db = owner.stop();
  failing.reset();
  EXPECT_TRUE(db.all(mz::select(counters)).empty());
}

TEST(proxy_answer, c_scenario_15_a_request_whose_answer_was_cut_off) {
  for (const std::string& part : {std::string{}, std::string{"mz"}, std::string{"mz\x01\x10\0\0\0\x08\x91", 9}}) {
    const auto e = transport_failure(part);
    EXPECT_TRUE(e.outcome_unknown());
    EXPECT_NE(std::string{e.what()}.find("the connection was closed before an answer came"), std::string::npos) << e.what();
  }
}
TEST_F(proxy_client, c_scenario_16_two_for_one_invitation) {
  client.run(counter(1, "a"));
  const auto redeem = mz::atomic(
      counter(100, "channel"),
      mz::update(counters).set(counters.count = counters.count + 1).where(counters.id == 1 && counters.count < 1).require_changes(1));
  std::atomic<int> won = 0, told = 0;
  std::vector<std::thread> both;
  for (int i = 0; i != 2; ++i) {
    both.emplace_back([&] {
      auto mine = owner.client();
      mine.run(mz::update(counters).set(counters.label = "a").where(counters.id == 1));
      const auto o = mz::try_atomic(mine, mz::atomic(mz::delete_from(counters).where(counters.id == 100), redeem));
      if (o.ok()) ++won;
      if (const auto* const e = o.error<error::guard_failed>(); e && e->step() == 2 && e->actual() == 0) ++told;
    });
  }
  for (std::thread& t : both) t.join();
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(count_of(1), 1);
}

TEST_F(proxy_client, a_statement_by_itself) {
  EXPECT_EQ(client.run(counter(1, "a")), (mz::run_result{1, 1}));
  EXPECT_EQ(client.run(increment(1)), (mz::run_result{1, 0}));
  EXPECT_EQ(client.run(mz::insert_into(counters).values({.label = "b"}).returning(counters.id)), (mz::run_result{1, 2}));
  EXPECT_EQ(client.run(mz::insert_into(counters).values(std::vector<mz::new_row<counters>>{})), (mz::run_result{0, 0}));
  const auto by_id = [](std::int64_t id) { return mz::select(counters).where(counters.id == id); };
  EXPECT_EQ(client.get(by_id(2)).value().label, "b");
  EXPECT_FALSE(client.get(by_id(3)).has_value());
  EXPECT_EQ(client.one(by_id(1)).count, 1);
  EXPECT_THROW(client.one(by_id(3)), error::no_row);
  EXPECT_THROW(client.one(mz::select(counters)), error::too_many_rows);
  EXPECT_EQ(client.all(mz::select(counters.label).from(counters).order_by(counters.id))[1][counters.label], "b");
}
// What has been carried out is not hidden by a look at its rows.
TEST_F(proxy_client, one_of_a_write_that_returns_none_is_committed) {
  client.run(counter(1, "a"));
  try {
    (void)client.one(mz::update(counters).set(counters.count = 5).where(counters.id == 9).returning(counters.id));
    FAIL();
  } catch (const error::no_row& e) {
    EXPECT_TRUE(e.committed());
  }
}
TEST_F(proxy_client, a_guard_counts_all_parts_of_a_range) {
  std::vector<mz::new_row<counters>> rows;
  for (std::int64_t i = 0; i != 30'000; ++i) rows.push_back({.id = i, .label = std::to_string(i)});
  const auto insert = mz::insert_into(counters).values(rows);
  const auto o = mz::try_atomic(client, mz::atomic(insert.require_exactly(30'001)));
  ASSERT_TRUE(o.error<error::guard_failed>());
  EXPECT_EQ(o.error<error::guard_failed>()->actual(), 30'000);
  EXPECT_EQ(o.error<error::guard_failed>()->step(), 0u);
  EXPECT_EQ(size(), 0);
  EXPECT_EQ(mz::run_atomic(client, mz::atomic(increment(0), insert.require_exactly(30'000), increment(0).require_changes(1)))[1_c].changes,
            30'000);
  // Of no rows, a guard is asked too.
  const auto none = mz::insert_into(counters).values(std::vector<mz::new_row<counters>>{});
  EXPECT_TRUE(mz::try_atomic(client, mz::atomic(none.require_exactly(0))).ok());
  const auto nothing = mz::try_atomic(client, mz::atomic(increment(0), none.require_changes(1)));
  ASSERT_TRUE(nothing.error<error::guard_failed>());
  EXPECT_EQ(nothing.error<error::guard_failed>()->step(), 1u);
}
TEST_F(proxy_client, an_element_of_each_that_fails_is_named) {
  client.run(counter(1, "a"));
  const auto o = mz::try_atomic(
      client, mz::atomic(counter(2, "b"), mz::each(std::vector{1, 2, 3}, [](const int& id) { return increment(id).require_changes(1); })));
  const auto* const e = o.error<error::guard_failed>();
  ASSERT_NE(e, nullptr);
  EXPECT_EQ(e->step(), 1u);
  EXPECT_EQ(e->element(), 2u);
}
TEST_F(proxy_client, a_run_time_list) {
  std::vector<mz::any_write> writes{
      counter(1, "a"), {"update counters set count = ? where id = 1", {std::int64_t{5}}, {1}}, mz::select(counters)};
  const auto r = mz::run_atomic(client, writes);
  EXPECT_EQ(r[1].changes, 1);
  EXPECT_EQ(r[2].as<decltype(mz::select(counters))>()[0].count, 5);
  writes.push_back({"update counters set count = 6 where id = 2", {}, {1}});
  writes[0] = counter(3, "c");
  const auto o = mz::try_atomic(client, writes);
  ASSERT_TRUE(o.error<error::guard_failed>());
  EXPECT_EQ(o.error<error::guard_failed>()->step(), 3u);
  EXPECT_EQ(size(), 1);
}
TEST_F(proxy_client, c_9_transaction_control_is_no_step) {
  // A client that builds its requests with mizzle cannot say it; one that does not is refused by the server.
  for (const char* const sql : {"begin", "commit", "rollback", "savepoint a", "attach ':memory:' as other", "pragma user_version = 3",
                                "vacuum", "/* */ CoMMit", ""}) {
    const std::vector<mz::bound_statement> list{{"delete from counters", {}}, {sql, {}}};
    try {
      (void)client.execute_batch(list);
      ADD_FAILURE() << sql;
    } catch (const error::invalid_request& e) {
      EXPECT_EQ(e.step(), 1u);
    }
  }
}
TEST_F(proxy_client, c_8_guards_that_cannot_be) {
  for (const mz::bound_statement& s :
       {mz::bound_statement{"select 1", {}, true, {1}}, mz::bound_statement{"delete from counters", {}, false, {-7}}}) {
    EXPECT_THROW((void)client.execute_batch({&s, 1}), error::invalid_request) << s.sql;
  }
  EXPECT_TRUE(mz::try_atomic(client, mz::atomic(increment(99).require_changes(0))).ok());
}

TEST_F(proxy_client, a_server_that_was_started_anew_is_found_again) {
  client.run(counter(1, "a"));
  const std::string path = owner.path();
  mz::sqlite::connection& db = owner.stop();
  const auto gone = mz::try_atomic(client, mz::atomic(increment(1)));
  ASSERT_TRUE(gone.error<error::transport_error>());
  EXPECT_FALSE(gone.error()->outcome_unknown());
  mz::proxy::server again{db, path, {.stop_signals = {}}};
  std::thread thread{[&] { again.run(); }};
  EXPECT_EQ(client.run(increment(1)).changes, 1);
  again.stop();
  thread.join();
}
// The answer to an earlier request must never be taken for that to a later one.
TEST_F(proxy_client, an_answer_that_comes_too_late_is_not_taken_for_another) {
  client.run(counter(1, "a"));
  auto impatient = owner.client({.answer_timeout = 50ms});
  std::atomic<bool> go_on = false;
  owner.between_requests([&] {
    while (!go_on) std::this_thread::sleep_for(1ms);
  });
  const auto o = mz::try_atomic(impatient, mz::atomic(increment(1)));
  ASSERT_TRUE(o.error<error::transport_error>());
  EXPECT_TRUE(o.error()->outcome_unknown());
  EXPECT_NE(std::string{o.error()->what()}.find("no answer came in time"), std::string::npos) << o.error()->what();
  go_on = true;
  auto patient = std::move(impatient);
  for (int i = 0; i != 100; ++i) {  // the server may still be late
    const auto rows = mz::try_atomic(patient, mz::atomic(mz::select(counters.label).from(counters)));
    if (!rows.ok()) continue;
    EXPECT_EQ(rows.value()[0_c].one()[counters.label], "a");
    return;
  }
  FAIL() << "it never answered again";
}
TEST_F(proxy_client, a_request_that_is_too_big_is_refused_and_does_nothing) {
  const auto big = mz::insert_into(anything).values({.id = 1, .b = mz::blob(std::size_t{17} << 20)});
  for (int i = 0; i != 2; ++i) {
    const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a"), big));
    ASSERT_TRUE(o.error<error::invalid_request>()) << o.error()->what();
    EXPECT_NE(std::string{o.error()->what()}.find("this server takes at most 16777216"), std::string::npos) << o.error()->what();
  }
  EXPECT_EQ(size(), 0);
}
TEST_F(proxy_client, an_answer_that_is_too_big_undoes_what_it_tells_of) {
  client.run(mz::insert_into(anything).values({.id = 1, .b = mz::blob(std::size_t{9} << 20)}));
  const auto o = mz::try_atomic(client, mz::atomic(counter(1, "a"), mz::select(anything), mz::select(anything)));
  ASSERT_TRUE(o.error<error::invalid_request>());
  EXPECT_NE(std::string{o.error()->what()}.find("ask for less at a time"), std::string::npos) << o.error()->what();
  EXPECT_EQ(size(), 0);
  EXPECT_EQ(client.one(mz::select(anything)).b->size(), std::size_t{9} << 20);
}
TEST(proxy_path, that_is_none_of_a_socket_is_refused) { EXPECT_THROW(mz::proxy::client{std::string(200, 'x')}, error::invalid_request); }
}  // namespace
