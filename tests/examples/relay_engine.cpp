// SPDX-License-Identifier: MIT
// The five write paths of the relay example on three kinds of handle, with failures in the middle of a send.
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "../../examples/relay/engine.hpp"
#include "../../examples/relay/handles.hpp"

namespace {

namespace mz = mizzle;
using namespace relay;
using names = std::vector<std::string>;

/// A batch handle that remembers what it was asked, and can do something just before.
struct recording_batch {
  using dialect = mz::dialect::sqlite;
  mz::sqlite::connection& db;
  std::vector<std::size_t> sizes{};
  names last{};
  std::function<void()> before{};

  std::vector<mz::statement_reply> execute_batch(std::span<const mz::bound_statement> list) {
    sizes.push_back(list.size());
    last.clear();
    for (const auto& s : list) last.push_back(std::string{s.sql.substr(0, s.sql.find('"', s.sql.find('"') + 1) + 1)});
    if (before) before();
    return batch_handle{db}.execute_batch(list);
  }
};

/// The sender "sam" and the recipient "ria" in one channel.
class relay_engine : public testing::Test {
 protected:
  relay_engine() {
    create_tables(db);
    join_channel(db, db, "general", "sam", 1);
    join_channel(db, db, "general", "ria", 1);
    sam = agent_of(db, "sam");
    ria = agent_of(db, "ria");
  }
  std::int64_t count(const std::string& from) { return mz::get<0>(db.raw<std::int64_t>("select count(*) from " + from)[0]); }
  std::string text(const std::string& sql) { return std::string{mz::get<0>(db.raw<std::string>(sql)[0])}; }
  void fail_on(const std::string& what) { db.raw("create trigger fault before " + what + " begin select raise(abort, 'fault'); end"); }
  void heal() { db.raw("drop trigger fault"); }
  void expect_nothing() {
    for (const char* table : {"messages", "message_logs", "deliveries"}) EXPECT_EQ(count(table), 0) << table;
  }
  post from_sam(id_type id, const std::string& body = "hello") { return {id, sam, body, 10}; }

  mz::sqlite::connection db{":memory:"};
  batch_handle batch{db};
  sequential_handle bare{db};
  id_type sam = 0, ria = 0;
};

TEST_F(relay_engine, a_failing_delivery_undoes_the_send_on_atomic_handles) {
  join_conversation(db, db, "group/g", channel_type::group, {"sam", "ria"}, 1);
  fail_on("insert on deliveries");
  const auto all_fail = [&](auto& handle) {
    EXPECT_THROW(post_message(handle, db, "general", from_sam(1)), mz::error::sql_error);
    expect_nothing();
    EXPECT_THROW(send_direct(handle, db, "ria", from_sam(2)), mz::error::sql_error);
    expect_nothing();
    EXPECT_THROW(post_group(handle, db, "group/g", from_sam(3)), mz::error::sql_error);
    expect_nothing();
  };
  all_fail(db);
  all_fail(batch);
}

TEST_F(relay_engine, a_failing_delivery_undoes_a_reply) {
  post_message(db, db, "general", from_sam(1));
  fail_on("insert on deliveries");
  EXPECT_THROW(post_reply(db, db, 1, {2, ria, "re", 11}), mz::error::sql_error);
  EXPECT_THROW(post_reply(batch, db, 1, {2, ria, "re", 11}), mz::error::sql_error);
  for (const char* table : {"messages", "message_logs", "deliveries"}) EXPECT_EQ(count(table), 1) << table;
}

TEST_F(relay_engine, a_failing_membership_update_undoes_mark_read) {
  post_message(db, db, "general", from_sam(1));
  fail_on("update on channel_members");
  EXPECT_THROW(mark_read(db, db, 1, ria, 20), mz::error::sql_error);
  EXPECT_THROW(mark_read(batch, db, 1, ria, 20), mz::error::sql_error);
  EXPECT_EQ(count("read_receipts"), 0);
  EXPECT_EQ(count("deliveries where status = 'accepted'"), 1);
  heal();
  EXPECT_EQ(mark_read(db, db, 1, ria, 21)->read_at, 21);
  EXPECT_EQ(mark_read(batch, db, 1, ria, 22)->read_at, 21) << "the first time of reading stays";
  EXPECT_EQ(count("read_receipts"), 1);
}

TEST_F(relay_engine, without_atomicity_the_message_stays_and_a_repeated_send_completes_it) {
  fail_on("insert on deliveries");
  try {
    post_message(bare, db, "general", from_sam(1));
    FAIL();
  } catch (const mz::error::sql_error& e) {
    EXPECT_EQ(e.step(), 1u);
    EXPECT_EQ(e.stayed(), 1u);
  }
  EXPECT_EQ(count("messages"), 1);
  EXPECT_EQ(count("deliveries"), 0);
  EXPECT_FALSE(is_sent(db, 1));
  heal();
  const sent again = post_message(bare, db, "general", from_sam(1));
  EXPECT_FALSE(again.added);
  EXPECT_EQ(again.deliveries, 1);
  EXPECT_TRUE(is_sent(db, 1));
  EXPECT_EQ(post_message(bare, db, "general", from_sam(1)).deliveries, 0) << "once more changes nothing";
  EXPECT_EQ(mark_read(bare, db, 1, ria, 30)->read_at, 30);
}

TEST_F(relay_engine, each_path_is_one_batch) {
  recording_batch handle{db};
  join_conversation(db, db, "group/g", channel_type::group, {"sam", "ria"}, 1);
  join_conversation(db, db, one_to_one_name("sam", "ria"), channel_type::one_to_one, {"sam", "ria"}, 1);
  const names send{"insert into \"messages\"", "insert into \"deliveries\"", "insert into \"message_logs\""};
  const auto expect_one = [&](const names& statements) {
    EXPECT_EQ(handle.sizes, std::vector<std::size_t>{statements.size()});
    EXPECT_EQ(handle.last, statements);
    handle.sizes.clear();
  };
  EXPECT_EQ(post_message(handle, db, "general", from_sam(1, "@ria and @nobody")).deliveries, 1);
  expect_one(send);
  EXPECT_EQ(text("select reason from deliveries where message_id = 1"), "mention");
  EXPECT_EQ(send_direct(handle, db, "ria", from_sam(2)).deliveries, 1);
  expect_one(send);
  EXPECT_EQ(post_group(handle, db, "group/g", from_sam(3)).deliveries, 1);
  expect_one(send);
  EXPECT_EQ(post_reply(handle, db, 1, {4, ria, "re", 11}).thread_id, 1);
  expect_one(send);
  EXPECT_EQ(post_reply(handle, db, 4, {5, sam, "re re", 12}).thread_id, 1);
  expect_one(send);
  EXPECT_EQ(post_reply(handle, db, 3, {6, ria, "in the group", 13}).deliveries, 1);
  expect_one(send);
  EXPECT_TRUE(mark_read(handle, db, 1, ria, 20));
  expect_one({"insert into \"read_receipts\"", "update \"deliveries\"", "update \"channel_members\""});
  EXPECT_EQ(text("select status from deliveries where message_id = 1"), "delivered");
}

TEST_F(relay_engine, who_leaves_just_before_gets_nothing) {
  recording_batch handle{db};
  handle.before = [&] { db.raw("delete from channel_members where agent_id = ?", ria); };
  EXPECT_EQ(post_message(handle, db, "general", from_sam(1)).deliveries, 0);
  EXPECT_EQ(count("messages"), 1);
}

TEST_F(relay_engine, refuses_before_anything_is_written) {
  const auto code = [&](auto&& f) {
    try {
      f();
    } catch (const refused& e) {
      return std::string{e.code()} + " " + std::to_string(e.status());
    }
    return std::string{"none"};
  };
  const post by_stranger{9, 99, "x", 1};
  EXPECT_EQ(code([&] { post_message(db, db, "nowhere", from_sam(9)); }), "channel_not_found 404");
  EXPECT_EQ(code([&] { post_message(db, db, "general", by_stranger); }), "forbidden 403");
  EXPECT_EQ(code([&] { send_direct(db, db, "nobody", from_sam(9)); }), "agent_not_found 404");
  EXPECT_EQ(code([&] { send_direct(db, db, "ria", by_stranger); }), "agent_not_found 404");
  EXPECT_EQ(code([&] { post_group(db, db, "general", from_sam(9)); }), "not_found 404");
  EXPECT_EQ(code([&] { post_reply(db, db, 77, from_sam(9)); }), "message_not_found 404");
  expect_nothing();
  EXPECT_EQ(count("channels"), 1);
  post_message(db, db, "general", from_sam(1));
  EXPECT_EQ(code([&] { post_reply(db, db, 1, by_stranger); }), "forbidden 403");
  EXPECT_EQ(code([&] { post_message(db, db, "general", from_sam(1, "another text")); }), "message_id_taken 409");
  EXPECT_FALSE(mark_read(db, db, 77, ria, 1));
  EXPECT_FALSE(mark_read(db, db, 1, 99, 1));
  EXPECT_EQ(count("read_receipts"), 0);
}

TEST_F(relay_engine, a_note_to_oneself_reaches_nobody) {
  EXPECT_EQ(send_direct(db, db, "sam", from_sam(1)).deliveries, 0);
  EXPECT_TRUE(is_sent(db, 1));
}

TEST_F(relay_engine, steering_goes_between_tool_calls) {
  post p = from_sam(1);
  p.steer = true;
  post_message(db, db, "general", p);
  EXPECT_EQ(text("select mode from deliveries"), "next-tool-call");
}

TEST(mentions, stand_at_the_start_of_a_word) {
  const auto is = [](std::string_view text, const std::set<std::string>& expected) { EXPECT_EQ(mentions_of(text), expected) << text; };
  is("", {});
  is("@", {});
  is("@ann", {"ann"});
  is("(@ann), @ben-o; @build_bot! @ann", {"ann", "ben-o", "build_bot"});
  is("mail ann@example.org or a-@b", {});
  is("@@ann @cléo: é@ann", {"cléo"});
}

}  // namespace
