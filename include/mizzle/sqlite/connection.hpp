// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <mizzle/statement/create.hpp>
#include <mizzle/sqlite/transaction.hpp>
#include <mizzle/value/chrono.hpp>

namespace mizzle::detail::sqlite {

/// How a file keeps its journal (https://www.sqlite.org/pragma.html#pragma_journal_mode). `keep` leaves it as it is, and
/// `wal_if_new` leaves it in a file that has something in it: a mode of WAL stays in the file for all programs and for good.
enum journal_mode : unsigned char { keep, wal, rollback_journal, truncate, persist, memory, wal_if_new };

/// When SQLite waits for the disk (https://www.sqlite.org/pragma.html#pragma_synchronous).
enum class synchronous : unsigned char { full, normal, off };

/// How a connection is opened.
struct options {
  /// How long to wait for another connection's lock before a busy error; at most 2^31-1 milliseconds, which is 24 days.
  std::chrono::milliseconds busy_timeout{5000};
  bool foreign_keys = true;
  journal_mode journal = wal_if_new;
  sqlite::synchronous synchronous = synchronous::full;
  bool read_only = false;
  /// For a file on a medium that nobody can write to: it is read without locks, and a file in WAL mode needs no others beside it
  /// (https://www.sqlite.org/uri.html#uriimmutable). If somebody does write to it, what is read can be wrong.
  bool immutable = false;
  /// Whether a file that does not exist is made.
  bool create = true;
  /// Whether errors tell the values of their statement as well, which may be secrets: error::base::sql_with_values().
  bool values_in_errors = false;
};

class connection;

/// Opens a file once more, see connection::open_again(). It has nothing in common with the connection that it comes from, and can be
/// copied and called by any thread.
class opener {
 public:
  opener(const char* path, const options& o) : path_{path}, options_{o} {}
  /// Another connection to the file, which must still be there.
  template <class Connection = connection>
  [[nodiscard]] Connection operator()() const {
    return Connection{path_, options_};
  }

 private:
  std::string path_;
  options options_;
};

/// A connection to an SQLite file, or to ":memory:". It belongs to one thread at a time, owns its prepared statements, and
/// can be moved, but not while a stream or a transaction of it is alive.
class connection : public handle {
 public:
  /// Opens a file, or a database in memory where the path is ":memory:"; an sql_error if that cannot be.
  explicit connection(const std::string& path, const options& o = {}) : handle{new session, 0}, options_{o} {
    try {
      open(path, o);
    } catch (...) {
      delete session_;
      throw;
    }
  }
  connection(connection&& other) noexcept : handle{other.session_, 0}, options_{other.options_} { other.session_ = nullptr; }
  connection& operator=(connection&& other) noexcept {
    session* const mine = session_;
    session_ = other.session_;
    other.session_ = mine;
    std::swap(options_, other.options_);
    return *this;
  }
  ~connection() { delete session_; }

  /// Creates tables and their indexes that do not exist yet, in one transaction.
  template <Table... T>
  void create_tables(const T&...) {
    transaction([](auto& tx) { (create_one(tx, static_cast<const T*>(nullptr)), ...); });
  }

  /// Calls `f(const mz::sqlite::statement_event&)` behind each statement that runs on this connection, also those that begin and end
  /// transactions: to log them, to count them, to find the slow ones. What triggers do is part of the statement that sets
  /// them off; what cannot be prepared has not run; and the first one behind a change of the schema can be told of twice, as it begins anew. f must not use the connection, and an exception that leaves it ends the program, as there
  /// is no way for one through SQLite. It takes the place of one that was there; nullptr takes it away. Without one nothing is done.
  template <class F>
  void on_statement(F f) {
    if constexpr (std::is_same_v<F, std::nullptr_t>) session_->set_log(nullptr);
    else session_->set_log(new statement_log_of<F>(std::move(f)));
  }

  /// Runs f in a transaction for reading, with a handle of its own: all that it reads is of one moment, that of its first read. On a file
  /// in WAL mode it waits for no writer, and none waits for it. Gives what f returns. A write is an invalid_request.
  template <class F>
  auto snapshot(F&& f) {
    permit(use::nests);
    scope unit{*session_, behavior::deferred};
    struct reading : handle {
      explicit reading(session* s) : handle{s, only_reads} {}
      using handle::run_inside;
    };
    return reading{session_}.run_inside(unit, std::forward<F>(f));
  }

  /// What opens the same file again with the same options, for another thread: `auto open = db.open_again(); auto other = (*open)();`.
  /// Nothing for a database that only this connection sees.
  template <class Opener = opener>
  [[nodiscard]] std::optional<Opener> open_again() const {
    const char* const file = sqlite3_db_filename(session_->db, "main");
    if (!file || !*file) return std::nullopt;
    options again = options_;
    again.create = false;
    // The journal is what it is by now.
    again.journal = keep;
    return Opener{file, again};
  }

 private:
  template <class T, class Tx>
  static void create_one(Tx& tx, const T*) {
    tx.run(create_table(T{}).if_not_exists());
    create_indexes_of<T>(tx);
  }

  void open(const std::string& path, const options& o) {
    const bool read_only = o.read_only || o.immutable;
    const int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (o.create ? SQLITE_OPEN_CREATE : 0)) |
                      (o.immutable ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(o.immutable ? immutable_uri(path).c_str() : path.c_str(), &session_->db, flags, nullptr);
    if (code != SQLITE_OK) throw error::sql_error{code, concat({sqlite3_errmsg(session_->db), ": ", path})};
    // A misspelt name in double quotes is an error and not a text (https://www.sqlite.org/quirks.html#dblquote).
    sqlite3_db_config(session_->db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(session_->db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    // The timeout comes first: switching to WAL can meet another connection's lock.
    const auto longest = std::chrono::milliseconds{INT32_MAX};
    sqlite3_busy_timeout(session_->db, static_cast<int>((o.busy_timeout < longest ? o.busy_timeout : longest).count()));
    session_->exec(o.foreign_keys ? "pragma foreign_keys = on" : "pragma foreign_keys = off");
    static constexpr const char* journals[] = {nullptr,
                                               "pragma journal_mode = wal",
                                               "pragma journal_mode = delete",
                                               "pragma journal_mode = truncate",
                                               "pragma journal_mode = persist",
                                               "pragma journal_mode = memory"};
    const journal_mode journal = o.journal != wal_if_new ? o.journal : is_new() ? wal : keep;
    if (journals[journal] && !read_only) switch_journal(journals[journal], o.busy_timeout);
    static constexpr const char* levels[] = {"pragma synchronous = full", "pragma synchronous = normal", "pragma synchronous = off"};
    session_->exec(levels[static_cast<unsigned>(o.synchronous)]);
    session_->values_in_errors = o.values_in_errors;
  }
  static std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
      if (c == '%' || c == '?' || c == '#') {
        uri += c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
      } else {
        uri += c;
      }
    }
    return uri += "?immutable=1";
  }
  /// Whether nothing was ever written to the file. Its size tells without a lock, which another connection can have.
  bool is_new() {
    sqlite3_file* file = nullptr;
    sqlite3_int64 size = 0;
    const int code = sqlite3_file_control(session_->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK) raise(session_->db, code, nullptr);
    if (!file || !file->pMethods) return false;  // in memory, or not yet there
    if (const int failed = file->pMethods->xFileSize(file, &size); failed != SQLITE_OK) raise(nullptr, failed, nullptr);
    return size == 0;
  }
  // SQLite does not always call the busy handler here, hence a wait of our own.
  void switch_journal(const char* sql, std::chrono::milliseconds patience) {
    for (std::chrono::milliseconds waited{0};; waited += std::chrono::milliseconds{5}) {
      try {
        return session_->exec(sql);
      } catch (const error::busy&) {
        if (waited >= patience) throw;
        sqlite3_sleep(5);
      }
    }
  }

  options options_;
};

}  // namespace mizzle::detail::sqlite

namespace mizzle::sqlite {
using detail::sqlite::connection;
using detail::sqlite::journal_mode;
using detail::sqlite::keep;
using detail::sqlite::memory;
using detail::sqlite::opener;
using detail::sqlite::options;
using detail::sqlite::persist;
using detail::sqlite::rollback_journal;
using detail::sqlite::synchronous;
using detail::sqlite::truncate;
using detail::sqlite::wal;
using detail::sqlite::wal_if_new;
}  // namespace mizzle::sqlite
