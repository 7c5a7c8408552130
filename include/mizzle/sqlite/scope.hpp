// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <mizzle/sqlite/session.hpp>

namespace mizzle::sqlite {

/// How a transaction begins: immediate takes the write lock at once, which a transaction that writes should always do,
/// because one that reads first can fail later and no timeout helps (https://www.sqlite.org/lang_transaction.html).
enum class behavior : unsigned char { immediate, deferred, exclusive };

/// An open transaction, or a savepoint inside one. Leaving it without commit() undoes it.
class scope {
 public:
  explicit scope(session& s, behavior how = behavior::immediate) : session_{&s} {
    if (s.level == 0) {
      s.exec(how == behavior::immediate ? "begin immediate" : how == behavior::deferred ? "begin deferred" : "begin exclusive");
    } else {
      s.exec(("savepoint mizzle_" + std::to_string(s.level)).c_str());
    }
    level_ = ++s.level;
  }
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;
  ~scope() {
    if (!done_) roll_back();
  }

  void commit() {
    if (session_->ended) throw error::invalid_request{"the engine has ended this transaction after an error; nothing of it was kept"};
    if (level_ == 1) {
      session_->exec("commit");
    } else {
      session_->exec(("release mizzle_" + std::to_string(level_ - 1)).c_str());
    }
    finish();
  }

  [[nodiscard]] int level() const noexcept { return level_; }

 private:
  // What a rollback has to say must not hide why it was needed. SQLite may have ended the transaction by itself
  // (https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
  void roll_back() noexcept {
    if (sqlite3_get_autocommit(session_->db) == 0) {
      if (level_ == 1) {
        sqlite3_exec(session_->db, "rollback", nullptr, nullptr, nullptr);
      } else {
        const std::string name = "mizzle_" + std::to_string(level_ - 1);
        sqlite3_exec(session_->db, ("rollback to " + name + "; release " + name).c_str(), nullptr, nullptr, nullptr);
      }
    }
    finish();
  }
  void finish() noexcept {
    done_ = true;
    session_->level = level_ - 1;
    if (session_->level == 0) session_->ended = false;
  }

  session* session_;
  int level_ = 0;
  bool done_ = false;
};

}  // namespace mizzle::sqlite
