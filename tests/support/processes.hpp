// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace support {

/// An object that a process and all that it starts afterwards see, such as a shared<std::atomic<int>>. What is in it must make do
/// without pointers, and without a mutex that a process could be killed with.
template <class T>
class shared {
 public:
  template <class... X>
  explicit shared(X&&... x) {
    void* const memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    object_ = ::new (memory) T(std::forward<X>(x)...);
  }
  shared(const shared&) = delete;
  shared& operator=(const shared&) = delete;
  ~shared() {
    object_->~T();
    ::munmap(object_, sizeof(T));
  }
  T& operator*() const noexcept { return *object_; }
  T* operator->() const noexcept { return object_; }

 private:
  T* object_;
};

/// Processes that run one function at once, each with its number from 0. The constructor lets them go when all of them are there.
///
///     support::processes children{8, [&](int i) { return claim(file.path(), i); }};
///     EXPECT_TRUE(children.succeeded());
///     EXPECT_EQ(children.result(0), "claimed");
///
/// The function gives nothing or a text. A check of GoogleTest that fails there, an exception, a sanitizer's report and a signal
/// make its process fail, and what it has printed is told by succeeded(). A process that has not ended within the limit is killed.
/// None outlives this object, or the program.
///
/// A process that is started takes over what the program has at that moment. Hence there must be no other thread (its locks
/// would stay locked for ever), and no open connection to a database: SQLite would take that one's locks for those of the new
/// process. Both are refused.
class processes {
 public:
  template <class F>
  processes(int count, F f, std::chrono::seconds limit = std::chrono::seconds{120}) : limit_{limit} {
    expect_alone();
    const shared<std::atomic<int>> standing{0};
    int gate[2];
    if (::pipe2(gate, O_CLOEXEC) != 0) fail("pipe");
    for (int i = 0; i != count; ++i) {
      auto& c = children_.emplace_back();
      std::fflush(nullptr);
      const pid_t parent = ::getpid();
      c.pid = ::fork();
      if (c.pid == 0) run(f, i, parent, *standing, gate);
      if (c.pid < 0) {
        const int why = errno;
        end_all();
        throw std::system_error{why, std::generic_category(), "fork"};
      }
    }
    ::close(gate[0]);
    const auto end = std::chrono::steady_clock::now() + limit_;
    while (*standing != count && std::chrono::steady_clock::now() < end) pause();
    ::close(gate[1]);
    limit_ends_ = std::chrono::steady_clock::now() + limit_;
  }
  processes(const processes&) = delete;
  processes& operator=(const processes&) = delete;
  ~processes() { end_all(); }

  [[nodiscard]] int size() const noexcept { return static_cast<int>(children_.size()); }

  /// Ends a process by kill -9, at whatever it is doing. False if it had ended by itself.
  bool kill(int i) {
    child& c = at(i);
    if (look(c)) return false;
    ::kill(c.pid, SIGKILL);
    await(c);
    c.killed = WIFSIGNALED(c.status) && WTERMSIG(c.status) == SIGKILL;
    return c.killed;
  }
  /// Lets a process stand still with all its threads, until resume().
  void stop(int i) { send(at(i), SIGSTOP); }
  void resume(int i) { send(at(i), SIGCONT); }
  /// Sends a process a signal, such as SIGTERM.
  void signal(int i, int number) { send(at(i), number); }
  /// Whether a process has ended, without waiting; also that it had to be ended, because its time was up.
  [[nodiscard]] bool ended(int i) {
    child& c = at(i);
    if (!look(c) && std::chrono::steady_clock::now() >= limit_ends_) await(c);
    return c.over;
  }
  /// Waits for the end of a process and gives its exit code: 0, 1 for a failed check, 2 for an exception, or what it left with; the
  /// negative number of a signal.
  int wait(int i) {
    child& c = at(i);
    await(c);
    return WIFEXITED(c.status) ? WEXITSTATUS(c.status) : -WTERMSIG(c.status);
  }
  /// Waits for all of them, and tells whether each ended well, or by our kill().
  [[nodiscard]] testing::AssertionResult succeeded() {
    auto answer = testing::AssertionSuccess();
    for (int i = 0; i != size(); ++i) {
      const int code = wait(i);
      const child& c = at(i);
      if (c.killed || (code == 0 && !reported(c.output.text()))) continue;
      if (answer) answer = testing::AssertionFailure();
      answer << "process " << i << (c.hung ? " hung and was killed" : code < 0 ? " was ended by signal " : " ended with ");
      if (!c.hung) answer << (code < 0 ? -code : code);
      answer << ":\n" << c.output.text() << '\n';
    }
    return answer;
  }
  /// The text that a process gave; waits for its end.
  [[nodiscard]] std::string result(int i) {
    wait(i);
    return at(i).result.text();
  }
  /// The texts of all of them; waits for their ends.
  [[nodiscard]] std::vector<std::string> results() {
    std::vector<std::string> all;
    for (int i = 0; i != size(); ++i) all.push_back(result(i));
    return all;
  }
  /// What a process has printed so far.
  [[nodiscard]] std::string output(int i) { return at(i).output.text(); }

 private:
  /// A file without a name, which is there until the end even if whoever writes to it is killed.
  class paper {
   public:
    paper() : file_{::memfd_create("process", MFD_CLOEXEC)} {
      if (file_ < 0) fail("memfd_create");
    }
    paper(paper&& other) noexcept : file_{std::exchange(other.file_, -1)} {}
    paper& operator=(paper&&) = delete;
    ~paper() {
      if (file_ >= 0) ::close(file_);
    }
    [[nodiscard]] int file() const noexcept { return file_; }
    void write(const std::string& text) const {
      if (::write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) fail("write");
    }
    [[nodiscard]] std::string text() const {
      std::string result;
      char piece[4096];
      for (ssize_t n; (n = ::pread(file_, piece, sizeof piece, static_cast<off_t>(result.size()))) > 0;)
        result.append(piece, static_cast<std::size_t>(n));
      return result;
    }

   private:
    int file_;
  };
  struct child {
    pid_t pid = -1;
    int status = 0;
    bool over = false, killed = false, hung = false;
    paper output{}, result{};
  };

  [[noreturn]] static void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }
  static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds{1}); }

  static bool reported(const std::string& output) {
    return output.find("Sanitizer: ") != output.npos || output.find("runtime error: ") != output.npos;
  }

  static void expect_alone() {
    namespace fs = std::filesystem;
    const auto threads = std::distance(fs::directory_iterator{"/proc/self/task"}, fs::directory_iterator{});
#ifdef __SANITIZE_THREAD__
    const int own = 2;  // its own in the background
#else
    const int own = 1;
#endif
    if (threads > own) throw std::logic_error{"processes: another thread is running; start the processes before it"};
    for (const auto& open : fs::directory_iterator{"/proc/self/fd"}) {
      std::error_code gone;
      const fs::path file = fs::read_symlink(open, gone);
      if (file.extension() == ".db")
        throw std::logic_error{"processes: there is an open connection to " + file.string() +
                               "; close it before the processes are started"};
    }
  }

  template <class F>
  [[noreturn]] void run(F& f, int i, pid_t parent, std::atomic<int>& standing, const int (&gate)[2]) {
    int code = 0;
    try {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(3);
      const child& own = children_.back();
      ::dup2(own.output.file(), STDOUT_FILENO);
      ::dup2(own.output.file(), STDERR_FILENO);
      const int failed_before = failed_checks();
      ::close(gate[1]);
      ++standing;
      char nothing;
      while (::read(gate[0], &nothing, 1) < 0) {}
      if constexpr (std::is_void_v<decltype(f(i))>) {
        f(i);
      } else {
        own.result.write(f(i));
      }
      if (failed_checks() > failed_before) code = 1;
    } catch (const std::exception& e) {
      std::cout << "threw: " << e.what() << '\n';
      code = 2;
    } catch (...) {
      std::cout << "threw something\n";
      code = 2;
    }
    std::cout.flush();
    std::cerr.flush();
    std::fflush(nullptr);
    ::_exit(code);
  }
  static int failed_checks() {
    const testing::TestInfo* const test = testing::UnitTest::GetInstance()->current_test_info();
    int failed = 0;
    for (int n = 0; test && n != test->result()->total_part_count(); ++n) failed += test->result()->GetTestPartResult(n).failed() ? 1 : 0;
    return failed;
  }

  child& at(int i) { return children_.at(static_cast<std::size_t>(i)); }
  static bool look(child& c) {
    if (!c.over) c.over = ::waitpid(c.pid, &c.status, WNOHANG) == c.pid;
    return c.over;
  }
  // The number of a process that has ended may be another's by now.
  static void send(child& c, int signal) {
    if (!look(c)) ::kill(c.pid, signal);
  }
  void await(child& c) {
    while (!look(c)) {
      if (std::chrono::steady_clock::now() < limit_ends_) {
        pause();
      } else {
        c.hung = true;
        ::kill(c.pid, SIGKILL);
        c.over = ::waitpid(c.pid, &c.status, 0) == c.pid;
      }
    }
  }
  void end_all() {
    for (child& c : children_) {
      if (c.pid <= 0 || look(c)) continue;
      ::kill(c.pid, SIGKILL);
      ::waitpid(c.pid, &c.status, 0);
      c.over = true;
    }
  }

  std::vector<child> children_;
  std::chrono::seconds limit_;
  std::chrono::steady_clock::time_point limit_ends_{};
};

}  // namespace support
