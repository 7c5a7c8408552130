// SPDX-License-Identifier: MIT
// Sessions and their messages, which the database numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <mizzle/mizzle.hpp>

namespace session_log {

namespace mz = mizzle;

/// Who a message is from, or what it is.
enum class message_type { user, steer, assistant, tool };

}  // namespace session_log

template <>
struct mizzle::codec<session_log::message_type>
    : mizzle::by_name<session_log::message_type, mizzle::name<session_log::message_type::user, "user">,
                      mizzle::name<session_log::message_type::steer, "steer">,
                      mizzle::name<session_log::message_type::assistant, "assistant">,
                      mizzle::name<session_log::message_type::tool, "tool">> {};

namespace session_log {

/// Times are text, such as 2026-11-21T23:59:09Z.
template <class As>
struct Session {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "last_message", std::optional<std::string>> last_message{};
  mz::column<As, "last_activity_at", std::string> last_activity_at{};
  mz::column<As, "last_progress_at", std::optional<std::string>> last_progress_at{};
  mz::column<As, "unread_count", std::int64_t, mz::default_value<0>> unread_count{};
  /// The number of the last message that was read; -1: none is, for the first message has the number 0.
  mz::column<As, "last_read_sequence", std::int64_t, mz::default_value<-1>> last_read_sequence{};
};
inline constexpr mz::table<"sessions", Session> sessions{};

template <class As>
struct Message {
  mz::column<As, "id", std::string, mz::primary_key> id{};
  mz::column<As, "session_id", std::string, mz::references<sessions.id>> session_id{};
  mz::column<As, "type", message_type> type{};
  mz::column<As, "timestamp", std::string> timestamp{};
  /// 0, 1, 2 and so on within its session: given by the database and by nobody else.
  mz::column<As, "sequence", std::int64_t> sequence{};
  mz::column<As, "row_data", std::optional<std::string>> row_data{};
  mz::column<As, "turn_status", std::string, mz::default_value<"active">> turn_status{};
  static constexpr auto constraints(const auto& t) {
    return mz::constraints(mz::unique_index<"messages_by_sequence">(t.session_id, t.sequence));
  }
};
inline constexpr mz::table<"messages", Message> messages{};

/// A message as it is sent, and as it is stored. What is sent as its number is not looked at.
using message = mz::row_of<messages>;

}  // namespace session_log
