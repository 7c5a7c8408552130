// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/mizzle.hpp>

/// The tables of a small messaging service. Left out to keep the example short: workspaces, tokens, files and attachments,
/// structured blocks and metadata, delivery deadlines and retries.
namespace relay {

namespace mz = mizzle;
using id_type = std::int64_t;

template <class As>
struct agent {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "status", std::string, mz::default_value<"active">> status{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
};
inline constexpr mz::table<"agents", agent> agents{};

/// What a channel is: an open channel has members, the other two belong to a conversation that has participants.
enum class channel_type : std::int64_t { channel = 0, one_to_one = 1, group = 2 };

template <class As>
struct channel {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "name", std::string, mz::unique> name{};
  mz::column<As, "channel_type", relay::channel_type, mz::default_value<relay::channel_type::channel>> channel_type{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
};
inline constexpr mz::table<"channels", channel> channels{};

template <class As>
struct channel_member {
  mz::column<As, "channel_id", id_type, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "role", std::string, mz::default_value<"member">> role{};
  mz::column<As, "joined_at", std::int64_t, mz::default_sql<"unixepoch()">> joined_at{};
  mz::column<As, "last_read_id", std::optional<id_type>> last_read_id{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.channel_id, t.agent_id)); }
};
inline constexpr mz::table<"channel_members", channel_member, mz::without_rowid> channel_members{};

template <class As>
struct message {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "channel_id", id_type, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id>> agent_id{};
  mz::column<As, "thread_id", std::optional<id_type>, mz::references_self<"id">> thread_id{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::index<"messages_by_channel">(t.channel_id, t.id), mz::index<"messages_by_thread">(t.thread_id, t.id));
  }
};
inline constexpr mz::table<"messages", message> messages{};

template <class As>
struct dm_conversation {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "channel_id", id_type, mz::unique, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "dm_type", std::string, mz::default_value<"1:1">> dm_type{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
};
inline constexpr mz::table<"dm_conversations", dm_conversation> dm_conversations{};

template <class As>
struct dm_participant {
  mz::column<As, "conversation_id", id_type, mz::references<dm_conversations.id, mz::on_delete::cascade>> conversation_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "joined_at", std::int64_t, mz::default_sql<"unixepoch()">> joined_at{};
  mz::column<As, "left_at", std::optional<std::int64_t>> left_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.conversation_id, t.agent_id)); }
};
inline constexpr mz::table<"dm_participants", dm_participant, mz::without_rowid> dm_participants{};

/// One row for each recipient of a message: `accepted` until it is read, then `delivered`.
template <class As>
struct delivery {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "message_id", id_type, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "mode", std::string, mz::default_value<"immediate">> mode{};
  mz::column<As, "reason", std::string> reason{};
  mz::column<As, "status", std::string, mz::default_value<"accepted">> status{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_on(t.message_id, t.agent_id), mz::index<"deliveries_by_agent">(t.agent_id, t.status));
  }
};
inline constexpr mz::table<"deliveries", delivery> deliveries{};

/// What was sent, as it was sent. Every path writes it last, so that a log row tells that its message is complete.
template <class As>
struct message_log {
  mz::column<As, "id", id_type, mz::primary_key> id{};
  mz::column<As, "message_id", id_type, mz::unique, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "channel_id", id_type, mz::references<channels.id, mz::on_delete::cascade>> channel_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "conversation_id", std::optional<id_type>> conversation_id{};
  mz::column<As, "delivery_kind", std::string> delivery_kind{};
  mz::column<As, "body", std::string> body{};
  mz::column<As, "mention_count", std::int64_t, mz::default_value<0>> mention_count{};
  mz::column<As, "created_at", std::int64_t, mz::default_sql<"unixepoch()">> created_at{};
};
inline constexpr mz::table<"message_logs", message_log> message_logs{};

template <class As>
struct read_receipt {
  mz::column<As, "message_id", id_type, mz::references<messages.id, mz::on_delete::cascade>> message_id{};
  mz::column<As, "agent_id", id_type, mz::references<agents.id, mz::on_delete::cascade>> agent_id{};
  mz::column<As, "read_at", std::int64_t, mz::default_sql<"unixepoch()">> read_at{};
  static constexpr auto constraints(const auto& t) { return mz::constraints(mz::primary_key_on(t.message_id, t.agent_id)); }
};
inline constexpr mz::table<"read_receipts", read_receipt, mz::without_rowid> read_receipts{};

inline void create_tables(mz::sqlite::connection& db) {
  db.create_tables(agents, channels, channel_members, messages, dm_conversations, dm_participants, deliveries, message_logs, read_receipts);
}

}  // namespace relay
