// SPDX-License-Identifier: MIT
// Whether a file is what it should be, whenever its program was killed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <mizzle/mizzle.hpp>

#include "log.hpp"

namespace session_log {

struct session_report {
  std::string id;
  std::int64_t messages = 0, unread = 0;
  std::vector<std::string> faults;
};

/// Looks at each session: its numbers are 0, 1, 2 and so on, and what each message was to do to its session has been done. All of it is of
/// one moment.
inline std::vector<session_report> verify(mz::sqlite::connection& db) {
  const auto of_this = messages.session_id == sessions.id;
  const auto count = mz::coalesce(mz::select(mz::count()).from(messages).where(of_this), 0);
  const auto next = mz::next_in(messages.sequence, of_this);
  const auto last_at =
      mz::coalesce(mz::select(messages.timestamp).from(messages).where(of_this).order_by(mz::desc(messages.sequence)).limit(1),
                   sessions.last_activity_at);
  const auto rows = db.all(mz::select(sessions, count.as<"count">(), next.as<"next">(),
                                      unread_behind(sessions.last_read_sequence).as<"unread">(), last_at.as<"last_at">())
                               .from(sessions)
                               .order_by(sessions.id));
  using namespace mz::literals;
  std::vector<session_report> reports;
  for (const auto& row : rows) {
    const auto& session = row[sessions];
    session_report& r = reports.emplace_back(session_report{session.id, row["count"_col], session.unread_count, {}});
    // Numbers are not below 0 and no two are equal, so that there is no gap if there are as many as the next one says.
    if (row["next"_col] != r.messages)
      r.faults.push_back("the next number is " + std::to_string(row["next"_col]) + " and not " + std::to_string(r.messages));
    if (row["unread"_col] != r.unread)
      r.faults.push_back(std::to_string(row["unread"_col]) + " are unread and " + std::to_string(r.unread) + " are counted");
    if (row["last_at"_col] != session.last_activity_at)
      r.faults.push_back("the last message is of " + row["last_at"_col] + " and the last activity of " + session.last_activity_at);
  }
  return reports;
}

}  // namespace session_log
