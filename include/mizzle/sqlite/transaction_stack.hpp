// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>
#include <utility>

#include <mizzle/sqlite/error.hpp>
#include <mizzle/value/identifier.hpp>

namespace mizzle::detail::sqlite {

/// How a transaction begins: immediate takes the write lock at once, which a transaction that writes should always do,
/// because one that reads first can fail later and no timeout helps (https://www.sqlite.org/lang_transaction.html).
enum class behavior : unsigned char { immediate, deferred, exclusive };

/// The transaction and the savepoints that are open on a connection, as mizzle counts them and as they are in the engine.
///
/// The two differ when the engine has ended a transaction by itself, or when a rollback failed. The first is never taken
/// for a commit, and the second is made up for before anything else is done.
class transaction_stack {
 public:
  transaction_stack() = default;
  transaction_stack(const transaction_stack&) = delete;
  transaction_stack& operator=(const transaction_stack&) = delete;
  ~transaction_stack() {
    forget_names_above(0);
    for (sqlite3_stmt* const s : commands_) sqlite3_finalize(s);
  }

  /// How many transactions and savepoints are in use.
  [[nodiscard]] int level() const noexcept { return level_; }
  /// Whether they are what is open in the engine.
  [[nodiscard]] bool sound(sqlite3* db) const noexcept { return open_ == level_ && (level_ == 0 || sqlite3_get_autocommit(db) == 0); }
  /// Whether the engine has ended what is in use.
  [[nodiscard]] bool ended(sqlite3* db) const noexcept { return level_ > 0 && (open_ < level_ || sqlite3_get_autocommit(db) != 0); }

  /// Opens a transaction; a savepoint if one is open, also one that the program has begun by itself.
  void begin(sqlite3* db, behavior how) {
    const bool inside = sqlite3_get_autocommit(db) == 0;
    if (level_ == 0) joins_ = inside;
    // What ends it must not need memory that is not there then.
    if (inside) {
      prepare(db, release, rollback_to);
      run(db, savepoint);
    } else {
      prepare(db, commit_, rollback);
      run(db, how == behavior::immediate ? immediate : how == behavior::deferred ? deferred : exclusive);
    }
    level_ = ++open_;
  }
  /// Opens a savepoint of a name inside of what is open.
  void begin(sqlite3* db, std::string_view name) {
    const std::string quoted = identifier(name);
    auto* const made = new named{open_ + 1, named_};
    named_ = made;
    try {
      prepare_one(db, made->commands[0], concat({"release ", quoted}).c_str());
      prepare_one(db, made->commands[1], concat({"rollback to ", quoted}).c_str());
      const std::string opens = concat({"savepoint ", quoted});
      if (const int code = sqlite3_exec(db, opens.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) raise(db, code, opens.c_str());
    } catch (...) {
      forget_names_above(open_);
      throw;
    }
    level_ = ++open_;
  }
  /// Keeps the innermost one. If it cannot be kept, it is still in use, and leave() is due.
  void commit(sqlite3* db) {
    settle_or_throw(db);
    if (ended(db)) throw error::invalid_request{"the engine has ended this transaction after an error; nothing of it was kept"};
    run(db, is_transaction() ? commit_ : release);
    level_ = --open_;
    forget_names_above(open_);
  }
  /// Undoes the innermost one. What cannot be undone now is undone by settle().
  void leave(sqlite3* db) noexcept {
    --level_;
    (void)settle(db);
  }
  /// Undoes what is open and no longer in use; gives SQLite's code if that fails again.
  [[nodiscard]] int settle(sqlite3* db) noexcept {
    while (open_ > level_) {
      int code = SQLITE_DONE;
      if (sqlite3_get_autocommit(db) == 0) {
        // Savepoints of one name nest: the innermost is meant (https://www.sqlite.org/lang_savepoint.html).
        code = step(is_transaction() ? rollback : rollback_to);
        if (code == SQLITE_DONE && !is_transaction()) code = step(release);
      }
      // A rollback that fails can have ended everything all the same.
      if (sqlite3_get_autocommit(db) != 0) {
        open_ = 0;
      } else if (code == SQLITE_DONE) {
        --open_;
      } else {
        return code;
      }
      forget_names_above(open_);
    }
    return SQLITE_OK;
  }
  void settle_or_throw(sqlite3* db) {
    if (const int code = settle(db); code != SQLITE_OK) raise(db, code, "rollback");
  }

 private:
  enum command : unsigned char { immediate, deferred, exclusive, commit_, rollback, savepoint, release, rollback_to, commands };
  static constexpr const char* texts[commands] = {"begin immediate", "begin deferred",   "begin exclusive", "commit",
                                                  "rollback",        "savepoint mizzle", "release mizzle",  "rollback to mizzle"};

  /// Whether the innermost one is the transaction itself.
  [[nodiscard]] bool is_transaction() const noexcept { return open_ == 1 && !joins_; }

  /// A savepoint with a name of its own, and what ends it.
  struct named {
    int level;
    named* outer;
    sqlite3_stmt* commands[2]{};
  };
  /// How the innermost one is ended or another one begun.
  [[nodiscard]] sqlite3_stmt*& command_of(command c) noexcept {
    const bool own = c >= release && named_ && named_->level == open_;
    return own ? named_->commands[c - release] : commands_[c];
  }
  void forget_names_above(int level) noexcept {
    while (named_ && named_->level > level) {
      for (sqlite3_stmt* const s : named_->commands) sqlite3_finalize(s);
      const named* const left = named_;
      named_ = left->outer;
      delete left;
    }
  }

  void prepare(sqlite3* db, auto... c) { (prepare_one(db, commands_[c], texts[c]), ...); }
  static void prepare_one(sqlite3* db, sqlite3_stmt*& made, const char* sql) {
    if (made) [[likely]]
      return;
    const int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) raise(db, code, sql);
  }
  int step(command c) noexcept {
    sqlite3_stmt* const s = command_of(c);
    const int code = sqlite3_step(s);
    sqlite3_reset(s);
    return code;
  }
  void run(sqlite3* db, command c) {
    prepare_one(db, command_of(c), texts[c]);
    const int code = step(c);
    if (code == SQLITE_DONE) [[likely]]
      return;
    raise(db, code, sqlite3_sql(command_of(c)),
          c == commit_ && sqlite3_get_autocommit(db) != 0 ? fate_of_commit(code) : commit_fate::undone);
  }

  sqlite3_stmt* commands_[commands]{};
  int level_ = 0;
  int open_ = 0;
  named* named_ = nullptr;  // the innermost one
  bool joins_ = false;      // a transaction that mizzle has not begun is around
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::behavior;
}  // namespace mizzle::sqlite
