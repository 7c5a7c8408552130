// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

#include "support/every_handle.hpp"

/// A small messaging service: its tables, and five operations that read first and then write one list.
namespace messaging {

namespace mz = mizzle;
using namespace mz::literals;
using atomic_tests::reads;

template <class As>
struct Agent {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "delivery_seq", std::int64_t, mz::default_value<0>> delivery_seq{};
};
inline constexpr mz::table<"agents", Agent> agents{};

template <class As>
struct Channel {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
};
inline constexpr mz::table<"channels", Channel> channels{};

template <class As>
struct Member {
  mz::column<As, "channel_id", std::int64_t, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", std::int64_t, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "last_read_id", std::optional<std::int64_t>> last_read_id{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.channel_id, t.agent_id)); }
};
inline constexpr mz::table<"channel_members", Member> members{};

/// A conversation of two or more: its members are the channel's participants.
template <class As>
struct Participant {
  mz::column<As, "channel_id", std::int64_t, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", std::int64_t, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "left_at", std::optional<std::int64_t>> left_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.channel_id, t.agent_id)); }
};
inline constexpr mz::table<"participants", Participant> participants{};

template <class As>
struct Message {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "channel_id", std::int64_t, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", std::int64_t, mz::references<agents.id>> agent_id{};
  mz::column<As, "thread_id", std::optional<std::int64_t>, mz::references_self<"id">> thread_id{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
};
inline constexpr mz::table<"messages", Message> messages{};

template <class As>
struct File {
  mz::column<As, "id", std::int64_t, mz::primary_key> id{};
  mz::column<As, "complete", bool, mz::default_value<false>> complete{};
};
inline constexpr mz::table<"files", File> files{};

template <class As>
struct Attachment {
  mz::column<As, "message_id", std::int64_t, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "file_id", std::int64_t, mz::references<files.id, mz::on_delete::cascade>> file_id{};
  mz::column<As, "position", std::int64_t> position{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.message_id, t.file_id)); }
};
inline constexpr mz::table<"message_attachments", Attachment> attachments{};

template <class As>
struct Log {
  mz::column<As, "message_id", std::int64_t, mz::primary_key, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "delivery_kind", std::string> delivery_kind{};
  mz::column<As, "mention_count", std::int64_t> mention_count{};
};
inline constexpr mz::table<"message_logs", Log> logs{};

template <class As>
struct Delivery {
  mz::column<As, "message_id", std::int64_t, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "agent_id", std::int64_t, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "reason", std::string> reason{};
  mz::column<As, "status", std::string, mz::default_value<"queued">> status{};
  mz::column<As, "seq", std::int64_t> seq{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::primary_key_on(t.message_id, t.agent_id), mz::unique_on(t.agent_id, t.seq));
  }
};
inline constexpr mz::table<"deliveries", Delivery> deliveries{};

template <class As>
struct Receipt {
  mz::column<As, "message_id", std::int64_t, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "agent_id", std::int64_t, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "read_at", std::int64_t, mz::default_sql<"unixepoch()">> read_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.message_id, t.agent_id)); }
};
inline constexpr mz::table<"read_receipts", Receipt> receipts{};

inline void create(mz::sqlite::connection& db) {
  db.create_tables(agents, channels, members, participants, messages, files, attachments, logs, deliveries, receipts);
  // The counter of an agent is the highest number ever given to a delivery, also when that is deleted.
  db.raw(
      "create trigger if not exists count_delivery after insert on deliveries begin update agents set delivery_seq = new.seq where id = new.agent_id; end");
}

struct refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// What a send gives back; `recipients` are read after the commit.
struct sent {
  std::int64_t id = 0;
  std::int64_t created_at = 0;
  std::vector<std::int64_t> recipients{};
};

// The parts of the lists. Those who get a message are found by the insert itself, when it runs.
inline auto new_message(std::int64_t id, std::int64_t channel, std::int64_t sender, std::string body,
                        std::optional<std::int64_t> thread = {}) {
  return mz::insert_into(messages)
      .values({.id = id, .channel_id = channel, .agent_id = sender, .thread_id = thread, .body = std::move(body)})
      .returning(messages.id, messages.created_at);
}
inline auto attach(std::int64_t id, const std::vector<std::int64_t>& list) {
  std::vector<mz::new_row<attachments>> rows;
  for (const std::int64_t file : list)
    rows.push_back({.message_id = id, .file_id = file, .position = static_cast<std::int64_t>(rows.size())});
  return mz::when(!list.empty(), mz::insert_into(attachments).values(std::move(rows)));
}
template <class Source>
auto deliver(std::int64_t id, const Source& source) {
  return mz::insert_into(deliveries)
      .columns(deliveries.message_id, deliveries.agent_id, deliveries.reason, deliveries.seq)
      .from(source(id))
      .on_conflict(deliveries.message_id, deliveries.agent_id)
      .do_nothing();
}
inline auto deliver_to_members(std::int64_t id, std::int64_t channel, std::int64_t sender, const std::vector<std::string>& mentioned,
                               std::string reason) {
  return deliver(id, [&](std::int64_t m) {
    return mz::select(mz::val(m), agents.id, mz::case_when(agents.name.in(mentioned), "mention").otherwise(reason), agents.delivery_seq + 1)
        .from(members)
        .inner_join(agents, agents.id == members.agent_id)
        .where(members.channel_id == channel && members.agent_id != sender);
  });
}
inline auto deliver_to_participants(std::int64_t id, std::int64_t channel, std::int64_t sender) {
  return deliver(id, [&](std::int64_t m) {
    return mz::select(mz::val(m), agents.id, mz::val("dm"), agents.delivery_seq + 1)
        .from(participants)
        .inner_join(agents, agents.id == participants.agent_id)
        .where(participants.channel_id == channel && participants.left_at.is_null() && participants.agent_id != sender);
  });
}
inline auto log(std::int64_t id, std::string kind, std::size_t mentions) {
  return mz::insert_into(logs)
      .values({.message_id = id, .delivery_kind = std::move(kind), .mention_count = static_cast<std::int64_t>(mentions)})
      .on_conflict(logs.message_id)
      .do_nothing();
}

inline std::vector<std::string> mentions(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1))
    names.push_back(text.substr(at + 1, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", at + 1) - at - 1));
  return names;
}
inline void check_files(mz::sqlite::handle& db, const std::vector<std::int64_t>& list) {
  if (db.all(mz::select(files.id).from(files).where(files.id.in(list) && files.complete)).size() != list.size())
    throw refused{"invalid_attachments"};
}
template <class Results>
sent answer(mz::sqlite::handle& db, const Results& results) {
  const auto& row = results[0_c].one();
  sent s{row[messages.id], row[messages.created_at]};
  for (const auto& d : db.all(mz::select(deliveries.agent_id).from(deliveries).where(deliveries.message_id == s.id)))
    s.recipients.push_back(d[deliveries.agent_id]);
  return s;
}

/// A message to all members of a channel.
template <class H>
sent send_channel(H& h, std::int64_t id, std::int64_t channel, std::int64_t sender, const std::string& text,
                  const std::vector<std::int64_t>& list = {}) {
  auto& db = reads(h);
  check_files(db, list);
  const auto names = mentions(text);
  return answer(db,
                mz::run_atomic(h, mz::atomic(new_message(id, channel, sender, text), attach(id, list),
                                             deliver_to_members(id, channel, sender, names, "message"), log(id, "channel", names.size()))));
}

/// A message from one agent to another, by name.
template <class H>
sent send_direct(H& h, std::int64_t id, std::int64_t channel, std::int64_t sender, const std::string& recipient, const std::string& text) {
  auto& db = reads(h);
  const auto to = db.get(mz::select(agents.id).from(agents).where(agents.name == recipient));
  if (!to) throw refused{"agent_not_found"};
  const bool self = (*to)[agents.id] == sender;
  return answer(db, mz::run_atomic(h, mz::atomic(new_message(id, channel, sender, text),
                                                 mz::when(!self, deliver_to_participants(id, channel, sender)), log(id, "dm", 0))));
}

/// A message to all who take part in a group.
template <class H>
sent send_group(H& h, std::int64_t id, std::int64_t channel, std::int64_t sender, const std::string& text,
                const std::vector<std::int64_t>& list = {}) {
  auto& db = reads(h);
  if (!db.get(mz::select(participants.agent_id)
                  .from(participants)
                  .where(participants.channel_id == channel && participants.agent_id == sender && participants.left_at.is_null())))
    throw refused{"forbidden"};
  check_files(db, list);
  return answer(db, mz::run_atomic(h, mz::atomic(new_message(id, channel, sender, text), attach(id, list),
                                                 deliver_to_participants(id, channel, sender))));
}

/// An answer to a message; answers to answers belong to the first.
template <class H>
sent send_reply(H& h, std::int64_t id, std::int64_t parent, std::int64_t sender, const std::string& text) {
  auto& db = reads(h);
  const auto root = db.get(mz::select(messages).where(messages.id == parent));
  if (!root) throw refused{"message_not_found"};
  return answer(db, mz::run_atomic(h, mz::atomic(new_message(id, root->channel_id, sender, text, root->thread_id.value_or(parent)),
                                                 deliver_to_members(id, root->channel_id, sender, {}, "thread-reply"))));
}

/// Notes that a reader has seen a message; when that was, or nothing if the message is not the reader's to see.
template <class H>
std::optional<std::int64_t> mark_read(H& h, std::int64_t message, std::int64_t reader) {
  auto& db = reads(h);
  if (!db.get(mz::select(messages.id)
                  .from(messages)
                  .inner_join(members, members.channel_id == messages.channel_id)
                  .where(messages.id == message && members.agent_id == reader)))
    return std::nullopt;
  const auto channel = mz::select(messages.channel_id).from(messages).where(messages.id == message);
  (void)mz::run_atomic(
      h, mz::atomic(mz::insert_into(receipts)
                        .values({.message_id = message, .agent_id = reader})
                        .on_conflict(receipts.message_id, receipts.agent_id)
                        .do_nothing(),
                    mz::update(deliveries)
                        .set(deliveries.status = "acked")
                        .where(deliveries.message_id == message && deliveries.agent_id == reader && deliveries.status != "acked"),
                    mz::update(members)
                        .set(members.last_read_id = message)
                        .where(members.agent_id == reader && members.channel_id.in(channel) &&
                               (members.last_read_id.is_null() || members.last_read_id < message))));
  return db.one(
      mz::select(receipts.read_at).from(receipts).where(receipts.message_id == message && receipts.agent_id == reader))[receipts.read_at];
}

constexpr std::int64_t sender = 1, recipient = 2, channel = 1, direct = 2, group = 3;

/// Two agents, a channel, a conversation of two and a group, each with both.
inline void populate(mz::sqlite::connection& db) {
  create(db);
  db.run(mz::insert_into(agents).values(
      std::vector<mz::new_row<agents>>{{.id = sender, .name = "sender"}, {.id = recipient, .name = "recipient"}}));
  db.run(mz::insert_into(channels).values(std::vector<mz::new_row<channels>>{
      {.id = channel, .name = "general"}, {.id = direct, .name = "dm"}, {.id = group, .name = "group"}}));
  db.run(mz::insert_into(members).values(
      std::vector<mz::new_row<members>>{{.channel_id = channel, .agent_id = sender}, {.channel_id = channel, .agent_id = recipient}}));
  for (const std::int64_t c : {direct, group})
    db.run(mz::insert_into(participants)
               .values(std::vector<mz::new_row<participants>>{{.channel_id = c, .agent_id = sender},
                                                              {.channel_id = c, .agent_id = recipient}}));
  db.run(mz::insert_into(files).values({.id = 9, .complete = true}));
}

/// Lets every delivery fail while its insert is being executed.
inline void break_deliveries(mz::sqlite::connection& db) {
  db.raw("create trigger broken before insert on deliveries begin select raise(abort, 'delivery refused'); end");
}

template <class T>
std::int64_t size_of(mz::sqlite::connection& db, const T& table) {
  return mz::get<0>(db.one(mz::select(mz::count()).from(table)));
}

}  // namespace messaging
