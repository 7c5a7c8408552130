// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <stdexcept>

#include "course.hpp"

// A suite that cannot fail proves nothing: each of these must be found out.
namespace faults {
namespace {

constexpr auto passes_over_errors = [](course& c) {
  c.attempt([&] {
    try {
      c.db().run(note(c.id(900)));
    } catch (const mz::error::base&) {}
  });
};
constexpr auto does_half = [](course& c) {
  c.attempt([&] {
    c.db().run(note(c.id(901)));
    c.db().run(note(c.id(902)));
  });
};
constexpr auto leaves_open = [](course& c) {
  c.attempt([&] {
    sqlite3_exec(c.db().native(), "begin", nullptr, nullptr, nullptr);
    c.db().run(note(c.id(903)));
    c.db().run(note(c.id(904)));
    sqlite3_exec(c.db().native(), "commit", nullptr, nullptr, nullptr);
  });
};
constexpr auto leaves_running = [](course& c) {
  c.attempt([&] {
    sqlite3_stmt* left = nullptr;
    sqlite3_prepare_v2(c.db().native(), "select id from notes", -1, &left, nullptr);
    sqlite3_step(left);
    c.db().run(note(c.id(905)));
    sqlite3_finalize(left);
  });
};
constexpr auto leaks = [](course& c) {
  c.attempt([&] {
    auto* const lost = new std::int64_t{906};
    c.db().run(note(c.id(*lost)));
    delete lost;
  });
};
constexpr auto invents = [](course& c) {
  c.attempt([&] {
    try {
      return mz::get<0>(c.db().one(mz::select(mz::count()).from(notes)));
    } catch (const mz::error::base&) {
      return std::int64_t{0};
    }
  });
};
constexpr auto throws_anything = [](course& c) {
  c.attempt([&] {
    try {
      c.db().run(note(c.id(907)));
    } catch (const mz::error::base&) {
      throw std::logic_error{"anything"};
    }
  });
};
constexpr auto dies = [](course& c) {
  c.attempt([&] {
    try {
      c.db().run(note(c.id(908)));
    } catch (const std::bad_alloc&) {
      std::abort();
    }
  });
};

}  // namespace

std::vector<wrong_scenario> wrong_scenarios() {
  return {
      {{"wrong: passes over errors", passes_over_errors}, "sync", "was expected"},
      {{"wrong: does half", does_half}, "write", "in the file there is"},
      {{"wrong: leaves a transaction open", leaves_open}, "memory", "a transaction is open"},
      {{"wrong: leaves a statement running", leaves_running}, "memory", "a statement is still running"},
      {{"wrong: loses a statement", leaves_running}, "memory", "SQLite holds"},
      {{"wrong: loses memory", leaks}, "new", "of operator new are not given back"},
      {{"wrong: invents a value", invents}, "memory", "came to <0>"},
      {{"wrong: throws anything", throws_anything}, "lock", "an exception that is not documented: anything"},
      {{"wrong: dies", dies}, "new", "killed by signal"},
  };
}

}  // namespace faults
