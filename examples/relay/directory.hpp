// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema.hpp"

/// Who is there: agents, channels, conversations, and who belongs to them. All writes can be repeated without harm.
namespace relay {

/// The engine says no, and nothing was written. The code is stable; the status is HTTP's.
class refused : public std::runtime_error {
 public:
  refused(std::string_view code, int status, const std::string& why) : std::runtime_error{why}, code_{code}, status_{status} {}

  [[nodiscard]] std::string_view code() const noexcept { return code_; }
  [[nodiscard]] int status() const noexcept { return status_; }

 private:
  std::string_view code_;
  int status_;
};

inline std::optional<id_type> find_agent(mz::sqlite::handle& reader, const std::string& name) {
  const auto row = reader.get(mz::select(agents.id).from(agents).where(agents.name == name));
  return row ? std::optional{(*row)[agents.id]} : std::nullopt;
}
inline id_type agent_of(mz::sqlite::handle& reader, const std::string& name) {
  if (const auto id = find_agent(reader, name)) return *id;
  throw refused{"agent_not_found", 404, "there is no agent \"" + name + "\""};
}

inline std::optional<mz::row_of<channels>> find_channel(mz::sqlite::handle& reader, const std::string& name) {
  return reader.get(mz::select(channels).where(channels.name == name));
}

/// The conversation behind a channel, if there is one.
inline std::optional<id_type> conversation_of(mz::sqlite::handle& reader, id_type channel) {
  const auto row = reader.get(mz::select(dm_conversations.id).from(dm_conversations).where(dm_conversations.channel_id == channel));
  return row ? std::optional{(*row)[dm_conversations.id]} : std::nullopt;
}
inline bool is_member(mz::sqlite::handle& reader, id_type channel, id_type agent) {
  return reader
      .get(mz::select(channel_members.agent_id)
               .from(channel_members)
               .where(channel_members.channel_id == channel && channel_members.agent_id == agent))
      .has_value();
}
inline bool is_participant(mz::sqlite::handle& reader, id_type conversation, id_type agent) {
  return reader
      .get(mz::select(dm_participants.agent_id)
               .from(dm_participants)
               .where(dm_participants.conversation_id == conversation && dm_participants.agent_id == agent &&
                      dm_participants.left_at.is_null()))
      .has_value();
}

/// The name of the channel behind a two-party conversation: the same whichever of the two asks.
inline std::string one_to_one_name(const std::string& a, const std::string& b) {
  if ((a + b).find(',') != std::string::npos)
    throw refused{"bad_name", 400, "the name of an agent in a conversation of two cannot contain a comma"};
  return "dm/" + std::min(a, b) + "," + std::max(a, b);
}

/// Inserts an agent unless there is one of that name.
inline auto new_agent(const std::string& name, std::int64_t at) {
  return mz::insert_into(agents).values({.name = name, .created_at = at}).on_conflict(agents.name).do_nothing();
}
inline auto new_channel(const std::string& name, channel_type type, std::int64_t at) {
  return mz::insert_into(channels).values({.name = name, .channel_type = type, .created_at = at}).on_conflict(channels.name).do_nothing();
}

/// Makes an agent a member of an open channel; makes both if they are missing.
template <mz::Handle H>
void join_channel(H& handle, mz::sqlite::handle& reader, const std::string& channel, const std::string& agent, std::int64_t at) {
  const auto there = find_channel(reader, channel);
  const auto who = find_agent(reader, agent);
  if (there && there->channel_type != channel_type::channel) throw refused{"not_a_channel", 400, "\"" + channel + "\" is a conversation"};
  if (there && who && is_member(reader, there->id, *who)) return;
  mz::run_atomic(handle, mz::atomic(new_agent(agent, at), new_channel(channel, channel_type::channel, at),
                                    mz::insert_into(channel_members)
                                        .columns(channel_members.channel_id, channel_members.agent_id, channel_members.joined_at)
                                        .from(mz::select(channels.id, agents.id, mz::val(at))
                                                  .from(channels, agents)
                                                  .where(channels.name == channel && agents.name == agent))
                                        .on_conflict(channel_members.channel_id, channel_members.agent_id)
                                        .do_nothing()));
}

/// Makes agents participants of the conversation behind a channel; makes what is missing. `type` is one_to_one or group.
template <mz::Handle H>
void join_conversation(H& handle, mz::sqlite::handle& reader, const std::string& channel, channel_type type,
                       const std::vector<std::string>& names, std::int64_t at) {
  const auto there = find_channel(reader, channel);
  if (there && there->channel_type != type) throw refused{"not_a_conversation", 400, "\"" + channel + "\" is another kind of channel"};
  if (there) {
    const auto conversation = conversation_of(reader, there->id);
    bool all = conversation.has_value();
    for (const std::string& name : names) {
      const auto who = all ? find_agent(reader, name) : std::nullopt;
      all = who && is_participant(reader, *conversation, *who);
    }
    if (all) return;
  }
  const std::string kind = type == channel_type::group ? "group" : "1:1";
  mz::run_atomic(handle,
                 mz::atomic(mz::each(names, [&](const std::string& name) { return new_agent(name, at); }), new_channel(channel, type, at),
                            mz::insert_into(dm_conversations)
                                .columns(dm_conversations.channel_id, dm_conversations.dm_type, dm_conversations.created_at)
                                .from(mz::select(channels.id, mz::val(kind), mz::val(at)).from(channels).where(channels.name == channel))
                                .on_conflict(dm_conversations.channel_id)
                                .do_nothing(),
                            mz::insert_into(dm_participants)
                                .columns(dm_participants.conversation_id, dm_participants.agent_id, dm_participants.joined_at)
                                .from(mz::select(dm_conversations.id, agents.id, mz::val(at))
                                          .from(channels)
                                          .inner_join(dm_conversations, dm_conversations.channel_id == channels.id)
                                          .inner_join(agents, agents.name.in(names))
                                          .where(channels.name == channel))
                                .on_conflict(dm_participants.conversation_id, dm_participants.agent_id)
                                .do_nothing()));
}

}  // namespace relay
