// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include <mizzle/bind/windows.hpp>
#include <mizzle/sqlite/transaction_stack.hpp>
#include <mizzle/text/comments.hpp>

namespace mizzle::detail::sqlite {

/// Whether a statement that has run may have inserted a row whose id is to be reported.
enum class row_id_report : unsigned char {
  never,
  after_changes,  // whatever it changed was inserted
  if_inserted,    // only SQLite knows
};

/// What a program keeps of a statement type: its words, and a number that it gets at its first use, the same on every
/// connection, by which a connection finds the kept statement without hashing or comparing text.
struct statement_site {
  statement_text words{};
  statement_kind kind = statement_kind::select;
  bool returns_rows = false;
  row_id_report row_id = row_id_report::never;
  std::uint64_t number = 0;  // used by all threads, hence only through the compiler's atomic operations; <atomic> costs more
                             // time than all of sqlite/
};

/// The part of a number that counts the statement types of one shared object.
inline constexpr std::uint64_t counted_part = 0xffffff;

inline std::uint64_t number_of(const statement_site& site) noexcept { return __atomic_load_n(&site.number, __ATOMIC_RELAXED); }
// Shared objects whose symbols are not merged count their statement types each for itself. What they count gets a random part,
// because a connection can be passed from one to another, and must not take the statement of one for that of the other.
inline std::uint64_t assign_number(statement_site& site) noexcept {
  static const std::uint64_t random_part = [] {
    std::uint64_t bits = 0;
    sqlite3_randomness(sizeof bits, &bits);
    return bits & ~counted_part;
  }();
  static constinit std::uint64_t last = 0;
  std::uint64_t expected = 0;
  const std::uint64_t mine = random_part | __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
  return __atomic_compare_exchange_n(&site.number, &expected, mine, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ? mine : expected;
}

/// A prepared statement that waits for its next use.
struct kept_statement {
  sqlite3_stmt* statement = nullptr;
  std::uint64_t number = 0;
  const statement_text* words = nullptr;  // null for SQL of the user's own
  shape how{};
  row_id_report row_id = row_id_report::never;
  bool running = false;
  bool temporary = false;
  kept_statement* next = nullptr;
};

/// What a connection owns: the database handle, the prepared statements and the open transactions. Used by one thread at a
/// time.
class session {
 public:
  session() = default;
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() {
    for (unsigned i = 0; i != size_; ++i) {
      for (kept_statement* kept = statements_[i]; kept;) {
        sqlite3_finalize(kept->statement);
        kept_statement* const next = kept->next;
        delete kept;
        kept = next;
      }
    }
    delete[] statements_;
    // It is closed when the statements of `transactions` are gone as well.
    sqlite3_close_v2(db);
  }

  /// A kept statement that is not running; it is prepared if there is none.
  [[nodiscard]] kept_statement* acquire(statement_site& site) {
    const std::uint64_t number = number_of(site);
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running)) kept = kept->next;
    return kept ? kept : keep(site, {});
  }
  [[nodiscard]] kept_statement* acquire(statement_site& site, const shape& how) {
    const std::uint64_t number = number_of(site);
    kept_statement* kept = first_kept(number);
    while (kept && (kept->number != number || kept->running || !(kept->how == how))) kept = kept->next;
    return kept ? kept : keep(site, how);
  }

  void release(kept_statement* kept) noexcept {
    sqlite3_reset(kept->statement);
    kept->running = false;
    if (kept->temporary) {
      sqlite3_finalize(kept->statement);
      delete kept;
    }
  }

  /// `size` counts the terminating zero as well, which spares SQLite a copy.
  template <class Text = std::string>
  sqlite3_stmt* prepare(const char* sql, std::size_t size, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(db, sql, static_cast<int>(size), flags, &statement, &tail);
    if (code != SQLITE_OK) raise(db, code, sql);
    if (!statement) throw error::invalid_request{"the statement is empty"};
    if (tail && *tail != '\0') {
      const std::string_view rest = tail;
      const std::size_t more = skip_comments(rest);
      if (more != rest.size()) {
        sqlite3_finalize(statement);
        throw error::invalid_request{Text{"one statement at a time: there is text behind the first, at \""} + Text{rest.substr(more)} + "\""};
      }
    }
    return statement;
  }

  /// Runs a statement without values and rows.
  void exec(const char* sql) {
    const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) raise(db, code, sql);
  }

  sqlite3* db = nullptr;
  transaction_stack transactions;

 private:
  [[nodiscard]] kept_statement* first_kept(std::uint64_t number) const noexcept {
    const std::uint64_t n = number & counted_part;
    return n < size_ ? statements_[n] : nullptr;
  }
  /// Prepares a statement and keeps it under its number. A type with very many shapes keeps only some of them.
  // The text is written here and not at compile time, where it would cost each statement that is run a sixth of its time.
  template <class Text = std::string>
  kept_statement* keep(statement_site& site, const shape& how) {
    const std::uint64_t number = number_of(site) != 0 ? number_of(site) : assign_number(site);
    const auto n = static_cast<unsigned>(number & counted_part);
    if (n >= size_) grow(n + 16);
    unsigned shapes = 0;
    for (const kept_statement* k = statements_[n]; k; k = k->next) shapes += k->number == number;
    const auto sql = render<Text>(site.words, dialect_id::sqlite, how);
    auto* const kept = new kept_statement;
    try {
      kept->statement = prepare(sql.c_str(), sql.size() + 1, SQLITE_PREPARE_PERSISTENT);
    } catch (...) {
      delete kept;
      throw;
    }
    kept->number = number;
    kept->words = &site.words;
    kept->how = how;
    kept->row_id = site.row_id;
    kept->temporary = shapes >= most_shapes;
    if (!kept->temporary) {
      kept->next = statements_[n];
      statements_[n] = kept;
    }
    return kept;
  }

  void grow(unsigned size) {
    auto* const more = new kept_statement* [size] {};
    for (unsigned i = 0; i != size_; ++i) more[i] = statements_[i];
    delete[] statements_;
    statements_ = more;
    size_ = size;
  }

  static constexpr unsigned most_shapes = 64;
  // By number. A std::vector of them would take a compiler a twentieth of the time that <string> takes.
  kept_statement** statements_ = nullptr;
  unsigned size_ = 0;
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
  [[nodiscard]] sqlite3_stmt* statement() const noexcept { return kept_->statement; }
  [[nodiscard]] const kept_statement& kept() const noexcept { return *kept_; }

 private:
  [[noreturn]] void fail(int code) {
    // Of a statement that commits itself, the same codes can come from before it has written anything.
    const bool unknown = fate_of_commit(code) != commit_fate::undone && sqlite3_get_autocommit(session_->db) != 0 && sqlite3_stmt_readonly(kept_->statement) == 0;
    raise(session_->db, code, sqlite3_sql(kept_->statement), unknown ? commit_fate::unknown : commit_fate::undone);
  }

  session* session_;
  kept_statement* kept_;
};

}  // namespace mizzle::detail::sqlite
