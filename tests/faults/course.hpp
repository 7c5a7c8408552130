// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "describe.hpp"
#include "fault.hpp"
#include "schema.hpp"

namespace faults {

/// What a scenario throws to undo a transaction of its own.
struct refusal {};

/// What an attempt came to.
enum class verdict : unsigned char {
  done,     // it gave what it gives
  refused,  // it threw what it throws without faults too: a guard, a constraint, a row that is not there
  failed,   // it threw, and nothing of it may be there
  stayed,   // it threw, and said that all of it is there
  unknown,  // it threw, and said that only the file can tell
};
struct attempt_record {
  verdict came_to = verdict::failed;
  std::string outcome;
  std::size_t end = 0;    // the attempt that follows it and all inside it
  std::size_t place = 0;  // in the script that was followed
};
using script = std::vector<attempt_record>;

/// One way through a scenario: the connection, and what each attempt came to. With a script of another way, those attempts
/// that failed there are passed over here, so that a way without faults tells what the way with them must have left.
class course {
 public:
  course(std::string path, mz::sqlite::journal_mode journal, const script* follow = nullptr)
      : path_{std::move(path)}, journal_{journal}, follow_{follow} {}

  /// The connection under test.
  [[nodiscard]] mz::sqlite::connection& db() { return *db_; }
  [[nodiscard]] bool is_open() const noexcept { return db_.has_value(); }
  void open() {
    db_.reset();
    db_.emplace(path_, mz::sqlite::options{.busy_timeout = std::chrono::milliseconds{0}, .journal = journal_});
  }
  void close() { db_.reset(); }

  /// A number that is another one each time the scenario runs over the same file.
  [[nodiscard]] std::int64_t id(std::int64_t n) const noexcept { return pass_ * 1000 + n; }
  void next_pass() noexcept { ++pass_; }

  /// Calls f, which all happens or not at all, and notes what it gives or throws. Attempts may stand in each other. Tells
  /// whether f came to its end.
  template <class F>
  bool attempt(F&& f) {
    const std::optional<std::size_t> here = enter();
    if (!here) return false;
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
        f();
        const pause own;
        leave(*here, verdict::done, "done");
      } else {
        const auto result = f();
        const pause own;
        leave(*here, verdict::done, describe(result));
      }
    } catch (...) {
      const pause own;
      note_error(*here);
    }
    return came_to_its_end(*here);
  }

  [[nodiscard]] const script& records() const noexcept { return records_; }
  /// What no attempt may come to, such as an exception that is not documented; empty if there was nothing of it.
  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }
  void complain(const std::string& what) { complaint_ += (complaint_.empty() ? "" : "; ") + what; }

 private:
  std::optional<std::size_t> enter();
  void leave(std::size_t here, verdict came_to, std::string outcome);
  void note_error(std::size_t here);
  [[nodiscard]] bool came_to_its_end(std::size_t here) const noexcept;

  std::string path_;
  mz::sqlite::journal_mode journal_;
  std::optional<mz::sqlite::connection> db_;
  std::int64_t pass_ = 0;
  const script* follow_;
  std::size_t next_ = 0;  // the place in the script
  script records_;
  std::string complaint_;
};

/// On what a scenario runs.
struct setting {
  /// The file: with tables and notes 1 to 9, or none yet, or as a program left it that was killed.
  enum { tables, nothing, killed } file = tables;
  /// The scenario opens its connections itself, by course::open().
  bool opens = false;
  /// The scenario has run before on the connection, so that its statements are prepared.
  bool warm = false;
  /// How many pages SQLite may keep in memory; few make it write before the commit.
  int cache_pages = 0;
  /// The file becomes shorter when rows go.
  bool shrinks = false;
};

/// A way of using mizzle. It runs twice over the same connection, first with faults and then without.
struct scenario {
  std::string_view name;
  void (*run)(course&);
  setting on{};
};

// The scenarios by theme; add one to the list of its file.
std::vector<scenario> list_scenarios();
std::vector<scenario> transaction_scenarios();
std::vector<scenario> statement_scenarios();
std::vector<scenario> opening_scenarios();
/// Wrong ones, each with the complaint that it must bring about.
struct wrong_scenario {
  scenario what;
  std::string_view kind, complaint;
};
std::vector<wrong_scenario> wrong_scenarios();

}  // namespace faults
