// SPDX-License-Identifier: MIT
//
// The SQL shapes that the systems of docs/systems.md are made of, S-1 to S-12, as typed statements, with their outcomes.
#include <limits>

#include "support/statement.hpp"

namespace mz = mizzle;
using namespace mz::literals;

namespace {

using text = std::string;
using maybe_text = std::optional<std::string>;
using integer = std::int64_t;
using maybe_integer = std::optional<std::int64_t>;

template <class As>
struct Agent {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "name", text> name{};
};
constexpr mz::table<"agents", Agent> agents{};

template <class As>
struct Member {
  mz::column<As, "channel_id", text, mz::primary_key> channel_id{};
  mz::column<As, "agent_id", text, mz::primary_key> agent_id{};
  mz::column<As, "last_read_id", maybe_text> last_read_id{};
};
constexpr mz::table<"channel_members", Member> channel_members{};

template <class As>
struct Delivery {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "workspace_id", text> workspace_id{};
  mz::column<As, "message_id", text> message_id{};
  mz::column<As, "agent_id", text> agent_id{};
  mz::column<As, "mode", text> mode{};
  mz::column<As, "reason", text> reason{};
  mz::column<As, "status", text> status{};
  mz::column<As, "acked_at", maybe_integer> acked_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::unique_on(t.message_id, t.agent_id)); }
};
constexpr mz::table<"deliveries", Delivery> deliveries{};

template <class As>
struct Receipt {
  mz::column<As, "message_id", text, mz::primary_key> message_id{};
  mz::column<As, "agent_id", text, mz::primary_key> agent_id{};
};
constexpr mz::table<"read_receipts", Receipt> read_receipts{};

struct messaging : mz::sqlite::connection {
  messaging() : mz::sqlite::connection{":memory:"} {
    create_tables(agents, channel_members, deliveries, read_receipts);
    run(mz::insert_into(agents).values({.id = "a1", .name = "ann"}, {.id = "a2", .name = "bob"}, {.id = "a3", .name = "cid"}));
    run(mz::insert_into(channel_members)
            .values({.channel_id = "c", .agent_id = "a1"}, {.channel_id = "c", .agent_id = "a2"}, {.channel_id = "c", .agent_id = "a3"}));
  }
};

}  // namespace

TEST(canonical_shapes, S_1_deliveries_from_current_members) {
  messaging db;
  constexpr auto m = mz::alias<"m">(channel_members);
  constexpr auto a = mz::alias<"a">(agents);
  const auto fan = [&](const text& message, const std::vector<text>& mentions) {
    return mz::insert_into(deliveries)
        .columns(deliveries.id, deliveries.workspace_id, deliveries.message_id, deliveries.agent_id, deliveries.mode, deliveries.reason,
                 deliveries.status)
        .from(mz::select(mz::concat(mz::concat("del_", message, "_"), m.agent_id), mz::val("w"), mz::val(message), m.agent_id,
                         mz::val("push"), mz::case_when(a.name.in(mentions), "mention").otherwise("member"), mz::val("queued"))
                  .from(m)
                  .inner_join(a, a.id == m.agent_id)
                  .where(m.channel_id == "c" && m.agent_id != "a1"))
        .on_conflict(deliveries.message_id, deliveries.agent_id)
        .do_nothing();
  };
  EXPECT_EQ(db.run(fan("7", {"cid"})).changes, 2);
  EXPECT_EQ(db.run(fan("7", {"cid"})).changes, 0);
  const auto rows = db.all(mz::select(deliveries.id, deliveries.reason).from(deliveries).order_by(deliveries.id));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][deliveries.id], "del_7_a2");
  EXPECT_EQ(rows[0][deliveries.reason], "member");
  EXPECT_EQ(rows[1][deliveries.reason], "mention");
}

TEST(canonical_shapes, S_2_the_mark_moves_only_forward) {
  messaging db;
  const auto mark = [](const text& message) {
    const auto last = channel_members.last_read_id;
    return mz::atomic(
        mz::insert_into(read_receipts)
            .values({.message_id = message, .agent_id = "a2"})
            .on_conflict(read_receipts.message_id, read_receipts.agent_id)
            .do_nothing(),
        mz::update(deliveries)
            .set(deliveries.status = "acked", deliveries.acked_at = mz::unixepoch())
            .where(deliveries.message_id == message && deliveries.agent_id == "a2" && deliveries.status.in("queued", "delivered")),
        mz::update(channel_members)
            .set(last = message)
            .where(channel_members.channel_id == "c" && channel_members.agent_id == "a2" &&
                   (last.is_null() || mz::cast<integer>(last) < mz::cast<integer>(mz::val(message)))));
  };
  EXPECT_EQ(mz::run_atomic(db, mark("100"))[2_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(db, mark("99"))[2_c].changes, 0);
  EXPECT_EQ(mz::run_atomic(db, mark("1000"))[2_c].changes, 1);
  EXPECT_EQ(mz::run_atomic(db, mark("1000"))[0_c].changes, 0);
}

namespace {

template <class As>
struct Idempotency {
  mz::column<As, "key", text, mz::primary_key> key{};
  mz::column<As, "status", text> status{};
  mz::column<As, "owner_id", text> owner_id{};
  mz::column<As, "lease_expires_at", integer> lease_expires_at{};
  mz::column<As, "expires_at", integer> expires_at{};
  mz::column<As, "trace_id", maybe_text> trace_id{};
  mz::column<As, "result", maybe_text> result{};
  mz::column<As, "error", maybe_text> error{};
  mz::column<As, "version", integer, mz::default_value<1>> version{};
  mz::column<As, "created_at", integer> created_at{};
  mz::column<As, "updated_at", integer> updated_at{};
};
constexpr mz::table<"tg_idempotency", Idempotency> keys{};

auto claim(const text& owner, integer now) {
  return mz::insert_into(keys)
      .values({.key = "k",
               .status = "in_progress",
               .owner_id = owner,
               .lease_expires_at = now + 30,
               .expires_at = now + 1000,
               .created_at = now,
               .updated_at = now})
      .on_conflict(keys.key)
      .do_update(keys.status = "in_progress", keys.owner_id = mz::excluded(keys.owner_id),
                 keys.lease_expires_at = mz::excluded(keys.lease_expires_at), keys.expires_at = mz::excluded(keys.expires_at),
                 keys.trace_id = mz::excluded(keys.trace_id), keys.updated_at = mz::excluded(keys.updated_at), keys.result = std::nullopt,
                 keys.error = std::nullopt, keys.version = keys.version + 1)
      .where(keys.status == "failed" || (keys.status == "in_progress" && keys.lease_expires_at < now) ||
             (keys.status == "completed" && keys.expires_at < now))
      .returning(keys.owner_id, keys.lease_expires_at, keys.version);
}

}  // namespace

TEST(canonical_shapes, S_3_claim_in_one_statement) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(keys);
  EXPECT_EQ(db.one(claim("a", 0))[keys.owner_id], "a");
  EXPECT_FALSE(db.get(claim("b", 30)));
  const auto second = db.one(claim("b", 31));
  EXPECT_EQ(second[keys.owner_id], "b");
  EXPECT_EQ(second[keys.version], 2);
}

TEST(canonical_shapes, S_4_a_heartbeat_never_shortens_the_lease) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(keys);
  (void)db.one(claim("a", 100));
  const auto beat = [](integer now) {
    return mz::update(keys)
        .set(keys.lease_expires_at = mz::max(keys.lease_expires_at, now + 30), keys.updated_at = now)
        .where(keys.key == "k" && keys.owner_id == "a" && keys.status == "in_progress")
        .returning(keys.lease_expires_at);
  };
  EXPECT_EQ(db.one(beat(50))[keys.lease_expires_at], 130);
  EXPECT_EQ(db.one(beat(120))[keys.lease_expires_at], 150);
}

TEST(canonical_shapes, S_5_the_owner_completes_once) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(keys);
  (void)db.one(claim("a", 0));
  const auto complete = [](const text& owner) {
    return mz::update(keys)
        .set(keys.status = "completed", keys.result = "done", keys.updated_at = 5, keys.expires_at = 5 + 1000,
             keys.version = keys.version + 1)
        .where(keys.key == "k" && keys.owner_id == owner && keys.status == "in_progress");
  };
  EXPECT_EQ(db.run(complete("stale")).changes, 0);
  EXPECT_EQ(db.run(complete("a")).changes, 1);
  EXPECT_EQ(db.run(complete("a")).changes, 0);
}

namespace {

template <class As>
struct Session {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "last_read_sequence", integer, mz::default_value<-1>> last_read_sequence{};
  mz::column<As, "unread_count", integer, mz::default_value<0>> unread_count{};
};
constexpr mz::table<"sessions", Session> sessions{};

template <class As>
struct Message {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "session_id", text, mz::references<sessions.id>> session_id{};
  mz::column<As, "type", text> type{};
  mz::column<As, "sequence", integer> sequence{};
  mz::column<As, "row_data", text> row_data{};
};
constexpr mz::table<"messages", Message> messages{};

constexpr mz::function<"json_extract", text> json_extract;

struct conversation : mz::sqlite::connection {
  conversation() : mz::sqlite::connection{":memory:"} {
    create_tables(sessions, messages);
    run(mz::insert_into(sessions).values({.id = "s"}));
  }
  integer put(const text& id, const text& type = "user") {
    constexpr auto before = mz::alias<"before">(messages);
    return one(mz::insert_into(messages)
                   .set(messages.id = id, messages.session_id = "s", messages.type = type,
                        messages.sequence = mz::coalesce(
                            mz::select(mz::coalesce(mz::max(before.sequence) + 1, 0)).from(before).where(before.session_id == "s"), 0),
                        messages.row_data = "{}")
                   .on_conflict(messages.id)
                   .do_update(messages.type = mz::excluded(messages.type), messages.row_data = mz::excluded(messages.row_data))
                   .returning(messages.sequence))[messages.sequence];
  }
};

}  // namespace

TEST(canonical_shapes, S_6_the_database_assigns_a_number_that_survives_upserts) {
  conversation db;
  EXPECT_EQ(db.put("a"), 0);
  EXPECT_EQ(db.put("b"), 1);
  EXPECT_EQ(db.put("a"), 0);
  EXPECT_EQ(db.put("c"), 2);
  // S-6b: several rows of one session in one statement.
  constexpr auto before = mz::alias<"before">(messages);
  const auto j = mz::json_each<text>(R"([{"id": "d", "type": "user", "data": "1"}, {"id": "e", "type": "tool", "data": "2"}])").as<"j">();
  const auto several =
      mz::insert_into(messages)
          .columns(messages.id, messages.session_id, messages.type, messages.sequence, messages.row_data)
          .from(mz::select(json_extract(j.value, "$.id"), mz::val("s"), json_extract(j.value, "$.type"),
                           mz::coalesce(mz::select(mz::max(before.sequence)).from(before).where(before.session_id == "s"), -1) +
                               mz::row_number().over(mz::order_by(j.key)),
                           json_extract(j.value, "$.data"))
                    .from(j))
          .returning(messages.id, messages.sequence);
  const auto rows = db.all(several);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0][messages.sequence], 3);
  EXPECT_EQ(rows[1][messages.id], "e");
  EXPECT_EQ(rows[1][messages.sequence], 4);
}

TEST(canonical_shapes, S_7_the_read_mark_is_insensitive_to_stale_arguments) {
  conversation db;
  for (const char* id : {"a", "b", "c"}) db.put(id, "tool");
  db.put("d", "user");
  constexpr auto m = mz::alias<"m">(messages);
  const auto read = [&](integer upto) {
    const auto seen = mz::max(sessions.last_read_sequence, upto);
    return mz::update(sessions)
        .set(sessions.last_read_sequence = seen,
             sessions.unread_count =
                 mz::coalesce(mz::select(mz::count())
                                  .from(m)
                                  .where(m.session_id == sessions.id && m.sequence > mz::max(sessions.last_read_sequence, upto) &&
                                         m.type.not_in("user", "steer")),
                              0))
        .where(sessions.id == "s")
        .returning();
  };
  EXPECT_EQ(db.one(read(1)), (mz::row_of<sessions>{.id = "s", .last_read_sequence = 1, .unread_count = 1}));
  EXPECT_EQ(db.one(read(0)), (mz::row_of<sessions>{.id = "s", .last_read_sequence = 1, .unread_count = 1}));
}

TEST(canonical_shapes, S_8_renumbering_twice_changes_nothing) {
  conversation db;
  db.put("a");
  db.put("b");
  db.run(mz::update(messages).set(messages.sequence = 77).all_rows());
  constexpr auto m = mz::alias<"m">(messages);
  const auto renumbered = mz::cte<"renumbered">(
      mz::select(mz::rowid(m).as<"r">(), (mz::row_number().over(mz::partition_by(m.session_id).order_by(mz::rowid(m))) - 1).as<"n">())
          .from(m));
  const auto renumber =
      mz::with(renumbered)
          .update(messages)
          .set(messages.sequence =
                   mz::coalesce(mz::select(renumbered["n"_col]).from(renumbered).where(renumbered["r"_col] == mz::rowid(messages)), -1))
          .all_rows();
  EXPECT_SQL(
      db, renumber,
      R"(with "renumbered" ("r", "n") as (select "m"."rowid" as "r", row_number() over (partition by "m"."session_id" order by "m"."rowid") - ? as "n" from "messages" as "m") )"
      R"(update "messages" set "sequence" = coalesce((select "renumbered"."n" from "renumbered" where "renumbered"."r" = "messages"."rowid"), ?))");
  for (int i = 0; i != 2; ++i) {
    db.run(renumber);
    EXPECT_EQ(db.one(mz::select(messages).where(messages.id == "a")).sequence, 0);
    EXPECT_EQ(db.one(mz::select(messages).where(messages.id == "b")).sequence, 1);
  }
}

namespace {

template <class As>
struct Invite {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "status", text, mz::default_value<"active">> status{};
  mz::column<As, "use_count", integer, mz::default_value<0>> use_count{};
  mz::column<As, "max_uses", integer> max_uses{};
  mz::column<As, "expires_at", integer> expires_at{};
  mz::column<As, "redeemed_at", maybe_integer> redeemed_at{};
  mz::column<As, "redeemed_by", maybe_text> redeemed_by{};
};
constexpr mz::table<"ingress_invites", Invite> invites{};

}  // namespace

TEST(canonical_shapes, S_9_one_use_of_an_invite) {
  mz::sqlite::connection db{":memory:"};
  db.create_tables(invites);
  db.run(mz::insert_into(invites).values({.id = "i", .max_uses = 2, .expires_at = 100}));
  const auto redeem = [](integer now) {
    return mz::update(invites)
        .set(invites.use_count = invites.use_count + 1,
             invites.status = mz::case_when(invites.use_count + 1 >= invites.max_uses, "redeemed").otherwise("active"),
             invites.redeemed_at = now, invites.redeemed_by = "me")
        .where(invites.id == "i" && invites.status == "active" && invites.use_count < invites.max_uses && invites.expires_at > now)
        .require_changes(1);
  };
  EXPECT_EQ(db.run(redeem(1)).changes, 1);
  EXPECT_EQ(db.run(redeem(2)).changes, 1);
  EXPECT_THROW(db.run(redeem(3)), mz::error::guard_failed);
  EXPECT_EQ(db.one(mz::select(invites)).status, "redeemed");
}

namespace {

template <class As>
struct Entity {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "v", integer> v{};
};
constexpr mz::table<"e", Entity> entities{};

template <class As>
struct History {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "v", maybe_integer> v{};
  mz::column<As, "checkpoint_id", integer, mz::primary_key> checkpoint_id{};
  mz::column<As, "change", text> change{};
};
constexpr mz::table<"e_history", History> history{};

template <class As>
struct Checkpoint {
  mz::column<As, "id", integer, mz::primary_key> id{};
  mz::column<As, "chain_id", integer> chain_id{};
  mz::column<As, "block_number", integer> block_number{};
  mz::column<As, "events_processed", integer> events_processed{};
};
constexpr mz::table<"checkpoints", Checkpoint> checkpoints{};

struct indexer : mz::sqlite::connection {
  indexer() : mz::sqlite::connection{":memory:"} {
    create_tables(entities, history, checkpoints);
    run(mz::insert_into(entities).values({.id = "x", .v = 1}, {.id = "y", .v = 2}, {.id = "z", .v = 3}));
  }
  void note(const text& id, maybe_integer v, integer checkpoint, const text& change) {
    run(mz::insert_into(history).values({.id = id, .v = v, .checkpoint_id = checkpoint, .change = change}));
  }
};

}  // namespace

TEST(canonical_shapes, S_10a_history_before_the_first_recorded_change) {
  indexer db;
  db.note("x", 9, 4, "SET");
  constexpr auto t = mz::alias<"t">(entities);
  constexpr auto h = mz::alias<"h">(history);
  const auto fill =
      mz::insert_into(history)
          .columns(history.id, history.v, history.checkpoint_id, history.change)
          .from(mz::select(t.id, t.v, mz::val(0), mz::val("SET"))
                    .from(t)
                    .where(t.id.in(std::vector<text>{"x", "y"}) && mz::not_exists(mz::select(mz::val(1)).from(h).where(h.id == t.id))));
  EXPECT_EQ(db.run(fill).changes, 1);
  EXPECT_EQ(db.run(fill).changes, 0);
}

TEST(canonical_shapes, S_10b_rollback_data) {
  indexer db;
  db.note("x", 1, 1, "SET");
  db.note("x", 5, 3, "SET");
  db.note("y", std::nullopt, 2, "DELETE");
  db.note("y", 7, 3, "SET");
  db.note("z", 8, 4, "SET");
  constexpr auto h = mz::alias<"h">(history);
  const integer target = 2;
  const auto touched = mz::cte<"touched">(mz::select_distinct(history.id).from(history).where(history.checkpoint_id > target));
  const auto before =
      mz::cte<"before">(mz::select(h, mz::row_number().over(mz::partition_by(h.id).order_by(mz::desc(h.checkpoint_id))).as<"newest">())
                            .from(h)
                            .inner_join(touched, touched[history.id] == h.id)
                            .where(h.checkpoint_id <= target));
  const auto t = mz::alias<"t">(touched);
  const auto b = mz::alias<"b">(before);
  const auto s = mz::with(touched, before)
                     .select(t[history.id], mz::coalesce(b[h.change], "DELETE").as<"change">(), b[h.v])
                     .from(t)
                     .left_join(b, b[h.id] == t[history.id] && b["newest"_col] == 1)
                     .order_by(t[history.id]);
  const auto rows = db.all(s);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]["change"_col], "SET");
  EXPECT_EQ(rows[0][b[h.v]], 1);
  EXPECT_EQ(rows[1]["change"_col], "DELETE");
  EXPECT_EQ(rows[2]["change"_col], "DELETE");
  EXPECT_EQ(rows[2][b[h.v]], std::nullopt);
}

TEST(canonical_shapes, S_10c_and_d_progress_and_target_of_a_chain) {
  indexer db;
  db.run(mz::insert_into(checkpoints)
             .values({.id = 1, .chain_id = 1, .block_number = 10, .events_processed = 5},
                     {.id = 2, .chain_id = 2, .block_number = 20, .events_processed = 6},
                     {.id = 3, .chain_id = 1, .block_number = 12, .events_processed = 7}));
  const auto progress = mz::select(checkpoints.chain_id, mz::sum(checkpoints.events_processed), mz::min(checkpoints.block_number) - 1)
                            .from(checkpoints)
                            .where(checkpoints.id > 1)
                            .group_by(checkpoints.chain_id)
                            .order_by(checkpoints.chain_id);
  const auto rows = db.all(progress);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(mz::get<1>(rows[0]), 7);
  EXPECT_EQ(mz::get<2>(rows[1]), 19);
  const auto target = [](integer chain, integer block) {
    return mz::select(mz::coalesce(mz::max(checkpoints.id), 0))
        .from(checkpoints)
        .where(checkpoints.chain_id == chain && checkpoints.block_number <= block);
  };
  EXPECT_EQ(mz::get<0>(db.one(target(1, 11))), 1);
  EXPECT_EQ(mz::get<0>(db.one(target(1, 3))), 0);
}

TEST(canonical_shapes, S_10e_history_is_pruned_at_a_safe_checkpoint) {
  indexer db;
  for (const integer c : {1, 2, 5}) db.note("x", c, c, "SET");
  for (const integer c : {1, 2}) db.note("y", c, c, "SET");
  const integer safe = 3;
  constexpr auto h = mz::alias<"h">(history);
  const auto key_state =
      mz::cte<"key_state">(mz::select(h.id, mz::max(mz::case_when(h.checkpoint_id <= safe, h.checkpoint_id)).as<"keep">(),
                                      (mz::max(h.checkpoint_id) > safe).as<"has_above">())
                               .from(h)
                               .group_by(h.id));
  const auto k = mz::alias<"k">(key_state);
  const auto prune = mz::with(key_state).delete_from(history).where(
      history.checkpoint_id <= safe &&
      mz::exists(
          mz::select(mz::val(1)).from(k).where(k[h.id] == history.id && (!k["has_above"_col] || history.checkpoint_id < k["keep"_col]))));
  EXPECT_EQ(db.run(prune).changes, 3);
  const auto left = db.all(mz::select(history).order_by(history.checkpoint_id));
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].checkpoint_id, 2);
  EXPECT_EQ(left[1].checkpoint_id, 5);
}

TEST(canonical_shapes, S_11_a_guard_as_an_ordinary_statement) {
  indexer db;
  const auto guard = [](integer n) {
    return mz::select(mz::abs(mz::case_when(mz::changes() < n, std::numeric_limits<integer>::min()).otherwise(0)));
  };
  db.run(mz::update(entities).set(entities.v = 4).where(entities.id == "x"));
  EXPECT_EQ(mz::get<0>(db.one(guard(1))), 0);
  db.run(mz::update(entities).set(entities.v = 4).where(entities.id == "none"));
  EXPECT_THROW((void)db.one(guard(1)), mz::error::sql_error);
}

namespace {

template <class As>
struct Balance {
  mz::column<As, "caller_id", text, mz::primary_key> caller_id{};
  mz::column<As, "balance", integer> balance{};
};
constexpr mz::table<"balances", Balance> balances{};

template <class As>
struct Transaction {
  mz::column<As, "id", text, mz::primary_key> id{};
  mz::column<As, "type", text> type{};
  mz::column<As, "caller_id", text> caller_id{};
  mz::column<As, "amount", integer> amount{};
  mz::column<As, "balance_after", maybe_integer> balance_after{};
  mz::column<As, "reference", maybe_text> reference{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"transactions_by_reference">(t.reference).where(t.reference.is_not_null()));
  }
};
constexpr mz::table<"transactions", Transaction> transactions{};

struct ledger : mz::sqlite::connection {
  ledger() : mz::sqlite::connection{":memory:"} {
    create_tables(balances, transactions);
    run(mz::insert_into(balances).values({.caller_id = "c", .balance = 10}));
  }
};

}  // namespace

TEST(canonical_shapes, S_12a_deduct_and_record_the_balance_after_it) {
  ledger db;
  const auto deduct = [](const text& id, integer amount) {
    return mz::atomic(mz::update(balances)
                          .set(balances.balance = balances.balance - amount)
                          .where(balances.caller_id == "c" && balances.balance >= amount)
                          .require_changes(1),
                      mz::insert_into(transactions)
                          .columns(transactions.id, transactions.type, transactions.caller_id, transactions.amount,
                                   transactions.balance_after, transactions.reference)
                          .from(mz::select(mz::val(id), mz::val("deduct"), balances.caller_id, mz::val(amount),
                                           balances.balance.as<"balance_after">(), mz::val("call"))
                                    .from(balances)
                                    .where(balances.caller_id == "c")));
  };
  EXPECT_EQ(mz::run_atomic(db, deduct("t1", 7))[1_c].changes, 1);
  EXPECT_EQ(db.one(mz::select(transactions)).balance_after, 3);
  EXPECT_THROW((void)mz::run_atomic(db, deduct("t2", 7)), mz::error::guard_failed);
  EXPECT_EQ(db.all(mz::select(transactions)).size(), 1u);
}

TEST(canonical_shapes, S_12b_a_credit_moves_the_balance_only_with_its_own_row) {
  ledger db;
  const auto credit = [](const text& id) {
    return mz::atomic(
        mz::insert_into(transactions)
            .values({.id = id, .type = "credit", .caller_id = "c", .amount = 5, .reference = "r"})
            .on_conflict(transactions.reference)
            .do_nothing(),
        mz::update(balances)
            .set(balances.balance = balances.balance + 5)
            .where(balances.caller_id == "c" && mz::exists(mz::select(mz::val(1)).from(transactions).where(transactions.id == id))));
  };
  const auto first = mz::run_atomic(db, credit("t1"));
  EXPECT_EQ(first[0_c].changes, 1);
  EXPECT_EQ(first[1_c].changes, 1);
  const auto second = mz::run_atomic(db, credit("t2"));
  EXPECT_EQ(second[0_c].changes, 0);
  EXPECT_EQ(second[1_c].changes, 0);
  EXPECT_EQ(db.one(mz::select(balances)).balance, 15);
}
