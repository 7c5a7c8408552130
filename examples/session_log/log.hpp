// SPDX-License-Identifier: MIT
// What is written to sessions: lists of statements for any handle. Of append() and upsert(), `results[stored_message].one()` is the message
// as it is stored, with its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <mizzle/durable/sequence.hpp>
#include <mizzle/mizzle.hpp>

#include "schema.hpp"

namespace session_log {

inline auto open_session(std::string id, std::string at) {
  return mz::insert_into(sessions).values({.id = std::move(id), .last_activity_at = std::move(at)}).on_conflict(sessions.id).do_nothing();
}

inline constexpr boost::hana::size_t<1> stored_message{};

/// Whether a message counts as unread until it is read: what a user has sent he knows.
inline bool counts_as_unread(message_type t) { return t != message_type::user && t != message_type::steer; }

/// What a message does to its session if it is new.
inline auto activity(const message& m, std::int64_t unread) {
  const bool is_shown = m.type == message_type::user || m.type == message_type::assistant;
  const bool is_progress = m.type != message_type::user;
  const auto shown = is_shown ? m.row_data : std::nullopt;
  const auto progress = is_progress ? std::optional{m.timestamp} : std::nullopt;
  return mz::update(sessions)
      .set(sessions.last_message = mz::coalesce(mz::substr(mz::val(shown), 1, 200), sessions.last_message),
           sessions.last_activity_at = m.timestamp, sessions.last_progress_at = mz::coalesce(mz::val(progress), sessions.last_progress_at),
           sessions.unread_count = sessions.unread_count + unread)
      .where(sessions.id == m.session_id && mz::not_exists(mz::select(messages.id).from(messages).where(messages.id == m.id)));
}

/// The row with the next number of its session.
inline auto numbered(const message& m) {
  return mz::insert_into(messages).set(messages.id = m.id, messages.session_id = m.session_id, messages.type = m.type,
                                       messages.timestamp = m.timestamp,
                                       messages.sequence = mz::next_in(messages.sequence, messages.session_id == m.session_id),
                                       messages.row_data = m.row_data, messages.turn_status = m.turn_status);
}

/// Appends a message, unless one with its id is there; then nothing changes. The session is changed first, because then it can still be
/// seen whether the message is new.
inline auto append(const message& m) {
  return mz::atomic(activity(m, counts_as_unread(m.type) ? 1 : 0),
                    // Sets nothing new, so that RETURNING has the row also of a message that is there.
                    numbered(m).on_conflict(messages.id).do_update(messages.id = messages.id).returning());
}

/// Appends a message, or gives the one with its id another type, data and status; it keeps its number. It is
/// never counted as unread.
inline auto upsert(const message& m) {
  return mz::atomic(activity(m, 0),
                    numbered(m)
                        .on_conflict(messages.id)
                        .do_update(messages.type = mz::excluded(messages.type), messages.row_data = mz::excluded(messages.row_data),
                                   messages.turn_status = mz::excluded(messages.turn_status))
                        .returning());
}

/// A message that is said, or one that replaces what was said under its id.
struct change {
  message what;
  bool replaces = false;
};

/// The command that writes a change; it gives the message as it is stored.
inline auto write(change c) {
  return [c = std::move(c)](auto& tx) {
    return c.replaces ? mz::run_atomic(tx, upsert(c.what))[stored_message].one() : mz::run_atomic(tx, append(c.what))[stored_message].one();
  };
}

/// The number of messages behind a mark that somebody has yet to read.
template <class Mark>
auto unread_behind(const Mark& mark) {
  return mz::coalesce(mz::select(mz::count())
                          .from(messages)
                          .where(messages.session_id == sessions.id && messages.sequence > mark &&
                                 messages.type.not_in(message_type::user, message_type::steer)),
                      0);
}

/// Marks the messages up to a number as read. A mark does not go back: an older number changes nothing.
inline auto mark_read(const std::string& session, std::int64_t up_to) {
  return mz::update(sessions)
      .set(mz::raise(sessions.last_read_sequence, up_to),
           sessions.unread_count = unread_behind(mz::max(sessions.last_read_sequence, up_to)))
      .where(sessions.id == session);
}

}  // namespace session_log
