// SPDX-License-Identifier: MIT
// Numbers that the database gives: the expressions, and the session log of the examples, which is made of them.
#include <mizzle/durable/sequence.hpp>

#include <algorithm>
#include <limits>
#include <random>

#include "../../examples/session_log/log.hpp"
#include "support/every_handle.hpp"
#include "support/processes.hpp"
#include "support/served.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
using session_log::append;
using session_log::mark_read;
using session_log::message;
using session_log::message_type;
using session_log::messages;
using session_log::sessions;
using session_log::upsert;
using numbers = std::vector<std::int64_t>;

message said(std::string id, message_type type = message_type::tool, std::string at = "10:00", std::int64_t sequence = 0) {
  return {.id = std::move(id),
          .session_id = "s",
          .type = type,
          .timestamp = std::move(at),
          .sequence = sequence,
          .row_data = "text",
          .turn_status = "active"};
}
message said_in(std::string session, std::string id) {
  message m = said(std::move(id));
  m.session_id = std::move(session);
  return m;
}

void make_log(mz::sqlite::connection& db) {
  db.create_tables(sessions, messages);
  db.run(session_log::open_session("s", "09:00"));
  db.run(session_log::open_session("t", "09:00"));
}

/// The number that a list of append() or upsert() answers.
template <class H, class W>
std::int64_t number(H& h, const W& writes) {
  return mz::run_atomic(mz::require_atomic, h, writes)[session_log::stored_message].one().sequence;
}
template <class H>
std::vector<message> stored(H& h, const std::string& session = "s") {
  auto rows = h.all(mz::select(messages).where(messages.session_id == session).order_by(mz::asc(messages.sequence)));
  return {rows.begin(), rows.end()};
}
numbers numbers_of(const std::vector<message>& rows) {
  numbers result;
  for (const message& m : rows) result.push_back(m.sequence);
  return result;
}
template <class H>
mz::row_of<sessions> session(H& h, const std::string& id = "s") {
  return h.one(mz::select(sessions).where(sessions.id == id));
}
bool contiguous(const std::vector<message>& rows) {
  for (std::size_t i = 0; i != rows.size(); ++i) {
    if (rows[i].sequence != static_cast<std::int64_t>(i)) return false;
  }
  return true;
}

/// Calls f(handle, reads) on each kind of handle that is all or nothing, on a log of its own.
template <class F>
void each_handle(F&& f) {
  {
    SCOPED_TRACE("connection");
    mz::sqlite::connection db{":memory:"};
    make_log(db);
    f(db, db);
  }
  {
    SCOPED_TRACE("inside a transaction");
    mz::sqlite::connection db{":memory:"};
    make_log(db);
    db.transaction([&](auto& tx) { f(tx, tx); });
  }
  {
    SCOPED_TRACE("batch");
    mz::sqlite::connection db{":memory:"};
    make_log(db);
    fake_batch batch{db};
    f(batch, db);
  }
  {
    SCOPED_TRACE("proxy");
    const support::served server{make_log};
    auto client = server.client();
    f(client, client);
  }
}

TEST(sequence, e_scenario_1_three_appends) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(number(h, append(said("a"))), 0);
    EXPECT_EQ(number(h, append(said("b"))), 1);
    EXPECT_EQ(number(h, append(said("c"))), 2);
    EXPECT_EQ(numbers_of(stored(reads)), (numbers{0, 1, 2}));
  });
}

TEST(sequence, e_scenario_2_numbers_that_come_along_are_not_looked_at) {
  each_handle([](auto& h, auto&) {
    EXPECT_EQ(number(h, append(said("a", message_type::user, "10:00", 0))), 0);
    EXPECT_EQ(number(h, append(said("b", message_type::user, "10:00", 0))), 1);
  });
}

TEST(sequence, e_scenario_3_an_upsert_keeps_the_number) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(number(h, append(said("a"))), 0);
    EXPECT_EQ(number(h, upsert(said("a", message_type::tool, "10:00", 5))), 0);
    EXPECT_EQ(numbers_of(stored(reads)), numbers{0});
  });
}

TEST(sequence, e_scenario_4_an_upsert_of_a_new_one_is_numbered) {
  each_handle([](auto& h, auto&) { EXPECT_EQ(number(h, upsert(said("a", message_type::tool, "10:00", 3))), 0); });
}

TEST(sequence, e_scenario_5_ten_in_one_unit_are_numbered_in_order) {
  each_handle([](auto& h, auto& reads) {
    const auto two = [](int i) { return mz::atomic(append(said(std::to_string(i))), append(said(std::to_string(i + 1)))); };
    (void)mz::run_atomic(mz::require_atomic, h, mz::atomic(two(0), two(2), two(4), two(6), two(8)));
    const auto rows = stored(reads);
    ASSERT_EQ(rows.size(), 10u);
    EXPECT_TRUE(contiguous(rows));
    for (std::size_t i = 0; i != 10; ++i) EXPECT_EQ(rows[i].id, std::to_string(i));
  });
}

TEST(sequence, e_scenario_6_one_id_twice) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(number(h, append(said("a"))), 0);
    EXPECT_EQ(number(h, append(said("b"))), 1);
    EXPECT_EQ(number(h, append(said("a"))), 0);
    EXPECT_EQ(stored(reads).size(), 2u);
    EXPECT_EQ(number(h, append(said("c"))), 2);
  });
}

TEST(sequence, e_scenario_7_five_appends_are_contiguous_and_in_order) {
  each_handle([](auto& h, auto& reads) {
    for (std::int64_t i = 0; i != 5; ++i) EXPECT_EQ(number(h, append(said(std::to_string(i)))), i);
    const auto rows = stored(reads);
    ASSERT_EQ(rows.size(), 5u);
    for (std::size_t i = 0; i != 5; ++i) EXPECT_EQ(rows[i].id, std::to_string(i));
  });
}

TEST(sequence, e_scenario_8_a_mixed_burst_grows_strictly_and_what_is_answered_is_stored) {
  each_handle([](auto& h, auto& reads) {
    std::vector<message> memory;
    for (int i = 0; i != 12; ++i) {
      message m = said(std::to_string(i), i % 3 == 0 ? message_type::user : message_type::assistant);
      m.sequence = number(h, append(m));
      memory.push_back(m);
    }
    EXPECT_TRUE(contiguous(memory));
    EXPECT_EQ(memory, stored(reads));
  });
}

TEST(sequence, e_scenario_9_memory_lists_what_the_database_lists) {
  each_handle([](auto& h, auto& reads) {
    std::vector<message> memory{said("a"), said("b"), said("c")};
    const auto results = mz::run_atomic(h, mz::atomic(append(memory[0]), append(memory[1]), append(memory[2])));
    memory[0].sequence = results[1_c].one().sequence;
    memory[1].sequence = results[3_c].one().sequence;
    memory[2].sequence = results[5_c].one().sequence;
    EXPECT_EQ(memory, stored(reads));
  });
}

TEST(sequence, e_scenario_10_the_answer_carries_the_databases_number) {
  each_handle([](auto& h, auto&) {
    (void)number(h, append(said("a")));
    EXPECT_EQ(number(h, append(said("b"))), 1);
  });
}

TEST(sequence, e_scenario_11_a_users_message_is_no_progress) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a", message_type::user, "10:01")));
    EXPECT_EQ(session(reads).last_progress_at, std::nullopt);
    EXPECT_EQ(session(reads).last_activity_at, "10:01");
    (void)number(h, append(said("b", message_type::assistant, "10:02")));
    EXPECT_EQ(session(reads).last_progress_at, "10:02");
    (void)number(h, append(said("c", message_type::user, "10:03")));
    EXPECT_EQ(session(reads).last_progress_at, "10:02");
    EXPECT_EQ(session(reads).last_activity_at, "10:03");
  });
}

TEST(sequence, e_scenario_12_a_duplicate_changes_nothing_beside_it) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a", message_type::assistant, "10:01")));
    const auto row = stored(reads);
    const auto before = session(reads);
    message again = said("a", message_type::tool, "10:09");
    again.row_data = "something else";
    EXPECT_EQ(number(h, append(again)), 0);
    EXPECT_EQ(session(reads), before);
    EXPECT_EQ(stored(reads), row);
  });
}

TEST(sequence, e_scenario_13_an_update_leaves_unread_and_replaces_what_it_says) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a", message_type::assistant)));
    message other = said("a", message_type::tool);
    other.row_data = std::nullopt;
    other.turn_status = "done";
    (void)number(h, upsert(other));
    EXPECT_EQ(session(reads).unread_count, 1);
    const message now = stored(reads).at(0);
    EXPECT_EQ(now.type, message_type::tool);
    EXPECT_EQ(now.row_data, std::nullopt);
    EXPECT_EQ(now.turn_status, "done");
  });
}

TEST(sequence, e_scenario_14_what_steers_keeps_its_kind) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a", message_type::steer)));
    EXPECT_EQ(stored(reads).at(0).type, message_type::steer);
    EXPECT_EQ(session(reads).unread_count, 0);
  });
}

TEST(sequence, e_scenario_16_what_was_appended_is_seen_by_what_follows) {
  each_handle([](auto& h, auto& reads) {
    for (std::size_t i = 0; i != 5; ++i) {
      (void)number(h, append(said(std::to_string(i))));
      const auto rows = stored(reads);
      ASSERT_EQ(rows.size(), i + 1);
      EXPECT_EQ(rows.back().id, std::to_string(i));
    }
  });
}

TEST(sequence, e_scenario_20_a_bad_one_between_two_good_ones_leaves_no_gap) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  db.raw("create trigger refuse after insert on messages when new.id = 'bad' begin select raise(abort, 'refused'); end");
  db.transaction([](auto& tx) {
    EXPECT_EQ(number(tx, append(said("a"))), 0);
    const auto before = session(tx);
    EXPECT_THROW((void)number(tx, append(said("bad"))), mz::error::sql_error);
    EXPECT_EQ(session(tx), before) << "what a message does to its session goes with it";
    EXPECT_EQ(number(tx, append(said("b"))), 1);
  });
  EXPECT_EQ(numbers_of(stored(db)), (numbers{0, 1}));
}

TEST(sequence, e_scenario_22_four_processes_and_two_sessions) {
  const support::temporary_file file;
  {
    mz::sqlite::connection db{file.path()};
    make_log(db);
  }
  const mz::sqlite::options patient{.busy_timeout = std::chrono::minutes{2}, .synchronous = mz::sqlite::synchronous::off};
  support::processes producers{4, [&](int i) {
    mz::sqlite::connection db{file.path(), patient};
    for (int n = 0; n != 50; ++n) {
      const message m = said_in(n % 2 == 0 ? "s" : "t", std::to_string(i) + "/" + std::to_string(n));
      const std::int64_t answered = number(db, append(m));
      EXPECT_EQ(db.one(mz::select(messages).where(messages.id == m.id)).sequence, answered);
    }
  }};
  EXPECT_TRUE(producers.succeeded());
  mz::sqlite::connection db{file.path()};
  for (const char* const id : {"s", "t"}) {
    EXPECT_TRUE(contiguous(stored(db, id)));
    EXPECT_EQ(stored(db, id).size(), 100u);
    EXPECT_EQ(session(db, id).unread_count, 100);
  }
}

TEST(sequence, e_scenario_23_an_older_mark_changes_nothing) {
  each_handle([](auto& h, auto& reads) {
    for (const char* const id : {"a", "b", "c", "d"}) (void)number(h, append(said(id)));
    (void)number(h, append(said("e", message_type::user)));
    const auto mark = [&](std::int64_t up_to) {
      (void)mz::run_atomic(h, mz::atomic(mark_read("s", up_to)));
      return std::pair{session(reads).last_read_sequence, session(reads).unread_count};
    };
    EXPECT_EQ(session(reads).unread_count, 4);
    EXPECT_EQ(mark(2), (std::pair<std::int64_t, std::int64_t>{2, 1}));
    for (const std::int64_t older : {std::int64_t{1}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()})
      EXPECT_EQ(mark(older), (std::pair<std::int64_t, std::int64_t>{2, 1}));
    EXPECT_EQ(mark(2), (std::pair<std::int64_t, std::int64_t>{2, 1}));
    EXPECT_EQ(mark(std::numeric_limits<std::int64_t>::max()), (std::pair{std::numeric_limits<std::int64_t>::max(), std::int64_t{0}}));
  });
}

TEST(sequence, e_1_numbers_belong_to_the_session) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(number(h, append(said_in("s", "a"))), 0);
    EXPECT_EQ(number(h, append(said_in("t", "b"))), 0);
    EXPECT_EQ(number(h, append(said_in("s", "c"))), 1);
    // The id is there, in another session: nothing changes, there nor here.
    EXPECT_EQ(number(h, append(said_in("t", "c"))), 1);
    EXPECT_EQ(stored(reads, "t").size(), 1u);
    EXPECT_EQ(session(reads, "t").unread_count, 1);
  });
}

TEST(sequence, e_2_an_upsert_never_counts_as_unread) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(number(h, upsert(said("a", message_type::assistant, "10:01"))), 0);
    EXPECT_EQ(session(reads).unread_count, 0);
    EXPECT_EQ(session(reads).last_activity_at, "10:01");
  });
}

TEST(sequence, e_3_a_number_that_comes_along_is_not_even_sent) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  for (const std::int64_t sent : {std::int64_t{-1}, std::int64_t{7}, std::numeric_limits<std::int64_t>::max()}) {
    const message m = said("a", message_type::tool, "10:00", sent);
    EXPECT_EQ(number(db, append(m)), 0);
    EXPECT_EQ(number(db, upsert(m)), 0);
  }
}

TEST(sequence, e_4_the_statement_that_writes_the_number_returns_it) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  fake_batch batch{db};
  EXPECT_EQ(number(batch, append(said("a"))), 0);
  EXPECT_EQ(number(batch, append(said("a"))), 0);
  ASSERT_EQ(batch.batches.size(), 2u) << "one batch each, and no read before or behind it";
  EXPECT_EQ(batch.batches[0], batch.batches[1]);
  ASSERT_EQ(batch.writes().size(), 2u);
  EXPECT_NE(batch.writes()[1].find(" returning \"messages\".\"id\", "), std::string::npos) << batch.writes()[1];
}

TEST(sequence, e_5_the_last_message_is_its_first_200_characters) {
  each_handle([](auto& h, auto& reads) {
    message m = said("a", message_type::assistant);
    std::string long_text, first;
    for (int i = 0; i != 250; ++i) (i < 200 ? first : long_text) += "\xc3\xa4";
    m.row_data = first + long_text;
    (void)number(h, append(m));
    EXPECT_EQ(session(reads).last_message, first);
    (void)number(h, append(said("b", message_type::tool)));
    EXPECT_EQ(session(reads).last_message, first) << "a tool's message is not shown";
    message silent = said("c", message_type::user);
    silent.row_data = std::nullopt;
    (void)number(h, append(silent));
    EXPECT_EQ(session(reads).last_message, first);
  });
}

TEST(sequence, e_5_a_message_to_a_session_that_is_not_there_leaves_nothing) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  EXPECT_THROW((void)number(db, append(said_in("nowhere", "a"))), mz::error::sql_error);
  EXPECT_TRUE(db.all(mz::select(messages)).empty());
}

TEST(sequence, e_6_what_comes_behind_the_mark_is_unread) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a")));
    (void)mz::run_atomic(h, mz::atomic(mark_read("s", 0)));
    EXPECT_EQ(session(reads).unread_count, 0);
    (void)number(h, append(said("b")));
    EXPECT_EQ(session(reads).unread_count, 1);
  });
}

TEST(sequence, e_20_two_connections_continue_one_numbering) {
  const support::temporary_file file;
  mz::sqlite::connection one{file.path()}, two{file.path()};
  make_log(one);
  for (std::int64_t i = 0; i != 10; ++i) {
    EXPECT_EQ(number(one, append(said("one" + std::to_string(i)))), 2 * i);
    EXPECT_EQ(number(two, append(said("two" + std::to_string(i)))), 2 * i + 1);
  }
}

TEST(sequence, e_26_two_rows_of_one_number_are_refused) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  (void)number(db, append(said("a")));
  try {
    db.run(mz::insert_into(messages).values({.id = "b", .session_id = "s", .type = message_type::tool, .timestamp = "", .sequence = 0}));
    ADD_FAILURE();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.extended_code(), SQLITE_CONSTRAINT_UNIQUE);
  }
}

TEST(sequence, e_28_nothing_read_is_not_the_first_one_read) {
  each_handle([](auto& h, auto& reads) {
    EXPECT_EQ(session(reads).last_read_sequence, -1);
    (void)number(h, append(said("a")));
    (void)mz::run_atomic(h, mz::atomic(mark_read("s", -1)));
    EXPECT_EQ(session(reads).unread_count, 1);
    (void)mz::run_atomic(h, mz::atomic(mark_read("s", 0)));
    EXPECT_EQ(session(reads).unread_count, 0);
  });
}

// Several rows in one statement.

const mz::function<"json_extract", std::string> json_extract{};

/// Inserts messages that are a JSON array of [id, session], those that are there left out.
auto append_all(const std::string& rows) {
  const auto each = mz::json_each<std::string>(rows);
  const auto group = json_extract(each.value, "$[1]");
  const auto id = json_extract(each.value, "$[0]");
  return mz::insert_into(messages)
      .columns(messages.id, messages.session_id, messages.type, messages.timestamp, messages.sequence)
      .from(mz::select(id, group, mz::val(message_type::tool), mz::val("10:00"),
                       mz::next_in(messages.sequence, messages.session_id == group, mz::partition_by(group).order_by(each.key)))
                .from(each)
                .where(mz::not_exists(mz::select(messages.id).from(messages).where(messages.id == id))))
      .returning(messages.id, messages.sequence);
}

TEST(sequence, e_27_several_rows_of_several_groups_in_one_statement) {
  each_handle([](auto& h, auto& reads) {
    (void)number(h, append(said("a")));
    const auto results = mz::run_atomic(h, mz::atomic(append_all(R"([["b","s"],["x","t"],["a","s"],["c","s"],["y","t"]])"),
                                                      append_all("[]"), append_all(R"([["z","t"]])")));
    EXPECT_EQ(results[0_c].size(), 4u);
    EXPECT_EQ(results[1_c].size(), 0u);
    EXPECT_EQ(results[2_c].one()[messages.sequence], 2);
    const auto s = stored(reads, "s"), t = stored(reads, "t");
    EXPECT_TRUE(contiguous(s));
    EXPECT_TRUE(contiguous(t));
    ASSERT_EQ(s.size(), 3u);
    EXPECT_EQ(s[1].id, "b");
    EXPECT_EQ(s[2].id, "c");
    ASSERT_EQ(t.size(), 3u);
    EXPECT_EQ(t[2].id, "z");
  });
}

TEST(sequence, e_27_a_select_without_a_table_yields_one_row) {
  mz::sqlite::connection db{":memory:"};
  make_log(db);
  const auto once = [](const std::string& id) {
    return mz::insert_into(messages)
        .columns(messages.id, messages.session_id, messages.type, messages.timestamp, messages.sequence)
        .from(mz::select(mz::val(id), mz::val("s"), mz::val(message_type::tool), mz::val("10:00"),
                         mz::next_in(messages.sequence, messages.session_id == "s"))
                  .where(mz::not_exists(mz::select(messages.id).from(messages).where(messages.id == id))));
  };
  for (const char* const id : {"a", "b", "a", "c"}) db.run(once(id));
  EXPECT_EQ(numbers_of(stored(db)), (numbers{0, 1, 2}));
}

// Other tables.

template <class As>
struct Room {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "highest", std::int32_t, mz::default_value<-1>> highest{};
  mz::column<As, "mark", std::optional<std::int64_t>> mark{};
};
inline constexpr mz::table<"rooms", Room> rooms{};

template <class As>
struct Note {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "room", std::optional<std::int64_t>> room{};
  mz::column<As, "kind", std::string, mz::default_value<"note">> kind{};
  mz::column<As, "number", std::optional<std::int32_t>> number{};
};
inline constexpr mz::table<"notes", Note> notes{};

struct other_tables : testing::Test {
  mz::sqlite::connection db{":memory:"};
  other_tables() {
    db.create_tables(rooms, notes);
    db.run(mz::insert_into(rooms).values({.id = 1}));
  }
  std::int32_t highest() { return db.one(mz::select(rooms)).highest; }
};

/// A number that is never given again, also if its row is deleted.
auto keep(std::int64_t id) {
  return mz::atomic(mz::insert_into(notes)
                        .set(notes.id = id, notes.room = 1, notes.number = mz::next_in(rooms.highest, rooms.id == 1))
                        .on_conflict(notes.id)
                        .do_update(notes.id = notes.id)
                        .returning(notes.number),
                    mz::update(rooms)
                        .set(mz::raise(rooms.highest, mz::coalesce(mz::select(notes.number).from(notes).where(notes.id == id), -1)))
                        .where(rooms.id == 1));
}

TEST_F(other_tables, e_16_numbers_of_deleted_rows_are_not_given_again) {
  fake_batch batch{db};
  const auto kept = [&](std::int64_t id) { return mz::run_atomic(batch, keep(id))[0_c].one()[notes.number]; };
  EXPECT_EQ(kept(1), 0);
  EXPECT_EQ(kept(2), 1);
  EXPECT_EQ(kept(2), 1);
  EXPECT_EQ(highest(), 1);
  db.run(mz::delete_from(notes).where(notes.id == 2));
  EXPECT_EQ(kept(3), 2);
  db.run(mz::delete_from(notes).all_rows());
  EXPECT_EQ(kept(4), 3);
  EXPECT_EQ(highest(), 3);
}

TEST_F(other_tables, e_16_without_a_kept_number_the_highest_is_given_again) {
  const auto add = [&](std::int64_t id) {
    return db.one(mz::insert_into(notes)
                      .set(notes.id = id, notes.room = 1, notes.number = mz::next_in(notes.number, notes.room == 1))
                      .returning(notes.number))[notes.number];
  };
  EXPECT_EQ(add(1), 0);
  EXPECT_EQ(add(2), 1);
  db.run(mz::delete_from(notes).where(notes.id == 2));
  EXPECT_EQ(add(3), 1);
}

TEST_F(other_tables, next_in_passes_over_null_and_has_any_condition) {
  const auto add = [&](std::int64_t id, std::optional<std::int64_t> room, const std::string& kind) {
    db.run(mz::insert_into(notes).set(notes.id = id, notes.room = room, notes.kind = kind,
                                      notes.number = mz::next_in(notes.number, notes.room.is(room) && notes.kind == kind)));
    return db.one(mz::select(notes).where(notes.id == id)).number;
  };
  db.run(mz::insert_into(notes).values({.id = 1, .room = 1}));
  EXPECT_EQ(add(2, 1, "note"), 0);
  EXPECT_EQ(add(3, 1, "note"), 1);
  EXPECT_EQ(add(4, 1, "task"), 0);
  EXPECT_EQ(add(5, std::nullopt, "note"), 0);
  EXPECT_EQ(add(6, std::nullopt, "note"), 1);
}

TEST_F(other_tables, next_in_goes_on_behind_negative_numbers_and_gaps) {
  const auto next = [&] { return mz::get<0>(db.one(mz::select(mz::next_in(notes.number, notes.room == 1)))); };
  EXPECT_EQ(next(), 0);
  db.run(mz::insert_into(notes).values({.id = 1, .room = 1, .number = -7}));
  EXPECT_EQ(next(), -6);
  db.run(mz::insert_into(notes).values({.id = 2, .room = 1, .number = 40}));
  EXPECT_EQ(next(), 41);
}

TEST_F(other_tables, a_number_that_its_column_cannot_hold_is_an_error_and_undone) {
  db.run(mz::insert_into(notes).values({.id = 1, .room = 1, .number = std::numeric_limits<std::int32_t>::max()}));
  const auto add = mz::insert_into(notes)
                       .set(notes.id = 2, notes.room = 1, notes.number = mz::next_in(notes.number, notes.room == 1))
                       .returning(notes.number);
  EXPECT_THROW((void)db.one(add), mz::error::decode_error);
  EXPECT_EQ(db.all(mz::select(notes)).size(), 1u);
}

template <class As>
struct Number {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "room", std::int64_t> room{};
  mz::column<As, "number", std::int64_t> number{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_index<"numbers_by_room">(t.room, t.number)); }
};
inline constexpr mz::table<"numbers", Number> counted{};

TEST_F(other_tables, behind_the_highest_number_of_all_the_index_refuses_and_nothing_is_stored) {
  db.create_tables(counted);
  const auto highest = std::numeric_limits<std::int64_t>::max();
  db.run(mz::insert_into(counted).values({.id = 1, .room = 1, .number = highest - 1}));
  const auto add = [](std::int64_t id) {
    return mz::insert_into(counted).set(counted.id = id, counted.room = 1, counted.number = mz::next_in(counted.number, counted.room == 1));
  };
  const auto ids = mz::json_each<std::int64_t>(std::vector<std::int64_t>{7, 8});
  const auto add_two =
      mz::insert_into(counted)
          .columns(counted.id, counted.room, counted.number)
          .from(mz::select(ids.value, mz::val(1), mz::next_in(counted.number, counted.room == 1, mz::order_by(ids.key))).from(ids));
  EXPECT_THROW(db.run(add_two), mz::error::sql_error);
  db.run(add(2));
  EXPECT_THROW(db.run(add(3)), mz::error::sql_error);
  EXPECT_THROW(db.run(add_two), mz::error::sql_error);
  const auto rows = db.all(mz::select(counted).order_by(counted.id));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].number, highest);
}

template <class As>
struct Ticket {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "number", std::int64_t, mz::default_fn<[] { return mz::next_in(rooms.highest, rooms.id == 1); }>> number{};
};
inline constexpr mz::table<"tickets", Ticket> tickets{};

TEST_F(other_tables, next_in_as_a_default_is_for_rows_one_by_one) {
  db.create_tables(tickets);
  const std::vector<std::int64_t> ids{5, 6, 7};
  for (const std::int64_t id : ids)
    (void)mz::run_atomic(db, mz::atomic(mz::insert_into(tickets).values({.id = id}),
                                        mz::update(rooms).set(rooms.highest = rooms.highest + 1).where(rooms.id == 1)));
  const auto rows = db.all(mz::select(tickets).order_by(tickets.id));
  ASSERT_EQ(rows.size(), 3u);
  for (std::size_t i = 0; i != 3; ++i) EXPECT_EQ(rows[i].number, static_cast<std::int64_t>(i));
}

TEST_F(other_tables, next_in_of_an_alias_reads_it_by_its_name) {
  constexpr auto before = mz::alias<"before">(notes);
  const auto s = mz::select(mz::next_in(before.number, before.room == 1));
  EXPECT_EQ(
      mz::sql_of<decltype(s)>,
      R"(select cast(coalesce((select max("before"."number") from "notes" as "before" where "before"."room" = ?), -1) + 1 as integer))");
  EXPECT_EQ(mz::get<0>(db.one(s)), 0);
}

TEST_F(other_tables, next_in_of_an_alias_may_have_a_subquery_about_its_rows) {
  db.run(mz::insert_into(notes).values({.id = 1, .room = 1, .number = 5}));
  db.run(mz::insert_into(notes).values({.id = 2, .room = 7, .number = 40}));
  constexpr auto before = mz::alias<"before">(notes);
  const auto in_a_room = mz::exists(mz::select(rooms.id).from(rooms).where(rooms.id == before.room));
  db.run(mz::update(notes).set(notes.number = mz::next_in(before.number, in_a_room)).where(notes.id == 2));
  EXPECT_EQ(db.one(mz::select(notes).where(notes.id == 2)).number, 6);
  // A subquery that has the table in its own from() is no matter of the rows around it.
  const auto of_the_first_room = notes.room == mz::select(mz::min(notes.room)).from(notes);
  EXPECT_EQ(mz::get<0>(db.one(mz::select(mz::next_in(notes.number, of_the_first_room)))), 6);
}

TEST_F(other_tables, next_in_may_be_part_of_an_expression) {
  const auto s = mz::select(10 * mz::next_in(notes.number, notes.room == 1));
  EXPECT_EQ(mz::get<0>(db.one(s)), 0);
  db.run(mz::insert_into(notes).values({.id = 1, .room = 1, .number = 4}));
  EXPECT_EQ(mz::get<0>(db.one(s)), 50);
}

TEST_F(other_tables, raise_only_moves_forward) {
  const auto raise = [&](std::int32_t to) {
    db.run(mz::update(rooms).set(mz::raise(rooms.highest, to), mz::raise(rooms.mark, to)).all_rows());
    const auto room = db.one(mz::select(rooms));
    EXPECT_EQ(room.mark, std::max(room.highest, -5));
    return room.highest;
  };
  db.run(mz::update(rooms).set(rooms.highest = -9).all_rows());
  EXPECT_EQ(raise(-5), -5) << "a mark that is NULL has no value that it could keep";
  EXPECT_EQ(raise(3), 3);
  EXPECT_EQ(raise(2), 3);
  EXPECT_EQ(raise(4), 4);
}

TEST_F(other_tables, raise_to_null_leaves_what_is_there) {
  const auto null = mz::select(notes.number).from(notes).where(notes.id == 99).limit(1);
  const auto raise = mz::update(rooms).set(mz::raise(rooms.highest, null), mz::raise(rooms.mark, std::optional<std::int64_t>{})).all_rows();
  db.run(raise);
  EXPECT_EQ(highest(), -1);
  EXPECT_EQ(db.one(mz::select(rooms)).mark, std::nullopt);
  db.run(
      mz::update(rooms).set(mz::raise(rooms.highest, std::optional{3}), mz::raise(rooms.mark, std::optional<std::int64_t>{4})).all_rows());
  db.run(raise);
  EXPECT_EQ(highest(), 3);
  EXPECT_EQ(db.one(mz::select(rooms)).mark, 4);
}

TEST_F(other_tables, renumber_makes_numbers_contiguous_in_the_order_of_insertion) {
  for (std::int64_t i = 1; i != 7; ++i)
    db.run(mz::insert_into(notes).values({.id = 10 - i, .room = i % 2 == 0 ? std::nullopt : std::optional{i % 2}, .number = 7}));
  const auto all = mz::renumber(notes.number, notes.room);
  EXPECT_EQ(db.run(all).changes, 6);
  numbers ids, given;
  for (const auto& n : db.all(mz::select(notes).order_by(notes.room.is_null(), notes.number))) {
    ids.push_back(n.id);
    given.push_back(*n.number);
  }
  EXPECT_EQ(ids, (numbers{5, 7, 9, 4, 6, 8}));
  EXPECT_EQ(given, (numbers{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(db.run(all).changes, 0);
  db.run(mz::update(notes).set(notes.number = std::nullopt).where(notes.id == 6));
  EXPECT_EQ(db.run(all).changes, 1);
}

// The same in SQL that is written by hand, over many random operations.

void by_hand(mz::sqlite::connection& db, const message& m, bool is_upsert) {
  db.transaction([&](auto& tx) {
    const bool is_new = mz::get<0>(tx.template raw<std::int64_t>("select count(*) from messages where id = ?", m.id).one()) == 0;
    const auto next = mz::get<0>(
        tx.template raw<std::int64_t>("select coalesce(max(sequence) + 1, 0) from messages where session_id = ?", m.session_id).one());
    if (is_new) {
      tx.raw("insert into messages values (?, ?, ?, ?, ?, ?, ?)", m.id, m.session_id, m.type, m.timestamp, next, m.row_data, m.turn_status);
      tx.raw("update sessions set last_activity_at = ? where id = ?", m.timestamp, m.session_id);
      if (m.row_data && (m.type == message_type::user || m.type == message_type::assistant))
        tx.raw("update sessions set last_message = substr(?, 1, 200) where id = ?", m.row_data, m.session_id);
      if (m.type != message_type::user) tx.raw("update sessions set last_progress_at = ? where id = ?", m.timestamp, m.session_id);
      if (!is_upsert && m.type != message_type::user && m.type != message_type::steer)
        tx.raw("update sessions set unread_count = unread_count + 1 where id = ?", m.session_id);
    } else if (is_upsert) {
      tx.raw("update messages set type = ?, row_data = ?, turn_status = ? where id = ?", m.type, m.row_data, m.turn_status, m.id);
    }
  });
}
void mark_by_hand(mz::sqlite::connection& db, const std::string& id, std::int64_t up_to) {
  db.transaction([&](auto& tx) {
    tx.raw("update sessions set last_read_sequence = ? where id = ? and last_read_sequence < ?", up_to, id, up_to);
    tx.raw(
        "update sessions set unread_count = (select count(*) from messages where session_id = sessions.id "
        "and sequence > last_read_sequence and type in ('assistant', 'tool')) where id = ?",
        id);
  });
}

TEST(sequence, is_what_plain_sql_does) {
  for (unsigned seed = 0; seed != 30; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random{seed};
    const auto below = [&](unsigned n) { return std::uniform_int_distribution<unsigned>{0, n - 1}(random); };
    mz::sqlite::connection ours{":memory:"}, plain{":memory:"};
    make_log(ours);
    make_log(plain);
    for (int i = 0; i != 60; ++i) {
      message m = said_in(below(2) ? "s" : "t", std::to_string(below(30)));
      m.type = static_cast<message_type>(below(4));
      m.timestamp = std::to_string(i);
      m.sequence = below(9);
      m.row_data = below(4) ? std::optional{std::string(below(300), 'x')} : std::nullopt;
      if (const unsigned what = below(4); what == 0) {
        const std::int64_t up_to = below(12) - std::int64_t{2};
        ours.run(mark_read(m.session_id, up_to));
        mark_by_hand(plain, m.session_id, up_to);
      } else {
        (void)(what == 1 ? number(ours, upsert(m)) : number(ours, append(m)));
        by_hand(plain, m, what == 1);
      }
    }
    for (const char* const id : {"s", "t"}) {
      EXPECT_EQ(stored(ours, id), stored(plain, id));
      EXPECT_EQ(session(ours, id), session(plain, id));
      EXPECT_TRUE(contiguous(stored(ours, id)));
    }
  }
}

}  // namespace
