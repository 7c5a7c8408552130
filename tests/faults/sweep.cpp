// SPDX-License-Identifier: MIT
#include "sweep.hpp"

#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <random>
#include <stdexcept>

#include "judge.hpp"
#include "memory.hpp"
#include "vfs.hpp"

namespace faults {
namespace {

constexpr unsigned seconds_for_a_point = 120;

// What the processes share: how far the sweep is, and what was found.
struct progress {
  std::size_t begun = 0;
  unsigned long passed = 0, failed = 0;
  char at[128] = {};
  std::size_t used = 0;
  char complaints[1 << 20] = {};  // one after another, each ended by a zero; what finds no room is printed all the same
};

class shared_progress {
 public:
  shared_progress() {
    void* const room = mmap(nullptr, sizeof(progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) throw std::runtime_error{"no shared memory"};
    progress_ = new (room) progress;
  }
  shared_progress(const shared_progress&) = delete;
  shared_progress& operator=(const shared_progress&) = delete;
  ~shared_progress() { munmap(progress_, sizeof(progress)); }
  progress* operator->() const noexcept { return progress_; }
  progress& operator*() const noexcept { return *progress_; }

 private:
  progress* progress_;
};

void fail(progress& p, const scenario& s, const std::string& complaint, bool quiet) {
  if (!quiet) std::printf("FAILED %.*s: %s: %s\n", static_cast<int>(s.name.size()), s.name.data(), p.at, complaint.c_str());
  std::fflush(stdout);
  ++p.failed;
  if (p.used + complaint.size() + 1 > sizeof p.complaints) return;
  std::memcpy(p.complaints + p.used, complaint.c_str(), complaint.size() + 1);
  p.used += complaint.size() + 1;
}

// The numbers from 1 to count that are to be run.
std::vector<unsigned long> chosen_of(unsigned long count, const choice& chosen, std::mt19937_64& random) {
  std::vector<unsigned long> result;
  if (chosen.all || count <= chosen.sample) {
    for (unsigned long n = 1; n <= count; ++n) result.push_back(n);
    return result;
  }
  const unsigned long ends = chosen.sample / 4, between = chosen.sample - 2 * ends, room = count - 2 * ends;
  for (unsigned long n = 1; n <= ends; ++n) result.push_back(n);
  for (unsigned long i = 0; i != between; ++i) {
    const unsigned long first = ends + 1 + room * i / between, next = ends + 1 + room * (i + 1) / between;
    if (first != next) result.push_back(first + random() % (next - first));
  }
  for (unsigned long n = count - ends + 1; n <= count; ++n) result.push_back(n);
  return result;
}

// The sweep itself, from a point on.
void run(progress& p, const scenario& s, kind what, const choice& chosen, const std::string& directory, std::size_t first) {
  memory::install();
  if (what == kind::fetch) sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, sqlite3_int64{1} << 20, sqlite3_int64{1} << 20);
  sqlite3_initialize();
  vfs::install();
  judge j{s, directory};
  std::size_t number = 0;
  const auto one = [&](const point& at) {
    const std::size_t mine = number++;
    if (mine < first && at.n != 0) return finding{};
    std::snprintf(p.at, sizeof p.at, "%s", describe(at).c_str());
    if (mine >= first) p.begun = mine + 1;
    alarm(seconds_for_a_point);
    finding f = j.run(at);
    if (mine < first) return f;
    if (f.complaint.empty()) {
      ++p.passed;
    } else {
      fail(p, s, f.complaint, chosen.quiet);
    }
    return f;
  };
  for (const mz::sqlite::journal_mode journal : journals_for(what)) {
    std::mt19937_64 random{chosen.seed};
    // The first way without faults also makes what SQLite keeps for the whole process.
    (void)j.run({what, journal, false, 0});
    const unsigned long count = one({what, journal, false, 0}).operations;
    for (const bool lasting : {false, true}) {
      for (const unsigned long n : chosen_of(count, chosen, random)) one({what, journal, lasting, n});
    }
  }
}

}  // namespace

tally sweep(const scenario& s, kind what, const choice& chosen) {
  const shared_progress p;
  const scratch_directory directory;
  for (std::size_t first = 0, deaths = 0;; first = p->begun) {
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error{"no process"};
    if (child == 0) {
      run(*p, s, what, chosen, directory.path(), first);
      std::fflush(nullptr);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) break;
    fail(*p, s,
         WIFSIGNALED(status) ? "killed by signal " + std::to_string(WTERMSIG(status))
                             : "ended with status " + std::to_string(WEXITSTATUS(status)),
         chosen.quiet);
    if (p->begun == first || ++deaths == 1000) break;  // it dies at once, or everywhere
  }
  tally result{p->passed, p->failed, {}};
  for (std::size_t at = 0; at != p->used; at += std::strlen(p->complaints + at) + 1) result.complaints.emplace_back(p->complaints + at);
  return result;
}

}  // namespace faults
