// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>

#include "directory.hpp"
#include "mentions.hpp"

/// The five write paths. Each reads first, then builds one list of writes and runs it on the handle, whatever that handle
/// can do: a transaction, a batch, or one statement after another. Message ids are the caller's, and sending again under
/// the same id adds only what is missing, so that a send whose answer was lost can be repeated.
namespace relay {

using namespace mz::literals;

/// A message to be sent. Under `steer` the recipient gets it between two tool calls instead of at once.
struct post {
  id_type id = 0;
  id_type sender = 0;
  std::string text;
  std::int64_t at = 0;
  bool steer = false;
};

/// What a send has done.
struct sent {
  id_type message_id = 0;
  id_type channel_id = 0;
  std::optional<id_type> thread_id;
  std::int64_t deliveries = 0;
  bool added = false;  // false: the message was there already
};

struct receipt {
  id_type message_id = 0;
  id_type reader = 0;
  std::int64_t read_at = 0;
};

/// Whether a message is complete: the log row is the last that a send writes.
inline bool is_sent(mz::sqlite::handle& reader, id_type message) {
  return reader.get(mz::select(message_logs.id).from(message_logs).where(message_logs.message_id == message)).has_value();
}

namespace writes {

/// A message id stands for one message: it cannot be used for another one.
inline void check_id(mz::sqlite::handle& reader, const post& p, id_type channel) {
  const auto there = reader.get(mz::select(messages).where(messages.id == p.id));
  if (there && (there->channel_id != channel || there->agent_id != p.sender || there->body != p.text)) {
    throw refused{"message_id_taken", 409, "message " + std::to_string(p.id) + " exists and is another one"};
  }
}

inline auto insert_message(const post& p, id_type channel, std::optional<id_type> thread = {}) {
  return mz::insert_into(messages)
      .values({.id = p.id, .channel_id = channel, .agent_id = p.sender, .thread_id = thread, .body = p.text, .created_at = p.at})
      .on_conflict(messages.id)
      .do_nothing()
      .returning(messages.id, messages.created_at);
}

inline std::string mode_of(const post& p) { return p.steer ? "next-tool-call" : "immediate"; }

/// Delivers to those who are members of the channel when this statement runs, whoever was when the list was built.
template <class Reason>
auto deliver_to_members(const post& p, id_type channel, const std::string& mode, const Reason& reason) {
  return mz::insert_into(deliveries)
      .columns(deliveries.message_id, deliveries.agent_id, deliveries.mode, deliveries.reason, deliveries.created_at)
      .from(mz::select(mz::val(p.id), channel_members.agent_id, mz::val(mode), reason, mz::val(p.at))
                .from(channel_members)
                .inner_join(agents, agents.id == channel_members.agent_id)
                .where(channel_members.channel_id == channel && channel_members.agent_id != p.sender))
      .on_conflict(deliveries.message_id, deliveries.agent_id)
      .do_nothing();
}

/// The same for the participants of a conversation who have not left it.
inline auto deliver_to_participants(const post& p, id_type conversation, const std::string& mode, const std::string& reason) {
  return mz::insert_into(deliveries)
      .columns(deliveries.message_id, deliveries.agent_id, deliveries.mode, deliveries.reason, deliveries.created_at)
      .from(mz::select(mz::val(p.id), dm_participants.agent_id, mz::val(mode), mz::val(reason), mz::val(p.at))
                .from(dm_participants)
                .where(dm_participants.conversation_id == conversation && dm_participants.left_at.is_null() &&
                       dm_participants.agent_id != p.sender))
      .on_conflict(deliveries.message_id, deliveries.agent_id)
      .do_nothing();
}

inline auto insert_log(const post& p, id_type channel, std::optional<id_type> conversation, std::size_t mentions) {
  return mz::insert_into(message_logs)
      .values({.message_id = p.id,
               .channel_id = channel,
               .agent_id = p.sender,
               .conversation_id = conversation,
               .delivery_kind = std::string{conversation ? "dm" : "channel"},
               .body = p.text,
               .mention_count = static_cast<std::int64_t>(mentions),
               .created_at = p.at})
      .on_conflict(message_logs.message_id)
      .do_nothing();
}

/// What one-to-one and group sends have in common.
template <mz::Handle H>
sent to_conversation(H& handle, mz::sqlite::handle& reader, id_type channel, id_type conversation, const post& p) {
  check_id(reader, p, channel);
  const auto list = mz::atomic(insert_message(p, channel), deliver_to_participants(p, conversation, mode_of(p), "dm"),
                               insert_log(p, channel, conversation, 0));
  const auto results = mz::run_atomic(handle, list);
  return {p.id, channel, {}, results[1_c].changes, results[0_c].size() == 1};
}

}  // namespace writes

/// Sends to an open channel of which the sender is a member. Those whom the text mentions are told so by the reason of
/// their delivery.
template <mz::Handle H>
sent post_message(H& handle, mz::sqlite::handle& reader, const std::string& channel, const post& p) {
  const auto to = find_channel(reader, channel);
  if (!to || to->channel_type != channel_type::channel) throw refused{"channel_not_found", 404, "there is no channel \"" + channel + "\""};
  if (!is_member(reader, to->id, p.sender)) throw refused{"forbidden", 403, "the sender is not a member of \"" + channel + "\""};
  writes::check_id(reader, p, to->id);
  const std::set<std::string> mentions = mentions_of(p.text);

  const auto list = mz::atomic(
      writes::insert_message(p, to->id),
      writes::deliver_to_members(p, to->id, writes::mode_of(p), mz::case_when(agents.name.in(mentions), "mention").otherwise("message")),
      writes::insert_log(p, to->id, {}, mentions.size()));
  const auto results = mz::run_atomic(handle, list);
  return {p.id, to->id, {}, results[1_c].changes, results[0_c].size() == 1};
}

/// Sends to one other agent, or to oneself, which delivers to nobody. The conversation of the two is made when needed,
/// before the list and so that it can be repeated.
template <mz::Handle H>
sent send_direct(H& handle, mz::sqlite::handle& reader, const std::string& recipient, const post& p) {
  const auto sender = reader.get(mz::select(agents).where(agents.id == p.sender));
  if (!sender) throw refused{"agent_not_found", 404, "there is no agent " + std::to_string(p.sender)};
  (void)agent_of(reader, recipient);
  const std::string channel = one_to_one_name(sender->name, recipient);
  join_conversation(handle, reader, channel, channel_type::one_to_one, {sender->name, recipient}, p.at);

  const auto to = find_channel(reader, channel);
  const auto conversation = to ? conversation_of(reader, to->id) : std::nullopt;
  if (!conversation) throw refused{"not_found", 404, "the conversation \"" + channel + "\" is gone"};
  return writes::to_conversation(handle, reader, to->id, *conversation, p);
}

/// Sends to a group conversation in which the sender takes part.
template <mz::Handle H>
sent post_group(H& handle, mz::sqlite::handle& reader, const std::string& group, const post& p) {
  const auto to = find_channel(reader, group);
  const auto conversation = to && to->channel_type == channel_type::group ? conversation_of(reader, to->id) : std::nullopt;
  if (!conversation) throw refused{"not_found", 404, "there is no group \"" + group + "\""};
  if (!is_participant(reader, *conversation, p.sender)) throw refused{"forbidden", 403, "the sender takes no part in \"" + group + "\""};
  return writes::to_conversation(handle, reader, to->id, *conversation, p);
}

/// Replies to a message, in its channel. A reply to a reply belongs to the thread's first message. Who gets it depends on
/// whether the channel has members or a conversation behind it.
template <mz::Handle H>
sent post_reply(H& handle, mz::sqlite::handle& reader, id_type parent, const post& p) {
  const auto to = reader.get(mz::select(messages).where(messages.id == parent));
  if (!to) throw refused{"message_not_found", 404, "there is no message " + std::to_string(parent)};
  const id_type channel = to->channel_id;
  const auto conversation = conversation_of(reader, channel);
  if (conversation ? !is_participant(reader, *conversation, p.sender) : !is_member(reader, channel, p.sender)) {
    throw refused{"forbidden", 403, "the sender does not belong to the channel of message " + std::to_string(parent)};
  }
  writes::check_id(reader, p, channel);
  const id_type thread = to->thread_id.value_or(to->id);

  const auto list = mz::atomic(
      writes::insert_message(p, channel, thread),
      mz::when(!conversation, writes::deliver_to_members(p, channel, "immediate", mz::val("thread-reply"))),
      mz::when(conversation.has_value(), writes::deliver_to_participants(p, conversation.value_or(0), "immediate", "thread-reply")),
      writes::insert_log(p, channel, conversation, 0));
  const auto results = mz::run_atomic(handle, list);
  const std::int64_t delivered = conversation ? results[2_c]->changes : results[1_c]->changes;
  return {p.id, channel, thread, delivered, results[0_c].size() == 1};
}

/// Marks a message as read. Gives nothing if there is no such message or if it is none of the reader's business, which is
/// not told apart. The first time of reading stays, and the mark in the channel moves only forward.
template <mz::Handle H>
std::optional<receipt> mark_read(H& handle, mz::sqlite::handle& reader, id_type message, id_type agent, std::int64_t at) {
  const auto what = reader.get(mz::select(messages).where(messages.id == message));
  if (!what) return std::nullopt;
  const auto conversation = conversation_of(reader, what->channel_id);
  if (conversation ? !is_participant(reader, *conversation, agent) : !is_member(reader, what->channel_id, agent)) return std::nullopt;

  mz::run_atomic(handle,
                 mz::atomic(mz::insert_into(read_receipts)
                                .values({.message_id = message, .agent_id = agent, .read_at = at})
                                .on_conflict(read_receipts.message_id, read_receipts.agent_id)
                                .do_nothing(),
                            mz::update(deliveries)
                                .set(deliveries.status = "delivered")
                                .where(deliveries.message_id == message && deliveries.agent_id == agent && deliveries.status == "accepted"),
                            mz::update(channel_members)
                                .set(channel_members.last_read_id = message)
                                .where(channel_members.channel_id == what->channel_id && channel_members.agent_id == agent &&
                                       (channel_members.last_read_id.is_null() || channel_members.last_read_id < message))));

  const auto row = reader.get(mz::select(read_receipts).where(read_receipts.message_id == message && read_receipts.agent_id == agent));
  return row ? std::optional{receipt{message, agent, row->read_at}} : std::nullopt;
}

}  // namespace relay
