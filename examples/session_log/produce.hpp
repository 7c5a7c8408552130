// SPDX-License-Identifier: MIT
// Those who write to sessions, and those who follow them.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <mizzle/mizzle.hpp>

#include "live.hpp"

namespace session_log {

inline constexpr std::array session_names{"attic", "garden", "kitchen"};

/// Now, such as 2026-11-21T23:59:09Z.
inline std::string now() {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  text[std::strftime(text.data(), text.size(), "%FT%TZ", &parts)] = '\0';
  return text.data();
}

/// Who writes: turn by turn, each in one of the sessions. A turn is a question, the use of a tool and an answer that begins, and then the
/// answer as it has become.
class producer {
 public:
  explicit producer(int number) : name_{"p" + std::to_string(number)}, number_{number} {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] std::size_t session_of(std::int64_t turn) const { return static_cast<std::size_t>(number_ + turn) % session_names.size(); }
  [[nodiscard]] std::vector<change> beginning_of(std::int64_t turn) const {
    return {said(turn, "question", message_type::user, "what is " + std::to_string(turn) + " + 1?", "done"),
            said(turn, "tool", message_type::tool, std::to_string(turn) + " + 1", "done"),
            said(turn, "answer", message_type::assistant, "it is ...", "active")};
  }
  [[nodiscard]] std::vector<change> end_of(std::int64_t turn) const {
    change answer = said(turn, "answer", message_type::assistant, "it is " + std::to_string(turn + 1), "done");
    answer.replaces = true;
    return {answer};
  }
  /// Where it goes on: the last turn of which something is stored can be half done, and is done again. What is there of it keeps its
  /// number.
  [[nodiscard]] std::int64_t next_turn(database& db) const {
    const auto begun = mz::select(mz::count()).from(messages).where(messages.id.like(name_ + "/%/question"));
    return std::max<std::int64_t>(0, db.read([&](auto& tx) { return mz::get<0>(tx.one(begun)); }) - 1);
  }

 private:
  [[nodiscard]] change said(std::int64_t turn, const char* what, message_type type, std::string text, std::string status) const {
    return {{.id = name_ + "/" + std::to_string(turn) + "/" + what,
             .session_id = session_names[session_of(turn)],
             .type = type,
             .timestamp = now(),
             .sequence = 0,
             .row_data = std::move(text),
             .turn_status = std::move(status)}};
  }

  std::string name_;
  int number_;
};

/// Who follows a session in a thread of its own, and does not believe what it is shown: each message is looked up in the file.
class follower {
 public:
  using print = std::function<void(const update&)>;

  /// Follows what comes behind that which is stored. If it finds that it was shown what is not stored, it says so by `failed` and ends.
  follower(database& db, live_session& session, std::atomic<bool>& failed, print to)
      : db_{&db}, failed_{&failed}, print_{std::move(to)}, next_{session.total()},
        subscription_{session.subscribe(next_, [this](const update& u) { put(u); })} {}
  follower(const follower&) = delete;
  follower& operator=(const follower&) = delete;

  /// Works off what is there, and ends. Gives how many messages it was shown.
  std::int64_t finish() {
    thread_.request_stop();
    thread_.join();
    if (error_) std::rethrow_exception(error_);
    return shown_;
  }

 private:
  void put(const update& u) {
    {
      const std::lock_guard lock{mutex_};
      inbox_.push_back(u);
    }
    something_.notify_one();
  }
  void work(const std::stop_token& end) {
    try {
      for (;;) {
        std::unique_lock lock{mutex_};
        if (!something_.wait(lock, end, [&] { return !inbox_.empty(); })) return;
        const update u = std::move(inbox_.front());
        inbox_.pop_front();
        lock.unlock();
        check(u);
        print_(u);
        ++shown_;
      }
    } catch (...) {
      error_ = std::current_exception();
      *failed_ = true;
    }
  }
  void check(const update& u) {
    const auto stored = db_->read([&](auto& tx) { return tx.get(mz::select(messages).where(messages.id == u.what.id)); });
    if (!stored || stored->sequence != u.what.sequence || stored->session_id != u.what.session_id)
      throw std::runtime_error{u.what.id + " was shown with the number " + std::to_string(u.what.sequence) + " and is not stored with it"};
    if (u.what.sequence > next_)
      throw std::runtime_error{u.what.id + " was shown with the number " + std::to_string(u.what.sequence) + " before " +
                               std::to_string(next_)};
    if (u.what.sequence == next_) ++next_;
    // Somebody reads along: marked as read behind every tenth message, in the next write that there is.
    if (u.what.sequence % 10 == 9) db_->post(mark_read(u.what.session_id, u.what.sequence));
  }

  database* db_;
  std::atomic<bool>* failed_;
  print print_;
  std::int64_t next_, shown_ = 0;
  std::mutex mutex_;
  std::condition_variable_any something_;
  std::deque<update> inbox_;
  std::exception_ptr error_;
  live_session::subscription subscription_;
  std::jthread thread_{[this](const std::stop_token& end) { work(end); }};
};

}  // namespace session_log
