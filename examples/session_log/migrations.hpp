// SPDX-License-Identifier: MIT
// How a file of sessions came to be what it is now.
#pragma once

#include <limits>

#include <mizzle/durable/migrate.hpp>
#include <mizzle/durable/sequence.hpp>
#include <mizzle/mizzle.hpp>

#include "log.hpp"
#include "schema.hpp"

namespace session_log {

/// The first one, in which the program numbered the messages, many of them 0, and a session of which nothing was read had the mark 0.
inline constexpr auto first_schema = R"(
  create table sessions (
    id text primary key not null,
    last_message text,
    last_activity_at text not null,
    last_progress_at text,
    unread_count integer not null default 0,
    last_read_sequence integer not null default 0
  );
  create table messages (
    id text primary key not null,
    session_id text not null references sessions (id),
    type text not null,
    timestamp text not null,
    sequence integer not null,
    row_data text,
    turn_status text not null default 'active'
  );
  create index messages_by_session on messages (session_id, sequence);
)";

/// Translates the marks into the numbers that renumber() will give. What comes before the first message that is unread by its old number
/// is read. A mark of 0 meant nothing if all that counts was unread, among it one with the number 0.
inline auto translate_marks() {
  constexpr auto unread = mz::alias<"unread">(messages);
  const auto counted = messages.session_id == sessions.id && messages.type.not_in(message_type::user, message_type::steer);
  const auto first_unread = mz::select(mz::min(mz::rowid(unread)))
                                .from(unread)
                                .where(unread.session_id == sessions.id && unread.sequence > sessions.last_read_sequence);
  const auto behind_all = std::numeric_limits<std::int64_t>::max();
  return mz::atomic(
      mz::update(sessions)
          .set(sessions.last_read_sequence = -1)
          .where(sessions.last_read_sequence == 0 && sessions.unread_count == mz::select(mz::count()).from(messages).where(counted) &&
                 mz::exists(mz::select(messages.id).from(messages).where(counted && messages.sequence <= 0))),
      mz::update(sessions)
          .set(sessions.last_read_sequence = mz::coalesce(mz::select(mz::count())
                                                              .from(messages)
                                                              .where(messages.session_id == sessions.id &&
                                                                     mz::rowid(messages) < mz::coalesce(first_unread, behind_all)),
                                                          0) -
                                             1)
          .all_rows());
}

/// Numbers that were given by the program, made what the database would have given: by insertion, from 0, without a gap; and marks and
/// counts that agree with them. Twice is as once.
inline auto repair() {
  return mz::atomic(translate_marks(), mz::renumber(messages.sequence, messages.session_id),
                    mz::update(sessions).set(sessions.unread_count = unread_behind(sessions.last_read_sequence)).all_rows());
}

inline auto migrations() {
  return mz::migrations(mz::migration("1 sessions and messages", first_schema),
                        // The unique index comes last: while numbers change, two rows can have one. rebuild() gives the marks their new
                        // default; when the declaration changes again, this needs a copy of what it is today.
                        mz::migration("2 numbers by the database", repair(), mz::rebuild(sessions),
                                      "drop index messages_by_session;"
                                      "create unique index messages_by_sequence on messages (session_id, sequence)"));
}

}  // namespace session_log
