// SPDX-License-Identifier: MIT
#pragma once

#include <mizzle/sqlite/session.hpp>

namespace mizzle::sqlite {

/// How a transaction begins: immediate takes the write lock at once, which a transaction that writes should always do,
/// because one that reads first can fail later and no timeout helps (https://www.sqlite.org/lang_transaction.html).
enum class behavior : unsigned char { immediate, deferred, exclusive };

/// A statement without values that the engine itself needs, kept like any other.
template <fixed_string Sql>
struct command {
  static constexpr token word{.what = form::text, .text = Sql.view()};
  static constexpr const token* words[1] = {&word};
  static inline constinit statement_site site{{{words, words + 1}}, statement_kind::raw, false, 0};

  static void run(session& s) {
    cursor c{s, s.acquire(site)};
    c.step();
  }
};

/// An open transaction, or a savepoint inside one. Leaving it without commit() undoes it.
class scope {
 public:
  explicit scope(session& s, behavior how = behavior::immediate) : session_{&s} {
    if (s.level != 0) {
      command<"savepoint mizzle">::run(s);
    } else if (how == behavior::immediate) {
      command<"begin immediate">::run(s);
    } else {
      s.exec(how == behavior::deferred ? "begin deferred" : "begin exclusive");
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
      command<"commit">::run(*session_);
    } else {
      command<"release mizzle">::run(*session_);
    }
    finish();
  }

  [[nodiscard]] int level() const noexcept { return level_; }

 private:
  // What a rollback has to say must not hide why it was needed. SQLite may have ended the transaction by itself
  // (https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
  void roll_back() noexcept {
    if (sqlite3_get_autocommit(session_->db) == 0) {
      // Savepoints of one name nest: the innermost is meant (https://www.sqlite.org/lang_savepoint.html).
      sqlite3_exec(session_->db, level_ == 1 ? "rollback" : "rollback to mizzle; release mizzle", nullptr, nullptr, nullptr);
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
