// SPDX-License-Identifier: MIT
// What is stored is shown, in order, and nothing else is: publish(), and the live sessions of the examples, which are made of it.
#include <mizzle/durable/publish.hpp>

#include <atomic>
#include <limits>
#include <thread>

#include "../../examples/session_log/live.hpp"
#include "support/every_handle.hpp"
#include "support/temporary_file.hpp"

namespace {
using namespace atomic_tests;
using session_log::change;
using session_log::live_session;
using session_log::message;
using session_log::message_type;
using session_log::messages;
using session_log::sessions;
using session_log::update;
using session_log::write;
using numbers = std::vector<std::int64_t>;
using texts = std::vector<std::string>;

change said(std::string id, message_type type = message_type::tool, std::string session = "s") {
  return {{.id = std::move(id),
           .session_id = std::move(session),
           .type = type,
           .timestamp = "10:00",
           .sequence = 0,
           .row_data = "text",
           .turn_status = "active"},
          false};
}
change replaced(std::string id, std::string by) {
  change c = said(std::move(id));
  c.what.row_data = std::move(by);
  c.replaces = true;
  return c;
}
std::string text_of(const std::exception_ptr& e) { return mz::detail::durable::text_of(e); }

/// A log in a file, its writer, and what was shown.
struct publishing : testing::Test {
  support::temporary_file file;
  mz::sqlite::connection db{file.path(), {.synchronous = mz::sqlite::synchronous::off}};
  texts shown;

  publishing() {
    db.create_tables(sessions, messages);
    db.run(session_log::open_session("s", "09:00"));
    db.run(session_log::open_session("t", "09:00"));
  }
  [[nodiscard]] session_log::database open() const { return session_log::open_database(file.path(), 2); }
  [[nodiscard]] std::vector<message> stored(const std::string& session = "s") {
    return db.all(session_log::messages_between(session, 0, std::numeric_limits<std::int64_t>::max()));
  }
  static void take(change& c, message stored) { c.what = std::move(stored); }
  void show(const change& c) { shown.push_back(c.what.id + " " + std::to_string(c.what.sequence)); }
  template <class Writer>
  std::vector<mz::unpublished> publish(std::vector<change>& transition, Writer& writer) {
    return mz::publish(transition, writer, write, take, [&](const change& c) { show(c); });
  }
};

TEST_F(publishing, e_11_a_transition_is_stored_then_numbered_then_shown) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a"), said("b", message_type::user), said("c", message_type::tool, "t")};
  texts passes;
  const auto failed = mz::publish(transition, writer, [&](const change& c) {
    passes.push_back("submit " + c.what.id);
    return write(c);
  }, [&](change& c, message m) {
    passes.push_back("store " + c.what.id);
    take(c, std::move(m));
  }, [&](const change& c) {
    passes.push_back("show " + c.what.id);
    EXPECT_EQ(db.one(mz::select(messages).where(messages.id == c.what.id)), c.what);
    show(c);
  });
  EXPECT_TRUE(failed.empty());
  EXPECT_EQ(passes, (texts{"submit a", "submit b", "submit c", "store a", "store b", "store c", "show a", "show b", "show c"}));
  EXPECT_EQ(shown, (texts{"a 0", "b 1", "c 0"}));
}

TEST_F(publishing, e_11_what_is_shown_is_what_memory_has_behind_the_whole_transition) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a"), said("b"), replaced("a", "later")};
  std::size_t total = 0;
  numbers totals;
  EXPECT_TRUE(mz::publish(transition, writer, write,
                          [&](change&, const message& m) { total = std::max(total, std::size_t(m.sequence) + 1); }, [&](const change&) {
    totals.push_back(static_cast<std::int64_t>(total));
  }).empty());
  EXPECT_EQ(totals, (numbers{2, 2, 2}));
}

TEST_F(publishing, e_11_a_transition_can_be_the_places_of_its_rows_in_memory_and_its_commands_can_give_nothing) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  change a = said("a"), b = said("b");
  const std::vector<change*> transition{&b, &a};
  EXPECT_TRUE(mz::publish(transition, writer, [](const change* c) {
    return [c](auto& tx) { mz::run_atomic(tx, session_log::append(c->what)); };
  }, [](change* c) { c->what.sequence = 7; }, [&](const change* c) {
    show(*c);
  }).empty());
  EXPECT_EQ(shown, (texts{"b 7", "a 7"}));
  std::vector<change> nothing;
  EXPECT_TRUE(publish(nothing, writer).empty());
}

TEST_F(publishing, e_12_a_row_that_is_not_stored_is_told_and_not_shown) {
  db.raw("create trigger refuse after insert on messages when new.id = 'bad' begin select raise(abort, 'refused'); end");
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a"), said("bad"), said("b")};
  const auto failed = publish(transition, writer);
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed[0].index, 1u);
  EXPECT_FALSE(failed[0].is_stored);
  EXPECT_EQ(text_of(failed[0].error), "refused");
  EXPECT_EQ(shown, (texts{"a 0", "b 1"}));
  EXPECT_EQ(stored().size(), 2u);
}

TEST_F(publishing, e_12_if_the_writer_is_gone_nothing_is_shown_and_all_are_told) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a"), said("b"), said("c")};
  // The second is submitted to a writer that is closed by then.
  int submitted = 0;
  const auto failed = mz::publish(transition, writer, [&](const change& c) {
    if (++submitted == 2) writer.close().get();
    return write(c);
  }, take, [&](const change& c) { show(c); });
  EXPECT_EQ(submitted, 2) << "what comes behind is not submitted";
  ASSERT_EQ(failed.size(), 2u);
  for (std::size_t i = 0; i != 2; ++i) {
    EXPECT_EQ(failed[i].index, i + 1);
    EXPECT_FALSE(failed[i].is_stored);
    EXPECT_EQ(text_of(failed[i].error), "writer: it is closed");
  }
  EXPECT_EQ(shown, texts{"a 0"});
  EXPECT_EQ(stored().size(), 1u);
}

TEST_F(publishing, e_12_what_a_full_queue_refuses_is_told_and_nothing_behind_it_is_written) {
  mz::writer writer{mz::sqlite::connection{file.path()}, {.capacity = 2, .when_full = mz::when_full::refuse}};
  std::atomic<bool> began = false, may_go_on = false;
  auto stall = writer.submit([&](auto&) {
    began = true;
    while (!may_go_on) std::this_thread::yield();
  });
  while (!began) std::this_thread::yield();
  std::vector<change> transition{said("a"), said("b"), said("c"), said("d")};
  int submitted = 0;
  const auto failed = mz::publish(transition, writer, [&](const change& c) {
    if (++submitted == 3) may_go_on = true;  // the third is refused all the same, or the writer has made room for it by now
    return write(c);
  }, take, [&](const change& c) { show(c); });
  stall.get();
  // Whatever was refused, it is the end of the transition.
  EXPECT_EQ(shown.size() + failed.size(), 4u);
  EXPECT_GE(shown.size(), 2u);
  for (std::size_t i = 0; i != failed.size(); ++i) {
    EXPECT_EQ(failed[i].index, shown.size() + i);
    EXPECT_THROW(std::rethrow_exception(failed[i].error), mz::error::busy);
  }
  EXPECT_EQ(stored().size(), shown.size());
}

TEST_F(publishing, e_12_a_writer_that_halts_tells_all_behind_it) {
  mz::writer writer{mz::sqlite::connection{file.path()}, {.on_failure = mz::on_failure::halt}};
  std::vector<change> transition{said("a"), said("b", message_type::tool, "nowhere"), said("c")};
  EXPECT_FALSE(publish(transition, writer).empty());
  std::vector<change> later{said("d")};
  const auto failed = publish(later, writer);
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(text_of(failed[0].error).find("writer: it has halted"), 0u) << text_of(failed[0].error);
  EXPECT_EQ(shown.size(), stored().size());
}

TEST_F(publishing, e_22_what_throws_behind_the_commit_is_told_as_stored) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a"), said("b"), said("c")};
  const auto failed = mz::publish(transition, writer, write, [](change& c, message m) {
    if (m.id == "a") throw std::runtime_error{"memory is full"};
    take(c, std::move(m));
  }, [&](const change& c) {
    if (c.what.id == "b") throw std::runtime_error{"the reader is gone"};
    show(c);
  });
  ASSERT_EQ(failed.size(), 2u);
  EXPECT_EQ(failed[0].index, 0u);
  EXPECT_TRUE(failed[0].is_stored);
  EXPECT_EQ(text_of(failed[0].error), "memory is full");
  EXPECT_EQ(failed[1].index, 1u);
  EXPECT_TRUE(failed[1].is_stored);
  EXPECT_EQ(text_of(failed[1].error), "the reader is gone");
  EXPECT_EQ(shown, texts{"c 2"});
}

TEST_F(publishing, on_the_writers_own_thread_it_is_refused_before_anything_is_stored) {
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  std::vector<change> transition{said("a")};
  EXPECT_THROW(writer.submit([&](auto&) { (void)publish(transition, writer); }).get(), mz::error::invalid_request);
  writer.flush().get();
  EXPECT_TRUE(stored().empty());
}

TEST_F(publishing, e_scenario_19_a_commit_that_fails_shows_nothing) {
  mz::sqlite::connection own{file.path()};
  sqlite3_commit_hook(own.native(), [](void*) { return 1; }, nullptr);
  auto writer = mz::writer{own};
  std::vector<change> transition{said("a"), said("b"), said("c")};
  const auto failed = publish(transition, writer);
  EXPECT_EQ(failed.size(), 3u);
  for (const auto& f : failed) {
    EXPECT_FALSE(f.is_stored);
    EXPECT_NE(f.error, nullptr);
  }
  EXPECT_TRUE(shown.empty());
  EXPECT_TRUE(stored().empty());
}

TEST_F(publishing, e_30_nothing_is_shown_while_its_commit_is_under_way) {
  struct slow_commit {
    std::atomic<bool> began = false, may_end = false;
  } commit;
  mz::sqlite::connection own{file.path()};
  sqlite3_commit_hook(own.native(), [](void* p) {
    auto& c = *static_cast<slow_commit*>(p);
    c.began = true;
    while (!c.may_end) std::this_thread::yield();
    return 0;
  }, &commit);
  auto writer = mz::writer{own};
  std::atomic<int> seen = 0;
  std::jthread producer{[&] {
    std::vector<change> transition{said("a"), said("b")};
    EXPECT_TRUE(mz::publish(transition, writer, write, take, [&](const change&) { ++seen; }).empty());
  }};
  while (!commit.began) std::this_thread::yield();
  EXPECT_EQ(seen, 0);
  EXPECT_TRUE(stored().empty());
  commit.may_end = true;
  producer.join();
  EXPECT_EQ(seen, 2);
}

/// A reader that keeps what it is shown, and looks whether it is stored.
struct reader {
  session_log::database* db;
  std::vector<update> seen{};

  auto inbox() {
    return [this](const update& u) {
      EXPECT_EQ(db->read([&](auto& tx) { return tx.get(mz::select(messages).where(messages.id == u.what.id)); }), u.what);
      seen.push_back(u);
    };
  }
  [[nodiscard]] texts ids() const {
    texts result;
    for (const update& u : seen) result.push_back(u.what.id);
    return result;
  }
  [[nodiscard]] numbers places() const {
    numbers result;
    for (const update& u : seen) result.push_back(u.what.sequence);
    return result;
  }
  [[nodiscard]] numbers totals() const {
    numbers result;
    for (const update& u : seen) result.push_back(u.total);
    return result;
  }
};

TEST_F(publishing, e_scenario_7_five_through_a_session_are_contiguous_and_in_order) {
  auto pool = open();
  live_session session{pool, "s", "09:00"};
  for (int i = 0; i != 5; ++i) {
    std::vector<change> one{said(std::to_string(i))};
    EXPECT_TRUE(session.apply(one).empty());
    EXPECT_EQ(one[0].what.sequence, i);
  }
  const auto rows = stored();
  ASSERT_EQ(rows.size(), 5u);
  for (std::size_t i = 0; i != 5; ++i) EXPECT_EQ(rows[i].id, std::to_string(i));
}

TEST_F(publishing, e_scenario_15_who_subscribes_is_shown_what_follows_with_the_right_total) {
  auto pool = open();
  live_session session{pool, "s", "09:00"};
  reader r{&pool};
  {
    const auto subscription = session.subscribe(0, r.inbox());
    std::vector<change> transition{said("a"), said("b")};
    EXPECT_TRUE(session.apply(transition).empty());
    std::vector<change> next{said("c"), replaced("a", "again"), said("b")};
    EXPECT_TRUE(session.apply(next).empty());
  }
  std::vector<change> unseen{said("d")};
  EXPECT_TRUE(session.apply(unseen).empty());
  EXPECT_EQ(r.ids(), (texts{"a", "b", "c", "a", "b"}));
  EXPECT_EQ(r.places(), (numbers{0, 1, 2, 0, 1}));
  EXPECT_EQ(r.totals(), (numbers{2, 2, 3, 3, 3}));
  EXPECT_EQ(r.seen[3].what.row_data, "again");
}

TEST_F(publishing, e_scenario_15_who_subscribes_from_a_revision_is_shown_what_he_missed_and_then_what_follows) {
  auto pool = open();
  {
    live_session session{pool, "s", "09:00"};
    std::vector<change> transition{said("a"), said("b"), said("c")};
    EXPECT_TRUE(session.apply(transition).empty());
  }
  live_session session{pool, "s", "09:00"};  // after a restart
  reader from_1{&pool}, from_3{&pool}, from_9{&pool};
  const auto first = session.subscribe(1, from_1.inbox());
  EXPECT_EQ(from_1.places(), (numbers{1, 2}));
  EXPECT_EQ(from_1.totals(), (numbers{3, 3}));
  const auto second = session.subscribe(3, from_3.inbox()), third = session.subscribe(9, from_9.inbox());
  std::vector<change> live{said("d")};
  EXPECT_TRUE(session.apply(live).empty());
  EXPECT_EQ(from_1.places(), (numbers{1, 2, 3}));
  EXPECT_EQ(from_3.places(), numbers{3});
  EXPECT_EQ(from_9.places(), numbers{3});
  EXPECT_EQ(from_9.totals(), numbers{4});
}

TEST_F(publishing, e_scenario_15_what_another_program_writes_in_between_is_not_missed) {
  auto pool = open();
  live_session session{pool, "s", "09:00"};
  reader r{&pool};
  const auto subscription = session.subscribe(0, r.inbox());
  (void)mz::run_atomic(db, session_log::append(said("other").what));
  std::vector<change> transition{said("a")};
  EXPECT_TRUE(session.apply(transition).empty());
  EXPECT_EQ(r.ids(), (texts{"other", "a"}));
  EXPECT_EQ(r.totals(), (numbers{2, 2}));
}

TEST_F(publishing, e_12_a_message_of_another_session_is_told_and_not_shown) {
  auto pool = open();
  live_session session{pool, "s", "09:00"};
  reader r{&pool};
  const auto subscription = session.subscribe(0, r.inbox());
  (void)mz::run_atomic(db, session_log::append(said("a", message_type::tool, "t").what));
  std::vector<change> transition{said("a"), said("b")};
  const auto failed = session.apply(transition);
  ASSERT_EQ(failed.size(), 1u);
  EXPECT_EQ(failed[0].index, 0u);
  EXPECT_EQ(text_of(failed[0].error), "a is a message of the session t");
  EXPECT_EQ(r.ids(), texts{"b"});
  EXPECT_EQ(r.totals(), numbers{1});
}

TEST_F(publishing, e_13_who_reads_in_order_does_not_see_a_row_that_waits_for_its_number) {
  auto pool = open();
  live_session session{pool, "s", "09:00"};
  reader r{&pool};
  std::atomic<bool> began = false, may_go_on = false;
  const auto subscription = session.subscribe(0, r.inbox());
  auto stall = pool.submit([&](auto&) {
    began = true;
    while (!may_go_on) std::this_thread::yield();
  });
  while (!began) std::this_thread::yield();
  std::jthread producer{[&] {
    std::vector<change> transition{said("a")};
    EXPECT_TRUE(session.apply(transition).empty());
  }};
  while (pool.writer().metrics().queued == 0) std::this_thread::yield();
  EXPECT_TRUE(stored().empty());
  may_go_on = true;
  stall.get();
  producer.join();
  EXPECT_EQ(r.places(), numbers{0});
}

TEST_F(publishing, e_scenario_22_four_producers_and_readers_of_two_sessions) {
  auto pool = open();
  live_session s{pool, "s", "09:00"}, t{pool, "t", "09:00"};
  reader of_s{&pool}, of_t{&pool};
  const auto first = s.subscribe(0, of_s.inbox()), second = t.subscribe(0, of_t.inbox());
  {
    std::vector<std::jthread> producers;
    for (int p = 0; p != 4; ++p) {
      producers.emplace_back([&, p] {
        for (int i = 0; i != 25; ++i) {
          const bool is_s = (i + p) % 2 == 0;
          const std::string id = std::to_string(p) + "/" + std::to_string(i);
          std::vector<change> transition{said(id, message_type::user, is_s ? "s" : "t"),
                                         said(id + "!", message_type::assistant, is_s ? "s" : "t")};
          EXPECT_TRUE((is_s ? s : t).apply(transition).empty());
        }
      });
    }
  }
  for (const reader* r : {&of_s, &of_t}) {
    ASSERT_EQ(r->seen.size(), 100u);
    for (std::size_t i = 0; i != 100; ++i) EXPECT_EQ(r->seen[i].what.sequence, static_cast<std::int64_t>(i));
    EXPECT_EQ(r->seen.back().total, 100);
  }
}

template <class As>
struct Workspace {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "highest", std::int64_t, mz::default_value<-1>> highest{};
};
inline constexpr mz::table<"workspaces", Workspace> workspaces{};
template <class As>
struct OutboxEntry {
  mz::column<As, "workspace_id", std::int64_t, mz::references<workspaces.id>> workspace_id{};
  mz::column<As, "sequence", std::int64_t> sequence{};
  mz::column<As, "command", std::string> command{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.workspace_id, t.sequence)); }
};
inline constexpr mz::table<"sync_outbox", OutboxEntry, mz::without_rowid> outbox{};

/// A message, and the command that tells others of it: with the number that the database gave it, and under one of its own, which is never
/// given again.
auto replicated(const message& m) {
  const auto command = mz::sql<"json_object('id', messages.id, 'sequence', messages.sequence)", std::string>();
  constexpr std::int64_t here = 1;
  return mz::atomic(
      session_log::append(m),
      mz::insert_into(outbox)
          .columns(outbox.workspace_id, outbox.sequence, outbox.command)
          .from(mz::select(mz::val(here), mz::next_in(workspaces.highest, workspaces.id == here, mz::order_by(messages.id)), command)
                    .from(messages)
                    .where(messages.id == m.id)),
      mz::update(workspaces).set(workspaces.highest = workspaces.highest + 1).where(workspaces.id == here).require_exactly(1));
}

TEST_F(publishing, e_scenario_17_the_outbox_carries_the_databases_numbers) {
  db.create_tables(workspaces, outbox);
  db.run(mz::insert_into(workspaces).values({.id = 1}));
  {
    mz::writer writer{mz::sqlite::connection{file.path()}, {.on_error = [](const std::exception_ptr& e) { ADD_FAILURE() << text_of(e); }}};
    for (const char* const id : {"a", "b"}) writer.post(replicated(said(id).what));
    writer.post(session_log::mark_read("s", 0));  // is told to nobody
    writer.post(session_log::append(said("not told").what));
    writer.post(replicated(said("c").what));
    writer.flush().get();
  }
  const auto commands = [&] {
    std::vector<std::pair<std::int64_t, std::string>> result;
    for (const auto& e : db.all(mz::select(outbox).order_by(outbox.sequence))) result.emplace_back(e.sequence, e.command);
    return result;
  };
  EXPECT_EQ(commands(), (std::vector<std::pair<std::int64_t, std::string>>{
                            {0, R"({"id":"a","sequence":0})"}, {1, R"({"id":"b","sequence":1})"}, {2, R"({"id":"c","sequence":3})"}}));
  // What was acknowledged is deleted, and its numbers are not given again.
  db.run(mz::delete_from(outbox).all_rows());
  (void)mz::run_atomic(db, replicated(said("d").what));
  EXPECT_EQ(commands(), (std::vector<std::pair<std::int64_t, std::string>>{{3, R"({"id":"d","sequence":4})"}}));
}

TEST_F(publishing, e_scenario_17_a_command_that_fails_leaves_no_entry) {
  db.create_tables(workspaces, outbox);
  auto writer = mz::writer{mz::sqlite::connection{file.path()}};
  EXPECT_THROW((void)writer.submit(replicated(said("a").what)).get(), mz::error::base) << "there is no workspace";
  EXPECT_TRUE(stored().empty());
  EXPECT_TRUE(db.all(mz::select(outbox)).empty());
}

}  // namespace
