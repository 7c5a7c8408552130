// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <string>
#include <string_view>

#include <mizzle/bind/windows.hpp>
#include <mizzle/render/text.hpp>
#include <mizzle/sqlite/kept_by_number.hpp>
#include <mizzle/sqlite/kept_texts.hpp>
#include <mizzle/sqlite/statement_log.hpp>
#include <mizzle/sqlite/transaction_stack.hpp>
#include <mizzle/sqlite/version.hpp>
#include <mizzle/text/comments.hpp>

namespace mizzle::detail::sqlite {

/// The part of a number that counts the statement types of one shared object.
inline constexpr std::uint64_t counted_part = 0xffffff;

// Shared objects whose symbols are not merged count their statement types each for itself. What they count gets a random part,
// because a connection can be passed from one to another, and must not take the statement of one for that of the other.
inline std::uint64_t assign_number(statement_site& site) noexcept {
  static const std::uint64_t random_part = [] {
    std::uint64_t bits = 0;
    sqlite3_randomness(sizeof bits, &bits);
    return bits & ~counted_part;
  }();
  static constinit atomic_number last;
  return site.number.set_once(random_part | last.increment());
}

/// What a connection owns: the database handle, the prepared statements and the open transactions. Used by one thread at a
/// time.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() {
    set_log(nullptr);
    // It is closed when the statements of the other members are gone as well.
    sqlite3_close_v2(db);
  }

  /// A kept statement that is not running; it is prepared if there is none.
  [[nodiscard]] kept_statement* acquire(statement_site& site) {
    const std::uint64_t number = site.number.get();
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running)) kept = kept->next;
    return kept ? kept : keep(site, {});
  }
  [[nodiscard]] kept_statement* acquire(statement_site& site, const shape& how) {
    const std::uint64_t number = site.number.get();
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running || !(kept->how == how))) kept = kept->next;
    return kept ? kept : keep(site, how);
  }

  /// The same for SQL of the user's own, which is kept by its text.
  [[nodiscard]] kept_statement* acquire(const std::string& sql) {
    kept_statement* const found = texts_.find(sql);
    if (found && !found->running) return found;
    kept_statement* const made = prepare_kept(sql, SQLITE_PREPARE_PERSISTENT);
    try {
      made->temporary = found || !texts_.keep(sql, made);
    } catch (...) {
      delete made;
      throw;
    }
    return made;
  }
  /// The same for a statement of which a condition is made at run time.
  [[nodiscard]] kept_statement* acquire(const statement_site& site, const std::string& sql) {
    demand_version(site.words);
    kept_statement* const kept = acquire(sql);
    kept->words = &site.words;
    kept->row_id = site.row_id;
    return kept;
  }
  /// A statement that is not kept.
  [[nodiscard]] kept_statement* prepare_once(const std::string& sql) {
    kept_statement* const made = prepare_kept(sql, 0);
    made->temporary = true;
    return made;
  }

  void release(kept_statement* kept) noexcept {
    sqlite3_reset(kept->statement);
    kept->running = false;
    if (kept->temporary) delete kept;
  }

  /// Takes the place of the log that there was; the session owns it.
  void set_log(statement_log* next) noexcept {
    if (log) statement_log::end(db);
    delete log;
    log = next;
    if (log) log->begin(db);
  }

  /// Runs a statement without values and rows.
  void exec(const char* sql) {
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(db, code, sql);
  }

  /// Says in an error which statement it is about, with its values if they are wanted in errors.
  void tell(error::base& e, sqlite3_stmt* statement) const noexcept {
    char* const with_values = values_in_errors ? sqlite3_expanded_sql(statement) : nullptr;
    e.set_sql(sqlite3_sql(statement), with_values ? with_values : "");
    sqlite3_free(with_values);
  }
  /// The same of what is thrown before a statement is started, which is an invalid_request, or when it has ended, such as by its guard.
  /// write_text() gives the text.
  template <class F>
  [[gnu::cold]] void tell_text(error::base& e, const statement_site& site, F&& write_text) const noexcept {
    if (!e.sql().empty()) return;
    const bool has_run = dynamic_cast<const error::invalid_request*>(&e) == nullptr;
    try {
      e.set_sql(write_text(), has_run && ended_ == &site.words ? ended_with_values_ : std::string{});
    } catch (...) {  // what failed is worth more than its text
    }
  }
  [[gnu::cold]] void tell(error::base& e, const statement_site& site, const shape& how) const noexcept {
    tell_text(e, site, [&] { return render(site.words, dialect_id::sqlite, how); });
  }
  /// Keeps the values of a statement that ends, for errors that come only then; of null, that there was nothing to run.
  void note_end(const kept_statement* kept) noexcept {
    if (values_in_errors) [[unlikely]]
      keep_end(kept);
  }

  /// How many values one statement can bind (https://www.sqlite.org/c3ref/limit.html).
  [[nodiscard]] std::size_t max_parameters() const noexcept {
    return static_cast<std::size_t>(sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, -1));
  }

  sqlite3* db = nullptr;
  transaction_stack transactions;
  statement_log* log = nullptr;  // owned
  bool values_in_errors = false;

 private:
  [[nodiscard]] kept_statement* first_kept(std::uint64_t number) const noexcept {
    return by_number_.first(static_cast<unsigned>(number & counted_part));
  }
  /// Prepares a statement and keeps it under its number. A type with very many shapes keeps only some of them.
  // The text is written here and not at compile time, where it would cost each statement that is run a sixth of its time.
  kept_statement* keep(statement_site& site, const shape& how) {
    const std::uint64_t number = site.number.get() != 0 ? site.number.get() : assign_number(site);
    const auto n = static_cast<unsigned>(number & counted_part);
    by_number_.make_room(n);
    unsigned shapes = 0;
    for (const kept_statement* k = by_number_.first(n); k; k = k->next) shapes += k->number == number;
    demand_version(site.words);
    kept_statement* const kept = prepare_kept(render(site.words, dialect_id::sqlite, how), SQLITE_PREPARE_PERSISTENT);
    kept->number = number;
    kept->words = &site.words;
    kept->how = how;
    kept->row_id = site.row_id;
    kept->temporary = shapes >= most_shapes;
    if (!kept->temporary) by_number_.add(n, kept);
    return kept;
  }
  kept_statement* prepare_kept(const std::string& sql, unsigned flags) {
    auto* const made = new kept_statement;
    try {
      made->statement = prepare(sql, flags);
    } catch (...) {
      delete made;
      throw;
    }
    return made;
  }
  sqlite3_stmt* prepare(const std::string& sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    // The size counts the terminating zero as well, which spares SQLite a copy.
    const int code = sqlite3_prepare_v3(db, sql.c_str(), static_cast<int>(sql.size() + 1), flags, &statement, &tail);
    if (code != SQLITE_OK) raise(db, code, sql.c_str());
    if (!statement) throw error::invalid_request{"the statement is empty", sql};
    if (tail && *tail != '\0') {
      const std::string_view rest = tail;
      const std::size_t more = skip_comments(rest);
      if (more != rest.size()) {
        sqlite3_finalize(statement);
        std::string message = "one statement at a time: there is text behind the first, at \"";
        message += rest.substr(more);
        message += '"';
        throw error::invalid_request{message, sql};
      }
    }
    return statement;
  }

  [[gnu::cold, gnu::noinline]] void keep_end(const kept_statement* kept) noexcept {
    ended_ = nullptr;
    char* const with_values = kept ? sqlite3_expanded_sql(kept->statement) : nullptr;
    if (!with_values) return;
    try {
      ended_with_values_ = with_values;
      ended_ = kept->words;
    } catch (...) {}
    sqlite3_free(with_values);
  }

  static constexpr unsigned most_shapes = 64;
  kept_by_number by_number_;
  kept_texts texts_;
  const statement_text* ended_ = nullptr;  // the words of the statement that has ended last,
  std::string ended_with_values_;          // and its text with its values
};

/// A statement while it runs. Its end, by whatever way, resets the statement, so that the connection stays usable.
class cursor {
 public:
  cursor(session& s, kept_statement* kept) noexcept : session_{&s}, kept_{kept} { kept->running = true; }
  cursor(cursor&& other) noexcept : session_{other.session_}, kept_{other.kept_} { other.kept_ = nullptr; }
  cursor& operator=(cursor&&) = delete;
  ~cursor() {
    if (kept_) session_->release(kept_);
  }

  /// Whether there is a next row. Anything but a row or the end is thrown: a busy database is no end of rows.
  bool step() {
    const int code = sqlite3_step(kept_->statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(code);
    return false;
  }
  /// Says in an error which statement it is about.
  void tell(error::base& e) const noexcept { session_->tell(e, kept_->statement); }
  [[nodiscard]] sqlite3_stmt* statement() const noexcept { return kept_->statement; }
  [[nodiscard]] const kept_statement& kept() const noexcept { return *kept_; }

 private:
  [[noreturn]] void fail(int code) {
    // Of a statement that commits itself, the same codes can come from before it has written anything.
    const bool unknown = fate_of_commit(code) != commit_fate::undone && sqlite3_get_autocommit(session_->db) != 0 &&
                         sqlite3_stmt_readonly(kept_->statement) == 0;
    try {
      raise(session_->db, code, sqlite3_sql(kept_->statement), unknown ? commit_fate::unknown : commit_fate::undone);
    } catch (error::base& e) {
      tell(e);
      throw;
    }
  }

  session* session_;
  kept_statement* kept_;
};

/// Calls f; what it throws says that it is about the statement of a cursor.
template <class F>
auto about(const cursor& c, F&& f) {
  try {
    return f();
  } catch (error::base& e) {
    c.tell(e);
    throw;
  }
}

}  // namespace mizzle::detail::sqlite
