// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "course.hpp"
#include "fault.hpp"
#include "files.hpp"

namespace faults {

/// Where a fault strikes: the nth operation of a kind, alone or with all that follow; n = 0 strikes nowhere.
struct point {
  kind what;
  mz::sqlite::journal_mode journal;
  bool lasting;
  unsigned long n;
};
std::string describe(const point& p);
/// The journals under which a kind is tried.
std::vector<mz::sqlite::journal_mode> journals_for(kind what);

struct finding {
  unsigned long operations = 0;  // of the kind, on the scenario's way
  std::string complaint;         // empty if all is right
};

/// Runs a scenario over files and judges what it leaves behind.
class judge {
 public:
  judge(const scenario& s, const std::string& directory) : scenario_{s}, path_{directory + "/db"} {}

  finding run(const point& p);

 private:
  struct traces {
    std::string after_faults, at_end, in_file;  // contents
    int twins = 0;                              // the most statements with the same text
  };
  struct expectation {
    traces left;
    script records;
    std::string complaint;
  };

  traces play(course& c, const point& p);
  void use_first(course& c, const point& p);
  void check_idle(course& c, const std::string& when);
  const expectation& expected_after(const script& records, const point& p);
  std::string compare(const script& records, const traces& left, const point& p);
  void restore(mz::sqlite::journal_mode journal);
  database_files make_image(mz::sqlite::journal_mode journal);

  scenario scenario_;
  std::string path_;
  std::map<mz::sqlite::journal_mode, database_files> images_;
  std::map<std::string, expectation> expectations_;
  std::map<mz::sqlite::journal_mode, int> most_twins_;
};

}  // namespace faults
