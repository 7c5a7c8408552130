// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include <algorithm>
#include <stdexcept>

#include "contents.hpp"
#include "memory.hpp"

namespace faults {
namespace {

constexpr const char* journal_names[] = {"any journal", "wal", "deleted journal", "truncated journal", "kept journal", "journal in memory"};

// A statement that mizzle cannot find again is prepared once more.
int most_twins(sqlite3* db) {
  std::map<std::string, int> texts;
  int most = 0;
  for (sqlite3_stmt* s = sqlite3_next_stmt(db, nullptr); s; s = sqlite3_next_stmt(db, s)) most = std::max(most, ++texts[sqlite3_sql(s)]);
  return most;
}
bool any_running(sqlite3* db) {
  for (sqlite3_stmt* s = sqlite3_next_stmt(db, nullptr); s; s = sqlite3_next_stmt(db, s)) {
    if (sqlite3_stmt_busy(s) != 0) return true;
  }
  return false;
}

// What decides a way without faults: which attempts it passes over, and which did not come to their end.
std::string key_of(const script& records, mz::sqlite::journal_mode journal) {
  std::string key = journal_names[journal];
  for (std::size_t i = 0; i != records.size();) {
    const verdict v = records[i].came_to;
    key += static_cast<char>('0' + static_cast<int>(v));
    i = v == verdict::failed ? records[i].end : i + 1;
  }
  return key;
}

// How the connection is used first after the faults; a write comes later, in the scenario itself.
enum class first_use { typed_read, raw_read, transaction, none };
first_use first_use_at(const point& p, const scenario& s) {
  const auto use = static_cast<first_use>(p.n % 4);
  return use == first_use::typed_read && s.on.file != setting::tables ? first_use::raw_read : use;
}

}  // namespace

std::string describe(const point& p) {
  return std::string{name_of(p.what)} + " " + std::to_string(p.n) + (p.lasting ? " and on, " : " once, ") + journal_names[p.journal];
}
std::vector<mz::sqlite::journal_mode> journals_for(kind what) {
  if (what == kind::memory || what == kind::new_) return {mz::sqlite::wal, mz::sqlite::rollback_journal};
  return {mz::sqlite::wal, mz::sqlite::rollback_journal, mz::sqlite::truncate, mz::sqlite::persist};
}

finding judge::run(const point& p) {
  restore(p.journal);
  const long held = memory::held_by_sqlite(), held_by_new = memory::held_by_new();
  course c{path_, p.journal};
  finding result;
  try {
    traces left = play(c, p);
    result.operations = faults_of_process.seen();
    if (memory::held_by_sqlite() != held)
      c.complain("SQLite holds " + std::to_string(memory::held_by_sqlite() - held) + " blocks more after the close");
    if (memory::held_by_new() != held_by_new)
      c.complain(std::to_string(memory::held_by_new() - held_by_new) + " blocks of operator new are not given back");

    std::string integrity;
    left.in_file = contents(path_, integrity);
    if (integrity != " 'ok'\n") c.complain("the file is damaged: " + integrity);
    if (p.n == 0) most_twins_[p.journal] = std::max(most_twins_[p.journal], left.twins);
    if (left.twins > most_twins_[p.journal]) c.complain("a kept statement is not found again");

    // Where an error says that nobody knows, one of the two must be so.
    std::vector<std::size_t> unknown;
    for (std::size_t i = 0; i != c.records().size(); ++i) {
      if (c.records()[i].came_to == verdict::unknown) unknown.push_back(i);
    }
    std::string complaint;
    for (unsigned long stays = 0; stays != 1ul << unknown.size(); ++stays) {
      script records = c.records();
      for (std::size_t i = 0; i != unknown.size(); ++i)
        records[unknown[i]].came_to = (stays >> i & 1) != 0 ? verdict::stayed : verdict::failed;
      const std::string found = compare(records, left, p);
      if (stays == 0 || found.empty()) complaint = found;
      if (found.empty()) break;
    }
    if (!complaint.empty()) c.complain(complaint);
  } catch (const std::exception& e) {
    faults_of_process.lift();
    memory::track(false);
    c.complain(e.what());
  }
  result.complaint = c.complaint();
  return result;
}

judge::traces judge::play(course& c, const point& p) {
  const auto pass = [&](const char* when) {
    try {
      scenario_.run(c);
    } catch (const std::exception& e) {
      const pause own;
      c.complain(std::string{when} + " an exception leaves the scenario: " + e.what());
    }
  };
  if (!scenario_.on.opens) {
    c.open();
    // Only then does SQLite ask for the directory's synchronisation.
    if (p.what == kind::directory) c.db().raw("pragma synchronous = extra");
    if (scenario_.on.cache_pages != 0) c.db().raw("pragma cache_size = " + std::to_string(scenario_.on.cache_pages));
  }
  if (scenario_.on.warm) {
    pass("before the fault");
    c.next_pass();
  }
  memory::track(true);
  faults_of_process.arm(p.what, p.n, p.lasting);
  pass("under the fault");
  faults_of_process.lift();

  traces left;
  if (!c.is_open()) c.open();
  use_first(c, p);
  if (first_use_at(p, scenario_) != first_use::none) {
    const pause own;
    check_idle(c, "after the fault");
    left.after_faults = contents(c.db().native());
  }
  c.next_pass();
  pass("after the fault");
  if (!c.is_open()) c.open();
  {
    const pause own;
    check_idle(c, "at the end");
    left.at_end = contents(c.db().native());
    left.twins = most_twins(c.db().native());
  }
  c.close();
  memory::track(false);
  return left;
}

void judge::use_first(course& c, const point& p) {
  try {
    switch (first_use_at(p, scenario_)) {
      case first_use::typed_read:
        (void)c.db().get(mz::select(mz::count()).from(notes));
        break;
      case first_use::raw_read:
        (void)c.db().raw<std::int64_t>("select count(*) from sqlite_schema");
        break;
      case first_use::transaction:
        c.db().transaction([](auto& tx) { (void)tx.template raw<std::int64_t>("select count(*) from sqlite_schema"); });
        break;
      case first_use::none:
        break;
    }
  } catch (const std::exception& e) {
    const pause own;
    c.complain("after the fault the connection does not work: " + std::string{e.what()});
  }
}

void judge::check_idle(course& c, const std::string& when) {
  if (sqlite3_get_autocommit(c.db().native()) == 0) c.complain(when + " a transaction is open");
  if (c.db().in_transaction()) c.complain(when + " the connection says that it is in a transaction");
  if (any_running(c.db().native())) c.complain(when + " a statement is still running");
}

const judge::expectation& judge::expected_after(const script& records, const point& p) {
  const auto [at, fresh] = expectations_.try_emplace(key_of(records, p.journal));
  expectation& e = at->second;
  if (fresh) {
    restore(p.journal);
    course c{path_, p.journal, &records};
    e.left = play(c, {p.what, p.journal, false, 0});
    e.records = c.records();
    e.complaint = c.complaint();
  }
  return e;
}

// What each attempt gave or threw, and what is there, must be what it is where the failed ones have not been. Gives what is not.
std::string judge::compare(const script& records, const traces& left, const point& p) {
  const expectation& wanted = expected_after(records, p);
  std::string complaints;
  const auto complain = [&](const std::string& what) { complaints += (complaints.empty() ? "" : "; ") + what; };
  if (!wanted.complaint.empty()) complain("without the failed parts: " + wanted.complaint);
  std::size_t other = 0;
  for (std::size_t i = 0; i != records.size();) {
    const attempt_record& is = records[i];
    if (is.came_to == verdict::failed) {
      i = is.end;
      continue;
    }
    if (other == wanted.records.size()) return "without faults there is no attempt " + std::to_string(i);
    const attempt_record& should = wanted.records[other++];
    const bool same =
        is.came_to == verdict::stayed ? should.came_to == verdict::done : is.came_to == should.came_to && is.outcome == should.outcome;
    if (!same) complain("attempt " + std::to_string(i) + " came to <" + is.outcome + "> where <" + should.outcome + "> was expected");
    ++i;
  }
  if (first_use_at(p, scenario_) != first_use::none && left.after_faults != wanted.left.after_faults)
    complain("after the fault " + difference(left.after_faults, wanted.left.after_faults));
  if (left.at_end != wanted.left.at_end) complain("on the connection " + difference(left.at_end, wanted.left.at_end));
  if (left.in_file != wanted.left.at_end) complain("in the file " + difference(left.in_file, wanted.left.at_end));
  return complaints;
}

database_files judge::make_image(mz::sqlite::journal_mode journal) {
  remove_database(path_);
  database_files result;
  if (scenario_.on.file == setting::nothing) return result;
  course c{path_, journal};
  c.open();
  // Small pages make for many of them.
  const std::string form = std::string{"pragma journal_mode = delete; pragma page_size = 1024; pragma auto_vacuum = "} +
                           (scenario_.on.shrinks ? "full" : "none") + "; vacuum";
  if (sqlite3_exec(c.db().native(), form.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error{"no image"};
  c.open();
  c.db().create_tables(notes, links);
  for (std::int64_t i = 1; i != 10; ++i) c.db().run(note(i));
  c.db().run(link(1, 1, 2));
  c.db().run(link(2, 2, 3));
  if (scenario_.on.file == setting::killed) {
    c.db().raw("pragma cache_size = 2");
    c.db().transaction([&](auto& tx) {
      for (std::int64_t i = 20; i != 60; ++i) tx.run(note(i));
      result = read_database(path_);
    });
  } else {
    c.close();
    result = read_database(path_);
  }
  return result;
}

void judge::restore(mz::sqlite::journal_mode journal) {
  if (!images_.contains(journal)) images_[journal] = make_image(journal);
  remove_database(path_);
  write_database(path_, images_[journal]);
}

}  // namespace faults
