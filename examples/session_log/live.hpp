// SPDX-License-Identifier: MIT
// Sessions that are followed while they are written. Nobody is shown a message that is not stored.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <mizzle/durable/pool.hpp>
#include <mizzle/durable/publish.hpp>
#include <mizzle/mizzle.hpp>

#include "log.hpp"

namespace session_log {

using database = mz::pool<mz::sqlite::connection>;

/// Opens a file: every write of the program goes through one writer. Told are errors that nobody waits for.
inline database open_database(const std::string& file, std::size_t readers, std::function<void(std::exception_ptr)> on_error = {}) {
  return database{mz::sqlite::connection{file, {.synchronous = mz::sqlite::synchronous::normal}},
                  readers,
                  {.capacity = 1000, .count = 50, .interval = std::chrono::milliseconds{100}, .on_error = std::move(on_error)}};
}

/// The messages of a session from a number on, up to the one before another.
inline auto messages_between(const std::string& session, std::int64_t from, std::int64_t end) {
  return mz::select(messages)
      .where(messages.session_id == session && messages.sequence >= from && messages.sequence < end)
      .order_by(messages.sequence);
}

/// What a reader is shown: a message, new or changed, and how many its session has by now.
struct update {
  message what;
  std::int64_t total = 0;
};

/// A session of which all transitions of this program go through one object, so that they are shown in the order in which they are stored.
class live_session {
  using reader = std::function<void(const update&)>;

 public:
  /// Opens it in the database if it is new.
  live_session(database& db, std::string id, std::string at) : db_{&db}, id_{std::move(id)} {
    db_->submit(open_session(id_, std::move(at))).get();
    const auto next = mz::select(mz::next_in(messages.sequence, messages.session_id == id_));
    total_ = shown_ = db_->read([&](auto& tx) { return mz::get<0>(tx.one(next)); });
  }

  /// How many messages it has.
  [[nodiscard]] std::int64_t total() const {
    const std::lock_guard lock{mutex_};
    return total_;
  }
  /// Stores changes and then shows them, in their order. What could not be stored is given back with its error, and is shown to nobody.
  [[nodiscard]] std::vector<mz::unpublished> apply(std::vector<change>& transition) {
    const std::lock_guard one_at_a_time{mutex_};
    return mz::publish(transition, *db_, write, [&](change& c, message stored) {
      if (stored.session_id != id_) throw mz::error::invalid_request{stored.id + " is a message of the session " + stored.session_id};
      c.what = std::move(stored);
      total_ = std::max(total_, c.what.sequence + 1);
    }, [&](const change& c) { show(c.what); });
  }

  /// Ends what subscribe() began.
  class subscription {
   public:
    subscription(live_session& s, std::list<reader>::iterator place) : session_{&s}, place_{place} {}
    subscription(const subscription&) = delete;
    subscription& operator=(const subscription&) = delete;
    ~subscription() {
      const std::lock_guard lock{session_->mutex_};
      session_->readers_.erase(place_);
    }

   private:
    live_session* session_;
    std::list<reader>::iterator place_;
  };

  /// Shows the messages from a number on, and then whatever follows, without a gap and none twice. A reader is called by whoever makes a
  /// transition; it must not wait, nor throw.
  [[nodiscard]] subscription subscribe(std::int64_t from, reader to) {
    const std::lock_guard nothing_between{mutex_};
    for (const message& m : stored(from, shown_)) to({m, total_});
    return {*this, readers_.insert(readers_.end(), std::move(to))};
  }

 private:
  void show(const message& m) {
    // What another program has written in between.
    for (const message& missed : stored(shown_, m.sequence)) show_all({missed, total_});
    show_all({m, total_});
    shown_ = std::max(shown_, m.sequence + 1);
  }
  void show_all(const update& u) const {
    for (const reader& to : readers_) to(u);
  }
  /// What is stored, read by a connection that does not write.
  [[nodiscard]] std::vector<message> stored(std::int64_t from, std::int64_t end) const {
    if (from >= end) return {};
    return db_->read([&](auto& tx) -> std::vector<message> { return tx.all(messages_between(id_, from, end)); });
  }

  database* db_;
  std::string id_;
  mutable std::mutex mutex_;
  std::int64_t total_ = 0;  // of what is stored
  std::int64_t shown_ = 0;  // the number behind the last message that was shown
  std::list<reader> readers_;
};

}  // namespace session_log
