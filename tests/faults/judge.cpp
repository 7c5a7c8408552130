// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include <algorithm>
#include <stdexcept>

#include "contents.hpp"
#include "memory.hpp"

namespace faults {
namespace {

mz::sqlite::journal_mode journal(bool wal) { return wal ? mz::sqlite::wal : mz::sqlite::rollback_journal; }

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

// Which attempts a way without faults passes over.
std::string key_of(const script& records, bool wal) {
  std::string key = wal ? "w" : "r";
  for (std::size_t i = 0; i != records.size();) {
    const bool failed = records[i].came_to == verdict::failed;
    key += failed ? 'f' : 'd';
    i = failed ? records[i].end : i + 1;
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
  return std::string{name_of(p.what)} + " " + std::to_string(p.n) + (p.lasting ? " and on" : " once") + (p.wal ? ", wal" : ", rollback journal");
}

finding judge::run(const point& p) {
  restore(p.wal);
  const long held = memory::held_by_sqlite(), held_by_new = memory::held_by_new();
  course c{path_, journal(p.wal)};
  finding result;
  try {
    const traces left = play(c, p);
    result.operations = faults_of_process.seen();
    if (memory::held_by_sqlite() != held) c.complain("SQLite holds " + std::to_string(memory::held_by_sqlite() - held) + " blocks more after the close");
    if (memory::held_by_new() != held_by_new) c.complain(std::to_string(memory::held_by_new() - held_by_new) + " blocks of operator new are not given back");

    std::string integrity;
    const std::string in_file = contents(path_, integrity);
    if (integrity != " 'ok'\n") c.complain("the file is damaged: " + integrity);
    if (p.n == 0) most_twins_[p.wal] = std::max(most_twins_[p.wal], left.twins);
    if (left.twins > most_twins_[p.wal]) c.complain("a kept statement is not found again");

    const expectation& wanted = expected_after(c.records(), p);
    compare(c.records(), wanted, c);
    if (first_use_at(p, scenario_) != first_use::none && left.after_faults != wanted.left.after_faults) c.complain("after the fault " + difference(left.after_faults, wanted.left.after_faults));
    if (left.at_end != wanted.left.at_end) c.complain("on the connection " + difference(left.at_end, wanted.left.at_end));
    if (in_file != wanted.left.at_end) c.complain("in the file " + difference(in_file, wanted.left.at_end));
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
  const auto [at, fresh] = expectations_.try_emplace(key_of(records, p.wal));
  expectation& e = at->second;
  if (fresh) {
    restore(p.wal);
    course c{path_, journal(p.wal), &records};
    e.left = play(c, {p.what, p.wal, false, 0});
    e.records = c.records();
    e.complaint = c.complaint();
  }
  return e;
}

// What each attempt gave or threw must be what it gives where the failed ones have not been.
void judge::compare(const script& records, const expectation& wanted, course& c) {
  if (!wanted.complaint.empty()) c.complain("without the failed parts: " + wanted.complaint);
  std::size_t other = 0;
  for (std::size_t i = 0; i != records.size();) {
    const attempt_record& is = records[i];
    if (is.came_to == verdict::failed) {
      i = is.end;
      continue;
    }
    if (other == wanted.records.size()) return c.complain("attempt " + std::to_string(i) + " is missing without faults");
    const attempt_record& should = wanted.records[other++];
    const bool same = is.came_to == verdict::stayed ? should.came_to == verdict::done : is.came_to == should.came_to && is.outcome == should.outcome;
    if (!same) return c.complain("attempt " + std::to_string(i) + " came to <" + is.outcome + "> where <" + should.outcome + "> was expected");
    ++i;
  }
}

judge::image judge::make_image(bool wal) {
  remove_database(path_);
  image result;
  if (scenario_.on.file == setting::nothing) return result;
  course c{path_, journal(wal)};
  c.open();
  // Small pages make for many of them.
  if (sqlite3_exec(c.db().native(), "pragma journal_mode = delete; pragma page_size = 1024; vacuum", nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error{"no image"};
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

void judge::restore(bool wal) {
  if (!images_.contains(wal)) images_[wal] = make_image(wal);
  remove_database(path_);
  write_database(path_, images_[wal]);
}

}  // namespace faults
